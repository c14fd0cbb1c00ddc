//! The answers of a policy.

use instance_lifecycle::{ApiError, BatchRejection, DryRunPass, Plan, Policy, Rejection, explain};
use instance_lifecycle_wire::{BatchAnswer, Case};

/// The answer of a policy, and the deciding rule.
pub(super) struct Told<'a> {
    pub(super) rule: &'a str,
    pub(super) answer: Answered<'a>,
}

/// An answer.
pub(super) enum Answered<'a> {
    Refused(ApiError<'a>),
    /// Accepted. A dry run also has an error; a dry run of a batch has only that.
    Settled {
        plan: Option<Plan>,
        passed: Option<ApiError<'a>>,
    },
}

impl<'a> Told<'a> {
    pub(super) fn of(case: &Case, policy: &'a Policy) -> Self {
        let explanation = explain(&case.instance(), &case.request, &case.environment, policy);
        if let Some(violation) = explanation.violations().next() {
            return Self { rule: violation.row().rule, answer: Answered::Refused(violation.error()) };
        }
        let passed = match explanation.answer() {
            Err(Rejection::DryRunPassed(pass)) => Some(pass.error()),
            Ok(_) | Err(Rejection::Refused(_)) => None,
        };
        let plan = Some(explanation.plan());
        Self { rule: explanation.settlement().rule, answer: Answered::Settled { plan, passed } }
    }
}

/// The answers to a batch: one for each instance if it is carried out, else a single one.
pub(super) fn each<'a>(answer: &'a BatchAnswer<'_>) -> Vec<(Option<&'a str>, Told<'a>)> {
    let settled = |rule, plan, passed| Told { rule, answer: Answered::Settled { plan, passed } };
    match &answer.outcome {
        Ok(items) => items
            .iter()
            .map(|item| {
                let told = match item.outcome() {
                    Ok(plan) => settled(item.settled_by(), Some(plan), None),
                    Err(violation) => {
                        Told { rule: violation.row().rule, answer: Answered::Refused(violation.error()) }
                    }
                };
                (Some(item.id), told)
            })
            .collect(),
        Err(BatchRejection::DryRunPassed(error)) => {
            vec![(None, settled(DryRunPass::RULE, None, Some(*error)))]
        }
        Err(BatchRejection::Item { id, violation }) => {
            let answer = Answered::Refused(violation.error());
            vec![(Some(*id), Told { rule: violation.violation().row().rule, answer })]
        }
        Err(BatchRejection::Ids(error)) => {
            vec![(None, Told { rule: "ids", answer: Answered::Refused(*error) })]
        }
        Err(BatchRejection::NoIds | BatchRejection::Repeated(_)) => Vec::new(),
    }
}
