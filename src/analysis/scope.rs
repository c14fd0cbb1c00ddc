//! The attributes by which cases are counted, and the impossible cases.

use super::subtract::{Meter, Subtractor, Visitor};
use super::{Budget, BudgetError};
use crate::attribute::{AttributeSet, PolicyAttribute, SPACE};
use crate::impossible::impossible;
use crate::region::{Field, FieldSet, Region, Space};
use alloc::vec::Vec;

/// The attributes by which cases are distinguished and counted.
///
/// Each combination of their values counts as one case, unless it is impossible regardless of the other
/// attributes.
#[derive(Clone, Debug)]
pub struct Scope {
    set: AttributeSet,
    attributes: Vec<PolicyAttribute>,
    fields: Vec<Field>,
    /// The impossible cases in terms of these attributes, and those that depend on other attributes.
    inner: Vec<Region>,
    outer: Vec<Region>,
}

impl Scope {
    /// Returns the scope of all attributes of a policy that some of the regions constrain.
    #[must_use]
    pub fn read_by<'r>(attributes: &AttributeSet, regions: impl IntoIterator<Item = &'r Region>) -> Self {
        let read = regions.into_iter().fold(Region::FULL, |all, region| all.intersect(region));
        Self::with_attributes(attributes, |attribute| read.reads(attribute.field()))
    }

    pub(super) fn with_attributes(set: &AttributeSet, is_read: impl Fn(&PolicyAttribute) -> bool) -> Self {
        let attributes: Vec<_> = set.iter().filter(|attribute| is_read(attribute)).collect();
        let fields: Vec<Field> = attributes.iter().map(PolicyAttribute::field).collect();
        let (mut inner, mut outer) = (Vec::new(), Vec::new());
        for impossible in impossible() {
            let is_inner =
                SPACE.0.iter().all(|field| !impossible.region.reads(*field) || fields.contains(field));
            if is_inner { &mut inner } else { &mut outer }.push(impossible.region);
        }
        Self { set: set.clone(), attributes, fields, inner, outer }
    }

    /// Returns the attributes in the order of their declaration.
    #[must_use]
    pub fn attributes(&self) -> &[PolicyAttribute] {
        &self.attributes
    }

    /// Returns the number of combinations in a cube, possible or not.
    #[must_use]
    pub fn combinations(&self, cube: &Region) -> u128 {
        cube.size(Space(&self.fields))
    }

    /// Returns the number of possible cases in a cube.
    ///
    /// # Errors
    ///
    /// Returns an error if the analysis exceeds the budget.
    pub fn cases(&self, cube: &Region, budget: Budget) -> Result<u128, BudgetError> {
        self.cases_within(cube, &Meter::new(budget, self.set.masks()))
    }

    /// Returns the fields of the attributes.
    pub(super) fn fields(&self) -> FieldSet {
        FieldSet::new(&self.fields)
    }

    /// Returns all attributes of the policy.
    pub(super) const fn set(&self) -> &AttributeSet {
        &self.set
    }

    pub(super) fn cases_within(&self, cube: &Region, meter: &Meter) -> Result<u128, BudgetError> {
        let mut count = Count { scope: self, cases: 0 };
        Subtractor::new(meter).subtract(cube, &self.inner, &mut count)?;
        Ok(count.cases)
    }

    /// Returns the impossible cases that depend on these attributes alone.
    pub(super) fn impossible(&self) -> &[Region] {
        &self.inner
    }

    /// Returns the impossible cases that depend on other attributes.
    pub(super) fn impossible_elsewhere(&self) -> &[Region] {
        &self.outer
    }
}

/// Counts cases.
pub(super) struct Count<'s> {
    pub(super) scope: &'s Scope,
    pub(super) cases: u128,
}

impl Visitor for Count<'_> {
    fn visit(&mut self, cube: &Region) -> Result<(), BudgetError> {
        self.cases += self.scope.combinations(cube);
        Ok(())
    }
}
