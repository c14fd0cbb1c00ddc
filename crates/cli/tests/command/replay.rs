//! Recorded histories, and their schema.

use crate::lifecycle;

const TRACE: &str = r#"{"Trace": 1, "Policy": "ecs-2024-11-14", "Instance": {"InstanceId": "i-1", "Status": "Running"}}
{"At": 0, "Event": "RefundedLockSet"}
{"At": 60, "Request": {"Action": "StopInstance", "StoppedMode": "StopCharging"}}
{"At": 90, "Event": "ShutdownCompleted"}
{"At": 3690, "Request": {"Action": "DeleteInstance"}}
"#;

#[test]
fn a_recorded_trace_replays() {
    let recorded = lifecycle(&["replay", "--record"], TRACE);
    insta::assert_snapshot!(lifecycle(&["replay"], &recorded.stdout).show_narrow(), @r"
    replayed  4 steps: 2 calls accepted, 0 refused, 2 events happened, 0 impossible;
    4 recorded answers compared
    [exit 0]
    ");
    // Recording again changes nothing.
    assert_eq!(lifecycle(&["replay", "--record"], &recorded.stdout).stdout, recorded.stdout);
    insta::assert_snapshot!(lifecycle(&["replay"], TRACE).show_narrow(), @r"
    replayed  4 steps: 2 calls accepted, 0 refused, 2 events happened, 0 impossible;
    0 recorded answers compared
    [exit 0]
    ");
}

#[test]
fn another_policy_may_differ() {
    let recorded = lifecycle(&["replay", "--record"], TRACE).stdout;
    let ran = lifecycle(&["replay", "--interpretation", "other-locks=Deny"], &recorded);
    // The answers themselves are told elsewhere.
    let told: Vec<&str> = ran.stdout.lines().filter(|line| !line.starts_with("   ")).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    differs  line 3 has another answer
      recorded  Planned, stop-economically
      found     Rejected, expired-or-in-arrears, InstanceExpiredOrInArrears
    ");
    assert_eq!(ran.status, Some(1));
}

#[test]
fn a_shrunk_trace_has_the_same_last_answer() {
    let shrunk = lifecycle(&["replay", "--shrink"], TRACE).stdout;
    let steps: Vec<&str> =
        shrunk.lines().map(|line| line.split(",\"Answer\"").next().unwrap_or(line)).collect();
    insta::assert_snapshot!(steps.join("\n"), @r#"
    {"Trace":1,"Policy":"ecs-2024-11-14","Instance":{"InstanceId":"i-1","Status":"Running"}}
    {"At":0,"Event":"RefundedLockSet"
    {"At":60,"Request":{"Action":"StopInstance","StoppedMode":"StopCharging"}
    {"At":90,"Event":"ShutdownCompleted"
    {"At":3690,"Request":{"Action":"DeleteInstance"}
    "#);
}

#[test]
fn a_trace_is_billed() {
    insta::assert_snapshot!(lifecycle(&["replay", "--bill"], TRACE).show_narrow(), @r"
      resource        billed for  not billed for
      Vcpu            90 s        3600 s
      Memory          90 s        3600 s
      MemoryContents  0 s         3690 s
      SystemDisk      3690 s      0 s
      DataDisks       3690 s      0 s
      Snapshots       3690 s      0 s
      PrivateIp       0 s         3690 s
      ImageLicence    3690 s      0 s
      Configuration   0 s         3690 s
      still billed after the release: DataDisks, Snapshots
    [exit 0]
    ");
    let until = lifecycle(&["replay", "--bill", "--until", "7200"], TRACE).stdout;
    insta::assert_snapshot!(until, @r"
    resource        billed for  not billed for
    Vcpu            90 s        3600 s
    Memory          90 s        3600 s
    MemoryContents  0 s         3690 s
    SystemDisk      3690 s      0 s
    DataDisks       3690 s      0 s
    Snapshots       3690 s      0 s
    PrivateIp       0 s         3690 s
    ImageLicence    3690 s      0 s
    Configuration   0 s         3690 s
    still billed after the release: DataDisks, Snapshots
    ");
}

#[test]
#[rustfmt::skip] // a table: one line a row
fn other_files_are_failures() {
    for (arguments, input, expected) in [
        (&["replay"][..], "", "cannot read `standard input`: empty trace; expected a first line with `Trace`"),
        (&["replay"], "{\"Trace\": 2}", "cannot read `standard input`: line 1: at `Trace`: expected `1`, found `2`"),
        (&["replay"], "{\"Trace\": 1, \"Instance\": null}\n{\"At\": 1, \"Event\": \"Boot\"}", "cannot read `standard input`: line 2: at `Event`: expected one of `CreationFinished`"),
        (&["replay", "--bill", "--until", "60"], TRACE, "step 4 is out of order: 60 s follows 3690 s"),
        (&["replay", "--until", "60"], TRACE, "the following required arguments were not provided"),
        (&["replay", "--record", "--bill"], TRACE, "the argument '--record' cannot be used with '--bill'"),
    ] {
        let ran = lifecycle(arguments, input);
        let start = format!("error: {expected}");
        assert!(ran.stderr.starts_with(&start) && ran.status == Some(2), "{arguments:?} {}", ran.show());
    }
}

#[test]
fn the_schema_is_json() {
    let ran = lifecycle(&["schema"], "");
    let schema: serde_json::Value = serde_json::from_str(&ran.stdout).expect("a schema is JSON");
    assert_eq!(schema, instance_lifecycle_wire::schema());
}

#[test]
fn impossible_and_refused_steps_are_counted() {
    let start = r#"{"Trace": 1, "Policy": "ecs-2024-11-14", "Instance": {"Status": "Running"}}"#;
    let steps = |steps: &str| lifecycle(&["replay"], format!("{start}\n{steps}\n")).show();
    let refused = r#"{"At": 1, "Request": {"Action": "StartInstance"}}"#;
    assert_eq!(
        steps(&format!("{{\"At\": 0, \"Event\": \"ShutdownCompleted\"}}\n{refused}")).lines().last(),
        Some("[exit 1]")
    );
    let refused = steps(refused).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        refused,
        "replayed 1 step: 0 calls accepted, 1 refused, 0 events happened, 0 impossible; 0 recorded answers \
         compared [exit 0]"
    );
}
