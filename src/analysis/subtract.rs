//! Subtraction of cubes from a cube; the remainder is visited as disjoint cubes, one at a time.

use super::{Budget, BudgetError};
use crate::attribute::MASKS;
use crate::region::{Overlap, Region};
use alloc::vec::Vec;

/// A visitor of the cubes of a remainder.
pub(super) trait Visitor {
    /// Whether to split this cube further. Every cube that follows from it lies in it.
    fn should_descend(&self, _cube: &Region) -> bool {
        true
    }

    /// Visits a cube. The visited cubes are disjoint and not empty.
    fn visit(&mut self, cube: &Region) -> Result<(), BudgetError>;
}

/// A closure visits every cube.
impl<F: FnMut(&Region) -> Result<(), BudgetError>> Visitor for F {
    fn visit(&mut self, cube: &Region) -> Result<(), BudgetError> {
        self(cube)
    }
}

/// Subtracts regions, within a budget shared by all its subtractions.
pub(super) struct Subtractor {
    budget: Budget,
    left: usize,
    /// The subtrahends, and for each level of the recursion the numbers of those that still overlap.
    away: Vec<Region>,
    live: Vec<u32>,
}

impl Subtractor {
    pub(super) const fn new(budget: Budget) -> Self {
        Self { budget, left: budget.0, away: Vec::new(), live: Vec::new() }
    }

    /// Spends part of the budget.
    pub(super) fn spend(&mut self, regions: usize) -> Result<(), BudgetError> {
        self.left = self.left.checked_sub(regions).ok_or(BudgetError { budget: self.budget.0 })?;
        Ok(())
    }

    /// Visits the disjoint cubes of `cube` minus the regions `away`.
    pub(super) fn subtract<'r>(
        &mut self,
        cube: &Region,
        away: impl IntoIterator<Item = &'r Region>,
        visitor: &mut impl Visitor,
    ) -> Result<(), BudgetError> {
        if MASKS.is_empty(cube) {
            return Ok(());
        }
        self.away.clear();
        self.live.clear();
        for region in away {
            match MASKS.compare(cube, region) {
                Overlap::None => {}
                Overlap::Full => return Ok(()),
                Overlap::Cube(_) | Overlap::Fields(_) => {
                    self.live.push(self.away.len() as u32);
                    self.away.push(*region);
                }
            }
        }
        self.step(*cube, 0, visitor)
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
                match MASKS.compare(&cube, &self.away[number as usize]) {
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
            while let Some(piece) = MASKS.split(&mut cube, &splitting) {
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
