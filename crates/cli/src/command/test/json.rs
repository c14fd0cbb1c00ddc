//! The results of tests as JSON.

use super::tested::Tested;
use instance_lifecycle_wire::{PolicyTest, TestResult};
use serde_json::{Value, json};

pub(super) fn of(tested: &Tested) -> Value {
    let rules = tested.rules.iter().map(|rule| {
        json!({
            "Operation": rule.operation,
            "Rule": rule.rule,
            "Line": rule.line,
            "Reached": rule.reached,
            "Decided": rule.decided,
        })
    });
    json!({
        "Policy": tested.file,
        "Passed": tested.tests.len() - tested.failed_tests(),
        "Failed": tested.failed_tests(),
        "Proved": tested.laws.len() - tested.failed_laws(),
        "NotProved": tested.failed_laws(),
        "Tests": tested.tests.iter().map(test).collect::<Vec<_>>(),
        "Laws": tested.laws.iter().map(|(law, proved)| proved.json(law)).collect::<Vec<_>>(),
        "Coverage": rules.collect::<Vec<_>>(),
    })
}

fn test((test, result): &(PolicyTest, TestResult)) -> Value {
    let mismatches = result.mismatches.iter().map(|mismatch| {
        json!({ "Key": mismatch.key, "Expected": mismatch.expected, "Answered": mismatch.answered })
    });
    let answer = &result.answer;
    json!({
        "Name": test.name,
        "Line": test.line,
        "Operation": test.action,
        "Result": if result.mismatches.is_empty() { "Passed" } else { "Failed" },
        "Case": test.case,
        "Answer": {
            "Outcome": answer.outcome,
            "Rule": answer.rule,
            "Error": answer.error,
            "StoppedMode": answer.plan.as_ref().map(|plan| plan.stopped_mode),
            "EndsIn": answer.plan.as_ref().map(|plan| plan.status.to),
            "Warnings": answer.warnings,
        },
        "Mismatches": mismatches.collect::<Vec<_>>(),
    })
}
