//! The comparison of rules: the pairs of rows, one of each policy, that decide some case.

use super::causes::merge;
use super::resources::Resources;
use super::{Cause, CauseKind, Change, ChangeReason, Difference, OperationDiff, Size};
use crate::analysis::measure::{Counted, Measure};
use crate::analysis::rules::{RowAnswer, Rules};
use crate::analysis::scope::Scope;
use crate::analysis::subtract::Meter;
use crate::analysis::witness::Cases;
use crate::analysis::{Budget, BudgetError};
use alloc::vec;
use alloc::vec::Vec;

/// The changes of two rows, each with its cause and the reasons.
type Changes = Vec<(CauseKind, Vec<ChangeReason>, Change)>;

/// The comparison of two sets of rules of one operation.
pub(super) struct Comparison<'r> {
    pub(super) from: &'r Rules,
    pub(super) to: &'r Rules,
    /// The index of each row in the other rules.
    pub(super) forth: Vec<Option<usize>>,
    pub(super) back: Vec<Option<usize>>,
    by: Counted,
    cases: u128,
    measure: Measure<'r>,
    resources: Resources<'r>,
}

impl OperationDiff {
    /// Compares two sets of rules of one operation. A change whose cases cannot be counted within the budget has
    /// no size, but its simplest case; pairs of rows that cannot be searched are [counted](Self::unsearched).
    ///
    /// # Errors
    ///
    /// Returns an error if the budget ends before a change is found.
    pub fn between(from: &Rules, to: &Rules, budget: Budget) -> Result<Self, BudgetError> {
        Self::within(from, to, &Meter::new(budget, from.attributes.masks()))
            .map_err(|error| error.of(from.operation))
    }

    fn within(from: &Rules, to: &Rules, meter: &Meter<'_>) -> Result<Self, BudgetError> {
        let mut comparison = Comparison::new(from, to, meter, meter.take(2))?;
        let pairs = comparison.pairs();
        let mut found: Vec<Option<Changes>> = vec![None; pairs.len()];
        let mut open: Vec<usize> = (0..pairs.len()).collect();
        while !open.is_empty() {
            let (mut left, mut exceeding) = (open.len(), Vec::new());
            let mut is_left = true;
            for n in open {
                is_left = comparison.measure.next_share(left, left);
                left -= 1;
                let (i, j) = pairs[n];
                let changes = comparison.changes(i, j);
                let is_counted = |changes: &Changes| changes.iter().all(|(.., change)| change.size.is_some());
                if !changes.as_ref().is_ok_and(is_counted) {
                    exceeding.push(n);
                }
                found[n] = changes.ok().or_else(|| found[n].take());
            }
            // What the others leave is for the pairs that exceed an equal share.
            open = if is_left { exceeding } else { Vec::new() };
        }
        let unsearched = found.iter().filter(|changes| changes.is_none()).count();
        let changes = found.into_iter().flatten();
        let mut causes: Vec<Cause> = Vec::new();
        for (kind, why, change) in changes.flatten() {
            match causes.iter_mut().find(|cause| cause.kind == kind) {
                Some(cause) => {
                    merge(&mut cause.why, why);
                    cause.changes.push(change);
                }
                None => causes.push(Cause { kind, why, changes: vec![change] }),
            }
        }
        if causes.is_empty() && unsearched > 0 {
            return Err(meter.exceeded());
        }
        let cases = comparison.cases;
        Ok(Self { operation: from.operation, action: from.action, cases, causes, unsearched })
    }

    /// Whether some case is decided differently.
    pub(in crate::analysis) fn differs(
        from: &Rules,
        to: &Rules,
        meter: &Meter<'_>,
    ) -> Result<bool, BudgetError> {
        let mut comparison = Comparison::new(from, to, meter, Meter::new(Budget(0), meter.masks))?;
        for (i, j) in comparison.pairs() {
            if !comparison.changes(i, j)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl<'r> Comparison<'r> {
    /// Compares two sets of rules with the budget of `meter`, and counts with that of `counting`.
    fn new(
        from: &'r Rules,
        to: &'r Rules,
        meter: &'r Meter<'r>,
        counting: Meter<'r>,
    ) -> Result<Self, BudgetError> {
        let conditions = from.conditions().chain(to.conditions());
        let mut measure = Measure::new(&from.attributes, conditions, meter, counting);
        let scope = Scope::read_by(&from.attributes, from.conditions().chain(to.conditions()));
        let by = measure.by(&scope);
        let cases = measure.all(&by)?;
        let (forth, back) = (from.indices_in(to), to.indices_in(from));
        let resources = Resources::new(from, to, &mut measure);
        Ok(Self { from, to, forth, back, by, cases, measure, resources })
    }

    /// Returns the pairs of rows that may decide the same case.
    fn pairs(&self) -> Vec<(usize, usize)> {
        let (of_from, of_to) = (self.from.len(), self.to.len());
        if !self.forth.iter().flatten().is_sorted() {
            return (0..of_from).flat_map(|i| (0..of_to).map(move |j| (i, j))).collect();
        }
        // The shared rows are in the same order, so that two different ones never meet.
        let added: Vec<usize> = (0..of_to).filter(|&j| self.back[j].is_none()).collect();
        let mut pairs = Vec::new();
        for i in 0..of_from {
            match self.forth[i] {
                None => pairs.extend((0..of_to).map(|j| (i, j))),
                Some(same) => {
                    let (before, behind) = added.split_at(added.partition_point(|&j| j < same));
                    let all = before.iter().copied().chain([same]).chain(behind.iter().copied());
                    pairs.extend(all.map(|j| (i, j)));
                }
            }
        }
        pairs
    }

    /// Whether no case is decided by row `i` of the one and row `j` of the other, because one of them
    /// precedes the other in both.
    fn never_meet(&self, i: usize, j: usize) -> bool {
        self.forth[i].is_some_and(|index| index < j) || self.back[j].is_some_and(|index| index < i)
    }

    /// Iterates over the rows before these two, by the numbers of their conditions in the measure.
    fn earlier(&self, i: usize, j: usize) -> impl Iterator<Item = usize> + Clone + use<'_> {
        let of_to =
            self.back[..j].iter().enumerate().filter(move |(_, index)| index.is_none_or(|index| index >= i));
        let others = of_to.map(|(n, index)| index.unwrap_or(self.from.len() + n));
        (0..i).chain(others)
    }

    /// Whether the answers of two rows differ, or the resources of their settlements may.
    fn may_differ(&self, i: usize, j: usize) -> bool {
        let (answer, other) = (self.from.answer(i), self.to.answer(j));
        answer != other || self.may_differ_in_resources(i, j)
    }

    fn may_differ_in_resources(&self, i: usize, j: usize) -> bool {
        match (self.from.answer(i), self.to.answer(j)) {
            (RowAnswer::Settles(from), RowAnswer::Settles(to)) => self.resources.may_differ(from, to),
            _ => false,
        }
    }

    /// Returns the changes of two rows, each with its cause.
    fn changes(&mut self, i: usize, j: usize) -> Result<Changes, BudgetError> {
        if !self.may_differ(i, j) || self.never_meet(i, j) {
            return Ok(Vec::new());
        }
        let when = self.from.condition(i).intersect(self.to.condition(j));
        let earlier: Vec<usize> = self.earlier(i, j).collect();
        let Some(measured) = self.measure.measure(&self.by, &when, earlier.iter().copied())? else {
            return Ok(Vec::new());
        };
        let (answer, other) = (self.from.answer(i), self.to.answer(j));
        let (from, to) = (self.from.row_name(i), self.to.row_name(j));
        let change = |difference, why| Change {
            difference,
            from: from.clone(),
            to: to.clone(),
            why,
            when: Cases::new(when, &self.from.attributes),
            size: measured.cases.map(|cases| Size { cases, of: self.cases }),
            witness: measured.witness.clone(),
        };
        let difference = match (answer, other) {
            (RowAnswer::Refuses(from), RowAnswer::Settles(to)) => {
                Difference::Allowed { from: from.clone(), to }
            }
            (RowAnswer::Settles(from), RowAnswer::Refuses(to)) => {
                Difference::Refused { from, to: to.clone() }
            }
            (RowAnswer::Refuses(from), RowAnswer::Refuses(to)) => {
                let is_text = (from.http_status, &from.code, from.retryable)
                    == (to.http_status, &to.code, to.retryable);
                let (from, to) = (from.clone(), to.clone());
                if is_text {
                    Difference::OtherMessage { from, to }
                } else {
                    Difference::OtherError { from, to }
                }
            }
            (RowAnswer::Settles(from), RowAnswer::Settles(to)) => {
                let resources = self.resources.changes((from, to), &when, &earlier, &mut self.measure)?;
                if from == to {
                    return Ok(resources
                        .into_iter()
                        .map(|(resource, why)| {
                            let change = Change {
                                when: resource.when,
                                size: resource.size,
                                witness: resource.witness,
                                ..change(
                                    Difference::OtherResource {
                                        settlement: from,
                                        resource: resource.resource,
                                        from: resource.from,
                                        to: resource.to,
                                    },
                                    why.clone(),
                                )
                            };
                            (CauseKind::Resource(resource.resource), why, change)
                        })
                        .collect());
                }
                let resources = resources.into_iter().map(|(resource, _)| resource).collect();
                Difference::OtherPlan { from, to, resources }
            }
        };
        let (kind, why, all) = self.cause(i, j);
        Ok(vec![(kind, why, change(difference, all))])
    }
}
