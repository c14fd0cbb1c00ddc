//! The admin interface.

use crate::support::{
    NOW, advance, answer, ask, asked, call, code, create, instant, manual, message, settle, status,
};
use instance_lifecycle::Policy;
use instance_lifecycle_server::admin;
use instance_lifecycle_server::endpoint::Endpoint;
use instance_lifecycle_wire::{MAX_LINE, TraceFile};
use serde_json::{Value, json};

#[test]
fn the_document_describes_every_route() {
    let document: Value = serde_json::from_str(admin::OPENAPI).expect("JSON");
    let mut documented = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        let path = path.strip_prefix(admin::PREFIX).expect("the prefix").replace("{InstanceId}", "*");
        let methods = methods.as_object().expect("methods").keys();
        documented.extend(methods.map(|method| (method.to_uppercase(), path.clone())));
    }
    documented.sort();
    let mut routes: Vec<(String, String)> =
        admin::routes().map(|(method, path)| (method.to_owned(), path.to_owned())).collect();
    routes.sort();
    assert_eq!(documented, routes);
}

/// Replays the history of an instance, as `lifecycle replay` does.
fn replayed(endpoint: &Endpoint, id: &str) -> usize {
    let (status, written) = ask(endpoint, "GET", &format!("instances/{id}/trace"), "");
    assert_eq!(status, 200, "{written}");
    let file = TraceFile::read(written.as_bytes(), MAX_LINE).expect("a trace");
    let policy = Policy::documented();
    assert_eq!(file.difference(&policy), None);
    let state = endpoint.lock();
    let account = state.world.find("test").expect("the account");
    let stored = account.with_released(id).expect("the instance");
    assert_eq!(file.trace(&policy).end(), stored.instance, "trace and state agree");
    file.steps.len()
}

#[test]
fn the_history_of_an_instance_replays() {
    let endpoint = manual();
    create(&endpoint, r#"{"InstanceId": "i-1", "Status": "Running"}"#);
    for parameters in ["Action=StopInstance", "Action=StartInstance", "Action=RebootInstance"] {
        code(&endpoint, &format!("{parameters}&InstanceId=i-1"));
        settle(&endpoint);
    }
    assert_eq!(code(&endpoint, "Action=StopInstances&RegionId=cn-hangzhou&InstanceId.1=i-1"), "200");
    settle(&endpoint);
    assert_eq!(replayed(&endpoint, "i-1"), 9);
    assert_eq!(code(&endpoint, "Action=DeleteInstance&InstanceId=i-1"), "200");
    assert_eq!(replayed(&endpoint, "i-1"), 10, "the history of a released instance is kept");
}

#[test]
fn a_change_by_hand_begins_the_history_again() {
    let endpoint = manual();
    create(&endpoint, r#"{"InstanceId": "i-1", "Status": "Running"}"#);
    code(&endpoint, "Action=StopInstance&InstanceId=i-1");
    let change = r#"{"Facts": {"Standing": "InArrears"}, "OperationLocks": {"LockReason": [{"LockReason": "security"}]}}"#;
    let changed = asked(&endpoint, "PATCH", "instances/i-1", change);
    assert_eq!(
        (&changed["Facts"]["Standing"], &changed["Status"]),
        (&json!("InArrears"), &json!("Stopping"))
    );
    assert_eq!(replayed(&endpoint, "i-1"), 0);
    settle(&endpoint);
    assert_eq!(status(&endpoint, "i-1"), "Stopped");
    assert_eq!(code(&endpoint, "Action=StartInstance&InstanceId=i-1"), "403 InstanceLockedForSecurity");
    assert_eq!(replayed(&endpoint, "i-1"), 2);
}

#[test]
fn a_record_that_cannot_be_is_refused() {
    let endpoint = manual();
    #[rustfmt::skip] // a table: one line a row
    let table = [
        ("POST", "instances", r#"{"Status": "Gone"}"#, 400),
        ("POST", "instances", r#"{"Status": "Running", "Facts": {"Task": "Stop"}}"#, 400),
        ("POST", "instances", r#"{"Status": "Running", "RegionId": "x"}"#, 400),
        ("POST", "instances", r#"[{"InstanceId": "i-1", "Status": "Running"}, {"InstanceId": "i-1", "Status": "Running"}]"#, 409),
        ("POST", "instances", "not JSON", 400),
        ("PATCH", "instances/i-1", "{}", 404),
        ("POST", "instances/i-1/events", r#"{"Event": "GuestShutdown"}"#, 404),
        ("POST", "events", r#"{"Event": "Nonsense"}"#, 400),
        ("POST", "clock/advance", r#"{"Seconds": -1}"#, 400),
        ("POST", "clock/advance", r#"{"Seconds": 1, "UntilIdle": true}"#, 400),
        ("PUT", "progress", r#"{"Progress": "fast"}"#, 400),
        ("PUT", "progress", r#"{"Progress": "manual", "Steps": {"Nonsense": "1"}}"#, 400),
        ("PUT", "policy", "nonsense", 400),
        ("PATCH", "environment", r#"{"Stock": "Some"}"#, 400),
        ("POST", "faults", r#"{"Kind": "Flood"}"#, 400),
        ("POST", "faults", r#"{"Kind": "InternalError", "Probability": 2}"#, 400),
        ("PUT", "snapshot", "{}", 400),
        ("POST", "plan", r#"{"Action": "DescribeInstances"}"#, 400),
        ("PUT", "instances", "", 405),
        ("GET", "nonsense", "", 404),
    ];
    for (method, path, body, expected) in table {
        let (status, answer) = ask(&endpoint, method, path, body);
        assert_eq!(status, expected, "{method} {path} {body}: {answer}");
        assert!(answer.starts_with("{\"Error\":"), "{answer}");
    }
    assert!(endpoint.lock().world.find("test").is_none_or(|account| account.is_empty()));
}

#[test]
fn an_event_that_is_not_possible_changes_nothing() {
    let endpoint = manual();
    create(&endpoint, r#"{"InstanceId": "i-1", "Status": "Running"}"#);
    let (status_code, answer) =
        ask(&endpoint, "POST", "instances/i-1/events", r#"{"Event": "BootCompleted"}"#);
    assert_eq!(
        (status_code, answer.as_str()),
        (409, r#"{"Error":"BootCompleted is not possible: no matching task is in flight"}"#)
    );
    assert_eq!(replayed(&endpoint, "i-1"), 0);
    asked(&endpoint, "POST", "instances/i-1/events", r#"{"Event": "GuestShutdown", "After": 60}"#);
    advance(&endpoint, 59);
    assert_eq!(status(&endpoint, "i-1"), "Running");
    advance(&endpoint, 1);
    assert_eq!(status(&endpoint, "i-1"), "Stopped");
    assert_eq!(replayed(&endpoint, "i-1"), 1);
}

#[test]
fn faults_hit_the_calls_that_they_are_for() {
    let endpoint = instant();
    create(&endpoint, r#"{"InstanceId": "i-1", "Status": "Running"}"#);
    let stop = "Action=StopInstance&InstanceId=i-1";
    #[rustfmt::skip] // a table: one line a row
    let table = [
        (r#"{"Kind": "Throttling", "Times": 1}"#, "400 Throttling"),
        (r#"{"Kind": "ThrottlingUser", "Times": 1}"#, "400 Throttling.User"),
        (r#"{"Kind": "InternalError", "Times": 1, "Action": "StopInstance"}"#, "500 InternalError"),
        (r#"{"Kind": "ServiceUnavailable", "Times": 1, "Account": "test"}"#, "503 ServiceUnavailable"),
        (r#"{"Kind": "Forbidden", "Times": 1}"#, "403 Forbidden.RAM"),
    ];
    for (fault, expected) in table {
        asked(&endpoint, "POST", "faults", fault);
        assert_eq!(code(&endpoint, stop), expected, "{fault}");
        assert_eq!(endpoint.lock().faults.all().len(), 0, "it hits once");
        assert_eq!(status(&endpoint, "i-1"), "Running", "{fault}");
    }
    asked(&endpoint, "POST", "faults", r#"{"Kind": "InternalError", "Action": "StartInstance"}"#);
    asked(&endpoint, "POST", "faults", r#"{"Kind": "InternalError", "Probability": 0}"#);
    asked(&endpoint, "POST", "faults", r#"{"Kind": "InternalError", "Account": "other"}"#);
    asked(&endpoint, "POST", "faults", r#"{"Kind": "FailedAnswer", "Times": 1}"#);
    assert_eq!(code(&endpoint, stop), "500 InternalError");
    assert_eq!(status(&endpoint, "i-1"), "Stopped", "the call took effect");
    asked(&endpoint, "DELETE", "faults", "");
    assert_eq!(code(&endpoint, "Action=StartInstance&InstanceId=i-1"), "200");
    asked(&endpoint, "POST", "faults", r#"{"Kind": "LostAnswer"}"#);
    asked(&endpoint, "POST", "faults", r#"{"Kind": "Latency", "Milliseconds": 20}"#);
    let target = format!("/?Version=2014-05-26&AccessKeyId=test&{stop}");
    let answered = answer(&endpoint, &message("POST", &target));
    assert_eq!((answered.is_lost, answered.delay.map(|delay| delay.as_millis())), (true, Some(20)));
    asked(&endpoint, "DELETE", "faults", "");
    assert_eq!(status(&endpoint, "i-1"), "Stopped");
    asked(&endpoint, "POST", "faults", r#"{"Kind": "Throttling", "RetryAfter": 250}"#);
    assert_eq!(answer(&endpoint, &message("POST", &target)).answer.retry_after, Some(250));
}

#[test]
fn a_snapshot_restores_everything() {
    let endpoint = manual();
    create(
        &endpoint,
        r#"[{"InstanceId": "i-1", "Status": "Running", "Custom": {"a": [1]}}, {"InstanceId": "i-2", "Status": "Stopped"}]"#,
    );
    let run = "Action=RunInstances&RegionId=cn-hangzhou&ImageId=m&InstanceType=ecs.g7.large&ClientToken=t";
    let (_, created) = call(&endpoint, run);
    code(&endpoint, "Action=StopInstance&InstanceId=i-1");
    code(&endpoint, "Action=DeleteInstance&InstanceId=i-2");
    asked(&endpoint, "PATCH", "environment", r#"{"Stock": "SoldOut"}"#);
    let (_, snapshot) = ask(&endpoint, "GET", "snapshot", "");
    let described = call(&endpoint, "Action=DescribeInstances&RegionId=cn-hangzhou").1["Instances"].clone();
    asked(&endpoint, "POST", "reset", "");
    assert_eq!(status(&endpoint, "i-1"), "");
    asked(&endpoint, "PUT", "snapshot", &snapshot);
    assert_eq!(ask(&endpoint, "GET", "snapshot", "").1, snapshot);
    assert_eq!(call(&endpoint, "Action=DescribeInstances&RegionId=cn-hangzhou").1["Instances"], described);
    assert_eq!(
        call(&endpoint, run).1["InstanceIdSets"],
        created["InstanceIdSets"],
        "the client token is known"
    );
    assert_eq!((replayed(&endpoint, "i-1"), replayed(&endpoint, "i-2")), (1, 1));
    settle(&endpoint);
    assert_eq!(status(&endpoint, "i-1"), "Stopped", "what was in flight goes on");
}

#[test]
fn a_policy_decides_the_calls_after_it_is_chosen() {
    let endpoint = instant();
    create(&endpoint, r#"{"InstanceId": "i-1", "Status": "Running"}"#);
    let file = "policy = 1\nbase = \"ecs-2024-11-14\"\n[stages]\nStopInstance = [\"House\"]\n[[rules]]\noperation = \"StopInstance\"\nname = \"no-stop\"\nstage = \"House\"\nwhen = { status = [\"Running\"] }\nerror = { http_status = 403, code = \"House.NoStop\", message = \"no stop\" }\n";
    assert_eq!(asked(&endpoint, "PUT", "policy", file)["Name"], "custom");
    assert_eq!(code(&endpoint, "Action=StopInstance&InstanceId=i-1"), "403 House.NoStop");
    let chosen = asked(&endpoint, "PUT", "policy", "\"latest\"");
    assert_eq!(chosen["Name"], "ecs-2025-12-03");
    assert_eq!(code(&endpoint, "Action=StopInstance&InstanceId=i-1"), "200");
}

#[test]
fn a_plan_explains_a_call_without_making_it() {
    let endpoint = instant();
    create(&endpoint, r#"{"InstanceId": "i-1", "Status": "Running"}"#);
    let planned = asked(
        &endpoint,
        "POST",
        "plan",
        r#"{"Action": "StopInstance", "InstanceId": "i-1", "StoppedMode": "StopCharging"}"#,
    );
    assert_eq!((&planned["Outcome"], &planned["Rule"]), (&json!("Planned"), &json!("stop-economically")));
    let refused = asked(&endpoint, "POST", "plan", r#"{"Action": "StartInstance", "InstanceId": "i-1"}"#);
    assert_eq!(refused["Explained"][0]["Code"], "IncorrectInstanceStatus");
    assert!(
        refused["Explained"][0]["Source"].as_str().is_some_and(|source| source.contains("StartInstance")),
        "{refused}"
    );
    assert_eq!(
        refused["Fixes"][0][0],
        json!({ "Attribute": "status", "From": "Running", "To": "Stopped", "ChangedBy": "Owner" })
    );
    let batch =
        asked(&endpoint, "POST", "plan", r#"{"Action": "StopInstances", "InstanceId": ["i-1", "i-2"]}"#);
    assert_eq!((&batch["Outcome"], &batch["InstanceId"]), (&json!("Rejected"), &json!("i-2")));
    assert_eq!(status(&endpoint, "i-1"), "Running");
}

#[test]
fn the_log_of_calls_has_no_secrets() {
    let endpoint = instant();
    let target = "/?Format=JSON&Version=2014-05-26&AccessKeyId=test&Signature=sig&SecurityToken=sts&Action=RunInstances&RegionId=cn-hangzhou&ImageId=m&InstanceType=ecs.g7.large&Password=hush&UserData=c2g=";
    answer(&endpoint, &message("POST", target));
    let (_, log) = ask(&endpoint, "GET", "calls?Last=5", "");
    for secret in ["sig", "sts", "hush", "c2g"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
    let call: Value = serde_json::from_str(&log).expect("one line");
    assert_eq!(
        (&call["Number"], &call["Account"], &call["Action"], &call["HttpStatus"]),
        (&json!(1), &json!("test"), &json!("RunInstances"), &json!(200))
    );
    assert_eq!(call["At"], "2026-01-01T00:00:00Z");
    assert_eq!(NOW, 1_767_225_600_000);
}
