//! The JSON Schema accepts exactly the values that are read and written.

use crate::json;
use instance_lifecycle::analysis::{Budget, Goal, NamedGoal, Ranking, Routes};
use instance_lifecycle::instance::ChargeType;
use instance_lifecycle::request::BatchRequest;
use instance_lifecycle::trace::{Input, Trace};
use instance_lifecycle::{Action, DeleteInstance, Environment, Event, Instance, Policy, Request, Status};
use instance_lifecycle_wire::{
    Answer, AnyCase, BatchAnswer, Case, Defaults, Record, RecordedBill, RecordedRoute, RouteAnswer,
    TraceFile, schema,
};
use serde_json::{Value, json};

/// The schema of one definition.
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
fn written_values_are_valid() {
    let (case, answer) = (of("Case"), of("Answer"));
    let policy = Policy::documented();
    for &request in Request::DEFAULTS {
        for instance in [Instance::DEFAULT, Instance::RELEASED] {
            let record =
                (instance != Instance::RELEASED && !request.creates()).then(|| Record::from(instance));
            let (id, environment, notes) = (Some("i-1".to_owned()), Default::default(), Default::default());
            let one = Case { id, record, environment, request, notes };
            assert!(case.is_valid(&value(&one)), "{}", value(&one));
            let answered = value(&Answer::new(&one, &policy));
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
        let answered = value(&BatchAnswer::new(&batch, &policy));
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
fn bills_are_valid() {
    let policy = Policy::documented();
    let mut trace = Trace::new(Instance::DEFAULT);
    trace.push(0, Input::Event(Event::GuestShutdown, Environment::DEFAULT), &policy);
    trace.push(60, Input::Request(DeleteInstance::DEFAULT.into(), Environment::DEFAULT), &policy);
    let bill = value(&RecordedBill::from(&trace.bill(100, &policy).expect("ordered steps")));
    assert_ne!((&bill["Lines"], &bill["LeftBehind"]), (&json!([]), &json!([])));
    assert!(of("Bill").is_valid(&bill), "{bill}");
}

/// Routes with calls, events and costs, and an instance without one.
#[test]
fn routes_are_valid() {
    let (policy, budget) = (Policy::documented(), Budget::default());
    let goal = Goal::named(NamedGoal::NotBilled, &policy, budget).expect("within the budget");
    let routes = Routes::new(goal, &Environment::DEFAULT, &[], &policy, budget).expect("within the budget");
    let stopped = Instance::in_status(Status::Stopped);
    let found = routes.from(&stopped, Ranking::Calls, 3, budget).expect("within the budget");
    let written = found.iter().map(|route| RecordedRoute::new(route, Some(&|_| 0.5))).collect();
    let answer = value(&RouteAnswer::new(Some("i-1"), written));
    assert_eq!(answer["Routes"][0]["Steps"][0]["Request"], json!({ "Action": "StartInstance" }));
    assert_eq!(answer["Routes"][0]["Steps"][3]["Event"], "ShutdownCompleted");
    assert!(of("RouteAnswer").is_valid(&answer), "{answer}");

    let subscription = stopped.with(|it| it.charge_type = ChargeType::PrePaid);
    let blockers = routes.blockers(&subscription, budget).expect("within the budget");
    let mut none = RouteAnswer::new(None, Vec::new());
    none.blockers = blockers.iter().map(|changes| changes.iter().map(Into::into).collect()).collect();
    none.opening_events = vec![Event::PaymentSettled];
    let none = value(&none);
    let change =
        json!({ "Attribute": "charge_type", "From": "PrePaid", "To": "PostPaid", "ChangedBy": "Owner" });
    assert_eq!((&none["Outcome"], &none["Blockers"]), (&json!("NoRoute"), &json!([[change]])));
    assert!(of("RouteAnswer").is_valid(&none), "{none}");
}

#[test]
fn rejected_values_are_invalid() {
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
        ("Bill", r#"{"Lines": [{"Resource": "Vcpu", "Billed": 60}], "LeftBehind": []}"#),
        ("RouteAnswer", r#"{"InstanceId": null, "Outcome": "NoRoute", "Routes": []}"#),
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

/// Values of every field, of every form.
const VALUES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "1",
    "2",
    "101",
    "1.5",
    "-1",
    r#""""#,
    r#""true""#,
    r#""TRUE""#,
    r#""No""#,
    r#""0""#,
    r#""7""#,
    r#""+7""#,
    r#""007""#,
    r#""100""#,
    r#""1000""#,
    r#""x""#,
    r#""PostPaid""#,
    r#""postpaid""#,
    r#""vpc""#,
    r#""VPC""#,
    r#""Running""#,
    r#""Released""#,
    r#""StopCharging""#,
    r#""Not-applicable""#,
    r#""SoldOut""#,
    r#""i-1""#,
    "[]",
    "[null]",
    r#"["i-1"]"#,
    r#"["security"]"#,
    "[5]",
    "{}",
    r#"{"IpAddress": ["1.2.3.4"]}"#,
    r#"{"LockReason": []}"#,
    r#"{"Configured": true}"#,
    r#"{"Configured": "x"}"#,
    r#"{"Configured": 5}"#,
];

/// The schema accepts a value if and only if the reader does.
#[test]
fn the_schema_accepts_what_the_reader_accepts() {
    let (case, batch) = (of("Case"), of("BatchCase"));
    let mut cases: Vec<String> = Vec::new();
    let record = |member: &str, value: &str| format!(r#"{{"Status": "Running", "{member}": {value}}}"#);
    let whole = schema();
    let fields = |name: &str| -> Vec<String> {
        whole["$defs"][name]["properties"].as_object().expect("properties").keys().cloned().collect()
    };
    let request = r#""Request": {"Action": "StopInstance"}"#;
    for value in VALUES {
        for member in fields("Record") {
            let record =
                if member == "Status" { format!(r#"{{"Status": {value}}}"#) } else { record(&member, value) };
            cases.push(format!(r#"{{"Instance": {record}, {request}}}"#));
        }
        for (shown, member) in [
            (r#""Status": "Stopped""#, "StoppedMode"),
            (r#""Status": "Stopping""#, "StoppedMode"),
            (r#""Status": "Running", "SpotStrategy": "SpotAsPriceGo""#, "SpotInterruptionBehavior"),
            (r#""Status": "Running", "SpotStrategy": "NoSpot""#, "SpotInterruptionBehavior"),
        ] {
            cases.push(format!(r#"{{"Instance": {{{shown}, "{member}": {value}}}, {request}}}"#));
        }
        for fact in fields("Facts") {
            // A task is restricted further by the status.
            if fact != "Task" {
                let record = record("Facts", &format!(r#"{{"{fact}": {value}}}"#));
                cases.push(format!(r#"{{"Instance": {record}, {request}}}"#));
            }
        }
        for field in fields("Environment") {
            cases.push(format!(r#"{{"Instance": null, "Environment": {{"{field}": {value}}}, {request}}}"#));
        }
        for request in whole["$defs"]["Request"]["oneOf"].as_array().expect("requests") {
            let action = &request["properties"]["Action"]["const"];
            for parameter in request["properties"].as_object().expect("parameters").keys() {
                if parameter != "Action" {
                    cases.push(format!(
                        r#"{{"Instance": null, "Request": {{"Action": {action}, "{parameter}": {value}}}}}"#
                    ));
                }
            }
        }
    }
    let mut batches = Vec::new();
    for value in VALUES {
        for request in whole["$defs"]["BatchRequest"]["oneOf"].as_array().expect("requests") {
            let action = &request["properties"]["Action"]["const"];
            for parameter in request["properties"].as_object().expect("parameters").keys() {
                if parameter != "Action" {
                    batches.push(format!(
                        r#"{{"Instances": [null], "Request": {{"Action": {action}, "{parameter}": {value}}}}}"#
                    ));
                }
            }
        }
        batches.push(format!(r#"{{"Instances": {value}, "Request": {{"Action": "StopInstances"}}}}"#));
    }
    let mut wrong = Vec::new();
    for (validator, texts) in [(&case, cases), (&batch, batches)] {
        for text in texts {
            let value: Value = serde_json::from_str(&text).expect("it is JSON");
            let read = AnyCase::read(&json(&text), &Defaults::default());
            if validator.is_valid(&value) != read.is_ok() {
                wrong.push(format!("{text}: {:?}", read.err().map(|error| error.to_string())));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}
