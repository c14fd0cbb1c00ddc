//! The partition of all cases by the deciding row.

use super::measure::Measured;
use super::rules::Rules;
use super::scope::Scope;
use super::subtract::{Meter, Subtractor, Visitor};
use super::witness::{Nearest, Witness, simplest_within};
use super::{Budget, BudgetError};
use crate::policy::Policy;
use crate::region::{Point, Region};
use crate::request::Operation;
use alloc::vec::Vec;
use core::ops::Range;

/// A partition of the cases of an operation into disjoint cubes, each with the row that decides it.
///
/// ```
/// use instance_lifecycle::analysis::partition;
/// use instance_lifecycle::{Case, Operation, Policy};
///
/// let partition = partition(&Policy::documented(), Operation::StopInstance)?;
/// let decided = partition.decides(&Case::DEFAULT.point()).unwrap();
/// assert_eq!(&*partition.rules().row_name(decided).rule, "stop-in-standard-mode");
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Partition {
    rules: Rules,
    scope: Scope,
    cubes: Vec<Region>,
    /// The cubes of each row.
    parts: Vec<Range<usize>>,
}

/// The maximum number of regions of the partition behind a search for pairs of rows. More of them take longer to
/// compare than the cases take to measure without them.
pub(super) const MOST_REGIONS: usize = 1 << 17;

/// The cases that one row decides.
#[derive(Clone, Copy, Debug)]
pub struct RowCases<'p> {
    /// The index of the row in [`Rules::conditions`].
    pub index: usize,
    /// The cases, as disjoint cubes.
    pub cubes: &'p [Region],
    scope: &'p Scope,
}

/// Partitions the cases of an operation by the deciding row.
///
/// # Errors
///
/// Returns an error if the analysis exceeds the default [`Budget`].
///
/// ```
/// use instance_lifecycle::analysis::partition;
/// use instance_lifecycle::{Operation, Policy};
///
/// let partition = partition(&Policy::documented(), Operation::StopInstance)?;
/// let locked = partition.parts().nth(1).expect("there is a second row");
/// assert_eq!(partition.rules().row_name(locked.index).to_string(), "security-lock/1");
/// assert_eq!(partition.parts().map(|part| part.size()).sum::<u128>(), partition.size());
/// # Ok::<_, instance_lifecycle::analysis::BudgetError>(())
/// ```
pub fn partition(policy: &Policy, operation: Operation) -> Result<Partition, BudgetError> {
    Partition::new(Rules::new(policy, operation), Budget::default())
}

impl Partition {
    /// Partitions all cases by the deciding row.
    ///
    /// # Errors
    ///
    /// Returns an error if the analysis exceeds the budget.
    pub fn new(rules: Rules, budget: Budget) -> Result<Self, BudgetError> {
        let operation = rules.operation;
        let attributes = rules.attributes.clone();
        let (partition, whole) = Self::within(rules, &Meter::new(budget, attributes.masks()));
        whole.map(|()| partition).map_err(|error| error.of(operation))
    }

    /// Partitions the cases of as many rows as the budget permits, in their order.
    pub(super) fn within(rules: Rules, meter: &Meter) -> (Self, Result<(), BudgetError>) {
        let scope = Scope::read_by(&rules.attributes, rules.conditions());
        Self::over(scope, rules, meter)
    }

    /// Partitions as [`Self::within`] does, and counts by a scope that contains the attributes of the rows.
    pub(super) fn over(scope: Scope, rules: Rules, meter: &Meter) -> (Self, Result<(), BudgetError>) {
        let mut subtractor = Subtractor::new(meter);
        let (mut cubes, mut parts) = (Vec::new(), Vec::with_capacity(rules.len()));
        let mut whole = Ok(());
        for (index, when) in rules.conditions().enumerate() {
            let start = cubes.len();
            let earlier = rules.conditions().take(index).chain(scope.impossible());
            whole = subtractor.subtract(when, earlier, &mut |cube: &Region| {
                cubes.push(*cube);
                Ok(())
            });
            if whole.is_err() {
                cubes.truncate(start);
                break;
            }
            parts.push(start..cubes.len());
        }
        (Self { rules, scope, cubes, parts }, whole)
    }

    /// Returns the cases of the row at an index; `None` if the budget ended before it.
    pub(super) fn known_part(&self, index: usize) -> Option<RowCases<'_>> {
        (index < self.parts.len()).then(|| self.part(index))
    }

    /// Whether the cases of every row are known.
    pub(super) fn is_whole(&self) -> bool {
        self.parts.len() == self.rules.len()
    }

    /// Returns the rules.
    #[must_use]
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Returns the attributes that the rows read; cases are counted by them.
    #[must_use]
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Iterates over all cubes, each with the index of the deciding row.
    pub fn cubes(&self) -> impl Iterator<Item = (usize, &Region)> {
        self.parts().flat_map(|part| part.cubes.iter().map(move |cube| (part.index, cube)))
    }

    /// Iterates over the cases of each row, in the order of the rows.
    pub fn parts(&self) -> impl Iterator<Item = RowCases<'_>> {
        (0..self.parts.len()).map(|index| self.part(index))
    }

    /// Returns the cases of the row at an index.
    ///
    /// # Panics
    ///
    /// Panics if the index is not less than [`Rules::len`].
    #[must_use]
    pub fn part(&self, index: usize) -> RowCases<'_> {
        RowCases { index, cubes: &self.cubes[self.parts[index].clone()], scope: &self.scope }
    }

    /// Returns the number of cases.
    #[must_use]
    pub fn size(&self) -> u128 {
        self.cubes.iter().map(|cube| self.scope.combinations(cube)).sum()
    }

    /// Returns the index of the row that decides a point. `None` if the point is impossible.
    #[must_use]
    pub fn decides(&self, point: &Point) -> Option<usize> {
        self.cubes().find(|(_, cube)| cube.contains(point)).map(|(index, _)| index)
    }
}

impl RowCases<'_> {
    /// Returns the number of cases.
    #[must_use]
    pub fn size(&self) -> u128 {
        self.cubes.iter().map(|cube| self.scope.combinations(cube)).sum()
    }

    /// Returns the attributes by which the cases are counted.
    pub(super) const fn scope(&self) -> &Scope {
        self.scope
    }

    /// Returns the simplest case. `None` if the row decides no case.
    ///
    /// # Errors
    ///
    /// Returns an error if the analysis exceeds the budget.
    pub fn simplest(&self, budget: Budget) -> Result<Option<Witness>, BudgetError> {
        let attributes = self.scope.set();
        simplest_within(self.cubes, attributes, &Meter::new(budget, attributes.masks()))
    }
}

/// Counts cases and finds the simplest one.
pub(super) struct CaseCounter<'s> {
    pub(super) scope: &'s Scope,
    pub(super) cases: u128,
    pub(super) nearest: Nearest<'s>,
    meter: &'s Meter<'s>,
}

impl<'s> CaseCounter<'s> {
    pub(super) fn new(scope: &'s Scope, meter: &'s Meter<'s>) -> Self {
        let attributes = scope.set();
        let nearest = Nearest::new(&attributes.default_point(), scope.impossible_elsewhere(), attributes);
        Self { scope, cases: 0, nearest, meter }
    }

    /// Returns the measure of the cases.
    pub(super) fn measured(&self) -> Measured {
        Measured { cases: Some(self.cases), witness: self.nearest.found() }
    }
}

impl Visitor for CaseCounter<'_> {
    fn visit(&mut self, cube: &Region) -> Result<(), BudgetError> {
        debug_assert!(!self.meter.masks.is_empty(cube), "visited cubes are not empty");
        self.cases += self.scope.combinations(cube);
        self.nearest.offer(cube, self.meter)
    }
}
