//! The conditions of rules and laws as serde reads them.

use crate::attribute::{AttributeSet, OwnedConditionError};
use crate::region::Region;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The values that a condition admits, by the name of the attribute.
pub type ConditionsDocument = BTreeMap<String, ValuesDocument>;

/// The values that a condition admits for an attribute.
///
/// ```
/// use instance_lifecycle::policy::ValuesDocument;
/// use instance_lifecycle::rules::attributes::AttributeSet;
///
/// let values: ValuesDocument = serde_json::from_str(r#"{"not": ["Stopped", "Released"]}"#)?;
/// let region = values.region("status", &AttributeSet::BUILT_IN)?;
/// let others = ValuesDocument::from(["Pending", "Starting", "Running", "Stopping"].map(String::from).to_vec());
/// assert_eq!(region, others.region("status", &AttributeSet::BUILT_IN)?);
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum ValuesDocument {
    /// One of these.
    Among(Vec<String>),
    /// Any but these.
    Except {
        /// The values that are not admitted.
        not: Vec<String>,
    },
}

impl ValuesDocument {
    /// Returns the cases in which an attribute has an admitted value.
    ///
    /// # Errors
    ///
    /// Returns an error if the name or a value is unknown, or if no value is given.
    ///
    /// ```
    /// use instance_lifecycle::policy::ValuesDocument;
    /// use instance_lifecycle::rules::attributes::AttributeSet;
    ///
    /// let values = ValuesDocument::from(vec!["Running".to_owned()]);
    /// let error = values.region("status.nott", &AttributeSet::BUILT_IN).unwrap_err();
    /// assert_eq!(error.to_string(), "unknown key `nott` of the attribute `status`: did you mean `not`?");
    /// ```
    pub fn region(&self, attribute: &str, attributes: &AttributeSet) -> Result<Region, OwnedConditionError> {
        let region = match self {
            Self::Among(values) => attributes.values_region(attribute, values.iter().map(String::as_str)),
            Self::Except { not } => attributes.region_without(attribute, not.iter().map(String::as_str)),
        };
        region.map_err(|error| match (error, attribute.rsplit_once('.')) {
            // `{ status = { nott = [...] } }` reads as the attribute `status.nott`.
            (OwnedConditionError::Attribute { .. }, Some((table, key)))
                if attributes.named(table).is_ok() =>
            {
                OwnedConditionError::Key { attribute: table.into(), key: key.into() }
            }
            (error, _) => error,
        })
    }
}

impl From<Vec<String>> for ValuesDocument {
    fn from(values: Vec<String>) -> Self {
        Self::Among(values)
    }
}

/// Reads conditions, for `#[serde(deserialize_with = "conditions")]`: the admitted values by the name of
/// the attribute. The names of attributes are paths, so that TOML reads `{ locks.security = ["Yes"] }` as
/// nested tables and `{ "locks.security" = ["Yes"] }` as one name; both are the same condition.
///
/// # Errors
///
/// Returns an error if the value is not a table of lists of strings or of tables `{ not = [...] }`, or names an
/// attribute twice.
///
/// ```
/// use instance_lifecycle::policy::{PolicyDocument, ValuesDocument};
///
/// let rule = r#"{"operation": "StopInstance", "name": "house", "when": {"locks": {"security": ["Yes"]}}}"#;
/// let document: PolicyDocument =
///     serde_json::from_str(&format!(r#"{{"policy": 1, "base": "ecs-2024-11-14", "rules": [{rule}]}}"#))?;
/// assert_eq!(document.rules[0].when["locks.security"], ValuesDocument::Among(vec!["Yes".to_owned()]));
/// # Ok::<_, serde_json::Error>(())
/// ```
pub fn conditions<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ConditionsDocument, D::Error> {
    let mut conditions = ConditionsDocument::new();
    let mut insert = |name: String, values| match conditions.insert(name.clone(), values) {
        None => Ok(()),
        Some(_) => Err(D::Error::custom(format!("duplicate attribute `{name}`"))),
    };
    for (name, entry) in Entries::deserialize(deserializer)?.0 {
        match entry {
            Entry::Values(values) => insert(name, values)?,
            Entry::Table(entries) => {
                entries
                    .into_iter()
                    .try_for_each(|(inner, values)| insert(format!("{name}.{inner}"), values))?;
            }
        }
    }
    Ok(conditions)
}

/// Reads a list of conditions.
pub(super) fn any<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<ConditionsDocument>>, D::Error> {
    #[derive(serde::Deserialize)]
    struct One(#[serde(deserialize_with = "conditions")] ConditionsDocument);

    let all = Vec::<One>::deserialize(deserializer)?;
    Ok(Some(all.into_iter().map(|one| one.0).collect()))
}

/// The members of a table in their order, repeated ones too.
struct Entries<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Table<T>(core::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Table<T> {
            type Value = Entries<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Entries<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = table.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Table(core::marker::PhantomData))
    }
}

/// The values of an attribute, or the attributes whose names begin with a key.
enum Entry {
    Values(ValuesDocument),
    Table(Vec<(String, ValuesDocument)>),
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Value;

        impl<'de> Visitor<'de> for Value {
            type Value = Entry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of strings, or a table with `not`")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<Entry, A::Error> {
                let values: Vec<String> = Deserialize::deserialize(SeqAccessDeserializer::new(values))?;
                Ok(Entry::Values(values.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Entry, A::Error> {
                let mut entries: Vec<(String, ValuesDocument)> =
                    Entries::deserialize(MapAccessDeserializer::new(table))?.0;
                let is_not = |(key, values): &(String, ValuesDocument)| {
                    key == "not" && matches!(values, ValuesDocument::Among(_))
                };
                if let (true, Some((other, _))) =
                    (entries.iter().any(is_not), entries.iter().find(|entry| !is_not(entry)))
                {
                    return Err(A::Error::custom(format!("unknown key `{other}` beside `not`")));
                }
                match entries.pop() {
                    Some((key, ValuesDocument::Among(not))) if entries.is_empty() && key == "not" => {
                        Ok(Entry::Values(ValuesDocument::Except { not }))
                    }
                    last => Ok(Entry::Table(entries.into_iter().chain(last).collect())),
                }
            }
        }

        deserializer.deserialize_any(Value)
    }
}
