//! The conditions of a rule or law: the values that it admits for attributes, by name.
//!
//! The reader of policy files names the place of an error; otherwise it reads what
//! [`conditions`](instance_lifecycle::policy::conditions) reads.

use crate::json::at::At;
use crate::json::error::{ReadError, ReadErrorKind};
use crate::json::fields::{self, member};
use crate::json::tree::{Json, Member};
use instance_lifecycle::policy::ValuesDocument;
use std::collections::BTreeMap;
use std::fmt;

/// The values that are admitted, by the name of the attribute.
pub type Conditions = BTreeMap<String, ValuesDocument>;

/// Adds the members of a table to the conditions, prefixed with the name of the table.
pub(crate) fn read(at: At<'_>, json: &Json<'_>, table: &str, all: &mut Conditions) -> Result<(), ReadError> {
    for (key, value) in at.object(json, "a table")? {
        let here = at.key(key);
        let name = if table.is_empty() { key.clone().into_owned() } else { format!("{table}.{key}") };
        let values = match value {
            Json::Object(members) if is_negation(members) || !table.is_empty() => negation(here, members)?,
            Json::Object(_) => {
                read(here, value, &name, all)?;
                continue;
            }
            _ => ValuesDocument::Among(list_of_values(here, value)?),
        };
        if all.insert(name, values).is_some() {
            return Err(here.error(ReadErrorKind::RepeatedField));
        }
    }
    Ok(())
}

/// Whether a table is the values that an attribute must not have, rather than attributes whose names begin
/// with a key.
fn is_negation(members: &[Member<'_>]) -> bool {
    members.iter().any(|(key, values)| key == "not" && matches!(values, Json::Array(_)))
}

fn negation(at: At<'_>, members: &[Member<'_>]) -> Result<ValuesDocument, ReadError> {
    fields::check(&["not"], at, members)?;
    let here = at.key("not");
    let not = member(members, "not").ok_or_else(|| here.missing("the values that are not admitted"))?;
    Ok(ValuesDocument::Except { not: super::read::texts(here, not)? })
}

fn list_of_values(at: At<'_>, json: &Json<'_>) -> Result<Vec<String>, ReadError> {
    match json {
        Json::Array(_) => super::read::texts(at, json),
        other => Err(at.unexpected("a list, or a table with `not`", other)),
    }
}

/// Writes conditions in TOML, on one line. The names of attributes need no quotes.
pub(super) struct Toml<'a>(pub(super) &'a Conditions);

impl fmt::Display for Toml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("{}");
        }
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
