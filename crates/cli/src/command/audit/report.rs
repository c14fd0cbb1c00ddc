//! The grouped differences.

use super::candidates::{Candidates, Change};
use crate::exit::{Failure, Status};
use crate::output::{BAD, FAINT, Output, STRONG, Text, counted};
use crate::trails::{Skipped, named_unreadable, write_unreadable};
use instance_lifecycle::Action;
use instance_lifecycle_wire::{AnyCase, OBSERVED_CODES, Trail, TrailEvent};
use serde::Serialize;
use std::collections::BTreeMap;

/// The number of explanations that the text names.
const NAMED: usize = 4;

/// The counted answers.
#[derive(Debug)]
pub(super) struct Report<'c> {
    candidates: &'c Candidates,
    calls: BTreeMap<Action, u64>,
    agreed: u64,
    before_any_rule: BTreeMap<String, u64>,
    groups: Vec<Group>,
}

/// The codes of two different answers, `None` for an accepted call, and the instance.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) id: Option<String>,
    pub(super) answered: Option<String>,
    pub(super) expected: Option<String>,
}

/// The calls of an operation with the same two answers.
#[derive(Debug)]
struct Group {
    operation: Action,
    answered: Option<String>,
    expected: Option<String>,
    calls: u64,
    /// For each candidate the number of calls that it explains.
    explained: Vec<u64>,
    /// What is known about the recorded code.
    remark: Option<String>,
    first: First,
}

/// The first call of a group.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct First {
    event: u64,
    event_id: String,
    time: String,
    instance_id: Option<String>,
    case: AnyCase,
}

impl<'c> Report<'c> {
    pub(super) fn new(candidates: &'c Candidates) -> Self {
        let (calls, before_any_rule) = (BTreeMap::new(), BTreeMap::new());
        Self { candidates, calls, agreed: 0, before_any_rule, groups: Vec::new() }
    }

    pub(super) fn agreed(&mut self, event: &TrailEvent) {
        self.count(event);
        self.agreed += 1;
    }

    pub(super) fn before_any_rule(&mut self, event: &TrailEvent, code: &str) {
        self.count(event);
        *self.before_any_rule.entry(code.to_owned()).or_default() += 1;
    }

    pub(super) fn differs(&mut self, event: &TrailEvent, case: &AnyCase, answers: Answered) {
        self.count(event);
        let Answered { id, answered, expected } = answers;
        let operation = event.call.action();
        let is_same = |group: &Group| {
            group.operation == operation && group.answered == answered && group.expected == expected
        };
        let group = match self.groups.iter().position(is_same) {
            Some(known) => &mut self.groups[known],
            None => {
                let first = First {
                    event: event.number,
                    event_id: event.id.clone(),
                    time: event.time.clone(),
                    instance_id: id,
                    case: case.clone(),
                };
                let remark = answered.as_deref().and_then(|code| unlisted(event, code));
                let explained = vec![0; self.candidates.len()];
                self.groups.push(Group { operation, answered, expected, calls: 0, explained, remark, first });
                let last = self.groups.len() - 1;
                &mut self.groups[last]
            }
        };
        group.calls += 1;
        for number in self.candidates.explaining(case, &event.answer) {
            group.explained[number] += 1;
        }
    }

    fn count(&mut self, event: &TrailEvent) {
        *self.calls.entry(event.call.action()).or_default() += 1;
    }

    pub(super) fn status(&self, trail: &Trail) -> Status {
        match (trail.unreadable.is_empty(), self.groups.is_empty()) {
            (false, _) => Status::Invalid,
            (true, false) => Status::Refused,
            (true, true) if self.calls.is_empty() => Status::Empty,
            (true, true) => Status::Good,
        }
    }

    /// The differences of an operation, the most frequent first.
    fn of(&self, operation: Action) -> Vec<&Group> {
        let mut groups: Vec<&Group> =
            self.groups.iter().filter(|group| group.operation == operation).collect();
        // The sort is stable: among equals the first stays first.
        groups.sort_by_key(|group| std::cmp::Reverse(group.calls));
        groups
    }

    fn differing(&self) -> u64 {
        self.groups.iter().map(|group| group.calls).sum()
    }

    pub(super) fn write(&self, trail: &Trail, skipped: &Skipped, output: &Output) -> Result<(), Failure> {
        for (operation, calls) in &self.calls {
            let groups = self.of(*operation);
            if groups.is_empty() {
                continue;
            }
            let differ: u64 = groups.iter().map(|group| group.calls).sum();
            let name = Text::new().styled(STRONG, operation);
            output.line(name.plain(format_args!("  {differ} of {} differ", counted(*calls, "call"))))?;
            groups.into_iter().try_for_each(|group| self.write_group(group, output))?;
            output.line("")?;
        }
        if !trail.unreadable.is_empty() {
            write_unreadable(trail, output)?;
            output.line("")?;
        }
        if !self.before_any_rule.is_empty() {
            let codes: Vec<String> =
                self.before_any_rule.iter().map(|(code, calls)| format!("{code} {calls}")).collect();
            output.paragraph("", format_args!("answered before any rule: {}", codes.join(", ")))?;
        }
        skipped.write(output)?;
        let calls = counted(self.calls.values().sum::<u64>(), "call");
        let unreadable = match trail.unreadable.len() {
            0 => String::new(),
            unreadable => format!(", {unreadable} unreadable"),
        };
        let (agreed, differ) = (self.agreed, self.differing());
        let summary = format_args!("{calls}, {agreed} agreed, {differ} differ{unreadable}");
        output.line(Text::new().styled(FAINT, summary))
    }

    fn write_group(&self, group: &Group, output: &Output) -> Result<(), Failure> {
        let shown = |answer: &Option<String>| match answer.as_deref() {
            None => "accepted".to_owned(),
            Some("") => "refused".to_owned(),
            Some(code) => code.to_owned(),
        };
        let First { event, event_id, time, instance_id, .. } = &group.first;
        let head = Text::new().styled(BAD, counted(group.calls, "call"));
        output.line(Text::from("  ").text(head))?;
        output.hanging("    answered      ", "                  ", shown(&group.answered))?;
        output.hanging("    expected      ", "                  ", shown(&group.expected))?;
        let name = if event_id.is_empty() { format!("event {event}") } else { event_id.clone() };
        let id = instance_id.as_ref().map(|id| format!(" ({id})")).unwrap_or_default();
        output.hanging("    first         ", "                  ", format_args!("{time} {name}{id}"))?;
        let explanations = self.explanations(group);
        let more = explanations.len().saturating_sub(NAMED);
        let named = explanations.iter().take(NAMED).map(|explained| match explained.calls == group.calls {
            true => explained.by.to_string(),
            false => format!("{} ({} of {})", explained.by, explained.calls, group.calls),
        });
        let named: Vec<String> = named.chain((more > 0).then(|| format!("{more} more"))).collect();
        let text = if named.is_empty() { "nothing in the model".to_owned() } else { named.join("; ") };
        output.hanging("    explained by  ", "                  ", text)?;
        match &group.remark {
            Some(remark) => output.paragraph("    ", remark),
            None => Ok(()),
        }
    }

    /// What explains calls of a group, the most calls first.
    fn explanations(&self, group: &Group) -> Vec<Explanation> {
        let explained = group.explained.iter().enumerate().filter(|(_, calls)| **calls > 0);
        let mut explanations: Vec<Explanation> = explained
            .map(|(number, &calls)| Explanation { by: self.candidates.change(number), calls })
            .collect();
        explanations.sort_by_key(|explanation| std::cmp::Reverse(explanation.calls));
        explanations
    }

    /// The report as JSON.
    pub(super) fn written<'r>(&'r self, trail: &Trail, skipped: &'r Skipped) -> impl Serialize + use<'r> {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Written<'r, U> {
            calls: u64,
            agreed: u64,
            differ: u64,
            before_any_rule: &'r BTreeMap<String, u64>,
            skipped: &'r Skipped,
            unreadable: usize,
            first_unreadable: Vec<U>,
            differences: Vec<Difference<'r>>,
        }

        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Difference<'r> {
            operation: Action,
            answered: &'r Option<String>,
            expected: &'r Option<String>,
            calls: u64,
            explained_by: Vec<Explanation>,
            #[serde(skip_serializing_if = "Option::is_none")]
            remark: Option<&'r str>,
            first: &'r First,
        }

        let difference = |group: &'r Group| Difference {
            operation: group.operation,
            answered: &group.answered,
            expected: &group.expected,
            calls: group.calls,
            explained_by: self.explanations(group),
            remark: group.remark.as_deref(),
            first: &group.first,
        };
        Written {
            calls: self.calls.values().sum(),
            agreed: self.agreed,
            differ: self.differing(),
            before_any_rule: &self.before_any_rule,
            skipped,
            unreadable: trail.unreadable.len(),
            first_unreadable: named_unreadable(trail),
            differences: self.calls.keys().flat_map(|of| self.of(*of)).map(difference).collect(),
        }
    }
}

/// A change of the policy, and the number of calls that it explains.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Explanation {
    #[serde(flatten)]
    by: Change,
    calls: u64,
}

/// What is known about a code that the service answered, if it is not in the error table of the operation.
fn unlisted(event: &TrailEvent, code: &str) -> Option<String> {
    let action = event.call.action();
    if code.is_empty() || action.errors().rows.iter().any(|row| row.code == code) {
        return None;
    }
    let observed = OBSERVED_CODES.iter().find(|known| known.code == code && known.action == action);
    Some(match observed {
        Some(known) => format!("`{code}` is observed on {action}: {}", known.circumstances),
        None => format!("`{code}` is not among the documented errors of {action}"),
    })
}
