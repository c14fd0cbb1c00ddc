//! Dead ends: transitional statuses without an exit, and plans that never complete.

use super::{Finding, FindingKind, Severity};
use crate::analysis::partition::Partition;
use crate::analysis::reach::{Reach, Steps, Trigger, steps_of};
use crate::analysis::rules::Rules;
use crate::analysis::subtract::Subtractor;
use crate::analysis::witness::Witness;
use crate::analysis::{Budget, BudgetError, simplest};
use crate::attribute::{status, task};
use crate::instance::{Status, Task};
use crate::outcome::Settlement;
use crate::region::Region;
use alloc::vec::Vec;

/// Returns a finding for each transitional status and task that no step leaves.
///
/// [`check`](super::check) passes the steps of every [`Event`](crate::Event).
///
/// # Errors
///
/// Returns an error if the analysis exceeds the budget.
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
            let stuck = Subtractor::new(budget).remainder(&there, leaving)?;
            if let Some(witness) = simplest(&stuck, budget)? {
                findings.push(Finding {
                    operation: None,
                    severity: Severity::Error,
                    kind: FindingKind::StatusWithoutExit { status, task },
                    region: None,
                    size: None,
                    witness: Some(witness),
                });
            }
        }
    }
    Ok(findings)
}

/// Returns a finding for each settlement whose plan does not end in a steady status, or whose end is not
/// reachable by the steps.
///
/// [`check`](super::check) passes the steps of every [`Event`](crate::Event).
///
/// # Errors
///
/// Returns an error if the analysis exceeds the budget.
pub fn plans_without_end(rules: &Rules, steps: &Steps, budget: Budget) -> Result<Vec<Finding>, BudgetError> {
    let partition = Partition::new(rules.clone(), budget)?;
    // The instances from which each steady status is reachable; plans must not end in other statuses.
    let mut leading = Vec::new();
    for &status in Status::ALL.iter().filter(|status| !status.is_transitional()) {
        let there = Region::FULL.restrict(status::FIELD, 1 << status as u32);
        leading.push((status, steps.leading_to(&[there], budget)?));
    }
    let none = Reach::default();
    let mut findings = Vec::new();
    for (n, row) in rules.settlements.iter().enumerate() {
        let (_, to) = row.verdict.path();
        let ending = leading.iter().find(|(status, _)| *status == to).map_or(&none, |(_, reach)| reach);
        let part = partition.part(rules.refusals.len() + n);
        let witness = unending(rules, row.verdict, part.cubes, ending, budget)?;
        if witness.is_some() {
            let kind = FindingKind::PlanWithoutEnd { settlement: row.verdict, to };
            let finding = Finding::new(rules.operation, Severity::Error, kind).within(row.when);
            findings.push(Finding { witness, ..finding });
        }
    }
    Ok(findings)
}

/// Returns the simplest case of the settlement whose instance is not in `ending` after the call. For a
/// creation, the instance of the case represents the created one.
fn unending(
    rules: &Rules,
    settlement: Settlement,
    cubes: &[Region],
    ending: &Reach,
    budget: Budget,
) -> Result<Option<Witness>, BudgetError> {
    let mut cases = Vec::new();
    for cube in cubes {
        let trigger = Trigger::Call(rules.operation, settlement);
        for step in steps_of(trigger, settlement.transitions(), *cube, &rules.interpretations) {
            for stuck in Subtractor::new(budget).remainder(&step.set.apply(&step.when), ending.cubes())? {
                cases.push(step.set.preimage(&stuck).intersect(&step.when));
            }
        }
    }
    simplest(&cases, budget)
}
