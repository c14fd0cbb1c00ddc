//! Every catalogue row of a singular operation is raised by some case, silent under the default
//! interpretations for a listed reason, or dormant in the library.

use instance_lifecycle::errors::DORMANT;
use instance_lifecycle::policy::interpretations::Interpretation;
use instance_lifecycle::rules::RuleTable;
use instance_lifecycle::{Action, Case, Operation, Policy, Rejection, Revision};
use std::collections::BTreeSet;
use support::{Random, answered, conditions, explained, other_answers, rule_tables, simplest};

/// Code and message.
type Key = (&'static str, &'static str);

/// A row that is raised under other interpretations only: revisions, code, message, the smallest
/// changes that activate it, reason.
type Silent = (&'static [Revision], &'static str, &'static str, &'static [&'static str], &'static str);

const EVER: &[Revision] = Revision::ALL;
const UNTIL_2025_03: &[Revision] =
    &[Revision::V2021_01, Revision::V2024_11_14, Revision::V2024_12_20, Revision::V2025_03_20];
const IN_2025_12: &[Revision] = &[Revision::V2025_12_03];

const FIXED: &str = "the interpretation status-text chooses the fixed text";
const TEMPLATE: &str = "the interpretation status-text chooses the template";
const STANDARD_MODE: &str = "the interpretation ineligible-stop-charging stops in standard mode";
const STATUS: &str = "The current status of the resource does not support this operation.";
const LOCKED: &str = "The specified operation is denied as your instance is locked for security reasons.";

#[rustfmt::skip] // a table: one line a row
const SILENT: &[(Operation, &[Silent])] = &[
    (Operation::StopInstance, &[
        (UNTIL_2025_03, "IncorrectInstanceStatus", "%s", &["status-text: Templated"], FIXED),
        (IN_2025_12,    "IncorrectInstanceStatus", STATUS, &["status-text: Static"], TEMPLATE),
        (IN_2025_12,    "InstanceLockedForSecurity", LOCKED, &["security-locked-stop: Deny", "other-locks: Deny"],
                     "the interpretation security-locked-stop allows the stop"),
        (IN_2025_12,    "InstanceType.ParameterMismatch", "The input parameter ConfirmStop must be true when an instance have localstorage.",
                     &["who-confirms: AnyLocalStorage", "who-confirms: FamilyI1"], "the interpretation who-confirms requires no confirmation"),
        (IN_2025_12,    "InvalidInstanceId.NotSupport", "Classic network Instance does not support this operation.",
                     &["ineligible-stop-charging: Reject"], STANDARD_MODE),
        (IN_2025_12,    "InvalidInstanceId.NotSupport", "Pre pay instance does not support this operation.",
                     &["ineligible-stop-charging: Reject"], STANDARD_MODE),
        (IN_2025_12,    "InvalidInstanceId.NotSupport", "Local disk instance does not support this operation.",
                     &["ineligible-stop-charging: Reject"], STANDARD_MODE),
        (IN_2025_12,    "InvalidInstanceId.NotSupport", "Spot instance does not support this operation.",
                     &["ineligible-stop-charging: Reject, spot-economical-mode: Unsupported"],
                     "two interpretations: ineligible ones stop in standard mode, and spot is eligible"),
    ]),
    (Operation::StartInstance, &[
        (UNTIL_2025_03, "IncorrectInstanceStatus", "%s", &["status-text: Templated"], FIXED),
        (IN_2025_12,    "IncorrectInstanceStatus", STATUS, &["status-text: Static"], TEMPLATE),
    ]),
    (Operation::RebootInstance, &[
        (UNTIL_2025_03, "IncorrectInstanceStatus", "%s", &["status-text: Templated"], FIXED),
        (IN_2025_12,    "IncorrectInstanceStatus", STATUS, &["status-text: Static"], TEMPLATE),
    ]),
    (Operation::DeleteInstance, &[
        (EVER,          "InstanceLockedForSecurity", LOCKED, &["other-locks: Deny", "security-locked-delete: Deny"],
                     "the interpretation security-locked-delete allows the deletion"),
    ]),
];

/// Returns the silent rows of an operation under a revision.
fn silent(operation: Operation, revision: Revision) -> impl Iterator<Item = &'static Silent> {
    let of_operation = SILENT.iter().filter(move |(known, _)| *known == operation);
    of_operation.flat_map(|(_, rows)| rows.iter()).filter(move |(under, ..)| under.contains(&revision))
}

/// Returns the rows of an operation under a revision that are dormant, or are not.
fn rows(operation: Operation, revision: Revision, are_dormant: bool) -> BTreeSet<Key> {
    let table = operation.errors();
    let columns = (!table.revisions.is_empty()).then(|| table.column(revision));
    let rows = columns.into_iter().flat_map(|column| table.of(column)).map(|(_, row)| row);
    rows.filter(|row| row.dormant(operation).is_some() == are_dormant)
        .map(|row| (row.code, row.message))
        .collect()
}

/// Returns the rows that any of the cases raises under a policy.
fn raised(operation: Operation, cases: &[Case], policy: &Policy) -> BTreeSet<Key> {
    let mut raised = BTreeSet::new();
    for case in cases {
        let explanation = explained(operation, case, policy);
        let errors = explanation.violations().filter_map(|violation| violation.error().row);
        raised.extend(errors.map(|row| (row.code, row.message)));
        if let Err(Rejection::DryRunPassed(pass)) = explanation.answer() {
            raised.extend(pass.error().row.map(|row| (row.code, row.message)));
        }
    }
    raised
}

/// Returns the simplest case of every row, of every settlement as a dry run, and random cases.
fn cases(rule_table: &'static RuleTable) -> Vec<Case> {
    let mut random = Random::new();
    let rows = conditions(rule_table).map(|region| simplest(&region));
    let dry_runs = rule_table.settlements.iter().map(|row| {
        let case = simplest(&row.when);
        case.with(|it| it.request = case.request.with(|it| it.dry_run = true))
    });
    rows.chain(dry_runs).chain((0..500).map(|_| random.case(4))).collect()
}

#[test]
fn every_row_is_raised_or_silent_or_dormant() {
    for rule_table in rule_tables() {
        let (operation, cases) = (rule_table.operation, cases(rule_table));
        for &revision in Revision::ALL {
            let silent: BTreeSet<Key> =
                silent(operation, revision).map(|(_, code, message, ..)| (*code, *message)).collect();
            let raised = raised(operation, &cases, &Policy::ecs(revision));
            let both: Vec<&Key> = raised.intersection(&silent).collect();
            assert_eq!(both, Vec::<&Key>::new(), "{operation} {revision}");
            let either: BTreeSet<Key> = raised.union(&silent).copied().collect();
            assert_eq!(either, rows(operation, revision, false), "{operation} {revision}");
        }
    }
}

/// Changes of interpretations by name, and the rows raised under them.
type Changes = Vec<(String, BTreeSet<Key>)>;

/// Every single change of a default interpretation, and every pair of changes.
fn one_and_two_changed(rule_table: &'static RuleTable, revision: Revision) -> [Changes; 2] {
    let (others, cases) = (other_answers(revision), cases(rule_table));
    let with = |answers: &[(&'static Interpretation, &'static str)]| {
        let policy = answers.iter().fold(Policy::ecs(revision), |policy, (interpretation, value)| {
            answered(policy, interpretation, value)
        });
        let name = answers.iter().map(|(interpretation, value)| format!("{}: {value}", interpretation.name));
        (name.collect::<Vec<_>>().join(", "), raised(rule_table.operation, &cases, &policy))
    };
    let pairs = others.iter().enumerate().flat_map(|(n, &b)| others[..n].iter().map(move |&a| [a, b]));
    [others.iter().map(|&other| with(&[other])).collect(), pairs.map(|pair| with(&pair)).collect()]
}

#[test]
fn exactly_the_listed_changes_activate_a_silent_row() {
    for rule_table in rule_tables() {
        for &revision in Revision::ALL {
            let [one, two] = one_and_two_changed(rule_table, revision);
            let operation = rule_table.operation;
            for (_, code, message, activated_by, reason) in silent(operation, revision) {
                let active = |policies: &Changes| -> Vec<String> {
                    let active = policies.iter().filter(|(_, raised)| raised.contains(&(*code, *message)));
                    active.map(|(name, _)| name.clone()).collect()
                };
                let found = Some(active(&one)).filter(|one| !one.is_empty());
                let found = found.unwrap_or_else(|| active(&two));
                assert_eq!(found, *activated_by, "{operation} {revision}: {message} ({reason})");
            }
            let dormant = rows(operation, revision, true);
            for (name, raised) in one.iter().chain(&two) {
                let woken: Vec<&Key> = raised.intersection(&dormant).collect();
                assert_eq!(woken, Vec::<&Key>::new(), "{operation} {revision}, {name}");
            }
        }
    }
}

#[test]
fn every_dormant_row_is_in_the_catalogue() {
    for dormant in DORMANT {
        let is_row_of = |action: &Action| {
            let mut rows = action.errors().rows.iter();
            rows.any(|row| row.kind == dormant.kind && row.dormant(*action) == Some(dormant.reason))
        };
        assert!(dormant.actions.iter().any(is_row_of), "{dormant:?}");
    }
}

#[test]
fn an_operation_without_errors_has_no_refusals() {
    let silent = rule_tables().filter(|rule_table| rule_table.operation.errors().rows.is_empty());
    let silent: Vec<(Operation, usize)> =
        silent.map(|rule_table| (rule_table.operation, rule_table.refusals.len())).collect();
    assert_eq!(silent, [(Operation::CreateInstance, 0), (Operation::RunInstances, 0)]);
}
