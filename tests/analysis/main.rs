//! The symbolic analysis equals enumeration.

mod budgets;
mod checks;
mod contributions;
mod counts;
mod custom_attributes;
mod custom_policies;
mod diffs;
mod exits;
mod fixes;
mod partitions;
mod plurals;
mod proofs;
mod reachability;
mod routes;
mod serialized;
mod shadowing;
mod vector_faults;
mod vectors;

use instance_lifecycle::analysis::{Rules, Scope, impossible};
use instance_lifecycle::errors::OwnedViolation;
use instance_lifecycle::rules::attributes::PolicyAttribute;
use instance_lifecycle::rules::region::{Point, Region};
use instance_lifecycle::{Case, Operation, Plan, Policy, Rejection, Request, plan};
use support::Random;

/// A small set of cases: some attributes vary, the others are fixed.
pub(crate) struct Corner {
    /// The cases.
    pub(crate) region: Region,
    /// The possible points.
    pub(crate) points: Vec<Point>,
}

impl Corner {
    /// Returns a corner of at most `most` combinations around a possible case.
    pub(crate) fn of(scope: &Scope, most: usize, random: &mut Random) -> Self {
        let mut fixed = random.case(8).point();
        while !is_possible(&fixed, scope) {
            fixed = random.case(8).point();
        }
        let mut free: Vec<PolicyAttribute> = Vec::new();
        let mut left = scope.attributes().to_vec();
        let mut combinations = 1;
        while !left.is_empty() {
            let attribute = left.swap_remove(random.below(left.len()));
            if combinations * attribute.field().width() <= most {
                combinations *= attribute.field().width();
                free.push(attribute);
            }
        }
        let is_free = |attribute: &PolicyAttribute| free.contains(attribute);
        let region = scope
            .attributes()
            .iter()
            .filter(|attribute| !is_free(attribute))
            .fold(Region::FULL, |region, attribute| {
                region.restrict(attribute.field(), 1 << fixed.value(attribute.field()))
            });
        let mut points = Vec::new();
        support::product(&free, fixed, &mut |case| points.push(case.point()));
        points.retain(|point| is_possible(point, scope));
        Self { region, points }
    }
}

/// Returns whether a case is possible as far as the attributes of a scope decide it.
pub(crate) fn is_possible(point: &Point, scope: &Scope) -> bool {
    let others = instance_lifecycle::rules::attributes::ATTRIBUTES
        .iter()
        .filter(|attribute| !scope.attributes().iter().any(|read| read.name() == attribute.name));
    let others: Vec<_> = others.collect();
    let told = |region: &Region| others.iter().all(|attribute| !region.reads(attribute.field));
    impossible().all(|impossible| !told(&impossible.region) || !impossible.region.contains(point))
}

/// Returns the rules restricted to a region.
pub(crate) fn within(mut rules: Rules, region: &Region) -> Rules {
    rules.refusals.iter_mut().for_each(|row| row.when = row.when.intersect(region));
    rules.settlements.iter_mut().for_each(|row| row.when = row.when.intersect(region));
    rules
}

pub(crate) fn rules(policy: &Policy, operation: Operation) -> Rules {
    Rules::new(policy, operation)
}

/// The operations that have a rule table.
pub(crate) fn decided() -> impl Iterator<Item = Operation> {
    Operation::ALL.iter().copied()
}

/// Returns the answer of the library at a point.
pub(crate) fn answer(point: &Point, operation: Operation, policy: &Policy) -> Result<Plan, OwnedViolation> {
    let case = Case::at(point);
    let request = Request::new(operation, case.request);
    match plan(&case.instance, &request, &case.environment, policy) {
        Ok(plan) => Ok(plan),
        Err(Rejection::DryRunPassed(pass)) => Ok(pass.plan()),
        Err(Rejection::Refused(violation)) => Err(violation),
    }
}

/// Returns the row of the rule table that decides a point, by number.
pub(crate) fn deciding(point: &Point, operation: Operation, policy: &Policy) -> Option<usize> {
    let rule_table = operation.rule_table();
    let row = match answer(point, operation, policy) {
        Err(violation) => rule_table
            .refusals
            .iter()
            .position(|row| row.rule == violation.row().rule && row.when == violation.row().when),
        Ok(plan) => {
            let settlement = rule_table.settlements.iter().position(|row| Some(row) == plan.row());
            settlement.map(|row| rule_table.refusals.len() + row)
        }
    };
    Some(row.expect("a row of the rule table"))
}
