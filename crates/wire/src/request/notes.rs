//! What the reader of a case noticed beside the case.

use crate::json::at::At;
use crate::json::error::ReadError;
use crate::json::fields::{Field, Form, member};
use crate::json::tree::{Json, Member};
use crate::record::attributes::{ENVIRONMENT, Set, name, numbers};
use crate::record::custom::{self, CUSTOM};
use crate::request::errors::Malformed;
use instance_lifecycle::instance::StoppedMode;
use instance_lifecycle::rules::attributes::AttributeSet;
use std::borrow::Cow;

/// Parameters that clients send with every request, and that no rule reads.
pub(crate) const IGNORED: &[&str] =
    &["RegionId", "ClientToken", "OwnerId", "OwnerAccount", "ResourceOwnerId", "ResourceOwnerAccount"];

/// The observations of the reader beside the case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// The parameters of the request that were ignored, such as `RegionId`.
    pub ignored: Vec<&'static str>,
    /// The error of the request itself, which the service answers before any rule.
    pub malformed: Option<Malformed>,
    /// The facts of the environment that the input or the caller gives, and custom attributes.
    pub given: Given,
    /// The attributes of the policy that the case was read for.
    pub attributes: AttributeSet,
    /// Whether the request is that of [`Defaults`](crate::Defaults), since the input has none.
    pub is_default_request: bool,
}

impl Notes {
    /// Returns an error if the request at `at` is malformed.
    pub(crate) fn check(&self, at: At<'_>, json: &Json<'_>) -> Result<(), ReadError> {
        let Some(malformed) = self.malformed else { return Ok(()) };
        let value = match json {
            Json::Object(members) => member(members, malformed.parameter),
            _ => None,
        };
        let expected = if malformed.error.code == "MissingParameter" { "an id" } else { "`true` or `false`" };
        Err(at.key(malformed.parameter).unexpected(expected, value.unwrap_or(&Json::Null)))
    }
}

/// The facts of an environment and the custom attributes that are given; the others are assumed.
///
/// ```
/// use instance_lifecycle_wire::Given;
///
/// let given = Given::NONE.with("Stock");
/// assert!(given.contains("Stock") && !given.contains("Balance"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given(Set);

impl Given {
    /// No facts.
    pub const NONE: Self = Self(0);

    /// Returns the set with the fact of that name; unchanged if there is none.
    #[must_use]
    pub fn with(self, fact: &str) -> Self {
        let number = numbers(ENVIRONMENT).find(|&number| name(number) == fact);
        Self(self.0 | number.map_or(0, |number| 1 << number))
    }

    /// Whether the fact of that name is given.
    #[must_use]
    pub fn contains(self, fact: &str) -> bool {
        numbers(self.0).any(|number| name(number) == fact)
    }

    /// Returns the set with the custom attribute of that name; unchanged if there is none.
    ///
    /// ```
    /// use instance_lifecycle::rules::attributes::{AttributeSet, AttributeSource, CustomAttribute};
    /// use instance_lifecycle_wire::Given;
    ///
    /// let freeze = CustomAttribute::new("freeze", ["No", "Yes"], AttributeSource::Environment);
    /// let attributes = AttributeSet::BUILT_IN.with(freeze)?;
    /// let given = Given::NONE.with_custom(&attributes, "freeze");
    /// assert!(given.contains_custom(&attributes, "freeze") && given.with_custom(&attributes, "team") == given);
    /// # Ok::<_, instance_lifecycle::rules::attributes::AttributeError>(())
    /// ```
    #[must_use]
    pub fn with_custom(self, attributes: &AttributeSet, name: &str) -> Self {
        Self(self.0 | custom::set(attributes, name))
    }

    /// Whether the custom attribute of that name is given.
    #[must_use]
    pub fn contains_custom(self, attributes: &AttributeSet, name: &str) -> bool {
        self.0 & custom::set(attributes, name) != 0
    }

    /// The custom attributes that are given.
    pub(crate) const fn custom(self) -> Set {
        self.0 & CUSTOM
    }

    /// Returns the set with more facts.
    pub(crate) const fn and(self, facts: Set) -> Self {
        Self(self.0 | facts)
    }
}

/// Takes the members that are ignored out of a request, and those with an invalid boolean.
pub(crate) fn take<'t, 'a, T>(
    fields: &[Field<T>],
    at: At<'_>,
    members: &'t [Member<'a>],
    notes: &mut Notes,
) -> Cow<'t, [Member<'a>]> {
    let mut is_kept = Vec::with_capacity(members.len());
    for (key, value) in members {
        let ignored = IGNORED.iter().find(|name| *name == key).copied();
        let ignored = ignored.or_else(|| is_no_mode(key, value).then_some("StoppedMode"));
        if let Some(name) = ignored {
            notes.ignored.push(name);
        }
        let field = fields.iter().find(|field| field.name == key && matches!(field.form, Form::Flag));
        let invalid = field.filter(|_| matches!(value, Json::String(_) | Json::Number(_)));
        let invalid = invalid.filter(|field| at.key(field.name).flag(value).is_err());
        if let Some(field) = invalid {
            notes.malformed = notes.malformed.or(Some(Malformed::invalid(field.name)));
        }
        is_kept.push(ignored.is_none() && invalid.is_none());
    }
    if is_kept.iter().all(|kept| *kept) {
        return Cow::Borrowed(members);
    }
    members.iter().zip(is_kept).filter(|(_, kept)| *kept).map(|(member, _)| member.clone()).collect()
}

/// Whether the member is the mode of a record that a client sends back, which is no mode of a stop.
fn is_no_mode(key: &str, value: &Json<'_>) -> bool {
    key == "StoppedMode"
        && matches!(value, Json::String(mode) if mode.eq_ignore_ascii_case(StoppedMode::NotApplicable.as_str()))
}
