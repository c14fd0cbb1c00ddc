//! The catalogue against an independent transcription, both ways, byte for byte; and every row of
//! StopInstance raised by some case, or dormant for a reason.

use crate::cases::{Random, answered, conditions, plainest, request};
use instance_lifecycle::{
    CATALOGUE, Case, Grade, Instance, Operation, Parameters, Place, Policy, Reading, Rejection, Revision,
    Status, StatusText, explain, plan,
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
            let present = table.rows.iter().filter(|row| row.places[column] != Place::Absent);
            assert_eq!(table.of(column).count(), present.count(), "two rows of {revision} share a place");
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

/// The answers under which a row is raised after all, the fewest at once; none where no fact raises
/// it.
type WokenBy = &'static [&'static str];

/// The rows of StopInstance that no case raises under the default readings: revisions, code, message,
/// what wakes them, reason.
const DORMANT: [(&[Revision], &str, &str, WokenBy, &str); 14] = [
    (
        Revision::ALL,
        "InternalError",
        "The request processing has failed due to some unknown error.",
        &[],
        "a fault of the server is no function of the case",
    ),
    (
        Revision::ALL,
        "InternalError",
        "The request processing has failed due to some unknown error, exception or failure.",
        &[],
        "a fault of the server is no function of the case",
    ),
    (
        &[Revision::V2021_01, Revision::V2024_11_14],
        "IncorrectInstanceStatus",
        "%s",
        &["status-text: Templated"],
        "the reading status-text chooses the fixed text",
    ),
    (
        &[Revision::V2025_12_03],
        "IncorrectInstanceStatus",
        "The current status of the resource does not support this operation.",
        &["status-text: Static"],
        "the reading status-text chooses the template",
    ),
    (
        &[Revision::V2025_12_03],
        "InvalidParameter.Encrypted.KmsNotEnable",
        "Failed to perform this operation because KMS is not activated.",
        &[],
        "no fact raises it",
    ),
    (
        &[Revision::V2025_12_03],
        "InvalidOperation.KMSKeyIdNotFound",
        "The specified KMSKeyId not found, %s.",
        &[],
        "no fact raises it",
    ),
    (
        &[Revision::V2025_12_03],
        "InvalidOperation.KMSServiceNotOpen",
        "KMS service is currently not open.",
        &[],
        "no fact raises it",
    ),
    (
        &[Revision::V2025_12_03],
        "LimitedOperation.ServiceUnavailable",
        "The service is currently unavailable. Please try again later.",
        &[],
        "a fault of the server is no function of the case",
    ),
    (
        &[Revision::V2025_12_03],
        "InstanceLockedForSecurity",
        "The specified operation is denied as your instance is locked for security reasons.",
        &["security-locked-stop: Deny", "other-locks: Deny"],
        "the reading security-locked-stop allows the stop",
    ),
    (
        &[Revision::V2025_12_03],
        "InstanceType.ParameterMismatch",
        "The input parameter ConfirmStop must be true when an instance have localstorage.",
        &["who-confirms: AnyLocalStorage", "who-confirms: FamilyI1"],
        "the reading who-confirms asks nobody",
    ),
    (
        &[Revision::V2025_12_03],
        "InvalidInstanceId.NotSupport",
        "Classic network Instance does not support this operation.",
        &["ineligible-stop-charging: Reject"],
        "the reading ineligible-stop-charging stops in standard mode",
    ),
    (
        &[Revision::V2025_12_03],
        "InvalidInstanceId.NotSupport",
        "Pre pay instance does not support this operation.",
        &["ineligible-stop-charging: Reject"],
        "the reading ineligible-stop-charging stops in standard mode",
    ),
    (
        &[Revision::V2025_12_03],
        "InvalidInstanceId.NotSupport",
        "Local disk instance does not support this operation.",
        &["ineligible-stop-charging: Reject"],
        "the reading ineligible-stop-charging stops in standard mode",
    ),
    (
        &[Revision::V2025_12_03],
        "InvalidInstanceId.NotSupport",
        "Spot instance does not support this operation.",
        &["ineligible-stop-charging: Reject, spot-economical-mode: Unsupported"],
        "two readings: ineligible ones stop in standard mode, and spot is eligible",
    ),
];

/// Code and message.
type Key = (&'static str, &'static str);

/// What any of the cases raises under a policy.
fn raised(cases: &[Case], policy: &Policy) -> BTreeSet<Key> {
    let mut raised = BTreeSet::new();
    for case in cases {
        let explanation = explain(&case.instance, &request(case), &case.environment, policy);
        let errors = explanation.objections().map(|objection| objection.error().row);
        raised.extend(errors.map(|row| (row.code, row.message)));
        if let Err(Rejection::DryRunPassed(pass)) = explanation.answer() {
            raised.insert((pass.error().code, pass.error().row.message));
        }
    }
    raised
}

/// The plainest case of every row, a dry run, and random cases.
fn cases() -> Vec<Case> {
    let mut random = Random::new();
    let dry_run = Case { request: Parameters { dry_run: true, ..Case::PLAIN.request }, ..Case::PLAIN };
    let rows = conditions().map(|region| plainest(&region)).chain([dry_run]);
    rows.chain((0..5_000).map(|_| random.case(4))).collect()
}

#[test]
fn every_row_of_stop_instance_is_raised_or_dormant_for_a_reason() {
    let cases = cases();
    let table = Operation::StopInstance.errors();
    for (column, &revision) in Revision::ALL.iter().enumerate() {
        let all: BTreeSet<Key> = table.of(column).map(|(_, row)| (row.code, row.message)).collect();
        let dormant = DORMANT.iter().filter(|(revisions, ..)| revisions.contains(&revision));
        let dormant: BTreeSet<Key> = dormant.map(|(_, code, message, ..)| (*code, *message)).collect();
        let raised = raised(&cases, &Policy::ecs(revision));
        assert_eq!(raised.intersection(&dormant).collect::<Vec<_>>(), Vec::<&Key>::new(), "{revision}");
        assert_eq!(raised.union(&dormant).copied().collect::<BTreeSet<_>>(), all, "{revision}");
    }
}

/// The answers to the readings that a revision does not give by default.
fn other_answers(revision: Revision) -> Vec<(&'static Reading, &'static str)> {
    let all =
        Reading::ALL.iter().flat_map(|reading| reading.values.iter().map(move |value| (reading, *value)));
    all.filter(|(reading, value)| reading.default(revision) != *value).collect()
}

#[test]
fn a_dormant_row_is_woken_by_the_answers_that_stand_beside_it() {
    let cases = cases();
    for &revision in Revision::ALL {
        let others = other_answers(revision);
        let with = |answers: &[(&'static Reading, &'static str)]| {
            let policy = answers
                .iter()
                .fold(Policy::ecs(revision), |policy, (reading, value)| answered(policy, reading, value));
            let name = answers.iter().map(|(reading, value)| format!("{}: {value}", reading.name));
            (name.collect::<Vec<_>>().join(", "), raised(&cases, &policy))
        };
        let single: Vec<_> = others.iter().map(|&other| with(&[other])).collect();
        let pairs = others.iter().enumerate().flat_map(|(n, &b)| others[..n].iter().map(move |&a| [a, b]));
        let double: Vec<_> = pairs.map(|pair| with(&pair)).collect();
        for (_, code, message, woken_by, reason) in
            DORMANT.iter().filter(|(revisions, ..)| revisions.contains(&revision))
        {
            let waking = |policies: &[(String, BTreeSet<Key>)]| -> Vec<String> {
                let waking = policies.iter().filter(|(_, raised)| raised.contains(&(*code, *message)));
                waking.map(|(name, _)| name.clone()).collect()
            };
            let found =
                Some(waking(&single)).filter(|one| !one.is_empty()).unwrap_or_else(|| waking(&double));
            assert_eq!(found, *woken_by, "{revision}: {message} ({reason})");
        }
    }
}

/// The observation of 2021, byte for byte.
#[test]
fn the_template_of_a_status_is_filled_as_observed() {
    let policy = Policy::documented().with(StatusText::Templated);
    let stopped = Instance { status: Status::Stopped, ..Case::PLAIN.instance };
    let rejection = plan(&stopped, &request(&Case::PLAIN), &Case::PLAIN.environment, &policy).unwrap_err();
    assert_eq!(
        rejection.to_string(),
        "The specified instance is in an incorrect status for the requested action; Status of the specified \
         instance is Stopped but the expected status is in (Running)."
    );
}
