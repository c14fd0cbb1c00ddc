//! Unreachable and shadowed rows, undecided cases, and effects that bill a resource that is not retained.

use super::{Finding, FindingKind, Severity};
use crate::analysis::partition::{CaseCounter, Partition};
use crate::analysis::rules::{Name, RowAnswer, Rules};
use crate::analysis::subtract::Subtractor;
use crate::analysis::{Budget, BudgetError};
use crate::attribute::MASKS;
use crate::outcome::Disposition;
use crate::region::Region;
use alloc::vec::Vec;

/// Returns the rows that decide no case.
pub(super) fn unreachable(partition: &Partition, budget: Budget) -> Result<Vec<Finding>, BudgetError> {
    let rules = partition.rules();
    let mut findings = Vec::new();
    for part in partition.parts().filter(|part| part.cubes.is_empty()) {
        let (when, index) = (rules.condition(part.index), part.index);
        let takes = |earlier: &usize| {
            partition.part(*earlier).cubes.iter().any(|cube| !MASKS.are_disjoint(cube, when))
        };
        let shadowing_rows = minimal(partition, when, (0..index).filter(takes).collect(), budget)?;
        let kind = FindingKind::UnreachableRow {
            row: rules.row_name(index),
            shadowed_by: shadowing_rows.iter().map(|&by| rules.row_name(by)).collect(),
        };
        let mut counter = CaseCounter::new(partition.scope(), budget);
        Subtractor::new(budget).subtract(when, partition.scope().impossible(), &mut counter)?;
        // Custom rules may shadow others on purpose, but are not meant to be shadowed.
        let severity = if rules.is_custom(index) { Severity::Error } else { Severity::Note };
        let finding = Finding::new(rules.operation, severity, kind).within(*when);
        findings.push(finding.counted(&counter, partition.size()));
    }
    Ok(findings)
}

/// Reduces the rows that together shadow a condition to a minimal subset: to a single row if one
/// suffices.
fn minimal(
    partition: &Partition,
    when: &Region,
    mut shadowing_rows: Vec<usize>,
    budget: Budget,
) -> Result<Vec<usize>, BudgetError> {
    let rules = partition.rules();
    if let Some(&alone) = shadowing_rows.iter().find(|&&by| rules.condition(by).covers(when)) {
        return Ok(Vec::from([alone]));
    }
    let mut subtractor = Subtractor::new(budget);
    let mut n = 0;
    while n < shadowing_rows.len() {
        let removed = shadowing_rows.remove(n);
        let mut left = CaseCounter::new(partition.scope(), budget);
        let others = shadowing_rows.iter().map(|&by| rules.condition(by));
        subtractor.subtract(when, others.chain(partition.scope().impossible()), &mut left)?;
        if left.cases > 0 {
            shadowing_rows.insert(n, removed);
            n += 1;
        }
    }
    Ok(shadowing_rows)
}

/// Returns the cases that no row decides.
pub(super) fn undecided(partition: &Partition, budget: Budget) -> Result<Option<Finding>, BudgetError> {
    let rules = partition.rules();
    let mut counter = CaseCounter::new(partition.scope(), budget);
    let away = rules.conditions().chain(partition.scope().impossible());
    Subtractor::new(budget).subtract(&Region::FULL, away, &mut counter)?;
    let finding = Finding::new(rules.operation, Severity::Error, FindingKind::Undecided);
    Ok((counter.cases > 0).then(|| finding.counted(&counter, partition.size() + counter.cases)))
}

impl Rules {
    fn is_custom(&self, index: usize) -> bool {
        self.row_name(index).table_row.is_none()
    }

    /// Whether one of two rows is custom, or their order differs from the rule table.
    fn is_unusual(&self, first: usize, then: usize) -> bool {
        match (self.row_name(first).table_row, self.row_name(then).table_row) {
            (Some(first), Some(then)) => first > then,
            _ => true,
        }
    }

    /// Whether two rows have different answers. A refusal does not shadow a settlement.
    fn disagree(&self, a: usize, b: usize) -> bool {
        match (self.answer(a), self.answer(b)) {
            (RowAnswer::Refuses(a), RowAnswer::Refuses(b)) => a != b,
            (RowAnswer::Settles(a), RowAnswer::Settles(b)) => a != b,
            _ => false,
        }
    }
}

/// Collects pairs of rows of which the first shadows the second.
struct Shadowing<'p> {
    partition: &'p Partition,
    budget: Budget,
    subtractor: Subtractor,
}

impl Shadowing<'_> {
    /// Counts the cases that row `first` decides and one of the rows `then` would decide differently.
    /// Returns the number of these rows.
    fn counter(
        &mut self,
        first: usize,
        then: &[usize],
        counter: &mut CaseCounter<'_>,
    ) -> Result<usize, BudgetError> {
        let (rules, scope) = (self.partition.rules(), self.partition.scope());
        let mut pairs = 0;
        for (n, &index) in then.iter().enumerate() {
            let both = rules.condition(first).intersect(rules.condition(index));
            // Cases shared with earlier rows of `then` are counted already.
            let counted = then[..n].iter().map(|&index| rules.condition(index));
            let earlier = rules.conditions().take(first);
            let before = counter.cases;
            self.subtractor.subtract(&both, earlier.chain(counted).chain(scope.impossible()), counter)?;
            pairs += usize::from(counter.cases > before);
        }
        Ok(pairs)
    }

    /// Returns a finding for each pair of groups of which the first shadows the second.
    fn between(
        &mut self,
        groups: &[(Name, Vec<usize>)],
        counts: impl Fn(usize, usize) -> bool,
        kind: impl Fn(&Name, &Name, usize) -> FindingKind,
    ) -> Result<Vec<Finding>, BudgetError> {
        let rules = self.partition.rules();
        let mut findings = Vec::new();
        for (first_name, first) in groups {
            for (then_name, then) in groups {
                let mut counter = CaseCounter::new(self.partition.scope(), self.budget);
                let mut pairs = 0;
                for &index in first {
                    let later = then.iter().copied().filter(|&other| {
                        other > index && rules.disagree(index, other) && counts(index, other)
                    });
                    pairs += self.counter(index, &later.collect::<Vec<_>>(), &mut counter)?;
                }
                if counter.cases > 0 {
                    let kind = kind(first_name, then_name, pairs);
                    let finding = Finding::new(rules.operation, Severity::Note, kind);
                    findings.push(finding.counted(&counter, self.partition.size()));
                }
            }
        }
        Ok(findings)
    }
}

/// Groups rows by name, in order of first occurrence.
fn grouped(indices: impl Iterator<Item = (Name, usize)>) -> Vec<(Name, Vec<usize>)> {
    let mut groups: Vec<(Name, Vec<usize>)> = Vec::new();
    for (name, index) in indices {
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, indices)) => indices.push(index),
            None => groups.push((name, Vec::from([index]))),
        }
    }
    groups
}

/// Returns the rules that are partly shadowed by custom rules or by a changed order.
pub(super) fn partly_shadowed(partition: &Partition, budget: Budget) -> Result<Vec<Finding>, BudgetError> {
    let rules = partition.rules();
    let usual = |index: usize| {
        !rules.is_custom(index)
            && (0..rules.len()).all(|other| !rules.is_unusual(index.min(other), index.max(other)))
    };
    if (0..rules.len()).all(usual) {
        return Ok(Vec::new());
    }
    let groups = grouped((0..rules.len()).map(|index| (rules.row_name(index).rule, index)));
    let mut shadowing = Shadowing { partition, budget, subtractor: Subtractor::new(budget) };
    shadowing.between(
        &groups,
        |first, then| rules.is_unusual(first, then),
        |by, rule, _| FindingKind::PartlyShadowed { rule: rule.clone(), by: by.clone() },
    )
}

/// Returns the pairs of stages whose order determines the error.
pub(super) fn order_matters(partition: &Partition, budget: Budget) -> Result<Vec<Finding>, BudgetError> {
    let rules = partition.rules();
    let stages = rules.refusals.iter().enumerate().map(|(index, row)| (row.stage.clone(), index));
    let mut shadowing = Shadowing { partition, budget, subtractor: Subtractor::new(budget) };
    shadowing.between(
        &grouped(stages),
        |_, _| true,
        |first, then, pairs| FindingKind::OrderMatters { first: first.clone(), then: then.clone(), pairs },
    )
}

/// Returns the effects that bill a resource that is not retained.
pub(super) fn billed_not_retained(
    partition: &Partition,
    budget: Budget,
) -> Result<Vec<Finding>, BudgetError> {
    let rules = partition.rules();
    let mut findings = Vec::new();
    for (n, row) in rules.settlements.iter().enumerate() {
        let cubes = partition.part(rules.refusals.len() + n).cubes;
        for effect in &rules.effects {
            let Some(cell) = effect.cells.get(row.verdict.column()) else { continue };
            if !cell.billed || cell.disposition == Disposition::Retained {
                continue;
            }
            let mut counter = CaseCounter::new(partition.scope(), budget);
            let mut subtractor = Subtractor::new(budget);
            for cube in cubes {
                subtractor.subtract(
                    &cube.intersect(&effect.when),
                    partition.scope().impossible(),
                    &mut counter,
                )?;
            }
            if counter.cases > 0 {
                let kind = FindingKind::BilledNotRetained {
                    resource: effect.resource,
                    disposition: cell.disposition,
                    row: row.row_name(),
                };
                let finding = Finding::new(rules.operation, Severity::Error, kind);
                let finding = finding.within(row.when.intersect(&effect.when));
                findings.push(finding.counted(&counter, partition.size()));
            }
        }
    }
    Ok(findings)
}
