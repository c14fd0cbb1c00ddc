//! Plans: what a call leads to, and the instances on the way.

use crate::{explained, product};
use instance_lifecycle::analysis::impossible;
use instance_lifecycle::plan::Settlement;
use instance_lifecycle::rules::attributes::Attribute;
use instance_lifecycle::rules::region::{Point, Region};
use instance_lifecycle::{
    Case, Environment, Event, Explanation, Instance, Operation, Plan, Policy, Rejection,
};

/// Returns the violated rules, in order.
pub fn violated<'p>(explanation: &Explanation<'p>) -> Vec<&'p str> {
    explanation.violations().map(|violation| violation.row().rule).collect()
}

/// Returns the instance that a plan starts from: a released one if the plan creates one.
pub fn before(plan: &Plan, case: &Case) -> Instance {
    match plan.settlement() {
        Settlement::Create | Settlement::Run => Instance::RELEASED,
        _ => case.instance,
    }
}

/// Returns the column of the effect rows that a settlement reads, as in the header of each table.
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
        _ => unreachable!(),
    }
}

/// Returns the plan of a call, also of a dry run; `None` if the call is refused.
pub fn unrefused(operation: Operation, case: &Case, policy: &Policy) -> Option<Plan> {
    match explained(operation, case, policy).answer() {
        Ok(plan) => Some(plan),
        Err(Rejection::DryRunPassed(pass)) => Some(pass.plan()),
        Err(Rejection::Refused(_)) => None,
    }
}

/// Returns whether no impossible region contains a case.
pub fn is_possible(case: &Case) -> bool {
    let point = case.point();
    !impossible().any(|impossible| impossible.region.contains(&point))
}

/// Calls `visit` with each possible case of [`product`]. Impossible instances are excluded before the other
/// attributes are varied.
pub fn product_of_possible(attributes: &[&'static Attribute], point: Point, visit: &mut impl FnMut(&Case)) {
    let read = impossible().fold(Region::FULL, |read, impossible| read.intersect(&impossible.region));
    let (instance, others): (Vec<&Attribute>, Vec<&Attribute>) =
        attributes.iter().copied().partition(|attribute| read.reads(attribute.field));
    let mut instances = Vec::new();
    product(&instance, point, &mut |case| instances.extend(is_possible(case).then(|| case.point())));
    instances.into_iter().for_each(|point| product(&others, point, visit));
}

/// The events that complete a task as planned.
pub const COMPLETING: [Event; 3] = [Event::CreationFinished, Event::BootCompleted, Event::ShutdownCompleted];

/// Returns the instances from this one to the end of its task, as the completing events change it.
pub fn completed(instance: &Instance) -> Vec<Instance> {
    let mut passed = vec![*instance];
    while passed[passed.len() - 1].status.is_transitional() {
        let here = passed[passed.len() - 1];
        let next: Vec<Instance> = COMPLETING
            .iter()
            .filter_map(|&event| here.apply(event, &Environment::DEFAULT, &Policy::documented()).ok())
            .collect();
        assert_eq!(next.len(), 1, "exactly one event completes the task: {here:?}");
        passed.extend(next);
        assert!(passed.len() <= 4, "the task ends: {passed:?}");
    }
    passed
}

/// Returns the instances from the acceptance of a plan to the end of its task.
pub fn followed(plan: &Plan, before: &Instance) -> Vec<Instance> {
    completed(&plan.accept(before).expect("the plan is for this instance"))
}
