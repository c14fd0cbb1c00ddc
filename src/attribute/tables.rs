//! The tables by which an operation decides a packed case.
//!
//! One look-up for each byte finds all rows that match. The tables are computed from the rows by `const fn`.

use super::layout::Layout;
use super::{COUNT, END, FIELDS};
use crate::region::Region;
use crate::request::Operation;
use core::fmt::Debug;

/// A set of rows, in as many words as the operation needs.
pub(crate) trait RowSet: Copy + 'static {
    /// The set of all rows.
    const ALL: Self;

    /// Returns the rows in both sets.
    fn and(self, other: Self) -> Self;

    /// Returns the set with bit `n` for row `n`.
    fn bits(self) -> u128;
}

impl RowSet for [u64; 1] {
    const ALL: Self = [u64::MAX];

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        [self[0] & other[0]]
    }

    #[inline(always)]
    fn bits(self) -> u128 {
        self[0] as u128
    }
}

impl RowSet for [u64; 2] {
    const ALL: Self = [u64::MAX; 2];

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        [self[0] & other[0], self[1] & other[1]]
    }

    #[inline(always)]
    fn bits(self) -> u128 {
        self[0] as u128 | (self[1] as u128) << 64
    }
}

/// The number of words in a set of so many rows.
pub(crate) const fn words(rows: usize) -> usize {
    assert!(rows <= 128, "at most 128 rows an operation");
    if rows <= 64 { 1 } else { 2 }
}

/// For each value of a byte of a packed case, the rows that admit it.
pub(crate) type Table<R> = [R; 256];

/// For each value of an attribute, the rows that admit it.
pub(crate) type Admitting<R> = [R; 8];

/// The request of one operation, with the tables of the operation's rows.
pub(crate) trait OperationTables: Copy {
    /// A set of refusals and, behind them, settlements.
    type Rows: RowSet;
    const OPERATION: Operation;
    const LAYOUT: Layout;
    /// A table for each byte that deciding reads.
    const TABLES: &'static [Table<Self::Rows>];
}

/// The tables of some rows of an operation, in as many words as they need.
pub(crate) trait Lookup: Debug + Sync {
    /// Returns the rows that match a packed case.
    fn matching(&self, packed: u64) -> u128;
}

impl<R: RowSet + Debug + Sync, const BYTES: usize> Lookup for [Table<R>; BYTES] {
    fn matching(&self, packed: u64) -> u128 {
        matching(self, packed).bits()
    }
}

/// Returns a table for each of the first bytes of a packed case.
pub(crate) const fn tables<const BYTES: usize, const WORDS: usize>(
    layout: &Layout,
    admitting: &[Admitting<[u64; WORDS]>; COUNT],
) -> [Table<[u64; WORDS]>; BYTES] {
    // The attribute that starts at each bit.
    let (mut starts, mut number) = ([COUNT; 128], 0);
    while number < COUNT {
        starts[layout.shift(number) as usize] = number;
        number += 1;
    }
    let mut tables = [[[u64::MAX; WORDS]; 256]; BYTES];
    let mut byte = 0;
    while byte < BYTES {
        // The table of the lowest bits is continued with each value of the attribute above them.
        let mut shift = 0;
        while shift < 8 {
            let number = starts[byte * 8 + shift];
            let bits = if number < COUNT { layout.bits(number) } else { 1 };
            let mut n = 1 << (shift + bits);
            while n > 0 {
                n -= 1;
                let rows = &tables[byte][n & ((1 << shift) - 1)];
                tables[byte][n] =
                    if number < COUNT { rows_of_both(rows, &admitting[number][n >> shift]) } else { *rows };
            }
            shift += bits;
        }
        byte += 1;
    }
    tables
}

const fn rows_of_both<const WORDS: usize>(some: &[u64; WORDS], others: &[u64; WORDS]) -> [u64; WORDS] {
    let (mut rows, mut word) = (*some, 0);
    while word < WORDS {
        rows[word] &= others[word];
        word += 1;
    }
    rows
}

/// Returns for each value of each attribute the rows that admit it.
pub(crate) const fn admitting_each<const WORDS: usize>(rows: &[Region]) -> [Admitting<[u64; WORDS]>; COUNT] {
    assert!(rows.len() <= 64 * WORDS, "a bit for each row");
    let mut all = [0; WORDS];
    let mut row = 0;
    while row < rows.len() {
        all[row / 64] |= 1 << (row % 64);
        row += 1;
    }
    let mut each = [[all; 8]; COUNT];
    row = 0;
    while row < rows.len() {
        let mut word = 0;
        while word < END {
            let mut excluded = rows[row].excluded(word);
            while excluded != 0 {
                let (number, value) = VALUES[word][excluded.trailing_zeros() as usize];
                each[number as usize][value as usize][row / 64] &= !(1 << (row % 64));
                excluded &= excluded - 1;
            }
            word += 1;
        }
        row += 1;
    }
    each
}

/// The attribute and the value of each bit of a region.
static VALUES: [[(u8, u8); 64]; END] = {
    let (mut values, mut number) = ([[(0, 0); 64]; END], 0);
    while number < COUNT {
        let mut value = 0;
        while value < FIELDS[number].width() {
            let (word, bit) = FIELDS[number].bit(value);
            values[word][bit] = (number as u8, value as u8);
            value += 1;
        }
        number += 1;
    }
    values
};

/// Returns the rows that match a packed case.
#[inline(always)]
pub(crate) fn matching<R: RowSet>(tables: &[Table<R>], packed: u64) -> R {
    tables.iter().zip(packed.to_le_bytes()).fold(R::ALL, |rows, (table, byte)| rows.and(table[byte as usize]))
}
