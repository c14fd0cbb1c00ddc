//! The form in which transitions are written: a row a line, read as data by an analysis, and as code
//! by whoever carries them out.

/// Declares ways through rows, each with what it answers: the instance itself, or whether it can be.
/// A row is a condition and what it sets, and with `then` the way that goes on from there; or why it
/// cannot be. The first row that matches is taken, and the last one always does.
macro_rules! ways {
    ($answer:ty, $wrap:ident; $($(#[doc = $about:literal])* $way:ident { $($row:tt)+ })+) => { $(
        $(#[doc = $about])*
        pub(crate) enum $way {}

        impl $way {
            pub(crate) const ROWS: &'static [$crate::evolve::Transition] =
                $crate::evolve::table::rows!([] $($row)+);

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
    ([$($done:tt)*]) => { &[$($done)*] };
    ([$($done:tt)*] $when:tt cannot $why:ident; $($rest:tt)*) => {
        $crate::evolve::table::rows!([$($done)* $crate::evolve::Transition {
            when: $crate::attribute::region!($when),
            next: $crate::evolve::Next::Cannot($crate::evolve::CannotHappen::$why),
        },] $($rest)*)
    };
    ([$($done:tt)*] $when:tt sets { $($name:ident: $value:ident),* } $(then $next:ident)?; $($rest:tt)*) => {
        $crate::evolve::table::rows!([$($done)* $crate::evolve::Transition {
            when: $crate::attribute::region!($when),
            next: $crate::evolve::Next::Becomes {
                set: $crate::region::Assignment::NONE
                    $(.with($crate::attribute::$name::FIELD, $crate::attribute::$name::$value as usize))*,
                then: $crate::evolve::table::rows!(@ $($next)?),
            },
        },] $($rest)*)
    };
    (@) => { &[] };
    (@ $next:ident) => { $next::ROWS };
}
pub(crate) use rows;

/// Rows as code; what becomes of the instance is wrapped.
macro_rules! code {
    ($wrap:ident, $it:ident, {} sets $set:tt $(then $next:ident)?;) => {
        $wrap($crate::evolve::table::code!(@ $it $set $($next)?))
    };
    ($wrap:ident, $it:ident, $when:tt sets $set:tt $(then $next:ident)?; $($rest:tt)+) => {
        if $crate::evolve::table::code!(? $it $when) {
            $wrap($crate::evolve::table::code!(@ $it $set $($next)?))
        } else {
            $crate::evolve::table::code!($wrap, $it, $($rest)+)
        }
    };
    ($wrap:ident, $it:ident, $when:tt cannot $why:ident; $($rest:tt)+) => {
        if $crate::evolve::table::code!(? $it $when) {
            Err($crate::evolve::CannotHappen::$why)
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
