//! Every catalogue row of a plural operation is raised by some batch, silent for a listed reason, or
//! dormant in the library.

use instance_lifecycle::batch::{BatchRejection, batch};
use instance_lifecycle::request::{
    BatchOptimization, BatchRequest, DeleteInstances, RebootInstances, StartInstances, StopInstances,
    StopMode,
};
use instance_lifecycle::{Action, Case, Environment, Instance, Operation, Policy, Revision};
use std::collections::BTreeSet;
use support::{Random, rule_table, simplest};

/// Code and message of a row.
type Key = (&'static str, &'static str);

/// The requests of an operation that ask for the most.
fn requests(action: Action) -> Vec<BatchRequest> {
    let batch_optimization = BatchOptimization::SuccessFirst;
    match action {
        Action::StopInstances => [None, Some(StopMode::StopCharging)]
            .map(|stopped_mode| {
                StopInstances::DEFAULT
                    .with(|it| {
                        it.stopped_mode = stopped_mode;
                        it.batch_optimization = batch_optimization;
                    })
                    .into()
            })
            .to_vec(),
        Action::StartInstances => {
            vec![StartInstances::DEFAULT.with(|it| it.batch_optimization = batch_optimization).into()]
        }
        Action::RebootInstances => {
            vec![RebootInstances::DEFAULT.with(|it| it.batch_optimization = batch_optimization).into()]
        }
        Action::DeleteInstances => {
            [false, true].map(|force| DeleteInstances::DEFAULT.with(|it| it.force = force).into()).to_vec()
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
                let custom = errors.filter(|error| error.action == request.action());
                raised.extend(custom.filter_map(|error| error.row).map(|row| (row.code, row.message)));
            }
            Err(BatchRejection::Item { violation, .. }) => {
                let error = violation.error();
                let custom = error.row.filter(|_| error.action == request.action());
                raised.extend(custom.map(|row| (row.code, row.message)));
            }
            Err(other) => panic!("{other}"),
        }
    }
    raised
}

fn as_dry_run(request: BatchRequest, dry_run: bool) -> BatchRequest {
    match request {
        BatchRequest::StopInstances(request) => request.with(|it| it.dry_run = dry_run).into(),
        BatchRequest::StartInstances(request) => request.with(|it| it.dry_run = dry_run).into(),
        BatchRequest::RebootInstances(request) => request.with(|it| it.dry_run = dry_run).into(),
        BatchRequest::DeleteInstances(request) => request.with(|it| it.dry_run = dry_run).into(),
        other => panic!("not covered: {other:?}"),
    }
}

const UNTIL_2024: &[Revision] = &[Revision::V2021_01, Revision::V2024_11_14, Revision::V2024_12_20];
const IN_2025_12: &[Revision] = &[Revision::V2025_12_03];

/// The rows that no batch raises under the default interpretations of some revisions, beside those that
/// the library lists as dormant: operation, revisions, code, message, reason.
#[rustfmt::skip] // a table: one line a row
const SILENT: &[(Action, &[Revision], &str, &str, &str)] = &[
    (Action::StopInstances, &[Revision::V2021_01], "InvalidParameter.KMSKeyId.CMKNotEnabled", "The CMK needs to be added ECS tag",
        "the singular has no such error in 2021-01"),
    (Action::StopInstances, &[Revision::V2021_01], "InvalidParameter.KMSKeyId.CMKNotEnabled", "The CMK needs to be enabled.",
        "the singular has no such error in 2021-01"),
    (Action::StopInstances, UNTIL_2024, "OperationDenied.SystemInstanceNotSupport", "The system instance does not support the %s operation because %s.",
        "inferred from the pages of 2025"),
    (Action::StopInstances, IN_2025_12, "InstanceLockedForSecurity", "%s",
        "the interpretation security-locked-stop allows the stop"),
    (Action::StopInstances, IN_2025_12, "InvalidInstanceId.NotSupport", "%s",
        "the interpretation ineligible-stop-charging stops in standard mode"),
    (Action::DeleteInstances, Revision::ALL, "InstanceLockedForSecurity", "The specified operation is denied as your instance is locked for security reasons.",
        "the interpretation security-locked-delete allows the deletion"),
];

#[test]
fn every_row_is_raised_or_silent_or_dormant() {
    for request in BatchRequest::DEFAULTS {
        let action = request.action();
        let cases = cases(request.of_each().operation());
        for &revision in Revision::ALL {
            let policy = Policy::ecs(revision);
            let raised: BTreeSet<Key> =
                requests(action).into_iter().flat_map(|request| raised(request, &cases, &policy)).collect();
            let silent = SILENT.iter().filter(|(of, under, ..)| *of == action && under.contains(&revision));
            let silent: BTreeSet<Key> = silent.map(|(_, _, code, message, _)| (*code, *message)).collect();
            let table = action.errors();
            let rows = table.of(table.column(revision)).map(|(_, row)| row);
            let awake: BTreeSet<Key> =
                rows.filter(|row| row.dormant(action).is_none()).map(|row| (row.code, row.message)).collect();
            assert!(raised.is_disjoint(&silent), "{action} {revision}: {raised:?}");
            assert_eq!(raised.union(&silent).copied().collect::<BTreeSet<_>>(), awake, "{action} {revision}");
        }
    }
}
