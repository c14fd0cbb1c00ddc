//! An index of the rows of custom rules: for each value of an attribute, the set of rows that admit it.

use super::custom_rules::{CustomCase, List};
use crate::attribute::CUSTOM;
#[cfg(feature = "alloc")]
use crate::attribute::{ATTRIBUTES, Layout};
#[cfg(feature = "alloc")]
use crate::region::Region;
use crate::region::{WORDS, bits};

/// The number of 64-bit words of a block.
const BLOCK_WORDS: usize = 4;
/// The number of rows in a block.
const BLOCK: usize = BLOCK_WORDS * u64::BITS as usize;

/// A set of rows of one block.
type Block = [u64; BLOCK_WORDS];

/// A row of a custom rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RuleRow {
    /// The number of the rule.
    pub(crate) rule: usize,
    /// The number of the row in the rule.
    pub(crate) region: usize,
}

/// Some rows in the order of evaluation, indexed by the values that they exclude.
///
/// A case has one value of each attribute. The rows that match it are the intersection of the sets of rows
/// that admit these values, block by block. Only values that some row excludes have a set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RowIndex {
    /// The number of the rule of each row. The rows of a rule are adjacent.
    rules: List<u16>,
    /// The built-in attributes that some row reads.
    read: List<ReadAttribute>,
    /// The values that some row excludes, as bits of a region.
    excluded: [u64; WORDS],
    /// The number of the set of each bit of a region. Set 0 has all rows: no row excludes the value.
    numbers: List<u16>,
    /// The number of sets of a block.
    width: usize,
    /// The sets of each block.
    sets: List<Block>,
}

/// The places of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ReadAttribute {
    /// The lowest bit in a packed case.
    shift: u8,
    /// The bits of the number of a value.
    mask: u8,
    /// The bit of the first value in a region.
    first: u16,
}

/// The number of attributes between two tests for an empty set.
const STRIDE: usize = 4;

impl RowIndex {
    /// Returns the rule of a row, and the number of the row in it.
    pub(super) fn rule_row(&self, row: usize) -> RuleRow {
        let rule = self.rules[row];
        let region = self.rules[..row].iter().rev().take_while(|other| **other == rule).count();
        RuleRow { rule: usize::from(rule), region }
    }

    /// Iterates over the numbers of the rules.
    pub(super) fn rules(&self) -> impl Iterator<Item = usize> {
        let mut last = None;
        let rules = self.rules.iter().filter(move |rule| last.replace(**rule) != Some(**rule));
        rules.map(|rule| usize::from(*rule))
    }

    /// Returns the first row from `from` on that matches a case.
    pub(super) fn first(&self, case: &CustomCase, from: usize) -> Option<usize> {
        let mut start = from - from % BLOCK;
        while start < self.rules.len() {
            let set = self.matching(case, start, from.saturating_sub(start));
            if let Some(word) = set.iter().position(|rows| *rows != 0) {
                return Some(start + word * u64::BITS as usize + set[word].trailing_zeros() as usize);
            }
            start += BLOCK;
        }
        None
    }

    /// Returns the row after the last one of the rule of a row.
    pub(super) fn end_of_rule(&self, row: usize) -> usize {
        let rule = self.rules[row];
        self.rules[row..].iter().position(|other| *other != rule).map_or(self.rules.len(), |rows| row + rows)
    }

    /// Returns the rows of the block at `start` that match a case, the first `skipped` left out.
    fn matching(&self, case: &CustomCase, start: usize, skipped: usize) -> Block {
        let mut set = rows_between(skipped, self.rules.len() - start);
        let sets = &self.sets[start / BLOCK * self.width..][..self.width];
        let mut restrict = |bit: usize| {
            let admitting = &sets[usize::from(self.numbers[bit])];
            set.iter_mut().zip(admitting).fold(0, |rest, (rows, admitting)| {
                *rows &= admitting;
                rest | *rows
            })
        };
        for bit in bits(case.custom & self.excluded[CUSTOM]) {
            if restrict(CUSTOM * u64::BITS as usize + bit) == 0 {
                return [0; BLOCK_WORDS];
            }
        }
        for read in self.read.chunks(STRIDE) {
            let rest = read.iter().map(|read| {
                let half = if read.shift < 64 { case.low } else { case.high };
                let value = (half >> (read.shift % 64)) as u8 & read.mask;
                restrict(usize::from(read.first) + usize::from(value))
            });
            if rest.last() == Some(0) {
                return [0; BLOCK_WORDS];
            }
        }
        set
    }
}

/// Returns the set of the rows of a block from `from` to before `to`.
fn rows_between(from: usize, to: usize) -> Block {
    let below = |end: usize, word: usize| {
        let bits = end.saturating_sub(word * u64::BITS as usize);
        if bits < u64::BITS as usize { (1 << bits) - 1 } else { u64::MAX }
    };
    core::array::from_fn(|word| below(to, word) & !below(from, word))
}

#[cfg(feature = "alloc")]
impl RowIndex {
    /// Adds the rows of a rule, one for each region.
    pub(super) fn add(&mut self, layout: &Layout, rule: u16, regions: &[Region]) {
        if self.width == 0 {
            self.numbers.resize(WORDS * u64::BITS as usize, 0);
            self.width = 1;
        }
        for region in regions {
            self.add_attributes(layout, region);
            self.add_row(rule, region);
        }
    }

    /// Adds the attributes that a region reads first.
    fn add_attributes(&mut self, layout: &Layout, when: &Region) {
        for (number, attribute) in ATTRIBUTES.iter().enumerate() {
            let (word, bit) = attribute.field.bit(0);
            let is_known = self.excluded[word] >> bit & attribute.field.all() != 0;
            if when.reads(attribute.field) && !is_known {
                let shift = layout.shift(number);
                let mask = (layout.mask(number) >> shift) as u8;
                let first = (word * u64::BITS as usize + bit) as u16;
                self.read.push(ReadAttribute { shift: shift as u8, mask, first });
            }
        }
    }

    fn add_row(&mut self, rule: u16, when: &Region) {
        let row = self.rules.len();
        for word in 0..WORDS {
            for bit in bits(when.excluded(word) & !self.excluded[word]) {
                self.add_set(word, bit);
            }
        }
        self.rules.push(rule);
        self.sets.resize((row / BLOCK + 1) * self.width, [u64::MAX; BLOCK_WORDS]);
        for word in 0..WORDS {
            for bit in bits(when.excluded(word)) {
                let number = usize::from(self.numbers[word * u64::BITS as usize + bit]);
                let set = &mut self.sets[row / BLOCK * self.width + number];
                set[row % BLOCK / u64::BITS as usize] &= !(1 << (row % u64::BITS as usize));
            }
        }
    }

    /// Adds a set for a value to each block.
    fn add_set(&mut self, word: usize, bit: usize) {
        self.numbers[word * u64::BITS as usize + bit] = self.width as u16;
        self.excluded[word] |= 1 << bit;
        let blocks = self.rules.len().div_ceil(BLOCK);
        let mut sets = List::with_capacity(blocks * (self.width + 1));
        for block in 0..blocks {
            sets.extend_from_slice(&self.sets[block * self.width..][..self.width]);
            sets.push([u64::MAX; BLOCK_WORDS]);
        }
        self.sets = sets;
        self.width += 1;
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::{BLOCK, RowIndex};
    use crate::attribute::{ATTRIBUTES, CUSTOM};
    use crate::policy::custom_rules::CustomCase;
    use crate::region::{Field, Region};
    use crate::request::Operation;
    use alloc::vec::Vec;

    /// A sequence of numbers that look random.
    struct Random(u64);

    impl Random {
        fn below(&mut self, end: usize) -> usize {
            self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (self.0 >> 33) as usize % end
        }
    }

    const CUSTOM_FIELD: Field = Field::new(CUSTOM, 3, 5);

    /// Returns regions of which few contain a case; the first reads no attribute.
    fn regions(count: usize, random: &mut Random) -> Vec<Region> {
        let mut region = |row: usize| {
            let when = if row > 1 && random.below(3) == 0 {
                Region::FULL.restrict(CUSTOM_FIELD, 1 << random.below(5))
            } else {
                Region::FULL
            };
            (0..row.min(2)).fold(when, |when, _| {
                let attribute = &ATTRIBUTES[random.below(ATTRIBUTES.len())];
                when.restrict(attribute.field, 1 << random.below(attribute.values.len()))
            })
        };
        (0..count).map(&mut region).collect()
    }

    /// Rules of one row and of two rows alternate.
    #[test]
    fn the_index_finds_the_rows_that_a_scan_finds() {
        let layout = &Operation::StopInstance.rule_table().layout;
        let mut random = Random(7);
        for count in [0, 1, 2, 63, 64, 65, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5] {
            let regions = regions(count, &mut random);
            let mut index = RowIndex::default();
            let (mut rule, mut row) = (0, 0);
            while row < count {
                let rows = (1 + rule % 2).min(count - row);
                index.add(layout, rule as u16, &regions[row..row + rows]);
                (rule, row) = (rule + 1, row + rows);
            }
            assert_eq!(index.rules().collect::<Vec<_>>(), (0..rule).collect::<Vec<_>>());
            for _ in 0..32 {
                let values = ATTRIBUTES.iter().map(|attribute| random.below(attribute.values.len()));
                let values: Vec<usize> = values.collect();
                let packed = values
                    .iter()
                    .enumerate()
                    .fold(0, |packed, (number, value)| packed | (*value as u128) << layout.shift(number));
                let point = layout.point(packed).with(CUSTOM_FIELD, random.below(5));
                let case = CustomCase::new(packed, point.word(CUSTOM));
                let scanned = (0..count).filter(|row| regions[*row].contains(&point));
                let found = core::iter::successors(index.first(&case, 0), |row| index.first(&case, row + 1));
                assert_eq!(found.collect::<Vec<_>>(), scanned.collect::<Vec<_>>(), "{count}");
            }
            for row in 0..count {
                let of_rule = |other: &usize| index.rule_row(*other).rule == index.rule_row(row).rule;
                assert_eq!(index.end_of_rule(row), (row..count).take_while(of_rule).count() + row);
                let region = (0..row).rev().take_while(of_rule).count();
                assert_eq!(index.rule_row(row).region, region);
            }
        }
    }
}
