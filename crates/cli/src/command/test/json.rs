//! The results of tests as JSON.

use super::tested::Tested;
use crate::proof::ProofResult;
use crate::witness::witness_case;
use instance_lifecycle_wire::{PolicyLaw, PolicyTest, TestResult};
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
        "Laws": tested.laws.iter().map(law).collect::<Vec<_>>(),
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

fn law((law, proved): &(PolicyLaw, ProofResult)) -> Value {
    let (cases, counterexample, rule, reason) = match proved {
        ProofResult::Proved(cases) => (Some(cases.to_string()), None, None, None),
        ProofResult::Vacuous => (None, None, None, None),
        ProofResult::Refuted(witness, row) => {
            let case = witness_case(Some(law.action.singular()), witness);
            (None, Some(case), Some(row.to_string()), None)
        }
        ProofResult::Unfinished(reason) => (None, None, None, Some(reason)),
    };
    let result = match proved {
        ProofResult::Proved(_) => "Proved",
        ProofResult::Vacuous => "Vacuous",
        ProofResult::Refuted(..) => "Refuted",
        ProofResult::Unfinished(_) => "Unfinished",
    };
    json!({
        "Name": law.name,
        "Line": law.line,
        "Operation": law.action,
        "Result": result,
        "Cases": cases,
        "Counterexample": counterexample,
        "DecidedBy": rule,
        "Reason": reason,
    })
}
