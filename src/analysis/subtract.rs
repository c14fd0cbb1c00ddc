//! Subtraction of cubes from a cube; the remainder is visited as disjoint cubes, one at a time.

use super::{Budget, BudgetError};
use crate::region::{FieldMasks, Overlap, Region};
use alloc::vec::Vec;
use core::cell::Cell;

/// The part of a budget that is left, shared by the searches of an analysis, and the attributes that they
/// are about.
pub(super) struct Meter<'a> {
    pub(super) masks: &'a FieldMasks,
    budget: usize,
    left: Cell<usize>,
}

impl<'a> Meter<'a> {
    pub(super) const fn new(budget: Budget, masks: &'a FieldMasks) -> Self {
        Self { masks, budget: budget.0, left: Cell::new(budget.0) }
    }

    /// Returns an equal share of what is left for one of `parts` searches.
    pub(super) fn share(&self, parts: usize) -> Self {
        Self::new(Budget(self.left.get() / parts.max(1)), self.masks)
    }

    /// Returns this meter with at most a number of regions left.
    pub(super) fn at_most(self, regions: usize) -> Self {
        Self::new(Budget(self.left.get().min(regions)), self.masks)
    }

    /// Takes away an equal share of what is left for one of `parts` searches.
    pub(super) fn take(&self, parts: usize) -> Self {
        let share = self.share(parts);
        self.left.set(self.left.get() - share.budget);
        share
    }

    /// Adds what is left of a share that was taken away.
    pub(super) fn give_back(&self, share: &Meter<'_>) {
        self.left.set(self.left.get() + share.left.get());
    }

    /// Subtracts what a share has spent.
    pub(super) fn settle(&self, share: &Meter<'_>) {
        self.left.set(self.left.get().saturating_sub(share.budget - share.left.get()));
    }

    /// Whether nothing is left.
    pub(super) const fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// Spends part of the budget.
    pub(super) fn spend(&self, regions: usize) -> Result<(), BudgetError> {
        match self.left.get().checked_sub(regions) {
            Some(left) => self.left.set(left),
            None => {
                self.left.set(0);
                return Err(self.exceeded());
            }
        }
        Ok(())
    }

    /// Returns the error that the budget is exceeded.
    pub(super) const fn exceeded(&self) -> BudgetError {
        BudgetError { budget: self.budget, operation: None }
    }
}

/// A visitor of the cubes of a remainder.
pub(super) trait Visitor {
    /// Whether to split this cube further. Every cube that follows from it lies in it.
    fn should_descend(&self, _cube: &Region) -> bool {
        true
    }

    /// Visits a cube. The visited cubes are disjoint and not empty.
    fn visit(&mut self, cube: &Region) -> Result<(), BudgetError>;
}

/// A visitor that stops at the first cube.
pub(super) struct StopAtFirst(pub(super) bool);

impl Visitor for StopAtFirst {
    fn should_descend(&self, _cube: &Region) -> bool {
        !self.0
    }

    fn visit(&mut self, _cube: &Region) -> Result<(), BudgetError> {
        self.0 = true;
        Ok(())
    }
}

/// A closure visits every cube.
impl<F: FnMut(&Region) -> Result<(), BudgetError>> Visitor for F {
    fn visit(&mut self, cube: &Region) -> Result<(), BudgetError> {
        self(cube)
    }
}

/// Subtracts regions, within a budget shared by all its subtractions.
pub(super) struct Subtractor<'m> {
    meter: &'m Meter<'m>,
    /// The subtrahends, and for each level of the recursion the numbers of those that still overlap.
    away: Vec<Region>,
    live: Vec<u32>,
}

impl<'m> Subtractor<'m> {
    pub(super) const fn new(meter: &'m Meter<'m>) -> Self {
        Self { meter, away: Vec::new(), live: Vec::new() }
    }

    /// Spends part of the budget.
    pub(super) fn spend(&self, regions: usize) -> Result<(), BudgetError> {
        self.meter.spend(regions)
    }

    /// Visits the disjoint cubes of `cube` minus the regions `away`.
    pub(super) fn subtract<'r>(
        &mut self,
        cube: &Region,
        away: impl IntoIterator<Item = &'r Region>,
        visitor: &mut impl Visitor,
    ) -> Result<(), BudgetError> {
        if self.meter.masks.is_empty(cube) {
            return Ok(());
        }
        self.away.clear();
        self.live.clear();
        let mut compared = 0;
        for region in away {
            compared += 1;
            match self.meter.masks.compare(cube, region) {
                Overlap::None => {}
                Overlap::Full => return Ok(()),
                Overlap::Cube(_) | Overlap::Fields(_) => {
                    self.live.push(self.away.len() as u32);
                    self.away.push(*region);
                }
            }
        }
        self.spend(compared / 64)?;
        self.step(*cube, 0, visitor)
    }

    /// Returns whether part of `cube` is in none of the regions `away`.
    pub(super) fn exceeds<'r>(
        &mut self,
        cube: &Region,
        away: impl IntoIterator<Item = &'r Region>,
    ) -> Result<bool, BudgetError> {
        let mut found = StopAtFirst(false);
        self.subtract(cube, away, &mut found)?;
        Ok(found.0)
    }

    /// Returns `cube` minus the regions `away` as disjoint cubes.
    pub(super) fn remainder<'r>(
        &mut self,
        cube: &Region,
        away: impl IntoIterator<Item = &'r Region>,
    ) -> Result<Vec<Region>, BudgetError> {
        let mut rest = Vec::new();
        self.subtract(cube, away, &mut |cube: &Region| {
            rest.push(*cube);
            Ok(())
        })?;
        Ok(rest)
    }

    /// Visits `cube` minus the live regions from `start` on, and removes these from the list.
    ///
    /// A region that the cube exceeds in a single field is subtracted without a split. Otherwise the
    /// cube is split by the region that yields the fewest pieces.
    fn step(
        &mut self,
        mut cube: Region,
        start: usize,
        visitor: &mut impl Visitor,
    ) -> Result<(), BudgetError> {
        self.spend(1 + (self.live.len() - start) / 64)?;
        let splitting = loop {
            let (mut kept, mut shrunk) = (start, false);
            let mut fewest: Option<(u32, u32)> = None;
            for n in start..self.live.len() {
                let number = self.live[n];
                match self.meter.masks.compare(&cube, &self.away[number as usize]) {
                    Overlap::None => {}
                    Overlap::Full => {
                        self.live.truncate(start);
                        return Ok(());
                    }
                    Overlap::Cube(rest) => (cube, shrunk) = (rest, true),
                    Overlap::Fields(fields) => {
                        self.live[kept] = number;
                        kept += 1;
                        if fewest.is_none_or(|(least, _)| fields < least) {
                            fewest = Some((fields, number));
                        }
                    }
                }
            }
            self.live.truncate(kept);
            if !shrunk {
                break fewest;
            }
        };
        let Some((_, number)) = splitting else {
            return visitor.visit(&cube);
        };
        if visitor.should_descend(&cube) {
            let (splitting, end) = (self.away[number as usize], self.live.len());
            while let Some(piece) = self.meter.masks.split(&mut cube, &splitting) {
                for n in start..end {
                    if self.live[n] != number {
                        self.live.push(self.live[n]);
                    }
                }
                self.step(piece, end, visitor)?;
            }
        }
        self.live.truncate(start);
        Ok(())
    }
}
