//! A change from one answer to another.

use super::answer::{Outcome, PolicyAnswer, each};
use instance_lifecycle::errors::ApiError;
use instance_lifecycle::plan::{
    AtNextStart, ChangeKind, Disposition, Resource, ResourceOutcome, Risk, Settlement,
};
use instance_lifecycle::{Plan, Policy};
use instance_lifecycle_wire::{self as wire, BatchAnswer, BatchCase, Case};
use std::hash::{Hash, Hasher};

/// A change, and the answers to its first case.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) group: Group,
    /// The answers before and after: codes, settlements, messages, or the resources that differ.
    pub(super) answers: [String; 2],
}

/// A change of a single call without its text. Changes with the same key have the same text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key<'p> {
    kind: ChangeKind,
    rules: [&'p str; 2],
    answers: [AnswerKey<'p>; 2],
}

/// There are few keys, and they are hashed for every case: lengths distinguish them well enough.
impl Hash for Key<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let lengths = [
            self.rules[0].len(),
            self.rules[1].len(),
            self.answers[0].length(),
            self.answers[1].length(),
            self.kind as usize,
        ];
        state.write_u64(lengths.iter().fold(0, |hash, length| hash * 251 + *length as u64));
    }
}

/// What the text of an answer depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
enum AnswerKey<'p> {
    Error(u16, &'p str),
    /// The template of a message.
    Message(&'p str),
    Settled(Settlement, bool),
    /// The resources and risks that differ.
    Consequences(Vec<OutcomeKey>, Vec<Risk>),
}

/// The outcome for a resource, without its source.
type OutcomeKey = (Resource, Disposition, [bool; 3], AtNextStart);

/// The two answers to a call, which differ in this way.
pub(super) struct Changed<'p> {
    kind: ChangeKind,
    answers: [PolicyAnswer<'p>; 2],
}

impl<'p> Changed<'p> {
    pub(super) fn key(&self) -> Key<'p> {
        let [from, to] = &self.answers;
        let answers = match (self.kind, plan(&from.outcome), plan(&to.outcome)) {
            (ChangeKind::OtherResources, Some(from), Some(to)) => [differing(from, to), differing(to, from)],
            _ => [from, to].map(|answer| AnswerKey::of(&answer.outcome, self.kind)),
        };
        Key { kind: self.kind, rules: [from.rule, to.rule], answers }
    }

    pub(super) fn change(&self) -> Change {
        let [from, to] = &self.answers;
        Change::new(self.kind, from, to)
    }
}

impl<'p> AnswerKey<'p> {
    /// A length of the key, for its hash.
    const fn length(&self) -> usize {
        match self {
            Self::Error(status, code) => *status as usize + code.len(),
            Self::Message(text) => text.len(),
            Self::Settled(settlement, is_already_done) => {
                *settlement as usize * 2 + *is_already_done as usize
            }
            Self::Consequences(resources, risks) => resources.len() * 7 + risks.len(),
        }
    }

    fn of(outcome: &Outcome<'p>, kind: ChangeKind) -> Self {
        match (outcome, kind) {
            (
                Outcome::Refused(error) | Outcome::Settled { passed: Some(error), .. },
                ChangeKind::OtherMessage,
            ) => Self::Message(error.message.text),
            (Outcome::Refused(error), _)
            | (Outcome::Settled { passed: Some(error), plan: None }, _)
            | (Outcome::Settled { passed: Some(error), .. }, ChangeKind::OtherError) => {
                Self::Error(error.http_status, error.code)
            }
            (Outcome::Settled { plan: Some(plan), .. }, _) => {
                Self::Settled(plan.settlement(), plan.is_already_done())
            }
            (Outcome::Settled { plan: None, passed: None }, _) => Self::Message(""),
        }
    }
}

fn plan<'o>(outcome: &'o Outcome<'_>) -> Option<&'o Plan> {
    match outcome {
        Outcome::Settled { plan, .. } => plan.as_ref(),
        Outcome::Refused(_) => None,
    }
}

/// The resources and risks of a plan that differ from another plan.
fn differing<'p>(plan: &Plan, other: &Plan) -> AnswerKey<'p> {
    let key = |of: ResourceOutcome| -> OutcomeKey {
        let billed = [of.billed_before, of.billed_after, of.if_present];
        (of.resource, of.disposition, billed, of.at_next_start)
    };
    let is_new = |of: &OutcomeKey| !other.resources().any(|other| key(other) == *of);
    let resources = plan.resources().map(key).filter(is_new).collect();
    let risks = plan.risks().filter(|risk| !other.risks().any(|other| other == *risk)).collect();
    AnswerKey::Consequences(resources, risks)
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
                let [from, to] = [from, to].map(|plan| wire::Outcome::Planned(*plan));
                [from.contrast(&to, kind), to.contrast(&from, kind)]
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
pub(super) fn compare<'p>(case: &Case, policies: &'p [Policy; 2]) -> Option<Changed<'p>> {
    let answers = policies.each_ref().map(|policy| PolicyAnswer::new(case, policy));
    let kind = kind(&answers[0].outcome, &answers[1].outcome)?;
    Some(Changed { kind, answers })
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
