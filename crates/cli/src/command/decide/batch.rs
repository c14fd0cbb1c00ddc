//! Answers to batches as text.

use super::answer::{
    write_assumptions, write_ignored, write_malformed, write_newest, write_refusal, write_warnings,
};
use super::explanation::write_items;
use crate::assumptions::Assumptions;
use crate::consequence::OtherAnswer;
use crate::exit::Failure;
use crate::output::{BAD, GOOD, OTHER, Output, STRONG, Table, Text, counted};
use instance_lifecycle::batch::BatchRejection;
use instance_lifecycle::{Policy, Revision, Status};
use instance_lifecycle_wire::{BatchAnswer, BatchCase};

/// The outcome that the batch is counted as.
pub(super) fn outcome(answer: &BatchAnswer<'_>) -> &'static str {
    match &answer.outcome {
        _ if answer.malformed.is_some() => "refused",
        Err(BatchRejection::DryRunPassed(_)) => "dry run passed",
        _ if answer.is_planned() => "planned",
        _ => "refused",
    }
}

/// Writes the answer; under the policy that is to be explained, with the violations of each instance.
pub(super) fn write(
    case: &BatchCase,
    answer: &BatchAnswer<'_>,
    explained: Option<&Policy>,
    newest: Option<(Revision, &OtherAnswer)>,
    assumptions: &Assumptions,
    output: &Output,
) -> Result<(), Failure> {
    let (style, verdict) = match (outcome(answer), &answer.outcome) {
        _ if answer.malformed.is_some() => (BAD, "refused".to_owned()),
        ("planned", _) => (GOOD, "planned".to_owned()),
        ("refused", Ok(items)) => {
            let refused = items.iter().filter(|item| item.outcome().is_err()).count();
            (OTHER, format!("{} planned, {refused} refused", items.len() - refused))
        }
        ("refused", Err(_)) => (BAD, "refused".to_owned()),
        (other, _) => (OTHER, other.to_owned()),
    };
    let heading = Text::new().styled(STRONG, counted(case.ids.len(), "instance")).plain("  ");
    output.line(heading.plain(case.request.action()).plain("  ").styled(style, verdict))?;
    if let Some(malformed) = &answer.malformed {
        write_malformed(malformed, output)?;
        write_ignored(&case.notes, output)?;
        write_newest(newest, output)?;
        return output.line("");
    }
    match &answer.outcome {
        Ok(items) => {
            let mut table = Table::new(["instance", "code", "before", "after"]);
            for item in items {
                let status = |status: Option<Status>| status.map_or("", Status::as_str);
                let (before, after) = (status(item.previous_status()), status(item.current_status()));
                table.add([item.id, item.code(), before, after].map(Text::from));
            }
            output.table(&table)?;
            for item in items.iter().filter(|item| item.outcome().is_ok()) {
                let warnings: Vec<_> = item.warnings().collect();
                write_warnings(&format!("{}, ", item.id), &warnings, output)?;
            }
        }
        Err(rejection) => {
            if let BatchRejection::Item { id, .. } = rejection {
                output.paragraph("  ", format_args!("because of {id}; no instance is changed"))?;
            }
            if let Some(error) = rejection.error() {
                output.line(format_args!("  {} {}", error.http_status, error.code))?;
            }
            output.paragraph("  ", rejection)?;
            if let Some(first) = answer.violations.first().filter(|_| explained.is_none()) {
                write_refusal(first, &answer.violations, output)?;
            }
        }
    }
    if let Some(policy) = explained {
        write_items(case, answer, policy, output)?;
    }
    write_ignored(&case.notes, output)?;
    write_newest(newest, output)?;
    write_assumptions(assumptions, output)?;
    output.line("")
}
