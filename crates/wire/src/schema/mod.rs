//! The JSON Schema of cases, batch cases, answers and traces, generated from the tables of the reader.

mod answers;
mod custom;
pub(crate) mod fields;
mod parts;
pub(crate) mod suite;

use crate::json::fields::Form;
use crate::record::attributes::{self, ENVIRONMENT, GIVEN, Set, numbers};
use crate::request::notes::IGNORED;
use crate::request::{plural, single};
use crate::schema::answers::{
    answer, audit, batch_answer, bill, error, event_answer, guard, plan, routes, trace_start, trace_step,
    vector,
};
use crate::schema::parts::{object, ours, reference, words};
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::instance::{
    ChargeType, LockReason, NetworkType, SpotInterruptionBehavior, SpotStrategy, StoppedMode,
};
use instance_lifecycle::rules::attributes::{ATTRIBUTES, AttributeSet};
use instance_lifecycle::{Event, Status};
use serde_json::{Map, Value, json};

/// Returns the JSON Schema (draft 2020-12) of the case format. `$defs` holds `Case`, `BatchCase`,
/// `Record`, `Answer`, `BatchAnswer`, `TraceStart`, `TraceStep`, `EventAnswer`, `Vector`, `BatchVector`,
/// `EventVector`, `Guard`, `Bill`, `Audit`, `RouteAnswer` and `Policy`.
/// A line of input is a case, a batch case or a record.
///
/// ```
/// let schema = instance_lifecycle_wire::schema();
/// assert_eq!(schema["$defs"]["Facts"]["properties"]["DiskStatus"]["enum"][1], "Incorrect");
/// ```
#[must_use]
pub fn schema() -> Value {
    schema_of(&AttributeSet::BUILT_IN)
}

/// Returns the JSON Schema of the case format with the custom attributes of a policy, as facts, in the
/// environment, and in the tags and fields of records.
///
/// ```
/// use instance_lifecycle_wire::{PolicyFormat, read_policy, schema_of};
///
/// let text = "policy = 1\nbase = \"ecs-2025-12-03\"\n\n\
///     [[attributes]]\nname = \"freeze\"\nvalues = [\"off\", \"on\"]\nfrom = \"environment\"\n";
/// let policy = read_policy(text, PolicyFormat::of(text))?;
/// let schema = schema_of(policy.attributes());
/// assert_eq!(schema["$defs"]["Environment"]["properties"]["freeze"]["enum"][1], "on");
/// # Ok::<_, instance_lifecycle_wire::PolicyFileError>(())
/// ```
#[must_use]
pub fn schema_of(attributes: &AttributeSet) -> Value {
    let mut schema = built_in();
    custom::add(attributes, &mut schema);
    schema
}

fn built_in() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "the case format of instance-lifecycle",
        "anyOf": [reference("Case"), reference("BatchCase"), reference("Record")],
        "$defs": {
            "Facts": facts(),
            "Environment": ours(attributes(ENVIRONMENT), &[]),
            "Record": record(),
            "Locks": locks(),
            "Addresses": addresses(),
            "Disks": disks(),
            "Request": { "oneOf": requests(single::forms(), &json!({ "type": ["string", "null"] })) },
            "BatchRequest": { "oneOf": requests(plural::forms(), &json!({ "type": ["array", "null"], "items": { "type": ["string", "null"] } })) },
            "Case": ours(case_properties(), &["Instance"]),
            "BatchCase": ours(batch_properties(), &["Instances", "Request"]),
            "Error": error(),
            "Guard": guard(),
            "Plan": plan(),
            "Answer": answer(),
            "BatchAnswer": batch_answer(),
            "TraceStart": trace_start(),
            "TraceStep": trace_step(),
            "Bill": bill(),
            "Audit": audit(),
            "RouteAnswer": routes(),
            "EventAnswer": event_answer(),
            "Vector": vector(case_properties(), "Instance", "Answer"),
            "BatchVector": vector(batch_properties(), "Instances", "BatchAnswer"),
            "EventVector": vector(event_properties(), "Instance", "EventAnswer"),
            "Policy": suite::policy(),
        },
    })
}

fn form(form: Form) -> Value {
    match form {
        Form::Flag => {
            json!({ "anyOf": [
                { "enum": [true, false, 1, 0, null] },
                { "type": "string", "pattern": "^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[01])?$" },
            ] })
        }
        Form::Words(words) => {
            let absent = ["".into(), Value::Null];
            let values: Vec<Value> = words.iter().map(|&word| word.into()).chain(absent).collect();
            json!({ "enum": values })
        }
        Form::FoldedWords(words) => {
            json!({ "anyOf": [
                { "enum": [null, ""] }, { "type": "string", "pattern": any_case(words) },
            ] })
        }
        Form::Count => json!({ "anyOf": [
            { "type": ["integer", "null"], "minimum": 1, "maximum": 100 },
            { "type": "string", "pattern": "^([+]?0*([1-9][0-9]?|100))?$" },
        ] }),
    }
}

fn facts() -> Value {
    ours(attributes(GIVEN), &[])
}

/// The fields of a set of attributes.
fn attributes(set: Set) -> Map<String, Value> {
    let field =
        |number: usize| (attributes::name(number).to_owned(), form(attributes::form(&ATTRIBUTES[number])));
    numbers(set).map(field).collect()
}

/// A record in the vendor's spelling. Other fields are ignored; other spellings are read, but not
/// described here.
fn record() -> Value {
    let loose = |mut names: Vec<Value>| {
        names.extend(["".into(), Value::Null, json!([]), json!({})]);
        json!({ "enum": names })
    };
    let names = |names: &[&str]| names.iter().map(|&name| Value::from(name)).collect::<Vec<_>>();
    json!({
        "type": "object",
        "required": ["Status"],
        "properties": {
            "InstanceId": { "anyOf": [{ "type": "string" }, absent()] },
            // No record shows `Released`.
            "Status": { "enum": &Status::NAMES[..5] },
            "InstanceChargeType": loose(names(ChargeType::NAMES)),
            "InstanceNetworkType": folded(NetworkType::NAMES),
            "SpotStrategy": loose(names(SpotStrategy::NAMES)),
            "OperationLocks": reference("Locks"),
            "HibernationOptions": { "anyOf": [
                absent(), { "type": "object", "properties": { "Configured": form(Form::Flag) } },
            ] },
            "DeletionProtection": { "anyOf": [absent(), form(Form::Flag)] },
            "PublicIpAddress": reference("Addresses"),
            "EipAddress": reference("Addresses"),
            "CreditSpecification": { "anyOf": [absent(), { "type": "string" }] },
            "AutoReleaseTime": { "anyOf": [absent(), { "type": "string" }] },
            "Disks": reference("Disks"),
            "Facts": { "anyOf": [absent(), reference("Facts")] },
        },
        // These members are read only beside certain values.
        "allOf": [
            {
                "if": { "properties": { "Status": { "const": Status::Stopped } } },
                "then": { "properties": { "StoppedMode": loose(names(StoppedMode::NAMES)) } },
            },
            {
                "if": {
                    "properties": { "SpotStrategy": { "enum": &SpotStrategy::NAMES[1..] } },
                    "required": ["SpotStrategy"],
                },
                "then": {
                    "properties": { "SpotInterruptionBehavior": loose(names(SpotInterruptionBehavior::NAMES)) },
                },
            },
        ],
    })
}

/// Values that stand for an absent one.
fn absent() -> Value {
    json!({ "enum": [null, "", [], {}] })
}

/// Returns the pattern of some words in any letter case.
fn any_case(words: &[&str]) -> String {
    let letter = |letter: char| format!("[{}{}]", letter.to_ascii_uppercase(), letter.to_ascii_lowercase());
    let words: Vec<String> = words.iter().map(|word| word.chars().map(letter).collect()).collect();
    format!("^({})$", words.join("|"))
}

/// One of some words in any letter case, or an absent value.
fn folded(words: &[&str]) -> Value {
    json!({ "anyOf": [absent(), { "type": "string", "pattern": any_case(words) }] })
}

/// Lock reasons, more or less wrapped. A reason may be unknown, but not misspelt.
fn locks() -> Value {
    let inner = json!({ "$ref": "#/$defs/Locks" });
    json!({
        "examples": [{ "LockReason": [{ "LockReason": LockReason::NAMES[1] }] }],
        "anyOf": [
            absent(),
            { "type": "string" },
            { "type": "array", "items": inner },
            { "type": "object", "required": ["LockReason"], "properties": { "LockReason": inner } },
            { "type": "object", "required": ["OperationLock"], "properties": { "OperationLock": inner } },
        ],
    })
}

/// Addresses, more or less wrapped.
fn addresses() -> Value {
    json!({ "anyOf": [
        { "type": ["string", "null"] },
        { "type": "array", "items": { "type": ["string", "null"] } },
        { "type": "object", "properties": { "IpAddress": { "$ref": "#/$defs/Addresses" } } },
    ] })
}

/// The form of a parameter. An invalid boolean is an error of the request, which has an answer.
fn parameter(of: Form) -> Value {
    match of {
        Form::Flag => json!({ "type": ["boolean", "string", "number", "null"] }),
        other => form(other),
    }
}

/// The disks of a joined record, with or without their wrapper.
fn disks() -> Value {
    let text = json!({ "type": ["string", "null"] });
    let disk = json!({
        "type": "object",
        "properties": {
            "Type": text, "Status": text, "Encrypted": form(Form::Flag), "DeleteWithInstance": form(Form::Flag),
            "DeleteAutoSnapshot": form(Form::Flag),
            "OperationLocks": reference("Locks"),
        },
    });
    let list = json!({ "type": "array", "items": disk });
    json!({ "anyOf": [
        absent(), list, { "type": "object", "required": ["Disk"], "properties": { "Disk": list } },
    ] })
}

fn requests(forms: Vec<(&'static str, Vec<(&'static str, Form)>)>, id: &Value) -> Vec<Value> {
    let one = |(action, parameters): (&str, Vec<(&str, Form)>)| {
        let mut members: Map<String, Value> =
            parameters.into_iter().map(|(name, of)| (name.to_owned(), parameter(of))).collect();
        members.insert("Action".to_owned(), json!({ "const": action }));
        members.insert("InstanceId".to_owned(), id.clone());
        // Read and ignored.
        members.extend(IGNORED.iter().map(|name| ((*name).to_owned(), json!(true))));
        if let Some(mode) = members.get_mut("StoppedMode") {
            *mode = json!({ "anyOf": [mode.take(), { "const": StoppedMode::NotApplicable }] });
        }
        ours(members, &["Action"])
    };
    forms.into_iter().map(one).collect()
}

fn case_properties() -> Map<String, Value> {
    object(json!({
        "Instance": { "anyOf": [reference("Record"), { "type": "null" }] },
        "Environment": reference("Environment"),
        "Request": reference("Request"),
    }))
}

fn batch_properties() -> Map<String, Value> {
    object(json!({
        "Instances": { "type": "array", "items": { "anyOf": [reference("Record"), { "type": "null" }] } },
        "Environment": reference("Environment"),
        "Request": reference("BatchRequest"),
    }))
}

fn event_properties() -> Map<String, Value> {
    let mut members = case_properties();
    members.remove("Request");
    members.insert("Event".to_owned(), words::<Event>());
    members
}
