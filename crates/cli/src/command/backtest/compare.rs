//! The changes between the answers of two policies.

use super::change::{Change, Kind};
use super::told::{Answered, Told, each};
use instance_lifecycle::{ApiError, Plan, Policy};
use instance_lifecycle_wire::{BatchAnswer, BatchCase, Case};

/// The change from one answer to another. `None` if they agree.
fn change(one: &Told<'_>, other: &Told<'_>) -> Option<Change> {
    let kind = match (&one.answer, &other.answer) {
        (Answered::Refused(_), Answered::Settled { .. }) => Kind::RefusalToPlan,
        (Answered::Settled { .. }, Answered::Refused(_)) => Kind::PlanToRefusal,
        (Answered::Refused(from), Answered::Refused(to)) => errors(from, to)?,
        (
            Answered::Settled { plan: from, passed: from_passed },
            Answered::Settled { plan: to, passed: to_passed },
        ) => {
            let passes = from_passed.as_ref().zip(to_passed.as_ref());
            let plans = from.as_ref().zip(to.as_ref());
            plans.and_then(|(from, to)| plan_kind(from, to)).or_else(|| {
                let (from, to) = passes?;
                errors(from, to)
            })?
        }
    };
    Some(Change::of(kind, one, other))
}

/// How two errors differ.
fn errors(from: &ApiError<'_>, to: &ApiError<'_>) -> Option<Kind> {
    if (from.http_status, from.code) != (to.http_status, to.code) {
        return Some(Kind::AnotherError);
    }
    (from.message != to.message && from.to_string() != to.to_string()).then_some(Kind::TextOnly)
}

/// How two plans differ. Their evidence does not count.
fn plan_kind(from: &Plan, to: &Plan) -> Option<Kind> {
    if from == to {
        return None;
    }
    if from.settlement() != to.settlement() {
        return Some(Kind::AnotherPlan);
    }
    let resources = |plan: &Plan| {
        plan.resources()
            .map(|of| (of.resource, of.disposition, of.billed_before, of.billed_after, of.at_next_start))
            .collect::<Vec<_>>()
    };
    let is_same = resources(from) == resources(to) && from.risks().eq(to.risks());
    (!is_same).then_some(Kind::OtherResources)
}

/// The change of the answer to a case.
pub(super) fn compare(case: &Case, [baseline, policy]: &[Policy; 2]) -> Option<Change> {
    change(&Told::of(case, baseline), &Told::of(case, policy))
}

/// The change of the answer to a batch, for its first instance that has one.
///
/// # Errors
///
/// If the batch cannot be called.
pub(super) fn compare_batches(
    batch: &BatchCase,
    policies: &[Policy; 2],
) -> Result<Option<(Change, Option<String>)>, String> {
    let [baseline, policy] = policies.each_ref().map(|policy| BatchAnswer::new(batch, policy));
    if let Some(ours) = baseline.ours().or_else(|| policy.ours()) {
        return Err(ours);
    }
    let (from, to) = (each(&baseline), each(&policy));
    let told = |all: &[(Option<&str>, Told<'_>)], id| all.iter().position(|(known, _)| *known == id);
    // A batch that is refused as a whole is compared with the same instance of one that is not.
    let pairs: Vec<(usize, usize)> = match (&baseline.outcome, &policy.outcome) {
        (Ok(_), Err(_)) => vec![(told(&from, to[0].0).unwrap_or_default(), 0)],
        (Err(_), Ok(_)) => vec![(0, told(&to, from[0].0).unwrap_or_default())],
        _ => (0..from.len().min(to.len())).map(|place| (place, place)).collect(),
    };
    Ok(pairs.into_iter().find_map(|(left, right)| {
        let ((id, from), (other, to)) = (&from[left], &to[right]);
        let change = change(from, to);
        // The same error for another instance is another error.
        let change = change.or_else(|| (id != other).then(|| Change::of(Kind::AnotherError, from, to)));
        change.map(|change| (change, other.or(*id).map(str::to_owned)))
    }))
}
