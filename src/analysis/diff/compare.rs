//! The comparison of rules: the pairs of rows, one of each policy, that decide some case.

use super::resources::Resources;
use super::{Cause, CauseKind, Change, ChangeReason, Difference, InterpretationChange, OperationDiff, Size};
use crate::analysis::diagram::{self, PairCases, Part};
use crate::analysis::partition::CaseCounter;
use crate::analysis::rules::{InactiveReason, InactiveRow, Name, RowAnswer, Rules};
use crate::analysis::scope::{Count, Scope};
use crate::analysis::subtract::{Meter, Subtractor};
use crate::analysis::witness::{Cases, Witness};
use crate::analysis::{Budget, BudgetError};
use crate::interpretation::{Interpretation, StatusText};
use crate::region::Region;
use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;

impl Rules {
    /// Returns what identifies the row at an index, regardless of its answer.
    fn key(&self, index: usize) -> (Option<usize>, &Name, usize, bool) {
        let is_refusal = index < self.refusals.len();
        let number = match self.refusals.get(index) {
            Some(row) => row.number,
            None => self.settlements[index - self.refusals.len()].number,
        };
        (self.table_row(index), self.rule(index), number, is_refusal)
    }

    /// Returns the index of each row in other rules; `None` if it is not active there.
    fn indices_in(&self, other: &Self) -> Vec<Option<usize>> {
        let mut indices: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for index in 0..other.len() {
            indices.entry(other.key(index)).or_default().push(index);
        }
        let index_of = |index| {
            let same = indices.get(&self.key(index))?;
            same.iter().copied().find(|&there| self.condition(index) == other.condition(there))
        };
        (0..self.len()).map(index_of).collect()
    }

    /// Returns the reasons why a row of other rules is not active in these.
    fn why_inactive(&self, other: &Self, index: usize) -> Vec<ChangeReason> {
        let Some(row) = other.row_name(index).table_row else {
            return vec![ChangeReason::CustomRule];
        };
        let inactive = self.inactive.iter().find(|inactive| inactive.row == row);
        let reason = |why: &InactiveReason| match why {
            InactiveReason::Interpretation(interpretation) => {
                InterpretationChange::between(interpretation, other, self).map(ChangeReason::Interpretation)
            }
            InactiveReason::NoError => match other.answer(index) {
                RowAnswer::Refuses(error) => Some(ChangeReason::Page { from: Some(error.clone()), to: None }),
                RowAnswer::Settles(_) => None,
            },
            InactiveReason::LeftOut => Some(ChangeReason::LeftOut),
            // The action is the same under both policies.
            InactiveReason::NoParameter => None,
        };
        inactive.map_or_else(
            || vec![ChangeReason::LeftOut],
            |InactiveRow { why, .. }| why.iter().filter_map(reason).collect(),
        )
    }
}

/// Swaps the two policies of a reason.
fn reversed(reason: ChangeReason) -> ChangeReason {
    match reason {
        ChangeReason::Page { from, to } => ChangeReason::Page { from: to, to: from },
        ChangeReason::Interpretation(InterpretationChange { id, interpretation, from, to, page }) => {
            ChangeReason::Interpretation(InterpretationChange {
                id,
                interpretation,
                from: to,
                to: from,
                page,
            })
        }
        same => same,
    }
}

/// Adds reasons without duplicates.
fn merge(reasons: &mut Vec<ChangeReason>, more: Vec<ChangeReason>) {
    for reason in more {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
}

/// The changes of two rows, each with its cause and the reasons.
type Changes = Vec<(CauseKind, Vec<ChangeReason>, Change)>;

/// The comparison of two sets of rules of one operation.
struct Comparison<'r> {
    from: &'r Rules,
    to: &'r Rules,
    /// The index of each row in the other rules.
    forth: Vec<Option<usize>>,
    back: Vec<Option<usize>>,
    scope: Scope,
    cases: u128,
    resources: Resources<'r>,
    subtractor: Subtractor<'r>,
    meter: &'r Meter<'r>,
}

impl OperationDiff {
    /// Compares two sets of rules of one operation. If the regions exceed the budget, the cases are counted by
    /// decision diagrams, in as many steps as the budget permits regions.
    ///
    /// # Errors
    ///
    /// Returns an error if both exceed the budget, or if states of resources differ, which only regions show.
    pub fn between(from: &Rules, to: &Rules, budget: Budget) -> Result<Self, BudgetError> {
        Self::within(from, to, &Meter::new(budget, from.attributes.masks()))
            .map_err(|error| error.of(from.operation))
    }

    fn within(from: &Rules, to: &Rules, meter: &Meter) -> Result<Self, BudgetError> {
        let mut comparison = Comparison::new(from, to, meter)?;
        let pairs = comparison.pairs();
        let changes = pairs.iter().map(|&(i, j)| comparison.changes(i, j)).collect::<Result<Vec<_>, _>>();
        let changes = match changes {
            Ok(changes) => changes,
            // The regions are too many to list.
            Err(error) => comparison.counted().ok_or(error)?,
        };
        let mut causes: Vec<Cause> = Vec::new();
        for (kind, why, change) in changes.into_iter().flatten() {
            match causes.iter_mut().find(|cause| cause.kind == kind) {
                Some(cause) => {
                    merge(&mut cause.why, why);
                    cause.changes.push(change);
                }
                None => causes.push(Cause { kind, why, changes: vec![change] }),
            }
        }
        Ok(Self { operation: from.operation, action: from.action, cases: comparison.cases, causes })
    }

    /// Whether some case is decided differently.
    pub(in crate::analysis) fn differs(from: &Rules, to: &Rules, meter: &Meter) -> Result<bool, BudgetError> {
        let mut comparison = Comparison::new(from, to, meter)?;
        for (i, j) in comparison.pairs() {
            if !comparison.changes(i, j)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl<'r> Comparison<'r> {
    fn new(from: &'r Rules, to: &'r Rules, meter: &'r Meter<'r>) -> Result<Self, BudgetError> {
        let scope = Scope::read_by(&from.attributes, from.conditions().chain(to.conditions()));
        let mut subtractor = Subtractor::new(meter);
        let mut count = Count { scope: &scope, cases: 0 };
        subtractor.subtract(&Region::FULL, scope.impossible(), &mut count)?;
        let cases = count.cases;
        let (forth, back) = (from.indices_in(to), to.indices_in(from));
        let resources = Resources::new(from, to, meter);
        Ok(Self { from, to, forth, back, scope, cases, resources, subtractor, meter })
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

    /// Iterates over the conditions of the rows before these two.
    fn earlier(&self, i: usize, j: usize) -> impl Iterator<Item = &Region> {
        let of_to = self.to.conditions().take(j).zip(&self.back);
        let others =
            of_to.filter(move |(_, index)| index.is_none_or(|index| index >= i)).map(|(when, _)| when);
        self.from.conditions().take(i).chain(others)
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

    /// Returns the conditions that contain every case that is decided by different rows: those of the rows
    /// that are not shared, if the shared ones are in the same order.
    fn places(&self) -> Vec<Region> {
        let answers_differ = |i: usize| self.forth[i].is_some_and(|j| self.may_differ(i, j));
        if !self.forth.iter().flatten().is_sorted() || (0..self.from.len()).any(answers_differ) {
            return vec![Region::FULL];
        }
        let of = |rules: &Rules, shared: &[Option<usize>]| {
            let rows = rules.conditions().copied().zip(shared.iter().copied());
            rows.filter(|(_, shared)| shared.is_none()).map(|(when, _)| when).collect::<Vec<_>>()
        };
        [of(self.from, &self.forth), of(self.to, &self.back)].concat()
    }

    /// Returns the rows in a place that is not in an earlier one. Shared rows ahead of all others there decide
    /// alike, so that they need no number.
    fn part(&self, place: &Region, earlier: &[Region], impossible: &[Region]) -> Part {
        let rows = |rules: &Rules, shared: &[Option<usize>]| {
            let first = (0..rules.len()).find(|&index| {
                *place == Region::FULL
                    || shared[index].is_none()
                        && !self.meter.masks.are_disjoint(place, rules.condition(index))
            });
            (first.unwrap_or(rules.len()), rules.len())
        };
        let ((first, count), (first_to, count_to)) =
            (rows(self.from, &self.forth), rows(self.to, &self.back));
        let within = |when: &Region, number| Some((self.meter.masks.intersection(place, when)?, number));
        let none = earlier.iter().chain(impossible).filter_map(|when| within(when, None));
        let from = (0..count).filter_map(|i| {
            let is_alike = i < first && self.forth[i].is_some_and(|j| j < first_to);
            within(self.from.condition(i), (!is_alike).then_some(i))
        });
        let to = (0..count_to).filter_map(|j| {
            let is_alike = j < first_to && self.back[j].is_some_and(|i| i < first);
            within(self.to.condition(j), (!is_alike).then_some(j))
        });
        Part { from: none.chain(from).collect(), to: to.collect() }
    }

    /// Returns the changes of all pairs of rows, counted by decision diagrams; `None` if these need too many
    /// steps, or if resources differ, which are compared by regions.
    fn counted(&mut self) -> Option<Vec<Changes>> {
        let places = self.places();
        let attributes = self.scope.set();
        let count = |scope: &Scope, impossible: &[Region]| {
            let parts = places.iter().enumerate();
            let parts = parts.map(|(n, place)| self.part(place, &places[..n], impossible));
            let around = (attributes.default_point(), attributes.masks());
            diagram::pairs(parts, scope, around, |i, j| self.may_differ(i, j), self.meter.budget()).ok()
        };
        let found = count(&self.scope, self.scope.impossible())?;
        if found.keys().any(|&(i, j)| self.may_differ_in_resources(i, j)) {
            return None;
        }
        // The simplest case may be impossible in terms of attributes that no row reads.
        let elsewhere = self.scope.impossible_elsewhere();
        let is_impossible = |pair: &PairCases| elsewhere.iter().any(|region| region.contains(&pair.simplest));
        let possible = if found.values().any(is_impossible) {
            let rows = self.from.conditions().chain(self.to.conditions());
            let scope = Scope::read_by(attributes, rows.chain(elsewhere));
            let impossible = [self.scope.impossible(), elsewhere].concat();
            count(&scope, &impossible)?
        } else {
            found.clone()
        };
        let attributes = attributes.clone();
        let mut changes = Vec::new();
        for (&(i, j), pair) in &found {
            let witness = possible.get(&(i, j)).map(|pair| Witness::new(pair.simplest, attributes.clone()));
            changes.push(self.described(i, j, pair.cases, witness, &[]).ok()?);
        }
        Some(changes)
    }

    /// Returns the changes of two rows, each with its cause.
    fn changes(&mut self, i: usize, j: usize) -> Result<Changes, BudgetError> {
        if !self.may_differ(i, j) || self.never_meet(i, j) {
            return Ok(Vec::new());
        }
        let settled = self.may_differ_in_resources(i, j);
        let when = self.from.condition(i).intersect(self.to.condition(j));
        if self.meter.masks.is_empty(&when) {
            return Ok(Vec::new());
        }
        let mut cubes = Vec::new();
        let mut counter = CaseCounter::new(&self.scope, self.meter);
        let mut subtractor = core::mem::replace(&mut self.subtractor, Subtractor::new(self.meter));
        let cut = subtractor.subtract(
            &when,
            self.earlier(i, j).chain(self.scope.impossible()),
            &mut |cube: &Region| {
                if settled {
                    cubes.push(*cube);
                }
                crate::analysis::subtract::Visitor::visit(&mut counter, cube)
            },
        );
        self.subtractor = subtractor;
        cut?;
        if counter.cases == 0 {
            return Ok(Vec::new());
        }
        let witness = counter.nearest.found();
        self.described(i, j, counter.cases, witness, &cubes)
    }

    /// Returns the changes of two rows that decide some case, each with its cause.
    fn described(
        &mut self,
        i: usize,
        j: usize,
        cases: u128,
        witness: Option<Witness>,
        cubes: &[Region],
    ) -> Result<Changes, BudgetError> {
        let (answer, other) = (self.from.answer(i), self.to.answer(j));
        let when = self.from.condition(i).intersect(self.to.condition(j));
        let size = Size { cases, of: self.cases };
        let (from, to) = (self.from.row_name(i), self.to.row_name(j));
        let change = |difference, why| Change {
            difference,
            from: from.clone(),
            to: to.clone(),
            why,
            when: Cases::new(when, &self.from.attributes),
            size,
            witness: witness.clone(),
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
                let resources = self.resources.changes((from, to), &when, cubes)?;
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

    /// Returns the cause of the change of two rows, its reasons, and all reasons why these rows decide.
    fn cause(&self, i: usize, j: usize) -> (CauseKind, Vec<ChangeReason>, Vec<ChangeReason>) {
        let (row, other) = (self.from.row_name(i), self.to.row_name(j));
        let removed = if self.forth[i].is_none() { self.to.why_inactive(self.from, i) } else { Vec::new() };
        let added = if self.back[j].is_none() {
            self.from.why_inactive(self.to, j).into_iter().map(reversed).collect()
        } else {
            Vec::new()
        };
        let mut all = removed.clone();
        merge(&mut all, added.clone());
        let (kind, why) = if self.forth[i].is_none() {
            (CauseKind::NoLongerDecides(row.rule), removed)
        } else if self.back[j].is_none() {
            (CauseKind::NewlyDecides(other.rule), added)
        } else if self.forth[i] == Some(j) {
            all = self.error_reasons(i, j);
            (CauseKind::DifferentAnswer(row.rule), all.clone())
        } else {
            all.push(ChangeReason::Precedence);
            (CauseKind::AskedLater(row.rule), vec![ChangeReason::Precedence])
        };
        (kind, why, all)
    }

    /// Returns the reasons why a row raises another error: the interpretation of the message, or a page.
    fn error_reasons(&self, i: usize, j: usize) -> Vec<ChangeReason> {
        let (RowAnswer::Refuses(from), RowAnswer::Refuses(to)) = (self.from.answer(i), self.to.answer(j))
        else {
            return Vec::new();
        };
        let text =
            Interpretation::ALL.iter().find(|interpretation| interpretation.field() == StatusText::FIELD);
        let change = text
            .filter(|_| from.kind == Some(crate::error::ErrorKind::IncorrectInstanceStatus))
            .and_then(|text| InterpretationChange::between(text, self.from, self.to));
        vec![match change {
            Some(change) => ChangeReason::Interpretation(change),
            None => ChangeReason::Page { from: Some(from.clone()), to: Some(to.clone()) },
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::{Changes, Comparison};
    use crate::analysis::Budget;
    use crate::analysis::rules::Rules;
    use crate::analysis::subtract::Meter;
    use crate::attribute::{ATTRIBUTES, Part};
    use crate::policy::{CustomError, CustomRule, Policy};
    use crate::request::Operation;
    use alloc::format;
    use alloc::vec::Vec;

    /// Returns a policy with refusals of random values of three attributes, ahead of the documented ones.
    fn with_refusals(seeds: impl Iterator<Item = u64>) -> Policy {
        let operation = Operation::StopInstance;
        let tested = ATTRIBUTES.iter().filter(|attribute| attribute.part == Part::Instance);
        let tested: Vec<_> = tested.step_by(3).collect();
        seeds.fold(Policy::documented(), |policy, seed| {
            let mut state = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let mut below = |end: usize| {
                state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
                (state >> 33) as usize % end
            };
            let error = CustomError::new(403, format!("House.R{}", seed % 3), "No.");
            let mut rule = CustomRule::refusal(operation, format!("house-{seed}"), "Existence", error);
            for third in 0..3 {
                let attribute = tested[third * (tested.len() / 3) + below(tested.len() / 3)];
                let value = attribute.values[below(attribute.values.len())];
                rule = rule.when(&[(attribute.name, &[value])]).expect("known names");
            }
            policy.with_rule(rule).expect("a rule")
        })
    }

    /// The changes, their sizes, conditions and simplest cases are the same, also where the simplest case of
    /// the read attributes is impossible.
    #[test]
    fn a_diagram_finds_the_changes_that_regions_show() {
        let mut compared = 0;
        for seed in 0..8_u64 {
            let from = with_refusals(seed * 10..seed * 10 + 5);
            let replaced = with_refusals((seed * 10..seed * 10 + 4).chain([seed + 1_000]));
            let reversed = with_refusals((seed * 10..seed * 10 + 5).rev());
            for to in [Policy::documented(), replaced, reversed] {
                let [from, to] = [&from, &to].map(|policy| Rules::new(policy, Operation::StopInstance));
                let meter = Meter::new(Budget::default(), from.attributes.masks());
                let mut comparison = Comparison::new(&from, &to, &meter).expect("few regions");
                let pairs = comparison.pairs();
                let listed: Vec<Changes> =
                    pairs.iter().map(|&(i, j)| comparison.changes(i, j).expect("few regions")).collect();
                let listed: Changes = listed.into_iter().flatten().collect();
                let counted = comparison.counted().expect("few nodes");
                assert_eq!(counted.into_iter().flatten().collect::<Changes>(), listed, "{seed}");
                compared += listed.len();
            }
        }
        assert!(compared > 300, "{compared} changes");
    }
}
