//! A change from one answer to another, as it is counted and told.

use super::told::{Answered, Told};
use instance_lifecycle::{ApiError, Plan, ResourceOutcome};
use serde::Serialize;

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub(super) enum Kind {
    /// What was refused is carried out.
    RefusalToPlan,
    /// What was carried out is refused.
    PlanToRefusal,
    /// It is refused with another error.
    AnotherError,
    /// It is settled in another way.
    AnotherPlan,
    /// It is settled in the same way, and another thing becomes of a resource, is billed or risked.
    OtherResources,
    /// It is refused in another text.
    TextOnly,
}

impl Kind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::RefusalToPlan => "refusal to plan",
            Self::PlanToRefusal => "plan to refusal",
            Self::AnotherError => "another error",
            Self::AnotherPlan => "another plan",
            Self::OtherResources => "other billing or resources",
            Self::TextOnly => "another text",
        }
    }
}

/// A change, and how it is told of its first case.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) group: Group,
    /// What was answered, and what is now: codes, settlements, texts, or what becomes of the
    /// resources that differ.
    pub(super) said: [String; 2],
}

/// What equal changes are counted by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Group {
    /// The rules that decided, and that decide now.
    pub(super) rules: [String; 2],
    pub(super) kind: Kind,
    /// What was answered, and what is now; of a text its template.
    answers: [String; 2],
}

impl Change {
    pub(super) fn of(kind: Kind, from: &Told<'_>, to: &Told<'_>) -> Self {
        let said = match (&from.answer, &to.answer) {
            (Answered::Settled { plan: Some(from), .. }, Answered::Settled { plan: Some(to), .. })
                if kind == Kind::OtherResources =>
            {
                [otherwise(from, to), otherwise(to, from)]
            }
            (from, to) => [from, to].map(|answer| match error(answer).filter(|_| kind == Kind::TextOnly) {
                Some(error) => error.to_string(),
                None => told(answer, kind),
            }),
        };
        let answers = match (kind, error(&from.answer), error(&to.answer)) {
            (Kind::TextOnly, Some(from), Some(to)) => [from, to].map(|error| error.message.text.to_owned()),
            _ => said.clone(),
        };
        Self { group: Group { rules: [from.rule.to_owned(), to.rule.to_owned()], kind, answers }, said }
    }
}

fn error<'e, 'a>(answer: &'e Answered<'a>) -> Option<&'e ApiError<'a>> {
    match answer {
        Answered::Refused(error) | Answered::Settled { passed: Some(error), .. } => Some(error),
        Answered::Settled { passed: None, .. } => None,
    }
}

fn told(answer: &Answered<'_>, kind: Kind) -> String {
    match answer {
        Answered::Refused(error) => format!("{} {}", error.http_status, error.code),
        Answered::Settled { passed: Some(error), plan } if plan.is_none() || kind == Kind::AnotherError => {
            format!("{} {}", error.http_status, error.code)
        }
        Answered::Settled { plan: Some(plan), .. } if plan.is_already_done() => "already done".to_owned(),
        Answered::Settled { plan: Some(plan), .. } => kebab_case(&plan.settlement().to_string()),
        Answered::Settled { plan: None, .. } => String::new(),
    }
}

/// What becomes of the resources, and what is risked, that another plan tells otherwise.
fn otherwise(plan: &Plan, other: &Plan) -> String {
    let said = |of: &ResourceOutcome| {
        let billed = match (of.billed_before, of.billed_after) {
            (true, true) => "billed",
            (true, false) => "billed no more",
            (false, true) => "billed from now on",
            (false, false) => "not billed",
        };
        format!("{}: {}, {billed}, next start: {}", of.resource, of.disposition, of.at_next_start)
    };
    let others: Vec<String> = other.resources().map(|of| said(&of)).collect();
    let resources = plan.resources().map(|of| said(&of)).filter(|said| !others.contains(said));
    let risks: Vec<_> = other.risks().collect();
    let risks = plan.risks().filter(|risk| !risks.contains(risk)).map(|risk| format!("risk {risk}"));
    let all: Vec<String> = resources.chain(risks).collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join("; ") }
}

/// The name of a settlement as rules spell theirs: `stop-in-standard-mode`.
fn kebab_case(name: &str) -> String {
    let mut text = String::new();
    for (n, letter) in name.chars().enumerate() {
        if letter.is_ascii_uppercase() && n > 0 {
            text.push('-');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}
