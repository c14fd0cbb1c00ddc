//! Counting of the points of a cube outside of regions, without a list of cubes.
//!
//! Regions that constrain no common field are counted separately, and each such part only once.

use super::BudgetError;
use super::subtract::Meter;
use crate::region::{FieldMasks, FieldSet, Region, WORDS};
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// Counts points within a budget shared by all its counts.
pub(super) struct Counter<'m> {
    masks: &'m FieldMasks,
    /// The regions that counts leave out, by their number.
    regions: Vec<Region>,
    /// For each level of the recursion, the numbers of the regions that still overlap, and the fields that they
    /// constrain.
    live: Vec<(u32, FieldSet)>,
    known: Known,
}

impl<'m> Counter<'m> {
    /// Returns a counter without regions.
    pub(super) fn new(masks: &'m FieldMasks) -> Self {
        Self { masks, regions: Vec::new(), live: Vec::new(), known: Known::new(0) }
    }

    /// Adds regions, and returns their numbers.
    pub(super) fn add<'r>(&mut self, regions: impl IntoIterator<Item = &'r Region>) -> Range<usize> {
        let start = self.regions.len();
        self.regions.extend(regions);
        self.known = Known::new(self.regions.len());
        start..self.regions.len()
    }

    /// Returns the region of a number.
    pub(super) fn region(&self, number: usize) -> &Region {
        &self.regions[number]
    }

    /// Returns the number of points of `cube` in `fields` outside of the regions `away`, given by their numbers.
    /// The regions constrain no other fields.
    pub(super) fn count(
        &mut self,
        cube: &Region,
        fields: FieldSet,
        away: impl IntoIterator<Item = usize>,
        meter: &Meter<'_>,
    ) -> Result<u128, BudgetError> {
        if self.masks.is_empty(cube) {
            return Ok(0);
        }
        self.live.clear();
        self.known.bound();
        let mut compared = 0;
        for number in away {
            compared += 1;
            let region = &self.regions[number];
            if !self.masks.are_disjoint(cube, region) {
                let constrained = self.masks.exceeding(cube, region);
                if constrained == FieldSet::EMPTY {
                    return Ok(0);
                }
                self.live.push((number as u32, constrained));
            }
        }
        meter.spend(compared / 64)?;
        self.step(*cube, fields, 0, meter)
    }

    /// Counts the points of `cube` in `fields` outside of the live regions from `start` on, and removes these from
    /// the list.
    fn step(
        &mut self,
        mut cube: Region,
        fields: FieldSet,
        start: usize,
        meter: &Meter<'_>,
    ) -> Result<u128, BudgetError> {
        meter.spend(1 + (self.live.len() - start) / 8)?;
        loop {
            let (mut kept, mut shrunk) = (start, false);
            for n in start..self.live.len() {
                let number = self.live[n].0;
                let region = &self.regions[number as usize];
                if self.masks.are_disjoint(&cube, region) {
                    continue;
                }
                let constrained = self.masks.exceeding(&cube, region);
                match constrained.len() {
                    0 => {
                        self.live.truncate(start);
                        return Ok(0);
                    }
                    1 => (cube, shrunk) = (self.masks.outside(&cube, region, &constrained), true),
                    _ => {
                        self.live[kept] = (number, constrained);
                        kept += 1;
                    }
                }
            }
            self.live.truncate(kept);
            if !shrunk {
                break;
            }
        }
        let end = self.live.len();
        let constrained = self.live[start..].iter().fold(FieldSet::EMPTY, |all, (_, set)| all.union(set));
        let mut points = self.masks.size(&cube, &fields.minus(&constrained));
        let mut first = start;
        while first < end && points > 0 {
            let (next, fields) = self.connected(first, end);
            let part = self.part(&cube, fields, first, next, meter)?;
            points = points.saturating_mul(part);
            first = next;
        }
        self.live.truncate(start);
        Ok(points)
    }

    /// Moves the regions that are connected by fields with the one at `first` behind it. Returns their end, and
    /// all fields that they constrain.
    fn connected(&mut self, first: usize, end: usize) -> (usize, FieldSet) {
        let (mut next, mut fields) = (first + 1, self.live[first].1);
        loop {
            let before = next;
            let mut n = next;
            while n < end {
                if self.live[n].1.meets(&fields) {
                    fields = fields.union(&self.live[n].1);
                    self.live.swap(n, next);
                    next += 1;
                }
                n += 1;
            }
            if next == before {
                return (next, fields);
            }
        }
    }

    /// Counts the points of `cube` in `fields` outside of the connected live regions from `first` to `next`.
    fn part(
        &mut self,
        cube: &Region,
        fields: FieldSet,
        first: usize,
        next: usize,
        meter: &Meter<'_>,
    ) -> Result<u128, BudgetError> {
        if next - first == 1 {
            let inside = cube.intersect(&self.regions[self.live[first].0 as usize]);
            return Ok(self.masks.size(cube, &fields) - self.masks.size(&inside, &fields));
        }
        let numbers = self.live[first..next].iter().map(|(number, _)| *number as usize);
        let entry = match self.known.find(&self.masks.only(cube, &fields), numbers) {
            Ok(points) => return Ok(points),
            Err(entry) => entry,
        };
        let split = self.most_constrained(first, next);
        let others = fields.minus(&FieldSet::of(split));
        let (mut points, mut left) = (0_u128, Some(*cube));
        while let Some(cube) = left {
            // Values that the same regions admit are counted together.
            let regions = self.live[first..next].iter().filter(|(_, fields)| fields.contains(split));
            let regions = regions.map(|(number, _)| &self.regions[*number as usize]);
            let (alike, rest) = self.masks.alike(&cube, split, regions);
            left = rest;
            let start = self.live.len();
            self.live.extend_from_within(first..next);
            let part = self.step(alike, others, start, meter)?;
            points =
                points.saturating_add(part.saturating_mul(self.masks.size(&alike, &FieldSet::of(split))));
        }
        self.known.insert(entry, points);
        Ok(points)
    }

    /// Returns the field that most of the live regions from `first` to `next` constrain.
    fn most_constrained(&self, first: usize, next: usize) -> (usize, usize) {
        let mut counts = [[0_u16; 64]; WORDS];
        let mut most = (0, (0, 0));
        for (_, fields) in &self.live[first..next] {
            for (word, top) in fields.tops() {
                let count = &mut counts[word][top];
                *count += 1;
                if *count > most.0 {
                    most = (*count, (word, top));
                }
            }
        }
        most.1
    }
}

/// The points of parts that are counted already, by the values of the constrained fields and the regions.
struct Known {
    /// The number of words of a key: the values, and a set of regions.
    words: usize,
    keys: Vec<u64>,
    /// The place of each key and its points, with open addressing.
    entries: Vec<(u32, u128)>,
    count: usize,
}

/// A part that is not counted yet: the place of its key.
struct Entry(u32);

const EMPTY: u32 = u32::MAX;

impl Known {
    fn new(regions: usize) -> Self {
        Self {
            words: WORDS + regions.div_ceil(64),
            keys: Vec::new(),
            entries: vec![(EMPTY, 0); 64],
            count: 0,
        }
    }

    /// Returns the points of a part, or the entry for them.
    fn find(&mut self, values: &Region, regions: impl Iterator<Item = usize>) -> Result<u128, Entry> {
        let start = self.keys.len();
        self.keys.extend((0..WORDS).map(|word| !values.excluded(word)));
        self.keys.resize(start + self.words, 0);
        for number in regions {
            self.keys[start + WORDS + number / 64] |= 1 << (number % 64);
        }
        let entry = (start / self.words) as u32;
        let (place, points) = self.entries[self.place(entry)];
        if place == EMPTY {
            return Err(Entry(entry));
        }
        self.keys.truncate(start);
        Ok(points)
    }

    fn key(&self, entry: u32) -> &[u64] {
        &self.keys[entry as usize * self.words..][..self.words]
    }

    /// Returns the place of the entry with the same key, or a free one.
    fn place(&self, entry: u32) -> usize {
        let (key, mask) = (self.key(entry), self.entries.len() - 1);
        let mix = |hash: u64, word: &u64| ((hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)).rotate_left(29);
        let hash = key.iter().fold(0, mix);
        let mut place = (hash ^ hash >> 32) as usize & mask;
        while self.entries[place].0 != EMPTY && self.key(self.entries[place].0) != key {
            place = (place + 1) & mask;
        }
        place
    }

    fn insert(&mut self, Entry(entry): Entry, points: u128) {
        if self.count * 2 >= self.entries.len() {
            let grown = vec![(EMPTY, 0); self.entries.len() * 4];
            for (entry, points) in core::mem::replace(&mut self.entries, grown) {
                if entry != EMPTY {
                    let place = self.place(entry);
                    self.entries[place] = (entry, points);
                }
            }
        }
        let place = self.place(entry);
        self.count += usize::from(self.entries[place].0 == EMPTY);
        self.entries[place] = (entry, points);
    }

    /// Forgets all parts if they take more than some megabytes.
    fn bound(&mut self) {
        if self.keys.len() > 1 << 21 {
            *self = Self { words: self.words, ..Self::new(0) };
        }
    }
}
