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
    let point = Case::DEFAULT.with(|it| it.instance = instance).point();
    impossible().find(|impossible| impossible.region.contains(&point)).map(|impossible| impossible.reason)
}

#[test]
fn an_impossible_instance_is_declared_with_its_reason() {
    let default = Instance::DEFAULT;
    let table = [
        (default, None),
        (Instance::RELEASED, None),
        (
            default.with(|it| {
                it.status = Status::Stopping;
                it.task = Task::Reboot;
            }),
            None,
        ),
        (
            default.with(|it| {
                it.local_storage = true;
                it.family_i1 = true;
                it.local_ssd = true;
            }),
            None,
        ),
        (default.with(|it| it.family_i1 = true), Some("family i1 has local disks")),
        (
            default.with(|it| {
                it.local_storage = true;
                it.family_i1 = true;
            }),
            Some("family i1 has local SSDs"),
        ),
        (default.with(|it| it.local_ssd = true), Some("local SSDs are local disks")),
        (default.with(|it| it.unlimited_credits = true), Some("only burstable instances have credits")),
        (
            default.with(|it| {
                it.network_type = NetworkType::Classic;
                it.hibernation_configured = true;
            }),
            Some("hibernation needs a VPC"),
        ),
        (
            default.with(|it| {
                it.status = Status::Stopped;
                it.network_type = NetworkType::Classic;
                it.compute_recycled = true;
            }),
            Some("recycling needs a VPC"),
        ),
        (default.with(|it| it.stopped_for = StoppedFor::Arrears), Some("only what is stopped has a reason")),
        (
            default.with(|it| {
                it.charge_type = ChargeType::PrePaid;
                it.spot_strategy = SpotStrategy::SpotAsPriceGo;
            }),
            Some("a subscription does not bid"),
        ),
        (
            default.with(|it| {
                it.status = Status::Pending;
                it.task = Task::Stop;
            }),
            Some("pending is a creation"),
        ),
        (
            default.with(|it| {
                it.status = Status::Starting;
                it.task = Task::Stop;
            }),
            Some("starting is a start"),
        ),
        (
            default.with(|it| {
                it.status = Status::Stopping;
                it.task = Task::Start;
            }),
            Some("stopping is a stop"),
        ),
        (default.with(|it| it.task = Task::Stop), Some("nothing is in flight when steady")),
        (default.with(|it| it.stopped_mode = StoppedMode::KeepCharging), Some("only a stop has a mode")),
        (default.with(|it| it.hibernated = true), Some("only what is stopped hibernates")),
        (default.with(|it| it.compute_recycled = true), Some("only what is stopped is recycled")),
        (
            Instance::RELEASED.with(|it| it.locks = Locks::NONE.with(LockReason::Security)),
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
    let parameters = Parameters::DEFAULT.with(|it| {
        it.new_charge_type = ChargeType::PrePaid;
        it.new_network_type = NetworkType::Classic;
        it.new_spot_strategy = SpotStrategy::SpotAsPriceGo;
        it.new_hibernation = true;
    });
    let point = Case::DEFAULT.with(|it| it.request = parameters).point();
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
        let instance = Instance::DEFAULT.with(|it| {
            it.status = *status;
            it.task = status.default_task();
        });
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
