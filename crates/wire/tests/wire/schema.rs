//! The JSON Schema accepts what is read and written, and refuses what is not.

use crate::json;
use instance_lifecycle::{Action, BatchRequest, Instance, Policy, Request};
use instance_lifecycle_wire::{Answer, AnyCase, BatchAnswer, Case, Defaults, Record, TraceFile, schema};
use serde_json::Value;

/// The schema of one thing of the format.
fn of(name: &str) -> jsonschema::Validator {
    let mut whole = schema();
    let members = whole.as_object_mut().expect("a schema is an object");
    members.remove("anyOf");
    members.insert("$ref".to_owned(), format!("#/$defs/{name}").into());
    jsonschema::validator_for(&whole).expect("it is a schema")
}

fn value(written: &impl serde::Serialize) -> Value {
    serde_json::to_value(written).expect("it can be written")
}

#[test]
fn what_is_written_is_valid() {
    let (case, answer) = (of("Case"), of("Answer"));
    let policy = Policy::documented();
    for &request in Request::DEFAULTS {
        for instance in [Instance::DEFAULT, Instance::RELEASED] {
            let record =
                (instance != Instance::RELEASED && !request.creates()).then(|| Record::from(instance));
            let one = Case { id: Some("i-1".to_owned()), record, environment: Default::default(), request };
            assert!(case.is_valid(&value(&one)), "{}", value(&one));
            let answered = value(&Answer::to(&one, &policy));
            assert!(answer.is_valid(&answered), "{answered}");
        }
    }
    let (case, answer) = (of("BatchCase"), of("BatchAnswer"));
    for request in BatchRequest::DEFAULTS {
        let text = format!(
            r#"{{"Instances": [{{"Status": "Running"}}, null], "Request": {{"Action": "{}", "InstanceId": ["i-1", "i-2"]}}}}"#,
            request.action()
        );
        let Ok(AnyCase::Batch(batch)) = AnyCase::read(&json(&text), &Defaults::default()) else {
            panic!("{text}")
        };
        assert!(case.is_valid(&value(&batch)), "{text}");
        let answered = value(&BatchAnswer::to(&batch, &policy));
        assert!(answer.is_valid(&answered), "{answered}");
    }
}

#[test]
fn the_lines_of_a_trace_are_valid() {
    let policy = Policy::documented();
    let text = r#"{"Trace": 1, "Instance": {"Status": "Running"}}
        {"Event": "GuestShutdown"}
        {"At": 5, "Event": "BootCompleted"}
        {"At": 9, "Request": {"Action": "DeleteInstance"}}"#;
    let file = TraceFile::read(text.as_bytes(), 1_000).expect("a trace");
    let answered = file.with(&file.trace(&policy), &policy);
    let lines: Vec<Value> = answered.lines().map(|line| value(&line)).collect();
    assert!(of("TraceStart").is_valid(&lines[0]), "{}", lines[0]);
    let step = of("TraceStep");
    assert!(lines[1..].iter().all(|line| step.is_valid(line)), "{lines:?}");
}

#[test]
fn what_is_refused_is_invalid() {
    let table = [
        ("Case", r#"{"Request": {"Action": "StopInstance"}}"#),
        ("Case", r#"{"Instance": null, "Request": {"Action": "StopInstance", "Force": true}}"#),
        ("Case", r#"{"Instance": null, "Request": {"Action": "StopInstances"}}"#),
        ("Case", r#"{"Instance": {"Status": "Running", "Facts": {"Disk": "Ready"}}}"#),
        ("Case", r#"{"Instance": {"Status": "Released"}}"#),
        ("Case", r#"{"Instance": {"Status": "Running"}, "Environment": {"Stock": "Sold"}}"#),
        ("BatchCase", r#"{"Instances": null, "Request": {"Action": "StopInstances"}}"#),
        ("TraceStart", r#"{"Trace": 2, "Instance": null}"#),
        ("TraceStep", r#"{"Event": "Booted"}"#),
    ];
    for (name, text) in table {
        let value: Value = serde_json::from_str(text).expect("it is JSON");
        assert!(!of(name).is_valid(&value), "{name}: {text}");
    }
}

#[test]
fn every_operation_has_a_request() {
    let schema = schema();
    let actions = ["Request", "BatchRequest"].map(|name| {
        let requests = schema["$defs"][name]["oneOf"].as_array().expect("requests");
        requests
            .iter()
            .map(|request| request["properties"]["Action"]["const"].as_str().expect("an action").to_owned())
            .collect::<Vec<_>>()
    });
    let mut actions = actions.concat();
    actions.sort_unstable();
    let mut expected: Vec<&str> = Action::ALL.iter().map(|action| action.as_str()).collect();
    expected.sort_unstable();
    assert_eq!(actions, expected);
}
