//! Ways that end nowhere: of instances in transit, and of plans.

use super::{Finding, Kind, Severity};
use crate::analysis::partition::Partition;
use crate::analysis::rules::Rules;
use crate::analysis::{Budget, TooManyRegions};
use crate::closed_set::Finite;
use crate::decide::explain;
use crate::event::Event;
use crate::instance::{ChargeType, Instance, LockReason, SpotStrategy, Status, StoppedMode, Task};
use crate::policy::Policy;
use crate::request::Request;
use alloc::vec::Vec;

/// The instances in transit that nothing takes to another status, one finding for each status and
/// task; `on` is what an event makes of an instance, [`Instance::on`] in earnest.
pub fn instances_without_exit(on: impl Fn(&Instance, Event) -> Option<Instance>) -> Vec<Finding> {
    let leaves = |instance: &Instance| {
        let next = Event::ALL.iter().filter_map(|event| on(instance, *event));
        next.into_iter().any(|next| next.status != instance.status)
    };
    let mut findings = Vec::new();
    for (status, task) in in_transit() {
        if let Some(stuck) = variants(status, task).find(|instance| !leaves(instance)) {
            findings.push(Finding::of_instance(Kind::StatusWithoutExit { status, task }, stuck));
        }
    }
    findings
}

/// The statuses that pass, with what may be in flight in them.
fn in_transit() -> impl Iterator<Item = (Status, Task)> {
    let transitional = Status::ALL.iter().copied().filter(|status| status.is_transitional());
    let all = transitional.flat_map(|status| Task::ALL.iter().map(move |task| (status, *task)));
    all.filter(|&(status, task)| {
        let case = crate::attribute::Case {
            instance: Instance { status, task, ..Instance::PLAIN },
            ..crate::attribute::Case::PLAIN
        };
        let point = case.point();
        crate::attribute::impossible().all(|impossible| !impossible.region.contains(&point))
    })
}

/// Instances of that status that differ in what events ask for.
fn variants(status: Status, task: Task) -> impl Iterator<Item = Instance> {
    let locked = |instance: Instance, reason| Instance { locks: instance.locks.with(reason), ..instance };
    let plain = Instance { status, task, ..Instance::PLAIN };
    let locks = [None, Some(LockReason::Security), Some(LockReason::Recycling), Some(LockReason::Financial)];
    let locks = locks.into_iter().map(move |reason| reason.map_or(plain, |reason| locked(plain, reason)));
    let charged = locks.flat_map(|instance| {
        ChargeType::ALL.iter().map(move |&charge_type| Instance { charge_type, ..instance })
    });
    let bidding = charged.flat_map(|instance| {
        let bids =
            SpotStrategy::ALL.iter().take(if instance.charge_type == ChargeType::PrePaid { 1 } else { 3 });
        bids.map(move |&spot_strategy| Instance { spot_strategy, ..instance })
    });
    let stopping = bidding.flat_map(move |instance| {
        let modes = StoppedMode::ALL
            .iter()
            .filter(move |mode| status == Status::Stopping || **mode == StoppedMode::NotApplicable);
        modes.map(move |&stopped_mode| Instance { stopped_mode, ..instance })
    });
    stopping.flat_map(|instance| {
        (0..2).map(move |flag| Instance { initializing: Finite::from_index(flag), ..instance })
    })
}

/// The plans that lead to no steady status, or to whose end nothing leads that happens to the
/// instance, one finding for each row that settles; `on` is what an event makes of an instance.
///
/// # Errors
///
/// When that takes more regions than the budget.
pub fn plans_without_end(
    policy: &Policy,
    rules: &Rules,
    budget: Budget,
    on: impl Fn(&Instance, Event) -> Option<Instance>,
) -> Result<Vec<Finding>, TooManyRegions> {
    let partition = Partition::of(rules.clone(), budget)?;
    let mut findings = Vec::new();
    for (n, row) in rules.settlements.iter().enumerate() {
        let Some(witness) = partition.part(rules.refusals.len() + n).plainest(budget)? else { continue };
        let case = witness.case();
        let Some(request) = Request::of(rules.operation, case.request) else { continue };
        let plan = explain(&case.instance, &request, &case.environment, policy).plan();
        // What is made is made of nothing.
        let before = if request.creates() { Instance::RELEASED } else { case.instance };
        let to = plan.path().to;
        let ends =
            !to.is_transitional() && plan.accept(&before).is_ok_and(|accepted| reaches(accepted, to, &on));
        if !ends {
            let kind = Kind::PlanWithoutEnd { settlement: row.verdict, to };
            let finding = Finding::of(rules.operation, Severity::Error, kind).within(row.when);
            findings.push(Finding { witness: Some(witness), ..finding });
        }
    }
    Ok(findings)
}

/// Whether events can take an instance to a status.
fn reaches(instance: Instance, to: Status, on: &impl Fn(&Instance, Event) -> Option<Instance>) -> bool {
    let mut met = Vec::from([instance]);
    let mut next = 0;
    while let Some(instance) = met.get(next).copied() {
        if instance.status == to {
            return true;
        }
        next += 1;
        for successor in Event::ALL.iter().filter_map(|event| on(&instance, *event)) {
            let phase = |instance: &Instance| (instance.status, instance.task);
            if met.iter().all(|known| phase(known) != phase(&successor)) {
                met.push(successor);
            }
        }
    }
    false
}
