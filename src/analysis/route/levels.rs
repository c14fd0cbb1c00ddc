//! The instances from which a goal can be reached, in levels by the length of the shortest route.

use super::{RouteLength, is_parameter};
use crate::analysis::BudgetError;
use crate::analysis::reach::{ReachStep, Trigger, free_attributes};
use crate::analysis::subtract::Meter;
use crate::attribute::AttributeSet;
use crate::region::{Point, Region};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// Cubes in ascending order of length: the length of an instance is that of the first cube that contains
/// it.
#[derive(Clone, Debug)]
pub(super) struct Levels(Vec<(RouteLength, Region)>);

impl Levels {
    /// Computes the levels backwards from a goal. The environment never changes; requests are chosen anew
    /// for each call.
    pub(super) fn of(
        goal: &[Region],
        steps: &[ReachStep],
        attributes: &AttributeSet,
        meter: &Meter,
    ) -> Result<Self, BudgetError> {
        let masks = attributes.masks();
        let requests = free_attributes(attributes, is_parameter);
        let mut levels = Self(Vec::new());
        let mut open = BTreeMap::from([(RouteLength::default(), goal.to_vec())]);
        while let Some((length, regions)) = open.pop_first() {
            let start = levels.0.len();
            for region in regions {
                meter.spend(1 + levels.0.len() / 16)?;
                levels.add(length, region.or(&requests), start, attributes);
            }
            for &(_, region) in &levels.0[start..] {
                meter.spend(1 + steps.len() / 16)?;
                for step in steps {
                    let before = masks.intersection(&step.set.preimage(&region), &step.when);
                    if let Some(before) = before.filter(|before| !region.covers(&before.or(&requests))) {
                        open.entry(length.after(step.trigger)).or_default().push(before);
                    }
                }
            }
        }
        Ok(levels)
    }

    /// Inserts a cube of the level that begins at `start`, widened by merging it with known cubes: a shorter
    /// length of part of it is found first.
    fn add(&mut self, length: RouteLength, mut region: Region, start: usize, attributes: &AttributeSet) {
        if self.0.iter().rev().any(|(_, known)| known.covers(&region)) {
            return;
        }
        loop {
            let before = region;
            self.0.iter().for_each(|(_, known)| attributes.masks().grow(&mut region, known));
            if region == before {
                break;
            }
        }
        let mut n = start;
        while n < self.0.len() {
            if region.covers(&self.0[n].1) {
                self.0.remove(n);
            } else {
                n += 1;
            }
        }
        self.0.push((length, region));
    }

    /// Returns the length of the shortest route from a point.
    pub(super) fn length(&self, point: &Point) -> Option<RouteLength> {
        self.0.iter().find(|(_, region)| region.contains(point)).map(|(length, _)| *length)
    }

    /// Iterates over the cubes.
    pub(super) fn cubes(&self) -> impl Iterator<Item = &(RouteLength, Region)> {
        self.0.iter()
    }
}

impl RouteLength {
    /// Returns the length of a route with one more step.
    pub(super) const fn after(self, trigger: Trigger) -> Self {
        match trigger {
            Trigger::Call(..) => Self { calls: self.calls + 1, ..self },
            Trigger::Event(_) => Self { events: self.events + 1, ..self },
        }
    }
}
