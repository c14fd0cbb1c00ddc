//! The conditions of a rule or law: the values that it admits for attributes, by name.
//!
//! The reader of policy files names the place of an error; otherwise it reads what
//! [`conditions`](instance_lifecycle::policy::conditions) reads.

use crate::json::at::At;
use crate::json::error::{ReadError, ReadErrorKind};
use crate::json::tree::Json;
use std::collections::BTreeMap;
use std::fmt;

/// The values that are admitted, by the name of the attribute.
pub type Conditions = BTreeMap<String, Vec<String>>;

/// Adds the members of a table to the conditions, prefixed with the name of the table.
pub(crate) fn read(at: At<'_>, json: &Json<'_>, table: &str, all: &mut Conditions) -> Result<(), ReadError> {
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
