//! Closed sets: enums whose values can be listed and have one exact spelling each.
//!
//! The spelling is the vendor's where the vendor has one. It is what `Display` writes, what
//! `FromStr` and serde read, letter for letter; a reader that wants to be tolerant folds the case
//! first.

use core::fmt;

/// A type of finitely many values, numbered from 0 in the order of declaration.
pub trait Finite: Copy + 'static {
    /// The spelling of every value, by its number.
    const NAMES: &'static [&'static str];

    /// The value of a number.
    ///
    /// # Panics
    ///
    /// When `index` is not below `NAMES.len()`.
    fn from_index(index: usize) -> Self;
}

/// A flag is the closed set of `No` and `Yes`.
impl Finite for bool {
    const NAMES: &'static [&'static str] = &["No", "Yes"];

    fn from_index(index: usize) -> Self {
        [false, true][index]
    }
}

/// The text names no value of the closed set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a {set}: expected {}", OneOf(.expected))]
pub struct UnknownValueError {
    /// What was to be named.
    pub set: &'static str,
    /// The spellings that would have been understood.
    pub expected: &'static [&'static str],
}

/// Writes alternatives as a sentence does.
///
/// ```
/// use instance_lifecycle::closed_set::OneOf;
///
/// assert_eq!(OneOf(&["a", "b", "c"]).to_string(), "`a`, `b` or `c`");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OneOf<'a>(pub &'a [&'a str]);

impl fmt::Display for OneOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.0.iter().enumerate() {
            match index {
                0 => {}
                _ if index + 1 == self.0.len() => f.write_str(" or ")?,
                _ => f.write_str(", ")?,
            }
            write!(f, "`{name}`")?;
        }
        Ok(())
    }
}

/// Of some names the one that is spelt most like a text, if one is: a letter too many, too few, wrong
/// or in the wrong place in every three. Case, `-` and `_` make no difference.
///
/// ```
/// use instance_lifecycle::closed_set::nearest;
///
/// let names = ["Running", "Starting", "Stopping", "Stopped"];
/// assert_eq!(nearest("runing", names), Some("Running"));
/// assert_eq!(nearest("stoped", names), Some("Stopped"));
/// assert_eq!(nearest("expired", names), None);
/// ```
pub fn nearest<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = names.into_iter().filter_map(|name| {
        let distance = distance(text.as_bytes(), name.as_bytes())?;
        (distance <= (name.len() / 3).max(1)).then_some((distance, name))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// How many letters must be added, left out, replaced or swapped with their neighbour; none where a
/// text is too long to be a name.
fn distance(a: &[u8], b: &[u8]) -> Option<usize> {
    const MAX: usize = 64;
    let folded = |letter: u8| if letter == b'-' { b'_' } else { letter.to_ascii_lowercase() };
    if a.len() > MAX || b.len() >= MAX {
        return None;
    }
    // The last rows of the table of distances between beginnings of the two.
    let (mut before, mut last, mut row) = ([0_usize; MAX], [0; MAX], [0; MAX]);
    (0..=b.len()).for_each(|n| last[n] = n);
    for (n, letter) in a.iter().copied().map(folded).enumerate() {
        row[0] = n + 1;
        for (m, other) in b.iter().copied().map(folded).enumerate() {
            let replaced = last[m] + usize::from(letter != other);
            row[m + 1] = replaced.min(last[m + 1] + 1).min(row[m] + 1);
            let swapped = n > 0 && m > 0 && folded(a[n - 1]) == other && folded(b[m - 1]) == letter;
            if swapped {
                row[m + 1] = row[m + 1].min(before[m - 1] + 1);
            }
        }
        (before, last, row) = (last, row, before);
    }
    Some(last[b.len()])
}

/// Ends a sentence on an unknown name: with the name that was perhaps meant, as a question.
#[derive(Clone, Copy, Debug)]
pub struct DidYouMean<'a>(pub Option<&'a str>);

impl fmt::Display for DidYouMean<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |name| write!(f, ": did you mean `{name}`?"))
    }
}

/// Declares a closed set: the enum, `ALL`, the spelling of each value, `Display`, `FromStr`, and
/// serde by spelling.
macro_rules! closed_set {
    ($(#[$meta:meta])* $name:ident { $($(#[$about:meta])* $value:ident = $spelling:expr),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name {
            $($(#[$about])* $value),+
        }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// The exact spelling.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$value => $spelling),+
                }
            }
        }

        impl $crate::closed_set::Finite for $name {
            const NAMES: &'static [&'static str] = &[$($spelling),+];

            fn from_index(index: usize) -> Self {
                Self::ALL[index]
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::closed_set::UnknownValueError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match Self::ALL.iter().find(|value| value.as_str() == text) {
                    Some(value) => Ok(*value),
                    None => Err($crate::closed_set::UnknownValueError {
                        set: stringify!($name),
                        expected: <Self as $crate::closed_set::Finite>::NAMES,
                    }),
                }
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::closed_set::deserialize(deserializer)
            }
        }
    };
}
pub(crate) use closed_set;

/// Reads a value of a closed set by its spelling.
#[cfg(feature = "serde")]
pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Finite + core::str::FromStr,
    D: serde::Deserializer<'de>,
{
    struct Spelling<T>(core::marker::PhantomData<T>);

    impl<T: Finite + core::str::FromStr> serde::de::Visitor<'_> for Spelling<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{}", OneOf(T::NAMES))
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(|_| E::invalid_value(serde::de::Unexpected::Str(text), &self))
        }
    }

    deserializer.deserialize_str(Spelling(core::marker::PhantomData))
}
