//! A difference as Markdown, for a comment on a pull request.

use super::kind::Group;
use super::words::{cases, subject, why};
use crate::exit::Failure;
use crate::output::Output;
use crate::output::number;
use instance_lifecycle::Revision;
use instance_lifecycle::analysis::Diff;

pub(super) fn write(diff: &Diff, revisions: [Revision; 2], output: &Output) -> Result<(), Failure> {
    if diff.is_empty() {
        return output.line("No difference.");
    }
    let summary = diff.summary();
    output.document(&format!(
        "Pairs of rows: **{} loosening**, **{} tightening**, {} neutral.\n\n",
        summary.loosening, summary.tightening, summary.neutral
    ))?;
    for of in &diff.operations {
        output.document(&format!("**{}** ({})\n\n", of.action, cases(of.cases)))?;
        output.line("| change | reason | effect | cases | detail |")?;
        output.line("|---|---|---|---:|---|")?;
        for cause in &of.causes {
            for group in Group::all(&cause.changes) {
                let size = group.size();
                let cells = [
                    subject(cause),
                    why(&cause.why, revisions, false),
                    group.kind.to_string(),
                    number(size.cases),
                    group.detail(),
                ];
                let cells = cells.map(|cell| cell.replace('|', "\\|"));
                output.line(format_args!("| {} |", cells.join(" | ")))?;
            }
        }
        output.line("")?;
    }
    Ok(())
}
