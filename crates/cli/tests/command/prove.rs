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

/// The laws in the examples hold under the documents of every revision.
#[test]
fn the_example_laws_hold_in_every_revision() {
    for policy in ["ecs-2021-01", "ecs-2024-11-14", "ecs-2024-12-20", "ecs-2025-03-20", "ecs-2025-12-03"] {
        let ran = lifecycle(&["prove", LAWS, "--policy", policy], "");
        assert_eq!(ran.status, Some(0), "{policy}: {}", ran.stdout);
    }
}

#[test]
fn unreadable_laws_are_failures() {
    let law = |claim: &str| format!("[[laws]]\nname = \"a\"\noperation = \"StopInstance\"\n{claim}\n");
    let table = [
        ("[[laws]]\nname = \"a\"\noperation = \"Stop\"\n", "expected `StopInstance`"),
        (
            "[[laws]]\nname = \"a\"\noperation = \"StopInstance\"\n",
            "law `a`: expected one of `never`, `always`, or `if` with `then`",
        ),
        (
            "[[laws]]\nname = \"a\"\noperation = \"StopInstance\"\nwhen = { statu = [\"Running\"] }\nnever = {}\n",
            "unknown attribute `statu`",
        ),
        (
            "[[laws]]\nname = \"a\"\noperation = \"StopInstance\"\nnever = { stopped_mod = \"KeepCharging\" }\n",
            "unknown field `stopped_mod`",
        ),
        (
            "[[laws]]\nname = \"a\"\noperation = \"StopInstances\"\nnever = { refused = true }\n",
            "invalid value: string \"StopInstances\", expected `StopInstance`",
        ),
        (
            &law("never = { code = \"NoSuchCode\" }"),
            "law `a`: `NoSuchCode` is no code of `StopInstance`: `lifecycle errors --operation StopInstance` lists the codes",
        ),
        (
            &law("if = { code = \"IncorrectInstanceStatu\" }\nthen = { refused = true }"),
            "law `a`: `IncorrectInstanceStatu` is no code of `StopInstance`, did you mean `IncorrectInstanceStatus`?",
        ),
        (
            &law("never = { settled = \"release\" }"),
            "law `a`: `StopInstance` never settles as `release`: expected `already-stopped`",
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
