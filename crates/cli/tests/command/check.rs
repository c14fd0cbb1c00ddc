//! Findings of `lifecycle check`.

use crate::lifecycle;
use std::fs;

#[test]
fn built_in_policies_have_notes_only() {
    for policy in ["ecs-2021-01", "ecs-2024-11-14", "ecs-2024-12-20", "ecs-2025-03-20", "ecs-2025-12-03"] {
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

/// Of a policy file, only the findings that its base lacks are listed; the others are counted.
#[test]
fn findings_of_the_base_are_counted() {
    let house = ["check", "--policy", "examples/policies/house.toml"];
    let listed = |arguments: &[&str]| lifecycle(&[&house[..], arguments].concat(), "");
    insta::assert_snapshot!(listed(&[]).show_narrow(), @r"
    note  StopInstance: stop-economically: gpus-keep-their-place decides first in 48
           cases
    note  DeleteInstance: keep-what-runs: initializing decides first in 9,216 cases
    note  DeleteInstance: keep-what-runs: deletion-protection decides first in 1,536
           cases
    note  DeleteInstance: keep-what-runs: status-not-stopped decides first in 3,840
           cases
    note  DeleteInstance: keep-what-runs: volumes-attached decides first in 1,920
           cases
    note  DeleteInstance: keep-what-runs: network-interface-linked decides first in
           960 cases
    note  DeleteInstance: keep-what-runs: route-entry decides first in 480 cases
    note  DeleteInstance: keep-what-runs: load-balancer-configuring decides first in
           240 cases
    note  DeleteInstance: keep-what-runs: managed-by-product decides first in 120
           cases
    note  the order matters for 14 pairs of stages: --all lists them
    note  202 findings that the base has too: --all lists them
    0 errors, 10 notes
    [exit 0]
    ");
    let count = |ran: &str| ran.lines().last().expect("a summary").to_owned();
    let json =
        |arguments: &[&str]| listed(&[arguments, &["--format", "json"]].concat()).stdout.lines().count();
    insta::assert_snapshot!(
        format!("{}; {} and {} findings", count(&listed(&["--all"]).stdout), json(&[]), json(&["--all"])), @r"0 errors, 225 notes; 23 and 225 findings");
    assert_eq!(listed(&["--deny-notes"]).status, Some(1));
    // A policy that changes nothing lacks nothing to compare with.
    let latest = lifecycle(&["check", "--policy", "latest"], "").stdout;
    assert!(latest.lines().count() > 50 && !latest.contains("the base has"), "{latest}");
}
