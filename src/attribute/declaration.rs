//! What a custom attribute must be to be declared, and what distinguishes it from others.

use super::ATTRIBUTES;
use super::by_name::AnyOf;
use super::custom::{AttributeSource, CustomAttribute};
use super::set::AttributeSet;
use crate::suggest::{DidYouMean, nearest};
use alloc::string::String;
use alloc::vec::Vec;

/// The error of an attribute that cannot be declared.
///
/// ```
/// use instance_lifecycle::rules::attributes::{AttributeError, AttributeSet, AttributeSource, CustomAttribute};
///
/// let status = CustomAttribute::new("status", ["on", "off"], AttributeSource::Fact);
/// let error = AttributeSet::BUILT_IN.with(status).unwrap_err();
/// assert_eq!(error.to_string(), "the attribute `status` already exists");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AttributeError {
    /// A name that is too long or has other characters.
    #[error(
        "invalid name `{name}` of {thing}: expected ASCII letters, digits, `-`, `_` and `.`, at most {} bytes",
        AttributeSet::MAX_NAME
    )]
    InvalidName {
        /// What is named: an attribute or a value.
        thing: &'static str,
        /// The name.
        name: String,
    },
    /// The name of another attribute.
    #[error("the attribute `{0}` already exists")]
    Exists(String),
    /// Another spelling of a built-in attribute, which cases could not distinguish from it.
    #[error("`{name}` is another spelling of the built-in attribute `{built_in}`")]
    Spelling {
        /// The name.
        name: String,
        /// The built-in attribute.
        built_in: &'static str,
    },
    /// Fewer than two values.
    #[error("too few values of the attribute `{0}`: expected at least 2")]
    TooFewValues(String),
    /// More values than fit.
    #[error(
        "too many values: with `{attribute}` the custom attributes have {values}, expected at most {}",
        AttributeSet::MAX_VALUES
    )]
    TooManyValues {
        /// The attribute.
        attribute: String,
        /// The number of values of all custom attributes.
        values: usize,
    },
    /// A value or a text that is given twice.
    #[error("`{name}` is given twice for the attribute `{attribute}`")]
    Repeated {
        /// The attribute.
        attribute: String,
        /// The value or text.
        name: String,
    },
    /// A value that the attribute does not have.
    #[error(
        "unknown value `{value}` of the attribute `{attribute}`, expected {}{}",
        AnyOf(.expected),
        DidYouMean(nearest(.value, .expected.iter().map(String::as_str)))
    )]
    UnknownValue {
        /// The attribute.
        attribute: String,
        /// The value.
        value: String,
        /// The values of the attribute.
        expected: Vec<String>,
    },
    /// Numbers of items that do not fit the values.
    #[error(
        "expected a lowest number of items for each value of the attribute `{0}`, from 1 in ascending order"
    )]
    Items(String),
    /// A default of the number of items that is not the value of a call on one instance.
    #[error(
        "invalid default of the attribute `{attribute}`: expected `{first}`, the value of a call on one instance"
    )]
    DefaultOfItems {
        /// The attribute.
        attribute: String,
        /// Its first value.
        first: String,
    },
}

/// The start of a 64-bit FNV-1a hash.
const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv(hash: u64, text: &str) -> u64 {
    let bytes = text.bytes().chain([0xff]);
    bytes.fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

impl CustomAttribute {
    /// Continues a hash by what gives a value its meaning: name, values, default and source.
    pub(super) fn identity(&self, hash: u64) -> u64 {
        let mut hash = fnv(fnv(hash ^ FNV_BASIS, &self.name), &self.values[self.default()]);
        hash = self.values.iter().fold(hash, |hash, value| fnv(hash, value));
        hash = fnv(hash, self.anything_else.as_deref().unwrap_or_default());
        hash = self.texts.iter().fold(hash, |hash, (text, value)| fnv(fnv(hash, text), value));
        match &self.source {
            AttributeSource::Tag(key) => fnv(fnv(hash, "tag"), key),
            AttributeSource::Field(path) => fnv(fnv(hash, "field"), path),
            AttributeSource::Fact => fnv(hash, "fact"),
            AttributeSource::Environment => fnv(hash, "environment"),
            AttributeSource::Items(lowest) => {
                let bytes = lowest.iter().flat_map(|lowest| lowest.to_le_bytes());
                bytes.fold(fnv(hash, "items"), |hash, byte| {
                    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
                })
            }
        }
    }

    /// Returns the built-in attribute that cases spell like this one: `Stock` is the field of `stock`. Locks and
    /// parameters have no fields of their own beside custom attributes.
    fn spelled_like(&self) -> Option<&'static str> {
        let folded = |name: &str| name.replace('_', "").to_ascii_lowercase();
        let name = folded(&self.name);
        ATTRIBUTES.iter().map(|attribute| attribute.name).find(|built_in| folded(built_in) == name)
    }

    /// Checks the attribute by itself.
    pub(super) fn check(&self) -> Result<(), AttributeError> {
        let attribute = || self.name.clone();
        let names = [("an attribute", &self.name)];
        for (thing, name) in names.into_iter().chain(self.values.iter().map(|value| ("a value", value))) {
            if !AttributeSet::is_name(name) {
                return Err(AttributeError::InvalidName { thing, name: name.clone() });
            }
        }
        if let Some(built_in) = self.spelled_like() {
            return Err(AttributeError::Spelling { name: attribute(), built_in });
        }
        if self.values.len() < 2 {
            return Err(AttributeError::TooFewValues(attribute()));
        }
        let texts = self.texts.iter().map(|(text, _)| text);
        for list in [self.values.iter().collect::<Vec<_>>(), texts.collect()] {
            if let Some(n) = (1..list.len()).find(|&n| list[..n].contains(&list[n])) {
                return Err(AttributeError::Repeated { attribute: attribute(), name: list[n].clone() });
            }
        }
        let mut named =
            self.texts.iter().map(|(_, value)| value).chain(&self.anything_else).chain(&self.default);
        if let Some(value) = named.find(|value| self.number(value).is_none()) {
            let expected = self.values.clone();
            return Err(AttributeError::UnknownValue {
                attribute: attribute(),
                value: value.clone(),
                expected,
            });
        }
        if let AttributeSource::Items(lowest) = &self.source {
            let ascends = lowest.first() == Some(&1) && lowest.windows(2).all(|pair| pair[0] < pair[1]);
            if !ascends || lowest.len() != self.values.len() {
                return Err(AttributeError::Items(attribute()));
            }
            if self.default() != 0 {
                let first = self.values[0].clone();
                return Err(AttributeError::DefaultOfItems { attribute: attribute(), first });
            }
        }
        Ok(())
    }
}
