//! Ways that end nowhere: of instances in transit, and of plans.

use super::{Finding, Kind, Severity};
use crate::analysis::cut::Subtractor;
use crate::analysis::partition::Partition;
use crate::analysis::reach::{By, Reach, Steps, taken};
use crate::analysis::rules::Rules;
use crate::analysis::witness::Witness;
use crate::analysis::{Budget, BudgetError, simplest};
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
pub fn instances_without_exit(steps: &Steps, budget: Budget) -> Result<Vec<Finding>, BudgetError> {
    let mut findings = Vec::new();
    for &status in Status::ALL.iter().filter(|status| status.is_transitional()) {
        for &task in Task::ALL {
            let there = Region::FULL
                .restrict(status::FIELD, 1 << status as u32)
                .restrict(task::FIELD, 1 << task as u32);
            let leaves = |set: Option<usize>| set.is_some_and(|set| set != status as usize);
            let leaving =
                steps.iter().filter(|step| leaves(step.set.value(status::FIELD))).map(|step| &step.when);
            let stuck = Subtractor::new(budget).rest(&there, leaving)?;
            if let Some(witness) = simplest(&stuck, budget)? {
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
pub fn plans_without_end(rules: &Rules, steps: &Steps, budget: Budget) -> Result<Vec<Finding>, BudgetError> {
    let partition = Partition::of(rules.clone(), budget)?;
    // What leads to each status that lasts: to another one no plan may lead.
    let mut leading = Vec::new();
    for &status in Status::ALL.iter().filter(|status| !status.is_transitional()) {
        let there = Region::FULL.restrict(status::FIELD, 1 << status as u32);
        leading.push((status, steps.to(&[there], budget)?));
    }
    let none = Reach::default();
    let mut findings = Vec::new();
    for (n, row) in rules.settlements.iter().enumerate() {
        let (_, to) = row.verdict.path();
        let ending = leading.iter().find(|(status, _)| *status == to).map_or(&none, |(_, reach)| reach);
        let part = partition.part(rules.refusals.len() + n);
        let witness = unending(rules, row.verdict, part.cubes, ending, budget)?;
        if witness.is_some() {
            let kind = Kind::PlanWithoutEnd { settlement: row.verdict, to };
            let finding = Finding::of(rules.operation, Severity::Error, kind).within(row.when);
            findings.push(Finding { witness, ..finding });
        }
    }
    Ok(findings)
}

/// The simplest of the cases that are settled so and do not end; `ending` is what does. Of a creation
/// whatever stands in the place of the instance that it makes is looked at.
fn unending(
    rules: &Rules,
    settlement: Settlement,
    cubes: &[Region],
    ending: &Reach,
    budget: Budget,
) -> Result<Option<Witness>, BudgetError> {
    let mut cases = Vec::new();
    for cube in cubes {
        for step in taken(By::Call(rules.operation, settlement), settlement.transitions(), *cube) {
            for stuck in Subtractor::new(budget).rest(&step.set.of(&step.when), ending.cubes())? {
                cases.push(step.set.origin(&stuck).intersect(&step.when));
            }
        }
    }
    simplest(&cases, budget)
}
