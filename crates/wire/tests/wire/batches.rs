//! Batch cases and the answers to them.

use crate::json;
use instance_lifecycle::Action;
use instance_lifecycle::Policy;
use instance_lifecycle_wire::{AnyCase, BatchAnswer, BatchCase, Defaults};

fn read(text: &str) -> Result<BatchCase, String> {
    match AnyCase::read(&json(text), &Defaults::default()) {
        Ok(AnyCase::Batch(batch)) => Ok(batch),
        Ok(AnyCase::One(case)) => panic!("a case of one: {case:?}"),
        Err(error) => Err(error.to_string()),
    }
}

fn answer(text: &str) -> serde_json::Value {
    let batch = read(text).expect("the batch can be read");
    serde_json::to_value(BatchAnswer::new(&batch, &Policy::documented())).expect("an answer can be written")
}

const RUNNING: &str = r#"{"InstanceId": "i-1", "Status": "Running"}"#;
const STOPPED: &str = r#"{"InstanceId": "i-2", "Status": "Stopped"}"#;

#[test]
fn each_on_its_own() {
    let answer = answer(&format!(
        r#"{{"Instances": [{RUNNING}, {STOPPED}, null], "Request": {{"Action": "StopInstances", "InstanceId": ["i-1", "i-2", "i-3"], "BatchOptimization": "SuccessFirst"}}}}"#
    ));
    assert_eq!(answer["Outcome"], "Planned");
    let told: Vec<String> = answer["Items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|item| {
            let field = |name: &str| item[name].as_str().unwrap_or_default().to_owned();
            ["InstanceId", "Code", "Message", "PreviousStatus", "CurrentStatus", "Outcome", "Rule"]
                .map(field)
                .join(" | ")
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    i-1 | 200 | success | Running | Stopping | Planned | stop-in-standard-mode
    i-2 | IncorrectInstanceStatus | The current status of the resource does not support this operation. | Stopped | Stopped | Rejected | status-not-running
    i-3 | InvalidInstanceId.NotFound | The specified InstanceId does not exist. |  |  | Rejected | not-found
    ");
    assert_eq!(answer["Items"][0]["Plan"]["Status"]["To"], "Stopped");
    assert_eq!(answer["Items"][1]["Error"]["HttpStatus"], 403);
}

#[test]
fn calls_that_are_not_carried_out() {
    let request = |rest: &str| format!(r#""Request": {{"Action": "StopInstances"{rest}}}"#);
    let table = [
        (
            format!(r#"{{"Instances": [{RUNNING}, {STOPPED}], {}}}"#, request("")),
            r#"{"Error":{"Code":"IncorrectInstanceStatus","HttpStatus":403,"Message":"The current status of the resource does not support this operation."},"Evidence":"Documented","InstanceId":"i-2","Items":[],"Outcome":"Rejected","Retryable":false,"Rule":"status-not-running","Violations":[{"Code":"IncorrectInstanceStatus","HttpStatus":403,"Message":"The current status of the resource does not support this operation.","Rule":"status-not-running"}]}"#,
        ),
        (
            format!(r#"{{"Instances": [{RUNNING}], {}}}"#, request(r#", "DryRun": true"#)),
            r#"{"Error":{"Code":"DRYRUN.SUCCESS","HttpStatus":400,"Message":"This request is a dryrun request with successful result."},"Items":[],"Outcome":"DryRunPassed","Rule":"dry-run"}"#,
        ),
        (
            format!(r#"{{"Instances": [], {}}}"#, request("")),
            r#"{"Error":{"Code":"InvalidInstanceId.NotFound","HttpStatus":403,"Message":"InstanceId should not be null."},"Evidence":"Documented","Items":[],"Outcome":"Rejected","Retryable":false,"Rule":"request-parameter","Violations":[{"Code":"InvalidInstanceId.NotFound","HttpStatus":403,"Message":"InstanceId should not be null.","Rule":"request-parameter"}]}"#,
        ),
        (
            format!(r#"{{"Instances": [{RUNNING}, {RUNNING}], {}}}"#, request("")),
            r#"{"Items":[],"Outcome":"Unreadable","Reason":"duplicate instance id `\"i-1\"`"}"#,
        ),
    ];
    for (case, expected) in table {
        assert_eq!(answer(&case).to_string(), expected, "{case}");
    }
}

#[test]
fn what_cannot_be_read() {
    let table = [
        (
            r#"{"Request": {"Action": "StopInstances"}}"#,
            "missing field `Instances`; expected a list of records or `null`",
        ),
        (
            r#"{"Instances": [null], "Request": {"Action": "StopInstances", "InstanceId": ["i-1", "i-2"]}}"#,
            "at `Instances`: expected 2 records, one for each id; found 1",
        ),
        (
            r#"{"Instances": [{"InstanceId": "i-2", "Status": "Running"}], "Request": {"Action": "StopInstances", "InstanceId": ["i-1"]}}"#,
            "at `Request.InstanceId[0]`: expected `i-2` as in the record, found `i-1`",
        ),
        (
            r#"{"Instances": [], "Request": {"Action": "StopInstances", "ConfirmStop": true}}"#,
            "unknown field `Request.ConfirmStop`; expected one of `Action`, `InstanceId`, `StoppedMode`, `ForceStop`, `BatchOptimization` or `DryRun`",
        ),
        (
            r#"{"Instances": [], "Instance": null, "Request": {"Action": "StopInstances"}}"#,
            "unknown field `Instance`: did you mean `Instances`?",
        ),
        (
            r#"{"Instances": [{"Status": "Gone"}], "Request": {"Action": "RebootInstances"}}"#,
            "at `Instances[0].Status`: expected one of `Pending`, `Starting`, `Running`, `Stopping` or `Stopped`, found `\"Gone\"`",
        ),
    ];
    for (case, expected) in table {
        assert_eq!(read(case), Err(expected.to_owned()), "{case}");
    }
    let defaults = Defaults { action: Some(Action::StopInstance), ..Defaults::default() };
    let other =
        AnyCase::read(&json(r#"{"Instances": [], "Request": {"Action": "StopInstances"}}"#), &defaults);
    insta::assert_snapshot!(other.expect_err("another operation"), @"at `Request.Action`: expected operation `StopInstance`, found `StopInstances`");
    let batch = AnyCase::read(
        &json(r#"{"Instances": [], "Request": {"Action": "StopInstances"}}"#),
        &Defaults::default(),
    );
    insta::assert_snapshot!(batch.expect("a batch").one().expect_err("no case of one"), @"at `Request.Action`: expected an operation on one instance, found `StopInstances`");
}

#[test]
fn what_is_written_reads_back() {
    let lines = [
        r#"{"Instances":[{"InstanceId":"i-1","Status":"Running"},null],"Request":{"Action":"StopInstances","InstanceId":["i-1","i-2"],"StoppedMode":"StopCharging","BatchOptimization":"SuccessFirst"}}"#,
        r#"{"Instances":[],"Request":{"Action":"DeleteInstances","InstanceId":[],"Force":true,"ForceStop":false,"TerminateSubscription":true,"DryRun":true}}"#,
        r#"{"Instances":[null],"Environment":{"Stock":"SoldOut"},"Request":{"Action":"StartInstances","InstanceId":["i-1"]}}"#,
        r#"{"Instances":[null],"Request":{"Action":"RebootInstances","InstanceId":["i-1"],"ForceReboot":true}}"#,
    ];
    for line in lines {
        let batch = AnyCase::Batch(read(line).expect("the line can be read"));
        assert_eq!(serde_json::to_string(&batch).expect("a batch can be written"), line);
    }
}
