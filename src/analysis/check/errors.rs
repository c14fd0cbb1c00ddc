//! Unreachable errors: documented errors that no case raises.

use super::{Checked, Finding, FindingKind, Found, Severity, UnreachableReason};
use crate::analysis::BudgetError;
use crate::analysis::partition::Partition;
use crate::analysis::rules::{ErrorAnswer, InactiveReason, Rules};
use crate::analysis::subtract::Meter;
use crate::error::{ErrorKind, ErrorRow};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// Finds the rows of the catalogue that no case raises.
pub(super) fn unreachable_errors(
    checked: &Checked<'_>,
    found: &mut Found,
    meter: &Meter,
) -> Result<(), BudgetError> {
    let Checked { partition, reachable, .. } = checked;
    let rules = partition.rules();
    let table = rules.operation.errors();
    if table.revisions.is_empty() {
        return Ok(());
    }
    let mut all_known = Ok(());
    for (_, row) in table.of(table.column(rules.revision)) {
        if row.kind == ErrorKind::DryRunPassed {
            continue;
        }
        if raising(rules, row).any(|index| reachable[index] == Some(true)) {
            continue;
        }
        if let Some(index) = raising(rules, row).find(|&index| reachable[index].is_none()) {
            found.at = Some(rules.row_name(index).rule);
            all_known = Err(meter.exceeded());
            continue;
        }
        let reason = reason(partition, row);
        let severity = if reason == UnreachableReason::NoRow { Severity::Error } else { Severity::Note };
        let error = ErrorAnswer {
            http_status: row.http_status,
            code: Cow::Borrowed(row.code),
            message: Cow::Borrowed(row.message),
            expected: Vec::new(),
            kind: Some(row.kind),
            retryable: false,
        };
        found.findings.push(Finding::new(
            rules.operation,
            severity,
            FindingKind::UnreachableError { error, reason },
        ));
    }
    all_known
}

fn is_row(answer: &ErrorAnswer, row: &ErrorRow) -> bool {
    (answer.http_status, &*answer.code, &*answer.message) == (row.http_status, row.code, row.message)
}

/// Returns the indices of the rows that raise an error of the catalogue.
fn raising<'p>(rules: &'p Rules, row: &'p ErrorRow) -> impl Iterator<Item = usize> + 'p {
    let refusals = rules.refusals.iter().enumerate();
    refusals.filter(|(_, refusal)| is_row(&refusal.verdict, row)).map(|(index, _)| index)
}

fn reason(partition: &Partition, row: &ErrorRow) -> UnreachableReason {
    let rules = partition.rules();
    if let Some(reason) = row.dormant(rules.operation) {
        return UnreachableReason::Dormant(reason);
    }
    let shadowed: Vec<_> = raising(rules, row).map(|index| rules.row_name(index)).collect();
    if !shadowed.is_empty() {
        return UnreachableReason::Shadowed(shadowed);
    }
    if rules.refusals.iter().any(|refusal| refusal.verdict.kind == Some(row.kind)) {
        return UnreachableReason::OtherMessage;
    }
    let inactive = || rules.inactive.iter().filter(|inactive| inactive.kind == Some(row.kind));
    if let Some(left_out) = inactive().find(|row| row.why.contains(&InactiveReason::LeftOut)) {
        return UnreachableReason::LeftOut(left_out.name.clone());
    }
    let mut interpretations: Vec<&'static str> = Vec::new();
    for why in inactive().flat_map(|row| &row.why) {
        if let InactiveReason::Interpretation(interpretation) = why
            && !interpretations.contains(&interpretation.name)
        {
            interpretations.push(interpretation.name);
        }
    }
    if interpretations.is_empty() {
        UnreachableReason::NoRow
    } else {
        UnreachableReason::Interpretations(interpretations)
    }
}
