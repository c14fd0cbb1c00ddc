//! Records after events, written and read back.

use crate::{case, json};
use instance_lifecycle::event::EventError;
use instance_lifecycle::instance::{
    ChargeType, LockReason, Locks, SpotInterruptionBehavior, SpotStrategy, Standing, StoppedFor, StoppedMode,
    Task,
};
use instance_lifecycle::policy::interpretations::ArrearsStopMode;
use instance_lifecycle::{Environment, Event, Instance, Policy, Status};
use instance_lifecycle_wire::{Case, Defaults, Evolution, Record};
use std::collections::BTreeSet;

/// The line after events.
fn after(record: &str, events: &[Event]) -> String {
    let case = case(&format!(r#"{{"Instance": {record}, "Request": {{"Action": "StopInstance"}}}}"#));
    serde_json::to_string(&Evolution::new(&case, events, &Policy::documented())).expect("it can be written")
}

#[test]
fn an_arrears_stop() {
    let record = r#"{"InstanceId": "i-1", "Status": "Running", "InstanceType": "ecs.g7.large"}"#;
    insta::assert_snapshot!(
        after(record, &[Event::ArrearsIncurred, Event::FinancialLockSet, Event::ArrearsStopped]),
        @r#"{"InstanceId":"i-1","Outcome":"Evolved","Events":["ArrearsIncurred","FinancialLockSet","ArrearsStopped"],"Instance":{"InstanceId":"i-1","Status":"Stopped","StoppedMode":"KeepCharging","OperationLocks":{"LockReason":[{"LockReason":"financial"}]},"GPUAmount":0,"Facts":{"Standing":"InArrears","StoppedFor":"Arrears","StatusBefore":"Running","ComputeRecycled":false,"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false}}}"#);
}

#[test]
fn a_released_instance_has_no_record() {
    let record = r#"{"InstanceId": "i-1", "Status": "Stopping", "Facts": {"Task": "Release"}}"#;
    insta::assert_snapshot!(after(record, &[Event::ShutdownCompleted]), @r#"{"InstanceId":"i-1","Outcome":"Evolved","Events":["ShutdownCompleted"],"Instance":null}"#);
    insta::assert_snapshot!(after("null", &[Event::GracePeriodEnded]), @r#"{"InstanceId":null,"Outcome":"Impossible","Events":[],"Event":"GracePeriodEnded","Reason":"the instance is released","Instance":null}"#);
}

#[test]
fn an_event_that_cannot_happen() {
    let record = r#"{"InstanceId": "i-1", "Status": "Starting"}"#;
    insta::assert_snapshot!(after(record, &[Event::BootCompleted, Event::BootFailed, Event::GuestShutdown]), @r#"{"InstanceId":"i-1","Outcome":"Impossible","Events":["BootCompleted"],"Event":"BootFailed","Reason":"no matching task is in flight","Instance":{"InstanceId":"i-1","Status":"Running"}}"#);
}

/// The name of an unknown lock is kept as long as the lock is set.
#[test]
fn names_of_locks() {
    let record = |locks: &str| {
        let text = format!(
            r#"{{"Instance": {{"Status": "Running", "OperationLocks": {locks}}}, "Request": {{"Action": "StopInstance"}}}}"#
        );
        case(&text)
    };
    for (locks, event, expected) in [
        ("[]", Event::SecurityLockSet, &["security"][..]),
        ("[]", Event::UnknownLockSet, &["unknown"]),
        (r#"["Seized"]"#, Event::FinancialLockSet, &["financial", "seized"]),
        (r#"["Seized", "security"]"#, Event::UnknownLockCleared, &["security"]),
        (r#"["Seized", "security"]"#, Event::SecurityLockCleared, &["seized"]),
    ] {
        let case = record(locks);
        let evolved = Evolution::new(&case, &[event], &Policy::documented()).record.expect("it is there");
        assert_eq!(evolved.locks, expected, "{locks} {event}");
    }
}

#[test]
fn changed_attributes_are_no_longer_assumed() {
    let case = case(r#"{"Instance": {"Status": "Running"}, "Request": {"Action": "StopInstance"}}"#);
    let assumed = |events: &[Event]| {
        let record = Evolution::new(&case, events, &Policy::documented()).record.expect("it is there");
        record.assumed.iter().collect::<Vec<_>>()
    };
    let before = assumed(&[]);
    assert!(before.contains(&"Standing") && before.contains(&"OperationLocks"));
    let all_but =
        |known: &[&str]| before.iter().copied().filter(|name| !known.contains(name)).collect::<Vec<_>>();
    assert_eq!(assumed(&[Event::ArrearsIncurred]), all_but(&["Standing"]));
    assert_eq!(assumed(&[Event::SecurityLockSet]), all_but(&["OperationLocks"]));
    // The mode and the reason of the stop are known as well.
    assert_eq!(assumed(&[Event::GuestShutdown]), before);
}

/// After every event in every phase, the written instance reads back the same.
#[test]
fn every_event() {
    let default = Instance::DEFAULT.with(|it| {
        it.deletion_protection = true;
        it.burstable = true;
        it.local_storage = true;
        it.auto_release_time = true;
    });
    let spot = default.with(|it| {
        it.spot_strategy = SpotStrategy::SpotAsPriceGo;
        it.spot_interruption = SpotInterruptionBehavior::Stop;
        it.locks = Locks::NONE.with(LockReason::Recycling);
    });
    let owing = default.with(|it| {
        it.standing = Standing::InArrears;
        it.stopped_for = StoppedFor::Arrears;
    });
    let subscribed = default.with(|it| it.charge_type = ChargeType::PrePaid);
    let expired = subscribed.with(|it| it.standing = Standing::Expired);
    let young = default.with(|it| {
        it.spot_strategy = SpotStrategy::SpotAsPriceGo;
        it.spot_protected = true;
    });
    let fresh = young.with(|it| {
        it.spot_protected = false;
        it.initializing = true;
    });
    let locked = default.with(|it| it.locks = all_locks());
    let mut never: BTreeSet<Event> = Event::ALL.iter().copied().collect();
    for base in [default, spot, owing, subscribed, expired, young, fresh, locked] {
        for (status, task) in phases() {
            for stopped_mode in modes(status, task) {
                let before = base.with(|it| {
                    it.status = status;
                    it.task = task;
                    it.stopped_mode = *stopped_mode;
                });
                for &event in Event::ALL {
                    if assert_evolves(before, event) {
                        never.remove(&event);
                    }
                }
            }
        }
    }
    // It needs a dedicated host.
    never.remove(&Event::DedicatedHostFinancialLockSet);
    assert!(never.is_empty(), "{never:?}");
}

fn all_locks() -> Locks {
    let locks = LockReason::ALL.iter().fold(Locks::NONE, |locks, &reason| locks.with(reason));
    locks.with_unknown()
}

fn phases() -> impl Iterator<Item = (Status, Task)> {
    let allowed = |(status, task): &(Status, Task)| {
        let of = Instance::DEFAULT.with(|it| {
            it.status = *status;
            it.task = *task;
        });
        of.apply(Event::UnknownLockSet, &Environment::DEFAULT, &Policy::documented())
            != Err(EventError::NoSuchTask)
    };
    let on_the_wire = Status::ALL.iter().filter(|status| **status != Status::Released);
    on_the_wire.flat_map(|&status| Task::ALL.iter().map(move |&task| (status, task))).filter(allowed)
}

fn modes(status: Status, task: Task) -> &'static [StoppedMode] {
    match (status, task) {
        (Status::Stopping, Task::Stop | Task::Hibernate) => StoppedMode::ALL,
        (Status::Stopped, _) => &[StoppedMode::StopCharging, StoppedMode::KeepCharging],
        _ => &[StoppedMode::NotApplicable],
    }
}

/// Whether the event is possible.
fn assert_evolves(before: Instance, event: Event) -> bool {
    let record = Record { instance_id: Some("i-1".to_owned()), ..before.into() };
    let text = serde_json::to_string(&record).expect("a record can be written");
    let defaults =
        Defaults { request: Some(instance_lifecycle::Request::DEFAULTS[0]), ..Defaults::default() };
    let case = Case::read(&json(&text), &defaults).expect("what is written can be read");
    assert_eq!(case.instance(), before, "{text}");

    let evolution = Evolution::new(&case, &[event], &Policy::documented());
    let answer = serde_json::to_string(&evolution).expect("an evolution can be written");
    match before.apply(event, &case.environment, &Policy::documented()) {
        Err(reason) => {
            assert_eq!((evolution.stopped_at, evolution.after()), (Some((event, reason)), before));
            false
        }
        Ok(expected) => {
            assert_eq!((evolution.stopped_at, evolution.after()), (None, expected));
            let read = Case::read(&json(&answer), &defaults).expect("an answer can be read");
            assert_eq!((read.instance(), read.id.as_deref()), (expected, Some("i-1")), "{answer}");
            assert_eq!(read.record, evolution.record, "{answer}");
            true
        }
    }
}

/// The record of an evolution under `keep_records`, with economical stops for arrears.
fn kept(record: &str, events: &[Event]) -> String {
    let policy = Policy::documented().with(ArrearsStopMode::Economical);
    let keep = Defaults { keep_records: true, ..crate::stop() };
    let case = Case::read(&json(record), &keep).expect("a record");
    serde_json::to_string(&Evolution::new(&case, events, &policy).record).expect("it can be written")
}

const FULL: &str = r#"{"InstanceId":"i-1","InstanceName":"web","Status":"Running","StoppedMode":"Not-applicable","PublicIpAddress":{"IpAddress":["47.98.1.2"]},"InternetChargeType":"PayByTraffic","Tags":{"Tag":[{"TagKey":"a","TagValue":1.5}]},"Facts":{"DiskStatus":"Ready"}}"#;

#[test]
fn a_kept_record_changes_only_in_its_changed_members() {
    assert_eq!(kept(FULL, &[]), FULL);
    assert_eq!(
        kept(FULL, &[Event::SecurityLockSet]),
        FULL.replace(
            r#"{"DiskStatus":"Ready"}}"#,
            r#"{"DiskStatus":"Ready"},"OperationLocks":{"LockReason":[{"LockReason":"security"}]}}"#
        )
    );
    let economical = kept(FULL, &[Event::ArrearsIncurred, Event::ArrearsStopped]);
    assert_eq!(
        economical,
        FULL.replace(r#""Running""#, r#""Stopped""#)
            .replace("Not-applicable", "StopCharging")
            .replace(r#"["47.98.1.2"]"#, "[]")
            .replace(
                r#"{"DiskStatus":"Ready"}"#,
                r#"{"Standing":"InArrears","StoppedFor":"Arrears","StaticAddress":"PayByTraffic","DiskStatus":"Ready"}"#
            )
    );
    let lower = r#"{"instanceId":"i-1","status":"Running","eipAddress":{"ipAddress":"47.98.1.3"}}"#;
    assert_eq!(
        kept(lower, &[Event::GuestShutdown]).replace(r#","StoppedMode":"KeepCharging""#, ""),
        lower.replace("Running", "Stopped")
    );
}

#[test]
fn a_kept_record_reads_back_as_the_instance_after_every_event() {
    let keep = Defaults { keep_records: true, ..crate::stop() };
    for (status, task) in phases() {
        for stopped_mode in modes(status, task) {
            let before = Instance::DEFAULT.with(|it| {
                it.status = status;
                it.task = task;
                it.stopped_mode = *stopped_mode;
                it.static_address = instance_lifecycle::instance::StaticAddress::PayByBandwidth;
            });
            let text = serde_json::to_string(&Record::from(before)).expect("it can be written");
            let case = Case::read(&json(&text), &keep).expect("what is written can be read");
            for &event in Event::ALL {
                let evolution = Evolution::new(&case, &[event], &Policy::documented());
                let Some(record) = &evolution.record else { continue };
                assert_eq!(record.instance, evolution.after(), "{event} {text}");
                assert!(record.source.is_some(), "{event} {text}");
                let written = serde_json::to_string(record).expect("it can be written");
                assert_eq!(
                    Record::read(&json(&written)).expect("it can be read").instance,
                    record.instance,
                    "{written}"
                );
            }
        }
    }
}
