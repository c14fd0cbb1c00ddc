//! Answers over columns are those over JSON.

use crate::tables::{check, column, decide, enumerated, flat, lists, nested, row_of_line};
use instance_lifecycle::{Policy, Revision, StopInstance};
use instance_lifecycle_columns::explain;
use instance_lifecycle_wire::Defaults;
use serde_json::json;

#[test]
fn nested_and_flat_tables_have_the_answers_of_the_same_cases_as_json() {
    for policy in [Policy::documented(), Policy::ecs(Revision::V2025_12_03)] {
        let lines = enumerated(&policy);
        assert!(lines.len() > 2000, "{} cases", lines.len());
        let nested = nested(&lines);
        check(&[flat(&nested), nested], &lines, &policy, &Defaults::default());
    }
}

#[test]
fn defaults_answer_records_without_a_request() {
    let lines =
        [json!({ "Instance": { "Status": "Running" } }), json!({ "Instance": { "Status": "Stopped" } })];
    let defaults = Defaults { request: Some(StopInstance::DEFAULT.into()), ..Defaults::default() };
    check(&[nested(&lines)], &lines, &Policy::documented(), &defaults);
    let rows = decide(&flat(&nested(&lines)), &Policy::documented(), &Defaults::default());
    let errors: Vec<_> = rows.into_iter().map(|row| row.error).collect();
    let missing = "no request: neither the input nor the caller names an operation";
    assert_eq!(errors, [Some(missing.to_owned()), Some(missing.to_owned())]);
}

#[test]
fn defaults_admit_one_action_only() {
    let lines = [
        json!({ "Instance": { "Status": "Running" }, "Request": { "Action": "StopInstance" } }),
        json!({ "Instance": { "Status": "Running" }, "Request": { "Action": "RebootInstance" } }),
    ];
    let action = Some(instance_lifecycle::Action::StopInstance);
    let defaults = Defaults { action, ..Defaults::default() };
    check(&[nested(&lines)], &lines, &Policy::documented(), &defaults);
    let error = row_of_line(&lines[1], &Policy::documented(), &defaults).error.expect("an error");
    assert_eq!(error, "at `Request.Action`: expected operation `StopInstance`, found `RebootInstance`");
}

#[test]
fn an_explanation_lists_the_violated_rules() {
    let lines = [
        json!({
            "Instance": { "Status": "Stopped", "OperationLocks": { "LockReason": [{ "LockReason": "security" }] } },
            "Request": { "Action": "RebootInstance" },
        }),
        json!({ "Instance": { "Status": "Running" }, "Request": { "Action": "RebootInstance" } }),
        json!({ "Instance": { "Status": "Asleep" }, "Request": { "Action": "RebootInstance" } }),
    ];
    let answers =
        explain(&nested(&lines), &Policy::documented(), &Defaults::default()).expect("a table of calls");
    let violated = lists(column(&answers, "ViolatedRules"));
    let rules = ["security-lock", "status-not-running"].map(str::to_owned).to_vec();
    assert_eq!(violated, [Some(rules), Some(Vec::new()), None]);
    assert_eq!(lists(column(&answers, "Warnings")), [Some(Vec::new()), Some(Vec::new()), None]);
}
