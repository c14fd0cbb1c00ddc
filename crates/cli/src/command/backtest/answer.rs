//! The answers to a case under two policies.

use instance_lifecycle::batch::BatchRejection;
use instance_lifecycle::errors::{ApiError, DryRunPass};
use instance_lifecycle::{Plan, Policy, Rejection, explain};
use instance_lifecycle_wire::{BatchAnswer, Case};

/// The answer of one policy, and the deciding rule.
pub(super) struct PolicyAnswer<'a> {
    pub(super) rule: &'a str,
    pub(super) outcome: Outcome<'a>,
}

/// The outcome of a call.
pub(super) enum Outcome<'a> {
    Refused(ApiError<'a>),
    /// The call is not refused. A successful dry run also has an error; that of a batch has no plan.
    Settled {
        plan: Option<Plan>,
        passed: Option<ApiError<'a>>,
    },
}

impl<'a> PolicyAnswer<'a> {
    pub(super) fn new(case: &Case, policy: &'a Policy) -> Self {
        let explanation = explain(&case.instance(), &case.request, &case.environment, policy);
        if let Some(violation) = explanation.violations().next() {
            return Self { rule: violation.row().rule, outcome: Outcome::Refused(violation.error()) };
        }
        let passed = match explanation.answer() {
            Err(Rejection::DryRunPassed(pass)) => Some(pass.error()),
            Ok(_) | Err(Rejection::Refused(_)) => None,
        };
        let plan = Some(explanation.plan());
        Self { rule: explanation.settlement().rule, outcome: Outcome::Settled { plan, passed } }
    }
}

/// The answers to a batch: one for each instance if it is carried out, else a single one.
pub(super) fn each<'a>(answer: &'a BatchAnswer<'_>) -> Vec<(Option<&'a str>, PolicyAnswer<'a>)> {
    let settled = |rule, plan, passed| PolicyAnswer { rule, outcome: Outcome::Settled { plan, passed } };
    let refused = |rule, error| PolicyAnswer { rule, outcome: Outcome::Refused(error) };
    match &answer.outcome {
        Ok(items) => items
            .iter()
            .map(|item| {
                let answer = match item.outcome() {
                    Ok(plan) => settled(item.settled_by(), Some(plan), None),
                    Err(violation) => refused(violation.row().rule, violation.error()),
                };
                (Some(item.id), answer)
            })
            .collect(),
        Err(BatchRejection::DryRunPassed(error)) => {
            vec![(None, settled(DryRunPass::RULE, None, Some(*error)))]
        }
        Err(BatchRejection::Item { id, violation }) => {
            vec![(Some(*id), refused(violation.violation().row().rule, violation.error()))]
        }
        Err(of_the_ids) => {
            of_the_ids.error().map(|error| (None, refused("ids", error))).into_iter().collect()
        }
    }
}
