//! Witnesses: the simplest example of a set of cases.

use super::rules::Name;
use super::subtract::{Meter, Subtractor, Visitor};
use super::{Budget, BudgetError};
use crate::attribute::{AttributeSet, Case, PolicyAttribute};
use crate::condition::Condition;
use crate::impossible::impossible;
use crate::region::{FieldMasks, Overlap, Point, Region};
use alloc::collections::BinaryHeap;
use alloc::vec::Vec;
use core::cmp::Ordering;
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
#[derive(Clone, PartialEq, Eq)]
pub struct Witness {
    point: Point,
    attributes: AttributeSet,
}

impl Witness {
    /// Returns the case.
    #[must_use]
    pub fn case(&self) -> Case {
        self.attributes.case(&self.point)
    }

    /// Returns the point of the case.
    #[must_use]
    pub const fn point(&self) -> &Point {
        &self.point
    }

    /// Returns the attributes of the policy.
    #[must_use]
    pub const fn attributes(&self) -> &AttributeSet {
        &self.attributes
    }

    /// Returns the witness of a point.
    pub(super) const fn new(point: Point, attributes: AttributeSet) -> Self {
        Self { point, attributes }
    }

    /// Iterates over the attributes that deviate from the default case, with their values.
    pub fn deviations(&self) -> impl Iterator<Item = (PolicyAttribute, Name)> + '_ {
        let deviating = self
            .attributes
            .iter()
            .filter(|attribute| self.point.value(attribute.field()) != attribute.default());
        deviating.map(|attribute| {
            let value = attribute.to_value_name(self.point.value(attribute.field()));
            (attribute, value)
        })
    }
}

impl From<Case> for Witness {
    fn from(case: Case) -> Self {
        Self { point: case.point(), attributes: AttributeSet::BUILT_IN }
    }
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut deviations = self.deviations().peekable();
        if deviations.peek().is_none() {
            return f.write_str("the default case");
        }
        for (n, (attribute, value)) in deviations.enumerate() {
            write!(f, "{}{}: {value}", if n == 0 { "" } else { ", " }, attribute.name())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Witness({self})")
    }
}

/// A condition over the attributes of a policy. `Display` writes it as [`Condition`] does.
///
/// ```
/// use instance_lifecycle::analysis::Cases;
/// use instance_lifecycle::rules::attributes::{AttributeSet, region_of};
///
/// let cases = Cases::new(region_of(&[("gpu", &["Yes"])])?, &AttributeSet::BUILT_IN);
/// assert_eq!(cases.to_string(), "gpu: Yes");
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cases {
    region: Region,
    attributes: AttributeSet,
}

impl Cases {
    /// Returns the cases of a region.
    #[must_use]
    pub fn new(region: Region, attributes: &AttributeSet) -> Self {
        Self { region, attributes: attributes.clone() }
    }

    /// Returns the region.
    #[must_use]
    pub const fn region(&self) -> &Region {
        &self.region
    }

    /// Returns the attributes of the policy.
    #[must_use]
    pub const fn attributes(&self) -> &AttributeSet {
        &self.attributes
    }
}

impl fmt::Display for Cases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Condition::over(&self.region, &self.attributes).fmt(f)
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
    let attributes = &AttributeSet::BUILT_IN;
    simplest_within(regions, attributes, &Meter::new(budget, attributes.masks()))
}

/// Returns the simplest possible case of some regions over the attributes of a policy.
pub(super) fn simplest_within(
    regions: &[Region],
    attributes: &AttributeSet,
    meter: &Meter,
) -> Result<Option<Witness>, BudgetError> {
    nearest_within(regions, &attributes.default_point(), attributes, meter)
}

/// Returns the possible case of some regions with the fewest deviations from `to`.
pub(super) fn nearest_within(
    regions: &[Region],
    to: &Point,
    attributes: &AttributeSet,
    meter: &Meter,
) -> Result<Option<Witness>, BudgetError> {
    let impossible: Vec<Region> = impossible().map(|impossible| impossible.region).collect();
    let mut nearest = Nearest::new(to, &impossible, attributes);
    regions.iter().try_for_each(|region| nearest.offer(region, meter))?;
    Ok(nearest.found())
}

/// The possible point nearest to another one, among the cubes offered so far.
pub(super) struct Nearest<'a> {
    to: Point,
    best: Option<(u32, Point)>,
    impossible: &'a [Region],
    attributes: &'a AttributeSet,
    masks: &'a FieldMasks,
}

impl<'a> Nearest<'a> {
    pub(super) fn new(to: &Point, impossible: &'a [Region], attributes: &'a AttributeSet) -> Self {
        Self { to: *to, best: None, impossible, attributes, masks: attributes.masks() }
    }

    pub(super) fn found(&self) -> Option<Witness> {
        self.best.map(|(_, point)| Witness::new(point, self.attributes.clone()))
    }

    /// Searches a cube for a nearer point.
    pub(super) fn offer(&mut self, cube: &Region, meter: &Meter) -> Result<(), BudgetError> {
        if !self.should_descend(cube) || self.masks.is_empty(cube) {
            return Ok(());
        }
        let point = self.masks.nearest(cube, &self.to);
        if self.impossible.iter().any(|impossible| impossible.contains(&point)) {
            // The nearest point is impossible: search the possible part of the cube.
            return Subtractor::new(meter).subtract(cube, self.impossible, self);
        }
        self.best(point, self.masks.distance(cube, &self.to));
        Ok(())
    }

    fn best(&mut self, point: Point, distance: u32) {
        let is_better = self.best.is_none_or(|(least, best)| {
            (distance, self.masks.order(&point, &best, &self.to)) < (least, Ordering::Equal)
        });
        if is_better {
            self.best = Some((distance, point));
        }
    }
}

impl Visitor for Nearest<'_> {
    fn should_descend(&self, cube: &Region) -> bool {
        self.best.is_none_or(|(least, _)| self.masks.distance(cube, &self.to) <= least)
    }

    fn visit(&mut self, cube: &Region) -> Result<(), BudgetError> {
        self.best(self.masks.nearest(cube, &self.to), self.masks.distance(cube, &self.to));
        Ok(())
    }
}

/// Returns the point of some cubes outside of regions with the fewest deviations from `to`, the first in the order
/// of [`simplest`] among several. `None` if the regions contain the cubes.
///
/// Cubes are searched in the order of their nearest points. A cube whose nearest point lies in a region is replaced
/// by its parts outside of that region, so that no other part of the cube is ever listed.
pub(super) fn nearest_outside<'r>(
    cubes: &[Region],
    away: impl IntoIterator<Item = &'r Region>,
    to: &Point,
    meter: &Meter<'_>,
) -> Result<Option<Point>, BudgetError> {
    let masks = meter.masks;
    let meets = |region: &&Region| cubes.iter().any(|cube| !masks.are_disjoint(cube, region));
    let away: Vec<&Region> = away.into_iter().filter(meets).collect();
    meter.spend(away.len() / 64)?;
    let mut open = BinaryHeap::new();
    let offered = |cube: Region| Offered {
        distance: masks.distance(&cube, to),
        point: masks.nearest(&cube, to),
        cube,
        around: (masks, to),
    };
    open.extend(cubes.iter().filter(|cube| !masks.is_empty(cube)).map(|cube| offered(*cube)));
    while let Some(Offered { cube, point, .. }) = open.pop() {
        meter.spend(1 + away.len() / 16)?;
        let Some(rest) = shrunk(cube, &away, masks) else { continue };
        if !rest.contains(&point) {
            open.push(offered(rest));
            continue;
        }
        let containing = away.iter().filter(|region| region.contains(&point));
        let Some(region) = containing.min_by_key(|region| masks.exceeding(&rest, region).len()) else {
            return Ok(Some(point));
        };
        let mut rest = rest;
        while let Some(piece) = masks.split(&mut rest, region) {
            open.push(offered(piece));
        }
    }
    Ok(None)
}

/// Removes the values of a cube that lie in one of the regions whatever the other values. `None` if a region
/// contains the cube.
fn shrunk(mut cube: Region, away: &[&Region], masks: &FieldMasks) -> Option<Region> {
    loop {
        let before = cube;
        for region in away {
            match masks.compare(&cube, region) {
                Overlap::None | Overlap::Fields(_) => {}
                Overlap::Full => return None,
                Overlap::Cube(rest) => cube = rest,
            }
        }
        if cube == before {
            return Some(cube);
        }
    }
}

/// A cube to search. The greatest is the one whose nearest point is nearest to `to`.
struct Offered<'a> {
    distance: u32,
    point: Point,
    cube: Region,
    around: (&'a FieldMasks, &'a Point),
}

impl Ord for Offered<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let (masks, to) = self.around;
        let nearer = self.distance.cmp(&other.distance);
        nearer.then_with(|| masks.order(&self.point, &other.point, to)).reverse()
    }
}

impl PartialOrd for Offered<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Offered<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Offered<'_> {}
