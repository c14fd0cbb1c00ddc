//! Custom attributes: what a policy tests besides the built-in attributes.

use super::{Attribute, ChangedBy, Part};
use crate::region::Field;
use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

/// An attribute that a policy declares: a name, a closed list of values, and where the value comes from.
///
/// The core reads no records: it is given [values](super::AttributeSet::values). The source tells a reader
/// of records, such as the crate `instance-lifecycle-wire`, where to find the text of the value.
///
/// ```
/// use instance_lifecycle::rules::attributes::{AttributeSet, AttributeSource, CustomAttribute};
///
/// let env = CustomAttribute::new("env", ["production", "test", "other"], AttributeSource::Tag("env".into()))
///     .with_text("prod", "production")
///     .with_anything_else("other")
///     .with_default("other");
/// assert_eq!(env.value_of_text("prod"), Some(0));
/// assert_eq!(env.value_of_text("staging"), Some(2));
/// assert!(AttributeSet::BUILT_IN.with(env).is_ok());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomAttribute {
    pub(super) name: String,
    pub(super) values: Vec<String>,
    pub(super) source: AttributeSource,
    pub(super) texts: Vec<(String, String)>,
    pub(super) anything_else: Option<String>,
    pub(super) default: Option<String>,
    pub(super) meaning: String,
}

/// Where the value of a custom attribute comes from.
///
/// ```
/// use instance_lifecycle::rules::attributes::{AttributeSource, Part};
///
/// assert_eq!(AttributeSource::Tag("env".into()).part(), Part::Instance);
/// assert_eq!(AttributeSource::Environment.part(), Part::Environment);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum AttributeSource {
    /// The tag of the instance with this key.
    Tag(String),
    /// The field of the record at this path, its parts joined by dots: `VpcAttributes.VpcId`.
    Field(String),
    /// A fact that is given with the instance.
    Fact,
    /// A fact about the environment, such as a time window. The caller supplies it: the core has no clock.
    Environment,
    /// The number of instances in the call, 1 for a call on one instance: for each value, the lowest number
    /// that has it, in ascending order. The first is 1.
    Items(Vec<u32>),
}

impl AttributeSource {
    /// Returns the part of the case that the value belongs to.
    #[must_use]
    pub const fn part(&self) -> Part {
        match self {
            Self::Tag(_) | Self::Field(_) | Self::Fact => Part::Instance,
            Self::Environment => Part::Environment,
            Self::Items(_) => Part::Request,
        }
    }
}

impl CustomAttribute {
    /// Returns an attribute whose default is its first value. Each value stands for the text of its name.
    pub fn new<V: Into<String>>(
        name: impl Into<String>,
        values: impl IntoIterator<Item = V>,
        source: AttributeSource,
    ) -> Self {
        Self {
            name: name.into(),
            values: values.into_iter().map(Into::into).collect(),
            source,
            texts: Vec::new(),
            anything_else: None,
            default: None,
            meaning: String::new(),
        }
    }

    /// Returns this attribute with one more text of a value.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>, value: impl Into<String>) -> Self {
        self.texts.push((text.into(), value.into()));
        self
    }

    /// Returns this attribute with a value for every text that no value has.
    #[must_use]
    pub fn with_anything_else(mut self, value: impl Into<String>) -> Self {
        self.anything_else = Some(value.into());
        self
    }

    /// Returns this attribute with another default: the value where the source has none.
    #[must_use]
    pub fn with_default(mut self, value: impl Into<String>) -> Self {
        // The first value is the default without a name, so that equal attributes are equal.
        self.default = Some(value.into()).filter(|value| self.values.first() != Some(value));
        self
    }

    /// Returns this attribute with a meaning, a text for people.
    #[must_use]
    pub fn with_meaning(mut self, meaning: impl Into<String>) -> Self {
        self.meaning = meaning.into();
        self
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the names of the values.
    #[must_use]
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// Returns where the value comes from.
    #[must_use]
    pub const fn source(&self) -> &AttributeSource {
        &self.source
    }

    /// Returns the texts of values other than their names, each with the name of its value.
    #[must_use]
    pub fn texts(&self) -> &[(String, String)] {
        &self.texts
    }

    /// Returns the name of the value of every other text; `None` if other texts are errors.
    #[must_use]
    pub fn anything_else(&self) -> Option<&str> {
        self.anything_else.as_deref()
    }

    /// Returns the number of the default value: the value where the source has none.
    #[must_use]
    pub fn default(&self) -> usize {
        self.default.as_deref().and_then(|name| self.number(name)).unwrap_or(0)
    }

    /// Returns the meaning; it may be empty.
    #[must_use]
    pub fn meaning(&self) -> &str {
        &self.meaning
    }

    /// Returns the number of the value of a text; `None` if no value has it.
    #[must_use]
    pub fn value_of_text(&self, text: &str) -> Option<usize> {
        let listed = self.texts.iter().find(|(known, _)| known == text).map(|(_, value)| value.as_str());
        self.number(listed.unwrap_or(text)).or_else(|| self.number(self.anything_else.as_deref()?))
    }

    /// Returns the number of the value of a number of items; `None` if they are not the source.
    #[must_use]
    pub fn value_of_items(&self, items: usize) -> Option<usize> {
        let AttributeSource::Items(lowest) = &self.source else { return None };
        Some(lowest.iter().take_while(|lowest| **lowest as usize <= items).count().saturating_sub(1))
    }

    pub(super) fn number(&self, value: &str) -> Option<usize> {
        self.values.iter().position(|name| name == value)
    }
}

/// An attribute of a policy: a built-in or a custom one.
///
/// ```
/// use instance_lifecycle::Policy;
///
/// let status = Policy::documented().attributes().named("status")?;
/// assert_eq!((status.name(), status.value_name(status.default())), ("status", "Running"));
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyAttribute {
    /// A built-in attribute.
    BuiltIn(&'static Attribute),
    /// A custom attribute, with the bits of its values.
    Custom(Arc<CustomAttribute>, Field),
}

impl From<&'static Attribute> for PolicyAttribute {
    fn from(attribute: &'static Attribute) -> Self {
        Self::BuiltIn(attribute)
    }
}

impl PolicyAttribute {
    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::BuiltIn(attribute) => attribute.name,
            Self::Custom(attribute, _) => attribute.name(),
        }
    }

    /// Returns the name as a shared text.
    pub(crate) fn to_name(&self) -> Cow<'static, str> {
        match self {
            Self::BuiltIn(attribute) => attribute.name.into(),
            Self::Custom(attribute, _) => attribute.name.clone().into(),
        }
    }

    /// Returns the part of the case that holds it.
    #[must_use]
    pub fn part(&self) -> Part {
        match self {
            Self::BuiltIn(attribute) => attribute.part,
            Self::Custom(attribute, _) => attribute.source.part(),
        }
    }

    /// Iterates over the names of the values.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        let (built_in, custom) = match self {
            Self::BuiltIn(attribute) => (attribute.values, &[][..]),
            Self::Custom(attribute, _) => (&[][..], &attribute.values[..]),
        };
        built_in.iter().copied().chain(custom.iter().map(String::as_str))
    }

    /// Returns the name of the value of that number.
    ///
    /// # Panics
    ///
    /// Panics if the attribute has no such value.
    #[must_use]
    pub fn value_name(&self, value: usize) -> &str {
        match self {
            Self::BuiltIn(attribute) => attribute.values[value],
            Self::Custom(attribute, _) => &attribute.values[value],
        }
    }

    /// Returns the name of a value as a shared text.
    pub(crate) fn to_value_name(&self, value: usize) -> Cow<'static, str> {
        match self {
            Self::BuiltIn(attribute) => attribute.values[value].into(),
            Self::Custom(attribute, _) => attribute.values[value].to_string().into(),
        }
    }

    /// Returns the bits of the values.
    #[must_use]
    pub fn field(&self) -> Field {
        match self {
            Self::BuiltIn(attribute) => attribute.field,
            Self::Custom(_, field) => *field,
        }
    }

    /// Returns the number of the default value.
    #[must_use]
    pub fn default(&self) -> usize {
        match self {
            Self::BuiltIn(attribute) => attribute.default,
            Self::Custom(attribute, _) => attribute.default(),
        }
    }

    /// Returns who can change it: a tag, a field, a fact or the environment its owner; the number of items
    /// the caller.
    #[must_use]
    pub fn changed_by(&self) -> ChangedBy {
        match self {
            Self::BuiltIn(attribute) => attribute.changed_by,
            Self::Custom(attribute, _) => match attribute.source.part() {
                Part::Request => ChangedBy::Request,
                Part::Instance | Part::Environment => ChangedBy::Owner,
            },
        }
    }

    /// Whether a policy declares the attribute.
    #[must_use]
    pub const fn is_custom(&self) -> bool {
        matches!(self, Self::Custom(..))
    }
}
