//! Dead ends: transitional statuses without an exit, and plans that never complete.

use super::{Finding, FindingKind, Found, Severity};
use crate::analysis::reach::{Reach, Steps, Trigger, steps_of};
use crate::analysis::rules::Rules;
use crate::analysis::subtract::{Meter, Subtractor};
use crate::analysis::witness::{Witness, nearest_outside, simplest_within};
use crate::analysis::{Budget, BudgetError};
use crate::attribute::{status, task};
use crate::impossible::impossible;
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
    without_exit(steps, &Meter::new(budget, steps.attributes().masks()))
}

pub(super) fn without_exit(steps: &Steps, meter: &Meter) -> Result<Vec<Finding>, BudgetError> {
    let mut findings = Vec::new();
    for &status in Status::ALL.iter().filter(|status| status.is_transitional()) {
        for &task in Task::ALL {
            let there = Region::FULL
                .restrict(status::FIELD, 1 << status as u32)
                .restrict(task::FIELD, 1 << task as u32);
            let leaves = |set: Option<usize>| set.is_some_and(|set| set != status as usize);
            let leaving =
                steps.iter().filter(|step| leaves(step.set.value(status::FIELD))).map(|step| &step.when);
            let stuck = Subtractor::new(meter).remainder(&there, leaving)?;
            if let Some(witness) = simplest_within(&stuck, steps.attributes(), meter)? {
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
    let meter = Meter::new(budget, rules.attributes.masks());
    let mut found = Found::default();
    let whole = Ends::of(steps, &meter).and_then(|ends| without_end(rules, &ends, &mut found, &meter));
    whole.map(|()| found.findings).map_err(|error| error.of(rules.operation))
}

/// The instances from which each steady status is reachable; plans must not end in other statuses.
#[derive(Default)]
pub(super) struct Ends(Vec<(Status, Reach)>);

impl Ends {
    pub(super) fn of(steps: &Steps, meter: &Meter) -> Result<Self, BudgetError> {
        let mut leading = Vec::new();
        for &status in Status::ALL.iter().filter(|status| !status.is_transitional()) {
            let there = Region::FULL.restrict(status::FIELD, 1 << status as u32);
            leading.push((status, steps.leading_within(&[there], meter)?));
        }
        Ok(Self(leading))
    }
}

/// Finds the settlements whose plan does not end. Without ends, none is sought.
pub(super) fn without_end(
    rules: &Rules,
    ends: &Ends,
    found: &mut Found,
    meter: &Meter,
) -> Result<(), BudgetError> {
    let none = Reach::default();
    for (n, row) in rules.settlements.iter().enumerate() {
        found.at = Some(row.name.clone());
        let (_, to) = row.verdict.path();
        let ending = ends.0.iter().find(|(status, _)| *status == to).map_or(&none, |(_, reach)| reach);
        let witness = unending(rules, rules.refusals.len() + n, row.verdict, ending, meter)?;
        if witness.is_some() {
            let kind = FindingKind::PlanWithoutEnd { settlement: row.verdict, to };
            let finding =
                Finding::new(rules.operation, Severity::Error, kind).within(row.when, &rules.attributes);
            found.findings.push(Finding { witness, ..finding });
        }
    }
    Ok(())
}

/// Returns the simplest case of the settlement at an index whose instance is not in `ending` after the call. For a
/// creation, the instance of the case represents the created one.
fn unending(
    rules: &Rules,
    index: usize,
    settlement: Settlement,
    ending: &Reach,
    meter: &Meter,
) -> Result<Option<Witness>, BudgetError> {
    let mut cases = Vec::new();
    let trigger = Trigger::Call(rules.operation, settlement);
    for step in steps_of(trigger, settlement.transitions(), *rules.condition(index), &rules.interpretations) {
        for stuck in Subtractor::new(meter).remainder(&step.set.apply(&step.when), ending.cubes())? {
            cases.push(step.set.preimage(&stuck).intersect(&step.when));
        }
    }
    let impossible: Vec<Region> = impossible().map(|impossible| impossible.region).collect();
    let away = rules.conditions().take(index).chain(&impossible);
    let nearest = nearest_outside(&cases, away, &rules.attributes.default_point(), meter)?;
    Ok(nearest.map(|point| Witness::new(point, rules.attributes.clone())))
}
