//! What a case is answered under two policies, held against each other.

use super::change::{Change, Kind};
use instance_lifecycle::{ApiError, BatchRejection, DryRunPass, Plan, Policy, Rejection, explain};
use instance_lifecycle_wire::{BatchAnswer, BatchCase, Case};

/// What one policy answers, and by which rule.
pub(super) struct Told<'a> {
    pub(super) rule: &'a str,
    pub(super) answer: Answered<'a>,
}

/// An answer.
pub(super) enum Answered<'a> {
    Refused(ApiError<'a>),
    /// Nothing objects. A dry run has an error all the same; of a batch that is all it has.
    Settled {
        plan: Option<Plan>,
        passed: Option<ApiError<'a>>,
    },
}

impl<'a> Told<'a> {
    fn of(case: &Case, policy: &'a Policy) -> Self {
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

    /// What changes from one answer to another, if anything does.
    fn change(&self, other: &Self) -> Option<Change> {
        let kind = match (&self.answer, &other.answer) {
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
        Some(Change::of(kind, self, other))
    }
}

/// How two errors differ.
fn errors(from: &ApiError<'_>, to: &ApiError<'_>) -> Option<Kind> {
    if (from.http_status, from.code) != (to.http_status, to.code) {
        return Some(Kind::AnotherError);
    }
    (from.message != to.message && from.to_string() != to.to_string()).then_some(Kind::TextOnly)
}

/// How two plans differ: not in how well they are known.
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

/// What changes in the answer to a case.
pub(super) fn compare(case: &Case, [baseline, policy]: &[Policy; 2]) -> Option<Change> {
    Told::of(case, baseline).change(&Told::of(case, policy))
}

/// What changes in the answer to a batch, told of its first instance of which it does.
///
/// # Errors
///
/// Where there is no such call.
pub(super) fn compare_batches(
    batch: &BatchCase,
    policies: &[Policy; 2],
) -> Result<Option<(Change, Option<String>)>, String> {
    let [baseline, policy] = policies.each_ref().map(|policy| BatchAnswer::to(batch, policy));
    if let Some(ours) = baseline.ours().or_else(|| policy.ours()) {
        return Err(ours);
    }
    let (from, to) = (each(&baseline), each(&policy));
    let told = |all: &[(Option<&str>, Told<'_>)], id| all.iter().position(|(known, _)| *known == id);
    // A call that is refused as a whole stands against the same instance of one that is not.
    let pairs: Vec<(usize, usize)> = match (&baseline.outcome, &policy.outcome) {
        (Ok(_), Err(_)) => vec![(told(&from, to[0].0).unwrap_or_default(), 0)],
        (Err(_), Ok(_)) => vec![(0, told(&to, from[0].0).unwrap_or_default())],
        _ => (0..from.len().min(to.len())).map(|place| (place, place)).collect(),
    };
    Ok(pairs.into_iter().find_map(|(left, right)| {
        let ((id, from), (other, to)) = (&from[left], &to[right]);
        let change = from.change(to);
        // The same error of another instance is another error.
        let change = change.or_else(|| (id != other).then(|| Change::of(Kind::AnotherError, from, to)));
        change.map(|change| (change, other.or(*id).map(str::to_owned)))
    }))
}

/// What a batch is answered: for each instance where it is carried out, else once.
fn each<'a>(answer: &'a BatchAnswer<'_>) -> Vec<(Option<&'a str>, Told<'a>)> {
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
