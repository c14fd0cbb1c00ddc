//! Regions by the names of attributes and values, for custom rules, laws and queries.

use super::{ATTRIBUTES, Attribute, Part};
use crate::region::Region;
use crate::suggest::{DidYouMean, OneOf, nearest};
#[cfg(feature = "alloc")]
use alloc::{string::String, vec::Vec};

/// The name of an attribute, and the names of the values that it may have.
pub type Constraint<'a> = (&'a str, &'a [&'a str]);

impl Attribute {
    /// Returns the attribute of that name.
    ///
    /// # Errors
    ///
    /// Returns an error with the closest name if there is none.
    ///
    /// ```
    /// use instance_lifecycle::rules::attributes::Attribute;
    ///
    /// assert_eq!(Attribute::named("status")?.values[2], "Running");
    /// assert_eq!(
    ///     Attribute::named("disk_statu").unwrap_err().to_string(),
    ///     "unknown attribute `disk_statu`: did you mean `disk_status`?"
    /// );
    /// # Ok::<_, instance_lifecycle::rules::attributes::ConditionError<'_>>(())
    /// ```
    pub fn named(name: &str) -> Result<&'static Self, ConditionError<'_>> {
        let names = || ATTRIBUTES.iter().map(|attribute| attribute.name);
        ATTRIBUTES
            .iter()
            .find(|attribute| attribute.name == name)
            .ok_or_else(|| ConditionError::Attribute { name, nearest: nearest(name, names()) })
    }

    /// Returns the number of the value of that name.
    ///
    /// # Errors
    ///
    /// Returns an error if the attribute has no such value.
    pub fn value<'a>(&self, value: &'a str) -> Result<usize, ConditionError<'a>> {
        self.values.iter().position(|name| *name == value).ok_or_else(|| ConditionError::Value {
            attribute: self.name,
            value,
            nearest: nearest(value, self.values.iter().copied()),
            expected: self.values,
        })
    }

    /// Returns the cases in which the attribute has one of these values.
    ///
    /// # Errors
    ///
    /// Returns an error if the attribute has no such value, or if no value is given.
    pub fn region<'a>(
        &self,
        values: impl IntoIterator<Item = &'a str>,
    ) -> Result<Region, ConditionError<'a>> {
        let set = values.into_iter().try_fold(0, |set, value| Ok(set | 1 << self.value(value)?))?;
        if set == 0 {
            return Err(ConditionError::NoValue { attribute: self.name });
        }
        Ok(Region::FULL.restrict(self.field, set))
    }
}

impl<'a> ConditionError<'a> {
    /// Returns the error of a name that is no attribute of an instance.
    pub(crate) fn of_instances(name: &'a str) -> Self {
        let of_instances = ATTRIBUTES.iter().filter(|attribute| attribute.part == Part::Instance);
        Self::Attribute { name, nearest: nearest(name, of_instances.map(|attribute| attribute.name)) }
    }
}

/// Returns the cases in which every named attribute has one of its values.
///
/// # Errors
///
/// Returns an error if a name or value is unknown, if no value is given, or if an attribute is named
/// twice.
///
/// ```
/// use instance_lifecycle::rules::attributes::region_of;
/// use instance_lifecycle::rules::Condition;
///
/// let region = region_of(&[("status", &["Running", "Stopped"]), ("gpu", &["Yes"])])?;
/// assert_eq!(Condition::new(&region).to_string(), "status: Running | Stopped, gpu: Yes");
///
/// let error = region_of(&[("status", &["Runing"])]).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "unknown value `Runing` of the attribute `status`, expected `Pending`, `Starting`, `Running`, `Stopping`, \
///      `Stopped` or `Released`: did you mean `Running`?"
/// );
/// # Ok::<_, instance_lifecycle::rules::attributes::ConditionError<'_>>(())
/// ```
pub fn region_of<'a>(constraints: &[Constraint<'a>]) -> Result<Region, ConditionError<'a>> {
    let mut region = Region::FULL;
    for &(name, values) in constraints {
        let attribute = Attribute::named(name)?;
        if region.reads(attribute.field) {
            return Err(ConditionError::Twice { attribute: attribute.name });
        }
        region = region.intersect(&attribute.region(values.iter().copied())?);
    }
    Ok(region)
}

/// The error of an invalid condition. Borrows the names from the input.
///
/// ```
/// use instance_lifecycle::rules::attributes::{ConditionError, region_of};
///
/// assert!(region_of(&[("status", &["Running"])]).is_ok());
/// assert!(matches!(region_of(&[("stats", &["Running"])]), Err(ConditionError::Attribute { name: "stats", .. })));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConditionError<'a> {
    /// The attribute is unknown.
    #[error("unknown attribute `{name}`{}", DidYouMean(*.nearest))]
    Attribute {
        /// The name.
        name: &'a str,
        /// The closest name of an attribute.
        nearest: Option<&'static str>,
    },
    /// The attribute has no such value.
    #[error(
        "unknown value `{value}` of the attribute `{attribute}`, expected {}{}",
        OneOf(.expected),
        DidYouMean(*.nearest)
    )]
    Value {
        /// The attribute.
        attribute: &'static str,
        /// The name.
        value: &'a str,
        /// The closest name of a value.
        nearest: Option<&'static str>,
        /// The values of the attribute.
        expected: &'static [&'static str],
    },
    /// No value is given.
    #[error("no value is given for the attribute `{attribute}`")]
    NoValue {
        /// The attribute.
        attribute: &'static str,
    },
    /// The attribute is named twice.
    #[error("the attribute `{attribute}` is named twice")]
    Twice {
        /// The attribute.
        attribute: &'static str,
    },
}

/// A [`ConditionError`] that owns its names, those of custom attributes too.
///
/// ```
/// use instance_lifecycle::Policy;
/// use instance_lifecycle::rules::attributes::OwnedConditionError;
///
/// let error = Policy::documented().attributes().named("env").unwrap_err();
/// assert!(matches!(error, OwnedConditionError::Attribute { nearest: None, .. }));
/// assert!(error.to_string().starts_with("unknown attribute `env`, expected `status`, `task`, "));
/// ```
#[cfg(feature = "alloc")]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OwnedConditionError {
    /// The attribute is unknown.
    #[error("unknown attribute `{name}`{}", Suggestion(.nearest.as_deref(), .expected))]
    Attribute {
        /// The name.
        name: String,
        /// The closest name of an attribute.
        nearest: Option<String>,
        /// The names of the attributes, the custom ones first.
        expected: Vec<String>,
    },
    /// A table of a condition has another key than `not`, or one beside it.
    #[error("unknown key `{key}` of the attribute `{attribute}`{}", KeyHint(.key))]
    Key {
        /// The attribute.
        attribute: String,
        /// The key.
        key: String,
    },
    /// The attribute has no such value.
    #[error(
        "unknown value `{value}` of the attribute `{attribute}`, expected {}{}",
        AnyOf(.expected),
        DidYouMean(nearest(.value, .expected.iter().map(String::as_str)))
    )]
    Value {
        /// The attribute.
        attribute: String,
        /// The name.
        value: String,
        /// The values of the attribute.
        expected: Vec<String>,
    },
    /// No value is given.
    #[error("no value is given for the attribute `{attribute}`")]
    NoValue {
        /// The attribute.
        attribute: String,
    },
    /// The attribute is named twice.
    #[error("the attribute `{attribute}` is named twice")]
    Twice {
        /// The attribute.
        attribute: String,
    },
}

#[cfg(feature = "alloc")]
impl From<ConditionError<'_>> for OwnedConditionError {
    fn from(error: ConditionError<'_>) -> Self {
        match error {
            ConditionError::Attribute { name, nearest } => {
                let expected = ATTRIBUTES.iter().map(|attribute| attribute.name.into()).collect();
                Self::Attribute { name: name.into(), nearest: nearest.map(String::from), expected }
            }
            ConditionError::Value { attribute, value, expected, .. } => Self::Value {
                attribute: attribute.into(),
                value: value.into(),
                expected: expected.iter().copied().map(String::from).collect(),
            },
            ConditionError::NoValue { attribute } => Self::NoValue { attribute: attribute.into() },
            ConditionError::Twice { attribute } => Self::Twice { attribute: attribute.into() },
        }
    }
}

/// Formats the closest name; if there is none, all names.
#[cfg(feature = "alloc")]
pub(crate) struct Suggestion<'a>(pub(crate) Option<&'a str>, pub(crate) &'a [String]);

#[cfg(feature = "alloc")]
impl core::fmt::Display for Suggestion<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self(None, [_, ..]) => write!(f, ", expected {}", AnyOf(self.1)),
            Self(nearest, _) => DidYouMean(*nearest).fmt(f),
        }
    }
}

/// Formats what is expected in the place of a key of a condition.
#[cfg(feature = "alloc")]
struct KeyHint<'a>(&'a str);

#[cfg(feature = "alloc")]
impl core::fmt::Display for KeyHint<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match (self.0, nearest(self.0, ["not"])) {
            ("not", _) => f.write_str(" beside others"),
            (_, Some(not)) => DidYouMean(Some(not)).fmt(f),
            (_, None) => f.write_str(", expected `not`"),
        }
    }
}

/// Formats names as alternatives.
#[cfg(feature = "alloc")]
pub(crate) struct AnyOf<'a>(pub(crate) &'a [String]);

#[cfg(feature = "alloc")]
impl core::fmt::Display for AnyOf<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        OneOf(&self.0.iter().map(String::as_str).collect::<Vec<_>>()).fmt(f)
    }
}
