//! The custom attributes of a policy document.

use super::{DocumentProblem, PolicyDocumentError};
use crate::attribute::{AttributeError, AttributeSource, CustomAttribute};
use crate::policy::Policy;
use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A custom attribute of a [`PolicyDocument`](super::PolicyDocument).
///
/// ```
/// use instance_lifecycle::policy::AttributeDocument;
/// use instance_lifecycle::rules::attributes::AttributeSource;
///
/// let document: AttributeDocument = serde_json::from_str(
///     r#"{"name": "env", "values": ["production", "test", "other"], "from": {"tag": "env"}, "default": "other",
///         "anything_else": "other", "texts": {"production": ["prod", "live"]}}"#,
/// )?;
/// assert_eq!(document.from, AttributeSource::Tag("env".into()));
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributeDocument {
    /// Its name.
    pub name: String,
    /// The names of its values.
    pub values: Vec<String>,
    /// Where its value comes from: `"fact"`, `"environment"`, `{ tag = "KEY" }`, `{ field = "PATH" }` or
    /// `{ items = [1, 11] }`.
    pub from: AttributeSource,
    /// The value where the source has none: the first one by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The value of every text that no value has. Without it such a text is an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anything_else: Option<String>,
    /// Texts that mean a value besides its name, by value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, Vec<String>>,
    /// Its meaning, a text for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub meaning: String,
}

impl AttributeDocument {
    /// Returns the document of an attribute.
    pub(super) fn of(attribute: &CustomAttribute) -> Self {
        let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (text, value) in attribute.texts() {
            texts.entry(value.clone()).or_default().push(text.clone());
        }
        let default = attribute.default();
        Self {
            name: attribute.name().to_owned(),
            values: attribute.values().to_vec(),
            from: attribute.source().clone(),
            default: (default != 0).then(|| attribute.values()[default].clone()),
            anything_else: attribute.anything_else().map(ToOwned::to_owned),
            texts,
            meaning: attribute.meaning().to_owned(),
        }
    }

    /// Adds the attribute to a policy; the path of an error is that within the attribute.
    pub(super) fn add_to(&self, policy: Policy) -> Result<Policy, PolicyDocumentError> {
        let texts = self.texts.iter().flat_map(|(value, texts)| texts.iter().map(move |text| (text, value)));
        let attribute = CustomAttribute::new(&*self.name, self.values.iter().cloned(), self.from.clone());
        let attribute = texts.fold(attribute, |it, (text, value)| it.with_text(&**text, &**value));
        let attribute = self.default.iter().fold(attribute, |it, value| it.with_default(&**value));
        let attribute =
            self.anything_else.iter().fold(attribute, |it, value| it.with_anything_else(&**value));
        policy.with_attribute(attribute.with_meaning(&*self.meaning)).map_err(|error| {
            let path = self.path_of(&error);
            DocumentProblem::from(error).at(path)
        })
    }

    /// Returns what of this attribute is wrong.
    fn path_of(&self, error: &AttributeError) -> String {
        let value = |name: &String| self.values.iter().rposition(|value| value == name);
        match error {
            AttributeError::InvalidName { name, .. } if *name != self.name => {
                format!("values[{}]", value(name).unwrap_or_default())
            }
            AttributeError::InvalidName { .. }
            | AttributeError::Spelling { .. }
            | AttributeError::Exists(_) => "name".to_owned(),
            AttributeError::TooFewValues(_) | AttributeError::TooManyValues { .. } => "values".to_owned(),
            AttributeError::Repeated { name, .. } => match value(name) {
                Some(n) if self.values[..n].contains(name) => format!("values[{n}]"),
                _ => "texts".to_owned(),
            },
            AttributeError::UnknownValue { value, .. } if self.texts.contains_key(value) => {
                format!("texts.{value}")
            }
            AttributeError::UnknownValue { value, .. } if self.default.as_ref() == Some(value) => {
                "default".to_owned()
            }
            AttributeError::UnknownValue { .. } => "anything_else".to_owned(),
            AttributeError::Items(_) => "from.items".to_owned(),
            AttributeError::DefaultOfItems { .. } => "default".to_owned(),
        }
    }
}
