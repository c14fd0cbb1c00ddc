//! Trace files: read, replayed, shrunk and written.

use instance_lifecycle::Policy;
use instance_lifecycle::policy::interpretations::SecurityLockedStop;
use instance_lifecycle_wire::{MAX_LINE, PolicyFormat, TraceFile, read_policy};

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

/// Custom values of facts, of tags and of the environment are written, and replay as they were.
#[test]
fn custom_values_are_kept() {
    let policy = "policy = 1\nbase = \"ecs-2025-12-03\"\n
        [[attributes]]\nname = \"env\"\nvalues = [\"test\", \"live\"]\nfrom = { tag = \"env\" }\n
        [[attributes]]\nname = \"approved\"\nvalues = [\"No\", \"Yes\"]\nfrom = \"fact\"\n
        [[attributes]]\nname = \"freeze\"\nvalues = [\"off\", \"on\"]\nfrom = \"environment\"\n
        [[rules]]\noperation = \"StopInstance\"\nname = \"frozen\"\nbefore = \"Status\"
        when = { env = [\"live\"], approved = [\"No\"], freeze = [\"on\"] }
        error = { http_status = 403, code = \"House.Freeze\", message = \"Not now.\" }\n";
    let policy = read_policy(policy, PolicyFormat::Toml).expect("a policy");
    let under = |text: &str| {
        let chosen = |name: Option<&str>| match name {
            Some("gone") => Err("there is no policy `gone`".to_owned()),
            _ => Ok(policy.clone()),
        };
        let read = TraceFile::read_under(text.as_bytes(), MAX_LINE, chosen);
        read.map(|(file, _)| file).map_err(|error| error.to_string())
    };
    let start = r#"{"Trace":1,"Policy":"custom","Instance":{"InstanceId":"i-1","Status":"Running","Tags":{"Tag":[{"TagKey":"env","TagValue":"live"}]}}}"#;
    let stop = |freeze: &str| {
        format!(r#"{{"Request":{{"Action":"StopInstance"}},"Environment":{{"freeze":"{freeze}"}}}}"#)
    };
    let event = r#"{"Event":"ShutdownCompleted","Environment":{"freeze":"on"}}"#;
    let file = under(&[start, &stop("on"), &stop("off"), event].join("\n")).expect("a trace");
    let recorded = answered(&file, &policy);
    let lines: Vec<serde_json::Value> =
        recorded.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines[0]["Instance"]["Facts"]["env"], "live");
    assert_eq!(
        (&lines[1]["Environment"]["freeze"], &lines[1]["Answer"]["Rule"]),
        (&"on".into(), &"frozen".into())
    );
    assert_eq!((&lines[2].get("Environment"), &lines[2]["Answer"]["Outcome"]), (&None, &"Planned".into()));
    assert_eq!(lines[3]["Answer"]["Instance"]["Facts"]["env"], "live");
    let again = under(&recorded).expect("what is written can be read");
    assert_eq!((again.start(), again.difference(&policy)), (file.start(), None));
    assert_eq!(again.trace(&policy), file.trace(&policy));
    assert_eq!(answered(&again, &policy), recorded);

    // An instance that is created has its values by default.
    let created = under("{\"Trace\":1,\"Instance\":null}\n{\"Request\":{\"Action\":\"CreateInstance\"},\"Environment\":{\"freeze\":\"on\"}}").expect("a trace");
    assert_eq!(under(&answered(&created, &policy)).map(|again| again.difference(&policy)), Ok(None));

    assert_eq!(under(&start.replace("custom", "gone")), Err("there is no policy `gone`".to_owned()));
    assert_eq!(
        under(&format!("{start}\n{}", stop("maybe"))).unwrap_err(),
        "line 2: at `Environment.freeze`: expected a value of the custom attribute `freeze`, `off` or `on`, found `maybe`"
    );
    let without = read(&recorded).expect_err("a built-in policy has no such fact");
    assert!(without.starts_with("line 1: unknown field `Instance.Facts.env`; expected one of "), "{without}");
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
