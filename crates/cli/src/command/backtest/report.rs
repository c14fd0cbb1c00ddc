//! The counts of changes.

use super::change::Group;
use super::counts::{Counted, Merged, NAMED};
use crate::exit::{Failure, Status};
use crate::output::{BAD, FAINT, Output, Place, STRONG, Text, counted};
use crate::trails::Skipped;
use instance_lifecycle::Action;
use instance_lifecycle::plan::ChangeKind;
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::fmt::{self, Display};

/// The counted cases and changes.
#[derive(Debug)]
pub(super) struct Report {
    counts: Merged,
    place: Place,
    /// The events of a trail that are no cases.
    skipped: Option<Skipped>,
}

/// A number of a place, named by its unit.
#[derive(Clone, Copy, Debug)]
struct At(Place, u64);

impl Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.name(), self.1)
    }
}

struct Unreadable<'r> {
    at: At,
    reason: &'r str,
}

impl Serialize for Unreadable<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(2))?;
        object.serialize_entry(self.at.0.member(), &self.at.1)?;
        object.serialize_entry("Reason", &self.reason)?;
        object.end()
    }
}

impl Report {
    pub(super) fn new(counts: Merged, place: Place, skipped: Option<Skipped>) -> Self {
        Self { counts, place, skipped }
    }

    /// The first unreadable places.
    fn named(&self) -> impl Iterator<Item = Unreadable<'_>> {
        let named = self.counts.named.iter();
        named.map(|((number, _), reason)| Unreadable { at: At(self.place, *number), reason })
    }

    pub(super) fn status(&self) -> Status {
        match (self.counts.unreadable, self.counts.changes.is_empty()) {
            (0, true) if self.counts.cases.is_empty() => Status::Empty,
            (0, true) => Status::Good,
            (0, false) => Status::Refused,
            _ => Status::Invalid,
        }
    }

    fn of_all(&self) -> (u64, u64) {
        let Merged { cases, changes, .. } = &self.counts;
        (cases.values().sum(), changes.values().map(|counted| counted.cases).sum())
    }

    /// The operations with changes.
    fn operations(&self) -> Vec<OfOperation<'_>> {
        let of = |&action: &Action| {
            let causes = self.causes(action);
            let cases = self.counts.cases.get(&action).copied().unwrap_or_default();
            OfOperation {
                operation: action,
                cases,
                changed: causes.iter().map(|cause| cause.cases).sum(),
                causes,
            }
        };
        Action::ALL.iter().map(of).filter(|of| of.changed > 0).collect()
    }

    /// The pairs of deciding rules of an operation with their changes, the most frequent first.
    fn causes(&self, operation: Action) -> Vec<Cause<'_>> {
        let of = self.counts.changes.iter().filter(|((known, _), _)| *known == operation);
        let mut changes: Vec<(&Group, &Counted)> = of.map(|((_, group), counted)| (group, counted)).collect();
        changes.sort_by_key(|(_, counted)| counted.place);
        let mut causes: Vec<Cause<'_>> = Vec::new();
        for (group, counted) in changes {
            let [from, to] = &group.rules;
            let Counted { cases, place, id, change } = counted;
            let [was, now] = &change.answers;
            let first = First { at: At(self.place, place.0), instance_id: id.as_deref() };
            let written = Written { kind: group.kind, from: was, to: now, cases: *cases, first };
            match causes.iter_mut().find(|cause| (cause.from, cause.to) == (from, to)) {
                Some(cause) => {
                    cause.cases += cases;
                    cause.changes.push(written);
                }
                None => causes.push(Cause { from, to, cases: *cases, changes: vec![written] }),
            }
        }
        // The sort is stable: among equals the first stays first.
        causes.sort_by_key(|cause| std::cmp::Reverse(cause.cases));
        for cause in &mut causes {
            cause.changes.sort_by_key(|change| (change.kind, std::cmp::Reverse(change.cases)));
        }
        causes
    }

    /// The rules on trial that would refuse cases, in the order of their first cases.
    fn trials(&self) -> Vec<OnTrial<'_>> {
        let mut trials: Vec<_> = self.counts.trials.iter().collect();
        trials.sort_by_key(|((action, rule), trial)| (trial.place, *action as usize, rule.as_str()));
        let trials = trials.into_iter().map(|((operation, rule), trial)| OnTrial {
            operation: *operation,
            rule: rule.as_str(),
            cases: trial.cases,
            first: First { at: At(self.place, trial.place.0), instance_id: trial.id.as_deref() },
        });
        trials.collect()
    }

    pub(super) fn write(&self, output: &Output) -> Result<(), Failure> {
        for of in self.operations() {
            let name = Text::new().styled(STRONG, of.operation);
            output.line(name.plain(format_args!(
                "  {} of {} changed",
                of.changed,
                counted(of.cases, "case")
            )))?;
            for cause in &of.causes {
                let decides = match cause.from == cause.to {
                    true => format!("rule {}", cause.from),
                    false => format!("rule {} -> {}", cause.from, cause.to),
                };
                output.hanging("  ", "    ", decides)?;
                for change in &cause.changes {
                    change.write(output)?;
                }
            }
            output.line("")?;
        }
        let trials = self.trials();
        trials.iter().try_for_each(|trial| trial.write(output))?;
        if !trials.is_empty() {
            output.line("")?;
        }
        for Unreadable { at, reason } in self.named() {
            let head = Text::from(format_args!("{at}: ")).styled(BAD, "unreadable:");
            output.paragraph("", head.plain(' ').plain(reason))?;
        }
        match self.counts.unreadable.saturating_sub(NAMED as u64) {
            0 => {}
            more => output.line(format_args!("and {more} more unreadable"))?,
        }
        if self.counts.unreadable > 0 {
            output.line("")?;
        }
        if let Some(skipped) = &self.skipped {
            skipped.write(output)?;
        }
        let (cases, changed) = self.of_all();
        let unreadable = match self.counts.unreadable {
            0 => String::new(),
            unreadable => format!(", {unreadable} unreadable"),
        };
        let on_trial = match self.counts.on_trial {
            0 => String::new(),
            cases => format!(", {cases} would be refused by rules on trial"),
        };
        let cases = counted(cases, "case");
        output
            .line(Text::new().styled(FAINT, format_args!("{cases}, {changed} changed{on_trial}{unreadable}")))
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Members<'a> {
            cases: u64,
            changed: u64,
            unreadable: u64,
            first_unreadable: Vec<Unreadable<'a>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            skipped: Option<&'a Skipped>,
            operations: Vec<OfOperation<'a>>,
            /// The cases that rules on trial would refuse.
            #[serde(skip_serializing_if = "is_zero")]
            would_be_refused: u64,
            #[serde(skip_serializing_if = "Vec::is_empty")]
            on_trial: Vec<OnTrial<'a>>,
        }

        let (cases, changed) = self.of_all();
        let (unreadable, first_unreadable) = (self.counts.unreadable, self.named().collect());
        let skipped = self.skipped.as_ref();
        let operations = self.operations();
        let (would_be_refused, on_trial) = (self.counts.on_trial, self.trials());
        Members {
            cases,
            changed,
            unreadable,
            first_unreadable,
            skipped,
            operations,
            would_be_refused,
            on_trial,
        }
        .serialize(serializer)
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// A rule on trial, and the cases that it would refuse.
#[derive(serde::Serialize)]
#[serde(rename_all = "PascalCase")]
struct OnTrial<'a> {
    operation: Action,
    rule: &'a str,
    cases: u64,
    first: First<'a>,
}

impl OnTrial<'_> {
    fn write(&self, output: &Output) -> Result<(), Failure> {
        let Self { operation, rule, cases, first } = self;
        let id = first.instance_id.map(|id| format!(" ({id})")).unwrap_or_default();
        let (preposition, at) = (first.at.0.preposition(), first.at);
        let cases = counted(cases, "case");
        let text = format_args!("  rule {rule} on trial would refuse {cases}, first {preposition} {at}{id}");
        output.hanging("", "  ", Text::new().styled(STRONG, operation).plain(text))
    }
}

#[derive(serde::Serialize)]
#[serde(rename_all = "PascalCase")]
struct OfOperation<'a> {
    operation: Action,
    cases: u64,
    changed: u64,
    causes: Vec<Cause<'a>>,
}

/// The rules that decide before and after, with the changes.
#[derive(serde::Serialize)]
#[serde(rename_all = "PascalCase")]
struct Cause<'a> {
    from: &'a str,
    to: &'a str,
    cases: u64,
    changes: Vec<Written<'a>>,
}

#[derive(serde::Serialize)]
#[serde(rename_all = "PascalCase")]
struct Written<'a> {
    kind: ChangeKind,
    from: &'a str,
    to: &'a str,
    cases: u64,
    first: First<'a>,
}

struct First<'a> {
    at: At,
    instance_id: Option<&'a str>,
}

impl Serialize for First<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(2))?;
        object.serialize_entry(self.at.0.member(), &self.at.1)?;
        object.serialize_entry("InstanceId", &self.instance_id)?;
        object.end()
    }
}

impl Written<'_> {
    fn write(&self, output: &Output) -> Result<(), Failure> {
        let Self { kind, from, to, cases, first } = self;
        let id = first.instance_id.map(|id| format!(" ({id})")).unwrap_or_default();
        let head = format!(
            "{}: {}, first {} {}{id}",
            kind,
            counted(cases, "case"),
            first.at.0.preposition(),
            first.at
        );
        output.hanging("    ", "      ", head)?;
        output.hanging("      was  ", "           ", *from)?;
        output.hanging("      now  ", "           ", *to)
    }
}
