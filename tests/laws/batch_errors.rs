//! Every catalogue row of a plural operation is raised by some batch, silent for a listed reason, or
//! dormant in the library.

use instance_lifecycle::{
    BatchOptimization, BatchRejection, BatchRequest, Case, DeleteInstances, Environment, Instance, Operation,
    Policy, RebootInstances, Revision, StartInstances, StopInstances, StopMode, batch,
};
use std::collections::BTreeSet;
use support::{Random, rule_table, simplest};

/// Code and message of a row.
type Key = (&'static str, &'static str);

/// The requests of an operation that ask for the most.
fn requests(operation: Operation) -> Vec<BatchRequest> {
    let batch_optimization = BatchOptimization::SuccessFirst;
    match operation {
        Operation::StopInstances => [None, Some(StopMode::StopCharging)]
            .map(|stopped_mode| {
                StopInstances { stopped_mode, batch_optimization, ..StopInstances::DEFAULT }.into()
            })
            .to_vec(),
        Operation::StartInstances => {
            vec![StartInstances { batch_optimization, ..StartInstances::DEFAULT }.into()]
        }
        Operation::RebootInstances => {
            vec![RebootInstances { batch_optimization, ..RebootInstances::DEFAULT }.into()]
        }
        Operation::DeleteInstances => {
            [false, true].map(|force| DeleteInstances { force, ..DeleteInstances::DEFAULT }.into()).to_vec()
        }
        other => panic!("{other} is no plural"),
    }
}

/// The simplest case of every row of the singular, and random ones.
fn cases(singular: Operation) -> Vec<Case> {
    let rule_table = rule_table(singular);
    let mut random = Random::new();
    let rows = rule_table.refusals.iter().map(|row| simplest(&row.when));
    rows.chain((0..3_000).map(|_| random.case(4))).collect()
}

/// What any batch raises under a policy, of the rows of its own operation.
fn raised(request: BatchRequest, cases: &[Case], policy: &Policy) -> BTreeSet<Key> {
    let mut raised = BTreeSet::new();
    let of_ids: [&[(&str, Instance)]; 4] =
        [&[], &[("", Instance::DEFAULT)], &[("i", Instance::DEFAULT); 101], &[("i", Instance::DEFAULT)]];
    for items in of_ids {
        for dry_run in [false, true] {
            let request = as_dry_run(request, dry_run);
            if let Err(rejection) = batch(request, items.iter().copied(), &Environment::DEFAULT, policy) {
                raised
                    .extend(rejection.error().and_then(|error| error.row).map(|row| (row.code, row.message)));
            }
        }
    }
    for case in cases {
        match batch(request, [(0_u32, case.instance)].into_iter(), &case.environment, policy) {
            Ok(batch) => {
                let item = batch.items().next().expect("one item");
                let errors = item.violations().map(|violation| violation.error());
                let custom = errors.filter(|error| error.operation == request.operation());
                raised.extend(custom.filter_map(|error| error.row).map(|row| (row.code, row.message)));
            }
            Err(BatchRejection::Item { violation, .. }) => {
                let error = violation.error();
                let custom = error.row.filter(|_| error.operation == request.operation());
                raised.extend(custom.map(|row| (row.code, row.message)));
            }
            Err(other) => panic!("{other}"),
        }
    }
    raised
}

fn as_dry_run(request: BatchRequest, dry_run: bool) -> BatchRequest {
    match request {
        BatchRequest::StopInstances(request) => StopInstances { dry_run, ..request }.into(),
        BatchRequest::StartInstances(request) => StartInstances { dry_run, ..request }.into(),
        BatchRequest::RebootInstances(request) => RebootInstances { dry_run, ..request }.into(),
        BatchRequest::DeleteInstances(request) => DeleteInstances { dry_run, ..request }.into(),
    }
}

const UNTIL_2024: &[Revision] = &[Revision::V2021_01, Revision::V2024_11_14, Revision::V2024_12_20];
const IN_2025_12: &[Revision] = &[Revision::V2025_12_03];

/// The rows that no batch raises under the default interpretations of some revisions, beside those that
/// the library lists as dormant: operation, revisions, code, message, reason.
#[rustfmt::skip] // a table: one line a row
const SILENT: &[(Operation, &[Revision], &str, &str, &str)] = &[
    (Operation::StopInstances, &[Revision::V2021_01], "InvalidParameter.KMSKeyId.CMKNotEnabled", "The CMK needs to be added ECS tag",
        "the singular has no such error in 2021-01"),
    (Operation::StopInstances, &[Revision::V2021_01], "InvalidParameter.KMSKeyId.CMKNotEnabled", "The CMK needs to be enabled.",
        "the singular has no such error in 2021-01"),
    (Operation::StopInstances, UNTIL_2024, "OperationDenied.SystemInstanceNotSupport", "The system instance does not support the %s operation because %s.",
        "inferred from the pages of 2025"),
    (Operation::StopInstances, IN_2025_12, "InstanceLockedForSecurity", "%s",
        "the interpretation security-locked-stop allows the stop"),
    (Operation::StopInstances, IN_2025_12, "InvalidInstanceId.NotSupport", "%s",
        "the interpretation ineligible-stop-charging stops in standard mode"),
    (Operation::DeleteInstances, Revision::ALL, "InstanceLockedForSecurity", "The specified operation is denied as your instance is locked for security reasons.",
        "the interpretation security-locked-delete allows the deletion"),
];

#[test]
fn every_row_is_raised_or_silent_or_dormant() {
    for request in BatchRequest::DEFAULTS {
        let operation = request.operation();
        let cases = cases(request.of_each().operation());
        for &revision in Revision::ALL {
            let policy = Policy::ecs(revision);
            let raised: BTreeSet<Key> = requests(operation)
                .into_iter()
                .flat_map(|request| raised(request, &cases, &policy))
                .collect();
            let silent =
                SILENT.iter().filter(|(of, under, ..)| *of == operation && under.contains(&revision));
            let silent: BTreeSet<Key> = silent.map(|(_, _, code, message, _)| (*code, *message)).collect();
            let table = operation.errors();
            let rows = table.of(table.column(revision)).map(|(_, row)| row);
            let awake: BTreeSet<Key> = rows
                .filter(|row| row.dormant(operation).is_none())
                .map(|row| (row.code, row.message))
                .collect();
            assert!(raised.is_disjoint(&silent), "{operation} {revision}: {raised:?}");
            assert_eq!(
                raised.union(&silent).copied().collect::<BTreeSet<_>>(),
                awake,
                "{operation} {revision}"
            );
        }
    }
}
