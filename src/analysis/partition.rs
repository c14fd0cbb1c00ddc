//! The cases that each row decides.

use super::cut::{Subtractor, Visit};
use super::rules::Rules;
use super::scope::Scope;
use super::witness::{Nearest, Witness};
use super::{Budget, BudgetError};
use crate::attribute::{Case, FRAME};
use crate::policy::Policy;
use crate::region::{Point, Region};
use crate::request::Operation;
use alloc::vec::Vec;
use core::ops::Range;

/// All cases of an operation, cut into cubes that do not overlap, each with the row that decides it.
#[derive(Clone, Debug)]
pub struct Partition {
    rules: Rules,
    scope: Scope,
    cubes: Vec<Region>,
    /// The cubes of each row.
    parts: Vec<Range<usize>>,
}

/// What one row decides.
#[derive(Clone, Copy, Debug)]
pub struct Part<'p> {
    /// The place of the row in [`Rules::conditions`].
    pub place: usize,
    /// The cases that it decides, as cubes that do not overlap.
    pub cubes: &'p [Region],
    scope: &'p Scope,
}

/// Partitions the cases of an operation by the rows that decide them.
///
/// # Errors
///
/// When that takes more regions than the default [`Budget`].
///
/// ```
/// use instance_lifecycle::analysis::partition;
/// use instance_lifecycle::{Operation, Policy};
///
/// let partition = partition(&Policy::documented(), Operation::StopInstance)?;
/// let locked = partition.parts().nth(1).expect("its second row");
/// assert_eq!(partition.rules().row_name(locked.place).to_string(), "security-lock/1");
/// assert_eq!(partition.parts().map(|part| part.size()).sum::<u128>(), partition.size());
/// # Ok::<_, instance_lifecycle::analysis::BudgetError>(())
/// ```
pub fn partition(policy: &Policy, operation: Operation) -> Result<Partition, BudgetError> {
    Partition::of(Rules::of(policy, operation), Budget::default())
}

impl Partition {
    /// Cuts the cases by the rows that decide them.
    ///
    /// # Errors
    ///
    /// When that takes more regions than the budget.
    pub fn of(rules: Rules, budget: Budget) -> Result<Self, BudgetError> {
        let scope = Scope::read_by(rules.conditions());
        let mut cutter = Subtractor::new(budget);
        let (mut cubes, mut parts) = (Vec::new(), Vec::with_capacity(rules.len()));
        for (place, when) in rules.conditions().enumerate() {
            let start = cubes.len();
            let earlier = rules.conditions().take(place).chain(scope.impossible());
            cutter.cut(when, earlier, &mut |cube: &Region| {
                cubes.push(*cube);
                Ok(())
            })?;
            parts.push(start..cubes.len());
        }
        Ok(Self { rules, scope, cubes, parts })
    }

    /// The rows.
    #[must_use]
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The attributes by which cases are counted: those that the rows ask for.
    #[must_use]
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// All cubes, with the place of the row that decides each.
    pub fn cubes(&self) -> impl Iterator<Item = (usize, &Region)> {
        self.parts().flat_map(|part| part.cubes.iter().map(move |cube| (part.place, cube)))
    }

    /// What each row decides, in the order of the rows.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        (0..self.parts.len()).map(|place| self.part(place))
    }

    /// What the row at a place decides.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    pub fn part(&self, place: usize) -> Part<'_> {
        Part { place, cubes: &self.cubes[self.parts[place].clone()], scope: &self.scope }
    }

    /// How many cases there are.
    #[must_use]
    pub fn size(&self) -> u128 {
        self.cubes.iter().map(|cube| self.scope.combinations(cube)).sum()
    }

    /// The place of the row that decides a point; none where the point cannot be.
    #[must_use]
    pub fn decides(&self, point: &Point) -> Option<usize> {
        self.cubes().find(|(_, cube)| cube.contains(point)).map(|(place, _)| place)
    }
}

impl Part<'_> {
    /// How many cases.
    #[must_use]
    pub fn size(&self) -> u128 {
        self.cubes.iter().map(|cube| self.scope.combinations(cube)).sum()
    }

    /// The simplest case; none where the row decides nothing.
    ///
    /// # Errors
    ///
    /// When that takes more regions than the budget.
    pub fn simplest(&self, budget: Budget) -> Result<Option<Witness>, BudgetError> {
        super::simplest(self.cubes, budget)
    }
}

/// Counts cases and keeps the simplest.
pub(super) struct CaseCounter<'s> {
    pub(super) scope: &'s Scope,
    pub(super) cases: u128,
    pub(super) nearest: Nearest<'s>,
    budget: Budget,
}

impl<'s> CaseCounter<'s> {
    pub(super) fn new(scope: &'s Scope, budget: Budget) -> Self {
        let nearest = Nearest::new(&Case::DEFAULT.point(), scope.impossible_elsewhere());
        Self { scope, cases: 0, nearest, budget }
    }
}

impl Visit for CaseCounter<'_> {
    fn take(&mut self, cube: &Region) -> Result<(), BudgetError> {
        debug_assert!(!FRAME.is_empty(cube), "a cut hands over what is not empty");
        self.cases += self.scope.combinations(cube);
        self.nearest.offer(cube, self.budget)
    }
}
