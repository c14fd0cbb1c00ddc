//! Trace files: read, replayed, shrunk and written.

use instance_lifecycle::Policy;
use instance_lifecycle::policy::interpretations::SecurityLockedStop;
use instance_lifecycle_wire::{MAX_LINE, TraceFile};

const TRACE: &str = r#"{"Trace": 1, "Policy": "ecs-2024-11-14", "Instance": {"InstanceId": "i-1", "Status": "Running"}}
{"At": 0, "Event": "RefundedLockSet"}

{"At": 60, "Request": {"Action": "StopInstance", "StoppedMode": "StopCharging"}}
{"At": 90, "Event": "ShutdownCompleted"}
{"Request": {"Action": "StartInstance"}, "Environment": {"Stock": "SoldOut"}}
"#;

fn read(text: &str) -> Result<TraceFile, String> {
    TraceFile::read(text.as_bytes(), MAX_LINE).map_err(|error| error.to_string())
}

/// The lines of a trace, answered by a policy.
fn answered(file: &TraceFile, policy: &Policy) -> String {
    let file = file.with(&file.trace(policy), policy);
    let lines = file.lines().map(|line| serde_json::to_string(&line).expect("a line can be written"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn answers_are_compared() {
    let policy = Policy::documented();
    let file = read(TRACE).expect("the trace can be read");
    assert_eq!((file.policy.as_deref(), file.steps.len(), file.steps[3].at), (Some("ecs-2024-11-14"), 4, 90));
    // Without answers there is nothing to differ from.
    assert_eq!(file.difference(&policy), None);
    let recorded = answered(&file, &policy);
    let recorded = read(&recorded).expect("what is written can be read");
    assert_eq!(recorded.difference(&policy), None);
    assert_eq!(answered(&recorded, &policy), answered(&file, &policy));
    // The stop of a locked instance was allowed where this was recorded.
    let locked = TRACE.replace("RefundedLockSet", "SecurityLockSet");
    let allowing = policy.clone().with(SecurityLockedStop::Allow);
    let recorded = answered(&read(&locked).expect("the trace can be read"), &allowing);
    let difference = read(&recorded).expect("it can be read").difference(&policy).expect("it differs");
    assert_eq!(
        (difference.line, &difference.recorded["Outcome"], &difference.found["Outcome"]),
        (3, &"Planned".into(), &"Rejected".into())
    );
}

#[test]
fn the_lines_of_a_trace() {
    let policy = Policy::documented();
    let file = read(TRACE).expect("the trace can be read");
    let shrunk = file.trace(&policy).shrink(&policy);
    let mut lines = answered(&file.with(&shrunk, &policy), &policy);
    // The plan is told elsewhere.
    let plan = lines.find(r#""Plan":"#).expect("a plan");
    lines.replace_range(plan..lines[plan..].find('\n').expect("more lines") + plan, "…");
    insta::assert_snapshot!(lines, @r#"
    {"Trace":1,"Policy":"ecs-2024-11-14","Instance":{"InstanceId":"i-1","Status":"Running"}}
    {"At":60,"Request":{"Action":"StopInstance","StoppedMode":"StopCharging"},"Answer":{"Evidence":"Documented","InstanceId":"i-1","Outcome":"Planned",…
    {"At":90,"Event":"ShutdownCompleted","Answer":{"Instance":{"Facts":{"ComputeRecycled":false,"StoppedFor":"Request"},"InstanceId":"i-1","Status":"Stopped","StoppedMode":"StopCharging"},"Outcome":"Evolved"}}
    {"At":90,"Request":{"Action":"StartInstance"},"Environment":{"Stock":"SoldOut"},"Answer":{"Error":{"Code":"OperationDenied.NoStock","HttpStatus":403,"Message":"The requested resource is sold out in the specified zone; try other types of resources or other regions and zones."},"Evidence":"Documented","InstanceId":"i-1","Outcome":"Rejected","Retryable":true,"Rule":"stock","Violations":[{"Code":"OperationDenied.NoStock","HttpStatus":403,"Message":"The requested resource is sold out in the specified zone; try other types of resources or other regions and zones.","Rule":"stock"}]}}
    "#);
}

#[test]
fn what_cannot_be_read() {
    let start = r#"{"Trace": 1, "Instance": null}"#;
    let table = [
        (String::new(), "empty trace; expected a first line with `Trace`"),
        (r#"{"Instance": null}"#.to_owned(), "line 1: missing field `Trace`; expected `1`"),
        (r#"{"Trace": 2, "Instance": null}"#.to_owned(), "line 1: at `Trace`: expected `1`, found `2`"),
        (r#"{"Trace": 1}"#.to_owned(), "line 1: missing field `Instance`; expected a record or `null`"),
        (format!("{start}\n{{}}"), "line 2: missing `Request` or `Event`"),
        (format!("{start}\n\n{{\"Event\": \"Booted\"}}"), "line 3: at `Event`: "),
        (
            format!("{start}\n{{\"At\": -1, \"Event\": \"BootCompleted\"}}"),
            "line 2: at `At`: expected a whole number of seconds, found `-1`",
        ),
        (
            format!(
                "{start}\n{{\"Event\": \"BootCompleted\", \"Request\": {{\"Action\": \"StopInstance\"}}}}"
            ),
            "line 2: at `Event`: expected `Request` or `Event`, found both",
        ),
        (
            format!("{start}\n{{\"Evnt\": \"BootCompleted\"}}"),
            "line 2: unknown field `Evnt`: did you mean `Event`?",
        ),
        (format!("{start}\n{{"), "line 2: not JSON at column 1: EOF while parsing an object"),
    ];
    for (text, expected) in table {
        let error = read(&text).expect_err(&text);
        assert!(error.starts_with(expected), "{error}\n{expected}");
    }
}
