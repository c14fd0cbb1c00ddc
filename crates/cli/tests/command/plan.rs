//! Plans and refusals of every operation.

use crate::lifecycle;
use serde_json::{Value, json};

const RUNNING: &str = r#"{"InstanceId": "i-1", "Status": "Running"}"#;
const STOPPED: &str = r#"{"InstanceId": "i-1", "Status": "Stopped", "StoppedMode": "StopCharging"}"#;
const OWING: &str = r#"{"InstanceId": "i-1", "Status": "Stopped", "StoppedMode": "StopCharging", "Facts": {"Standing": "InArrears", "StoppedFor": "Arrears"}}"#;
const EXPIRED: &str = r#"{"InstanceId": "i-1", "Status": "Stopped", "InstanceChargeType": "PrePaid", "Facts": {"Standing": "Expired"}}"#;

/// Outcome, rule, and the code or the last status.
fn told(arguments: &[&str], input: &str) -> String {
    let ran = lifecycle(&[arguments, &["--format", "json"]].concat(), input);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.show()));
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let end =
        if answer["Error"].is_null() { &answer["Plan"]["Status"]["To"] } else { &answer["Error"]["Code"] };
    format!("{} {} {}", text(&answer["Outcome"]), text(&answer["Rule"]), text(end))
}

#[test]
#[rustfmt::skip] // a table: one line a row
fn every_operation_takes_its_options() {
    let table: [(&[&str], &str, &str); 27] = [
        (&["StopInstance", "--stopped-mode", "StopCharging"], RUNNING, "Planned stop-economically Stopped"),
        (&["StopInstance", "--hibernate"], RUNNING, "Rejected hibernation-not-enabled HibernationConfigured.NotEnabled"),
        (&["StartInstance"], STOPPED, "Planned start-on-new-compute Running"),
        (&["StartInstance", "--init-local-disk", "--dry-run"], STOPPED, "DryRunPassed dry-run DryRunOperation"),
        (&["StartInstance", "--environment", "Stock=SoldOut"], STOPPED, "Rejected stock OperationDenied.NoStock"),
        (&["StartInstance", "--environment", "HostRepairing=true"], STOPPED, "Rejected host-repairing OperationDenied.HostRepairing"),
        (&["StartInstance", "--environment", "HostRepairing=false"], STOPPED, "Planned start-on-new-compute Running"),
        (&["StartInstance", "--environment", "Stock=SoldOut", "--environment", "Quota=TypeExhausted"], STOPPED, "Rejected quota-type-exhausted QuotaExceed.ElasticQuota"),
        (&["StartInstance", "--environment", "Stock=SoldOut", "--environment", "Stock=Available"], STOPPED, "Planned start-on-new-compute Running"),
        (&["StartInstance"], RUNNING, "Rejected status-not-stopped IncorrectInstanceStatus"),
        (&["RebootInstance"], RUNNING, "Planned reboot-via-stopping Running"),
        (&["RebootInstance", "--force-stop", "--interpretation", "L1=StartingAtOnce"], RUNNING, "Planned reboot-at-once Running"),
        (&["DeleteInstance"], STOPPED, "Planned release Released"),
        (&["DeleteInstance"], RUNNING, "Rejected status-not-stopped IncorrectInstanceStatus"),
        (&["DeleteInstance", "--force"], RUNNING, "Planned release Released"),
        (&["DeleteInstance", "--force", "--force-stop=false"], RUNNING, "Planned release-after-shutdown Released"),
        (&["DeleteInstance", "--force-stop"], RUNNING, "Rejected status-not-stopped IncorrectInstanceStatus"),
        (&["DeleteInstance"], EXPIRED, "Rejected charge-type ChargeTypeViolation"),
        (&["DeleteInstance", "--terminate-subscription"], EXPIRED, "Planned release Released"),
        (&["ReActivateInstances"], OWING, "Planned reactivate-and-start Running"),
        (&["ReActivateInstances", "--environment", "Balance=Insufficient"], OWING, "Rejected balance ReopenInstance.InstanceNotEnoughBalance"),
        (&["ReActivateInstances"], STOPPED, "Rejected not-stopped-for-arrears ReopenInstance.InstanceStatusNotValid"),
        // What makes an instance needs no input.
        (&["CreateInstance"], "", "Planned create Stopped"),
        (&["CreateInstance", "--charge-type", "PrePaid", "--network-type", "classic", "--hibernation-configured"], "", "Planned create Stopped"),
        (&["RunInstances", "--amount", "100", "--spot-strategy", "SpotAsPriceGo"], "", "Planned run Running"),
        (&["RunInstances"], RUNNING, "Planned run Running"),
        (&["RunInstances", "-"], r#"{"Instance": null}"#, "Planned run Running"),
    ];
    for (arguments, input, expected) in table {
        assert_eq!(told(&[&["plan"], arguments].concat(), input), expected, "{arguments:?}");
    }
}

#[test]
fn mixed_cases_are_decided() {
    let ran = lifecycle(&["plan", "--format", "json", "examples/records/cases.ndjson"], "");
    let told = ran.stdout.lines().map(|line| {
        let answer: Value = serde_json::from_str(line).expect("an answer is JSON");
        format!("{} {} {}", answer["InstanceId"], answer["Outcome"], answer["Rule"]).replace('"', "")
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @r#"
    i-bp1gtjxuuvwj17zr1a7z Planned stop-in-standard-mode
    i-bp1gtjxuuvwj17zr1a7z Planned stop-economically
    i-bp1h5s2q9x8c7v6b5n4m Planned stop-economically
    i-bp1c2b8rk3h4n5m6p7qs Rejected security-lock
    i-bp1c2b8rk3h4n5m6p7qt Rejected status-not-running
    i-bp1f9e8d7c6b5a4g3h2j Rejected confirm-stop
    i-bp1f9e8d7c6b5a4g3h2j Rejected economical-local-disk
    i-bp18v7x6z5y4w3u2t1sr Rejected expired-or-in-arrears
    i-bp1gtjxuuvwj17zr1a7z DryRunPassed dry-run
    i-bp1k4l3j2h1g9f8d7s6a Planned hibernate-economically
    i-bp1zzzzzzzzzzzzzzzzz Rejected not-found
    i-bp1m2n3b4v5c6x7z8l9k Planned start-on-new-compute
    i-bp1m2n3b4v5c6x7z8l9k Rejected stock
    i-bp1gtjxuuvwj17zr1a7z Planned reboot-via-stopping
    i-bp1gtjxuuvwj17zr1a7z Planned release-after-shutdown
    i-bp1q1w2e3r4t5y6u7i8o Rejected deletion-protection
    i-bp1p9o8i7u6y5t4r3e2w Planned reactivate-and-start
    null Planned create
    null Planned run
    "#);
    assert_eq!(ran.status, Some(1));
}

#[test]
fn text_of_other_operations() {
    let ran = lifecycle(&["plan", "examples/records/cases.ndjson"], "");
    let text = ran.show_narrow();
    let (_, others) = text.split_once("i-bp1m2n3b4v5c6x7z8l9k").expect("the cases of other operations");
    insta::assert_snapshot!(others);
}

#[test]
fn creations_reject_records() {
    let ran = lifecycle(&["plan", "RunInstances", "-"], RUNNING);
    insta::assert_snapshot!(ran.show_narrow(), @r"
    line 1: unreadable: expected `null`, since `RunInstances` creates the instance;
    found a record

    [exit 2]
    ");
    let ran = lifecycle(
        &["plan", "StopInstance", "--format", "json"],
        r#"{"Instance": null, "Request": {"Action": "RunInstances"}}"#,
    );
    insta::assert_snapshot!(ran.show(), @r#"
    {"Line":1,"Outcome":"Unreadable","Reason":"at `Request.Action`: expected operation `StopInstance`, found `RunInstances`"}
    [exit 2]
    "#);
}

/// The facts that decide, and those that determine effects on resources.
#[test]
fn strict_names_the_facts_that_each_operation_assumes() {
    let assumptions = |operation: &str, record: &str, policy: &str| {
        let environment = [
            "EconomicalModeDefault=false",
            "Balance=Sufficient",
            "Stock=Available",
            "Quota=Available",
            "SpotPrice=WithinBid",
            "HostRepairing=false",
            "PrivatePool=None",
            "CapacityReservation=None",
            "DedicatedHost=None",
            "Site=International",
        ];
        let environment = environment.iter().flat_map(|fact| ["--environment", fact]);
        let arguments = ["plan", operation, "--strict", "--format", "json", "--policy", policy];
        let arguments: Vec<&str> = arguments.into_iter().chain(environment).collect();
        let ran = lifecycle(&arguments, record);
        let answer: Value = serde_json::from_str(&ran.stdout).expect("an answer is JSON");
        answer["Reason"]
            .as_str()
            .unwrap_or("nothing")
            .replace("the answer depends on assumptions, give `--assume` or `--environment` for ", "")
    };
    let shown = r#""InstanceChargeType": "PostPaid", "InstanceNetworkType": "vpc", "SpotStrategy": "NoSpot", "InstanceType": "ecs.g7.large", "OperationLocks": {"LockReason": []}, "HibernationOptions": {"Configured": false}, "PublicIpAddress": {"IpAddress": []}, "EipAddress": {}, "DeletionProtection": false"#;
    let of = |status: &str, facts: &str| {
        format!(r#"{{"InstanceId": "i-1", "Status": "{status}", {shown}, "Facts": {{{facts}}}}}"#)
    };
    let default = "ecs-2024-11-14";
    let disks = "Standing, DiskStatus, DiskInArrears, EncryptionKey";
    for (operation, record, policy, expected) in [
        ("StopInstance", of("Running", ""), default, disks.to_owned()),
        ("StopInstance", of("Running", ""), "ecs-2025-12-03", format!("{disks}, ManagedByProduct")),
        ("StartInstance", of("Stopped", ""), default, format!("StoppedMode, {disks}, Initializing, SystemDisk, ComputeRecycled, StoppedFor")),
        ("RebootInstance", of("Running", ""), default, disks.to_owned()),
        (
            "DeleteInstance",
            of("Stopped", ""),
            default,
            "StoppedMode, StoppedFor, Standing, Initializing, ComputeRecycled, DeleteWithInstance, \
             SystemDiskDeleteWithInstance, DeleteAutoSnapshot, VolumesAttached, RouteEntry, \
             LoadBalancerConfiguring, NetworkInterfaceLinked, ManagedByProduct"
                .to_owned(),
        ),
        // A refusal has no effects that depend on facts.
        (
            "DeleteInstance",
            of("Stopped", r#""VolumesAttached": true"#),
            default,
            "Standing, Initializing, RouteEntry, LoadBalancerConfiguring, NetworkInterfaceLinked, ManagedByProduct"
                .to_owned(),
        ),
        ("ReActivateInstances", of("Stopped", r#""StoppedFor": "Arrears""#), default, "StoppedMode, Standing, StatusBefore, ComputeRecycled".to_owned()),
        ("CreateInstance", String::new(), default, "nothing".to_owned()),
    ] {
        let sorted = |names: &str| {
            let mut names: Vec<String> = names.split(", ").map(str::to_owned).collect();
            names.sort_unstable();
            names
        };
        let found = assumptions(operation, &record, policy);
        assert_eq!(sorted(&found), sorted(&expected), "{operation} {record}");
    }
}

/// A batch has a verdict and the answer for each instance.
#[test]
fn batches_are_decided() {
    let batch = |request: &str| {
        format!(
            r#"{{"Instances": [{RUNNING}, {{"InstanceId": "i-2", "Status": "Stopped"}}], "Request": {{"Action": {request}}}}}"#
        )
    };
    let input = [
        batch(r#""StopInstances""#),
        batch(r#""StopInstances", "BatchOptimization": "SuccessFirst""#),
        batch(r#""DeleteInstances", "Force": true"#),
        batch(r#""StopInstances", "BatchOptimization": "SuccessFirst", "DryRun": true"#),
        r#"{"Instances": [], "Request": {"Action": "StartInstances"}}"#.to_owned(),
        r#"{"Instances": [null, null], "Request": {"Action": "StartInstances", "InstanceId": ["i-1", "i-1"]}}"#.to_owned(),
    ]
    .join("\n");
    insta::assert_snapshot!(lifecycle(&["plan"], &input).show_narrow());
    let told = lifecycle(&["plan", "--format", "json"], &input).stdout;
    let told = told.lines().map(|line| {
        let answer: Value = serde_json::from_str(line).expect("an answer is JSON");
        answer["Outcome"].as_str().map(str::to_owned).expect("every answer has an outcome")
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        ["Rejected", "Planned", "Planned", "DryRunPassed", "Rejected", "Unreadable"]
    );
    for command in [&["status"][..], &["inspect"], &["evolve", "--event", "BootCompleted"]] {
        let ran = lifecycle(command, batch(r#""StopInstances""#));
        assert_eq!(
            (ran.stdout.as_str().split("\n\n").next(), ran.status),
            (
                Some(
                    "line 1: unreadable: at `Request.Action`: expected an operation on one instance,\nfound `StopInstances`"
                ),
                Some(2)
            ),
            "{command:?}"
        );
    }
}

/// A single assumption about a single record is enough.
#[test]
fn strict_rejects_incomplete_batches() {
    let batch = format!(
        r#"{{"Instances": [null, {STOPPED}], "Request": {{"Action": "StopInstances", "InstanceId": ["i-0", "i-1"]}}}}"#
    );
    let ran = lifecycle(&["plan", "--strict", "--format", "json"], &batch);
    insta::assert_snapshot!(ran.show(), @r#"
    {"Line":1,"Outcome":"Unreadable","Reason":"the answer depends on assumptions, give `--assume` or `--environment` for InstanceChargeType, InstanceNetworkType, SpotStrategy, OperationLocks, HibernationOptions, Standing, DiskInArrears, LocalStorage, PersistentMemory, DiskStatus, EncryptionKey"}
    [exit 2]
    "#);
}

/// Answers of `plan` with everything that the command adds, to single calls and to batches.
#[test]
fn answers_follow_the_printed_schema() {
    let mut schema = instance_lifecycle_wire::schema();
    let answers = json!([{ "$ref": "#/$defs/Answer" }, { "$ref": "#/$defs/BatchAnswer" }]);
    schema["anyOf"] = answers;
    let schema = jsonschema::validator_for(&schema).expect("it is a schema");
    let running = "examples/records/running.json";
    let runs: [&[&str]; 8] = [
        &["examples/records/cases.ndjson"],
        &["examples/records/cases.ndjson", "--policy", "latest"],
        &["StopInstance", running, "--stopped-mode", "StopCharging"],
        &["StopInstance", running, "--policy", "latest", "--dry-run"],
        &["DeleteInstance", running, "--force"],
        &["StopInstances", running],
        &["StopInstances", running, "--batch-optimization", "SuccessFirst", "--stopped-mode", "StopCharging"],
        &["DeleteInstances", running, "--force", "--dry-run"],
    ];
    for arguments in runs {
        let ran = lifecycle(&[&["plan", "--format", "json"], arguments].concat(), "");
        assert!(!ran.stdout.is_empty(), "{arguments:?} {}", ran.stderr);
        for line in ran.stdout.lines() {
            let answer: Value = serde_json::from_str(line).expect("an answer is JSON");
            assert!(schema.is_valid(&answer), "{arguments:?} {line}");
        }
    }
}

const FLEET: &str = r#"{"InstanceId": "i-bp1gtjxuuvwj17zr1a7z", "Status": "Running", "PublicIpAddress": ["192.0.2.1"]}
{"InstanceId": "i-bp1gtjxuuvwj17zr1a7z-that-is-longer", "Status": "Running", "InstanceNetworkType": "classic"}
{"InstanceId": "i-\u001b[31m", "Status": "Stopped"}
{"Status": "Running"}
{"InstanceId": "i-5", "Status": "Gone"}"#;

#[test]
fn plans_are_listed_in_a_table() {
    let stop = ["plan", "StopInstance", "--stopped-mode", "StopCharging", "--format", "table"];
    insta::assert_snapshot!(lifecycle(&stop, FLEET).show_narrow(), @r##"
    instance                outcome   ends      address  data  place
    i-bp1gtjxuuvwj17zr1a7z  planned   Stopped   risk     kept  risk
    i-bp1gtjxuuvwj17zr1a7z-that-is-longer  refused   InvalidInstanceId.NotSupport
    i-\u001b[31m            refused   IncorrectInstanceStatus
    (no id)                 planned   Stopped   kept     kept  risk
    line 5: unreadable: at `Status`: expected one of `Pending`, `Starting`,
    `Running`, `Stopping` or `Stopped`, found `"Gone"`

    2 planned, 2 refused, 1 unreadable
    [exit 2]
    "##);
    // With operations of their own, the cases name them.
    let cases = ["plan", "--format", "table", "examples/records/cases.ndjson"];
    insta::assert_snapshot!(lifecycle(&cases, "").show_narrow(), @r#"
    instance                operation       outcome   ends      address  data  place
    i-bp1gtjxuuvwj17zr1a7z  StopInstance    planned   Stopped   kept     kept  kept
    i-bp1gtjxuuvwj17zr1a7z  StopInstance    planned   Stopped   risk     kept  risk
    i-bp1h5s2q9x8c7v6b5n4m  StopInstance    planned   Stopped   kept     kept  risk
    i-bp1c2b8rk3h4n5m6p7qs  StopInstance    refused   InstanceLockedForSecurity
    i-bp1c2b8rk3h4n5m6p7qt  StopInstance    refused   IncorrectInstanceStatus
    i-bp1f9e8d7c6b5a4g3h2j  StopInstance    refused   InstanceType.ParameterMismatch
    i-bp1f9e8d7c6b5a4g3h2j  StopInstance    refused   InvalidInstanceId.NotSupport
    i-bp18v7x6z5y4w3u2t1sr  StopInstance    refused   InstanceExpiredOrInArrears
    i-bp1gtjxuuvwj17zr1a7z  StopInstance    dry run   Stopped   kept     kept  kept
    i-bp1k4l3j2h1g9f8d7s6a  StopInstance    planned   Stopped   kept     kept  risk
    i-bp1zzzzzzzzzzzzzzzzz  StopInstance    refused   InvalidInstanceId.NotFound
    i-bp1m2n3b4v5c6x7z8l9k  StartInstance   planned   Running
    i-bp1m2n3b4v5c6x7z8l9k  StartInstance   refused   OperationDenied.NoStock
    i-bp1gtjxuuvwj17zr1a7z  RebootInstance  planned   Running
    i-bp1gtjxuuvwj17zr1a7z  DeleteInstance  planned   Released
    i-bp1q1w2e3r4t5y6u7i8o  DeleteInstance  refused
        InvalidOperation.DeletionProtection
    i-bp1p9o8i7u6y5t4r3e2w  ReActivateInstances  planned   Running
    (new)                   CreateInstance  planned   Stopped
    (new)                   RunInstances    planned   Running
    10 planned, 1 dry run passed, 8 refused
    [exit 1]
    "#);
}

/// Answers that are not printed are counted, and decide the exit status.
#[test]
fn only_some_answers_are_printed() {
    let stop = ["plan", "StopInstance", "--stopped-mode", "StopCharging", "--format", "table", "--only"];
    insta::assert_snapshot!(lifecycle(&[&stop[..], &["refused"]].concat(), FLEET).show_narrow(), @r##"
    instance                outcome   ends      address  data  place
    i-bp1gtjxuuvwj17zr1a7z-that-is-longer  refused   InvalidInstanceId.NotSupport
    i-\u001b[31m            refused   IncorrectInstanceStatus
    line 5: unreadable: at `Status`: expected one of `Pending`, `Starting`,
    `Running`, `Stopping` or `Stopped`, found `"Gone"`

    2 planned, 2 refused, 1 unreadable
    [exit 2]
    "##);
    insta::assert_snapshot!(lifecycle(&[&stop[..], &["planned"]].concat(), FLEET).show_narrow(), @r##"
    instance                outcome   ends      address  data  place
    i-bp1gtjxuuvwj17zr1a7z  planned   Stopped   risk     kept  risk
    (no id)                 planned   Stopped   kept     kept  risk
    line 5: unreadable: at `Status`: expected one of `Pending`, `Starting`,
    `Running`, `Stopping` or `Stopped`, found `"Gone"`

    2 planned, 2 refused, 1 unreadable
    [exit 2]
    "##);
    let ids = |arguments: &[&str]| -> Vec<String> {
        let ran = lifecycle(&[arguments, &["StopInstance", "--format", "json"]].concat(), FLEET);
        let answers = ran.stdout.lines().map(|line| serde_json::from_str(line).expect("a line of JSON"));
        answers.map(|answer: Value| format!("{} {}", answer["InstanceId"], answer["Outcome"])).collect()
    };
    for command in ["plan", "explain"] {
        assert_eq!(
            ids(&[command, "--only", "refused"]),
            [r#""i-\u001b[31m" "Rejected""#, r#"null "Unreadable""#]
        );
    }
}
