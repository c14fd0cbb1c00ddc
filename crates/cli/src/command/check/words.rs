//! Findings in words.

use crate::output::number;
use instance_lifecycle::Policy;
use instance_lifecycle::analysis::{ErrorAnswer, Finding, FindingKind, RowName, UnreachableReason};
use instance_lifecycle::policy::interpretations::Interpretation;

pub(super) fn names(rows: &[RowName]) -> String {
    rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn error(answer: &ErrorAnswer) -> String {
    format!("{} {} `{}`", answer.http_status, answer.code, answer.message)
}

fn pairs_of_rows(pairs: usize) -> String {
    if pairs == 1 { "one pair of rows".to_owned() } else { format!("{pairs} pairs of rows") }
}

/// The message of a finding.
pub(super) fn message(finding: &Finding, policy: &Policy) -> String {
    let cases = || {
        finding.size.map_or(String::new(), |size| match size.cases {
            1 => " in 1 case".to_owned(),
            cases => format!(" in {} cases", number(cases)),
        })
    };
    match &finding.kind {
        FindingKind::UnreachableRow { row, shadowed_by } if shadowed_by.is_empty() => {
            format!("unreachable row {row}: its condition is impossible")
        }
        FindingKind::UnreachableRow { row, shadowed_by } => {
            format!("unreachable row {row}: shadowed by {}", names(shadowed_by))
        }
        FindingKind::PartlyShadowed { rule, by } => format!("{rule}: {by} decides first{}", cases()),
        FindingKind::OrderMatters { first, then, pairs } if first == then => {
            format!("the order within stage {first} determines the error of {}", pairs_of_rows(*pairs))
        }
        FindingKind::OrderMatters { first, then, pairs } => {
            format!(
                "the order of stages {first} and {then} determines the error of {}",
                pairs_of_rows(*pairs)
            )
        }
        FindingKind::UnreachableError { error: answer, reason } => {
            let reason = match reason {
                UnreachableReason::Dormant(reason) => (*reason).to_owned(),
                UnreachableReason::Interpretations(interpretations) => {
                    let values = interpretations.iter().filter_map(|name| {
                        let interpretation = Interpretation::named(name).ok()?;
                        Some(format!("{name} = {}", policy.interpretations().value(interpretation)))
                    });
                    format!("its rows are inactive while {}", values.collect::<Vec<_>>().join(" and "))
                }
                UnreachableReason::OtherMessage => "it is raised with another message".to_owned(),
                UnreachableReason::Shadowed(rows) => format!("its rows are unreachable: {}", names(rows)),
                UnreachableReason::LeftOut(rule) => format!("the policy leaves out {rule}"),
                UnreachableReason::NoRow => "no row raises it".to_owned(),
            };
            format!("unreachable error {}: {reason}", error(answer))
        }
        FindingKind::Undecided => format!("no row matches{}", cases()),
        FindingKind::InterpretationWithoutInfluence { id, interpretation } => {
            format!("interpretation {id} {interpretation} has no influence under this policy")
        }
        FindingKind::AttributeWithoutInfluence { attribute } => {
            format!("attribute {attribute} is read, but has no influence")
        }
        FindingKind::StatusWithoutExit { status, task } => {
            format!("status {status} with task {task} has no exit")
        }
        FindingKind::BilledNotRetained { resource, disposition, row } => {
            format!("{resource} is {disposition} by {row}, but billed")
        }
        FindingKind::Unfinished { search, at, budget } => {
            let at = at.as_ref().map_or(String::new(), |at| format!(", at `{at}`"));
            format!(
                "unfinished search for {search}: more than {} regions{at}; custom rules are cheaper behind the \
                 built-in stages, and if they test fewer attributes",
                number(*budget as u128)
            )
        }
        FindingKind::PlanWithoutEnd { settlement, to } => {
            format!("plan {settlement} never completes: {to} is not a steady status or not reachable")
        }
    }
}

/// The rule id of a finding in JSON and SARIF.
pub(super) fn rule_id(kind: &FindingKind) -> &'static str {
    match kind {
        FindingKind::UnreachableRow { .. } => "unreachable-row",
        FindingKind::PartlyShadowed { .. } => "partly-shadowed",
        FindingKind::OrderMatters { .. } => "order-matters",
        FindingKind::UnreachableError { .. } => "unreachable-error",
        FindingKind::Undecided => "undecided",
        FindingKind::InterpretationWithoutInfluence { .. } => "interpretation-without-influence",
        FindingKind::AttributeWithoutInfluence { .. } => "attribute-without-influence",
        FindingKind::StatusWithoutExit { .. } => "status-without-exit",
        FindingKind::BilledNotRetained { .. } => "billed-not-retained",
        FindingKind::Unfinished { .. } => "unfinished",
        FindingKind::PlanWithoutEnd { .. } => "plan-without-end",
    }
}
