//! Closed sets: enums whose values can be listed and have one exact spelling each.
//!
//! The values are those of one version of this crate: sets that the vendor extends are `#[non_exhaustive]`.
//!
//! The spelling is the vendor's if the vendor has one. `Display`, `FromStr` and serde use it, case
//! included.

use crate::suggest::OneOf;

/// A type of finitely many values, numbered from 0 in the order of declaration.
///
/// ```
/// use instance_lifecycle::closed_set::Finite;
/// use instance_lifecycle::Status;
///
/// assert_eq!(Status::NAMES[0], "Pending");
/// assert_eq!(Status::from_index(0), Status::Pending);
/// ```
pub trait Finite: Copy + 'static {
    /// The spelling of every value, by its number.
    const NAMES: &'static [&'static str];

    /// Returns the value of a number.
    ///
    /// # Panics
    ///
    /// Panics if `index` is not below `NAMES.len()`.
    fn from_index(index: usize) -> Self;
}

/// The closed set of `No` and `Yes`.
impl Finite for bool {
    const NAMES: &'static [&'static str] = &["No", "Yes"];

    fn from_index(index: usize) -> Self {
        [false, true][index]
    }
}

/// The error of a text that is no value of a closed set.
///
/// ```
/// use instance_lifecycle::instance::NetworkType;
///
/// let error = "VPC".parse::<NetworkType>().unwrap_err();
/// assert_eq!(error.expected, ["vpc", "classic"]);
/// assert_eq!(error.to_string(), "not a NetworkType: expected `vpc` or `classic`");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not {} {set}: expected {}", article(.set), OneOf(.expected))]
pub struct UnknownValueError {
    /// The name of the set.
    pub set: &'static str,
    /// The spellings of its values.
    pub expected: &'static [&'static str],
}

/// The indefinite article of a name.
fn article(name: &str) -> &'static str {
    if name.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']) { "an" } else { "a" }
}

/// Whether two texts are equal.
pub(crate) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut n = 0;
    while n < a.len() {
        if a[n] != b[n] {
            return false;
        }
        n += 1;
    }
    true
}

/// Declares a closed set: the enum, `ALL`, the spelling of each value, `Display`, `FromStr`, and
/// serde by spelling. A value without a spelling is spelt like its identifier.
macro_rules! closed_set {
    ($(#[$meta:meta])* $name:ident { $($(#[$about:meta])* $value:ident $(= $spelling:expr)?),+ $(,)? }) => {
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
                <Self as $crate::closed_set::Finite>::NAMES[self as usize]
            }
        }

        impl $crate::closed_set::Finite for $name {
            const NAMES: &'static [&'static str] =
                &[$($crate::closed_set::spelling!($value $($spelling)?)),+];

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
                let expected = <Self as $crate::closed_set::Finite>::NAMES;
                $crate::closed_set::position(stringify!($name), expected, text).map(|index| Self::ALL[index])
            }
        }

        #[cfg(feature = "arbitrary")]
        impl<'a> arbitrary::Arbitrary<'a> for $name {
            fn arbitrary(bytes: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                Ok(*bytes.choose(Self::ALL)?)
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

/// Returns the number of a spelling.
pub(crate) fn position(
    set: &'static str,
    expected: &'static [&'static str],
    text: &str,
) -> Result<usize, UnknownValueError> {
    expected.iter().position(|name| *name == text).ok_or(UnknownValueError { set, expected })
}

/// The spelling of a value of a closed set.
macro_rules! spelling {
    ($value:ident) => {
        stringify!($value)
    };
    ($value:ident $spelling:expr) => {
        $spelling
    };
}
pub(crate) use spelling;

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

        fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            write!(f, "{}", OneOf(T::NAMES))
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(|_| E::invalid_value(serde::de::Unexpected::Str(text), &self))
        }
    }

    deserializer.deserialize_str(Spelling(core::marker::PhantomData))
}
