//! The billing of a plan equals the charges of the instance before the call and at the end of its path.

use instance_lifecycle::billing::{CHARGES, charges, resources};
use instance_lifecycle::plan::{Disposition, Resource};
use instance_lifecycle::rules::RuleTable;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute, SPACE};
use instance_lifecycle::rules::region::Region;
use instance_lifecycle::{Case, Environment, Instance, Operation, Plan, Policy, Status};
use std::collections::BTreeSet;
use support::{
    Random, attribute, before, followed, is_possible, policies, product_of_possible, read_by, rule_table,
    rule_tables, unrefused, welcome,
};

/// The attributes that decide the outcome of a resource and the settlement of a call.
fn read_for(rule_table: &'static RuleTable, resource: Resource) -> Vec<&'static Attribute> {
    let effects = rule_table.effects.iter().filter(|row| row.resource == resource).map(|row| row.when);
    let charged = CHARGES.iter().filter(|charge| charge.resource == resource).map(|charge| charge.when);
    let settlements = rule_table.settlements.iter().map(|row| row.when);
    let mut read =
        effects.chain(charged).chain(settlements).fold(Region::FULL, |read, region| read.intersect(&region));
    read = read.restrict(attribute("status").field, 0).restrict(attribute("stopped_mode").field, 0);
    read_by(&read)
}

/// Returns the policies that differ for the cases of these attributes, the others as in the accepted case:
/// in the effects and charges of a resource, in the settlements, or in the refusals of such a case.
fn policies_about(
    rule_table: &'static RuleTable,
    resource: Resource,
    attributes: &[&Attribute],
) -> Vec<Policy> {
    let welcome = welcome(rule_table.operation).point();
    let others = ATTRIBUTES.iter().filter(|it| !attributes.iter().any(|listed| listed.name == it.name));
    let cases = others.fold(Region::FULL, |cases, it| cases.restrict(it.field, 1 << welcome.value(it.field)));
    let effects = rule_table.effects.iter().filter(|row| row.resource == resource).map(|row| row.when);
    let charged = CHARGES.iter().filter(|charge| charge.resource == resource).map(|charge| charge.when);
    let decisions = rule_table.settlements.iter().map(|row| row.when);
    let decisions = decisions.chain(rule_table.refusals.iter().map(|row| row.when));
    let read = decisions.chain(effects).chain(charged);
    let read: Vec<Region> = read.filter(|row| !row.intersect(&cases).is_empty(SPACE)).collect();
    let mut met = BTreeSet::new();
    policies()
        .filter(|policy| {
            let active = |row: &Region| policy.interpretations().admit(row);
            met.insert(read.iter().map(active).collect::<Vec<bool>>())
        })
        .collect()
}

#[test]
fn charges_of_a_resource_do_not_overlap() {
    for (n, charge) in CHARGES.iter().enumerate() {
        for other in CHARGES[..n].iter().filter(|other| other.resource == charge.resource) {
            assert!(charge.when.intersect(&other.when).is_empty(SPACE), "{}", charge.resource);
        }
    }
}

fn billed(instance: &Instance, environment: &Environment, policy: &Policy) -> BTreeSet<Resource> {
    charges(instance, environment, policy).map(|charge| charge.resource).collect()
}

/// Asserts that the plan bills these resources as the instance is charged before and after it.
fn bills_as_charged(plan: &Plan, case: &Case, policy: &Policy, about: &[Resource]) {
    let of_these = |all: BTreeSet<Resource>| -> BTreeSet<Resource> {
        all.into_iter().filter(|resource| about.contains(resource)).collect()
    };
    let before = before(plan, case);
    let said = |is_billed: fn(&instance_lifecycle::plan::ResourceOutcome) -> bool| {
        of_these(plan.resources().filter(is_billed).map(|outcome| outcome.resource).collect())
    };
    assert_eq!(
        said(|it| it.billed_before),
        of_these(billed(&before, &case.environment, policy)),
        "before {plan:?}"
    );

    let end = *followed(plan, &before).last().expect("a plan ends somewhere");
    if end.status == Status::Released {
        for outcome in plan.resources().filter(|outcome| outcome.billed_after) {
            assert_eq!(outcome.disposition, Disposition::Retained, "{} after {plan:?}", outcome.resource);
        }
    } else {
        assert_eq!(
            said(|it| it.billed_after),
            of_these(billed(&end, &case.environment, policy)),
            "after {plan:?}"
        );
    }
}

/// Asserts that a plan lists exactly the resources that the instance has, or will have.
fn lists_the_resources(plan: &Plan, case: &Case) {
    let before = before(plan, case);
    let made = *followed(plan, &before).last().expect("a plan ends somewhere");
    let instance = if before == Instance::RELEASED { made } else { before };
    let listed: Vec<Resource> = plan.resources().map(|outcome| outcome.resource).collect();
    assert_eq!(listed, resources(&instance, &case.environment).collect::<Vec<_>>(), "{plan:?}");
}

#[test]
fn a_plan_bills_each_resource_as_the_instance_is_charged() {
    for rule_table in rule_tables() {
        let mut settled = BTreeSet::new();
        for &resource in Resource::ALL {
            let read = read_for(rule_table, resource);
            let policies = policies_about(rule_table, resource, &read);
            product_of_possible(&read, welcome(rule_table.operation).point(), &mut |case| {
                for policy in &policies {
                    let Some(plan) = unrefused(rule_table.operation, case, policy) else { continue };
                    settled.insert(plan.settlement());
                    if !plan.is_already_done() {
                        bills_as_charged(&plan, case, policy, &[resource]);
                    }
                }
            });
        }
        let all: BTreeSet<_> = rule_table.settlements.iter().map(|row| row.then).collect();
        assert_eq!(settled, all, "{}: every settlement is met", rule_table.operation);
    }
}

#[test]
fn a_plan_bills_all_resources_as_the_instance_is_charged() {
    let mut random = Random::new();
    for rule_table in rule_tables() {
        let mut planned = 0;
        while planned < 200 {
            let (case, policy) = (varied(&mut random, rule_table.operation), random.policy());
            let Some(plan) = unrefused(rule_table.operation, &case, &policy) else { continue };
            planned += 1;
            if !plan.is_already_done() {
                bills_as_charged(&plan, &case, &policy, Resource::ALL);
                lists_the_resources(&plan, &case);
            }
        }
    }
}

/// Returns a possible random case that is close to the accepted one.
fn varied(random: &mut Random, operation: Operation) -> Case {
    loop {
        let (welcome, other) = (welcome(operation), random.case(3));
        let status = [Status::Running, Status::Stopped][random.below(2)];
        let instance = other.instance.with(|it| {
            it.status = status;
            it.task = status.default_task();
            it.standing = welcome.instance.standing;
            it.stopped_for = welcome.instance.stopped_for;
            it.hibernation_configured = welcome.instance.hibernation_configured;
            it.locks = welcome.instance.locks;
            it.disk_in_arrears = false;
        });
        let request = other.request.with(|it| {
            it.force = true;
            it.terminate_subscription = true;
        });
        let case = other.with(|it| {
            it.instance = instance;
            it.request = request;
        });
        if is_possible(&case) {
            return case;
        }
    }
}

#[test]
fn a_deletion_leaves_only_disks_snapshots_addresses_and_capacity_billed() {
    let kept: BTreeSet<Resource> = rule_table(Operation::DeleteInstance)
        .effects
        .iter()
        .filter(|row| row.cells.iter().any(|cell| cell.billed))
        .map(|row| row.resource)
        .collect();
    let expected = [
        Resource::SystemDisk,
        Resource::DataDisks,
        Resource::Snapshots,
        Resource::ElasticIp,
        Resource::ReservedCapacity,
    ];
    assert_eq!(kept, BTreeSet::from(expected));
}
