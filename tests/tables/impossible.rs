//! Impossible cases.

use instance_lifecycle::analysis::impossible;
use instance_lifecycle::attribute::SPACE;
use instance_lifecycle::{
    Case, ChargeType, Instance, LockReason, Locks, Parameters, Policy, SpotStrategy, Status, StoppedMode,
    Task,
};
use support::{explained, rule_tables, simplest};

/// Returns why an instance is impossible; `None` if it is possible.
fn why_not(instance: Instance) -> Option<&'static str> {
    let point = Case { instance, ..Case::DEFAULT }.point();
    impossible().find(|impossible| impossible.region.contains(&point)).map(|impossible| impossible.reason)
}

#[test]
fn an_impossible_instance_is_declared_with_its_reason() {
    let default = Instance::DEFAULT;
    let table = [
        (default, None),
        (Instance::RELEASED, None),
        (Instance { status: Status::Stopping, task: Task::Reboot, ..default }, None),
        (Instance { local_storage: true, family_i1: true, ..default }, None),
        (Instance { family_i1: true, ..default }, Some("family i1 has local disks")),
        (
            Instance {
                charge_type: ChargeType::PrePaid,
                spot_strategy: SpotStrategy::SpotAsPriceGo,
                ..default
            },
            Some("a subscription does not bid"),
        ),
        (Instance { status: Status::Pending, task: Task::Stop, ..default }, Some("pending is a creation")),
        (Instance { status: Status::Starting, task: Task::Stop, ..default }, Some("starting is a start")),
        (Instance { status: Status::Stopping, task: Task::Start, ..default }, Some("stopping is a stop")),
        (Instance { task: Task::Stop, ..default }, Some("nothing is in flight when steady")),
        (Instance { stopped_mode: StoppedMode::KeepCharging, ..default }, Some("only a stop has a mode")),
        (Instance { hibernated: true, ..default }, Some("only what is stopped hibernates")),
        (Instance { compute_recycled: true, ..default }, Some("only what is stopped is recycled")),
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
fn an_impossible_creation_is_declared() {
    let bidding = Parameters {
        new_charge_type: ChargeType::PrePaid,
        new_spot_strategy: SpotStrategy::SpotAsPriceGo,
        ..Parameters::DEFAULT
    };
    let point = Case { request: bidding, ..Case::DEFAULT }.point();
    let reasons = impossible().filter(|impossible| impossible.region.contains(&point));
    assert_eq!(
        reasons.map(|impossible| impossible.reason).collect::<Vec<_>>(),
        ["a subscription does not bid"]
    );
}

#[test]
fn every_impossible_region_holds_cases_and_every_status_is_possible() {
    for impossible in impossible() {
        assert!(!impossible.region.is_empty(SPACE), "{}", impossible.reason);
    }
    for status in Status::ALL {
        let instance = Instance { status: *status, task: status.default_task(), ..Instance::DEFAULT };
        assert_eq!(why_not(instance), None, "{status}");
    }
}

#[test]
fn impossible_cases_are_decided() {
    let policy = Policy::documented();
    for rule_table in rule_tables() {
        for impossible in impossible() {
            let case = simplest(&impossible.region);
            let explanation = explained(rule_table.operation, &case, &policy);
            let is_refused = explanation.violations().next().is_some();
            assert_eq!(explanation.answer().is_err(), is_refused, "{}", impossible.reason);
        }
    }
}
