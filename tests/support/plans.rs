//! Plans: what a call leads to, and the instances on the way.

use crate::explained;
use instance_lifecycle::attribute::impossible;
use instance_lifecycle::{Case, Event, Instance, Operation, Plan, Policy, Rejection, Settlement};

/// The rules that object, in order.
pub fn objecting<'p>(operation: Operation, case: &Case, policy: &'p Policy) -> Vec<&'p str> {
    explained(operation, case, policy).violations().map(|violation| violation.row().rule).collect()
}

/// The instance that a plan begins with: a creation begins with none.
pub fn before(plan: &Plan, case: &Case) -> Instance {
    match plan.settlement() {
        Settlement::Create | Settlement::Run => Instance::RELEASED,
        _ => case.instance,
    }
}

/// The column of the effect rows that a settlement reads, as the head of each table names them.
#[rustfmt::skip] // a table: one line a row
pub const fn column(settlement: Settlement) -> usize {
    match settlement {
        Settlement::StopEconomically                                     => 0,
        Settlement::StopInStandardMode | Settlement::StopSubscription    => 1,
        Settlement::HibernateEconomically                                => 2,
        Settlement::HibernateInStandardMode | Settlement::HibernateSubscription => 3,
        Settlement::AlreadyStopped                                       => 1,
        Settlement::StartOnNewCompute                                    => 0,
        Settlement::StartOnKeptCompute                                   => 1,
        Settlement::RebootViaStopping | Settlement::RebootAtOnce | Settlement::RebootViaStopped => 0,
        Settlement::Release | Settlement::ReleaseAfterShutdown           => 0,
        Settlement::ReactivateAndStart                                   => 0,
        Settlement::ReactivateStopped                                    => 1,
        Settlement::Create | Settlement::Run                             => 0,
    }
}

/// The plan of a call that nothing refuses, dry runs included.
pub fn unrefused(operation: Operation, case: &Case, policy: &Policy) -> Option<Plan> {
    match explained(operation, case, policy).answer() {
        Ok(plan) => Some(plan),
        Err(Rejection::DryRunPassed(pass)) => Some(pass.plan()),
        Err(Rejection::Refused(_)) => None,
    }
}

pub fn is_possible(case: &Case) -> bool {
    let point = case.point();
    !impossible().any(|impossible| impossible.region.contains(&point))
}

/// The events that complete what is in flight. They do it as planned; others may break in.
pub const COMPLETING: [Event; 3] = [Event::CreationFinished, Event::BootCompleted, Event::ShutdownCompleted];

/// What completing events make of an instance, step by step, until nothing is in flight.
pub fn completed(instance: &Instance) -> Vec<Instance> {
    let mut passed = vec![*instance];
    while passed[passed.len() - 1].status.is_transitional() {
        let here = passed[passed.len() - 1];
        let next: Vec<Instance> = COMPLETING.iter().filter_map(|&event| here.on(event).ok()).collect();
        assert_eq!(next.len(), 1, "one event completes what is in flight: {here:?}");
        passed.extend(next);
        assert!(passed.len() <= 4, "what is in flight ends: {passed:?}");
    }
    passed
}

/// The instance right after the call of a plan, and then step by step until nothing is in flight.
pub fn followed(plan: &Plan, before: &Instance) -> Vec<Instance> {
    completed(&plan.accept(before).expect("the plan is for this instance"))
}
