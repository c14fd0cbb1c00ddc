//! A difference for a person at a terminal.

use super::kind::{Group, Kind, resources, subject};
use super::{number, percent, why};
use crate::output::{BAD, FAINT, Failure, GOOD, OTHER, Output, STRONG};
use instance_lifecycle::Condition;
use instance_lifecycle::analysis::{Cause, Change, Diff, Difference, Direction};

pub(super) fn write(diff: &Diff, all: bool, output: &Output) -> Result<(), Failure> {
    if diff.is_empty() {
        return output.line("no difference");
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
        let told = |direction, what| {
            let size = of.size(direction);
            format!("{} cases ({}) {what}", number(size.cases), percent(size.share()))
        };
        let loosened = told(Direction::Loosening, "carried out now");
        let tightened = told(Direction::Tightening, "refused now");
        output.hanging("  ", "    ", &format!("in all {loosened}, {tightened}"))?;
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
    output.hanging("  ", "    ", &format!("{} {reason}", subject(&cause.subject)))?;
    let groups = Group::all(&cause.changes);
    // Another error beside a plan or a refusal only follows from it.
    let is_consequence = |group: &Group<'_>| group.kind == Kind::AnotherError && groups.len() > 1;
    for group in &groups {
        let style = match group.kind {
            Kind::RefusalToPlan => GOOD,
            Kind::PlanToRefusal => BAD,
            Kind::AnotherError | Kind::OtherResources | Kind::TextOnly => OTHER,
        };
        let size = group.size();
        let what = output.styled(style, format!("-> {:<13}", group.kind.name()));
        let (cases, share) = (number(size.cases), percent(size.share()));
        let detail = if is_consequence(group) { String::new() } else { group.detail() };
        output.hanging("    ", "        ", &format!("{what} {cases:>11} {share:>8}  {detail}"))?;
        if all {
            group.changes.iter().try_for_each(|change| write_change(change, output))?;
        }
    }
    Ok(())
}

/// One pair of rows.
fn write_change(change: &Change, output: &Output) -> Result<(), Failure> {
    let others = match &change.difference {
        Difference::AnotherPlan { resources: others, .. } if !others.is_empty() => {
            format!("; other: {}", resources(others))
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
