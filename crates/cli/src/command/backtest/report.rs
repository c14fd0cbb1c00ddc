//! The counts of changes.

use super::change::{Change, Group};
use crate::exit::{Failure, Status};
use crate::output::{BAD, FAINT, Output, STRONG, Text, counted};
use crate::trails::Skipped;
use instance_lifecycle::Action;
use instance_lifecycle::plan::ChangeKind;
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::{self, Display};

/// The number of unreadable lines that are named.
const NAMED: usize = 5;

/// The counted cases and changes.
#[derive(Debug, Default)]
pub(super) struct Report {
    cases: HashMap<Action, u64>,
    changes: HashMap<(Action, Group), Counted>,
    unreadable: u64,
    named: Vec<Unreadable>,
    place: Place,
    /// The events of a trail that are no cases.
    skipped: Option<Skipped>,
}

/// The unit in which places of the input are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Line,
    Event,
}

impl Place {
    const fn name(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Event => "event",
        }
    }
}

/// A number of a place, named by its unit.
#[derive(Clone, Copy, Debug)]
struct At(Place, u64);

impl At {
    const fn preposition(self) -> &'static str {
        match self.0 {
            Place::Line => "on",
            Place::Event => "in",
        }
    }

    /// The member of an object.
    const fn member(self) -> &'static str {
        match self.0 {
            Place::Line => "Line",
            Place::Event => "Event",
        }
    }
}

impl Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.name(), self.1)
    }
}

/// The number of cases, and the first one.
#[derive(Debug)]
struct Counted {
    cases: u64,
    line: u64,
    id: Option<String>,
    answers: [String; 2],
}

#[derive(Debug)]
struct Unreadable {
    at: At,
    reason: String,
}

impl Serialize for Unreadable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(2))?;
        object.serialize_entry(self.at.member(), &self.at.1)?;
        object.serialize_entry("Reason", &self.reason)?;
        object.end()
    }
}

impl Report {
    /// A report about the events of a trail.
    pub(super) fn of_events() -> Self {
        Self { place: Place::Event, ..Self::default() }
    }

    /// Takes note of the events of a trail that are no cases.
    pub(super) fn skip(&mut self, skipped: Skipped) {
        self.skipped = Some(skipped);
    }

    pub(super) fn count(&mut self, operation: Action, change: Option<Change>, line: u64, id: Option<&str>) {
        *self.cases.entry(operation).or_default() += 1;
        let Some(Change { group, answers }) = change else { return };
        match self.changes.entry((operation, group)) {
            Entry::Occupied(mut known) => known.get_mut().cases += 1,
            Entry::Vacant(new) => {
                new.insert(Counted { cases: 1, line, id: id.map(str::to_owned), answers });
            }
        }
    }

    pub(super) fn unreadable(&mut self, place: u64, reason: &impl Display) {
        self.unreadable += 1;
        if self.named.len() < NAMED {
            self.named.push(Unreadable { at: At(self.place, place), reason: reason.to_string() });
        }
    }

    pub(super) fn status(&self) -> Status {
        match (self.unreadable, self.changes.is_empty()) {
            (0, true) if self.cases.is_empty() => Status::Empty,
            (0, true) => Status::Good,
            (0, false) => Status::Refused,
            _ => Status::Invalid,
        }
    }

    fn of_all(&self) -> (u64, u64) {
        (self.cases.values().sum(), self.changes.values().map(|counted| counted.cases).sum())
    }

    /// The operations with changes.
    fn operations(&self) -> Vec<OfOperation<'_>> {
        let of = |&action: &Action| {
            let causes = self.causes(action);
            let cases = self.cases.get(&action).copied().unwrap_or_default();
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
        let of = self.changes.iter().filter(|((known, _), _)| *known == operation);
        let mut changes: Vec<(&Group, &Counted)> = of.map(|((_, group), counted)| (group, counted)).collect();
        changes.sort_by_key(|(_, counted)| counted.line);
        let mut causes: Vec<Cause<'_>> = Vec::new();
        for (group, counted) in changes {
            let [from, to] = &group.rules;
            let Counted { cases, line, id, answers: [was, now] } = counted;
            let first = First { at: At(self.place, *line), instance_id: id.as_deref() };
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
        for Unreadable { at, reason } in &self.named {
            let head = Text::from(format_args!("{at}: ")).styled(BAD, "unreadable:");
            output.paragraph("", head.plain(' ').plain(reason))?;
        }
        match self.unreadable.saturating_sub(NAMED as u64) {
            0 => {}
            more => output.line(format_args!("and {more} more unreadable"))?,
        }
        if self.unreadable > 0 {
            output.line("")?;
        }
        if let Some(skipped) = &self.skipped {
            skipped.write(output)?;
        }
        let (cases, changed) = self.of_all();
        let unreadable = match self.unreadable {
            0 => String::new(),
            unreadable => format!(", {unreadable} unreadable"),
        };
        let cases = counted(cases, "case");
        output.line(Text::new().styled(FAINT, format_args!("{cases}, {changed} changed{unreadable}")))
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
            first_unreadable: &'a [Unreadable],
            #[serde(skip_serializing_if = "Option::is_none")]
            skipped: Option<&'a Skipped>,
            operations: Vec<OfOperation<'a>>,
        }

        let (cases, changed) = self.of_all();
        let Self { unreadable, named, .. } = self;
        let skipped = self.skipped.as_ref();
        let operations = self.operations();
        Members { cases, changed, unreadable: *unreadable, first_unreadable: named, skipped, operations }
            .serialize(serializer)
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
        object.serialize_entry(self.at.member(), &self.at.1)?;
        object.serialize_entry("InstanceId", &self.instance_id)?;
        object.end()
    }
}

impl Written<'_> {
    fn write(&self, output: &Output) -> Result<(), Failure> {
        let Self { kind, from, to, cases, first } = self;
        let id = first.instance_id.map(|id| format!(" ({id})")).unwrap_or_default();
        let head = format!("{}: {}, first {} {}{id}", kind, counted(cases, "case"), first.at.preposition(), first.at);
        output.hanging("    ", "      ", head)?;
        output.hanging("      was  ", "           ", *from)?;
        output.hanging("      now  ", "           ", *to)
    }
}
