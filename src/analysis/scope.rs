//! What is counted: the attributes that rows ask, and the cases that cannot be.

use super::cut::{Subtractor, Visit};
use super::impossible::impossible;
use super::{Budget, BudgetError};
use crate::attribute::{ATTRIBUTES, Attribute, SPACE};
use crate::region::{Field, Region, Space};
use alloc::vec::Vec;

/// The attributes by which cases are told apart and counted.
///
/// A combination of their values counts as one case, unless it cannot be whatever the other
/// attributes are.
#[derive(Clone, Debug)]
pub struct Scope {
    attributes: Vec<&'static Attribute>,
    fields: Vec<Field>,
    /// What cannot be, as far as these attributes tell; and what only others tell.
    inner: Vec<Region>,
    outer: Vec<Region>,
}

impl Scope {
    /// The attributes that some of the regions ask for.
    #[must_use]
    pub fn read_by<'r>(regions: impl IntoIterator<Item = &'r Region>) -> Self {
        let asked = regions.into_iter().fold(Region::FULL, |all, region| all.intersect(region));
        Self::of(|attribute| asked.reads(attribute.field))
    }

    pub(super) fn of(is_read: impl Fn(&Attribute) -> bool) -> Self {
        let attributes: Vec<_> = ATTRIBUTES.iter().filter(|attribute| is_read(attribute)).collect();
        let fields: Vec<Field> = attributes.iter().map(|attribute| attribute.field).collect();
        let (mut inner, mut outer) = (Vec::new(), Vec::new());
        for impossible in impossible() {
            let told = SPACE.0.iter().all(|field| !impossible.region.reads(*field) || fields.contains(field));
            if told { &mut inner } else { &mut outer }.push(impossible.region);
        }
        Self { attributes, fields, inner, outer }
    }

    /// The attributes, in the order of their declaration.
    #[must_use]
    pub fn attributes(&self) -> &[&'static Attribute] {
        &self.attributes
    }

    /// How many combinations of their values lie in a cube, possible or not.
    #[must_use]
    pub fn combinations(&self, cube: &Region) -> u128 {
        cube.size(Space(&self.fields))
    }

    /// How many cases lie in a cube, those that cannot be left out.
    ///
    /// # Errors
    ///
    /// When more regions are needed than the budget allows.
    pub fn cases(&self, cube: &Region, budget: Budget) -> Result<u128, BudgetError> {
        let mut count = Count { scope: self, cases: 0 };
        Subtractor::new(budget).cut(cube, &self.inner, &mut count)?;
        Ok(count.cases)
    }

    /// The impossible cases, as far as these attributes tell.
    pub(super) fn impossible(&self) -> &[Region] {
        &self.inner
    }

    /// The impossible cases that only other attributes tell.
    pub(super) fn impossible_elsewhere(&self) -> &[Region] {
        &self.outer
    }
}

/// Counts cases.
pub(super) struct Count<'s> {
    pub(super) scope: &'s Scope,
    pub(super) cases: u128,
}

impl Visit for Count<'_> {
    fn take(&mut self, cube: &Region) -> Result<(), BudgetError> {
        self.cases += self.scope.combinations(cube);
        Ok(())
    }
}
