//! The cases that cannot be.

use crate::cases::request;
use instance_lifecycle::attribute::{SPACE, impossible};
use instance_lifecycle::{
    Case, ChargeType, Instance, LockReason, Locks, Policy, SpotStrategy, Status, Task, explain,
};

/// Why there is no such instance, if there is none.
fn why_not(instance: Instance) -> Option<&'static str> {
    let point = Case { instance, ..Case::PLAIN }.point();
    impossible().find(|impossible| impossible.region.contains(&point)).map(|impossible| impossible.reason)
}

#[test]
fn are_declared_with_their_reason() {
    let plain = Instance::PLAIN;
    let table = [
        (plain, None),
        (Instance::RELEASED, None),
        (Instance { status: Status::Stopping, task: Task::Reboot, ..plain }, None),
        (Instance { local_storage: true, family_i1: true, ..plain }, None),
        (Instance { family_i1: true, ..plain }, Some("family i1 has local disks")),
        (
            Instance {
                charge_type: ChargeType::PrePaid,
                spot_strategy: SpotStrategy::SpotAsPriceGo,
                ..plain
            },
            Some("a subscription does not bid"),
        ),
        (Instance { status: Status::Pending, task: Task::Stop, ..plain }, Some("pending is a creation")),
        (Instance { status: Status::Starting, task: Task::Stop, ..plain }, Some("starting is a start")),
        (Instance { status: Status::Stopping, task: Task::Start, ..plain }, Some("stopping is a stop")),
        (Instance { task: Task::Stop, ..plain }, Some("nothing is in flight when steady")),
        (
            Instance { locks: Locks::NONE.with(LockReason::Security), ..Instance::RELEASED },
            Some("of a released instance nothing is left"),
        ),
    ];
    for (instance, expected) in table {
        assert_eq!(why_not(instance), expected, "{instance:?}");
    }
}

#[test]
fn are_some_and_leave_some_over() {
    for impossible in impossible() {
        assert!(!impossible.region.is_empty(SPACE), "{}", impossible.reason);
    }
    for status in Status::ALL {
        let instance = Instance { status: *status, task: status.plain_task(), ..Instance::PLAIN };
        assert_eq!(why_not(instance), None, "{status}");
    }
}

#[test]
fn are_decided_all_the_same() {
    let policy = Policy::documented();
    for impossible in impossible() {
        let case = crate::cases::plainest(&impossible.region);
        let explanation = explain(&case.instance, &request(&case), &case.environment, &policy);
        assert_eq!(
            explanation.answer().is_err(),
            explanation.objections().count() > 0,
            "{}",
            impossible.reason
        );
    }
}
