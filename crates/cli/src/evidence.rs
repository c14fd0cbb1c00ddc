//! Evidence in words.

use instance_lifecycle::Revision;
use instance_lifecycle::errors::ErrorRow;
use instance_lifecycle::policy::interpretations::Interpretation;
use instance_lifecycle::rules::{Evidence, PolicyRow};

/// The name of an evidence, in lower case.
pub(crate) fn lower(evidence: Evidence) -> String {
    evidence.as_str().to_lowercase()
}

/// The evidence of a row, with the month after which it holds if it does not hold from the start.
pub(crate) fn grade(row: &ErrorRow) -> String {
    let evidence = lower(row.evidence);
    let before = row.since.and_then(|since| Revision::ALL.iter().rfind(|revision| **revision < since));
    match before.and_then(|revision| revision.as_str().get(..7)) {
        Some(month) => format!("{evidence}-after-{month}"),
        None => evidence,
    }
}

/// The evidence of an answer, with the interpretations that the deciding row depends on.
pub(crate) fn describe(evidence: Evidence, row: Option<&PolicyRow<'_>>) -> String {
    let text = match evidence {
        Evidence::Documented => "documented",
        Evidence::Borrowed => "documented for sister operations",
        Evidence::Observed => "observed in public reports",
        Evidence::Inferred => "inferred from the vendor's documents",
        Evidence::Contradicted => "the vendor's documents disagree",
        Evidence::Own => "custom rule of the policy",
    };
    let ids = row.map(interpretations).unwrap_or_default();
    if ids.is_empty() {
        text.to_owned()
    } else {
        format!("{text}, see `lifecycle interpretations` {}", ids.join(", "))
    }
}

/// The ids of the interpretations that a row depends on.
fn interpretations(row: &PolicyRow<'_>) -> Vec<&'static str> {
    let condition = row.condition().to_string();
    let names = condition.split("interpretation.").skip(1).filter_map(|rest| rest.split(':').next());
    names.filter_map(|name| Interpretation::named(name).ok()).map(|found| found.id).collect()
}
