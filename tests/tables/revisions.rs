//! The reconstructed revisions have exactly the changes that the change history dates.

use instance_lifecycle::analysis::{Cause, CauseKind, diff};
use instance_lifecycle::{
    Environment, ErrorKind, ErrorRow, Evidence, HISTORY, Instance, Interpretation, Operation, PageChange,
    Place, Policy, Revision, StopInstance, Strength, explain,
};
use std::collections::BTreeSet;

/// Returns the row of a change as text.
fn text(row: &ErrorRow) -> String {
    format!("{} {}", row.http_status, row.code)
}

/// The rows of a revision that the revision before lacks.
fn added(revision: Revision) -> BTreeSet<String> {
    let table = Operation::StopInstance.errors();
    let column = table.column(revision);
    let new = table
        .rows
        .iter()
        .filter(|row| row.places[column] != Place::Absent && row.places[column - 1] == Place::Absent);
    new.map(text).collect()
}

#[test]
fn a_revision_adds_the_rows_of_its_change() {
    for (revision, expected) in [
        (
            Revision::V2024_12_20,
            &[
                "400 InvalidParameter.Encrypted.KmsNotEnable",
                "403 InvalidOperation.KMSKeyIdNotFound",
                "403 InvalidOperation.KMSServiceNotOpen",
            ][..],
        ),
        (Revision::V2025_03_20, &["403 OperationDenied.SystemInstanceNotSupport"]),
        (Revision::V2025_12_03, &["400 DiskError", "503 LimitedOperation.ServiceUnavailable"]),
    ] {
        let added = added(revision);
        assert_eq!(added.iter().collect::<Vec<_>>(), expected, "{revision}");
        let change = PageChange::of(revision).expect("a dated revision");
        assert_eq!(change.date, revision.as_str());
        let kinds = change.rows.iter().map(|dated| dated.kind);
        let table = Operation::StopInstance.errors();
        let dated = kinds.map(|kind| text(table.row(kind, revision, false).expect("a row of it")));
        assert_eq!(dated.collect::<BTreeSet<_>>(), added, "{revision}");
    }
}

#[test]
fn days_without_a_known_table_have_no_rows() {
    let unknown: Vec<&str> =
        HISTORY.iter().filter(|change| change.revision.is_none()).map(|change| change.date).collect();
    assert_eq!(unknown, ["2021-05-25", "2023-07-17"]);
    assert!(HISTORY.iter().all(|change| change.revision.is_some() != change.rows.is_empty()));
    assert!(HISTORY.is_sorted_by_key(|change| change.date));
}

#[test]
fn reconstructed_revisions_have_the_defaults_of_their_base() {
    for revision in Revision::ALL.iter().filter(|revision| !revision.is_transcribed()) {
        assert_eq!(revision.base(), Revision::V2024_11_14);
        for interpretation in Interpretation::ALL {
            let name = interpretation.name;
            assert_eq!(interpretation.default(*revision), interpretation.default(revision.base()), "{name}");
        }
    }
}

/// Only dated rows are inferred: every other one is on the pages before and after.
#[test]
fn dated_rows_are_inferred_until_a_page_has_them() {
    let table = Operation::StopInstance.errors();
    for (kind, revision, evidence) in [
        (ErrorKind::IncorrectInstanceStatus, Revision::V2025_03_20, Evidence::Documented),
        (ErrorKind::DryRunPassed, Revision::V2025_03_20, Evidence::Borrowed),
        (ErrorKind::KmsNotActivated, Revision::V2024_12_20, Evidence::Inferred),
        (ErrorKind::KmsNotActivated, Revision::V2025_12_03, Evidence::Documented),
        (ErrorKind::SystemInstanceNotSupported, Revision::V2025_03_20, Evidence::Inferred),
        (ErrorKind::DiskError, Revision::V2024_11_14, Evidence::Documented),
        (ErrorKind::DiskError, Revision::V2025_03_20, Evidence::Inferred),
        (ErrorKind::DiskError, Revision::V2025_12_03, Evidence::Documented),
    ] {
        let row = table.row(kind, revision, false).expect("a row of it");
        assert_eq!(row.evidence_in(table.column(revision)), evidence, "{kind} {revision}");
    }
    let managed = Instance { managed_by_product: true, ..Instance::DEFAULT };
    for (revision, evidence) in [
        (Revision::V2024_12_20, None),
        (Revision::V2025_03_20, Some(Evidence::Inferred)),
        (Revision::V2025_12_03, Some(Evidence::Documented)),
    ] {
        let policy = Policy::ecs(revision);
        let explanation = explain(&managed, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy);
        assert_eq!(explanation.violations().next().map(|violation| violation.evidence()), evidence);
    }
    let strength = |kind| HISTORY.iter().flat_map(|change| change.rows).find(|dated| dated.kind == kind);
    assert_eq!(strength(ErrorKind::DiskError).map(|dated| dated.strength), Some(Strength::Unknown));
}

/// Returns a cause as text.
fn cause(cause: &Cause) -> String {
    match &cause.kind {
        CauseKind::NoLongerDecides(rule) => format!("{rule} no longer decides"),
        CauseKind::NewlyDecides(rule) => format!("{rule} newly decides"),
        CauseKind::DifferentAnswer(rule) => format!("{rule} answers differently"),
        CauseKind::AskedLater(rule) => format!("{rule} is asked later"),
        CauseKind::Resource(resource) => format!("{resource} differs"),
    }
}

/// The three KMS rows of 2024-12-20 are raised by no fact.
#[test]
fn consecutive_revisions_differ_by_the_dated_changes() {
    for (from, to, expected) in [
        (Revision::V2024_11_14, Revision::V2024_12_20, &[][..]),
        (Revision::V2024_12_20, Revision::V2025_03_20, &["managed-by-product newly decides"]),
    ] {
        let diff = diff(&Policy::ecs(from), &Policy::ecs(to)).expect("within the budget");
        let causes = diff.operations.iter().flat_map(|of| of.causes.iter().map(cause));
        assert_eq!(causes.collect::<Vec<_>>(), expected, "{from} to {to}");
    }
}
