//! Answers to batches as people read them.

use super::answer::write_granted;
use crate::output::{BAD, Failure, GOOD, OTHER, Output, STRONG};
use instance_lifecycle::{BatchRejection, Status};
use instance_lifecycle_wire::{BatchAnswer, BatchCase};

/// What the batch counts as.
pub(super) fn outcome(answer: &BatchAnswer<'_>) -> &'static str {
    match &answer.outcome {
        Err(BatchRejection::DryRunPassed(_)) => "dry run passed",
        _ if answer.is_planned() => "planned",
        _ => "refused",
    }
}

pub(super) fn write(
    case: &BatchCase,
    answer: &BatchAnswer<'_>,
    assumptions: &[&str],
    output: &Output,
) -> Result<(), Failure> {
    let verdict = match (outcome(answer), &answer.outcome) {
        ("planned", _) => output.styled(GOOD, "planned"),
        ("refused", Ok(items)) => {
            let refused = items.iter().filter(|item| item.outcome().is_err()).count();
            output.styled(OTHER, format!("{} planned, {refused} refused", items.len() - refused))
        }
        ("refused", Err(_)) => output.styled(BAD, "refused"),
        (other, _) => output.styled(OTHER, other),
    };
    let ids = match case.ids.len() {
        1 => "1 instance".to_owned(),
        many => format!("{many} instances"),
    };
    output.line(format_args!("{}  {}  {verdict}", output.styled(STRONG, ids), case.request.action()))?;
    match &answer.outcome {
        Ok(items) => {
            let mut table = output.table(&["instance", "code", "before", "after"]);
            for item in items {
                let status = |status: Option<Status>| status.map_or("", Status::as_str);
                let (before, after) = (status(item.previous_status()), status(item.current_status()));
                table.add_row([item.id, item.code(), before, after]);
            }
            output.print(&table)?;
        }
        Err(rejection) => {
            if let BatchRejection::Item { id, .. } = rejection {
                output.line(format_args!("  for {id}, and so nothing is done"))?;
            }
            if let Some(error) = rejection.error() {
                output.line(format_args!("  {} {}", error.http_status, error.code))?;
            }
            output.paragraph("  ", &rejection.to_string())?;
        }
    }
    write_granted(assumptions, output)?;
    output.line("")
}
