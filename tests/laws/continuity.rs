//! The plan of a start continues the plan that stopped the instance: it finds each resource as the stop
//! announced, and starts from what the stop left billed.

use instance_lifecycle::instance::Standing;
use instance_lifecycle::plan::{Resource, ResourceOutcome, Settlement};
use instance_lifecycle::request::Parameters;
use instance_lifecycle::rules::attributes::Attribute;
use instance_lifecycle::rules::region::Region;
use instance_lifecycle::{Operation, Plan, Policy, Status};
use std::collections::BTreeSet;
use support::{before, followed, policies, product_of_possible, read_by, rule_table, unrefused, welcome};

/// The operations that can leave an instance stopped.
const STOPPING: [Operation; 2] = [Operation::StopInstance, Operation::ReActivateInstances];

/// The attributes that decide how a resource fares in a stop and in the start after it.
fn read_of(resource: Resource, stopping: Operation) -> Vec<&'static Attribute> {
    let tables = [stopping, Operation::StartInstance].map(rule_table);
    let effects = tables.iter().flat_map(|table| table.effects).filter(|row| row.resource == resource);
    let settlements = tables.iter().flat_map(|table| table.settlements).map(|row| row.when);
    let read = effects.map(|row| row.when).chain(settlements);
    let read = read.fold(Region::FULL, |all, region| all.intersect(&region));
    // The plan of the stop decides in which status the start finds the instance.
    read_by(&read).into_iter().filter(|attribute| attribute.name != "status").collect()
}

/// Returns the policies under which a stop and the start after it have different settlements or effects on
/// the resource.
fn policies_about(resource: Resource, stopping: Operation) -> Vec<Policy> {
    let tables = [stopping, Operation::StartInstance].map(rule_table);
    let mut met = BTreeSet::new();
    policies()
        .filter(|policy| {
            let active = |region: &Region| policy.interpretations().admit(region);
            let effects =
                tables.iter().flat_map(|table| table.effects).filter(|row| row.resource == resource);
            let settlements = tables.iter().flat_map(|table| table.settlements).map(|row| row.when);
            let rows: Vec<bool> =
                effects.map(|row| row.when).chain(settlements).map(|when| active(&when)).collect();
            met.insert(rows)
        })
        .collect()
}

/// Calls `visit` with each plan that leaves an instance stopped, and the plan of the start after it.
fn each_pair(mut visit: impl FnMut(Resource, &Plan, &Plan)) {
    for stopping in STOPPING {
        for &resource in Resource::ALL {
            let policies = policies_about(resource, stopping);
            product_of_possible(&read_of(resource, stopping), welcome(stopping).point(), &mut |case| {
                for policy in &policies {
                    let Some(stop) = unrefused(stopping, case, policy) else { continue };
                    let stopped = *followed(&stop, &before(&stop, case)).last().expect("the stop ends");
                    if stop.is_already_done() || stopped.status != Status::Stopped {
                        continue;
                    }
                    let next = case.with(|it| {
                        it.instance = stopped;
                        it.request = Parameters::DEFAULT;
                    });
                    let Some(start) = unrefused(Operation::StartInstance, &next, policy) else { continue };
                    visit(resource, &stop, &start);
                }
            });
        }
    }
}

fn outcome(plan: &Plan, resource: Resource) -> Option<ResourceOutcome> {
    plan.resources().find(|outcome| outcome.resource == resource)
}

#[test]
fn a_start_finds_each_resource_as_the_stop_announced_and_billed_as_the_stop_left_it() {
    let mut compared = BTreeSet::new();
    each_pair(|resource, stop, start| {
        let [announced, found] = [stop, start].map(|plan| outcome(plan, resource).map(|it| it.at_next_start));
        assert_eq!(announced, found, "{resource}: {stop:?}, then {start:?}");
        let after = outcome(stop, resource).map(|it| it.billed_after);
        let before = outcome(start, resource).map(|it| it.billed_before);
        assert_eq!(after, before, "{resource}: {stop:?}, then {start:?}");
        if announced.is_some() {
            compared.insert(resource);
        }
    });
    assert_eq!(compared, Resource::ALL.iter().copied().collect(), "a stop and a start have each resource");
}

/// A reactivation that starts the instance finds each resource as a start does once nothing is owed.
#[test]
fn a_reactivation_finds_each_resource_as_a_start_does() {
    let mut compared = BTreeSet::new();
    let operation = Operation::ReActivateInstances;
    for &resource in Resource::ALL {
        // Both settle alike under all policies but those that interpret effects otherwise.
        let mut met = BTreeSet::new();
        let tables = [operation, Operation::StartInstance].map(rule_table);
        let effects = || tables.iter().flat_map(|table| table.effects).filter(|row| row.resource == resource);
        let policies: Vec<Policy> = policies()
            .filter(|policy| {
                let active = effects().map(|row| policy.interpretations().admit(&row.when));
                met.insert(active.collect::<Vec<bool>>())
            })
            .collect();
        product_of_possible(&read_of(resource, operation), welcome(operation).point(), &mut |case| {
            for policy in &policies {
                let Some(reactivation) = unrefused(operation, case, policy) else { continue };
                if reactivation.settlement() != Settlement::ReactivateAndStart {
                    continue;
                }
                let paid = case.with(|it| {
                    it.instance.standing = Standing::Good;
                    it.instance.locks.financial = false;
                    it.instance.disk_in_arrears = false;
                    it.request = Parameters::DEFAULT;
                });
                let Some(start) = unrefused(Operation::StartInstance, &paid, policy) else { continue };
                let [one, other] =
                    [&reactivation, &start].map(|plan| outcome(plan, resource).map(|it| it.at_next_start));
                assert_eq!(one, other, "{resource}: {reactivation:?}, or {start:?}");
                if one.is_some() {
                    compared.insert(resource);
                }
            }
        });
    }
    let reactivated: BTreeSet<Resource> =
        Resource::ALL.iter().copied().filter(|resource| *resource != Resource::SubscriptionFee).collect();
    assert_eq!(compared, reactivated, "a subscription is not reactivated");
}
