//! Recorded histories, and their schema.

use crate::lifecycle;
use crate::policy_files::Written;
use instance_lifecycle::plan::Resource;
use instance_lifecycle_wire::{RecordedBill, RecordedBillLine, RecordedLeftBehind};

const TRACE: &str = r#"{"Trace": 1, "Policy": "ecs-2024-11-14", "Instance": {"InstanceId": "i-1", "Status": "Running"}}
{"At": 0, "Event": "RefundedLockSet"}
{"At": 60, "Request": {"Action": "StopInstance", "StoppedMode": "StopCharging"}}
{"At": 90, "Event": "ShutdownCompleted"}
{"At": 3690, "Request": {"Action": "DeleteInstance"}}
"#;

#[test]
fn a_recorded_trace_replays() {
    let recorded = lifecycle(&["replay", "--record"], TRACE);
    insta::assert_snapshot!(lifecycle(&["replay"], &recorded.stdout).show_narrow(), @r#"
    impossible  4 steps: 2 calls accepted, 0 refused, 1 event happened, 1
    impossible; 4 recorded answers compared
      line 2: impossible: the instance is not a subscription
    [exit 1]
    "#);
    // Recording again changes nothing.
    assert_eq!(lifecycle(&["replay", "--record"], &recorded.stdout).stdout, recorded.stdout);
    insta::assert_snapshot!(lifecycle(&["replay"], TRACE).show_narrow(), @r#"
    impossible  4 steps: 2 calls accepted, 0 refused, 1 event happened, 1
    impossible; 0 recorded answers compared
      line 2: impossible: the instance is not a subscription
    [exit 1]
    "#);
}

#[test]
fn another_policy_may_differ() {
    let recorded = lifecycle(&["replay", "--record"], TRACE).stdout;
    let ran = lifecycle(&["replay", "--interpretation", "other-locks=Deny"], &recorded);
    // The answers themselves are told elsewhere.
    let told: Vec<&str> = ran.stdout.lines().filter(|line| !line.starts_with("   ")).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    impossible  4 steps: 2 calls accepted, 0 refused, 1 event happened, 1
    impossible; 4 recorded answers compared
      line 2: impossible: the instance is not a subscription
    "#);
    assert_eq!(ran.status, Some(1));
}

#[test]
fn a_shrunk_trace_has_the_same_last_answer() {
    let shrunk = lifecycle(&["replay", "--shrink"], TRACE).stdout;
    let steps: Vec<&str> =
        shrunk.lines().map(|line| line.split(",\"Answer\"").next().unwrap_or(line)).collect();
    insta::assert_snapshot!(steps.join("\n"), @r#"
    {"Trace":1,"Policy":"ecs-2024-11-14","Instance":{"InstanceId":"i-1","Status":"Running"}}
    {"At":60,"Request":{"Action":"StopInstance","StoppedMode":"StopCharging"}
    {"At":90,"Event":"ShutdownCompleted"
    {"At":3690,"Request":{"Action":"DeleteInstance"}
    "#);
}

#[test]
fn a_trace_is_billed() {
    insta::assert_snapshot!(lifecycle(&["replay", "--bill"], TRACE).show_narrow(), @r#"
      resource        billed for  if present  not billed for
      Vcpu            90 s        0 s         3600 s
      Memory          90 s        0 s         3600 s
      MemoryContents  0 s         0 s         3690 s
      SystemDisk      3690 s      0 s         0 s
      DataDisks       0 s         3690 s      0 s
      Snapshots       0 s         3690 s      0 s
      PrivateIp       0 s         0 s         3690 s
      ImageLicence    0 s         3690 s      0 s
      Configuration   0 s         0 s         3690 s
      still billed after the release: Snapshots for 0 s since 3690 if present
      line 2: impossible: the instance is not a subscription
    [exit 1]
    "#);
    let until = lifecycle(&["replay", "--bill", "--until", "7200"], TRACE).stdout;
    insta::assert_snapshot!(until, @r#"
    resource        billed for  if present  not billed for
    Vcpu            90 s        0 s         3600 s
    Memory          90 s        0 s         3600 s
    MemoryContents  0 s         0 s         3690 s
    SystemDisk      3690 s      0 s         0 s
    DataDisks       0 s         3690 s      0 s
    Snapshots       0 s         3690 s      0 s
    PrivateIp       0 s         0 s         3690 s
    ImageLicence    0 s         3690 s      0 s
    Configuration   0 s         0 s         3690 s
    still billed after the release: Snapshots for 3510 s since 3690 if present
    line 2: impossible: the instance is not a subscription
    "#);
}

/// With prices, the bill is one in money; what is left behind costs as well.
#[test]
fn a_bill_has_costs() {
    let prices = Written::new("prices.toml", "Vcpu = 0.5\nSystemDisk = 0.01\nSnapshots = 0.02\n");
    let bill = ["replay", "--bill", "--until", "7200", "--prices", prices.name()];
    insta::assert_snapshot!(lifecycle(&bill, TRACE).show_narrow(), @r#"
      resource        billed for  if present  not billed for  cost
      Vcpu            90 s        0 s         3600 s          0.0125
      Memory          90 s        0 s         3600 s          0
      MemoryContents  0 s         0 s         3690 s          0
      SystemDisk      3690 s      0 s         0 s             0.0102
      DataDisks       0 s         3690 s      0 s             0
      Snapshots       0 s         3690 s      0 s             0 to 0.0205
      PrivateIp       0 s         0 s         3690 s          0
      ImageLicence    0 s         3690 s      0 s             0
      Configuration   0 s         0 s         3690 s          0
      still billed after the release: Snapshots for 3510 s since 3690 if present
      total: 0.0227, 0.04 more if present
      line 2: impossible: the instance is not a subscription
    [exit 1]
    "#);
    let json = lifecycle(&[&bill[..], &["--format", "json"]].concat(), TRACE).stdout;
    let bill: RecordedBill = serde_json::from_str(&json).expect("a bill");
    let cost = bill.cost.expect("a cost");
    let millionths = [cost.billed, cost.if_present].map(|cost| (cost * 1e6).round());
    assert_eq!(millionths, [22_750.0, 40_000.0]);
    let nothing = Written::new("prices.json", "{}");
    let ran = lifecycle(&["replay", "--bill", "--prices", nothing.name()], TRACE);
    assert!(ran.stdout.contains("\n  total: 0\n"), "{}", ran.show());
}

#[test]
fn a_bill_as_json() {
    let ran = lifecycle(&["replay", "--bill", "--format", "json", "--until", "7200"], TRACE);
    let bill: RecordedBill = serde_json::from_str(&ran.stdout).expect("a bill");
    let vcpu = RecordedBillLine { resource: Resource::Vcpu, billed: 90, if_present: 0, unbilled: 3_600 };
    let snapshots =
        RecordedLeftBehind { resource: Resource::Snapshots, if_present: true, since: 3_690, seconds: 3_510 };
    assert_eq!((bill.lines[0], &bill.left_behind[..]), (vcpu, &[snapshots][..]));
    assert_eq!((ran.stdout.lines().count(), ran.status), (1, Some(1)), "a step is impossible");
}

#[test]
#[rustfmt::skip] // a table: one line a row
fn other_files_are_failures() {
    for (arguments, input, expected) in [
        (&["replay"][..], "", "cannot read standard input: empty trace; expected a first line with `Trace`"),
        (&["replay"], "{\"Trace\": 2}", "cannot read standard input: line 1: at `Trace`: expected `1`, found `2`"),
        (&["replay"], "{\"Trace\": 1, \"Instance\": null}\n{\"At\": 1, \"Event\": \"Boot\"}", "cannot read standard input: line 2: at `Event`: expected one of `CreationFinished`"),
        (&["replay", "--bill", "--until", "60"], TRACE, "`--until 60` is before the last step, at 3690 s on line 5"),
        (&["replay", "--bill"], "{\"Trace\": 1, \"Instance\": null}\n\n{\"At\": 10, \"Event\": \"GuestShutdown\"}\n{\"At\": 5, \"Event\": \"GuestShutdown\"}", "line 4: step 1 is out of order: 5 s follows 10 s"),
        (&["replay", "--format", "json"], TRACE, "the following required arguments were not provided"),
        (&["replay", "--until", "60"], TRACE, "the following required arguments were not provided"),
        (&["replay", "--prices", "prices.toml"], TRACE, "invalid value 'prices.toml' for '--prices <FILE>': cannot read the file: "),
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
    let organisation = lifecycle(&["schema", "--policy", "examples/policies/organisation.toml"], "");
    let schema: serde_json::Value = serde_json::from_str(&organisation.stdout).expect("JSON");
    let facts = &schema["$defs"]["Facts"]["properties"];
    assert_eq!(
        facts["keep"]["description"],
        "Whether the instance carries the tag `keep`, whatever its value."
    );
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

/// A step that the revisions answer differently.
const LOCKED: &str = r#"{"Trace": 1, "Policy": "ecs-2025-12-03", "Instance": {"InstanceId": "i-1", "Status": "Running", "OperationLocks": {"LockReason": [{"LockReason": "security"}]}}}
{"At": 0, "Request": {"Action": "StopInstance"}}
{"At": 30, "Event": "ShutdownCompleted"}
"#;

/// The policy of the trace, unless `--policy` names another one: the default of other commands too.
#[test]
fn a_given_policy_replaces_that_of_the_trace() {
    let replay = |arguments: &[&str]| {
        let ran = lifecycle(&[&["replay"], arguments].concat(), LOCKED);
        let words: Vec<&str> = ran.stdout.split_whitespace().take(7).collect();
        words.join(" ")
    };
    let table = [
        &[][..],
        &["--policy", "ecs-2025-12-03"],
        &["--policy", "ecs-2024-11-14"],
        &["--policy", "ecs-2021-01"],
        &["--interpretation", "R2=Deny"],
        &["--interpretation", "R2=Allow"],
    ]
    .map(|arguments| format!("{}: {}", arguments.join(" "), replay(arguments)));
    insta::assert_snapshot!(table.join("\n"), @r"
    : replayed 2 steps: 1 call accepted, 0
    --policy ecs-2025-12-03: replayed 2 steps: 1 call accepted, 0
    --policy ecs-2024-11-14: impossible 2 steps: 0 calls accepted, 1
    --policy ecs-2021-01: impossible 2 steps: 0 calls accepted, 1
    --interpretation R2=Deny: impossible 2 steps: 0 calls accepted, 1
    --interpretation R2=Allow: replayed 2 steps: 1 call accepted, 0
    ");
}

/// The first line names the policy of the answers, so that a recorded trace replays.
#[test]
fn a_recorded_trace_names_its_policy() {
    let replace = |from: &str, to: &str| LOCKED.replace(from, to);
    let traces = [
        ("another policy", LOCKED.to_owned()),
        ("no policy", replace(r#""Policy": "ecs-2025-12-03", "#, "")),
        ("a name that is not built in", replace("ecs-2025-12-03", "house")),
    ];
    let policies = [
        &["--policy", "ecs-2021-01"][..],
        &["--policy", "ecs-2024-11-14"],
        &["--policy", "ecs-2024-11-14", "--interpretation", "R2=Allow"],
        &["--policy", "examples/policies/house.toml"],
    ];
    let mut table = Vec::new();
    for (about, trace) in &traces {
        for policy in policies {
            let recorded = lifecycle(&[&["replay", "--record"], policy].concat(), trace).stdout;
            let first: serde_json::Value =
                serde_json::from_str(recorded.lines().next().expect("a line")).expect("JSON");
            let name = first["Policy"].as_str().expect("a name").to_owned();
            let again = lifecycle(&[&["replay"], policy].concat(), &recorded).status;
            let unnamed = lifecycle(&["replay"], &recorded);
            let by_name = if unnamed.status == Some(2) { "must be passed" } else { "replays" };
            assert!(matches!(again, Some(0 | 1)) && !unnamed.stdout.contains("differs"), "{name}");
            table.push(format!("{about}, {}: {name}, {by_name}", policy.join(" ")));
        }
    }
    insta::assert_snapshot!(table.join("\n"), @r"
    another policy, --policy ecs-2021-01: ecs-2021-01, replays
    another policy, --policy ecs-2024-11-14: ecs-2024-11-14, replays
    another policy, --policy ecs-2024-11-14 --interpretation R2=Allow: custom, must be passed
    another policy, --policy examples/policies/house.toml: custom, must be passed
    no policy, --policy ecs-2021-01: ecs-2021-01, replays
    no policy, --policy ecs-2024-11-14: ecs-2024-11-14, replays
    no policy, --policy ecs-2024-11-14 --interpretation R2=Allow: custom, must be passed
    no policy, --policy examples/policies/house.toml: custom, must be passed
    a name that is not built in, --policy ecs-2021-01: ecs-2021-01, replays
    a name that is not built in, --policy ecs-2024-11-14: ecs-2024-11-14, replays
    a name that is not built in, --policy ecs-2024-11-14 --interpretation R2=Allow: house, must be passed
    a name that is not built in, --policy examples/policies/house.toml: house, must be passed
    ");
}

#[test]
fn the_help_names_the_policy_of_the_trace() {
    let help = lifecycle(&["replay", "--help"], "").stdout;
    let (_, policy) = help.split_once("--policy <POLICY>").expect("an option");
    let words: Vec<&str> = policy.split_whitespace().take(14).collect();
    assert_eq!(words.join(" "), "The policy, by name or as a file [default: the policy of the trace]");
}
