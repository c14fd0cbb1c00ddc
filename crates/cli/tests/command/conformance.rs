//! Test vectors, and the comparison of other implementations with them.

use crate::lifecycle;
use serde_json::{Value, json};
use std::collections::HashSet;

const POLICIES: [&str; 3] = ["ecs-2021-01", "ecs-2024-11-14", "ecs-2025-12-03"];

fn vectors(policy: &str) -> Vec<Value> {
    let ran = lifecycle(&["vectors", "--policy", policy], "");
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
    for policy in POLICIES {
        let vectors = vectors(policy);
        let cases = only(&vectors, &["Instance", "Environment", "Request"]);
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
    "#);
}

#[test]
fn the_command_conforms_to_itself() {
    for policy in POLICIES {
        let vectors = vectors(policy);
        let ran = lifecycle(&["conform", "--policy", policy], only(&vectors, &["Id", "Answer"]));
        assert_eq!(ran.show(), format!("{} agreed\n[exit 0]", vectors.len()));
    }
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
    line 36: unreadable: `RebootInstance/not-found/1` already has an answer on line
    1
    RebootInstance/no-such-rule/1  no such vector, line 37
    line 39: unreadable: at column 36: missing field `Answer`
    line 40: unreadable: the answer to `` has no `Outcome`
    line 41: unreadable: at column 2: expected ident
    31 agreed, 4 differ, 1 missing, 1 unknown, 4 unreadable
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
    {"Verdict":"Unreadable","Line":36,"Reason":"`RebootInstance/not-found/1` already has an answer on line 1"}
    {"Verdict":"Unknown","Id":"RebootInstance/no-such-rule/1","Line":37}
    {"Verdict":"Unreadable","Line":39,"Reason":"at column 36: missing field `Answer`"}
    {"Verdict":"Unreadable","Line":40,"Reason":"the answer to `` has no `Outcome`"}
    {"Verdict":"Unreadable","Line":41,"Reason":"at column 2: expected ident"}
    and agreed ones
    "#);
}

#[test]
fn missing_answers_are_differences() {
    let vectors = vectors("ecs-2024-11-14");
    let ran =
        lifecycle(&["conform", "--operation", "RebootInstance"], only(&vectors[..1], &["Id", "Answer"]));
    let last = ran.stdout.lines().last();
    assert_eq!((last, ran.status), (Some("36 missing"), Some(1)));
}
