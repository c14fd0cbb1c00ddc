//! Answers as a table, one line each. The widths are fixed, so that no answer is held back.

use crate::exit::Failure;
use crate::output::{BAD, FAINT, GOOD, OTHER, Output, STRONG, Text, counted};
use crate::verdict::Verdict;
use instance_lifecycle_wire::{Answer, Case, Outcome};

/// The columns of an id and of an operation. Longer ones move the rest of their line.
const ID: usize = 22;
const OPERATION: usize = 14;
const OUTCOME: usize = 8;
const STATUS: usize = 8;
const KEEPS: [(&str, usize); 3] = [("address", 7), ("data", 4), ("place", 5)];
const GAP: &str = "  ";

pub(super) fn write_head(has_operation: bool, output: &Output) -> Result<(), Failure> {
    let faint = |name: &str| Text::new().styled(FAINT, name);
    let end = KEEPS.iter().fold(faint("ends").padded(STATUS), |line, (name, width)| {
        line.plain(GAP).text(faint(name).padded(*width))
    });
    output.line(line(["instance", "operation", "outcome"].map(faint), end, has_operation))
}

pub(super) fn write(
    case: &Case,
    answer: &Answer<'_>,
    outcome: &str,
    has_operation: bool,
    output: &Output,
) -> Result<(), Failure> {
    let (style, end) = match &answer.outcome {
        Outcome::Planned(plan) => (GOOD, kept(plan.path().to.as_str(), Verdict::of(plan))),
        Outcome::DryRunPassed(pass) => {
            let plan = pass.plan();
            (OTHER, kept(plan.path().to.as_str(), Verdict::of(&plan)))
        }
        Outcome::AlreadyDone(plan) => (OTHER, kept(plan.path().to.as_str(), None)),
        Outcome::Rejected(_, violations) => {
            (BAD, Text::from(violations.first().map_or("", |violation| violation.error().code)))
        }
        Outcome::Malformed(malformed) => (BAD, Text::from(malformed.error.code)),
    };
    // Their names would not fit beside the rest.
    let end = match answer.warnings.len() {
        0 => end,
        warnings => end.plain(GAP).styled(OTHER, counted(warnings, "warning")),
    };
    let outcome = match outcome {
        "already done" => "done",
        "dry run passed" => "dry run",
        other => other,
    };
    let id = match &case.id {
        Some(id) => id,
        None if case.request.creates() => "(new)",
        None => "(no id)",
    };
    let cells = [
        Text::new().styled(STRONG, id),
        Text::from(case.request.operation()),
        Text::new().styled(style, outcome),
    ];
    // A line that is too long is wrapped before its code.
    output.hanging("", "    ", line(cells, end, has_operation))
}

/// The cells of a line; the operation is left out if the arguments name it.
fn line([id, operation, outcome]: [Text; 3], end: Text, has_operation: bool) -> Text {
    let line = id.padded(ID).plain(GAP);
    let line = if has_operation { line } else { line.text(operation.padded(OPERATION)).plain(GAP) };
    line.text(outcome.padded(OUTCOME)).plain(GAP).text(end).trimmed()
}

/// The status at the end, and whether a stop keeps the address, the data and the place.
fn kept(status: &str, verdict: Option<Verdict>) -> Text {
    let status = Text::from(status).padded(STATUS);
    let Some(verdict) = verdict else { return status };
    KEEPS.iter().zip(verdict.keeps()).fold(status, |line, ((_, width), is_kept)| {
        let (style, word) = if is_kept { (GOOD, "kept") } else { (OTHER, "risk") };
        line.plain(GAP).text(Text::new().styled(style, word).padded(*width))
    })
}
