//! The Markdown output of `diff`, suitable for a comment on a pull request.

use super::kind::{Group, cause as words};
use super::{number, percent, why};
use crate::output::{Failure, Output};
use instance_lifecycle::analysis::Diff;

pub(super) fn write(diff: &Diff, output: &Output) -> Result<(), Failure> {
    if diff.is_empty() {
        return output.line("No differences.");
    }
    let summary = diff.summary();
    output.line(format_args!(
        "Pairs of rows: **{} loosening**, **{} tightening**, {} neutral.\n",
        summary.loosening, summary.tightening, summary.neutral
    ))?;
    for of in &diff.operations {
        output.line(format_args!("**{}** ({} cases)\n", of.operation, number(of.cases)))?;
        output.line("| cause | reason | change | cases | share | detail |")?;
        output.line("|---|---|---|---:|---:|---|")?;
        for cause in &of.causes {
            for group in Group::all(&cause.changes) {
                let size = group.size();
                let cells = [
                    words(&cause.kind),
                    why(&cause.why, false),
                    group.kind.to_string(),
                    number(size.cases),
                    percent(size),
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
