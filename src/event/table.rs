//! The form of transition rows. Each row is expanded twice: as data, for analyses, and as code, for
//! applying it.

/// Declares chains of rows. A row is a condition, the evidence, the attributes that it sets, and with
/// `then` the chain that continues; or with `cannot` the reason why the event cannot occur, which is
/// inferred. The first matching row applies; the last row always matches.
macro_rules! ways {
    ($answer:ty, $wrap:ident; $($(#[doc = $about:literal])* $way:ident from $document:ident/$place:tt { $($row:tt)+ })+) => { $(
        $(#[doc = $about])*
        pub(crate) enum $way {}

        impl $way {
            pub(crate) const ROWS: &'static [$crate::event::Transition] =
                $crate::event::table::rows!($document/$place [] $($row)+);

            #[inline]
            pub(crate) const fn of(it: $crate::instance::Instance) -> $answer {
                $crate::event::table::code!($wrap, it, $($row)+)
            }
        }
    )+ };
}
pub(crate) use ways;

/// Rows as data.
macro_rules! rows {
    ($document:ident/$place:tt [$($done:tt)*]) => { &[$($done)*] };
    ($document:ident/$place:tt [$($done:tt)*] $when:tt cannot $why:ident; $($rest:tt)*) => {
        $crate::event::table::rows!($document/$place [$($done)* $crate::event::Transition {
            when: $crate::condition::region!($when),
            next: $crate::event::Next::Cannot($crate::event::EventError::$why),
            evidence: $crate::evidence::Evidence::Inferred,
            source: $crate::evidence::source!($document/$place),
        },] $($rest)*)
    };
    ($document:ident/$place:tt [$($done:tt)*] $when:tt $evidence:ident sets { $($($name:ident).+: $value:ident),* } $(then $next:ident)?; $($rest:tt)*) => {
        $crate::event::table::rows!($document/$place [$($done)* $crate::event::Transition {
            when: $crate::condition::region!($when),
            next: $crate::event::Next::Becomes {
                set: $crate::region::Assignment::NONE
                    $(.with(
                        $crate::attribute::$($name)::+::FIELD,
                        $crate::attribute::$($name)::+::$value as usize,
                    ))*,
                then: $crate::event::table::rows!(@ $($next)?),
            },
            evidence: $crate::evidence::Evidence::$evidence,
            source: $crate::evidence::source!($document/$place),
        },] $($rest)*)
    };
    (@) => { &[] };
    (@ $next:ident) => { $next::ROWS };
}
pub(crate) use rows;

/// Rows as code. `$wrap` wraps the resulting instance.
macro_rules! code {
    ($wrap:ident, $it:ident, {} $evidence:ident sets $set:tt $(then $next:ident)?;) => {
        $wrap($crate::event::table::code!(@ $it $set $($next)?))
    };
    ($wrap:ident, $it:ident, $when:tt $evidence:ident sets $set:tt $(then $next:ident)?; $($rest:tt)+) => {
        if $crate::event::table::code!(? $it $when) {
            $wrap($crate::event::table::code!(@ $it $set $($next)?))
        } else {
            $crate::event::table::code!($wrap, $it, $($rest)+)
        }
    };
    ($wrap:ident, $it:ident, $when:tt cannot $why:ident; $($rest:tt)+) => {
        if $crate::event::table::code!(? $it $when) {
            Err($crate::event::EventError::$why)
        } else {
            $crate::event::table::code!($wrap, $it, $($rest)+)
        }
    };
    (? $it:ident { $($($name:ident).+: $($value:ident)|+),+ }) => {
        $(({
            use $crate::attribute::$($name)::+ as attribute;
            matches!(attribute::of(&$it), $(attribute::$value)|+)
        }))&&+
    };
    (@ $it:ident { $($($name:ident).+: $value:ident),* } $($next:ident)?) => {{
        $(let $it = $crate::attribute::$($name)::+::put($it, $crate::attribute::$($name)::+::$value);)*
        $(let $it = $next::of($it);)?
        $it
    }};
}
pub(crate) use code;
