//! Impossible cases.

use instance_lifecycle::analysis::impossible;
use instance_lifecycle::instance::{
    ChargeType, LockReason, Locks, NetworkType, SpotStrategy, StoppedFor, StoppedMode, Task,
};
use instance_lifecycle::request::Parameters;
use instance_lifecycle::rules::attributes::SPACE;
use instance_lifecycle::{Case, Environment, Instance, Operation, Policy, Request, Status, plan};
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
        (Instance { local_storage: true, family_i1: true, local_ssd: true, ..default }, None),
        (Instance { family_i1: true, ..default }, Some("family i1 has local disks")),
        (Instance { local_storage: true, family_i1: true, ..default }, Some("family i1 has local SSDs")),
        (Instance { local_ssd: true, ..default }, Some("local SSDs are local disks")),
        (Instance { unlimited_credits: true, ..default }, Some("only burstable instances have credits")),
        (
            Instance { network_type: NetworkType::Classic, hibernation_configured: true, ..default },
            Some("hibernation needs a VPC"),
        ),
        (
            Instance {
                status: Status::Stopped,
                network_type: NetworkType::Classic,
                compute_recycled: true,
                ..default
            },
            Some("recycling needs a VPC"),
        ),
        (Instance { stopped_for: StoppedFor::Arrears, ..default }, Some("only what is stopped has a reason")),
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

/// The spot parameters of a subscription are ignored, as is hibernation in the classic network.
#[test]
fn every_creation_is_possible_and_creates_a_possible_instance() {
    let parameters = Parameters {
        new_charge_type: ChargeType::PrePaid,
        new_network_type: NetworkType::Classic,
        new_spot_strategy: SpotStrategy::SpotAsPriceGo,
        new_hibernation: true,
        ..Parameters::DEFAULT
    };
    let point = Case { request: parameters, ..Case::DEFAULT }.point();
    assert_eq!(impossible().find(|impossible| impossible.region.contains(&point)), None);
    for operation in [Operation::CreateInstance, Operation::RunInstances] {
        let request = Request::new(operation, parameters);
        let plan = plan(&Instance::RELEASED, &request, &Environment::DEFAULT, &Policy::documented());
        let created = plan.expect("a creation").accept(&Instance::RELEASED).expect("nothing exists yet");
        assert_eq!(created.validate(), Ok(()), "{operation}");
        assert_eq!(
            (
                created.charge_type,
                created.network_type,
                created.spot_strategy,
                created.hibernation_configured
            ),
            (ChargeType::PrePaid, NetworkType::Classic, SpotStrategy::NoSpot, false)
        );
    }
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
