//! The JSON Schema of policy files, generated from the names of the reader.

use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::errors::ErrorKind;
use instance_lifecycle::policy::interpretations::Interpretation;
use instance_lifecycle::policy::{PolicyDocument, PolicyName};
use instance_lifecycle::rules::RuleTable;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute, AttributeSet};
use instance_lifecycle::{Operation, Revision};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The JSON Schema of policy files without their tests and laws.
pub(crate) fn rules_schema() -> Value {
    let bases: Vec<String> = Revision::ALL.iter().map(|revision| format!("ecs-{revision}")).collect();
    let mut schema = object(
        [
            (
                "policy",
                json!({ "description": "The version of the format.", "const": PolicyDocument::VERSION }),
            ),
            ("base", json!({ "description": "The built-in policy that the file changes.", "enum": bases })),
            ("interpretations", interpretations()),
            ("stages", of_operations("Custom stages: last, or before or after another.", |_| stage())),
            ("precedence", of_operations("Every stage, in order.", |_| json!({ "type": "string" }))),
            ("remove", of_operations("Built-in rules to remove.", removable)),
            (
                "attributes",
                json!({ "description": "Custom attributes.", "type": "array", "items": attribute() }),
            ),
            ("rules", json!({ "description": "Custom rules.", "type": "array", "items": rule() })),
        ],
        &["policy", "base"],
    );
    let head = [
        ("$schema", json!("https://json-schema.org/draft/2020-12/schema")),
        ("title", json!("a policy of instance-lifecycle")),
    ];
    if let Value::Object(members) = &mut schema {
        members.extend(head.map(|(name, value)| (name.to_owned(), value)));
    }
    schema
}

pub(super) fn object<'a>(properties: impl IntoIterator<Item = (&'a str, Value)>, required: &[&str]) -> Value {
    let properties: Map<String, Value> =
        properties.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn rule_tables() -> impl Iterator<Item = &'static RuleTable> {
    Operation::ALL.iter().map(|operation| operation.rule_table())
}

fn interpretations() -> Value {
    object(
        Interpretation::ALL.iter().map(|interpretation| {
            (
                interpretation.name,
                json!({ "description": interpretation.question, "enum": interpretation.values }),
            )
        }),
        &[],
    )
}

fn of_operations(description: &str, items: impl Fn(&RuleTable) -> Value) -> Value {
    let mut schema = object(
        rule_tables().map(|rule_table| {
            (
                rule_table.operation.as_str(),
                json!({ "type": "array", "items": items(rule_table), "uniqueItems": true }),
            )
        }),
        &[],
    );
    schema["description"] = description.into();
    schema
}

fn removable(rule_table: &RuleTable) -> Value {
    let rules = RuleTable::rules(rule_table.refusals).map(|rule| rule[0].rule);
    let rules: Vec<&str> = rules.filter(|rule| *rule != "not-found").collect();
    if rules.is_empty() { json!(false) } else { json!({ "enum": rules }) }
}

/// The name of a custom rule or stage.
pub(crate) fn name() -> Value {
    json!({ "type": "string", "pattern": format!("^[A-Za-z0-9._-]{{1,{}}}$", PolicyName::MAX) })
}

/// A custom stage.
fn stage() -> Value {
    let placed = |place| object([("name", name()), (place, stage_name(place))], &["name", place]);
    json!({ "oneOf": [name(), placed("before"), placed("after")] })
}

/// The name of a stage beside which another one stands.
fn stage_name(place: &str) -> Value {
    let description = format!("The stage directly {place} which the new stage stands.");
    json!({ "description": description, "type": "string" })
}

/// A text without control characters and marks that change the direction of text.
pub(super) fn text(repeated: &str) -> Value {
    let control = r"\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069";
    json!({ "type": "string", "pattern": format!("^[^{control}]{repeated}$") })
}

fn values_of(attribute: &Attribute) -> Value {
    admitted(json!({ "enum": attribute.values }))
}

/// The values that a condition admits: a list of them, or a list of the others.
fn admitted(value: Value) -> Value {
    let list = json!({ "type": "array", "items": value, "minItems": 1 });
    json!({ "anyOf": [list, object([("not", list.clone())], &["not"])] })
}

/// The conditions of a rule or a law.
fn conditions() -> Value {
    let mut when = object(ATTRIBUTES.iter().map(|attribute| (attribute.name, values_of(attribute))), &[]);
    // TOML reads `locks.security` as a table.
    for attribute in &ATTRIBUTES {
        if let Some((table, name)) = attribute.name.split_once('.') {
            if when["properties"].get(table).is_none() {
                when["properties"][table] = object([], &[]);
            }
            when["properties"][table]["properties"][name] = values_of(attribute);
        }
    }
    // Custom attributes.
    when["additionalProperties"] = admitted(json!({ "type": "string" }));
    when["description"] = "The values that attributes have, or with `not` do not have.".into();
    when
}

fn rule() -> Value {
    let operations: Vec<&str> = rule_tables().map(|rule_table| rule_table.operation.as_str()).collect();
    let settlements: BTreeSet<&str> =
        rule_tables().flat_map(|rule_table| rule_table.settlements).map(|row| row.then.as_str()).collect();
    let kinds: Vec<&str> = ErrorKind::NAMES.iter().copied().filter(|kind| *kind != "DryRunPassed").collect();
    let custom = object(
        [
            ("http_status", json!({ "type": "integer", "minimum": 400, "maximum": 599 })),
            ("code", json!({ "type": "string", "pattern": "^[!-~]+$" })),
            ("message", text("+")),
            ("retryable", json!({ "description": "Whether the call may succeed later.", "type": "boolean" })),
        ],
        &["http_status", "code", "message"],
    );
    let mut rule = object(
        [
            ("operation", json!({ "enum": operations })),
            (
                "operations",
                json!({
                    "description": "The operations, if there are several.",
                    "type": "array", "items": { "enum": operations }, "minItems": 1, "uniqueItems": true,
                }),
            ),
            ("name", name()),
            (
                "stage",
                json!({
                    "description": "The stage of a refusal. With `before` or `after`, the rule declares it.",
                    "type": "string",
                }),
            ),
            ("before", stage_name("before")),
            ("after", stage_name("after")),
            ("when", conditions()),
            (
                "any",
                json!({
                    "description": "Conditions of which one has to hold as well.",
                    "type": "array", "items": conditions(), "minItems": 1,
                }),
            ),
            ("error", json!({ "oneOf": [{ "enum": kinds }, custom] })),
            (
                "mode",
                json!({ "description": "`warn` if the rule only warns of its error.", "enum": ["enforce", "warn"] }),
            ),
            ("settle", json!({ "enum": settlements })),
            ("warn", text("+")),
            ("reason", text("*")),
        ],
        &["name"],
    );
    let only = |verdict: &str, of_refusals: bool| {
        let others = ["error", "settle", "warn"].into_iter().filter(|other| *other != verdict);
        let of_refusals = ["stage", "before", "after", "mode"].into_iter().filter(|_| !of_refusals);
        let excluded: Map<String, Value> =
            others.chain(of_refusals).map(|member| (member.to_owned(), json!(false))).collect();
        json!({ "required": [verdict], "properties": excluded })
    };
    let mut refusal = only("error", true);
    refusal["anyOf"] =
        json!([{ "required": ["stage"] }, { "required": ["before"] }, { "required": ["after"] }]);
    let verdicts = json!({ "oneOf": [refusal, only("settle", false), only("warn", false)] });
    let operations = json!({ "oneOf": [{ "required": ["operation"] }, { "required": ["operations"] }] });
    rule["allOf"] = json!([verdicts, operations]);
    rule["not"] = json!({ "required": ["before", "after"] });
    rule
}

/// A custom attribute.
fn attribute() -> Value {
    let list = |items: Value| json!({ "type": "array", "items": items, "minItems": 1, "uniqueItems": true });
    let mut values = list(name());
    values["minItems"] = 2.into();
    values["maxItems"] = AttributeSet::MAX_VALUES.into();
    values["description"] = "The names of its values.".into();
    let key = |name: &'static str, description: &str, of: Value| {
        let mut schema = object([(name, of)], &[name]);
        schema["description"] = description.into();
        schema
    };
    let string = || json!({ "type": "string" });
    let from = json!({
        "description": "Where its value comes from.",
        "oneOf": [
            { "const": "fact", "description": "A fact that is given with the instance." },
            { "const": "environment", "description": "A fact about the environment, such as a time window." },
            key("tag", "The tag of the instance with this key.", string()),
            key("field", "The field of the record at this path.", string()),
            key("items", "The number of instances in the call: the lowest one of each value.", list(json!({ "type": "integer", "minimum": 1 }))),
        ],
    });
    let texts = json!({
        "description": "Texts that mean a value besides its name, by value.",
        "type": "object",
        "additionalProperties": list(string()),
    });
    let described = |description: &str| json!({ "description": description, "type": "string" });
    object(
        [
            ("name", name()),
            ("values", values),
            ("from", from),
            ("default", described("The value where the source has none: the first one by default.")),
            (
                "anything_else",
                described("The value of every text that no value has. Without it such a text is an error."),
            ),
            ("texts", texts),
            ("meaning", text("*")),
        ],
        &["name", "values", "from"],
    )
}
