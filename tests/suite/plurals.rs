//! The catalogue of the plural operations: every row is raised by some batch, or dormant for a reason.

use crate::cases::Random;
use instance_lifecycle::attribute::ATTRIBUTES;
use instance_lifecycle::region::Region;
use instance_lifecycle::{
    Action, BatchOptimization, BatchRejection, BatchRequest, Case, DeleteInstances, Environment, Instance,
    Operation, Policy, RebootInstances, Revision, StartInstances, StopInstances, StopMode, batch,
};
use std::collections::BTreeSet;

/// Code and message of a row.
type Key = (&'static str, &'static str);

/// The requests of an operation that ask for the most.
fn requests(action: Action) -> Vec<BatchRequest> {
    let batch_optimization = BatchOptimization::SuccessFirst;
    match action {
        Action::StopInstances => [None, Some(StopMode::StopCharging)]
            .map(|stopped_mode| {
                StopInstances { stopped_mode, batch_optimization, ..StopInstances::DEFAULT }.into()
            })
            .to_vec(),
        Action::StartInstances => {
            vec![StartInstances { batch_optimization, ..StartInstances::DEFAULT }.into()]
        }
        Action::RebootInstances => {
            vec![RebootInstances { batch_optimization, ..RebootInstances::DEFAULT }.into()]
        }
        Action::DeleteInstances => {
            [false, true].map(|force| DeleteInstances { force, ..DeleteInstances::DEFAULT }.into()).to_vec()
        }
        other => panic!("{other} is no plural"),
    }
}

/// The simplest case of a region.
fn simplest(region: &Region) -> Case {
    Case::at(&ATTRIBUTES.iter().fold(Case::DEFAULT.point(), |point, attribute| {
        let admitted = region.admits(attribute.field);
        let is_plain = admitted >> attribute.default & 1 == 1;
        point.with(
            attribute.field,
            if is_plain { attribute.default } else { admitted.trailing_zeros() as usize },
        )
    }))
}

/// The simplest case of every row of the singular, and random ones.
fn cases(singular: Operation) -> Vec<Case> {
    let rule_table = singular.rule_table();
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
        BatchRequest::StopInstances(request) => StopInstances { dry_run, ..request }.into(),
        BatchRequest::StartInstances(request) => StartInstances { dry_run, ..request }.into(),
        BatchRequest::RebootInstances(request) => RebootInstances { dry_run, ..request }.into(),
        BatchRequest::DeleteInstances(request) => DeleteInstances { dry_run, ..request }.into(),
    }
}

const SERVER: &str = "a fault of the server is no function of the case";
const NO_FACT: &str = "no fact raises it";
const TWIN: &str = "its twin with a text is raised";
const ASKED_NEITHER: &str = "the singular asks for neither";
const OF_2021: &str = "the singular's page of 2021-01 has no error for it, so that nothing asks";
const ALL: &[Revision] = Revision::ALL;
const OLD: &[Revision] = &[Revision::V2021_01, Revision::V2024_11_14];
const NEW: &[Revision] = &[Revision::V2025_12_03];

/// The rows that no batch raises under the default interpretations.
#[rustfmt::skip] // a table: one line a row
const DORMANT: &[(Action, &[Revision], &str, &str, &str)] = &[
    (Action::StopInstances, ALL, "InternalError", "The request processing has failed due to some unknown error.", SERVER),
    (Action::StopInstances, ALL, "LimitedOperation.ServiceUnavailable", "The service is currently unavailable. Please try again later.", SERVER),
    (Action::StopInstances, ALL, "InvalidOperation.Conflict", "Request was denied due to conflict with a previous request, please try again later.", NO_FACT),
    (Action::StopInstances, ALL, "InvalidParameter.Encrypted.KmsNotEnable", "Failed to perform this operation because KMS is not activated.", NO_FACT),
    (Action::StopInstances, ALL, "InvalidOperation.KMSKeyIdNotFound", "The specified KMSKeyId not found, %s.", NO_FACT),
    (Action::StopInstances, ALL, "InvalidOperation.KMSServiceNotOpen", "KMS service is currently not open.", NO_FACT),
    (Action::StopInstances, &[Revision::V2021_01], "InvalidParameter.KMSKeyId.CMKNotEnabled", "The CMK needs to be added ECS tag", OF_2021),
    (Action::StopInstances, &[Revision::V2021_01], "InvalidParameter.KMSKeyId.CMKNotEnabled", "The CMK needs to be enabled.", OF_2021),
    (Action::StopInstances, OLD, "OperationDenied.SystemInstanceNotSupport", "The system instance does not support the %s operation because %s.", "inferred from the pages of 2025"),
    (Action::StopInstances, ALL, "Abs.InvalidInstanceIds.MalFormed", "The specified instanceIds is not valid.", "the form of an id is the adapter's"),
    (Action::StopInstances, ALL, "InvalidInstanceIds.NotFound", "The specified InstanceIds does not exist.", "no page says when it, and not InvalidInstanceId.NotFound"),
    (Action::StopInstances, ALL, "InvalidInstanceId.NotFound", "%s", TWIN),
    (Action::StopInstances, ALL, "InsufficientBalance", "Your account does not have enough balance.", ASKED_NEITHER),
    (Action::StopInstances, ALL, "InstanceNotReady", "The specified instance is not ready for use.", ASKED_NEITHER),
    (Action::StopInstances, NEW, "InstanceLockedForSecurity", "%s", "the interpretation security-locked-stop allows the stop"),
    (Action::StopInstances, NEW, "InvalidInstanceId.NotSupport", "%s", "the interpretation ineligible-stop-charging stops in standard mode"),
    (Action::StartInstances, ALL, "InternalError", "The request processing has failed due to some unknown error.", SERVER),
    (Action::StartInstances, ALL, "InvalidOperation.Conflict", "Request was denied due to conflict with a previous request, please try again later.", NO_FACT),
    (Action::StartInstances, ALL, "Abs.InvalidInstanceIds.MalFormed", "The specified instanceIds is not valid.", "the form of an id is the adapter's"),
    (Action::StartInstances, ALL, "InvalidInstanceIds.NotFound", "The specified InstanceIds does not exist.", "no page says when it, and not InvalidInstanceId.NotFound"),
    (Action::StartInstances, ALL, "InvalidInstanceId.NotFound", "%s", TWIN),
    (Action::StartInstances, ALL, "OperationDenied.SpotPriceLowerThanPublicPrice", "%s", TWIN),
    (Action::StartInstances, ALL, "InstanceExpiredOrInArrears", "%s", "the singular raises InstanceExpired"),
    (Action::RebootInstances, ALL, "InternalError", "The request processing has failed due to some unknown error.", SERVER),
    (Action::RebootInstances, ALL, "LimitedOperation.ServiceUnavailable", "The service is currently unavailable. Please try again later.", SERVER),
    (Action::RebootInstances, ALL, "InvalidOperation.Conflict", "Request was denied due to conflict with a previous request, please try again later.", NO_FACT),
    (Action::RebootInstances, ALL, "Abs.InvalidInstanceIds.MalFormed", "The specified instanceIds is not valid.", "the form of an id is the adapter's"),
    (Action::RebootInstances, ALL, "InvalidInstanceIds.NotFound", "The specified InstanceIds does not exist.", "no page says when it, and not InvalidInstanceId.NotFound"),
    (Action::RebootInstances, ALL, "InvalidInstanceId.NotFound", "%s", TWIN),
    (Action::RebootInstances, ALL, "InvalidInstance.NotFoundSystemDisk", "%s", ASKED_NEITHER),
    (Action::RebootInstances, ALL, "InsufficientBalance", "Your account does not have enough balance.", ASKED_NEITHER),
    (Action::RebootInstances, ALL, "InstanceNotReady", "The specified instance is not ready for use.", ASKED_NEITHER),
    (Action::DeleteInstances, ALL, "InvalidParameter.CrossRegionNotSupport", "Instances of multiple regions not support.", NO_FACT),
    (Action::DeleteInstances, ALL, "InvalidOperation.DeletionProtection", "%s", TWIN),
    (Action::DeleteInstances, ALL, "InstanceLockedForSecurity", "The specified operation is denied as your instance is locked for security reasons.", "the interpretation security-locked-delete allows the deletion"),
    (Action::DeleteInstances, ALL, "InvalidInstanceIds.NotFound", "The specified InstanceIds does not exist.", "no page says when it, and not InvalidInstanceId.NotFound"),
    (Action::DeleteInstances, ALL, "InvalidParameter", "Invalid parameters.", "the form of a parameter is the adapter's"),
    (Action::DeleteInstances, ALL, "InternalError", "The request processing has failed due to some unknown error.", SERVER),
    (Action::DeleteInstances, ALL, "InternalError", "%s", SERVER),
];

#[test]
fn every_row_is_raised_or_dormant_for_a_reason() {
    for request in BatchRequest::DEFAULTS {
        let action = request.action();
        let cases = cases(request.of_each().operation());
        for &revision in Revision::ALL {
            let policy = Policy::ecs(revision);
            let raised: BTreeSet<Key> =
                requests(action).into_iter().flat_map(|request| raised(request, &cases, &policy)).collect();
            let dormant =
                DORMANT.iter().filter(|(of, revisions, ..)| *of == action && revisions.contains(&revision));
            let dormant: BTreeSet<Key> = dormant.map(|(_, _, code, message, _)| (*code, *message)).collect();
            let table = action.errors();
            let all: BTreeSet<Key> =
                table.of(table.column(revision)).map(|(_, row)| (row.code, row.message)).collect();
            assert_eq!(
                raised.intersection(&dormant).collect::<Vec<_>>(),
                Vec::<&Key>::new(),
                "{action} {revision}"
            );
            assert_eq!(raised.union(&dormant).copied().collect::<BTreeSet<_>>(), all, "{action} {revision}");
        }
    }
}
