//! The status of instances, events and diagrams.

use crate::lifecycle;

const ARREARS: [&str; 4] = ["--event", "ArrearsIncurred", "--event", "ArrearsStopped"];

#[test]
fn status_of_the_example_records() {
    insta::assert_snapshot!(lifecycle(&["status", "examples/records/running.json"], "").show_narrow());
    insta::assert_snapshot!(
        lifecycle(&["status", "examples/records/old-client.json", "--policy", "ecs-2025-12-03"], "")
            .show_narrow()
    );
}

#[test]
fn status_as_json() {
    let record = r#"{"InstanceId": "i-1", "Status": "Stopped", "StoppedMode": "StopCharging", "InstanceType": "ecs.g7.large"}"#;
    let ran = lifecycle(&["status", "--environment", "Stock=SoldOut", "--format", "json"], record);
    let status: serde_json::Value = serde_json::from_str(&ran.stdout).expect("a line of JSON");
    insta::assert_snapshot!(serde_json::to_string_pretty(&status).expect("it is JSON"));
}

/// Retryable refusals, calls already done, unreadable records and missing instances.
#[test]
fn status_of_other_instances() {
    let input = [
        r#"{"InstanceId": "i-1", "Status": "Starting"}"#,
        r#"{"InstanceId": "i-2", "Status": "Stopped"}"#,
        r#"{"InstanceId": "i-3", "Status": "Gone"}"#,
        r#"{"Instance": null}"#,
        r#"{"Instance": {"InstanceId": "i-5", "Status": "Stopped", "InstanceChargeType": "PrePaid", "Facts": {"Standing": "Expired"}}}"#,
    ];
    let ran = lifecycle(&["status", "--interpretation", "stop-of-stopped=AlreadyDone"], input.join("\n"));
    insta::assert_snapshot!(ran.show_narrow());
}

#[test]
fn events_are_applied_in_order() {
    let arguments =
        [&["evolve", "examples/records/running.json"], &ARREARS[..], &["--event", "GracePeriodEnded"]];
    insta::assert_snapshot!(lifecycle(&arguments.concat(), "").show_narrow());
}

#[test]
fn evolve_reports_unreadable_records() {
    let input = "{\"InstanceId\": \"i-1\", \"Status\": \"Gone\"}\n{\"Status\": \"Starting\"}\n";
    insta::assert_snapshot!(lifecycle(&["evolve", "--event", "BootCompleted"], input).show_narrow(), @r#"
    line 1: unreadable: at `Status`: expected one of `Pending`, `Starting`,
    `Running`, `Stopping` or `Stopped`, found `"Gone"`

    (no id)  evolved  Starting -> Running
      BootCompleted: status Starting -> Running, task Start -> None

    1 evolved, 1 unreadable
    [exit 2]
    "#);
    insta::assert_snapshot!(lifecycle(&["evolve", "--event", "BootCompleted", "--format", "json"], input).show(), @r#"
    {"Line":1,"Outcome":"Unreadable","Reason":"at `Status`: expected one of `Pending`, `Starting`, `Running`, `Stopping` or `Stopped`, found `\"Gone\"`"}
    {"InstanceId":null,"Outcome":"Evolved","Events":["BootCompleted"],"Instance":{"Status":"Running"}}
    [exit 2]
    "#);
}

/// The output of `evolve` is input of the other commands, with its environment.
#[test]
fn evolved_records_are_read_back() {
    let case = r#"{"Instance": {"InstanceId": "i-1", "Status": "Running", "AutoReleaseTime": "2027-01-01T00:00Z"}, "Environment": {"Balance": "Insufficient"}}"#;
    let arguments = [&["evolve", "--format", "json"], &ARREARS[..]].concat();
    let stopped = lifecycle(&arguments, case);
    let told = |operation: &str| {
        let ran = lifecycle(&["plan", operation, "--format", "json"], &stopped.stdout);
        let answer: serde_json::Value = serde_json::from_str(&ran.stdout).expect("a line of JSON");
        format!("{} {} {}", answer["InstanceId"], answer["Outcome"], answer["Rule"]).replace('"', "")
    };
    assert_eq!(told("StartInstance"), "i-1 Rejected expired-pay-as-you-go");
    assert_eq!(told("ReActivateInstances"), "i-1 Rejected balance");
    assert_eq!(told("DeleteInstance"), "i-1 Planned release");

    let paid = lifecycle(
        &["evolve", "--event", "PaymentSettled", "--event", "BootCompleted", "--format", "json"],
        &stopped.stdout,
    );
    let released =
        lifecycle(&["evolve", "--event", "AutoReleaseTimeReached", "--format", "json"], &paid.stdout);
    insta::assert_snapshot!(paid.stdout + &released.stdout, @r#"
    {"InstanceId":"i-1","Outcome":"Evolved","Events":["PaymentSettled","BootCompleted"],"Environment":{"Balance":"Insufficient"},"Instance":{"InstanceId":"i-1","Status":"Running","AutoReleaseTime":"2027-01-01T00:00Z","StoppedMode":"Not-applicable","Facts":{"Standing":"Good"}}}
    {"InstanceId":"i-1","Outcome":"Evolved","Events":["AutoReleaseTimeReached"],"Environment":{"Balance":"Insufficient"},"Instance":null}
    "#);
    let gone = lifecycle(&["plan", "StopInstance", "--format", "json"], &released.stdout);
    assert!(
        gone.stdout.contains(r#""InstanceId":"i-1""#) && gone.stdout.contains("InvalidInstanceId.NotFound")
    );
}

#[test]
fn events_are_listed() {
    insta::assert_snapshot!(lifecycle(&["events"], "").show_narrow());
    let json = lifecycle(&["events", "--format", "json"], "").stdout;
    assert_eq!(json.lines().count(), instance_lifecycle::Event::ALL.len());
    insta::assert_snapshot!(json.lines().nth(5).unwrap_or_default(), @r#"{"Event":"ShutdownCompleted","Ways":[{"From":"Stopping","To":"Starting"},{"From":"Stopping","To":"Stopped"},{"From":"Stopping","To":"Released"}]}"#);
}

#[test]
fn diagrams_are_drawn() {
    insta::assert_snapshot!("diagram_dot", lifecycle(&["diagram", "--format", "dot"], "").show());
    let operations = [
        "StopInstance",
        "StartInstance",
        "RebootInstance",
        "DeleteInstance",
        "ReActivateInstances",
        "CreateInstance",
        "RunInstances",
    ];
    let drawn = operations.map(|operation| {
        let ran = lifecycle(&["diagram", "--operation", operation], "");
        format!("{operation}: {}", ran.stdout)
    });
    insta::assert_snapshot!(drawn.join("\n"), @r#"
    StopInstance: stateDiagram-v2
        Running --> Stopping: StopInstance
        Stopping --> Stopped: ShutdownCompleted

    StartInstance: stateDiagram-v2
        Starting --> Running: BootCompleted
        Starting --> Stopped: BootFailed
        Stopped --> Starting: StartInstance

    RebootInstance: stateDiagram-v2
        Starting --> Running: BootCompleted
        Starting --> Stopped: BootFailed
        Running --> Stopping: RebootInstance
        Stopping --> Starting: ShutdownCompleted

    DeleteInstance: stateDiagram-v2
        Running --> Stopping: DeleteInstance Force ForceStop=false
        Running --> [*]: DeleteInstance Force
        Stopping --> [*]: ShutdownCompleted
        Stopped --> [*]: DeleteInstance

    ReActivateInstances: stateDiagram-v2
        Starting --> Running: BootCompleted
        Starting --> Stopped: BootFailed
        Stopped --> Starting: ReActivateInstances

    CreateInstance: stateDiagram-v2
        [*] --> Pending: CreateInstance
        Pending --> Stopped: CreationFinished
        Pending --> [*]: CreationFailed

    RunInstances: stateDiagram-v2
        [*] --> Pending: RunInstances
        Pending --> Starting: CreationFinished
        Pending --> [*]: CreationFailed
        Starting --> Running: BootCompleted
        Starting --> Stopped: BootFailed
    "#);
}

/// A diagram follows the policy.
#[test]
fn interpretations_change_diagrams() {
    let arguments = ["diagram", "--operation", "RebootInstance", "--interpretation", "L1=StartingAtOnce"];
    insta::assert_snapshot!(lifecycle(&arguments, "").stdout, @r#"
    stateDiagram-v2
        Starting --> Running: BootCompleted
        Starting --> Stopped: BootFailed
        Running --> Starting: RebootInstance
    "#);
}

/// Waiting does not repair the disk, so `later` would be wrong.
#[test]
fn later_needs_every_violation_to_pass_by_waiting() {
    let stopping = |facts: &str| {
        let record = format!(r#"{{"InstanceId": "i-1", "Status": "Stopping", "Facts": {{{facts}}}}}"#);
        let ran = lifecycle(&["status", "--format", "json"], record);
        let status: serde_json::Value = serde_json::from_str(&ran.stdout).expect("the status is JSON");
        status["Operations"][0]["Now"].as_str().map(str::to_owned)
    };
    assert_eq!(stopping("").as_deref(), Some("later"));
    assert_eq!(stopping(r#""DiskStatus": "Incorrect""#).as_deref(), Some("no"));
}

/// What a stopped instance costs, and the calls that end it.
#[test]
fn a_listing_is_summarized() {
    let records = [
        r#"{"InstanceId": "i-1", "Status": "Running"}"#,
        r#"{"InstanceId": "i-2", "Status": "Stopped", "StoppedMode": "Not-applicable"}"#,
        r#"{"InstanceId": "i-3", "Status": "Stopped", "StoppedMode": "KeepCharging"}"#,
        r#"{"InstanceId": "i-4", "Status": "Stopped", "StoppedMode": "KeepCharging"}"#,
        r#"{"InstanceId": "i-5", "Status": "Stopped", "StoppedMode": "KeepCharging", "InstanceNetworkType": "classic"}"#,
        r#"{"InstanceId": "i-6", "Status": "Stopped", "InstanceChargeType": "PrePaid"}"#,
        r#"{"InstanceId": "i-7", "Status": "Stopped", "StoppedMode": "StopCharging"}"#,
        r#"{"InstanceId": "i-8", "Status": "Stopped", "StoppedMode": "KeepCharging", "DeletionProtection": true, "SpotStrategy": "SpotAsPriceGo"}"#,
    ]
    .join("\n");
    insta::assert_snapshot!(lifecycle(&["status", "--summary"], &records).show_narrow());
    let ran = lifecycle(&["status", "--summary", "--format", "json"], &records);
    let summary: serde_json::Value = serde_json::from_str(&ran.stdout).expect("a line of JSON");
    insta::assert_snapshot!(serde_json::to_string_pretty(&summary).expect("it is JSON"));
}

/// Ids beyond the first five are counted.
#[test]
fn a_long_listing_is_summarized_in_few_lines() {
    let records: Vec<String> =
        (1..=1_000).map(|n| format!(r#"{{"InstanceId": "i-{n}", "Status": "Stopped"}}"#)).collect();
    let ran = lifecycle(&["status", "--summary"], records.join("\n"));
    insta::assert_snapshot!(ran.show_narrow(), @r#"
      status   instances
      Stopped  1000

    billed though stopped: 1000 instances
      1000 instances, stopped with KeepCharging: i-1, i-2, i-3, i-4, i-5 and 995
        more
        to end it: StartInstance, then StopInstance StoppedMode=StopCharging

    1000 instances
    [exit 0]
    "#);
}
