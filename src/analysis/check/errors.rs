//! Documented errors that no case is answered with.

use super::{Finding, Kind, Severity, Unraised};
use crate::analysis::partition::Partition;
use crate::analysis::rules::{Answer, Rules, Why};
use crate::error::{ErrorKind, ErrorRow};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// The rows of the catalogue that no case is answered with.
pub(super) fn nobody_raises(partition: &Partition) -> Vec<Finding> {
    let rules = partition.rules();
    let table = rules.operation.errors();
    if table.revisions.is_empty() {
        return Vec::new();
    }
    let rows = table.of(table.column(rules.revision)).map(|(_, row)| row);
    let unraised = rows.filter(|row| row.kind != ErrorKind::DryRunPassed && !is_raised(partition, row));
    let findings = unraised.map(|row| {
        let why = why(partition, row);
        let severity = if why == Unraised::NoRow { Severity::Error } else { Severity::Note };
        let error = Answer {
            http_status: row.http_status,
            code: Cow::Borrowed(row.code),
            message: Cow::Borrowed(row.message),
            expected: Vec::new(),
            kind: Some(row.kind),
        };
        Finding::of(rules.operation, severity, Kind::NobodyRaises { error, why })
    });
    findings.collect()
}

fn is_row(answer: &Answer, row: &ErrorRow) -> bool {
    (answer.http_status, &*answer.code, &*answer.message) == (row.http_status, row.code, row.message)
}

/// The places of the rows that answer a row of the catalogue.
fn raising<'p>(rules: &'p Rules, row: &'p ErrorRow) -> impl Iterator<Item = usize> + 'p {
    let refusals = rules.refusals.iter().enumerate();
    refusals.filter(|(_, refusal)| is_row(&refusal.verdict, row)).map(|(place, _)| place)
}

fn is_raised(partition: &Partition, row: &ErrorRow) -> bool {
    raising(partition.rules(), row).any(|place| !partition.part(place).cubes.is_empty())
}

fn why(partition: &Partition, row: &ErrorRow) -> Unraised {
    let rules = partition.rules();
    if let Some(reason) = row.dormant(rules.operation) {
        return Unraised::Dormant(reason);
    }
    let hidden: Vec<_> = raising(rules, row).map(|place| rules.row_name(place)).collect();
    if !hidden.is_empty() {
        return Unraised::Hidden(hidden);
    }
    if rules.refusals.iter().any(|refusal| refusal.verdict.kind == Some(row.kind)) {
        return Unraised::AnotherText;
    }
    let silent = || rules.silent.iter().filter(|silent| silent.kind == Some(row.kind));
    if let Some(left_out) = silent().find(|silent| silent.why.contains(&Why::LeftOut)) {
        return Unraised::LeftOut(left_out.name.clone());
    }
    let mut interpretations: Vec<&'static str> = Vec::new();
    for why in silent().flat_map(|silent| &silent.why) {
        if let Why::Interpretation(interpretation) = why
            && !interpretations.contains(&interpretation.name)
        {
            interpretations.push(interpretation.name);
        }
    }
    if interpretations.is_empty() { Unraised::NoRow } else { Unraised::Interpretations(interpretations) }
}
