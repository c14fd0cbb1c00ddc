//! Findings of `lifecycle check`.

use crate::lifecycle;
use std::fs;

#[test]
fn built_in_policies_have_notes_only() {
    for policy in ["ecs-2021-01", "ecs-2024-11-14", "ecs-2025-12-03"] {
        let ran = lifecycle(&["check", "--policy", policy], "");
        assert_eq!(ran.status, Some(0), "{policy}: {}", ran.stdout);
        assert!(
            ran.stdout.lines().last().is_some_and(|line| line.starts_with("0 errors, ")),
            "{}",
            ran.stdout
        );
        assert_eq!(lifecycle(&["check", "--policy", policy, "--deny-notes"], "").status, Some(1));
    }
}

#[test]
fn findings_are_filtered_by_operation() {
    let ran = lifecycle(&["check", "--operation", "RebootInstance"], "");
    insta::assert_snapshot!(ran.show_narrow());
}

const HIDDEN: &str = r#"policy = 1
base = "ecs-2024-11-14"

[[rules]]
operation = "StopInstance"
name = "never"
stage = "Encryption"
when = { status = ["Stopped"] }
error = { http_status = 403, code = "House.Never", message = "never seen" }
"#;

/// A custom rule that the status rule shadows.
#[test]
fn a_shadowed_rule_is_an_error() {
    let file = std::env::temp_dir().join(format!("lifecycle-check-{}.toml", std::process::id()));
    fs::write(&file, HIDDEN).expect("the file can be written");
    let path = file.to_str().expect("a path in UTF-8");
    let text = lifecycle(&["check", "--policy", path], "");
    let first: Vec<&str> = text.stdout.lines().take(5).collect();
    insta::assert_snapshot!(first.join("\n"));
    assert_eq!(text.status, Some(1));
    let json = lifecycle(&["check", "--policy", path, "--format", "json"], "");
    insta::assert_snapshot!(json.stdout.lines().next().expect("a finding"));
    let sarif = lifecycle(&["check", "--policy", path, "--format", "sarif"], "");
    let sarif: serde_json::Value = serde_json::from_str(&sarif.stdout).expect("SARIF is JSON");
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"unreachable-row".into(), &"error".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["startLine"], 6);
    assert_eq!(place["artifactLocation"]["uri"], path);
    fs::remove_file(&file).expect("the file can be removed");
}
