//! `audit`, and trails in `backtest` and `replay`.

use crate::{Ran, lifecycle};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::io::Write;

const BEFORE: &str = "examples/trail/before.json";
const TRAIL: &str = "examples/trail/trail.json";

fn audit(more: &[&str], trail: impl AsRef<[u8]>) -> Ran {
    lifecycle(&[&["audit", "--records", BEFORE], more].concat(), trail)
}

/// An event of a call.
fn event(time: &str, name: &str, parameters: Value, code: &str) -> Value {
    json!({
        "eventId": format!("e-{time}"), "eventTime": format!("2026-11-02T{time}Z"), "eventName": name,
        "serviceName": "Ecs", "eventRW": "Write", "eventType": "ApiCall", "requestParameters": parameters,
        "errorCode": code,
    })
}

#[test]
fn differences_are_grouped_and_explained() {
    insta::assert_snapshot!(audit(&[TRAIL], "").show_narrow(), @r"
    StopInstance  1 of 3 calls differ
      1 call
        answered      accepted
        expected      InstanceLockedForSecurity
        first         2026-11-02T09:00:00Z 00000000-0000-4000-8000-000000000105
                      (i-example-locked)
        explained by  security-locked-stop = Allow; ecs-2025-12-03

    answered before any rule: Throttling.User 1
    skipped: 1 event of other services, 1 call that only read, 1 other call of the
    service, 1 call of instances that the listing lacks
    11 calls, 9 agreed, 1 differ
    [exit 1]
    ");
    insta::assert_snapshot!(audit(&["--policy", "latest", TRAIL], "").show_narrow(), @r"
    answered before any rule: Throttling.User 1
    skipped: 1 event of other services, 1 call that only read, 1 other call of the
    service, 1 call of instances that the listing lacks
    11 calls, 10 agreed, 0 differ
    [exit 0]
    ");
}

#[test]
fn answers_without_an_explanation_are_described() {
    let web = || json!({"InstanceId": "i-example-web"});
    let trail = json!([
        event("08:00:00", "StartInstance", web(), "OperationConflict"),
        event("08:00:01", "StartInstance", web(), "NoSuchCode"),
        event("08:00:02", "StartInstance", web(), ""),
        event("08:00:03", "RebootInstance", web(), "IncorrectInstanceStatus"),
    ]);
    insta::assert_snapshot!(audit(&[], trail.to_string()).show_narrow(), @r"
    StartInstance  3 of 3 calls differ
      1 call
        answered      OperationConflict
        expected      IncorrectInstanceStatus
        first         2026-11-02T08:00:00Z e-08:00:00 (i-example-web)
        explained by  nothing in the model
        `OperationConflict` is observed on StartInstance: started right after an
        economical stop, before the stop has released the computing resources
      1 call
        answered      NoSuchCode
        expected      IncorrectInstanceStatus
        first         2026-11-02T08:00:01Z e-08:00:01 (i-example-web)
        explained by  nothing in the model
        `NoSuchCode` is not among the documented errors of StartInstance
      1 call
        answered      accepted
        expected      IncorrectInstanceStatus
        first         2026-11-02T08:00:02Z e-08:00:02 (i-example-web)
        explained by  nothing in the model

    4 calls, 1 agreed, 3 differ
    [exit 1]
    ");
}

#[test]
fn the_report_has_a_schema() {
    let ran = audit(&["--format", "json", TRAIL], "");
    let report: Value = serde_json::from_str(&ran.stdout).expect("a line of JSON");
    let mut schema = instance_lifecycle_wire::schema();
    schema["anyOf"] = json!([{ "$ref": "#/$defs/Audit" }]);
    let validator = jsonschema::validator_for(&schema).expect("the schema is valid");
    let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    let case = report["Differences"][0]["First"]["Case"].to_string();
    assert!(lifecycle(&["plan"], case).stdout.contains("InstanceLockedForSecurity"));
}

/// The same events as a response, as lists, one by one, wrapped, compressed, and in every order.
#[test]
fn every_form_of_a_trail_reads_the_same() {
    let expected = audit(&["--format", "json", TRAIL], "").stdout;
    let counts = |text: &str| text.split_once("\"Unreadable\"").expect("the counts come first").0.to_owned();
    let text = std::fs::read_to_string(format!("{}/../../{TRAIL}", env!("CARGO_MANIFEST_DIR")));
    let response: Value = serde_json::from_str(&text.expect("the example exists")).expect("it is JSON");
    let events = response["Events"].as_array().expect("the events are a list");
    let lines = |wrap: fn(&Value) -> Value| -> String {
        events.iter().rev().map(|event| format!("{}\n", wrap(event))).collect()
    };
    let (first, second) = events.split_at(7);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(response.to_string().as_bytes()).expect("a vector takes all");
    let compressed = encoder.finish().expect("a vector takes all");
    let forms: [(&str, Vec<u8>); 5] = [
        ("lists", format!("{}{}", json!(second), json!(first)).into_bytes()),
        ("lines", lines(Value::clone).into_bytes()),
        ("entries of a log", lines(|event| json!({"__topic__": "t", "event": event})).into_bytes()),
        ("entries with text", lines(|event| json!({"event": event.to_string()})).into_bytes()),
        ("gzip", compressed),
    ];
    for (form, input) in forms {
        assert_eq!(counts(&audit(&["--format", "json"], input).stdout), counts(&expected), "{form}");
    }
}

#[test]
fn input_that_is_no_trail_is_an_error() {
    for (trail, expected) in [
        ("", "0 calls, 0 agreed, 0 differ\n[exit 3]"),
        (
            "[{}]",
            "event 1: unreadable: missing field `eventName`; expected the name of a call\n\n0 calls, 0 agreed, 0 differ, 1 unreadable\n[exit 2]",
        ),
        (
            "[{\"eventName\": \"StopInstance\", \"serviceName\": \"Ecs\", \"eventTime\": \"today\"}]",
            "event 1: unreadable: at `eventTime`: expected a time such as\n`2026-11-02T08:15:30Z`, found `\"today\"`\n\n0 calls, 0 agreed, 0 differ, 1 unreadable\n[exit 2]",
        ),
        (
            "[{},\n{]",
            "error: cannot read standard input: not JSON: key must be a string at line 2 column 2\n[exit 2]",
        ),
    ] {
        assert_eq!(audit(&[], trail).show(), expected, "{trail}");
    }
    let records = |file: &str| lifecycle(&["audit", "--records", file, TRAIL], "").show();
    assert_eq!(
        records("examples/records/cases.ndjson"),
        "error: cannot read `examples/records/cases.ndjson`: line 2: `i-bp1gtjxuuvwj17zr1a7z` is listed twice\n[exit 2]"
    );
}

#[test]
fn backtest_takes_the_calls_of_a_trail() {
    let ran = lifecycle(&["backtest", "--baseline", "latest", "--records", BEFORE, TRAIL], "");
    insta::assert_snapshot!(ran.show_narrow(), @r"
    StopInstance  2 of 3 cases changed
      rule stop-in-standard-mode -> security-lock
        plan to refusal: 1 case, first in event 11 (i-example-locked)
          was  stop-in-standard-mode
          now  403 InstanceLockedForSecurity
      rule stop-economically
        other resources: 1 case, first in event 14 (i-example-web)
          was  ImageLicence: Retained, no longer billed, next start: Resumes
          now  ImageLicence: Retained, billed, next start: Unchanged

    StartInstance  2 of 2 cases changed
      rule start-on-new-compute
        other resources: 1 case, first in event 12 (i-example-web)
          was  ImageLicence: Retained, newly billed, next start: Resumes
          now  ImageLicence: Retained, billed, next start: Unchanged
      rule status-not-stopped
        other message: 1 case, first in event 13 (i-example-web)
          was  The specified instance is in an incorrect status for the requested
               action; Status of the specified instance is Stopping but the expected
               status is in (Stopped).
          now  The current status of the resource does not support this operation.

    StartInstances  1 of 1 case changed
      rule status-not-stopped
        other message: 1 case, first in event 7 (i-example-web)
          was  The specified instance is in an incorrect status for the requested
               action; Status of the specified instance is Running but the expected
               status is in (Stopped).
          now  The current status of the resource does not support this operation.

    skipped: 1 event of other services, 1 call that only read, 1 other call of the
    service, 1 call of instances that the listing lacks
    11 cases, 5 changed
    [exit 1]
    ");
}

#[test]
fn replay_follows_one_instance() {
    let replay = |more: &[&str]| {
        lifecycle(&[&["replay", "--records", BEFORE, TRAIL], more].concat(), "").show_narrow()
    };
    insta::assert_snapshot!(replay(&["--instance", "i-example-web"]), @r"
    replayed  6 steps: 2 calls accepted, 2 refused, 2 events happened, 0 impossible;
    4 recorded answers compared
    [exit 0]
    ");
    insta::assert_snapshot!(replay(&["--instance", "i-example-locked"]), @r"
    differs  event 11 has another answer
      recorded  accepted
      found     InstanceLockedForSecurity, rule security-lock
    [exit 1]
    ");
    insta::assert_snapshot!(replay(&["--instance", "i-example-db"]), @r"
    replayed  2 steps: 1 call accepted, 1 refused, 0 events happened, 0 impossible;
    2 recorded answers compared
    [exit 0]
    ");
    insta::assert_snapshot!(replay(&["--instance", "i-example-new"]), @r"
    replayed  5 steps: 2 calls accepted, 0 refused, 3 events happened, 0 impossible;
    2 recorded answers compared
    [exit 0]
    ");
    insta::assert_snapshot!(replay(&["--instance", "i-example-web", "--bill"]), @r"
      resource        billed for  if present  not billed for
      Vcpu            3010 s      0 s         860 s
      Memory          3010 s      0 s         860 s
      MemoryContents  0 s         0 s         3870 s
      SystemDisk      3870 s      0 s         0 s
      DataDisks       0 s         3870 s      0 s
      Snapshots       0 s         3870 s      0 s
      PrivateIp       0 s         0 s         3870 s
      ImageLicence    0 s         3870 s      0 s
      Configuration   0 s         0 s         3870 s
    [exit 0]
    ");
    insta::assert_snapshot!(replay(&["--instance", "i-none"]), @r"
    error: the instance `i-none` is neither in the listing nor created by the trail
    [exit 2]
    ");
    insta::assert_snapshot!(replay(&[]), @r"
    error: the trail is about 6 instances, name one with --instance: `i-example-batch`, `i-example-db`, `i-example-locked`, `i-example-new`, `i-example-unlisted`, …
    [exit 2]
    ");
}

/// A recorded history is a trace, which replays by itself.
#[test]
fn a_history_is_written_as_a_trace() {
    let arguments = ["replay", "--records", BEFORE, "--instance", "i-example-new", "--record", TRAIL];
    let trace = lifecycle(&arguments, "").stdout;
    assert_eq!(
        lifecycle(&["replay"], trace).show(),
        "replayed  5 steps: 2 calls accepted, 0 refused, 3 events happened, 0 impossible;\n5 recorded answers compared\n[exit 0]"
    );
}
