//! The text output of `diff`.

use super::kind::{Group, cause as words, resources};
use super::{number, percent, why};
use crate::output::{BAD, FAINT, Failure, GOOD, OTHER, Output, STRONG};
use instance_lifecycle::analysis::{Cause, Change, Diff, Difference, Direction};
use instance_lifecycle::{ChangeKind, Condition};

pub(super) fn write(diff: &Diff, all: bool, output: &Output) -> Result<(), Failure> {
    if diff.is_empty() {
        return output.line("no differences");
    }
    for (place, of) in diff.operations.iter().enumerate() {
        if place > 0 {
            output.line("")?;
        }
        let operation = output.styled(STRONG, of.operation);
        output.line(format_args!("{operation}  {} cases", number(of.cases)))?;
        for cause in &of.causes {
            write_cause(cause, all, output)?;
        }
        let total = |direction, what| {
            let size = of.size(direction);
            format!("{} cases ({}) {what}", number(size.cases), percent(size))
        };
        let loosened = total(Direction::Loosening, "newly allowed");
        let tightened = total(Direction::Tightening, "newly refused");
        output.hanging("  ", "    ", &format!("total: {loosened}, {tightened}"))?;
    }
    let summary = diff.summary();
    output.line(output.styled(
        FAINT,
        format!(
            "pairs of rows: {} loosening, {} tightening, {} neutral",
            summary.loosening, summary.tightening, summary.neutral
        ),
    ))
}

fn write_cause(cause: &Cause, all: bool, output: &Output) -> Result<(), Failure> {
    let reason = output.styled(FAINT, format!("({})", why(&cause.why, all)));
    output.hanging("  ", "    ", &format!("{} {reason}", words(&cause.kind)))?;
    let groups = Group::all(&cause.changes);
    // Other errors of the same cause are consequences of the plan or refusal.
    let is_consequence = |group: &Group<'_>| group.kind == ChangeKind::OtherError && groups.len() > 1;
    for group in &groups {
        let style = match group.kind {
            ChangeKind::RefusalToPlan => GOOD,
            ChangeKind::PlanToRefusal => BAD,
            ChangeKind::OtherError
            | ChangeKind::OtherPlan
            | ChangeKind::OtherResources
            | ChangeKind::OtherMessage => OTHER,
        };
        let size = group.size();
        let what = output.styled(style, format!("{:<15}", group.kind));
        let (cases, share) = (number(size.cases), percent(size));
        let detail = if is_consequence(group) { String::new() } else { group.detail() };
        output.hanging("    ", "        ", &format!("{what} {cases:>11} {share:>8}  {detail}"))?;
        if all {
            group.changes.iter().try_for_each(|change| write_change(change, output))?;
        }
    }
    Ok(())
}

/// Writes the change of one pair of rows.
fn write_change(change: &Change, output: &Output) -> Result<(), Failure> {
    let others = match &change.difference {
        Difference::OtherPlan { resources: others, .. } if !others.is_empty() => {
            format!("; other resources: {}", resources(others))
        }
        _ => String::new(),
    };
    let line = format!(
        "{} -> {}  {} cases when {}{others}",
        change.from,
        change.to,
        number(change.size.cases),
        Condition(&change.when)
    );
    output.hanging("      ", "        ", &line)
}
