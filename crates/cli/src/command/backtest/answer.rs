//! The answers to a case under two policies.

use super::change::Change;
use instance_lifecycle::batch::BatchRejection;
use instance_lifecycle::errors::{ApiError, DryRunPass};
use instance_lifecycle::plan::ChangeKind;
use instance_lifecycle::{Plan, Policy, Rejection, explain};
use instance_lifecycle_wire::{BatchAnswer, BatchCase, Case};

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
    fn new(case: &Case, policy: &'a Policy) -> Self {
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

/// Compares the answers to a case.
pub(super) fn compare(case: &Case, [baseline, policy]: &[Policy; 2]) -> Option<Change> {
    Change::between(&PolicyAnswer::new(case, baseline), &PolicyAnswer::new(case, policy))
}

/// Compares the answers to a batch. Returns the change of its first instance that has one.
///
/// # Errors
///
/// Returns the reason if the batch is not a valid call.
pub(super) fn compare_batches(
    batch: &BatchCase,
    policies: &[Policy; 2],
) -> Result<Option<(Change, Option<String>)>, String> {
    let [baseline, policy] = policies.each_ref().map(|policy| BatchAnswer::new(batch, policy));
    if let Some(ours) = baseline.ours().or_else(|| policy.ours()) {
        return Err(ours);
    }
    let (from, to) = (each(&baseline), each(&policy));
    let position =
        |all: &[(Option<&str>, PolicyAnswer<'_>)], id| all.iter().position(|(known, _)| *known == id);
    // The error of a batch that is refused as a whole is compared with the answer to the same instance.
    let pairs: Vec<(usize, usize)> = match (&baseline.outcome, &policy.outcome) {
        (Ok(_), Err(_)) => vec![(position(&from, to[0].0).unwrap_or_default(), 0)],
        (Err(_), Ok(_)) => vec![(0, position(&to, from[0].0).unwrap_or_default())],
        _ => (0..from.len().min(to.len())).map(|index| (index, index)).collect(),
    };
    Ok(pairs.into_iter().find_map(|(left, right)| {
        let ((id, from), (other, to)) = (&from[left], &to[right]);
        // The same error for another instance is another error.
        let change = Change::between(from, to)
            .or_else(|| (id != other).then(|| Change::new(ChangeKind::OtherError, from, to)));
        change.map(|change| (change, other.or(*id).map(str::to_owned)))
    }))
}

/// The answers to a batch: one for each instance if it is carried out, else a single one.
fn each<'a>(answer: &'a BatchAnswer<'_>) -> Vec<(Option<&'a str>, PolicyAnswer<'a>)> {
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
        Err(BatchRejection::Ids(error)) => vec![(None, refused("ids", *error))],
        Err(BatchRejection::NoIds | BatchRejection::Repeated(_)) => Vec::new(),
    }
}
