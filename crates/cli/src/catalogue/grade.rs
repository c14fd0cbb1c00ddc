//! The evidence of rows in words.

use instance_lifecycle::Revision;
use instance_lifecycle::errors::{ErrorRow, HISTORY};

/// The evidence of a row in a revision of the page: with the month after which the row holds if it does
/// not hold from the start, and with the strength of its date if the page is reconstructed.
pub(crate) fn grade(row: &ErrorRow, column: usize) -> String {
    let evidence = row.evidence_in(column);
    let name = evidence.as_str().to_ascii_lowercase();
    if evidence != row.evidence {
        let strength = HISTORY.iter().flat_map(|change| change.rows).find(|dated| dated.kind == row.kind);
        return strength.map_or(name.clone(), |dated| format!("{name}-{}", dated.strength));
    }
    let is_before =
        |revision: &&Revision| revision.is_transcribed() && row.since.is_some_and(|since| **revision < since);
    match Revision::ALL.iter().rfind(is_before).and_then(|revision| revision.as_str().get(..7)) {
        Some(month) => format!("{name}-after-{month}"),
        None => name,
    }
}
