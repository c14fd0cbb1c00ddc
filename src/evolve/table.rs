//! The form of transition rows. Each row is expanded twice: as data, for analyses, and as code, for
//! applying it.

use crate::environment::Environment;
use crate::interpretation::Interpretations;

/// What a row can read besides the instance.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    pub(crate) environment: &'a Environment,
    pub(crate) interpretations: &'a Interpretations,
}

/// Declares chains of rows. A row is a condition, the evidence, the attributes that it sets, and with
/// `then` the chain that continues; or with `cannot` the reason why the event cannot occur, which is
/// inferred unless the row is graded. The first matching row applies; the last row always matches. A row
/// without a source has that of its chain.
macro_rules! ways {
    ($answer:ty, $wrap:ident; $($(#[doc = $about:literal])* $way:ident from $document:ident/$place:tt { $($row:tt)+ })+) => { $(
        $(#[doc = $about])*
        pub(crate) enum $way {}

        impl $way {
            pub(crate) const ROWS: &'static [$crate::evolve::Transition] =
                $crate::evolve::table::rows!($document/$place [] $($row)+);

            #[inline]
            pub(crate) const fn of(
                it: $crate::instance::Instance,
                around: $crate::evolve::table::Surroundings<'_>,
            ) -> $answer {
                let _ = around;
                $crate::evolve::table::code!($wrap, it, around, $($row)+)
            }
        }
    )+ };
}
pub(crate) use ways;

/// Rows as data.
macro_rules! rows {
    ($document:ident/$place:tt [$($done:tt)*]) => { &[$($done)*] };
    ($document:ident/$place:tt [$($done:tt)*] $when:tt cannot $why:ident $(($($graded:tt)+))?; $($rest:tt)*) => {
        $crate::evolve::table::rows!($document/$place [$($done)*
            $crate::evolve::table::rows!(graded $document/$place;
                $when;
                $crate::evolve::Next::Cannot($crate::evolve::EventError::$why);
                $($($graded)+)?
            ),
        ] $($rest)*)
    };
    ($document:ident/$place:tt [$($done:tt)*] $when:tt $evidence:ident $(($($from:tt)+))? sets { $($($name:ident).+: $value:ident),* } $(then $next:ident)?; $($rest:tt)*) => {
        $crate::evolve::table::rows!($document/$place [$($done)*
            $crate::evolve::table::rows!(graded $document/$place;
                $when;
                $crate::evolve::Next::Becomes {
                    set: $crate::region::Assignment::NONE
                        $(.with(
                            $crate::attribute::$($name)::+::FIELD,
                            $crate::attribute::$($name)::+::$value as usize,
                        ))*,
                    then: $crate::evolve::table::rows!(@ $($next)?),
                };
                $evidence $($($from)+)?
            ),
        ] $($rest)*)
    };
    (@) => { &[] };
    (@ $next:ident) => { $next::ROWS };
    (graded $document:ident/$place:tt; $when:tt; $next:expr;) => {
        $crate::evolve::table::rows!(graded $document/$place; $when; $next; Inferred)
    };
    (graded $document:ident/$place:tt; $when:tt; $next:expr; $evidence:ident) => {
        $crate::evolve::table::rows!(graded $document/$place; $when; $next; $evidence $document/$place)
    };
    (graded $document:ident/$place:tt; $when:tt; $next:expr; $evidence:ident against $($other:tt)+) => {
        $crate::evolve::table::rows!(graded $document/$place; $when; $next; $evidence $document/$place against $($other)+)
    };
    (graded $chain:ident/$in:tt; $when:tt; $next:expr; $evidence:ident $document:ident/$place:tt $(against $other:ident/$there:tt)?) => {
        $crate::evolve::Transition {
            when: $crate::condition::region!($when),
            next: $next,
            evidence: $crate::evidence::Evidence::$evidence,
            source: $crate::evidence::source!($document/$place),
            against: $crate::evidence::against!($(against $other/$there)?),
        }.known()
    };
}
pub(crate) use rows;

/// Rows as code. `$wrap` wraps the resulting instance.
macro_rules! code {
    ($wrap:ident, $it:ident, $around:ident, {} $evidence:ident $(($($from:tt)+))? sets $set:tt $(then $next:ident)?;) => {
        $wrap($crate::evolve::table::code!(@ $it $around $set $($next)?))
    };
    ($wrap:ident, $it:ident, $around:ident, $when:tt $evidence:ident $(($($from:tt)+))? sets $set:tt $(then $next:ident)?; $($rest:tt)+) => {
        if $crate::evolve::table::code!(? $it $around $when) {
            $wrap($crate::evolve::table::code!(@ $it $around $set $($next)?))
        } else {
            $crate::evolve::table::code!($wrap, $it, $around, $($rest)+)
        }
    };
    ($wrap:ident, $it:ident, $around:ident, $when:tt cannot $why:ident $(($($graded:tt)+))?; $($rest:tt)+) => {
        if $crate::evolve::table::code!(? $it $around $when) {
            Err($crate::evolve::EventError::$why)
        } else {
            $crate::evolve::table::code!($wrap, $it, $around, $($rest)+)
        }
    };
    (? $it:ident $around:ident { interpretation.$interpretation:ident: $($value:ident)|+ $(, $($rest:tt)+)? }) => {
        (0 $(| 1 << $crate::interpretation::$interpretation::$value as u32)+)
            >> $around.interpretations.index($crate::interpretation::$interpretation::FIELD) & 1 == 1
            $(&& $crate::evolve::table::code!(? $it $around { $($rest)+ }))?
    };
    (? $it:ident $around:ident { $($name:ident).+: $($value:ident)|+ $(, $($rest:tt)+)? }) => {
        ({
            use $crate::attribute::$($name)::+ as attribute;
            let case = $crate::attribute::View {
                instance: &$it,
                environment: $around.environment,
                request: &$crate::request::Parameters::DEFAULT,
            };
            matches!(attribute::seen(&case), $(attribute::$value)|+)
        })
        $(&& $crate::evolve::table::code!(? $it $around { $($rest)+ }))?
    };
    (@ $it:ident $around:ident { $($($name:ident).+: $value:ident),* } $($next:ident)?) => {{
        $(let $it = $crate::attribute::$($name)::+::put($it, $crate::attribute::$($name)::+::$value);)*
        $(let $it = $next::of($it, $around);)?
        $it
    }};
}
pub(crate) use code;
