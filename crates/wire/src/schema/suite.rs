//! The tests and laws of policy files.

use crate::policy::schema::{name as rule_name, rules_schema};
use crate::record::attributes::ENVIRONMENT;
use crate::request::{plural, single};
use crate::schema::parts::{object, ours, words};
use crate::schema::{addresses, attributes, disks, facts, locks, record, requests};
use crate::suite::expectation::{EXPECT, OUTCOMES};
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::instance::StoppedMode;
use instance_lifecycle::plan::{Disposition, Resource, Risk, Settlement};
use instance_lifecycle::rules::attributes::ATTRIBUTES;
use instance_lifecycle::{Action, Status};
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12) of policy files, TOML and JSON alike.
///
/// ```
/// let schema = instance_lifecycle_wire::policy_schema();
/// assert_eq!(schema["properties"]["base"]["enum"][1], "ecs-2024-11-14");
/// assert_eq!(schema["properties"]["interpretations"]["properties"]["security-locked-stop"]["enum"][0], "Deny");
/// assert_eq!(schema["properties"]["tests"]["items"]["required"][2], "expect");
/// ```
#[must_use]
pub fn policy_schema() -> Value {
    let mut schema = policy();
    schema["$defs"] = json!({
        "Locks": locks(),
        "Addresses": addresses(),
        "Disks": disks(),
    });
    schema
}

/// What the fields of a rule say, for editors.
const RULE: &[(&str, &str)] = &[
    ("operation", "The operation whose calls the rule decides."),
    ("name", "The name of the rule, unique in its operation."),
    ("error", "The error of a refusal: a documented one by name, or a custom one."),
    ("settle", "How the rule settles the calls that it selects, instead of a refusal."),
    ("reason", "The reason of the rule, a text for people."),
];

/// The schema of policy files, with references to definitions of the case format.
pub(super) fn policy() -> Value {
    let mut schema = rules_schema();
    let rule = &mut schema["properties"]["rules"]["items"]["properties"];
    for (name, description) in RULE {
        if rule.get(name).is_some_and(|schema| schema.get("description").is_none()) {
            rule[name]["description"] = (*description).into();
        }
    }
    schema["properties"]["tests"] = json!({
        "description": "Tests of this policy; `lifecycle test` runs them.", "type": "array", "items": test(),
    });
    schema["properties"]["laws"] = json!({
        "description": "Laws of this policy; `lifecycle test` proves them.", "type": "array",
        "items": law(&schema["properties"]["rules"]["items"]["properties"]["when"]),
    });
    schema
}

fn described(mut schema: Value, description: &str) -> Value {
    schema["description"] = description.into();
    schema
}

fn list<T: Finite>(description: &str) -> Value {
    json!({ "description": description, "type": "array", "items": words::<T>() })
}

/// The schema of an object that may also hold custom attributes.
fn with_custom(mut schema: Value) -> Value {
    schema["additionalProperties"] = json!({ "type": ["string", "boolean"] });
    schema
}

fn test() -> Value {
    let mut partial = record();
    object_of(&mut partial).remove("required");
    partial["properties"]["Facts"] = with_custom(facts());
    let instances = json!({
        "description": "The records of a plural operation, or the number of default instances.",
        "anyOf": [
            { "type": "array", "items": partial, "minItems": 1 },
            { "type": "integer", "minimum": 1, "maximum": 100 },
        ],
    });
    let mut test = ours(
        object(json!({
            "name": { "description": "The name of the test.", "type": "string" },
            "operation": described(words::<Action>(), "The operation that is called."),
            "when": described(given(), "Attributes of the case, one value each; the others are default."),
            "instance": described(partial, "The record, as DescribeInstances writes it, or a part of it. Without `Status` it is running."),
            "instances": instances,
            "environment": described(with_custom(ours(attributes(ENVIRONMENT), &[])), "Facts of the environment."),
            "request": { "description": "The parameters of the call.", "type": "object" },
            "expect": expectation(),
        })),
        &["name", "operation", "expect"],
    );
    let absent = json!(["string", "null"]);
    let all = [single::forms(), plural::forms()].map(|forms| requests(forms, &json!({ "type": absent })));
    let of_operations = all.into_iter().flatten().map(|mut request| {
        let action = request["properties"]["Action"]["const"].take();
        let members = object_of(&mut request["properties"]);
        members.remove("Action");
        object_of(&mut request).remove("required");
        json!({
            "if": { "properties": { "operation": { "const": action } } },
            "then": { "properties": { "request": request } },
        })
    });
    test["allOf"] = of_operations.collect();
    test
}

fn object_of(value: &mut Value) -> &mut Map<String, Value> {
    value.as_object_mut().expect("a schema is an object")
}

/// Attributes with one value each. TOML reads `locks.security` as a table.
fn given() -> Value {
    let mut members = Map::new();
    for attribute in &ATTRIBUTES {
        let mut values: Vec<Value> = attribute.values.iter().map(|value| (*value).into()).collect();
        if attribute.values == bool::NAMES {
            values.extend([false.into(), true.into()]);
        }
        let values = json!({ "enum": values });
        if let Some((table, name)) = attribute.name.split_once('.') {
            let table = members.entry(table).or_insert_with(|| ours(Map::new(), &[]));
            table["properties"][name] = values.clone();
        }
        members.insert(attribute.name.to_owned(), values);
    }
    with_custom(ours(members, &[]))
}

fn expectation() -> Value {
    let text = |description: &str| json!({ "description": description, "type": "string" });
    let mut members = object(json!({
        "outcome": { "description": "The outcome.", "enum": OUTCOMES },
        "rule": text("The deciding rule."),
        "http_status": { "description": "The HTTP status of the error.", "type": "integer", "minimum": 0, "maximum": 65535 },
        "code": text("The code of the error."),
        "message": text("The message of the error."),
        "risks": list::<Risk>("The risks of the plan, every one of them."),
        "warnings": {
            "description": "The rules that warn of the call, every one of them.",
            "type": "array", "items": rule_name(), "uniqueItems": true,
        },
    }));
    members.extend(plan_claims());
    debug_assert!(members.keys().all(|key| EXPECT.contains(&key.as_str())) && members.len() == EXPECT.len());
    let mut table = ours(members, &[]);
    table["minProperties"] = 1.into();
    json!({
        "description": "The expected answer: an outcome, or a table of which every key must hold.",
        "oneOf": [{ "enum": OUTCOMES }, table],
    })
}

/// What tests and laws say of a plan.
fn plan_claims() -> Map<String, Value> {
    let becomes: Map<String, Value> =
        Resource::NAMES.iter().map(|name| ((*name).to_owned(), words::<Disposition>())).collect();
    object(json!({
        "stopped_mode": described(words::<StoppedMode>(), "The effective stop mode."),
        "ends_in": described(words::<Status>(), "The status at the end of the plan."),
        "billed": list::<Resource>("Resources that are billed at the end of the plan."),
        "not_billed": list::<Resource>("Resources that are not billed at the end of the plan."),
        "becomes": described(ours(becomes, &[]), "The dispositions of resources."),
    }))
}

fn law(when: &Value) -> Value {
    let mut members = object(json!({
        "refused": { "description": "Whether the call is refused.", "type": "boolean" },
        "code": { "description": "The code of the error.", "type": "string" },
        "settled": described(words::<Settlement>(), "How the call is settled."),
    }));
    members.extend(plan_claims());
    let claim = |description| described(ours(members.clone(), &[]), description);
    let mut law = ours(
        object(json!({
            "name": { "description": "The name of the law.", "type": "string" },
            "operation": described(words::<Action>(), "The operation that is called."),
            "when": described(when.clone(), "The cases that the law is about; all without it."),
            "never": claim("What is true in no case."),
            "always": claim("What is true in every case."),
            "if": claim("The assumption of `then`."),
            "then": claim("What is true in every case in which `if` is."),
        })),
        &["name", "operation"],
    );
    law["oneOf"] = json!([
        { "required": ["never"], "properties": { "always": false, "if": false, "then": false } },
        { "required": ["always"], "properties": { "never": false, "if": false, "then": false } },
        { "required": ["if", "then"], "properties": { "never": false, "always": false } },
    ]);
    law
}
