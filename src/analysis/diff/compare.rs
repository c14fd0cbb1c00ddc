//! Which pairs of rows decide some case, one under each policy.

use super::resources::Resources;
use super::{Cause, Change, ChangeReason, Difference, InterpretationChange, OperationDiff, Size, Subject};
use crate::analysis::cut::Subtractor;
use crate::analysis::partition::CaseCounter;
use crate::analysis::rules::{InactiveRow, Provenance, Rules, Says, Why};
use crate::analysis::scope::{Count, Scope};
use crate::analysis::{Budget, BudgetError};
use crate::attribute::FRAME;
use crate::interpretation::{Interpretation, StatusText};
use crate::region::Region;
use alloc::vec;
use alloc::vec::Vec;

impl Rules {
    /// Whether the row at a place is the same row as one of other rules, whatever it answers.
    fn is_same_row(&self, place: usize, other: &Self, other_place: usize) -> bool {
        let (count, other_count) = (self.refusals.len(), other.refusals.len());
        match (self.refusals.get(place), other.refusals.get(other_place)) {
            (Some(row), Some(other)) => row.is_same_row(other),
            (None, None) => {
                self.settlements[place - count].is_same_row(&other.settlements[other_place - other_count])
            }
            _ => false,
        }
    }

    /// The place of every row in other rules, where it is asked there.
    fn places_in(&self, other: &Self) -> Vec<Option<usize>> {
        let place_of =
            |place| (0..other.len()).find(|other_place| self.is_same_row(place, other, *other_place));
        (0..self.len()).map(place_of).collect()
    }

    /// Why these rules do not ask a row that others do ask.
    fn why_not(&self, asked: &Self, place: usize) -> Vec<ChangeReason> {
        let Provenance::RuleTable(row) = asked.row_name(place).origin else {
            return vec![ChangeReason::CustomRule];
        };
        let silent = self.silent.iter().find(|silent| silent.row == row);
        let because = |why: &Why| match why {
            Why::Interpretation(interpretation) => {
                InterpretationChange::of(interpretation, asked, self).map(ChangeReason::Interpretation)
            }
            Why::NoError => match asked.says(place) {
                Says::Refuses(raised) => Some(ChangeReason::Page { from: Some(raised.clone()), to: None }),
                Says::Settles(_) => None,
            },
            Why::LeftOut => Some(ChangeReason::LeftOut),
        };
        silent.map_or_else(
            || vec![ChangeReason::LeftOut],
            |InactiveRow { why, .. }| why.iter().filter_map(because).collect(),
        )
    }
}

/// The same reasons, seen from the other side.
fn reversed(because: ChangeReason) -> ChangeReason {
    match because {
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

/// Adds reasons, each once.
fn merge(reasons: &mut Vec<ChangeReason>, more: Vec<ChangeReason>) {
    for because in more {
        if !reasons.contains(&because) {
            reasons.push(because);
        }
    }
}

/// Two sets of rules of one operation, held against each other.
struct Comparison<'r> {
    from: &'r Rules,
    to: &'r Rules,
    /// The place of every row of the one in the other.
    forth: Vec<Option<usize>>,
    back: Vec<Option<usize>>,
    scope: Scope,
    cases: u128,
    cutter: Subtractor,
    budget: Budget,
}

impl OperationDiff {
    /// What two sets of rules of one operation decide differently.
    ///
    /// # Errors
    ///
    /// When that takes more regions than the budget.
    pub fn between(from: &Rules, to: &Rules, budget: Budget) -> Result<Self, BudgetError> {
        let scope = Scope::read_by(from.conditions().chain(to.conditions()));
        let mut cutter = Subtractor::new(budget);
        let mut count = Count { scope: &scope, cases: 0 };
        cutter.cut(&Region::FULL, scope.impossible(), &mut count)?;
        let cases = count.cases;
        let (forth, back) = (from.places_in(to), to.places_in(from));
        let mut comparison = Comparison { from, to, forth, back, scope, cases, cutter, budget };
        let mut causes: Vec<Cause> = Vec::new();
        let mut resources = Resources::of(from, to, budget)?;
        for i in 0..from.len() {
            for j in 0..to.len() {
                for (subject, why, change) in comparison.changes(i, j, &mut resources)? {
                    match causes.iter_mut().find(|cause| cause.subject == subject) {
                        Some(cause) => {
                            merge(&mut cause.why, why);
                            cause.changes.push(change);
                        }
                        None => causes.push(Cause { subject, why, changes: vec![change] }),
                    }
                }
            }
        }
        Ok(Self { operation: from.operation, cases, causes })
    }
}

impl Comparison<'_> {
    /// Whether no case can be decided by row `i` of the one and row `j` of the other: one of them is
    /// asked before the other by both.
    fn never_meet(&self, i: usize, j: usize) -> bool {
        self.forth[i].is_some_and(|place| place < j) || self.back[j].is_some_and(|place| place < i)
    }

    /// The rows that are asked before these two by either.
    fn earlier(&self, i: usize, j: usize) -> impl Iterator<Item = &Region> {
        let of_to = self.to.conditions().take(j).zip(&self.back);
        let others =
            of_to.filter(move |(_, place)| place.is_none_or(|place| place >= i)).map(|(when, _)| when);
        self.from.conditions().take(i).chain(others)
    }

    /// The lines of two rows, each with its cause.
    fn changes(
        &mut self,
        i: usize,
        j: usize,
        resources: &mut Resources<'_>,
    ) -> Result<Vec<(Subject, Vec<ChangeReason>, Change)>, BudgetError> {
        let (says, said) = (self.from.says(i), self.to.says(j));
        let settled =
            matches!((says, said), (Says::Settles(a), Says::Settles(b)) if resources.may_differ(a, b));
        if (says == said && !settled) || self.never_meet(i, j) {
            return Ok(Vec::new());
        }
        let when = self.from.condition(i).intersect(self.to.condition(j));
        if FRAME.is_empty(&when) {
            return Ok(Vec::new());
        }
        let mut cubes = Vec::new();
        let mut survey = CaseCounter::new(&self.scope, self.budget);
        let mut cutter = core::mem::replace(&mut self.cutter, Subtractor::new(self.budget));
        let cut =
            cutter.cut(&when, self.earlier(i, j).chain(self.scope.impossible()), &mut |cube: &Region| {
                if settled {
                    cubes.push(*cube);
                }
                crate::analysis::cut::Visit::take(&mut survey, cube)
            });
        self.cutter = cutter;
        cut?;
        if survey.cases == 0 {
            return Ok(Vec::new());
        }
        let (size, witness) = (Size { cases: survey.cases, of: self.cases }, survey.nearest.found());
        let (from, to) = (self.from.row_name(i), self.to.row_name(j));
        let change = |difference, why| Change {
            difference,
            from: from.clone(),
            to: to.clone(),
            why,
            when,
            size,
            witness,
        };
        let difference = match (says, said) {
            (Says::Refuses(from), Says::Settles(to)) => Difference::Allowed { from: from.clone(), to },
            (Says::Settles(from), Says::Refuses(to)) => Difference::Refused { from, to: to.clone() },
            (Says::Refuses(from), Says::Refuses(to)) => {
                let is_text = (from.http_status, &from.code) == (to.http_status, &to.code);
                let (from, to) = (from.clone(), to.clone());
                if is_text {
                    Difference::AnotherText { from, to }
                } else {
                    Difference::AnotherError { from, to }
                }
            }
            (Says::Settles(from), Says::Settles(to)) => {
                let resources = resources.changes((from, to), &when, &cubes)?;
                if from == to {
                    return Ok(resources
                        .into_iter()
                        .map(|(resource, why)| {
                            let fate = Change {
                                when: resource.when,
                                size: resource.size,
                                witness: resource.witness,
                                ..change(
                                    Difference::AnotherFate {
                                        settlement: from,
                                        resource: resource.resource,
                                        from: resource.from,
                                        to: resource.to,
                                    },
                                    why.clone(),
                                )
                            };
                            (Subject::Becomes(resource.resource), why, fate)
                        })
                        .collect());
                }
                let resources = resources.into_iter().map(|(resource, _)| resource).collect();
                Difference::AnotherPlan { from, to, resources }
            }
        };
        let (subject, why, all) = self.cause(i, j);
        Ok(vec![(subject, why, change(difference, all))])
    }

    /// What of two rows is otherwise, and why; and all reasons why these two decide.
    fn cause(&self, i: usize, j: usize) -> (Subject, Vec<ChangeReason>, Vec<ChangeReason>) {
        let (row, other) = (self.from.row_name(i), self.to.row_name(j));
        let gone = if self.forth[i].is_none() { self.to.why_not(self.from, i) } else { Vec::new() };
        let come = if self.back[j].is_none() {
            self.from.why_not(self.to, j).into_iter().map(reversed).collect()
        } else {
            Vec::new()
        };
        let mut all = gone.clone();
        merge(&mut all, come.clone());
        let (subject, why) = if self.forth[i].is_none() {
            (Subject::NoLongerDecides(row.rule), gone)
        } else if self.back[j].is_none() {
            (Subject::NewlyDecides(other.rule), come)
        } else if self.forth[i] == Some(j) {
            all = self.other_answer(i, j);
            (Subject::AnswersOtherwise(row.rule), all.clone())
        } else {
            all.push(ChangeReason::Precedence);
            (Subject::AskedLater(row.rule), vec![ChangeReason::Precedence])
        };
        (subject, why, all)
    }

    /// Why one row answers another error: which text is printed is a interpretation, all else stands on the
    /// pages.
    fn other_answer(&self, i: usize, j: usize) -> Vec<ChangeReason> {
        let (Says::Refuses(from), Says::Refuses(to)) = (self.from.says(i), self.to.says(j)) else {
            return Vec::new();
        };
        let text =
            Interpretation::ALL.iter().find(|interpretation| interpretation.field() == StatusText::FIELD);
        let reread = text
            .filter(|_| from.kind == Some(crate::error::ErrorKind::IncorrectInstanceStatus))
            .and_then(|text| InterpretationChange::of(text, self.from, self.to));
        vec![match reread {
            Some(reread) => ChangeReason::Interpretation(reread),
            None => ChangeReason::Page { from: Some(from.clone()), to: Some(to.clone()) },
        }]
    }
}
