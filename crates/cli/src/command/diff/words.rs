//! Causes and numbers in words.

use crate::output::{counted, number};
use instance_lifecycle::Revision;
use instance_lifecycle::analysis::{Cause, CauseKind, Change, ChangeReason, Diff};
use instance_lifecycle::policy::interpretations::Interpretation;

/// The subject of a cause in words.
pub(super) fn subject(cause: &Cause) -> String {
    let is_new = cause.why.iter().all(|reason| matches!(reason, ChangeReason::Page { from: None, .. }));
    let is_gone = cause.why.iter().all(|reason| matches!(reason, ChangeReason::Page { to: None, .. }));
    match &cause.kind {
        CauseKind::NoLongerDecides(rule) if is_gone => format!("removed rule {rule}"),
        CauseKind::NoLongerDecides(rule) => format!("{rule} no longer decides"),
        CauseKind::NewlyDecides(rule) if is_new => format!("new rule {rule}"),
        CauseKind::NewlyDecides(rule) => format!("{rule} now decides"),
        CauseKind::DifferentAnswer(rule) => format!("{rule} answers differently"),
        CauseKind::AskedLater(rule) => format!("{rule} has a lower precedence"),
        CauseKind::Resource(resource) => format!("{resource}: different outcome"),
    }
}

/// How much is said of a reason.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// The rule, the page or the interpretation.
    Short,
    /// Also whether a page changed, and which.
    Full,
}

/// The reasons of a cause in words, each once.
pub(super) fn why(reasons: &[ChangeReason], [from, to]: [Revision; 2], detail: Detail) -> String {
    let mut texts: Vec<String> = Vec::new();
    for reason in reasons {
        let text = match reason {
            ChangeReason::Page { from: Some(from), to: Some(to) }
                if from.kind.is_none() || to.kind.is_none() =>
            {
                "another error of the policy".to_owned()
            }
            ChangeReason::Page { from: Some(_), to: Some(_) } => format!("another error in the {to} page"),
            ChangeReason::Page { from: Some(_), to: None } => format!("error only in the {from} page"),
            ChangeReason::Page { .. } => format!("new error in the {to} page"),
            ChangeReason::Interpretation(change) => {
                let name = Interpretation::named(change.id).map_or(change.id, |found| found.name);
                let head = format!("{} {name}: {} -> {}", change.id, change.from, change.to);
                let is_default = |revision: Revision, value: &str| {
                    Interpretation::named(change.id).is_ok_and(|found| found.default(revision) == value)
                };
                match &change.page {
                    _ if detail == Detail::Short => head,
                    _ if !is_default(to, change.to) => format!("{head}, set by the second policy"),
                    _ if !is_default(from, change.from) => format!("{head}, set by the first policy"),
                    Some(page) => format!("{head}, changed page: {page}"),
                    None => format!("{head}, our interpretation; no page changed"),
                }
            }
            ChangeReason::Precedence => "another precedence of stages".to_owned(),
            ChangeReason::CustomRule => "custom rule".to_owned(),
            ChangeReason::LeftOut => "one policy removes the rule".to_owned(),
        };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.join("; ")
}

/// The number of cases of some changes. No case belongs to two pairs of rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Total {
    pub(super) cases: u128,
    /// The number of changes whose cases are not counted.
    pub(super) uncounted: usize,
}

impl Total {
    pub(super) fn of<'d>(changes: impl IntoIterator<Item = &'d Change>) -> Self {
        changes.into_iter().fold(Self { cases: 0, uncounted: 0 }, |total, change| match change.size {
            Some(size) => Self { cases: total.cases + size.cases, ..total },
            None => Self { uncounted: total.uncounted + 1, ..total },
        })
    }

    /// The total for a column: `12`, `12+` if others are not counted, or `some`.
    pub(super) fn short(self) -> String {
        match self {
            Self { cases, uncounted: 0 } => number(cases),
            Self { cases: 0, .. } => "some".to_owned(),
            Self { cases, .. } => format!("{}+", number(cases)),
        }
    }

    /// The total in a sentence: `12`, `at least 12`, or `some`.
    pub(super) fn long(self) -> String {
        match self {
            Self { cases: 1.., uncounted: 1.. } => format!("at least {}", number(self.cases)),
            _ => self.short(),
        }
    }
}

/// The sentences about what exceeds the budget, if anything does.
pub(super) fn uncounted(diff: &Diff) -> Option<String> {
    let are = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one} is not"),
        _ => format!("{} {many} are not", number(count as u128)),
    };
    let changes = diff.changes().filter(|(.., change)| change.size.is_none()).count();
    let pairs: usize = diff.operations.iter().map(|of| of.unsearched).sum();
    let sentences = [
        (changes > 0).then(|| {
            format!("{} counted: `some` and `+` stand for their cases", are(changes, "change", "changes"))
        }),
        (pairs > 0).then(|| {
            format!("{} searched: there may be more changes", are(pairs, "pair of rows", "pairs of rows"))
        }),
    ];
    let sentences: Vec<String> = sentences.into_iter().flatten().collect();
    let sentences = sentences.join("; ");
    (!sentences.is_empty()).then(|| format!("the budget of the analysis ends (--budget): {sentences}"))
}

/// A number of cases, with separators of thousands.
pub(super) fn cases(cases: u128) -> String {
    counted(number(cases), "case")
}
