//! Text at 80 columns.

use crate::{command, lifecycle};
use std::collections::BTreeSet;

#[test]
fn plans_and_refusals_of_the_example_records() {
    let ran = lifecycle(&["plan", "StopInstance", "examples/records/running.json"], "");
    insta::assert_snapshot!(ran.show_narrow());
}

#[test]
fn explanations_of_the_example_cases() {
    let ran = lifecycle(&["explain", "examples/records/cases.ndjson"], "");
    insta::assert_snapshot!(ran.show_narrow());
}

#[test]
fn an_economical_stop_with_everything() {
    let record = r#"{"InstanceId": "i-1", "Status": "Running", "InstanceType": "ecs.t6-c1m2.large", "GPUAmount": 1,
        "PublicIpAddress": {"IpAddress": ["203.0.113.7"]}, "InternetChargeType": "PayByBandwidth",
        "EipAddress": {"IpAddress": "203.0.113.8"}, "SpotStrategy": "SpotWithPriceLimit",
        "OperationLocks": {"LockReason": [{"LockReason": "financial-recycling"}]}}"#;
    let arguments =
        ["plan", "StopInstance", "--stopped-mode", "StopCharging", "--policy", "ecs-2025-12-03", "--dry-run"];
    insta::assert_snapshot!(lifecycle(&arguments, record.replace('\n', "")).show_narrow());
}

#[test]
fn records_as_understood() {
    let ran = lifecycle(&["inspect", "examples/records/old-client.json"], "");
    insta::assert_snapshot!(ran.show_narrow());
}

#[test]
fn lists_and_single_rules() {
    insta::assert_snapshot!("interpretations", lifecycle(&["interpretations"], "").show_narrow());
    insta::assert_snapshot!("why", lifecycle(&["why"], "").show_narrow());
    let of_start = ["why", "stock", "--operation", "StartInstance"];
    insta::assert_snapshot!("why_stock", lifecycle(&of_start, "").show_narrow());
    let of_start = ["errors", "--operation", "StartInstance"];
    insta::assert_snapshot!("errors_of_start", lifecycle(&of_start, "").show_narrow());
    for rule in ["security-lock", "status-not-running", "stop-economically", "dry-run", "managed-by-product"]
    {
        insta::assert_snapshot!(format!("why_{rule}"), lifecycle(&["why", rule], "").show_narrow());
    }
    insta::assert_snapshot!("why_a_row", lifecycle(&["why", "status-not-running/4"], "").show_narrow());
    let beyond = lifecycle(&["why", "status-not-running/8"], "").show_narrow();
    insta::assert_snapshot!(beyond, @"
    error: there is no rule or code `status-not-running/8`, did you mean `status-not-running`?
    [exit 2]
    ");
}

/// A documented code, one that no rule raises, one of the gateway, and an observed one.
#[test]
fn single_codes() {
    for code in
        ["DiskError", "IncorrectInstanceStatus", "InternalError", "Forbidden.RAM", "OperationConflict"]
    {
        insta::assert_snapshot!(format!("why_{code}"), lifecycle(&["why", code], "").show_narrow());
    }
    let of_start = ["why", "InstanceNotReady", "--operation", "StartInstance", "--format", "json"];
    insta::assert_snapshot!("why_code_json", lifecycle(&of_start, "").show());
    let rule = ["why", "economical-spot", "--format", "json"];
    insta::assert_snapshot!("why_rule_json", lifecycle(&rule, "").show());
}

/// Every code of the catalogue and of the tables beside it has a description, in both formats.
#[test]
fn every_code_is_described() {
    let listed = lifecycle(&["errors", "--format", "json"], "").stdout;
    let requests = lifecycle(&["errors", "--request", "--format", "json"], "").stdout;
    let rows = listed.lines().chain(requests.lines());
    let rows: Vec<serde_json::Value> =
        rows.map(|line| serde_json::from_str(line).expect("a row is JSON")).collect();
    let codes: BTreeSet<&str> = rows.iter().map(|row| row["Code"].as_str().expect("a code")).collect();
    for code in codes {
        let of_code = rows.iter().filter(|row| row["Code"] == code).count();
        let ran = lifecycle(&["why", code, "--format", "json"], "");
        assert_eq!((ran.status, ran.stdout.lines().count()), (Some(0), of_code), "{code}");
    }
}

#[test]
fn help_and_version() {
    for (name, arguments) in [("help", &["--help"][..]), ("version", &["--version"])] {
        insta::assert_snapshot!(name, lifecycle(arguments, "").show_narrow());
    }
    for command in ["plan", "status", "evolve", "diagram", "events", "why", "errors", "replay"] {
        insta::assert_snapshot!(
            format!("help_of_{command}"),
            lifecycle(&[command, "--help"], "").show_narrow()
        );
    }
    for command in ["explain", "route", "inspect", "interpretations", "docs", "schema", "completions"] {
        lifecycle(&[command, "--help"], "").show_narrow();
    }
}

#[test]
fn colour_only_where_it_is_asked_for() {
    let arguments = ["plan", "StopInstance", "examples/records/running.json"];
    let piped = command().env_remove("NO_COLOR").args(arguments).output().expect("the command runs");
    assert!(!piped.stdout.contains(&0x1b));
    let forced = command()
        .env_remove("NO_COLOR")
        .env("CLICOLOR_FORCE", "1")
        .args(arguments)
        .output()
        .expect("it runs");
    assert!(forced.stdout.contains(&0x1b));
    let refused = command().env("CLICOLOR_FORCE", "1").args(arguments).output().expect("the command runs");
    assert!(!refused.stdout.contains(&0x1b), "NO_COLOR is honoured");
}

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = lifecycle(&["completions", shell], "");
        assert!(ran.status == Some(0) && ran.stdout.contains("lifecycle"), "{shell}");
    }
}
