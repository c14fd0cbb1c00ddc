//! Witnesses: of many cases the simplest one, so that a person can look at it.

use super::cut::{Subtractor, Visit};
use super::impossible::impossible;
use super::{Budget, BudgetError};
use crate::attribute::{ATTRIBUTES, Attribute, Case, FRAME};
use crate::region::{Point, Region};
use alloc::vec::Vec;
use core::fmt;

/// A case that stands for many. `Display` writes what is not default about it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Witness(Point);

impl Witness {
    /// The case.
    #[must_use]
    pub fn case(&self) -> Case {
        Case::at(&self.0)
    }

    /// The point of the case.
    #[must_use]
    pub const fn point(&self) -> &Point {
        &self.0
    }

    /// The attributes that are not default, with their values.
    pub fn away(&self) -> impl Iterator<Item = (&'static Attribute, &'static str)> + '_ {
        let away = ATTRIBUTES.iter().filter(|attribute| self.0.value(attribute.field) != attribute.default);
        away.map(|attribute| (attribute, attribute.values[self.0.value(attribute.field)]))
    }
}

impl From<Case> for Witness {
    fn from(case: Case) -> Self {
        Self(case.point())
    }
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut away = self.away().peekable();
        if away.peek().is_none() {
            return f.write_str("the default case");
        }
        for (n, (attribute, value)) in away.enumerate() {
            write!(f, "{}{}: {value}", if n == 0 { "" } else { ", " }, attribute.name)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Witness({self})")
    }
}

/// Of all cases of some regions that can be, the one in which the fewest attributes are not default;
/// none where nothing can be. Of equals, the one whose first attribute that is not default is declared
/// last, and then the one of lower values.
///
/// # Errors
///
/// When more regions are needed than the budget allows.
///
/// ```
/// use instance_lifecycle::analysis::{Budget, simplest};
/// use instance_lifecycle::attribute::region_of;
///
/// let transitional = region_of(&[("status", &["Starting", "Stopping"])])?;
/// let witness = simplest(&[transitional], Budget::default())?.expect("there are such instances");
/// assert_eq!(witness.to_string(), "status: Starting, task: Run");
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
pub fn simplest(regions: &[Region], budget: Budget) -> Result<Option<Witness>, BudgetError> {
    nearest(regions, &Case::DEFAULT.point(), budget)
}

/// The same, measured from another case.
pub(super) fn nearest(
    regions: &[Region],
    to: &Point,
    budget: Budget,
) -> Result<Option<Witness>, BudgetError> {
    let impossible: Vec<Region> = impossible().map(|impossible| impossible.region).collect();
    let mut nearest = Nearest::new(to, &impossible);
    regions.iter().try_for_each(|region| nearest.offer(region, budget))?;
    Ok(nearest.found())
}

/// The nearest possible point to another, of the cubes it has seen.
pub(super) struct Nearest<'a> {
    to: Point,
    best: Option<(u32, Point)>,
    impossible: &'a [Region],
}

impl<'a> Nearest<'a> {
    pub(super) const fn new(to: &Point, impossible: &'a [Region]) -> Self {
        Self { to: *to, best: None, impossible }
    }

    pub(super) fn found(&self) -> Option<Witness> {
        self.best.map(|(_, point)| Witness(point))
    }

    /// Looks for a nearer point in a cube.
    pub(super) fn offer(&mut self, cube: &Region, budget: Budget) -> Result<(), BudgetError> {
        if !self.enters(cube) || FRAME.is_empty(cube) {
            return Ok(());
        }
        let point = FRAME.nearest(cube, &self.to);
        if self.impossible.iter().any(|impossible| impossible.contains(&point)) {
            // The nearest cannot be: what can is cut out of the cube.
            return Subtractor::new(budget).cut(cube, self.impossible, self);
        }
        self.best(point, FRAME.distance(cube, &self.to));
        Ok(())
    }

    fn best(&mut self, point: Point, distance: u32) {
        let is_better = self.best.is_none_or(|(least, best)| {
            (distance, FRAME.order(&point, &best, &self.to)) < (least, core::cmp::Ordering::Equal)
        });
        if is_better {
            self.best = Some((distance, point));
        }
    }
}

impl Visit for Nearest<'_> {
    fn enters(&self, cube: &Region) -> bool {
        self.best.is_none_or(|(least, _)| FRAME.distance(cube, &self.to) <= least)
    }

    fn take(&mut self, cube: &Region) -> Result<(), BudgetError> {
        self.best(FRAME.nearest(cube, &self.to), FRAME.distance(cube, &self.to));
        Ok(())
    }
}
