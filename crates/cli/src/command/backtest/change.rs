//! A change from one answer to another.

use super::answer::{Outcome, PolicyAnswer, each};
use instance_lifecycle::analysis::ResourceState;
use instance_lifecycle::errors::ApiError;
use instance_lifecycle::plan::{ChangeKind, ResourceOutcome};
use instance_lifecycle::{Plan, Policy};
use instance_lifecycle_wire::{BatchAnswer, BatchCase, Case};

/// A change, and the answers to its first case.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) group: Group,
    /// The answers before and after: codes, settlements, messages, or the resources that differ.
    pub(super) answers: [String; 2],
}

/// The key by which changes are counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Group {
    /// The deciding rules before and after.
    pub(super) rules: [String; 2],
    pub(super) kind: ChangeKind,
    /// The answers before and after; for a message, the template.
    answers: [String; 2],
}

impl Change {
    /// Compares two answers. `None` if they are equivalent.
    fn between(from: &PolicyAnswer<'_>, to: &PolicyAnswer<'_>) -> Option<Self> {
        Some(Self::new(kind(&from.outcome, &to.outcome)?, from, to))
    }

    fn new(kind: ChangeKind, from: &PolicyAnswer<'_>, to: &PolicyAnswer<'_>) -> Self {
        let answers = match (&from.outcome, &to.outcome) {
            (Outcome::Settled { plan: Some(from), .. }, Outcome::Settled { plan: Some(to), .. })
                if kind == ChangeKind::OtherResources =>
            {
                [consequences(from, to), consequences(to, from)]
            }
            (from, to) => {
                [from, to].map(|answer| match error(answer).filter(|_| kind == ChangeKind::OtherMessage) {
                    Some(error) => error.to_string(),
                    None => summary(answer, kind),
                })
            }
        };
        let keys = match (kind, error(&from.outcome), error(&to.outcome)) {
            (ChangeKind::OtherMessage, Some(from), Some(to)) => {
                [from, to].map(|error| error.message.text.to_owned())
            }
            _ => answers.clone(),
        };
        let rules = [from.rule.to_owned(), to.rule.to_owned()];
        Self { group: Group { rules, kind, answers: keys }, answers }
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

/// The kind of change between two outcomes. `None` if they are equivalent.
fn kind(from: &Outcome<'_>, to: &Outcome<'_>) -> Option<ChangeKind> {
    match (from, to) {
        (Outcome::Refused(_), Outcome::Settled { .. }) => Some(ChangeKind::RefusalToPlan),
        (Outcome::Settled { .. }, Outcome::Refused(_)) => Some(ChangeKind::PlanToRefusal),
        (Outcome::Refused(from), Outcome::Refused(to)) => errors(from, to),
        (
            Outcome::Settled { plan: from, passed: from_passed },
            Outcome::Settled { plan: to, passed: to_passed },
        ) => {
            let plans = from.as_ref().zip(to.as_ref());
            let passes = from_passed.as_ref().zip(to_passed.as_ref());
            plans
                .and_then(|(from, to)| from.difference(to))
                .map(ChangeKind::from)
                .or_else(|| passes.and_then(|(from, to)| errors(from, to)))
        }
    }
}

/// The kind of change between two errors. `None` if they are printed in the same way.
fn errors(from: &ApiError<'_>, to: &ApiError<'_>) -> Option<ChangeKind> {
    if (from.http_status, from.code) != (to.http_status, to.code) {
        return Some(ChangeKind::OtherError);
    }
    (from.message != to.message && from.to_string() != to.to_string()).then_some(ChangeKind::OtherMessage)
}

fn error<'e, 'a>(outcome: &'e Outcome<'a>) -> Option<&'e ApiError<'a>> {
    match outcome {
        Outcome::Refused(error) | Outcome::Settled { passed: Some(error), .. } => Some(error),
        Outcome::Settled { passed: None, .. } => None,
    }
}

fn summary(outcome: &Outcome<'_>, kind: ChangeKind) -> String {
    match outcome {
        Outcome::Refused(error) => format!("{} {}", error.http_status, error.code),
        Outcome::Settled { passed: Some(error), plan }
            if plan.is_none() || kind == ChangeKind::OtherError =>
        {
            format!("{} {}", error.http_status, error.code)
        }
        Outcome::Settled { plan: Some(plan), .. } if plan.is_already_done() => "already done".to_owned(),
        Outcome::Settled { plan: Some(plan), .. } => plan.settlement().to_string(),
        Outcome::Settled { plan: None, .. } => String::new(),
    }
}

/// The resources and risks of a plan that differ from another plan.
fn consequences(plan: &Plan, other: &Plan) -> String {
    let text = |of: ResourceOutcome| format!("{}: {}", of.resource, ResourceState::from(of));
    let others: Vec<String> = other.resources().map(text).collect();
    let resources = plan.resources().map(text).filter(|text| !others.contains(text));
    let risks: Vec<_> = other.risks().collect();
    let risks = plan.risks().filter(|risk| !risks.contains(risk)).map(|risk| format!("risk {risk}"));
    let all: Vec<String> = resources.chain(risks).collect();
    if all.is_empty() { "none".to_owned() } else { all.join("; ") }
}
