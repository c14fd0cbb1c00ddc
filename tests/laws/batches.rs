//! Plural calls: their own errors, both modes of batch optimization, and atomicity.

use instance_lifecycle::analysis::vectors;
use instance_lifecycle::batch::{BatchRejection, batch};
use instance_lifecycle::environment::Stock;
use instance_lifecycle::errors::OwnedViolation;
use instance_lifecycle::instance::{
    ChargeType, DiskStatus, EncryptionKey, LockReason, Locks, NetworkType, SpotStrategy, Standing,
    StoppedMode, SystemDisk,
};
use instance_lifecycle::policy::interpretations::StatusText;
use instance_lifecycle::request::{
    BatchOptimization, BatchRequest, DeleteInstances, RebootInstances, StartInstances, StopInstances,
    StopMode,
};
use instance_lifecycle::rules::Evidence;
use instance_lifecycle::{Action, Case, Environment, Instance, Plan, Policy, Revision, Status, explain};
use std::collections::HashSet;
use support::batch_requests;

const RUNNING: Instance = Instance::DEFAULT;
const STOPPED: Instance = {
    let mut it = Instance::DEFAULT;
    it.status = Status::Stopped;
    it.stopped_mode = StoppedMode::KeepCharging;
    it
};

fn stop(batch_optimization: BatchOptimization) -> StopInstances {
    StopInstances::DEFAULT.with(|it| it.batch_optimization = batch_optimization)
}

const SUCCESS_FIRST: BatchOptimization = BatchOptimization::SuccessFirst;

/// Returns one line per item, or the rejection of the whole batch.
fn told(request: impl Into<BatchRequest>, items: &[(&str, Instance)], policy: &Policy) -> String {
    told_in(request, items, &Environment::DEFAULT, policy)
}

fn told_in(
    request: impl Into<BatchRequest>,
    items: &[(&str, Instance)],
    environment: &Environment,
    policy: &Policy,
) -> String {
    let status = |status: Option<Status>| status.map_or("", Status::as_str);
    match batch(request, items.iter().copied(), environment, policy) {
        Ok(batch) => {
            let line = batch.items().map(|item| {
                let (before, after) = (status(item.previous_status()), status(item.current_status()));
                format!("{} {} {} [{before}, {after}]", item.id, item.code(), item.message())
            });
            line.collect::<Vec<_>>().join("\n")
        }
        Err(rejection) => {
            let error = rejection.error();
            let code =
                error.map_or("ours".to_owned(), |error| format!("{} {}", error.http_status, error.code));
            let whose = if let BatchRejection::Item { id, .. } = &rejection {
                format!("{id}: ")
            } else {
                String::new()
            };
            format!("refused: {whose}{code} {rejection}")
        }
    }
}

#[test]
fn success_first_answers_each_item() {
    let items = [("i-1", RUNNING), ("i-2", STOPPED), ("i-3", Instance::RELEASED)];
    insta::assert_snapshot!(told(stop(SUCCESS_FIRST), &items, &Policy::documented()), @r"
    i-1 200 success [Running, Stopping]
    i-2 IncorrectInstanceStatus The current status of the resource does not support this operation. [Stopped, Stopped]
    i-3 InvalidInstanceId.NotFound The specified InstanceId does not exist. [, ]
    ");
    let templated = Policy::documented().with(StatusText::Templated);
    insta::assert_snapshot!(told(stop(SUCCESS_FIRST), &items[1..2], &templated), @"i-2 IncorrectInstanceStatus The specified instance is in an incorrect status for the requested action; Status of the specified instance is Stopped but the expected status is in (Running). [Stopped, Stopped]");
}

#[test]
fn all_together_accepts_every_item_or_none() {
    let policy = Policy::documented();
    let table = [
        (
            vec![("i-1", RUNNING), ("i-2", RUNNING)],
            "i-1 200 success [Running, Stopping]\ni-2 200 success [Running, Stopping]",
        ),
        (
            vec![("i-1", RUNNING), ("i-2", STOPPED), ("i-3", Instance::RELEASED)],
            "refused: i-2: 403 IncorrectInstanceStatus The current status of the resource does not support this operation.",
        ),
        (
            vec![("i-1", Instance::RELEASED), ("i-2", RUNNING)],
            "refused: i-1: 404 InvalidInstanceId.NotFound The specified InstanceId does not exist.",
        ),
    ];
    for (items, expected) in table {
        assert_eq!(told(StopInstances::DEFAULT, &items, &policy), expected);
    }
}

/// With `SuccessFirst`, a dry run passes even if an item would be refused.
#[test]
fn a_dry_run_of_a_batch_passes() {
    let policy = Policy::documented();
    let passed = "refused: 400 DRYRUN.SUCCESS This request is a dryrun request with successful result.";
    let status = "refused: i-2: 403 IncorrectInstanceStatus The current status of the resource does not support this operation.";
    let good = [("i-1", RUNNING)];
    let bad = [("i-1", RUNNING), ("i-2", STOPPED)];
    for (optimization, items, expected) in [
        (BatchOptimization::AllTogether, &good[..], passed),
        (BatchOptimization::AllTogether, &bad[..], status),
        (SUCCESS_FIRST, &good[..], passed),
        (SUCCESS_FIRST, &bad[..], passed),
    ] {
        let request = stop(optimization).with(|it| it.dry_run = true);
        assert_eq!(told(request, items, &policy), expected, "{optimization}");
    }
}

#[test]
fn a_template_row_of_a_plural_takes_the_text_of_the_singular() {
    let policy = Policy::documented();
    for (instance, expected) in [
        (
            RUNNING,
            "403 IncorrectInstanceStatus The current status of the resource does not support this operation.",
        ),
        (Instance::RELEASED, "404 InvalidInstanceId.NotFound The specified InstanceId does not exist."),
        (
            STOPPED.with(|it| it.charge_type = ChargeType::PrePaid),
            "403 ChargeTypeViolation The operation is not permitted due to charge type of the instance.",
        ),
        (
            STOPPED.with(|it| it.initializing = true),
            "403 IncorrectInstanceStatus.Initializing The specified instance status does not support this operation.",
        ),
    ] {
        let told = told(DeleteInstances::DEFAULT, &[("i-1", instance)], &policy);
        assert_eq!(told, format!("refused: i-1: {expected}"));
    }
}

#[test]
fn missing_duplicate_and_too_many_ids_are_rejected() {
    let policy = Policy::documented();
    let ids: Vec<String> = (0..=100).map(|n| format!("i-{n}")).collect();
    let many: Vec<(&str, Instance)> = ids.iter().map(|id| (id.as_str(), RUNNING)).collect();
    let none: &[(&str, Instance)] = &[];
    let null = [("i-1", RUNNING), ("", RUNNING)];
    let twice = [("i-1", RUNNING), ("i-2", RUNNING), ("i-1", STOPPED)];
    let too_many = "refused: 403 InvalidParameter.TooManyInstanceIds Instance ids cannot be more than 100.";
    let no_id = "refused: 403 InvalidInstanceId.NotFound InstanceId should not be null.";
    let malformed =
        "refused: 403 InvalidInstanceIds.ValueNotSupported The specified instanceIds is not valid.";
    let ours = "refused: ours no instance id: expected 1 to 100";
    let repeated = "refused: ours duplicate instance id `\"i-1\"`";
    for &request in BatchRequest::DEFAULTS {
        let deletes = request.action() == Action::DeleteInstances;
        assert_eq!(told(request, &many, &policy), too_many, "{request:?}");
        assert_eq!(told(request, none, &policy), if deletes { ours } else { no_id }, "{request:?}");
        assert_eq!(told(request, &null, &policy), if deletes { malformed } else { no_id }, "{request:?}");
        assert_eq!(told(request, &twice, &policy), repeated, "{request:?}");
    }
    assert_eq!(told(StopInstances::DEFAULT, &many[1..], &policy).lines().count(), 100);
    // Ids are checked first, also in a dry run.
    let dry_run = stop(SUCCESS_FIRST).with(|it| it.dry_run = true);
    assert_eq!(told(dry_run, none, &policy), no_id);
}

#[test]
fn ids_can_have_any_type() {
    let policy = Policy::documented();
    let numbers = [(7_u64, RUNNING), (8, STOPPED)];
    let answer = batch(stop(SUCCESS_FIRST), numbers.into_iter(), &Environment::DEFAULT, &policy)
        .expect("each on its own");
    let told: Vec<_> = answer.items().map(|item| (item.id, item.code())).collect();
    assert_eq!(told, [(7, "200"), (8, "IncorrectInstanceStatus")]);
    let some = [(Some("i-1"), RUNNING), (None, RUNNING)];
    let refused = batch(StopInstances::DEFAULT, some.into_iter(), &Environment::DEFAULT, &policy)
        .expect_err("an id is null");
    assert_eq!(refused.to_string(), "InstanceId should not be null.");
}

/// The catalogue of a plural has a row of the same kind, a row of the same code, or none.
#[test]
fn a_violation_is_answered_with_the_row_of_the_plural() {
    let policy = Policy::documented();
    let stop_charging = |instance| {
        (
            BatchRequest::from(stop(SUCCESS_FIRST).with(|it| it.stopped_mode = Some(StopMode::StopCharging))),
            instance,
        )
    };
    let start = BatchRequest::from(StartInstances::DEFAULT.with(|it| it.batch_optimization = SUCCESS_FIRST));
    let reboot =
        BatchRequest::from(RebootInstances::DEFAULT.with(|it| it.batch_optimization = SUCCESS_FIRST));
    let keyed = |encryption_key| RUNNING.with(|it| it.encryption_key = encryption_key);
    let table = [
        stop_charging(RUNNING.with(|it| it.network_type = NetworkType::Classic)),
        stop_charging(RUNNING.with(|it| it.spot_strategy = SpotStrategy::SpotAsPriceGo)),
        stop_charging(RUNNING.with(|it| it.locks = Locks::NONE.with(LockReason::Security))),
        stop_charging(RUNNING.with(|it| it.disk_status = DiskStatus::Incorrect)),
        stop_charging(keyed(EncryptionKey::MissingEcsTag)),
        (
            start,
            STOPPED.with(|it| {
                it.standing = Standing::Expired;
                it.charge_type = ChargeType::PrePaid;
                it.stopped_mode = StoppedMode::NotApplicable;
            }),
        ),
        (start, STOPPED.with(|it| it.standing = Standing::InArrears)),
        (start, STOPPED.with(|it| it.system_disk = SystemDisk::Missing)),
        (start, STOPPED.with(|it| it.disk_in_arrears = true)),
        (reboot, keyed(EncryptionKey::MissingEcsTag)),
        (reboot, keyed(EncryptionKey::ServiceUnauthorized)),
        (reboot, STOPPED),
    ];
    let mut lines = String::new();
    for (request, instance) in table {
        let answer = batch(request, [("i", instance)].into_iter(), &Environment::DEFAULT, &policy)
            .expect("each on its own");
        let item = answer.items().next().expect("one item");
        let violation = item.outcome().expect_err("it is refused");
        let error = violation.error();
        lines += &format!(
            "{} {} {} {} [{}]\n",
            error.action,
            error.http_status,
            error.code,
            violation,
            violation.evidence()
        );
    }
    insta::assert_snapshot!(lines, @r"
    StopInstances 403 InvalidInstanceId.NotSupport Classic network Instance does not support this operation. [Contradicted]
    StopInstances 403 InvalidInstanceId.NotSupport Spot instance does not support this operation. [Contradicted]
    StopInstances 403 InstanceLockedForSecurity The specified operation is denied as your instance is locked for security reasons. [Contradicted]
    StopInstance 403 DiskError IncorrectDiskStatus [Inferred]
    StopInstances 400 InvalidParameter.KMSKeyId.CMKNotEnabled The CMK needs to be added ECS tag [Inferred]
    StartInstances 403 InstanceExpired The prePaid instance has been expired. [Documented]
    StartInstances 403 InstanceExpired The postPaid instance has been expired.Please ensure your account have enough balance. [Documented]
    StartInstances 403 InvalidInstance.NotFoundSystemDisk The specified instance does not have system disk. [Documented]
    StartInstance 403 DiskInArrears The specified operation is denied as your disk has expired. [Inferred]
    RebootInstances 400 InvalidParameter.KMSKeyId.CMKNotEnabled The CMK needs to be added ECS tag [Documented]
    RebootInstances 400 InvalidParameter.KMSKeyId.KMSUnauthorized ECS service account have no right to access your KMS. [Documented]
    RebootInstances 403 IncorrectInstanceStatus The current status of the resource does not support this operation. [Documented]
    ");
}

#[test]
fn a_plural_stop_needs_no_confirmation() {
    let local = RUNNING.with(|it| it.local_storage = true);
    assert_eq!(
        told(StopInstances::DEFAULT, &[("i-1", local)], &Policy::documented()),
        "i-1 200 success [Running, Stopping]"
    );
}

#[test]
fn deletions_are_always_all_together() {
    let policy = Policy::documented();
    let protected = STOPPED.with(|it| it.deletion_protection = true);
    let items = [("i-1", STOPPED), ("i-2", protected)];
    assert_eq!(
        told(DeleteInstances::DEFAULT, &items, &policy),
        "refused: i-2: 403 InvalidOperation.DeletionProtection The operation is not allowed due to deletion protection."
    );
    let volumes = STOPPED.with(|it| it.volumes_attached = true);
    assert_eq!(
        told(DeleteInstances::DEFAULT, &[("i-1", volumes)], &policy),
        "refused: i-1: 403 IncorrectInstanceStatus The specified instance is still attached by volumes."
    );
    assert_eq!(told(DeleteInstances::DEFAULT, &items[..1], &policy), "i-1 200 success [Stopped, Released]");
    let forced = DeleteInstances::DEFAULT.with(|it| it.force = true);
    assert_eq!(told(forced, &[("i-1", RUNNING)], &policy), "i-1 200 success [Running, Released]");
}

#[test]
fn every_item_is_decided_in_the_same_environment() {
    let sold_out = Environment::DEFAULT.with(|it| it.stock = Stock::SoldOut);
    let released = STOPPED.with(|it| it.stopped_mode = StoppedMode::StopCharging);
    let request = StartInstances::DEFAULT.with(|it| it.batch_optimization = SUCCESS_FIRST);
    let told = told_in(request, &[("i-1", released), ("i-2", STOPPED)], &sold_out, &Policy::documented());
    insta::assert_snapshot!(told, @r"
    i-1 OperationDenied.NoStock The requested resource is sold out in the specified zone; try other types of resources or other regions and zones. [Stopped, Stopped]
    i-2 200 success [Stopped, Starting]
    ");
}

/// What a batch answers for one instance: the plan, or every violation.
type Answered = Result<Plan, Vec<OwnedViolation>>;

/// What the singular call answers, with the errors of the plural.
fn singly(request: BatchRequest, case: &Case, policy: &Policy) -> Answered {
    let explanation = explain(&case.instance, &request.of_each(), &case.environment, policy);
    let violations = explanation.violations().map(|violation| violation.to_plural(request.action()).into());
    let violations: Vec<OwnedViolation> = violations.collect();
    if violations.is_empty() { Ok(explanation.plan()) } else { Err(violations) }
}

/// Every request of a plural, for the case of every vector: each instance is answered like a singular call.
/// Beside another instance, it still is if the two are decided independently; decided together, the first
/// violation is the answer to the whole call.
#[test]
fn a_batch_equals_its_singular_calls() {
    for policy in [Policy::documented(), Policy::ecs(Revision::V2021_01), Policy::ecs(Revision::V2025_12_03)]
    {
        let vectors = vectors(&policy).expect("few regions");
        let cases: HashSet<Case> = vectors.iter().map(|vector| vector.witness.case()).collect();
        let mut refused = 0;
        for request in batch_requests() {
            for case in &cases {
                let beside = [("i-1", RUNNING), ("i-2", case.instance)];
                let expected = beside
                    .map(|(_, instance)| singly(request, &case.with(|it| it.instance = instance), &policy));
                match batch(request, beside.into_iter(), &case.environment, &policy) {
                    Ok(batch) => {
                        let answered = batch.items().map(|item| match item.outcome() {
                            Ok(plan) => Ok(plan),
                            Err(_) => Err(item.violations().map(Into::into).collect()),
                        });
                        assert_eq!(answered.collect::<Vec<Answered>>(), expected, "{request:?} {case:?}");
                        let is_together = request.optimization() == BatchOptimization::AllTogether;
                        assert!(!is_together || expected.iter().all(Result::is_ok), "{request:?} {case:?}");
                    }
                    Err(BatchRejection::Item { id, violation }) => {
                        assert_eq!(request.optimization(), BatchOptimization::AllTogether);
                        let (first, violations) = beside
                            .iter()
                            .zip(&expected)
                            .find_map(|((id, _), answer)| {
                                answer.as_ref().err().map(|violations| (*id, violations))
                            })
                            .expect("an instance is refused");
                        assert_eq!((id, &violation), (first, &violations[0]), "{request:?} {case:?}");
                        refused += 1;
                    }
                    Err(other) => panic!("{other}"),
                }
            }
        }
        assert!(refused > 1_000, "{refused}");
    }
}

#[test]
fn an_error_borrowed_from_the_singular_is_inferred() {
    let broken = RUNNING.with(|it| it.disk_status = DiskStatus::Incorrect);
    let policy = Policy::documented();
    let answer = batch(stop(SUCCESS_FIRST), [("i", broken)].into_iter(), &Environment::DEFAULT, &policy)
        .expect("each on its own");
    let violation = answer.items().next().expect("one item").outcome().expect_err("a wrong disk");
    assert_eq!((violation.error().action, violation.evidence()), (Action::StopInstance, Evidence::Inferred));
}

/// Empty and absent ids name no instance.
#[test]
fn a_null_id_is_missing() {
    let policy = Policy::documented();
    let of = |items: Vec<Option<String>>| {
        let items = items.into_iter().map(|id| (id, RUNNING)).collect::<Vec<_>>();
        let batch = batch(stop(SUCCESS_FIRST), items.into_iter(), &Environment::DEFAULT, &policy);
        batch.map(|batch| batch.items().count()).map_err(|rejection| rejection.to_string())
    };
    let id = |id: &str| Some(id.to_owned());
    assert_eq!(of(vec![id("i-1"), id("i-2")]), Ok(2));
    let refused = of(vec![id("i-1"), None]);
    assert!(refused.is_err());
    assert_eq!(of(vec![id("i-1"), id("")]), refused);
}

#[test]
fn an_item_names_the_rule_that_settles_it() {
    let policy = Policy::documented();
    let items = [("i-1", RUNNING)].into_iter();
    let batch = batch(stop(SUCCESS_FIRST), items, &Environment::DEFAULT, &policy).expect("each on its own");
    let item = batch.items().next().expect("one item");
    assert_eq!((item.code(), item.settled_by()), ("200", "stop-in-standard-mode"));
}
