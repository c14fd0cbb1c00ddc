//! The conditions of a rule or law: the values that it admits for attributes, by name.
//!
//! The names of attributes are paths, so that TOML reads `{ locks.security = ["Yes"] }` as nested tables
//! and `{ "locks.security" = ["Yes"] }` as one name. Both are the same condition.

use crate::json::at::At;
use crate::json::error::{ReadError, ReadErrorKind};
use crate::json::tree::Json;
use serde::de::{Deserialize, Deserializer, Error as _};
use std::collections::BTreeMap;
use std::fmt;

/// The values that are admitted, by the name of the attribute.
pub type Conditions = BTreeMap<String, Vec<String>>;

/// Reads conditions with serde, for `#[serde(deserialize_with = "conditions")]`.
///
/// # Errors
///
/// Returns an error if the value is not a table of lists of strings, or names an attribute twice.
///
/// ```
/// #[derive(serde::Deserialize)]
/// struct Law {
///     #[serde(deserialize_with = "instance_lifecycle_wire::conditions")]
///     when: instance_lifecycle_wire::Conditions,
/// }
///
/// let nested: Law = toml::from_str(r#"when = { locks.security = ["Yes"] }"#)?;
/// let quoted: Law = toml::from_str(r#"when = { "locks.security" = ["Yes"] }"#)?;
/// assert_eq!(nested.when, quoted.when);
/// assert_eq!(nested.when["locks.security"], ["Yes"]);
/// # Ok::<_, toml::de::Error>(())
/// ```
pub fn conditions<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Conditions, D::Error> {
    let json = serde_json::Value::deserialize(deserializer)?;
    let text = json.to_string();
    let json: Json<'_> = serde_json::from_str(&text).map_err(D::Error::custom)?;
    let mut all = Conditions::new();
    read(At::ROOT, &json, "", &mut all).map_err(D::Error::custom)?;
    Ok(all)
}

/// Adds the members of a table to the conditions, prefixed with the name of the table.
pub(super) fn read(at: At<'_>, json: &Json<'_>, table: &str, all: &mut Conditions) -> Result<(), ReadError> {
    for (key, value) in at.object(json, "a table")? {
        let here = at.key(key);
        let name = if table.is_empty() { key.clone().into_owned() } else { format!("{table}.{key}") };
        match value {
            Json::Object(_) if table.is_empty() => read(here, value, &name, all)?,
            _ => {
                if all.insert(name, super::read::texts(here, value)?).is_some() {
                    return Err(here.error(ReadErrorKind::RepeatedField));
                }
            }
        }
    }
    Ok(())
}

/// Writes conditions in TOML, on one line. The names of attributes need no quotes.
pub(super) struct Toml<'a>(pub(super) &'a Conditions);

impl fmt::Display for Toml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{ ")?;
        for (n, (name, values)) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str(", ")?;
            }
            super::write::member(f, name, values)?;
        }
        f.write_str(" }")
    }
}
