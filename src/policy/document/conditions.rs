//! The conditions of rules and laws as serde reads them.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The values that a condition admits, by the name of the attribute.
type Conditions = BTreeMap<String, Vec<String>>;

/// Reads conditions, for `#[serde(deserialize_with = "conditions")]`: the admitted values by the name of
/// the attribute. The names of attributes are paths, so that TOML reads `{ locks.security = ["Yes"] }` as
/// nested tables and `{ "locks.security" = ["Yes"] }` as one name; both are the same condition.
///
/// # Errors
///
/// Returns an error if the value is not a table of lists of strings, or names an attribute twice.
///
/// ```
/// use instance_lifecycle::policy::PolicyDocument;
///
/// let rule = r#"{"operation": "StopInstance", "name": "house", "when": {"locks": {"security": ["Yes"]}}}"#;
/// let document: PolicyDocument =
///     serde_json::from_str(&format!(r#"{{"policy": 1, "base": "ecs-2024-11-14", "rules": [{rule}]}}"#))?;
/// assert_eq!(document.rules[0].when["locks.security"], ["Yes"]);
/// # Ok::<_, serde_json::Error>(())
/// ```
pub fn conditions<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Conditions, D::Error> {
    let mut conditions = Conditions::new();
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
    Values(Vec<String>),
    Table(Vec<(String, Vec<String>)>),
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Value;

        impl<'de> Visitor<'de> for Value {
            type Value = Entry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of strings")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<Entry, A::Error> {
                Deserialize::deserialize(SeqAccessDeserializer::new(values)).map(Entry::Values)
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Entry, A::Error> {
                let entries = Entries::deserialize(MapAccessDeserializer::new(table))?;
                Ok(Entry::Table(entries.0))
            }
        }

        deserializer.deserialize_any(Value)
    }
}
