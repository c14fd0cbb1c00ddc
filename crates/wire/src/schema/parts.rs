//! The parts of which schemas consist.

use instance_lifecycle::closed_set::Finite;
use serde_json::{Map, Value, json};

pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

pub(super) fn words<T: Finite>() -> Value {
    json!({ "enum": T::NAMES })
}

/// An object without other fields.
pub(super) fn ours(properties: Map<String, Value>, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
