//! Witnesses: the simplest example of a set of cases.

use super::subtract::{Meter, Subtractor, Visitor};
use super::{Budget, BudgetError};
use crate::attribute::{ATTRIBUTES, Attribute, Case, MASKS};
use crate::impossible::impossible;
use crate::region::{Point, Region};
use alloc::vec::Vec;
use core::fmt;

/// An example of a set of cases. `Display` writes its deviations from the default case.
///
/// ```
/// use instance_lifecycle::analysis::{Budget, simplest};
/// use instance_lifecycle::rules::attributes::region_of;
/// use instance_lifecycle::Status;
///
/// let stopped = region_of(&[("status", &["Stopped"])])?;
/// let witness = simplest(&[stopped], Budget::default())?.unwrap();
/// assert_eq!(witness.case().instance.status, Status::Stopped);
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Witness(Point);

impl Witness {
    /// Returns the case.
    #[must_use]
    pub fn case(&self) -> Case {
        Case::at(&self.0)
    }

    /// Returns the point of the case.
    #[must_use]
    pub const fn point(&self) -> &Point {
        &self.0
    }

    /// Iterates over the attributes that deviate from the default case, with their values.
    pub fn deviations(&self) -> impl Iterator<Item = (&'static Attribute, &'static str)> + '_ {
        let deviating =
            ATTRIBUTES.iter().filter(|attribute| self.0.value(attribute.field) != attribute.default);
        deviating.map(|attribute| (attribute, attribute.values[self.0.value(attribute.field)]))
    }
}

impl From<Case> for Witness {
    fn from(case: Case) -> Self {
        Self(case.point())
    }
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut deviations = self.deviations().peekable();
        if deviations.peek().is_none() {
            return f.write_str("the default case");
        }
        for (n, (attribute, value)) in deviations.enumerate() {
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

/// Returns the simplest possible case of some regions: the one with the fewest deviations from the
/// default case. `None` if the regions contain no possible case.
///
/// Among equally simple cases, it is the one whose first deviating attribute is declared last, and then
/// the one with the lower values.
///
/// # Errors
///
/// Returns an error if the analysis exceeds the budget.
///
/// ```
/// use instance_lifecycle::analysis::{Budget, simplest};
/// use instance_lifecycle::rules::attributes::region_of;
///
/// let transitional = region_of(&[("status", &["Starting", "Stopping"])])?;
/// let witness = simplest(&[transitional], Budget::default())?.expect("there are such cases");
/// assert_eq!(witness.to_string(), "status: Starting, task: Run");
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
pub fn simplest(regions: &[Region], budget: Budget) -> Result<Option<Witness>, BudgetError> {
    nearest(regions, &Case::DEFAULT.point(), budget)
}

pub(super) fn simplest_within(regions: &[Region], meter: &Meter) -> Result<Option<Witness>, BudgetError> {
    nearest_within(regions, &Case::DEFAULT.point(), meter)
}

/// Returns the possible case of some regions with the fewest deviations from `to`.
pub(super) fn nearest(
    regions: &[Region],
    to: &Point,
    budget: Budget,
) -> Result<Option<Witness>, BudgetError> {
    nearest_within(regions, to, &Meter::new(budget))
}

pub(super) fn nearest_within(
    regions: &[Region],
    to: &Point,
    meter: &Meter,
) -> Result<Option<Witness>, BudgetError> {
    let impossible: Vec<Region> = impossible().map(|impossible| impossible.region).collect();
    let mut nearest = Nearest::new(to, &impossible);
    regions.iter().try_for_each(|region| nearest.offer(region, meter))?;
    Ok(nearest.found())
}

/// The possible point nearest to another one, among the cubes offered so far.
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

    /// Searches a cube for a nearer point.
    pub(super) fn offer(&mut self, cube: &Region, meter: &Meter) -> Result<(), BudgetError> {
        if !self.should_descend(cube) || MASKS.is_empty(cube) {
            return Ok(());
        }
        let point = MASKS.nearest(cube, &self.to);
        if self.impossible.iter().any(|impossible| impossible.contains(&point)) {
            // The nearest point is impossible: search the possible part of the cube.
            return Subtractor::new(meter).subtract(cube, self.impossible, self);
        }
        self.best(point, MASKS.distance(cube, &self.to));
        Ok(())
    }

    fn best(&mut self, point: Point, distance: u32) {
        let is_better = self.best.is_none_or(|(least, best)| {
            (distance, MASKS.order(&point, &best, &self.to)) < (least, core::cmp::Ordering::Equal)
        });
        if is_better {
            self.best = Some((distance, point));
        }
    }
}

impl Visitor for Nearest<'_> {
    fn should_descend(&self, cube: &Region) -> bool {
        self.best.is_none_or(|(least, _)| MASKS.distance(cube, &self.to) <= least)
    }

    fn visit(&mut self, cube: &Region) -> Result<(), BudgetError> {
        self.best(MASKS.nearest(cube, &self.to), MASKS.distance(cube, &self.to));
        Ok(())
    }
}
