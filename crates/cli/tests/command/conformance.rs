//! Test vectors, and the comparison of other implementations with them.

use crate::lifecycle;
use crate::policy_files::Written;
use instance_lifecycle::Operation;
use serde_json::{Value, json};
use std::collections::HashSet;

const POLICIES: [&str; 3] = ["ecs-2021-01", "ecs-2024-11-14", "ecs-2025-12-03"];

fn vectors(policy: &str) -> Vec<Value> {
    read(&["vectors", "--policy", policy])
}

fn read(arguments: &[&str]) -> Vec<Value> {
    let ran = lifecycle(arguments, "");
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    ran.stdout.lines().map(|line| serde_json::from_str(line).expect("a vector is JSON")).collect()
}

/// These members of every vector, a vector a line.
fn only(vectors: &[Value], names: &[&str]) -> String {
    let kept = vectors.iter().map(|vector| {
        let members = names.iter().filter_map(|name| Some(((*name).to_owned(), vector.get(name)?.clone())));
        Value::Object(members.collect()).to_string() + "\n"
    });
    kept.collect()
}

#[test]
fn vectors_have_the_answers_of_plan() {
    for policy in &POLICIES[1..2] {
        let vectors = vectors(policy);
        let cases = only(&vectors, &["Instance", "Instances", "Environment", "Request"]);
        let planned = lifecycle(&["plan", "--format", "json", "--policy", policy], cases);
        let answers: Vec<Value> = planned
            .stdout
            .lines()
            .map(|line| {
                let mut answer: Value = serde_json::from_str(line).expect("an answer is JSON");
                let object = answer.as_object_mut().expect("an answer is an object");
                object.remove("Newest");
                object.remove("Verdict");
                // A vector leaves only facts of the environment out, at their default.
                let assumed = object.remove("Assumed").expect("an answer has its assumptions");
                let environment = serde_json::to_value(instance_lifecycle::Environment::DEFAULT);
                let environment = environment.expect("an environment is JSON");
                for (name, value) in assumed.as_object().expect("an object") {
                    assert_eq!(environment.get(name), Some(value), "{name} is left open");
                }
                answer
            })
            .collect();
        let expected: Vec<Value> = vectors.iter().map(|vector| vector["Answer"].clone()).collect();
        assert_eq!(answers, expected, "{policy}");
    }
}

#[test]
fn ids_of_vectors_are_unique_and_stable() {
    for policy in POLICIES {
        let vectors = vectors(policy);
        let ids: HashSet<&str> = vectors.iter().filter_map(|vector| vector["Id"].as_str()).collect();
        assert_eq!(ids.len(), vectors.len(), "{policy}");
    }
    let of_one = || lifecycle(&["vectors", "--operation", "RebootInstance"], "");
    let ran = of_one();
    assert_eq!(ran.stdout, of_one().stdout);
    let told = ran.stdout.lines().map(|line| {
        let vector: Value = serde_json::from_str(line).expect("a vector is JSON");
        format!("{} {}", vector["Id"], vector["Answer"]["Rule"]).replace('"', "")
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @r#"
    RebootInstance/not-found/1 not-found
    RebootInstance/not-found/1/status reboot-via-stopping
    RebootInstance/security-lock/1 security-lock
    RebootInstance/security-lock/1/locks.security reboot-via-stopping
    RebootInstance/expired-or-in-arrears/1 expired-or-in-arrears
    RebootInstance/expired-or-in-arrears/1/charge_type expired-or-in-arrears
    RebootInstance/expired-or-in-arrears/1/standing reboot-via-stopping
    RebootInstance/expired-or-in-arrears/2 expired-or-in-arrears
    RebootInstance/expired-or-in-arrears/2/status expired-or-in-arrears
    RebootInstance/expired-or-in-arrears/2/charge_type expired-or-in-arrears
    RebootInstance/expired-or-in-arrears/2/standing status-not-running
    RebootInstance/expired-or-in-arrears/3 expired-or-in-arrears
    RebootInstance/expired-or-in-arrears/3/status expired-or-in-arrears
    RebootInstance/expired-or-in-arrears/3/charge_type expired-or-in-arrears
    RebootInstance/expired-or-in-arrears/3/standing reboot-via-stopping
    RebootInstance/expired-or-in-arrears/4 expired-or-in-arrears
    RebootInstance/expired-or-in-arrears/4/charge_type expired-or-in-arrears
    RebootInstance/expired-or-in-arrears/4/standing reboot-via-stopping
    RebootInstance/expired-or-in-arrears/5 expired-or-in-arrears
    RebootInstance/expired-or-in-arrears/5/charge_type expired-or-in-arrears
    RebootInstance/expired-or-in-arrears/5/standing reboot-via-stopping
    RebootInstance/expired-or-in-arrears/6 expired-or-in-arrears
    RebootInstance/expired-or-in-arrears/6/locks.financial reboot-via-stopping
    RebootInstance/expired-or-in-arrears/7 expired-or-in-arrears
    RebootInstance/expired-or-in-arrears/7/disk_in_arrears reboot-via-stopping
    RebootInstance/status-not-running/1 status-not-running
    RebootInstance/status-not-running/1/status reboot-via-stopping
    RebootInstance/disk-status/1 disk-status
    RebootInstance/disk-status/1/disk_status reboot-via-stopping
    RebootInstance/kms-unauthorized/1 kms-unauthorized
    RebootInstance/kms-unauthorized/1/encryption_key reboot-via-stopping
    RebootInstance/kms-key-untagged/1 kms-key-untagged
    RebootInstance/kms-key-untagged/1/encryption_key reboot-via-stopping
    RebootInstance/kms-key-not-enabled/1 kms-key-not-enabled
    RebootInstance/kms-key-not-enabled/1/encryption_key reboot-via-stopping
    RebootInstance/reboot-via-stopping/1 reboot-via-stopping
    RebootInstance/security-lock/1/before/expired-or-in-arrears/7 security-lock
    RebootInstance/security-lock/1/before/status-not-running/1 security-lock
    RebootInstance/security-lock/1/before/disk-status/1 security-lock
    RebootInstance/security-lock/1/before/kms-unauthorized/1 security-lock
    RebootInstance/security-lock/1/before/kms-key-untagged/1 security-lock
    RebootInstance/security-lock/1/before/kms-key-not-enabled/1 security-lock
    RebootInstance/expired-or-in-arrears/7/before/disk-status/1 expired-or-in-arrears
    RebootInstance/expired-or-in-arrears/7/before/kms-unauthorized/1 expired-or-in-arrears
    RebootInstance/expired-or-in-arrears/7/before/kms-key-untagged/1 expired-or-in-arrears
    RebootInstance/expired-or-in-arrears/7/before/kms-key-not-enabled/1 expired-or-in-arrears
    RebootInstance/status-not-running/1/before/disk-status/1 status-not-running
    RebootInstance/status-not-running/1/before/kms-unauthorized/1 status-not-running
    RebootInstance/status-not-running/1/before/kms-key-untagged/1 status-not-running
    RebootInstance/status-not-running/1/before/kms-key-not-enabled/1 status-not-running
    RebootInstance/disk-status/1/before/kms-unauthorized/1 disk-status
    RebootInstance/disk-status/1/before/kms-key-untagged/1 disk-status
    RebootInstance/disk-status/1/before/kms-key-not-enabled/1 disk-status
    RebootInstance/security-lock/2/inactive reboot-via-stopping
    RebootInstance/security-lock/3/inactive reboot-via-stopping
    RebootInstance/expired-or-in-arrears/8/inactive reboot-via-stopping
    RebootInstance/expired-or-in-arrears/9/inactive reboot-via-stopping
    RebootInstance/reboot-at-once/1/inactive reboot-via-stopping
    RebootInstance/reboot-via-stopped/1/inactive reboot-via-stopping
    RebootInstance/not-found/1/dry-run not-found
    RebootInstance/security-lock/1/dry-run security-lock
    RebootInstance/expired-or-in-arrears/1/dry-run expired-or-in-arrears
    RebootInstance/status-not-running/1/dry-run status-not-running
    RebootInstance/disk-status/1/dry-run disk-status
    RebootInstance/kms-unauthorized/1/dry-run kms-unauthorized
    RebootInstance/kms-key-untagged/1/dry-run kms-key-untagged
    RebootInstance/kms-key-not-enabled/1/dry-run kms-key-not-enabled
    RebootInstance/reboot-via-stopping/1/dry-run dry-run
    RebootInstance/reboot-via-stopping/1/resource/Gpu/1 reboot-via-stopping
    RebootInstance/reboot-via-stopping/1/resource/StaticPublicIp/1 reboot-via-stopping
    RebootInstance/reboot-via-stopping/1/resource/PublicBandwidth/1 reboot-via-stopping
    RebootInstance/reboot-via-stopping/1/resource/ElasticIp/1 reboot-via-stopping
    RebootInstance/reboot-via-stopping/1/resource/CpuCredits/1 reboot-via-stopping
    RebootInstance/reboot-via-stopping/1/resource/LocalDisks/1 reboot-via-stopping
    RebootInstance/reboot-via-stopping/1/resource/ReservedCapacity/1 reboot-via-stopping
    RebootInstance/reboot-via-stopping/1/risk/CachedDataLost/1 reboot-via-stopping
    RebootInstance/reboot-via-stopping/1/risk/SealedDataLost/1 reboot-via-stopping
    "#);
}

#[test]
fn the_command_conforms_to_itself() {
    for policy in POLICIES {
        let vectors = vectors(policy);
        let ran = lifecycle(&["conform", "--policy", policy], only(&vectors, &["Id", "Answer"]));
        assert_eq!(ran.show(), format!("{} agreed\n[exit 0]", vectors.len()));
    }
    let events = read(&["vectors", "--events"]);
    let ran = lifecycle(&["conform", "--events"], only(&events, &["Id", "Answer"]));
    assert_eq!(ran.show(), format!("{} agreed\n[exit 0]", events.len()));
}

/// Answers with the required fields only agree; vectors of other operations are not missing.
#[test]
fn only_given_fields_are_compared() {
    let mut vectors = vectors("ecs-2024-11-14");
    vectors.retain(|vector| vector["Request"]["Action"] == "DeleteInstance");
    for vector in &mut vectors {
        let answer = &vector["Answer"];
        vector["Answer"] = match answer["Outcome"].as_str() {
            Some("Rejected") => json!({"Outcome": "Rejected", "Error": answer["Error"], "Plan": null}),
            Some("Planned") => json!({
                "Outcome": "Planned", "InstanceId": "i-1",
                "Plan": {"Status": answer["Plan"]["Status"], "StoppedMode": answer["Plan"]["StoppedMode"]},
            }),
            _ => json!({"Outcome": answer["Outcome"]}),
        };
    }
    vectors.reverse();
    let answers = only(&vectors, &["Id", "Answer"]);
    let ran = lifecycle(&["conform", "--operation", "DeleteInstance", "-"], answers);
    assert_eq!(ran.show(), format!("{} agreed\n[exit 0]", vectors.len()));
}

/// Answers to the vectors of a reboot, some of them wrong.
fn wrong() -> String {
    let mut vectors = vectors("ecs-2024-11-14");
    vectors.retain(|vector| vector["Request"]["Action"] == "RebootInstance");
    let of = |outcome: &str, number: usize| {
        let mut of = vectors.iter().enumerate().filter(|(_, vector)| vector["Answer"]["Outcome"] == outcome);
        of.nth(number).expect("there is one").0
    };
    let (another, less, gone) = (of("Rejected", 0), of("Rejected", 1), of("Rejected", 2));
    let (refused, becomes) = (of("Planned", 0), of("Planned", 1));
    vectors[another]["Answer"]["Error"]["Code"] = json!("NotFound");
    vectors[less]["Answer"] = json!({"Outcome": "Rejected", "Error": {"HttpStatus": 400}});
    vectors[refused]["Answer"] = json!({"Outcome": "Rejected"});
    vectors[becomes]["Answer"]["Plan"]["Resources"][1]["BilledAfter"] = json!(false);
    vectors[becomes]["Answer"]["Plan"]["Status"]["To"] = json!("Stopped");
    vectors[becomes]["Answer"]["Plam"] = json!({});
    let first = vectors[0].clone();
    vectors.remove(gone);
    vectors.push(first);
    vectors.push(json!({"Id": "RebootInstance/no-such-rule/1", "Answer": {"Outcome": "Planned"}}));
    let answers = only(&vectors, &["Id", "Answer"]);
    format!(
        "{answers}\n{{\"Id\": \"RebootInstance/not-found/1\"}}\n{{\"Id\": \"\", \"Answer\": {{}}}}\nnonsense\n"
    )
}

#[test]
fn wrong_answers_are_reported() {
    let ran = lifecycle(&["conform", "--operation", "RebootInstance"], wrong());
    insta::assert_snapshot!(ran.show_narrow(), @r#"
    RebootInstance/not-found/1  differs, line 1
      Error.Code
        expected  InvalidInstanceId.NotFound
        found     NotFound
    RebootInstance/not-found/1/status  differs, line 2
      Outcome
        expected  Planned
        found     Rejected
    RebootInstance/security-lock/1  differs, line 3
      Error.Code
        expected  InstanceLockedForSecurity
        found     no value
      Error.Message
        expected  The specified operation is denied as your instance is locked for
                  security reasons.
        found     no value
      Error.HttpStatus
        expected  403
        found     400
    RebootInstance/security-lock/1/locks.security  differs, line 4
      Plam
        expected  no value
        found     {}
      Plan.Resources[1].BilledAfter
        expected  true
        found     false
      Plan.Status.To
        expected  Running
        found     Stopped
    RebootInstance/expired-or-in-arrears/1  missing
    line 77: unreadable: `RebootInstance/not-found/1` already has an answer on line
    1
    RebootInstance/no-such-rule/1  no such vector, line 78
    line 80: unreadable: at column 36: missing field `Answer`
    line 81: unreadable: the answer to `` has no `Outcome`
    line 82: unreadable: at column 2: expected ident
    72 agreed, 4 differ, 1 missing, 1 unknown, 4 unreadable
    [exit 2]
    "#);
}

#[test]
fn wrong_answers_are_reported_as_json() {
    let ran = lifecycle(&["conform", "--operation", "RebootInstance", "--format", "json"], wrong());
    let mut others: Vec<&str> = ran.stdout.lines().filter(|line| !line.contains("\"Agreed\"")).collect();
    others.push(if ran.stdout.contains(r#"{"Verdict":"Agreed","Id":"#) { "and agreed ones" } else { "" });
    insta::assert_snapshot!(others.join("\n"), @r#"
    {"Verdict":"Differs","Id":"RebootInstance/not-found/1","Line":1,"Differences":[{"Field":"Error.Code","Expected":"InvalidInstanceId.NotFound","Found":"NotFound"}]}
    {"Verdict":"Differs","Id":"RebootInstance/not-found/1/status","Line":2,"Differences":[{"Field":"Outcome","Expected":"Planned","Found":"Rejected"}]}
    {"Verdict":"Differs","Id":"RebootInstance/security-lock/1","Line":3,"Differences":[{"Field":"Error.Code","Expected":"InstanceLockedForSecurity","Found":null},{"Field":"Error.Message","Expected":"The specified operation is denied as your instance is locked for security reasons.","Found":null},{"Field":"Error.HttpStatus","Expected":403,"Found":400}]}
    {"Verdict":"Differs","Id":"RebootInstance/security-lock/1/locks.security","Line":4,"Differences":[{"Field":"Plam","Expected":null,"Found":{}},{"Field":"Plan.Resources[1].BilledAfter","Expected":true,"Found":false},{"Field":"Plan.Status.To","Expected":"Running","Found":"Stopped"}]}
    {"Verdict":"Missing","Id":"RebootInstance/expired-or-in-arrears/1"}
    {"Verdict":"Unreadable","Line":77,"Reason":"`RebootInstance/not-found/1` already has an answer on line 1"}
    {"Verdict":"Unknown","Id":"RebootInstance/no-such-rule/1","Line":78}
    {"Verdict":"Unreadable","Line":80,"Reason":"at column 36: missing field `Answer`"}
    {"Verdict":"Unreadable","Line":81,"Reason":"the answer to `` has no `Outcome`"}
    {"Verdict":"Unreadable","Line":82,"Reason":"at column 2: expected ident"}
    and agreed ones
    "#);
}

#[test]
fn missing_answers_are_differences() {
    let vectors = vectors("ecs-2024-11-14");
    let ran =
        lifecycle(&["conform", "--operation", "RebootInstance"], only(&vectors[..1], &["Id", "Answer"]));
    let last = ran.stdout.lines().last();
    assert_eq!((last, ran.status), (Some("77 missing"), Some(1)));
}

/// The answers of an implementation that sees the changed vectors under other options.
fn answers(vectors: &[Value], change: fn(&mut Value), options: &[&str]) -> String {
    let mut seen = vectors.to_vec();
    seen.iter_mut().for_each(change);
    let cases = only(&seen, &["Instance", "Instances", "Environment", "Request"]);
    let answered = lifecycle(&[&["plan", "--format", "json"], options].concat(), cases);
    let answers = vectors.iter().zip(answered.stdout.lines()).map(|(vector, line)| {
        let mut answer: Value = serde_json::from_str(line).expect("an answer is JSON");
        for name in ["Newest", "Verdict", "Assumed"] {
            answer.as_object_mut().expect("an answer is an object").remove(name);
        }
        json!({ "Id": vector["Id"], "Answer": answer }).to_string() + "\n"
    });
    answers.collect()
}

/// The ids of the vectors to which answers differ.
fn differing(options: &[&str], answers: String) -> Vec<String> {
    let ran = lifecycle(&[&["conform"], options].concat(), answers);
    let heads = ran.stdout.lines().filter_map(|line| line.split_once("  differs, line "));
    heads.map(|(id, _)| id.to_owned()).collect()
}

fn ignore(vector: &mut Value, parameter: &str) {
    vector["Request"].as_object_mut().expect("a request").remove(parameter);
}

/// A fault: the operation, what it does to a case, and a vector that finds it.
type Fault = (&'static str, fn(&mut Value), &'static str);

#[rustfmt::skip] // a table: one line a row
const FAULTS: &[Fault] = &[
    ("RebootInstance", |it| ignore(it, "DryRun"),            "RebootInstance/reboot-via-stopping/1/dry-run"),
    ("RebootInstance", |it| ignore(it, "ForceStop"),         "RebootInstance/reboot-via-stopping/1/risk/CachedDataLost/1"),
    ("StartInstance",  |it| ignore(it, "InitLocalDisk"),     "StartInstance/start-on-new-compute/2/resource/LocalDisks/5"),
    ("StopInstances",  |it| ignore(it, "BatchOptimization"), "StopInstances/not-found/1/success-first"),
];

#[test]
fn an_ignored_parameter_is_found() {
    for (operation, change, vector) in FAULTS {
        let options = ["--operation", operation];
        let vectors = read(&[&["vectors"], &options[..]].concat());
        let found = differing(&options, answers(&vectors, *change, &[]));
        assert!(found.iter().any(|id| id == vector), "{operation}: {found:?}");
    }
}

/// Asserts that an implementation that follows another policy is found at a vector.
fn assert_found(operation: &str, policy: &str, vector: &str) {
    let file = Written::new("faulty.toml", &format!("policy = 1\nbase = \"ecs-2024-11-14\"\n{policy}"));
    let options = ["--operation", operation];
    let vectors = read(&[&["vectors"], &options[..]].concat());
    let found = differing(&options, answers(&vectors, |_| {}, &["--policy", file.name()]));
    assert!(found.iter().any(|id| id == vector), "{operation}: {policy}: {found:?}");
}

#[test]
fn another_order_or_a_missing_rule_is_found() {
    let stages = |operation: Operation| operation.rule_table().stages.names().to_vec();
    let mut status_first = stages(Operation::StopInstance);
    let status = status_first.iter().position(|stage| *stage == "Status").expect("a stage");
    status_first[..=status].rotate_right(1);
    let policy = format!("precedence.StopInstance = {status_first:?}");
    assert_found("StopInstance", &policy, "StopInstance/security-lock/1/before/status-not-running/5");

    let mut reversed = stages(Operation::RebootInstance);
    reversed.reverse();
    let policy = format!("precedence.RebootInstance = {reversed:?}");
    assert_found("RebootInstance", &policy, "RebootInstance/security-lock/1/before/expired-or-in-arrears/7");

    let policy = "remove.StopInstance = [\"disk-status\"]";
    assert_found("StopInstances", policy, "StopInstances/disk-status/1");
}

/// The answer to an event is compared by the attributes of the instance.
#[test]
fn a_wrong_transition_is_found() {
    let vectors = read(&["vectors", "--events"]);
    let find = |change: fn(&mut Value)| {
        let mut seen = vectors.clone();
        seen.iter_mut().for_each(|vector| change(&mut vector["Answer"]));
        let ran = lifecycle(&["conform", "--events"], only(&seen, &["Id", "Answer"]));
        let differing: Vec<&str> = ran.stdout.lines().take(4).map(str::trim).collect();
        differing.join("\n")
    };
    // Facts are not compared if there are none, nor spellings of the vendor's fields.
    let without_facts = find(|answer| {
        if let Some(instance) = answer["Instance"].as_object_mut() {
            instance.remove("Facts");
            instance.insert("OSName".to_owned(), "Linux".into());
        }
    });
    assert_eq!(without_facts, format!("{} agreed", vectors.len()));
    let running = find(|answer| {
        if answer["Instance"]["Status"] == "Stopped" {
            answer["Instance"]["Status"] = "Running".into();
        }
    });
    insta::assert_snapshot!(running, @r"
    CreationFinished/2/status  differs, line 6
    Instance.status
    expected  Stopped
    found     Running
    ");
    let locks = find(|answer| {
        if let Some(instance) = answer["Instance"].as_object_mut() {
            instance.remove("OperationLocks");
        }
    });
    insta::assert_snapshot!(locks, @r"
    CreationFinished/3/1/1/1  differs, line 7
    Instance.locks.security
    expected  Yes
    found     No
    ");
    let hibernated = find(|answer| {
        if answer["Instance"]["Facts"]["Hibernated"] == true {
            answer["Instance"]["Facts"]["Hibernated"] = false.into();
        }
    });
    insta::assert_snapshot!(hibernated, @r"
    ShutdownCompleted/3/1/1  differs, line 60
    Instance.hibernated
    expected  Yes
    found     No
    ");
}

#[test]
fn vectors_follow_the_printed_schema() {
    let table: [(&str, &[&str]); 3] = [
        ("Vector", &["--operation", "RebootInstance"]),
        ("BatchVector", &["--operation", "RebootInstances"]),
        ("EventVector", &["--events"]),
    ];
    for (name, options) in table {
        let mut schema = instance_lifecycle_wire::schema();
        schema["anyOf"] = json!([{ "$ref": format!("#/$defs/{name}") }]);
        let schema = jsonschema::validator_for(&schema).expect("it is a schema");
        for vector in read(&[&["vectors"], options].concat()).iter().step_by(3) {
            assert!(schema.is_valid(vector), "{vector}");
        }
    }
}
