//! Ways that end nowhere: of instances in transit, and of plans.

use super::{Finding, Kind, Severity};
use crate::analysis::cut::Cutter;
use crate::analysis::partition::Partition;
use crate::analysis::reach::{By, Reach, Steps, taken};
use crate::analysis::rules::Rules;
use crate::analysis::witness::Witness;
use crate::analysis::{Budget, TooManyRegions, plainest};
use crate::attribute::{status, task};
use crate::instance::{Status, Task};
use crate::outcome::Settlement;
use crate::region::Region;
use alloc::vec::Vec;

/// The instances in transit that no step takes to another status, one finding for each status and
/// task; the steps are those of every [`Event`](crate::Event) in earnest.
///
/// # Errors
///
/// When that takes more regions than the budget.
pub fn instances_without_exit(steps: &Steps, budget: Budget) -> Result<Vec<Finding>, TooManyRegions> {
    let mut findings = Vec::new();
    for &status in Status::ALL.iter().filter(|status| status.is_transitional()) {
        for &task in Task::ALL {
            let there = Region::FULL
                .restrict(status::FIELD, 1 << status as u32)
                .restrict(task::FIELD, 1 << task as u32);
            let leaves = |set: Option<usize>| set.is_some_and(|set| set != status as usize);
            let leaving =
                steps.iter().filter(|step| leaves(step.set.value(status::FIELD))).map(|step| &step.when);
            let stuck = without(&there, leaving, budget)?;
            if let Some(witness) = plainest(&stuck, budget)? {
                findings.push(Finding {
                    operation: None,
                    severity: Severity::Error,
                    kind: Kind::StatusWithoutExit { status, task },
                    region: None,
                    size: None,
                    witness: Some(witness),
                });
            }
        }
    }
    Ok(findings)
}

/// The plans that lead to no steady status, or to whose end no steps lead, one finding for each row that
/// settles; the steps are those of every [`Event`](crate::Event) in earnest.
///
/// # Errors
///
/// When that takes more regions than the budget.
pub fn plans_without_end(
    rules: &Rules,
    steps: &Steps,
    budget: Budget,
) -> Result<Vec<Finding>, TooManyRegions> {
    let partition = Partition::of(rules.clone(), budget)?;
    let mut findings = Vec::new();
    for (n, row) in rules.settlements.iter().enumerate() {
        let (_, to) = row.verdict.path();
        let ending = steps.to(&[Region::FULL.restrict(status::FIELD, 1 << to as u32)], budget)?;
        let ending = if to.is_transitional() { Reach::default() } else { ending };
        let part = partition.part(rules.refusals.len() + n);
        let witness = unending(rules, row.verdict, part.cubes, &ending, budget)?;
        if witness.is_some() {
            let kind = Kind::PlanWithoutEnd { settlement: row.verdict, to };
            let finding = Finding::of(rules.operation, Severity::Error, kind).within(row.when);
            findings.push(Finding { witness, ..finding });
        }
    }
    Ok(findings)
}

/// The plainest of the cases that are settled so and do not end; `ending` is what does. Of a creation
/// whatever stands in the place of the instance that it makes is looked at.
fn unending(
    rules: &Rules,
    settlement: Settlement,
    cubes: &[Region],
    ending: &Reach,
    budget: Budget,
) -> Result<Option<Witness>, TooManyRegions> {
    let mut cases = Vec::new();
    for cube in cubes {
        for step in taken(By::Call(rules.operation, settlement), settlement.transitions(), *cube) {
            for stuck in without(&step.set.of(&step.when), ending.cubes(), budget)? {
                cases.push(step.set.origin(&stuck).intersect(&step.when));
            }
        }
    }
    plainest(&cases, budget)
}

/// A region without others.
fn without<'r>(
    region: &Region,
    others: impl IntoIterator<Item = &'r Region>,
    budget: Budget,
) -> Result<Vec<Region>, TooManyRegions> {
    let mut left = Vec::new();
    Cutter::new(budget).cut(region, others, &mut |cube: &Region| {
        left.push(*cube);
        Ok(())
    })?;
    Ok(left)
}
