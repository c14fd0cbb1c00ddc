//! A difference as text: every cause of every operation, with every pair of rows.

use super::examples::Examples;
use super::kind::{Group, resources};
use super::words::{Detail, Total, cases, subject, uncounted, why};
use crate::exit::Failure;
use crate::output::{BAD, FAINT, GOOD, OTHER, Output, STRONG, Text, counted};
use instance_lifecycle::Revision;
use instance_lifecycle::analysis::{Cause, Change, Diff, Difference, Direction};
use instance_lifecycle::plan::ChangeKind;

pub(super) fn write(
    diff: &Diff,
    revisions: [Revision; 2],
    examples: &Examples,
    output: &Output,
) -> Result<(), Failure> {
    if diff.is_empty() {
        return output.line("no differences");
    }
    for (place, of) in diff.operations.iter().enumerate() {
        if place > 0 {
            output.line("")?;
        }
        let heading = Text::new().styled(STRONG, of.action);
        output.line(heading.plain(format_args!("  {}", cases(of.cases))))?;
        for cause in &of.causes {
            write_cause(cause, revisions, examples, output)?;
        }
        let [loosened, tightened] = [Direction::Loosening, Direction::Tightening].map(|direction| {
            let (cases, uncounted) = (of.size(direction).cases, of.uncounted(direction));
            counted(Total { cases, uncounted: uncounted + of.unsearched }.long(), "case")
        });
        output.hanging(
            "  ",
            "    ",
            format_args!("total: {loosened} newly allowed, {tightened} newly refused"),
        )?;
    }
    if let Some(text) = uncounted(diff) {
        output.hanging("", "  ", Text::new().styled(FAINT, text))?;
    }
    let summary = diff.summary();
    output.line(Text::new().styled(
        FAINT,
        format_args!(
            "pairs of rows: {} loosening, {} tightening, {} neutral",
            summary.loosening, summary.tightening, summary.neutral
        ),
    ))
}

fn write_cause(
    cause: &Cause,
    revisions: [Revision; 2],
    examples: &Examples,
    output: &Output,
) -> Result<(), Failure> {
    let heading = Text::from(subject(cause)).plain(' ');
    let reason = format!("({})", why(&cause.why, revisions, Detail::Full));
    output.hanging("  ", "    ", heading.styled(FAINT, reason))?;
    let groups = Group::all(&cause.changes);
    // Beside a plan or a refusal, another error is only a consequence.
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
        let count = if group.is_all() { "all cases".to_owned() } else { group.total().short() };
        let detail = if is_consequence(group) { String::new() } else { group.detail(examples) };
        let line = Text::new().styled(style, format_args!("-> {:<15}", group.kind));
        output.hanging("    ", "        ", line.plain(format_args!(" {count:>11}  {detail}")))?;
        group.changes.iter().try_for_each(|change| write_change(change, output))?;
    }
    Ok(())
}

/// Writes a pair of rows.
fn write_change(change: &Change, output: &Output) -> Result<(), Failure> {
    let others = match &change.difference {
        Difference::OtherPlan { resources: others, .. } if !others.is_empty() => {
            format!("; also {}", resources(others))
        }
        _ => String::new(),
    };
    let line = format!(
        "{} -> {}  {} when {}{others}",
        change.from,
        change.to,
        change.size.map_or_else(|| "uncounted cases".to_owned(), |size| cases(size.cases)),
        change.when
    );
    output.hanging("      ", "        ", line)
}
