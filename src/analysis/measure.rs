//! The measure of cases: their number and the simplest one.

use crate::analysis::BudgetError;
use crate::analysis::count::Counter;
use crate::analysis::scope::Scope;
use crate::analysis::subtract::Meter;
use crate::analysis::witness::{Witness, nearest_outside};
use crate::attribute::AttributeSet;
use crate::impossible::impossible;
use crate::region::{FieldSet, Region};
use alloc::vec::Vec;
use core::ops::Range;

/// Some cases.
pub(super) struct Measured {
    /// Their number; `None` if the budget does not suffice to count them.
    pub(super) cases: Option<u128>,
    /// The simplest one; `None` if all are impossible in terms of attributes by which they are not counted.
    pub(super) witness: Option<Witness>,
}

/// The attributes by which cases are counted.
pub(super) struct Counted {
    fields: FieldSet,
    /// The impossible cases in terms of these attributes, and those that depend on other attributes, by number.
    impossible: Vec<usize>,
    elsewhere: Vec<usize>,
}

/// Measures cases outside of regions.
pub(super) struct Measure<'m> {
    attributes: AttributeSet,
    counter: Counter<'m>,
    impossible: Range<usize>,
    /// What may be spent to search and to count, and the shares of it for the next measures.
    searching: &'m Meter<'m>,
    counting: Meter<'m>,
    search: Meter<'m>,
    count: Meter<'m>,
}

impl<'m> Measure<'m> {
    /// Returns the measure of cases outside of some regions, which have the first numbers. It counts with the budget
    /// of `counting`, and searches with that of `searching`.
    pub(super) fn new<'r>(
        attributes: &AttributeSet,
        regions: impl IntoIterator<Item = &'r Region>,
        searching: &'m Meter<'m>,
        counting: Meter<'m>,
    ) -> Self {
        let mut counter = Counter::new(searching.masks);
        counter.add(regions);
        let all: Vec<Region> = impossible().map(|impossible| impossible.region).collect();
        let impossible = counter.add(&all);
        let (search, count) = (searching.share(1), counting.share(1));
        Self { attributes: attributes.clone(), counter, impossible, searching, counting, search, count }
    }

    /// Lets the next measures spend equal shares of what is left: one of `counts` to count, and one of `searches`
    /// to search. Returns whether anything is left to count.
    pub(super) fn next_share(&mut self, counts: usize, searches: usize) -> bool {
        self.counting.settle(&self.count);
        self.searching.settle(&self.search);
        (self.count, self.search) = (self.counting.share(counts), self.searching.share(searches));
        !self.count.is_spent()
    }

    /// Returns what is left to count.
    pub(super) fn finish(mut self) -> Meter<'m> {
        self.next_share(1, 1);
        self.counting
    }

    /// Adds regions, and returns their numbers.
    pub(super) fn add<'r>(&mut self, regions: impl IntoIterator<Item = &'r Region>) -> Range<usize> {
        self.counter.add(regions)
    }

    /// Returns the attributes of a scope to count by.
    pub(super) fn by(&self, scope: &Scope) -> Counted {
        let mut inner = scope.impossible().iter().peekable();
        // Both lists are in the same order.
        let is_inner =
            |number: &usize| inner.next_if(|region| *region == self.counter.region(*number)).is_some();
        let (impossible, elsewhere) = self.impossible.clone().partition(is_inner);
        Counted { fields: scope.fields(), impossible, elsewhere }
    }

    /// Returns the number of all cases.
    pub(super) fn all(&mut self, by: &Counted) -> Result<u128, BudgetError> {
        self.counter.count(&Region::FULL, by.fields, by.impossible.iter().copied(), &self.search)
    }

    /// Returns the number of cases of a cube outside of regions, given by their numbers.
    pub(super) fn count(
        &mut self,
        by: &Counted,
        cube: &Region,
        away: impl Iterator<Item = usize>,
    ) -> Result<u128, BudgetError> {
        self.counter.count(cube, by.fields, away.chain(by.impossible.iter().copied()), &self.count)
    }

    /// Returns the measure of cases that are in one of two disjoint sets.
    pub(super) fn sum(&self, a: Measured, b: Measured) -> Measured {
        let cases = a.cases.zip(b.cases).map(|(a, b)| a.saturating_add(b));
        let default = self.attributes.default_point();
        let order = |a: &Witness, b: &Witness| {
            let [distance, other] = [a, b].map(|of| of.deviations().count());
            distance.cmp(&other).then_with(|| self.searching.masks.order(a.point(), b.point(), &default))
        };
        Measured { cases, witness: [a.witness, b.witness].into_iter().flatten().min_by(order) }
    }

    /// Measures the cases of a cube outside of regions, given by their numbers. `None` if there is none.
    pub(super) fn measure(
        &mut self,
        by: &Counted,
        cube: &Region,
        away: impl Iterator<Item = usize> + Clone,
    ) -> Result<Option<Measured>, BudgetError> {
        let cases = match self.count(by, cube, away.clone()) {
            Ok(0) => return Ok(None),
            cases => cases.ok(),
        };
        let default = self.attributes.default_point();
        let region = |number| self.counter.region(number);
        let away = away.chain(by.impossible.iter().copied());
        let possible = away.clone().chain(by.elsewhere.iter().copied()).map(region);
        let nearest = nearest_outside(&[*cube], possible, &default, &self.search)?;
        if cases.is_none() && nearest.is_none() {
            let nearest = nearest_outside(&[*cube], away.map(region), &default, &self.search)?;
            if nearest.is_none() {
                return Ok(None);
            }
        }
        let witness = nearest.map(|point| Witness::new(point, self.attributes.clone()));
        Ok(Some(Measured { cases, witness }))
    }
}
