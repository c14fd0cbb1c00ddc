//! The form in which transitions are written: a row a line, read as data by an analysis, and as code
//! by whoever carries them out.

/// Declares ways through rows, each with what it answers: the instance itself, or whether it can be.
/// A row is a condition and what it sets, how well that is known (`D`ocumented, `O`bserved, `I`nferred,
/// `C`ontradicted), and with `then` the way that goes on from there; or why it cannot be, which is inferred.
/// The first row that matches is taken, and the last one always does.
macro_rules! ways {
    ($answer:ty, $wrap:ident; $($(#[doc = $about:literal])* $way:ident from $document:ident/$place:tt { $($row:tt)+ })+) => { $(
        $(#[doc = $about])*
        pub(crate) enum $way {}

        impl $way {
            pub(crate) const ROWS: &'static [$crate::evolve::Transition] =
                $crate::evolve::table::rows!($document/$place [] $($row)+);

            #[inline]
            pub(crate) const fn of(it: $crate::instance::Instance) -> $answer {
                $crate::evolve::table::code!($wrap, it, $($row)+)
            }
        }
    )+ };
}
pub(crate) use ways;

/// Rows as data.
macro_rules! rows {
    ($document:ident/$place:tt [$($done:tt)*]) => { &[$($done)*] };
    ($document:ident/$place:tt [$($done:tt)*] $when:tt cannot $why:ident; $($rest:tt)*) => {
        $crate::evolve::table::rows!($document/$place [$($done)* $crate::evolve::Transition {
            when: $crate::attribute::region!($when),
            next: $crate::evolve::Next::Cannot($crate::evolve::EventError::$why),
            evidence: $crate::evidence::grade!(I),
            source: $crate::evidence::source!($document/$place),
        },] $($rest)*)
    };
    ($document:ident/$place:tt [$($done:tt)*] $when:tt $evidence:ident sets { $($name:ident: $value:ident),* } $(then $next:ident)?; $($rest:tt)*) => {
        $crate::evolve::table::rows!($document/$place [$($done)* $crate::evolve::Transition {
            when: $crate::attribute::region!($when),
            next: $crate::evolve::Next::Becomes {
                set: $crate::region::Assignment::NONE
                    $(.with($crate::attribute::$name::FIELD, $crate::attribute::$name::$value as usize))*,
                then: $crate::evolve::table::rows!(@ $($next)?),
            },
            evidence: $crate::evidence::grade!($evidence),
            source: $crate::evidence::source!($document/$place),
        },] $($rest)*)
    };
    (@) => { &[] };
    (@ $next:ident) => { $next::ROWS };
}
pub(crate) use rows;

/// Rows as code; what becomes of the instance is wrapped.
macro_rules! code {
    ($wrap:ident, $it:ident, {} $evidence:ident sets $set:tt $(then $next:ident)?;) => {
        $wrap($crate::evolve::table::code!(@ $it $set $($next)?))
    };
    ($wrap:ident, $it:ident, $when:tt $evidence:ident sets $set:tt $(then $next:ident)?; $($rest:tt)+) => {
        if $crate::evolve::table::code!(? $it $when) {
            $wrap($crate::evolve::table::code!(@ $it $set $($next)?))
        } else {
            $crate::evolve::table::code!($wrap, $it, $($rest)+)
        }
    };
    ($wrap:ident, $it:ident, $when:tt cannot $why:ident; $($rest:tt)+) => {
        if $crate::evolve::table::code!(? $it $when) {
            Err($crate::evolve::EventError::$why)
        } else {
            $crate::evolve::table::code!($wrap, $it, $($rest)+)
        }
    };
    (? $it:ident { $($name:ident: $($value:ident)|+),+ }) => {
        $(matches!($crate::attribute::$name::of(&$it), $($crate::attribute::$name::$value)|+))&&+
    };
    (@ $it:ident { $($name:ident: $value:ident),* } $($next:ident)?) => {{
        $(let $it = $crate::attribute::$name::put($it, $crate::attribute::$name::$value);)*
        $(let $it = $next::of($it);)?
        $it
    }};
}
pub(crate) use code;
