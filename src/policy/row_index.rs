//! An index of the rows of custom rules: for each value of an attribute, the set of rows that admit it.

use super::custom_rules::List;
#[cfg(feature = "alloc")]
use crate::region::Region;
use crate::region::{Point, WORDS, bits};

/// The number of 64-bit words of a block.
const BLOCK_WORDS: usize = 4;
/// The number of rows in a block.
const BLOCK: usize = BLOCK_WORDS * u64::BITS as usize;

/// A set of rows of one block.
type Block = [u64; BLOCK_WORDS];

/// Some rows in the order of evaluation, indexed by the values that they exclude.
///
/// A case has one value of each attribute. The rows that match it are the intersection of the sets of rows
/// that admit these values, block by block. Only values that some row excludes have a set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RowIndex {
    /// The number of the rule of each row. The rows of a rule are adjacent.
    rules: List<u16>,
    /// The values that some row excludes, as bits of a region.
    excluded: [u64; WORDS],
    /// For each bit of a region that some row excludes, the number of its sets.
    numbers: List<u16>,
    /// The number of values that some row excludes.
    values: usize,
    /// The sets of each block: one for each such value.
    sets: List<Block>,
}

impl RowIndex {
    /// Returns the number of the rule of a row.
    pub(super) fn rule(&self, row: usize) -> usize {
        usize::from(self.rules[row])
    }

    /// Iterates over the numbers of the rules.
    pub(super) fn rules(&self) -> impl Iterator<Item = usize> {
        let mut last = None;
        let rules = self.rules.iter().filter(move |rule| last.replace(**rule) != Some(**rule));
        rules.map(|rule| usize::from(*rule))
    }

    /// Returns the first row from `from` on that matches a case.
    pub(super) fn first(&self, case: &Point, from: usize) -> Option<usize> {
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
    fn matching(&self, case: &Point, start: usize, skipped: usize) -> Block {
        let mut set = rows_between(skipped, self.rules.len() - start);
        let sets = &self.sets[start / BLOCK * self.values..][..self.values];
        for word in 0..WORDS {
            for bit in bits(case.word(word) & self.excluded[word]) {
                let admitting = &sets[usize::from(self.numbers[word * u64::BITS as usize + bit])];
                let mut rest = 0;
                for (rows, admitting) in set.iter_mut().zip(admitting) {
                    *rows &= admitting;
                    rest |= *rows;
                }
                if rest == 0 {
                    return set;
                }
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
    pub(super) fn add(&mut self, rule: u16, regions: &[Region]) {
        for region in regions {
            self.add_row(rule, region);
        }
    }

    fn add_row(&mut self, rule: u16, when: &Region) {
        let row = self.rules.len();
        for word in 0..WORDS {
            for bit in bits(when.excluded(word) & !self.excluded[word]) {
                self.add_value(word, bit);
            }
        }
        self.rules.push(rule);
        self.sets.resize(row / BLOCK * self.values + self.values, [u64::MAX; BLOCK_WORDS]);
        for word in 0..WORDS {
            for bit in bits(when.excluded(word)) {
                let number = usize::from(self.numbers[word * u64::BITS as usize + bit]);
                let set = &mut self.sets[row / BLOCK * self.values + number];
                set[row % BLOCK / u64::BITS as usize] &= !(1 << (row % u64::BITS as usize));
            }
        }
    }

    /// Adds a set for a value to each block.
    fn add_value(&mut self, word: usize, bit: usize) {
        self.numbers.resize(WORDS * u64::BITS as usize, u16::MAX);
        self.numbers[word * u64::BITS as usize + bit] = self.values as u16;
        self.excluded[word] |= 1 << bit;
        let blocks = self.rules.len().div_ceil(BLOCK);
        let mut sets = List::with_capacity(blocks * (self.values + 1));
        for block in 0..blocks {
            sets.extend_from_slice(&self.sets[block * self.values..][..self.values]);
            sets.push([u64::MAX; BLOCK_WORDS]);
        }
        self.sets = sets;
        self.values += 1;
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::{BLOCK, RowIndex};
    use crate::region::{Field, Point, Region};
    use alloc::vec::Vec;

    /// Three fields in different words.
    const FIELDS: [Field; 3] = [Field::new(0, 0, 4), Field::new(0, 60, 4), Field::new(2, 31, 2)];

    fn regions(count: usize) -> Vec<Region> {
        let mut state = 7_u64;
        let mut random = || {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            state >> 40
        };
        // Few rows match a case, and the first rows read fewer fields.
        (0..count)
            .map(|row| {
                FIELDS[..=row.min(2)].iter().fold(Region::FULL, |when, field| {
                    if random() % 4 == 0 {
                        when
                    } else {
                        when.restrict(*field, 1 << (random() % 8) & field.all())
                    }
                })
            })
            .collect()
    }

    /// Rules of one row and of two rows alternate.
    #[test]
    fn the_index_finds_the_rows_that_a_scan_finds() {
        for count in [0, 1, 2, 63, 64, 65, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5] {
            let regions = regions(count);
            let mut index = RowIndex::default();
            let (mut rule, mut row) = (0, 0);
            while row < count {
                let rows = (1 + rule % 2).min(count - row);
                index.add(rule as u16, &regions[row..row + rows]);
                (rule, row) = (rule + 1, row + rows);
            }
            assert_eq!(index.rules().collect::<Vec<_>>(), (0..rule).collect::<Vec<_>>());
            for case in 0..32 {
                let point = Point::EMPTY
                    .with(FIELDS[0], case % 4)
                    .with(FIELDS[1], case / 4 % 4)
                    .with(FIELDS[2], case / 16);
                let scanned = (0..count).filter(|row| regions[*row].contains(&point));
                let found =
                    core::iter::successors(index.first(&point, 0), |row| index.first(&point, row + 1));
                assert_eq!(found.collect::<Vec<_>>(), scanned.collect::<Vec<_>>(), "{count}, {case}");
            }
            for row in 0..count {
                let of_rule = |other: &usize| index.rule(*other) == index.rule(row);
                assert_eq!(index.end_of_rule(row), (row..count).take_while(of_rule).count() + row);
            }
        }
    }
}
