//! Proofs of laws.

use crate::lifecycle;
use std::fs;

const LAWS: &str = "examples/policies/laws.toml";

#[test]
fn true_laws_are_proved() {
    insta::assert_snapshot!(lifecycle(&["prove", LAWS], "").show_narrow());
}

/// Under the pages of 2025 spot instances are eligible.
#[test]
fn false_laws_have_a_counterexample() {
    let text = r#"[[laws]]
name = "spot instances are never stopped in economical mode"
operation = "StopInstance"
when = { spot_strategy = ["SpotWithPriceLimit", "SpotAsPriceGo"] }
never = { stopped_mode = "StopCharging" }
"#;
    let file = std::env::temp_dir().join(format!("lifecycle-false-{}.toml", std::process::id()));
    fs::write(&file, text).expect("the file can be written");
    let ran =
        lifecycle(&["prove", file.to_str().expect("a path in UTF-8"), "--policy", "ecs-2025-12-03"], "");
    insta::assert_snapshot!(ran.show_narrow());
    fs::remove_file(&file).expect("the file can be removed");
}

/// A policy with refusals ahead of the documented ones, each of which tests three attributes.
pub(crate) fn hostile_policy(count: usize) -> String {
    let attributes: Vec<serde_json::Value> = lifecycle(&["attributes", "--format", "json"], "")
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("an attribute"))
        .filter(|attribute: &serde_json::Value| {
            !attribute["Name"].as_str().is_some_and(|name| name.starts_with("request."))
        })
        .collect();
    let mut text = String::from(
        r#"policy = 1
base = "ecs-2024-11-14"
stages.StopInstance = ["House"]
precedence.StopInstance = [
  "House", "Existence", "SecurityLock", "Arrears", "Status", "Disk", "Confirmation", "SystemInstance",
  "Hibernation", "EconomicalMode", "Encryption",
]
"#,
    );
    for n in 0..count {
        let round = n / attributes.len();
        let when = [0, 7, 19].map(|step| {
            let attribute = &attributes[(n + step * (round + 1)) % attributes.len()];
            let values = attribute["Values"].as_array().expect("a list");
            let value = &values[(n + round) % values.len()];
            format!("{} = [{value}]", attribute["Name"].as_str().expect("a name"))
        });
        text += &format!(
            r#"
[[rules]]
operation = "StopInstance"
name = "house-{n}"
stage = "House"
when = {{ {} }}
error = {{ http_status = 403, code = "House.R{n}", message = "No." }}
"#,
            when.join(", "),
        );
    }
    text
}

/// A law whose operation has too many rules does not keep the others from being proved.
#[test]
fn a_law_too_large_is_unfinished() {
    let laws = r#"[[laws]]
name = "stops end"
operation = "StopInstance"
if = { refused = false }
then = { ends_in = "Stopped" }

[[laws]]
name = "reboots end"
operation = "RebootInstance"
if = { refused = false }
then = { ends_in = "Running" }
"#;
    let file = |name: &str, text: &str| {
        let file = std::env::temp_dir().join(format!("lifecycle-large-{}.{name}.toml", std::process::id()));
        fs::write(&file, text).expect("the file can be written");
        file
    };
    let (laws, policy) = (file("laws", laws), file("policy", &hostile_policy(40)));
    let [laws, policy] = [&laws, &policy].map(|file| file.to_str().expect("a path in UTF-8"));
    insta::assert_snapshot!(lifecycle(&["prove", laws, "--policy", policy], "").show_narrow(), @r"
    unfinished  stops end
               the analysis of `StopInstance` exceeds its budget of 1048576 regions
    proved  reboots end
            for 2,401 cases of RebootInstance
    [exit 1]
    ");
    // `check` names the searches that are too large, and reports the findings of the others.
    let ran = lifecycle(&["check", "--policy", policy, "--budget", "300000"], "");
    let unfinished = ran.stdout.lines().filter(|line| line.contains("unfinished"));
    insta::assert_snapshot!(unfinished.collect::<Vec<_>>().join("\n"), @r"
    error  StopInstance: unfinished search for partly shadowed rules: more than
    error  StopInstance: unfinished search for stages whose order matters: more than
    ");
    assert!(ran.stdout.contains("at `house-39`; custom rules are cheaper"), "{}", ran.stdout);
    let findings = |text: &str| text.lines().filter(|line| line.contains("DeleteInstance: ")).count();
    let documented = lifecycle(&["check", "--all"], "").stdout;
    let all = lifecycle(&["check", "--all", "--policy", policy, "--budget", "300000"], "").stdout;
    assert_eq!(findings(&all), findings(&documented));
    for file in [laws, policy] {
        fs::remove_file(file).expect("the file can be removed");
    }
}

/// The laws in the examples hold under the documents of every revision.
#[test]
fn the_example_laws_hold_in_every_revision() {
    for policy in ["ecs-2021-01", "ecs-2024-11-14", "ecs-2024-12-20", "ecs-2025-03-20", "ecs-2025-12-03"] {
        let ran = lifecycle(&["prove", LAWS, "--policy", policy], "");
        assert_eq!(ran.status, Some(0), "{policy}: {}", ran.stdout);
    }
}

/// A stop of an instance with local disks needs a confirmation, which the plural does not take.
#[test]
fn a_law_about_a_plural_is_about_each_instance() {
    let law = |operation: &str| {
        format!(
            "[[laws]]\nname = \"{operation}\"\noperation = \"{operation}\"\nnever = {{ code = \"InstanceType.ParameterMismatch\" }}\n"
        )
    };
    let file = std::env::temp_dir().join(format!("lifecycle-plural-{}.toml", std::process::id()));
    fs::write(&file, law("StopInstance") + &law("StopInstances")).expect("the file can be written");
    let ran = lifecycle(&["prove", file.to_str().expect("a path in UTF-8")], "");
    fs::remove_file(&file).expect("the file can be removed");
    insta::assert_snapshot!(ran.show_narrow(), @r"
    refuted  StopInstance
            counterexample: local_storage: Yes; decided by confirm-stop/1
    proved  StopInstances
            for 1,935,372 cases of StopInstances
    [exit 1]
    ");
}

#[test]
fn unreadable_laws_are_failures() {
    let law = |claim: &str| format!("[[laws]]\nname = \"a\"\noperation = \"StopInstance\"\n{claim}\n");
    let table = [
        (
            "[[laws]]\nname = \"a\"\noperation = \"Stop\"\n",
            "line 3, column 1: at `laws[0].operation`: expected one of `StopInstance`",
        ),
        (
            "[[laws]]\nname = \"a\"\noperation = \"StopInstance\"\n",
            "line 1, column 1: at `laws[0]`: expected one of `never`, `always`, or `if` with `then`",
        ),
        (
            "[[laws]]\nname = \"a\"\noperation = \"StopInstance\"\nwhen = { statu = [\"Running\"] }\nnever = {}\n",
            "line 4, column 10: at `laws[0].when.statu`: unknown attribute `statu`: did you mean `status`?",
        ),
        (
            "[[laws]]\nname = \"a\"\noperation = \"StopInstance\"\nwhen = { foo = [\"Running\"] }\nnever = {}\n",
            "line 4, column 10: at `laws[0].when.foo`: unknown attribute `foo`, expected `status`, `task`, ",
        ),
        (
            "[[laws]]\nname = \"a\"\noperation = \"StopInstance\"\nwhen = { status = { nott = [\"Running\"] } }\nnever = {}\n",
            "line 4, column 21: at `laws[0].when.status.nott`: unknown key `nott` of the attribute `status`: did you mean `not`?",
        ),
        (
            "[[laws]]\nname = \"a\"\noperation = \"StopInstance\"\nnever = { stopped_mod = \"KeepCharging\" }\n",
            "line 4, column 11: unknown field `laws[0].never.stopped_mod`: did you mean `stopped_mode`?",
        ),
        (
            "[[laws]]\nname = \"a\"\noperation = \"StopInstances\"\nwhen = { \"request.confirm_stop\" = [\"No\"] }\nnever = { refused = true }\n",
            "law `a`: no call of `StopInstances` has this value of `request.confirm_stop`",
        ),
        (
            &law("never = { code = \"NoSuchCode\" }"),
            "line 4, column 11: at `laws[0].never.code`: `NoSuchCode` is no code of `StopInstance`: `lifecycle errors --operation StopInstance` lists the codes",
        ),
        (
            &law("if = { code = \"IncorrectInstanceStatu\" }\nthen = { refused = true }"),
            "line 4, column 8: at `laws[0].if.code`: `IncorrectInstanceStatu` is no code of `StopInstance`, did you mean `IncorrectInstanceStatus`?",
        ),
        (
            &law("never = { settled = \"release\" }"),
            "line 4, column 11: at `laws[0].never.settled`: `StopInstance` never settles as `release`: expected `already-stopped`",
        ),
    ];
    let file = std::env::temp_dir().join(format!("lifecycle-laws-{}.toml", std::process::id()));
    for (text, expected) in table {
        fs::write(&file, text).expect("the file can be written");
        let ran = lifecycle(&["prove", file.to_str().expect("a path in UTF-8")], "");
        assert_eq!(ran.status, Some(2), "{text}");
        assert!(ran.stderr.contains(expected), "{}", ran.stderr);
    }
    fs::remove_file(&file).expect("the file can be removed");
}

/// A law about no case proves nothing.
#[test]
fn vacuous_laws_are_not_proved() {
    let text = r#"[[laws]]
name = "a released instance that stops is billed"
operation = "StopInstance"
when = { status = ["Released"] }
if = { refused = false }
then = { billed = ["Vcpu"] }
"#;
    let file = std::env::temp_dir().join(format!("lifecycle-vacuous-{}.toml", std::process::id()));
    fs::write(&file, text).expect("the file can be written");
    let ran = lifecycle(&["prove", file.to_str().expect("a path in UTF-8")], "");
    fs::remove_file(&file).expect("the file can be removed");
    insta::assert_snapshot!(ran.show_narrow(), @r"
    vacuous  a released instance that stops is billed
             no case satisfies the assumption
    [exit 1]
    ");
}
