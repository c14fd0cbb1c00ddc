//! The catalogue against an independent transcription, both ways, byte for byte; and every row of
//! StopInstance raised by some case, or dormant for a reason.

use crate::cases::{Random, plainest, request};
use instance_lifecycle::{
    CATALOGUE, Case, Grade, Operation, Place, Policy, Rejection, Revision, StatusText, explain, plan,
};
use std::collections::BTreeSet;

/// A row: operation, revision, number of the row, HTTP status, code, message.
type Row = (String, String, String, String, String, String);

fn transcribed() -> BTreeSet<Row> {
    let stop = [
        ("2021-01", include_str!("../documented/stop-instance-2021-01.tsv")),
        ("2024-11-14", include_str!("../documented/stop-instance-2024-11-14.tsv")),
        ("2025-12-03", include_str!("../documented/stop-instance-2025-12-03.tsv")),
    ];
    let row = |cells: [&str; 6]| -> Row { cells.map(str::to_owned).into() };
    let lines = |table: &'static str| table.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let mut rows = BTreeSet::new();
    for (revision, table) in stop {
        for (number, cells) in lines(table).enumerate() {
            rows.insert(row([
                "StopInstance",
                revision,
                &(number + 1).to_string(),
                cells[0],
                cells[1],
                cells[2],
            ]));
        }
    }
    for cells in lines(include_str!("../documented/others.tsv")) {
        rows.insert(row([cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]]));
    }
    for cells in lines(include_str!("../documented/borrowed.tsv")) {
        rows.insert(row([cells[0], cells[1], "-", cells[2], cells[3], cells[4]]));
    }
    rows
}

fn catalogued() -> BTreeSet<Row> {
    let mut rows = BTreeSet::new();
    for table in &CATALOGUE {
        for (column, revision) in table.revisions.iter().enumerate() {
            for (place, row) in table.of(column) {
                let number = match place {
                    Place::Row(number) => number.to_string(),
                    Place::Unlisted => "-".to_owned(),
                    Place::Absent => panic!("an absent row is not of the revision: {row:?}"),
                };
                assert_eq!(place == Place::Unlisted, row.grade == Grade::Borrowed, "{row:?}");
                rows.insert((
                    table.operation.to_string(),
                    (*revision).to_owned(),
                    number,
                    row.http_status.to_string(),
                    row.code.to_owned(),
                    row.message.to_owned(),
                ));
            }
        }
    }
    rows
}

#[test]
fn the_catalogue_is_what_stands_on_the_pages() {
    let (transcribed, catalogued) = (transcribed(), catalogued());
    assert_eq!(transcribed.len(), 212);
    assert_eq!(catalogued.difference(&transcribed).collect::<Vec<_>>(), Vec::<&Row>::new());
    assert_eq!(transcribed.difference(&catalogued).collect::<Vec<_>>(), Vec::<&Row>::new());
}

/// The rows of StopInstance that no case raises: revisions, code, message, reason.
const DORMANT: [(&[Revision], &str, &str, &str); 14] = [
    (
        Revision::ALL,
        "InternalError",
        "The request processing has failed due to some unknown error.",
        "a fault of the server is no function of the case",
    ),
    (
        Revision::ALL,
        "InternalError",
        "The request processing has failed due to some unknown error, exception or failure.",
        "a fault of the server is no function of the case",
    ),
    (
        &[Revision::V2021_01, Revision::V2024_11_14],
        "IncorrectInstanceStatus",
        "%s",
        "the reading status-text chooses the fixed text",
    ),
    (
        &[Revision::V2025_12_03],
        "IncorrectInstanceStatus",
        "The current status of the resource does not support this operation.",
        "the reading status-text chooses the template",
    ),
    (
        &[Revision::V2025_12_03],
        "InvalidParameter.Encrypted.KmsNotEnable",
        "Failed to perform this operation because KMS is not activated.",
        "no fact raises it",
    ),
    (
        &[Revision::V2025_12_03],
        "InvalidOperation.KMSKeyIdNotFound",
        "The specified KMSKeyId not found, %s.",
        "no fact raises it",
    ),
    (
        &[Revision::V2025_12_03],
        "InvalidOperation.KMSServiceNotOpen",
        "KMS service is currently not open.",
        "no fact raises it",
    ),
    (
        &[Revision::V2025_12_03],
        "LimitedOperation.ServiceUnavailable",
        "The service is currently unavailable. Please try again later.",
        "a fault of the server is no function of the case",
    ),
    (
        &[Revision::V2025_12_03],
        "InstanceLockedForSecurity",
        "The specified operation is denied as your instance is locked for security reasons.",
        "the reading security-locked-stop allows the stop",
    ),
    (
        &[Revision::V2025_12_03],
        "InstanceType.ParameterMismatch",
        "The input parameter ConfirmStop must be true when an instance have localstorage.",
        "the reading who-confirms asks nobody",
    ),
    (
        &[Revision::V2025_12_03],
        "InvalidInstanceId.NotSupport",
        "Classic network Instance does not support this operation.",
        "the reading ineligible-stop-charging stops in standard mode",
    ),
    (
        &[Revision::V2025_12_03],
        "InvalidInstanceId.NotSupport",
        "Pre pay instance does not support this operation.",
        "the reading ineligible-stop-charging stops in standard mode",
    ),
    (
        &[Revision::V2025_12_03],
        "InvalidInstanceId.NotSupport",
        "Local disk instance does not support this operation.",
        "the reading ineligible-stop-charging stops in standard mode",
    ),
    (
        &[Revision::V2025_12_03],
        "InvalidInstanceId.NotSupport",
        "Spot instance does not support this operation.",
        "the reading ineligible-stop-charging stops in standard mode",
    ),
];

#[test]
fn every_row_of_stop_instance_is_raised_or_dormant_for_a_reason() {
    let mut random = Random::new();
    let dry_run = Case {
        request: instance_lifecycle::Parameters { dry_run: true, ..Case::PLAIN.request },
        ..Case::PLAIN
    };
    let rows = crate::cases::conditions().map(|region| plainest(&region)).chain([dry_run]);
    let cases: Vec<Case> = rows.chain((0..20_000).map(|_| random.case(4))).collect();
    let table = Operation::StopInstance.errors();
    for (column, &revision) in Revision::ALL.iter().enumerate() {
        let policy = Policy::ecs(revision);
        let mut raised = BTreeSet::new();
        for case in &cases {
            let explanation = explain(&case.instance, &request(case), &case.environment, &policy);
            raised.extend(
                explanation
                    .objections()
                    .map(|objection| (objection.error().row.code, objection.error().row.message)),
            );
            if let Err(Rejection::DryRunPassed(pass)) = explanation.answer() {
                raised.insert((pass.error().row.code, pass.error().row.message));
            }
        }
        let dormant: BTreeSet<_> = DORMANT
            .iter()
            .filter(|(revisions, ..)| revisions.contains(&revision))
            .map(|(_, code, message, _)| (*code, *message))
            .collect();
        let all: BTreeSet<_> = table.of(column).map(|(_, row)| (row.code, row.message)).collect();
        assert_eq!(
            raised.intersection(&dormant).collect::<Vec<_>>(),
            Vec::<&(&str, &str)>::new(),
            "{revision}"
        );
        assert_eq!(raised.union(&dormant).copied().collect::<BTreeSet<_>>(), all, "{revision}");
    }
}

/// The observation of 2021, byte for byte.
#[test]
fn the_template_of_a_status_is_filled_as_observed() {
    let policy = Policy::documented().with(StatusText::Templated);
    let stopped =
        instance_lifecycle::Instance { status: instance_lifecycle::Status::Stopped, ..Case::PLAIN.instance };
    let rejection = plan(&stopped, &request(&Case::PLAIN), &Case::PLAIN.environment, &policy).unwrap_err();
    assert_eq!(
        rejection.to_string(),
        "The specified instance is in an incorrect status for the requested action; Status of the specified \
         instance is Stopped but the expected status is in (Running)."
    );
}
