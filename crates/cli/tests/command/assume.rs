//! Facts that records do not show: `--assume`, `--strict` and `Assumed`.

use crate::lifecycle;
use crate::policy_files::Written;
use serde_json::Value;

const STOPPED: &str = r#"{"InstanceId":"i-1","Status":"Stopped","Facts":{"DiskStatus":"Ready"}}"#;

fn answer(arguments: &[&str], input: &str) -> Value {
    let ran = lifecycle(&[arguments, &["--format", "json"]].concat(), input);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr))
}

#[test]
fn an_assumed_fact_decides_and_is_no_longer_an_assumption() {
    let start = ["plan", "StartInstance"];
    let before = answer(&start, STOPPED);
    assert_eq!((&before["Outcome"], &before["Assumed"]["Standing"]), (&"Planned".into(), &"Good".into()));
    let after = answer(&[&start[..], &["--assume", "Standing=InArrears"]].concat(), STOPPED);
    assert_eq!((&after["Outcome"], &after["Assumed"]["Standing"]), (&"Rejected".into(), &Value::Null));
    let same = answer(&[&start[..], &["--assume", "Standing=Good"]].concat(), STOPPED);
    assert_eq!((&same["Outcome"], &same["Assumed"]["Standing"]), (&"Planned".into(), &Value::Null));
}

#[test]
fn a_fact_of_the_record_is_not_overridden() {
    let assumed = answer(&["plan", "StartInstance", "--assume", "DiskStatus=Incorrect"], STOPPED);
    assert_eq!(assumed["Outcome"], "Planned");
}

#[test]
fn every_command_on_records_takes_assumptions() {
    let standing = |value: &Value| value["Assumed"]["Standing"].clone();
    for command in [&["inspect"][..], &["status"], &["explain", "StartInstance"], &["plan", "StartInstance"]]
    {
        assert_eq!(standing(&answer(command, STOPPED)), "Good", "{command:?}");
        let assumed = answer(&[command, &["--assume", "Standing=Good"]].concat(), STOPPED);
        assert_eq!(standing(&assumed), Value::Null, "{command:?}");
    }
    let batch = format!(r#"{{"Instances":[{STOPPED}],"Request":{{"Action":"StartInstances"}}}}"#);
    let text = |arguments: &[&str]| lifecycle(arguments, &batch).stdout;
    assert!(text(&["plan"]).contains("Standing=Good"));
    assert!(!text(&["plan", "--assume", "Standing=Good"]).contains("Standing="));
}

#[test]
fn text_shows_assumed_values_and_the_override() {
    let ran = lifecycle(&["plan", "StopInstance"], r#"{"InstanceId":"i-1","Status":"Running"}"#);
    let joined = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(joined.contains("assumed (not in the record): "), "{joined}");
    assert!(joined.contains("Standing=Good, ") && joined.contains("DiskStatus=Ready, "), "{joined}");
    assert!(joined.contains("; set them with `Facts` or `--assume`"), "{joined}");
}

#[test]
fn strict_passes_if_every_fact_is_assumed_on_the_command_line() {
    let record = r#"{"InstanceId":"i-1","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc",
        "SpotStrategy":"NoSpot","OperationLocks":{"LockReason":[]},"HibernationOptions":{"Configured":false},
        "InstanceType":"ecs.g7.large"}"#
        .replace('\n', "");
    let strict = [
        "plan",
        "StopInstance",
        "--strict",
        "--economical-mode-default",
        "off",
        "--environment",
        "PrivatePool=None",
    ];
    let facts = [
        "Standing=Good",
        "DiskStatus=Ready",
        "DiskInArrears=false",
        "EncryptionKey=None",
        "PublicIpAddress=None",
        "EipAddress=false",
    ];
    assert_eq!(lifecycle(&strict, &record).status, Some(2));
    let assumed: Vec<&str> = facts.iter().flat_map(|fact| ["--assume", fact]).collect();
    assert_eq!(lifecycle(&[&strict[..], &assumed].concat(), &record).status, Some(0));
}

#[test]
fn unknown_facts_are_rejected_with_the_nearest_name() {
    let message = |fact| lifecycle(&["plan", "StopInstance", "--assume", fact], "").stderr;
    assert!(message("Standin=Good").contains("there is no fact `Standin`, did you mean `Standing`?"));
    assert!(message("Standing=Goof").contains("`Goof` is no value of `Standing`, did you mean `Good`?"));
    assert!(message("Standing").contains("expected NAME=VALUE, such as Standing=InArrears"));
}

/// A fact of another part of the case is told how it is given; a list of names begins with those that the
/// policy declares.
#[test]
#[rustfmt::skip] // a table: one line a row
fn facts_of_the_other_option_are_told_apart() {
    let policy = r#"policy = 1
base = "ecs-2025-12-03"
attributes = [
    { name = "env", values = ["other", "test"], from = { tag = "env" } },
    { name = "approval", values = ["No", "Yes"], from = "environment" },
    { name = "at_once", values = ["few", "many"], from = { items = [1, 6] } },
]
"#;
    let file = Written::new("facts-of-options.toml", policy);
    let environment = "`approval`, `at_once`, `EconomicalModeDefault`, `Balance`, `Stock`, `Quota`, `SpotPrice`, `HostRepairing`, `PrivatePool`, `CapacityReservation`, `DedicatedHost` or `Site`";
    for (option, fact, expected) in [
        ("assume", "approval=Yes", "`approval` is a fact of the environment: use `--environment`"),
        ("assume", "Stock=SoldOut", "`Stock` is a fact of the environment: use `--environment`"),
        ("assume", "spot_price=x", "`spot_price` is a fact of the environment: use `--environment`"),
        ("assume", "at_once=many", "`at_once` follows from the number of instances of the call"),
        ("assume", "enw=test", "there is no fact `enw`, did you mean `env`?"),
        ("environment", "env=test", "`env` is a fact of the instance: use `--assume`"),
        ("environment", "Standing=Good", "`Standing` is a fact of the instance: use `--assume`"),
        ("environment", "elastic_address=Yes", "`elastic_address` is a fact of the instance: use `--assume`"),
        ("environment", "aproval=Yes", "there is no fact `aproval`, did you mean `approval`?"),
        ("environment", "enw=Yes", &format!("there is no fact `enw`: expected {environment}")),
    ] {
        let arguments = ["plan", "StopInstance", "--policy", file.name(), &format!("--{option}"), fact];
        let expected = format!("error: invalid value '{fact}' for '--{option} <NAME=VALUE>': {expected}\n\nFor more information, try '--help'.\n");
        assert_eq!(lifecycle(&arguments, RUNNING).stderr, expected, "{fact}");
    }
    let unknown = lifecycle(&["plan", "StopInstance", "--policy", file.name(), "--assume", "foo=bar"], RUNNING);
    assert!(unknown.stderr.contains("there is no fact `foo`: expected `env`, `InstanceChargeType`, "), "{}", unknown.stderr);
}

#[test]
fn evolved_records_keep_assumed_facts() {
    let evolve =
        ["evolve", "--event", "SecurityLockSet", "--format", "json", "--assume", "Standing=InArrears"];
    let evolved = lifecycle(&evolve, STOPPED).stdout;
    let inspected = answer(&["inspect"], &evolved);
    assert_eq!(inspected["Assumed"]["Standing"], Value::Null);
    assert_eq!(answer(&["plan", "StartInstance"], &evolved)["Outcome"], "Rejected");
}

/// A fact that a record shows is not overridden, which a note says.
#[test]
#[rustfmt::skip] // a table: one line a row
fn assumptions_without_effect_are_noted() {
    let shown = r#"{"InstanceId":"i-1","Status":"Running","LocalStorageAmount":0}"#;
    let batch = format!(r#"{{"Instances":[{shown}],"Request":{{"Action":"StopInstances"}}}}"#);
    let two = format!("{shown}\n{}", shown.replace(r#","LocalStorageAmount":0"#, ""));
    for (arguments, input, expected) in [
        (&["plan", "StopInstance", "--assume", "LocalStorage=true"][..], shown, "note: `--assume LocalStorage=true` had no effect: the record shows or implies LocalStorage=false\n"),
        (&["plan", "StopInstance", "--assume", "LocalStorage=false"], shown, ""),
        (&["plan", "StopInstance", "--assume", "StoppedFor=Arrears"], shown, "note: `--assume StoppedFor=Arrears` had no effect: the record shows or implies StoppedFor=Request\n"),
        (&["plan", "--assume", "LocalStorage=true"], &batch, "note: `--assume LocalStorage=true` had no effect: the record shows or implies LocalStorage=false\n"),
        (&["plan", "StopInstances", "--assume", "LocalStorage=true"], &two, "note: `--assume LocalStorage=true` had no effect on 1 of 2 records, which show or imply another value\n"),
        (&["status", "--assume", "LocalStorage=true"], shown, "note: `--assume LocalStorage=true` had no effect: the record shows or implies LocalStorage=false\n"),
        (&["inspect", "--assume", "LocalStorage=true"], shown, "note: `--assume LocalStorage=true` had no effect: the record shows or implies LocalStorage=false\n"),
        (&["evolve", "--event", "SecurityLockSet", "--assume", "LocalStorage=true"], shown, "note: `--assume LocalStorage=true` had no effect: the record shows or implies LocalStorage=false\n"),
    ] {
        assert_eq!(lifecycle(arguments, input).stderr, expected, "{arguments:?}");
    }
}

/// A flag has three spellings, and a fact the name of its field or of its attribute in policies.
#[test]
fn facts_have_the_names_and_values_of_every_vocabulary() {
    let assumed = |option, fact: &str| answer(&["inspect", option, fact], RUNNING)["ElasticIp"].clone();
    for name in ["EipAddress", "elastic_address"] {
        for (yes, no) in [("true", "false"), ("yes", "no"), ("Yes", "No"), ("on", "off"), ("ON", "OFF")] {
            assert_eq!(assumed("--assume", &format!("{name}={yes}")), true, "{name}={yes}");
            assert_eq!(assumed("--assume", &format!("{name}={no}")), false, "{name}={no}");
        }
    }
    let mode = |arguments: &[&str]| {
        let stop = [&["plan", "StopInstance"], arguments].concat();
        answer(&stop, RUNNING)["Plan"]["StoppedMode"].clone()
    };
    for on in [
        &["--environment", "EconomicalModeDefault=true"][..],
        &["--environment", "economical_mode_default=Yes"],
        &["--economical-mode-default", "on"],
        &["--economical-mode-default", "yes"],
    ] {
        assert_eq!((mode(on), mode(&[])), ("StopCharging".into(), "KeepCharging".into()), "{on:?}");
    }
}

const RUNNING: &str = r#"{"InstanceId":"i-1","Status":"Running"}"#;

/// Whatever `--strict` asks for can be given on the command line.
#[test]
fn what_strict_asks_for_can_be_given() {
    let record = r#"{"InstanceId":"i-1","Status":"Running"}"#;
    let object = |arguments: &[&str]| -> serde_json::Map<String, serde_json::Value> {
        let ran = lifecycle(&[arguments, &["--format", "json"]].concat(), record);
        let answer: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
        answer["Assumed"].as_object().expect("an object").clone()
    };
    let of_record = object(&["inspect"]);
    for operation in ["StopInstance", "StartInstance", "RebootInstance", "DeleteInstance"] {
        let mut arguments: Vec<String> = ["plan", operation, "--strict"].map(str::to_owned).to_vec();
        for (name, value) in object(&["plan", operation]) {
            let option = if of_record.contains_key(&name) { "--assume" } else { "--environment" };
            let value = match value {
                serde_json::Value::String(text) => text,
                serde_json::Value::Array(_) => "none".to_owned(),
                other => other.to_string(),
            };
            arguments.extend([option.to_owned(), format!("{name}={value}")]);
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ran = lifecycle(&arguments, record);
        assert!(!ran.stdout.contains("unreadable"), "{}", ran.show());
    }
}

#[test]
fn locks_that_a_record_shows_stay() {
    let locked = r#"{"Status":"Running","OperationLocks":["financial"]}"#;
    let ran = lifecycle(&["plan", "StopInstance", "--assume", "OperationLocks=none"], locked);
    let note =
        "`--assume OperationLocks=none` had no effect: the record shows or implies OperationLocks=financial";
    assert!(ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ").contains(note), "{}", ran.show());
    let wrong = lifecycle(&["plan", "StopInstance", "--assume", "OperationLocks=security"], locked);
    assert!(wrong.stderr.contains("`security` is no value of `OperationLocks`"), "{}", wrong.stderr);
}
