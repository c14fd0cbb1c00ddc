//! The reconstructed revisions have exactly the changes that the change history dates.

use instance_lifecycle::analysis::{Cause, CauseKind, ChangeReason, diff};
use instance_lifecycle::errors::{ErrorKind, ErrorRow, HISTORY, PageChange, Place, Strength};
use instance_lifecycle::policy::interpretations::Interpretation;
use instance_lifecycle::rules::Evidence;
use instance_lifecycle::{Environment, Instance, Operation, Policy, Revision, StopInstance, explain};
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
    let managed = Instance::DEFAULT.with(|it| it.managed_by_product = true);
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

/// The rules that differ between two revisions because the page of the operation or its source changed,
/// or because the interpretation named behind them has another default. The three KMS rows of 2024-12-20 are
/// raised by no fact.
#[rustfmt::skip] // a table: one line a rule
const CHANGES: &[(Revision, Revision, &[&str])] = &[
    (Revision::V2021_01, Revision::V2024_11_14, &[
        "StopInstance: confirm-stop newly decides (R3)",
        "StopInstance: hibernation-not-enabled newly decides (R21, page)",
        "StopInstance: hibernation-forbids newly decides (R21, page)",
        "StopInstance: kms-key-untagged newly decides (page)",
        "StopInstance: kms-key-not-enabled newly decides (page)",
        "StopInstance: hibernate-subscription newly decides (R21)",
        "StopInstance: LocalDisks differs (R15)",
        "StopInstance: hibernate-economically newly decides (R21)",
        "StopInstance: hibernate-in-standard-mode newly decides (R21)",
        "StartInstance: LocalDisks differs (R15)",
        "ReActivateInstances: LocalDisks differs (R15)",
    ]),
    (Revision::V2024_11_14, Revision::V2024_12_20, &[]),
    (Revision::V2024_12_20, Revision::V2025_03_20, &["StopInstance: managed-by-product newly decides (page)"]),
    (Revision::V2025_03_20, Revision::V2025_12_03, &[
        "StopInstance: security-lock no longer decides (R2)",
        "StopInstance: status-not-running answers differently (R4)",
        "StopInstance: disk-status answers differently (page)",
        "StopInstance: confirm-stop no longer decides (R3)",
        "StopInstance: hibernation-forbids no longer decides (R6)",
        "StopInstance: economical-classic no longer decides (R1)",
        "StopInstance: economical-subscription no longer decides (R1)",
        "StopInstance: economical-local-disk no longer decides (R1)",
        "StopInstance: economical-spot no longer decides (R1, R6)",
        "StopInstance: ImageLicence differs (R13)",
        "StopInstance: stop-in-standard-mode no longer decides (R6)",
        "StartInstance: status-not-stopped answers differently (R4)",
        "StartInstance: ImageLicence differs (R13)",
        "RebootInstance: status-not-running answers differently (R4)",
        "DeleteInstance: status-not-stopped answers differently (R4)",
        "DeleteInstance: status-in-transit answers differently (R4)",
        "DeleteInstance: ImageLicence differs (R13)",
        "ReActivateInstances: status-not-stopped answers differently (R4)",
        "ReActivateInstances: ImageLicence differs (R13)",
    ]),
];

#[test]
fn consecutive_revisions_differ_by_the_dated_changes() {
    let pairs: Vec<(Revision, Revision)> = CHANGES.iter().map(|(from, to, _)| (*from, *to)).collect();
    let consecutive: Vec<(Revision, Revision)> =
        Revision::ALL.windows(2).map(|pair| (pair[0], pair[1])).collect();
    assert_eq!(pairs, consecutive);
    for (from, to, expected) in CHANGES {
        let diff = diff(&Policy::ecs(*from), &Policy::ecs(*to)).expect("within the budget");
        let causes = diff.operations.iter().flat_map(|of| {
            of.causes.iter().map(move |one| format!("{}: {} ({})", of.operation, cause(one), reasons(one)))
        });
        assert_eq!(causes.collect::<Vec<_>>(), *expected, "{from} to {to}");
    }
}

/// The reasons of a cause: the ids of interpretations, or `page`.
fn reasons(cause: &Cause) -> String {
    let reasons = cause.why.iter().map(|reason| match reason {
        ChangeReason::Interpretation(change) => change.id,
        _ => "page",
    });
    reasons.collect::<Vec<_>>().join(", ")
}
