//! The symbolic analysis: it says of all cases what enumeration says of each.

mod budgets;
mod checks;
mod claims;
mod diffs;
mod examples;
mod house;
mod partitions;
mod reaches;
mod repairs;
mod written;

use crate::cases::Random;
use instance_lifecycle::analysis::{Provenance, Rules, Scope};
use instance_lifecycle::attribute::{Attribute, impossible};
use instance_lifecycle::region::{Point, Region};
use instance_lifecycle::{Case, Operation, OwnedViolation, Plan, Policy, Rejection, Request, plan};

/// Cases that differ in some attributes, the others being fixed: few enough to look at each.
pub(crate) struct Corner {
    /// The cases.
    pub(crate) region: Region,
    /// Their points, those left out that cannot be.
    pub(crate) points: Vec<Point>,
}

impl Corner {
    /// A corner of some attributes in which no more than `most` of their combinations lie, the
    /// others being those of a case that can be.
    pub(crate) fn of(scope: &Scope, most: usize, random: &mut Random) -> Self {
        let mut fixed = random.case(8).point();
        while !is_possible(&fixed, scope) {
            fixed = random.case(8).point();
        }
        let mut free: Vec<&Attribute> = Vec::new();
        let mut left = scope.attributes().to_vec();
        let mut combinations = 1;
        while !left.is_empty() {
            let attribute = left.swap_remove(random.below(left.len()));
            if combinations * attribute.values.len() <= most {
                combinations *= attribute.values.len();
                free.push(attribute);
            }
        }
        let is_free = |attribute: &Attribute| free.iter().any(|free| free.name == attribute.name);
        let region = scope
            .attributes()
            .iter()
            .filter(|attribute| !is_free(attribute))
            .fold(Region::FULL, |region, attribute| {
                region.restrict(attribute.field, 1 << fixed.value(attribute.field))
            });
        let mut points = Vec::new();
        crate::cases::product(&free, fixed, &mut |case| points.push(case.point()));
        points.retain(|point| is_possible(point, scope));
        Self { region, points }
    }
}

/// Whether a case can be, as far as the attributes of a scope tell.
pub(crate) fn is_possible(point: &Point, scope: &Scope) -> bool {
    let others = instance_lifecycle::attribute::ATTRIBUTES
        .iter()
        .filter(|attribute| !scope.attributes().iter().any(|read| read.name == attribute.name));
    let others: Vec<_> = others.collect();
    let told = |region: &Region| others.iter().all(|attribute| !region.reads(attribute.field));
    impossible().all(|impossible| !told(&impossible.region) || !impossible.region.contains(point))
}

/// These rules, of the cases of a region alone.
pub(crate) fn within(mut rules: Rules, region: &Region) -> Rules {
    rules.refusals.iter_mut().for_each(|row| row.when = row.when.intersect(region));
    rules.settlements.iter_mut().for_each(|row| row.when = row.when.intersect(region));
    rules
}

pub(crate) fn rules(policy: &Policy, operation: Operation) -> Rules {
    Rules::of(policy, operation)
}

/// The operations that rows decide.
pub(crate) fn decided() -> impl Iterator<Item = Operation> {
    Operation::ALL.iter().copied()
}

/// What the library itself answers at a point.
pub(crate) fn answer(point: &Point, operation: Operation, policy: &Policy) -> Result<Plan, OwnedViolation> {
    let case = Case::at(point);
    let request = Request::new(operation, case.request);
    match plan(&case.instance, &request, &case.environment, policy) {
        Ok(plan) => Ok(plan),
        Err(Rejection::DryRunPassed(pass)) => Ok(pass.plan()),
        Err(Rejection::Refused(violation)) => Err(violation),
    }
}

/// The row of the rule table that decides, by its number there.
pub(crate) fn deciding(point: &Point, operation: Operation, policy: &Policy) -> Provenance {
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
    Provenance::RuleTable(row.expect("a row of the rule table"))
}
