//! A difference as a comment on a pull request.

use super::kind::{Group, subject};
use super::{number, percent, why};
use crate::output::{Failure, Output};
use instance_lifecycle::analysis::Diff;

pub(super) fn write(diff: &Diff, output: &Output) -> Result<(), Failure> {
    if diff.is_empty() {
        return output.line("No case is decided differently.");
    }
    let summary = diff.summary();
    output.line(format_args!(
        "Pairs of rows: **{} loosening**, **{} tightening**, {} neutral.\n",
        summary.loosening, summary.tightening, summary.neutral
    ))?;
    for of in &diff.operations {
        output.line(format_args!("**{}** ({} cases)\n", of.operation, number(of.cases)))?;
        output.line("| what | why | becomes | cases | share | detail |")?;
        output.line("|---|---|---|---:|---:|---|")?;
        for cause in &of.causes {
            for group in Group::all(&cause.changes) {
                let size = group.size();
                let cells = [
                    subject(&cause.subject),
                    why(&cause.why, false),
                    group.kind.name().to_owned(),
                    number(size.cases),
                    percent(size.share()),
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
