//! The schema of policy files for editors: attributes have their meaning.

use crate::fields::meaning;
use instance_lifecycle::rules::attributes::ATTRIBUTES;
use instance_lifecycle_wire::policy_schema;
use serde_json::Value;

/// The paths of the tables of attributes.
const TABLES: [&str; 3] = [
    "/properties/rules/items/properties/when/properties",
    "/properties/tests/items/properties/when/properties",
    "/properties/laws/items/properties/when/properties",
];

/// The schema with the meaning of every attribute where rules, tests and laws name it.
pub(super) fn described() -> Value {
    let mut schema = policy_schema();
    for table in TABLES {
        for attribute in &ATTRIBUTES {
            let mut names = vec![attribute.name.to_owned()];
            // TOML reads `locks.security` as a table.
            names.extend(
                attribute.name.split_once('.').map(|(table, name)| format!("{table}/properties/{name}")),
            );
            for name in names {
                if let Some(schema) = schema.pointer_mut(&format!("{table}/{name}")) {
                    schema["description"] = meaning(attribute).into();
                }
            }
        }
    }
    schema
}
