//! Cutting: a cube without others, as cubes that do not overlap, one handed over at a time.

use super::{Budget, BudgetError};
use crate::attribute::FRAME;
use crate::region::{Region, Rest};
use alloc::vec::Vec;

/// What is done with the cubes of a cut.
pub(super) trait Visit {
    /// Whether anything below this cube is of interest: all that is still to come of it lies in it.
    fn enters(&self, _cube: &Region) -> bool {
        true
    }

    /// Takes a cube; no two share a point.
    fn take(&mut self, cube: &Region) -> Result<(), BudgetError>;
}

/// Anything that takes cubes, all of them.
impl<F: FnMut(&Region) -> Result<(), BudgetError>> Visit for F {
    fn take(&mut self, cube: &Region) -> Result<(), BudgetError> {
        self(cube)
    }
}

/// Cuts, within a budget that all its cuts share.
pub(super) struct Subtractor {
    budget: Budget,
    left: usize,
    /// What is cut away, and for every step of the cut the numbers of those that still matter.
    away: Vec<Region>,
    live: Vec<u32>,
}

impl Subtractor {
    pub(super) const fn new(budget: Budget) -> Self {
        Self { budget, left: budget.0, away: Vec::new(), live: Vec::new() }
    }

    /// Takes regions from the budget.
    pub(super) fn spend(&mut self, regions: usize) -> Result<(), BudgetError> {
        self.left = self.left.checked_sub(regions).ok_or(BudgetError { budget: self.budget.0 })?;
        Ok(())
    }

    /// Hands over `cube` without the regions `away`.
    pub(super) fn cut<'r>(
        &mut self,
        cube: &Region,
        away: impl IntoIterator<Item = &'r Region>,
        visit: &mut impl Visit,
    ) -> Result<(), BudgetError> {
        if FRAME.is_empty(cube) {
            return Ok(());
        }
        self.away.clear();
        self.live.clear();
        for region in away {
            match FRAME.beside(cube, region) {
                Rest::Apart => {}
                Rest::Inside => return Ok(()),
                Rest::Cube(_) | Rest::Fields(_) => {
                    self.live.push(self.away.len() as u32);
                    self.away.push(*region);
                }
            }
        }
        self.step(*cube, 0, visit)
    }

    /// `cube` without the regions `away`.
    pub(super) fn rest<'r>(
        &mut self,
        cube: &Region,
        away: impl IntoIterator<Item = &'r Region>,
    ) -> Result<Vec<Region>, BudgetError> {
        let mut rest = Vec::new();
        self.cut(cube, away, &mut |cube: &Region| {
            rest.push(*cube);
            Ok(())
        })?;
        Ok(rest)
    }

    /// Hands over `cube` without the live regions from `start` on, and forgets these.
    ///
    /// A region that the cube sticks out of in one field is cut away without splitting anything;
    /// what remains to be split is split by the region that gives the fewest pieces.
    fn step(&mut self, mut cube: Region, start: usize, visit: &mut impl Visit) -> Result<(), BudgetError> {
        self.spend(1 + (self.live.len() - start) / 64)?;
        let splitting = loop {
            let (mut kept, mut shrunk) = (start, false);
            let mut fewest: Option<(u32, u32)> = None;
            for n in start..self.live.len() {
                let number = self.live[n];
                match FRAME.beside(&cube, &self.away[number as usize]) {
                    Rest::Apart => {}
                    Rest::Inside => {
                        self.live.truncate(start);
                        return Ok(());
                    }
                    Rest::Cube(rest) => (cube, shrunk) = (rest, true),
                    Rest::Fields(fields) => {
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
            return visit.take(&cube);
        };
        if visit.enters(&cube) {
            let (splitting, end) = (self.away[number as usize], self.live.len());
            while let Some(piece) = FRAME.split(&mut cube, &splitting) {
                for n in start..end {
                    if self.live[n] != number {
                        self.live.push(self.live[n]);
                    }
                }
                self.step(piece, end, visit)?;
            }
        }
        self.live.truncate(start);
        Ok(())
    }
}
