//! How an operation packs a case for deciding: the attributes that its rows read, in binary, none
//! across a byte, so that one look-up a byte finds all rows that match. Layout and tables are
//! computed from the rows by `const fn`.

use super::{ATTRIBUTES, COUNT};
use crate::region::{Point, Region};

/// The places of attributes in a packed word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// Bits of each attribute; none where it is not read.
    bits: [u8; COUNT],
    shift: [u8; COUNT],
    /// Bytes that hold what deciding reads.
    pub(crate) decision_bytes: usize,
    /// Bytes that hold what anything reads.
    pub(crate) bytes: usize,
}

/// An operation whose cases can be packed.
pub(crate) trait Packing {
    const LAYOUT: Layout;
}

impl Layout {
    /// A layout for the attributes that `decisions` read, behind them those that only `consequences`
    /// read, and behind those what is only `kept`.
    pub(crate) const fn of(decisions: &[Region], consequences: &[Region], kept: &[Region]) -> Self {
        let mut layout = Self { bits: [0; COUNT], shift: [0; COUNT], decision_bytes: 0, bytes: 0 };
        let mut used = [0; 8];
        layout.place(decisions, &mut used);
        layout.decision_bytes = layout.bytes;
        layout.place(consequences, &mut used);
        layout.place(kept, &mut used);
        layout
    }

    /// Places what the rows read into the first byte that has room.
    const fn place(&mut self, rows: &[Region], used: &mut [u8; 8]) {
        let mut number = 0;
        while number < COUNT {
            if self.bits[number] == 0 && is_read(rows, number) {
                let bits = (usize::BITS - (ATTRIBUTES[number].field.width() - 1).leading_zeros()) as u8;
                let mut byte = 0;
                while used[byte] + bits > 8 {
                    byte += 1;
                }
                self.bits[number] = bits;
                self.shift[number] = byte as u8 * 8 + used[byte];
                used[byte] += bits;
                if byte >= self.bytes {
                    self.bytes = byte + 1;
                }
            }
            number += 1;
        }
    }

    /// Whether the attribute of that number is packed.
    pub(crate) const fn reads(&self, number: usize) -> bool {
        self.bits[number] != 0
    }

    /// Where its bits start.
    pub(crate) const fn shift(&self, number: usize) -> u32 {
        self.shift[number] as u32
    }

    /// The number of its value in a packed case.
    pub(crate) const fn value(&self, packed: u64, number: usize) -> usize {
        (packed >> self.shift[number]) as usize & ((1 << self.bits[number]) - 1)
    }

    /// The point of a packed case; what is not packed is plain.
    pub(crate) fn point(&self, packed: u64) -> Point {
        let mut point = Point::EMPTY;
        for (number, attribute) in ATTRIBUTES.iter().enumerate() {
            let value = if self.reads(number) { self.value(packed, number) } else { attribute.plain };
            point = point.with(attribute.field, value);
        }
        point
    }
}

const fn is_read(rows: &[Region], number: usize) -> bool {
    let mut n = 0;
    while n < rows.len() {
        if rows[n].reads(ATTRIBUTES[number].field) {
            return true;
        }
        n += 1;
    }
    false
}

/// For each value of one byte of a packed case, the set of rows that it leaves possible.
pub(crate) type Table = [u64; 256];

/// The tables of a ladder's rows, one a byte.
pub(crate) const fn tables<const BYTES: usize>(layout: &Layout, rows: &[Region]) -> [Table; BYTES] {
    assert!(rows.len() <= 64, "at most 64 rows an operation");
    let mut tables = [[u64::MAX; 256]; BYTES];
    let mut number = 0;
    while number < COUNT {
        if layout.reads(number) && (layout.shift[number] as usize) < BYTES * 8 {
            let admitting = admitting(rows, number);
            let table = &mut tables[layout.shift[number] as usize / 8];
            let mut byte = 0;
            while byte < 256 {
                let value = byte >> (layout.shift[number] % 8) & ((1 << layout.bits[number]) - 1);
                table[byte] &= admitting[value];
                byte += 1;
            }
        }
        number += 1;
    }
    tables
}

/// For each value of an attribute, the set of rows that admit it.
const fn admitting(rows: &[Region], number: usize) -> [u64; 8] {
    let mut admitting = [0; 8];
    let mut row = 0;
    while row < rows.len() {
        let values = rows[row].admits(ATTRIBUTES[number].field);
        let mut value = 0;
        while value < ATTRIBUTES[number].field.width() {
            admitting[value] |= (values >> value & 1) << row;
            value += 1;
        }
        row += 1;
    }
    admitting
}

/// The set of rows that match a packed case.
#[inline(always)]
pub(crate) fn matching(tables: &[Table], packed: u64) -> u64 {
    tables.iter().zip(packed.to_le_bytes()).fold(u64::MAX, |rows, (table, byte)| rows & table[byte as usize])
}
