//! Events, charges and effects of calls, case by case as the documents describe them.

use instance_lifecycle::billing::charges;
use instance_lifecycle::environment::{CapacityReservation, DedicatedHost, PrivatePool};
use instance_lifecycle::event::EventError;
use instance_lifecycle::instance::{
    ChargeType, LockReason, Locks, NetworkType, Presence, SpotInterruptionBehavior, SpotStrategy, Standing,
    StaticAddress, StatusBefore, StoppedFor, StoppedMode, Task,
};
use instance_lifecycle::plan::{AtNextStart, Disposition, Resource, Risk};
use instance_lifecycle::policy::interpretations::{
    ArrearsStopMode, ImageLicence, LocalDiskContents, LockStops, SpotComputeAfterStop, SystemDiskKept,
};
use instance_lifecycle::request::StopMode;
use instance_lifecycle::trace::{Input, Trace};
use instance_lifecycle::{
    CreateInstance, DeleteInstance, Environment, Event, Instance, Plan, Policy, ReActivateInstances,
    RebootInstance, Rejection, Request, StartInstance, Status, StopInstance, plan,
};
use support::followed;

const DEFAULT: Instance = Instance::DEFAULT;
const PREPAID: Instance = {
    let mut it = DEFAULT;
    it.charge_type = ChargeType::PrePaid;
    it
};
const SPOT: Instance = {
    let mut it = DEFAULT;
    it.spot_strategy = SpotStrategy::SpotWithPriceLimit;
    it
};
const OWING: Instance = {
    let mut it = DEFAULT;
    it.standing = Standing::InArrears;
    it
};
const STOPPED: Instance = {
    let mut it = DEFAULT;
    it.status = Status::Stopped;
    it.stopped_mode = StoppedMode::KeepCharging;
    it
};
const STOPPED_OWING: Instance = {
    let mut it = STOPPED;
    it.standing = Standing::InArrears;
    it.stopped_for = StoppedFor::Arrears;
    it
};
const ECONOMICAL: Instance = {
    let mut it = STOPPED;
    it.stopped_mode = StoppedMode::StopCharging;
    it
};
/// A record of the service: stopped and locked for arrears, without our facts.
const LOCKED: Instance = {
    let mut it = STOPPED;
    it.locks = Locks::NONE.with(LockReason::Financial);
    it
};
const EXPIRED: Instance = {
    let mut it = PREPAID;
    it.status = Status::Stopped;
    it.standing = Standing::Expired;
    it.stopped_for = StoppedFor::Expiry;
    it
};
const LOCAL: Instance = {
    let mut it = DEFAULT;
    it.local_storage = true;
    it
};
const SSD: Instance = {
    let mut it = LOCAL;
    it.local_ssd = true;
    it
};

const SWITCH: Environment = {
    let mut it = Environment::DEFAULT;
    it.economical_mode_default = true;
    it
};
const POOL: Environment = {
    let mut it = Environment::DEFAULT;
    it.private_pool = PrivatePool::Available;
    it
};

fn documented() -> Policy {
    Policy::documented()
}

fn apply(instance: &Instance, event: Event) -> Result<Instance, EventError> {
    instance.apply(event, &Environment::DEFAULT, &documented())
}

fn planned(instance: &Instance, request: impl Into<Request>, policy: &Policy) -> Plan {
    planned_in(instance, request, &Environment::DEFAULT, policy)
}

fn planned_in(
    instance: &Instance,
    request: impl Into<Request>,
    environment: &Environment,
    policy: &Policy,
) -> Plan {
    let request = request.into();
    plan(instance, &request, environment, policy)
        .unwrap_or_else(|rejection| panic!("{rejection:?}: {request:?} of {instance:?}"))
}

fn billed(instance: &Instance) -> Vec<Resource> {
    charges(instance, &Environment::DEFAULT, &documented()).map(|line| line.resource).collect()
}

fn of(plan: &Plan, resource: Resource) -> (Disposition, bool, AtNextStart) {
    let outcome = plan.resources().find(|it| it.resource == resource).expect("the instance has it");
    (outcome.disposition, outcome.billed_after, outcome.at_next_start)
}

fn risks(plan: &Plan) -> Vec<Risk> {
    plan.risks().collect()
}

fn stop(mode: StopMode) -> StopInstance {
    StopInstance::DEFAULT.with(|it| it.stopped_mode = Some(mode))
}

// A1

#[test]
fn nothing_is_billed_while_an_instance_is_stopped_for_arrears_or_expiry() {
    let classic = STOPPED_OWING.with(|it| it.network_type = NetworkType::Classic);
    let economical = STOPPED_OWING.with(|it| it.stopped_mode = StoppedMode::StopCharging);
    let addressed = STOPPED_OWING.with(|it| {
        it.static_address = StaticAddress::PayByBandwidth;
        it.elastic_address = true;
        it.gpu = true;
        it.data_disks = Presence::Yes;
    });
    for instance in [STOPPED_OWING, classic, economical, addressed, LOCKED, EXPIRED] {
        assert_eq!(billed(&instance), [], "{instance:?}");
    }
    assert!(billed(&STOPPED).contains(&Resource::SystemDisk));
    assert!(billed(&OWING).contains(&Resource::Vcpu), "it still runs");
    let subscription = PREPAID.with(|it| it.status = Status::Stopped);
    assert!(billed(&subscription).contains(&Resource::SubscriptionFee));
}

#[test]
fn an_expired_subscription_pays_no_fee() {
    let running = PREPAID.with(|it| it.standing = Standing::Expired);
    assert!(billed(&PREPAID).contains(&Resource::SubscriptionFee));
    assert!(!billed(&running).contains(&Resource::SubscriptionFee));
}

#[test]
fn reactivation_finds_nothing_billed() {
    for instance in [STOPPED_OWING, LOCKED] {
        let plan = planned(&instance, ReActivateInstances::DEFAULT, &documented());
        assert!(plan.resources().all(|it| !it.billed_before), "{instance:?}");
        assert_eq!(of(&plan, Resource::SystemDisk), (Disposition::Retained, true, AtNextStart::Unchanged));
    }
}

#[test]
fn the_bill_of_arrears_pauses_at_the_stop_and_ends_with_the_grace_period() {
    let policy = documented();
    let event = |event| Input::Event(event, Environment::DEFAULT);
    let owner = DEFAULT.with(|it| {
        it.elastic_address = true;
        it.delete_with_instance = false;
    });
    let inputs = [
        (0, event(Event::ArrearsIncurred)),
        (100, event(Event::ArrearsStopped)),
        (500, event(Event::GracePeriodEnded)),
    ];
    let bill = Trace::record(owner, inputs, &policy).bill(900, &policy).expect("in order");
    for line in bill.lines() {
        assert!(line.billed + line.if_present <= 100, "{line:?}");
    }
    assert_eq!(
        (bill.line(Resource::SystemDisk).billed, bill.line(Resource::SystemDisk).unbilled),
        (100, 400)
    );
    let left: Vec<_> = bill.left_behind().iter().map(|it| (it.resource, it.since, it.seconds)).collect();
    assert_eq!(left, [(Resource::ElasticIp, 500, 400)]);
}

#[test]
fn kept_disks_of_an_expired_subscription_stay_billed() {
    let policy = documented();
    let owner = EXPIRED.with(|it| {
        it.delete_with_instance = false;
        it.data_disks = Presence::Yes;
    });
    let inputs = [(0, Input::Event(Event::GracePeriodEnded, Environment::DEFAULT))];
    let bill = Trace::record(owner, inputs, &policy).bill(60, &policy).expect("in order");
    let left: Vec<_> = bill.left_behind().iter().map(|it| (it.resource, it.if_present)).collect();
    assert_eq!(left, [(Resource::DataDisks, false), (Resource::Snapshots, true)]);
}

// A2

#[test]
fn a_stop_for_arrears_follows_the_switch_of_the_account() {
    let classic = OWING.with(|it| it.network_type = NetworkType::Classic);
    let persistent = OWING.with(|it| it.persistent_memory = true);
    let local = OWING.with(|it| it.local_storage = true);
    use ArrearsStopMode::{BySwitch, Economical, Standard};
    use StoppedMode::{KeepCharging, StopCharging};
    #[rustfmt::skip] // a table: one line a row
    let table = [
        (OWING,      Environment::DEFAULT, BySwitch,   KeepCharging),
        (OWING,      SWITCH,               BySwitch,   StopCharging),
        (OWING,      SWITCH,               Standard,   KeepCharging),
        (OWING,      Environment::DEFAULT, Economical, StopCharging),
        (classic,    SWITCH,               BySwitch,   KeepCharging),
        (persistent, SWITCH,               Economical, KeepCharging),
        (local,      SWITCH,               Economical, KeepCharging),
    ];
    for (instance, environment, mode, expected) in table {
        let policy = documented().with(mode);
        let stopped = instance.apply(Event::ArrearsStopped, &environment, &policy).expect("it is in arrears");
        assert_eq!(stopped.stopped_mode, expected, "{mode}, {environment:?}: {instance:?}");
        assert_eq!(
            (stopped.stopped_for, stopped.status_before),
            (StoppedFor::Arrears, StatusBefore::Running)
        );
    }
}

#[test]
fn a_stopped_instance_keeps_its_mode_when_arrears_stop_it() {
    for mode in [StoppedMode::StopCharging, StoppedMode::KeepCharging] {
        let stopped = STOPPED.with(|it| {
            it.standing = Standing::InArrears;
            it.stopped_mode = mode;
        });
        let after = stopped.apply(Event::ArrearsStopped, &SWITCH, &documented()).expect("it is in arrears");
        let expected = stopped.with(|it| {
            it.stopped_for = StoppedFor::Arrears;
            it.status_before = StatusBefore::Stopped;
        });
        assert_eq!(after, expected);
    }
}

#[test]
fn reactivation_after_a_standard_stop_keeps_address_credits_and_compute() {
    let instance = STOPPED_OWING.with(|it| {
        it.static_address = StaticAddress::PayByTraffic;
        it.burstable = true;
    });
    let plan = planned(&instance, ReActivateInstances::DEFAULT, &documented());
    for resource in [Resource::StaticPublicIp, Resource::CpuCredits, Resource::Vcpu] {
        assert_eq!(of(&plan, resource).2, AtNextStart::Unchanged, "{resource}");
    }
    assert_eq!(risks(&plan), []);
}

// A3

#[test]
fn a_financial_lock_of_a_stopped_instance_is_a_stop_for_arrears() {
    let plan = planned(&LOCKED, ReActivateInstances::DEFAULT, &documented());
    assert_eq!(plan.path().to, Status::Running);
    let starting = apply(&LOCKED, Event::PaymentSettled).expect("it is in arrears");
    assert_eq!(
        (starting.status, starting.task, starting.locks),
        (Status::Starting, Task::Start, Locks::NONE)
    );
    assert!(
        apply(&LOCKED, Event::GracePeriodEnded).is_ok() && apply(&LOCKED, Event::ComputeRecycled).is_ok()
    );
}

#[test]
fn payment_does_not_start_what_its_owner_stopped() {
    let locked = apply(&ECONOMICAL, Event::FinancialLockSet).expect("it is not locked");
    assert_eq!(locked.stopped_for, StoppedFor::Arrears);
    assert_eq!(apply(&locked, Event::PaymentSettled), Ok(ECONOMICAL));
    assert_eq!(apply(&locked, Event::FinancialLockCleared), Ok(ECONOMICAL));
    assert_eq!(apply(&ECONOMICAL, Event::PaymentSettled), Err(EventError::NothingOwed));
    let subscription = LOCKED.with(|it| it.charge_type = ChargeType::PrePaid);
    assert_eq!(apply(&subscription, Event::PaymentSettled), Err(EventError::NothingOwed));
}

// A6

#[test]
fn every_stop_of_a_spot_instance_names_the_capacity_that_its_start_needs() {
    let policy = documented();
    for protected in [false, true] {
        let instance = SPOT.with(|it| it.spot_protected = protected);
        let stop = planned(&instance, stop(StopMode::KeepCharging), &policy);
        assert_eq!(of(&stop, Resource::Vcpu), (Disposition::Retained, true, AtNextStart::Reallocated));
        assert!(risks(&stop).contains(&Risk::CapacityNotGuaranteed));
        let stopped = *followed(&stop, &instance).last().expect("the stop ends");
        let start = planned(&stopped, StartInstance::DEFAULT, &policy);
        assert_eq!(of(&start, Resource::Vcpu).2, AtNextStart::Reallocated);
        assert!(risks(&start).contains(&Risk::CapacityNotGuaranteed));
    }
    let kept = policy.with(SpotComputeAfterStop::Kept);
    let stop = planned(&SPOT, stop(StopMode::KeepCharging), &kept);
    assert_eq!(of(&stop, Resource::Vcpu).2, AtNextStart::Unchanged);
}

#[test]
fn a_start_after_an_economical_stop_names_its_risks() {
    let instance = ECONOMICAL.with(|it| it.static_address = StaticAddress::PayByTraffic);
    let plan = planned(&instance, StartInstance::DEFAULT, &documented());
    let expected = [Risk::CapacityNotGuaranteed, Risk::PublicAddressMayChange, Risk::RestartMayConflict];
    assert_eq!(risks(&plan), expected);
    assert_eq!(risks(&planned(&STOPPED, StartInstance::DEFAULT, &documented())), []);
}

#[test]
fn an_interruption_with_stop_is_economical() {
    let noticed = SPOT.with(|it| {
        it.locks = Locks::NONE.with(LockReason::Recycling);
        it.spot_interruption = SpotInterruptionBehavior::Stop;
    });
    let stopped = apply(&noticed, Event::SpotInterrupted).expect("it is announced");
    assert_eq!((stopped.status, stopped.stopped_mode), (Status::Stopped, StoppedMode::StopCharging));
}

// A8

#[test]
fn a_deletion_keeps_disks_that_are_not_marked() {
    let [kept, gone] = [
        (Disposition::Retained, true, AtNextStart::Unchanged),
        (Disposition::Released, false, AtNextStart::Empty),
    ];
    let unmarked = STOPPED.with(|it| {
        it.system_disk_delete_with_instance = false;
        it.delete_with_instance = false;
    });
    let locked = unmarked.with(|it| it.locks = Locks::NONE.with(LockReason::Security));
    #[rustfmt::skip] // a table: one line a row
    let table = [
        (STOPPED,  SystemDiskKept::Kept,     gone, gone),
        (unmarked, SystemDiskKept::Kept,     kept, kept),
        (unmarked, SystemDiskKept::Released, gone, kept),
        (locked,   SystemDiskKept::Kept,     gone, gone),
    ];
    for (instance, interpretation, system, data) in table {
        let plan = planned(&instance, DeleteInstance::DEFAULT, &documented().with(interpretation));
        assert_eq!(of(&plan, Resource::SystemDisk), system, "{interpretation}: {instance:?}");
        assert_eq!(of(&plan, Resource::DataDisks), data, "{interpretation}: {instance:?}");
    }
}

#[test]
fn automatic_snapshots_go_with_their_disks_if_marked() {
    let snapshot = |instance: &Instance| {
        let plan = planned(instance, DeleteInstance::DEFAULT, &documented());
        let outcome = plan.resources().find(|it| it.resource == Resource::Snapshots);
        outcome.map(|it| (it.billed_after, it.if_present, risks(&plan)))
    };
    let having = STOPPED.with(|it| it.snapshots = Presence::Yes);
    let marked = having.with(|it| it.delete_auto_snapshot = true);
    assert_eq!(snapshot(&having), Some((true, false, vec![])));
    assert_eq!(snapshot(&marked), Some((true, true, vec![Risk::AutomaticSnapshotsDeleted])));
    assert_eq!(snapshot(&marked.with(|it| it.snapshots = Presence::No)), None);
}

// A13

#[test]
fn local_ssds_are_lost_by_the_interpretation_and_always_a_risk() {
    use LocalDiskContents::{Kept, Lost};
    let confirmed = stop(StopMode::KeepCharging).with(|it| it.confirm_stop = true);
    #[rustfmt::skip] // a table: one line a row
    let table = [
        (LOCAL, Kept, Disposition::Retained, false),
        (LOCAL, Lost, Disposition::Retained, false),
        (SSD,   Kept, Disposition::Retained, true),
        (SSD,   Lost, Disposition::Lost,     true),
    ];
    for (instance, contents, disposition, is_risk) in table {
        let plan = planned(&instance, confirmed, &documented().with(contents));
        assert_eq!(of(&plan, Resource::LocalDisks).0, disposition, "{contents}: {instance:?}");
        assert_eq!(risks(&plan).contains(&Risk::LocalDataLost), is_risk, "{contents}: {instance:?}");
    }
}

#[test]
fn recycled_local_disks_are_empty() {
    let recycled = STOPPED.with(|it| it.local_storage = true).with(|it| it.compute_recycled = true);
    let start = planned(&recycled, StartInstance::DEFAULT, &documented());
    assert_eq!(of(&start, Resource::LocalDisks).2, AtNextStart::Empty);
    assert!(risks(&start).contains(&Risk::LocalDataLost));
    let kept = recycled.with(|it| it.compute_recycled = false);
    assert_eq!(
        of(&planned(&kept, StartInstance::DEFAULT, &documented()), Resource::LocalDisks).2,
        AtNextStart::Unchanged
    );
}

// A15

#[test]
fn events_have_the_guards_of_the_pages() {
    let hosted = Environment::DEFAULT.with(|it| it.dedicated_host = DedicatedHost::Available);
    let plain = Environment::DEFAULT;
    let stopped = |instance: Instance| {
        instance.with(|it| {
            it.status = Status::Stopped;
            it.stopped_for = StoppedFor::Arrears;
            it.standing = Standing::InArrears;
        })
    };
    let vpc = stopped(DEFAULT);
    let classic = vpc.with(|it| it.network_type = NetworkType::Classic);
    let timed = DEFAULT.with(|it| it.auto_release_time = true);
    let timed_owing = OWING.with(|it| it.auto_release_time = true);
    let timed_locked = timed.with(|it| it.locks = Locks::NONE.with(LockReason::Financial));
    let protected = SPOT.with(|it| it.spot_protected = true);
    let owing_disk = DEFAULT.with(|it| it.disk_in_arrears = true);
    #[rustfmt::skip] // a table: one line a row
    let table = [
        (DEFAULT,      plain,  Event::RecyclingLockSet,              Some(EventError::NoSpot)),
        (SPOT,         plain,  Event::RecyclingLockSet,              None),
        (DEFAULT,      plain,  Event::RefundedLockSet,               Some(EventError::NoSubscription)),
        (PREPAID,      plain,  Event::RefundedLockSet,               None),
        (DEFAULT,      plain,  Event::DedicatedHostFinancialLockSet, Some(EventError::NoDedicatedHost)),
        (DEFAULT,      hosted, Event::DedicatedHostFinancialLockSet, None),
        (classic,      plain,  Event::ComputeRecycled,               Some(EventError::ClassicNetwork)),
        (vpc,          plain,  Event::ComputeRecycled,               None),
        (DEFAULT,      plain,  Event::AutoReleaseTimeReached,        Some(EventError::NoAutoReleaseTime)),
        (timed,        plain,  Event::AutoReleaseTimeReached,        None),
        (timed_owing,  plain,  Event::AutoReleaseTimeReached,        Some(EventError::InArrears)),
        (timed_locked, plain,  Event::AutoReleaseTimeReached,        Some(EventError::InArrears)),
        (protected,    plain,  Event::SpotInterruptionNoticed,       Some(EventError::Protected)),
        (DEFAULT,      plain,  Event::AutomaticRecovery,             Some(EventError::NoLocalDisks)),
        (LOCAL,        plain,  Event::AutomaticRecovery,             None),
        (DEFAULT,      plain,  Event::DiskArrearsIncurred,           None),
        (owing_disk,   plain,  Event::DiskArrearsIncurred,           Some(EventError::AlreadySo)),
        (DEFAULT,      plain,  Event::Refunded,                      Some(EventError::NoSubscription)),
        (PREPAID,      plain,  Event::Refunded,                      None),
    ];
    for (instance, environment, event, expected) in table {
        let answer = instance.apply(event, &environment, &documented());
        assert_eq!(answer.err(), expected, "{event}, {environment:?}: {instance:?}");
    }
}

#[test]
fn a_refund_stops_and_then_releases() {
    let stopped = apply(&PREPAID, Event::Refunded).expect("it is a subscription");
    assert_eq!((stopped.status, stopped.standing), (Status::Stopped, Standing::Expired));
    assert!(stopped.locks.refunded && billed(&stopped).is_empty());
    assert_eq!(apply(&stopped, Event::GracePeriodEnded), Ok(Instance::RELEASED));
}

#[test]
fn a_disk_falls_into_arrears_and_is_paid() {
    let owing = apply(&DEFAULT, Event::DiskArrearsIncurred).expect("it is paid for");
    assert_eq!(owing, DEFAULT.with(|it| it.disk_in_arrears = true));
    assert_eq!(apply(&owing, Event::PaymentSettled), Ok(DEFAULT));
}

#[test]
fn an_automatic_recovery_restarts_the_instance() {
    let recovering = apply(&LOCAL, Event::AutomaticRecovery).expect("it has local disks");
    assert_eq!((recovering.status, recovering.task), (Status::Starting, Task::Reboot));
    assert_eq!(apply(&recovering, Event::BootCompleted), Ok(LOCAL));
}

// A16

#[test]
fn a_creation_ignores_parameters_that_do_not_apply() {
    let made = |request: CreateInstance| {
        let plan = planned(&Instance::RELEASED, request, &documented());
        plan.accept(&Instance::RELEASED).expect("it does not exist yet")
    };
    let spot = CreateInstance::DEFAULT.with(|it| it.spot_strategy = SpotStrategy::SpotAsPriceGo);
    let subscription = spot.with(|it| it.charge_type = ChargeType::PrePaid);
    assert_eq!(made(spot).spot_strategy, SpotStrategy::SpotAsPriceGo);
    assert_eq!(made(subscription).spot_strategy, SpotStrategy::NoSpot);
    let plan = planned(&Instance::RELEASED, subscription, &documented());
    assert_eq!(risks(&plan), []);
    let hibernating = CreateInstance::DEFAULT.with(|it| it.hibernation_configured = true);
    let classic = hibernating.with(|it| it.network_type = NetworkType::Classic);
    assert!(made(hibernating).hibernation_configured && !made(classic).hibernation_configured);
    assert_eq!(made(spot).snapshots, Presence::No);
}

// A9

#[test]
fn a_lock_stops_a_running_instance_by_the_interpretation() {
    let policy = documented().with(LockStops::Stopped);
    for (instance, event) in [(DEFAULT, Event::SecurityLockSet), (PREPAID, Event::RefundedLockSet)] {
        let [running, stopped] = [documented(), policy.clone()]
            .map(|policy| instance.apply(event, &Environment::DEFAULT, &policy));
        assert_eq!(running.map(|it| it.status), Ok(Status::Running), "{event}");
        assert_eq!(stopped.map(|it| it.status), Ok(Status::Stopped), "{event}");
    }
    let booting = DEFAULT.with(|it| {
        it.status = Status::Starting;
        it.task = Task::Start;
        it.locks = Locks::NONE.with(LockReason::Security);
    });
    let booted = booting.apply(Event::BootCompleted, &Environment::DEFAULT, &policy);
    assert_eq!(booted.map(|it| it.status), Ok(Status::Stopped));
}

// Resources and risks

#[test]
fn resources_of_unknown_presence_are_billed_if_present() {
    let plan = planned(&DEFAULT, stop(StopMode::StopCharging), &documented());
    let unknown: Vec<Resource> = plan.resources().filter(|it| it.if_present).map(|it| it.resource).collect();
    assert_eq!(unknown, [Resource::DataDisks, Resource::Snapshots, Resource::ImageLicence]);
    let known = DEFAULT.with(|it| {
        it.data_disks = Presence::Yes;
        it.snapshots = Presence::No;
        it.image_licence = Presence::No;
    });
    let plan = planned(&known, stop(StopMode::StopCharging), &documented());
    assert!(plan.resources().all(|it| !it.if_present));
    let listed: Vec<Resource> = plan.resources().map(|it| it.resource).collect();
    assert!(listed.contains(&Resource::DataDisks) && !listed.contains(&Resource::Snapshots));
    assert!(!listed.contains(&Resource::ImageLicence));
}

#[test]
fn reserved_capacity_stays_billed_after_an_economical_stop() {
    let policy = documented();
    let economical = planned_in(&DEFAULT, stop(StopMode::StopCharging), &POOL, &policy);
    assert!(of(&economical, Resource::ReservedCapacity).1);
    let standard = planned_in(&DEFAULT, stop(StopMode::KeepCharging), &POOL, &policy);
    assert!(!of(&standard, Resource::ReservedCapacity).1);
    let reserved = Environment::DEFAULT.with(|it| it.capacity_reservation = CapacityReservation::Available);
    let elsewhere = planned_in(&DEFAULT, stop(StopMode::StopCharging), &reserved, &policy);
    assert!(elsewhere.resources().all(|it| it.resource != Resource::ReservedCapacity));
}

#[test]
fn calls_name_the_risks_of_the_pages() {
    let policy = documented();
    let credits = DEFAULT.with(|it| {
        it.burstable = true;
        it.unlimited_credits = true;
    });
    let sealed = DEFAULT.with(|it| it.sealed_data = true);
    let economical = |instance: &Instance| risks(&planned(instance, stop(StopMode::StopCharging), &policy));
    let standard = |instance: &Instance| risks(&planned(instance, stop(StopMode::KeepCharging), &policy));
    assert!(economical(&credits).contains(&Risk::AdvanceCreditsCharged));
    assert!(!standard(&credits).contains(&Risk::AdvanceCreditsCharged));
    assert!(
        economical(&sealed).contains(&Risk::SealedDataLost)
            && !standard(&sealed).contains(&Risk::SealedDataLost)
    );
    assert!(risks(&planned(&sealed, RebootInstance::DEFAULT, &policy)).contains(&Risk::SealedDataLost));

    let forced = StopInstance::DEFAULT.with(|it| it.force_stop = true);
    assert_eq!(risks(&planned(&DEFAULT, forced, &policy)), [Risk::CachedDataLost]);
    assert_eq!(risks(&planned(&DEFAULT, StopInstance::DEFAULT, &policy)), []);

    let configured = DEFAULT.with(|it| it.hibernation_configured = true);
    let hibernate = StopInstance::DEFAULT.with(|it| it.hibernate = true);
    assert!(risks(&planned(&configured, hibernate, &policy)).contains(&Risk::PreviewFeature));

    let newest = Policy::ecs(instance_lifecycle::Revision::V2025_12_03);
    let locked = DEFAULT.with(|it| it.locks = Locks::NONE.with(LockReason::Security));
    assert!(risks(&planned(&locked, StopInstance::DEFAULT, &newest)).contains(&Risk::CannotStartWhileLocked));
    let classic = DEFAULT.with(|it| it.network_type = NetworkType::Classic);
    assert!(
        risks(&planned(&classic, stop(StopMode::StopCharging), &newest))
            .contains(&Risk::RequestedModeIgnored)
    );
    assert!(!economical(&DEFAULT).contains(&Risk::RequestedModeIgnored));
}

#[test]
fn a_start_agrees_with_the_licence_after_an_economical_stop() {
    for (licence, expected) in
        [(ImageLicence::Billed, AtNextStart::Unchanged), (ImageLicence::NotBilled, AtNextStart::Resumes)]
    {
        let policy = documented().with(licence);
        let stop = planned(&DEFAULT, stop(StopMode::StopCharging), &policy);
        let start = planned(&ECONOMICAL, StartInstance::DEFAULT, &policy);
        assert_eq!(
            [of(&stop, Resource::ImageLicence).2, of(&start, Resource::ImageLicence).2],
            [expected; 2]
        );
    }
}

// Contradictory instances

#[test]
fn contradictory_instances_are_refused_with_the_attributes() {
    let table = [
        (
            DEFAULT.with(|it| it.stopped_mode = StoppedMode::StopCharging),
            "`status: Running, stopped_mode: StopCharging`: only a stop has a mode",
        ),
        (
            Instance::RELEASED.with(|it| it.gpu = true),
            "`status: Released, gpu: Yes`: of a released instance nothing is left",
        ),
        (
            DEFAULT.with(|it| it.stopped_for = StoppedFor::Arrears),
            "`status: Running, stopped_for: Arrears`: only what is stopped has a reason",
        ),
    ];
    for (instance, expected) in table {
        assert_eq!(instance.validate().map_err(|error| error.to_string()), Err(expected.to_owned()));
    }
    for instance in [DEFAULT, STOPPED, STOPPED_OWING, LOCKED, EXPIRED, SSD, Instance::RELEASED] {
        let valid = instance.with(|it| it.local_ssd = instance.local_ssd);
        assert_eq!(valid.validate(), Ok(()));
    }
}

#[test]
fn a_guest_shutdown_is_never_economical() {
    let contradictory = DEFAULT.with(|it| it.stopped_mode = StoppedMode::StopCharging);
    let stopped = apply(&contradictory, Event::GuestShutdown).expect("it runs");
    assert_eq!(stopped.stopped_mode, StoppedMode::KeepCharging);
    assert!(matches!(
        plan(&Instance::RELEASED.with(|it| it.gpu = true), &StopInstance::DEFAULT, &SWITCH, &documented()),
        Err(Rejection::Refused(_))
    ));
}
