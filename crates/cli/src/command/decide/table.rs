//! Answers as a table, one line each. The widths are fixed, so that no answer is held back.

use super::arguments::Only;
use crate::exit::Failure;
use crate::output::{BAD, FAINT, GOOD, OTHER, Output, STRONG, Style, Text, counted};
use crate::verdict::Verdict;
use instance_lifecycle::Action;
use instance_lifecycle::batch::BatchRejection;
use instance_lifecycle_wire::{Answer, BatchAnswer, BatchCase, Case, Outcome};

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
    let id = match &case.id {
        Some(id) => id,
        None if case.request.creates() => "(new)",
        None => "(no id)",
    };
    let outcome = match outcome {
        "already done" => "done",
        "dry run passed" => "dry run",
        other => other,
    };
    let end = warned(end, answer.warnings.len());
    let action = case.request.operation().action();
    write_line(id, action, (style, outcome), end, has_operation, output)
}

/// Writes a line for each instance of a batch whose outcome is asked for.
pub(super) fn write_batch(
    case: &BatchCase,
    answer: &BatchAnswer<'_>,
    only: Option<Only>,
    has_operation: bool,
    output: &Output,
) -> Result<(), Failure> {
    let asked = |outcome: &str| only.is_none_or(|only| only.admits(outcome));
    let action = case.request.action();
    let write = |id: &str, cell: (Style, &str), end: Text| match asked(cell.1) {
        true => write_line(id, action, cell, end, has_operation, output),
        false => Ok(()),
    };
    let rejection = match (&answer.malformed, &answer.outcome) {
        (Some(malformed), _) => {
            let code = malformed.error.code;
            return case.ids.iter().try_for_each(|id| write(id, (BAD, "refused"), Text::from(code)));
        }
        (None, Err(rejection)) => rejection,
        (None, Ok(items)) => {
            return items.iter().try_for_each(|item| {
                let (cell, end) = match item.outcome() {
                    Ok(plan) if plan.is_already_done() => {
                        ((OTHER, "done"), kept(plan.path().to.as_str(), None))
                    }
                    Ok(plan) => ((GOOD, "planned"), kept(plan.path().to.as_str(), Verdict::of(&plan))),
                    Err(violation) => ((BAD, "refused"), Text::from(violation.error().code)),
                };
                write(item.id, cell, warned(end, item.warnings().count()))
            });
        }
    };
    let cell = match rejection {
        BatchRejection::DryRunPassed(_) => (OTHER, "dry run"),
        _ => (BAD, "refused"),
    };
    let code = rejection.error().map_or("", |error| error.code);
    case.ids.iter().try_for_each(|id| match rejection {
        // The instances are decided together.
        BatchRejection::Item { id: because, .. } if because != id => {
            write(id, cell, Text::from(format_args!("because of {because}")))
        }
        BatchRejection::DryRunPassed(_) => write(id, cell, Text::new()),
        _ => write(id, cell, Text::from(code)),
    })
}

/// The end of a line with the number of warnings: their names would not fit beside the rest.
fn warned(end: Text, warnings: usize) -> Text {
    match warnings {
        0 => end,
        warnings => end.plain(GAP).styled(OTHER, counted(warnings, "warning")),
    }
}

fn write_line(
    id: &str,
    action: Action,
    (style, outcome): (Style, &str),
    end: Text,
    has_operation: bool,
    output: &Output,
) -> Result<(), Failure> {
    let cells = [Text::new().styled(STRONG, id), Text::from(action), Text::new().styled(style, outcome)];
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
