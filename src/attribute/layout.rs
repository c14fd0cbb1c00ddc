//! How an operation packs a case for deciding: the attributes that its rows read, in binary, none
//! across a byte, so that one look-up a byte finds all rows that match. They fill a word of 64 bits;
//! what no row of it reads stands in a second word. Layout and tables are computed from the rows by
//! `const fn`.

use super::eights::EIGHTS;
use super::{ATTRIBUTES, COUNT, FIELDS, Part};
use crate::region::{Point, Region};

/// The places of attributes in a packed case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// Bits of each attribute.
    bits: [u8; COUNT],
    /// Where they start: below 64 if a row reads the attribute.
    shift: [u8; COUNT],
    /// The byte that holds each eight, where it is gathered.
    eights: [Option<u8>; EIGHTS.len()],
    /// The bits of what deciding reads.
    decided: u64,
    /// The bits of what rows read, or a plan keeps.
    pub(crate) read: u64,
    /// Bytes that hold what deciding reads.
    pub(crate) decision_bytes: usize,
    /// Bytes that hold what anything reads.
    pub(crate) bytes: usize,
}

/// An operation whose cases can be packed.
pub(crate) trait Packing {
    const LAYOUT: Layout;
    /// For each value of a byte of a packed case, the set of rows that it leaves possible; a table a byte
    /// that deciding reads.
    const TABLES: &'static [Table];
    /// For each value of an attribute, the set of rows that admit it.
    const ADMITTING: &'static [Admitting; COUNT];
}

impl Layout {
    /// A layout for the attributes that `decisions` read, behind them those that only `consequences`
    /// read, behind those what is only `kept`, and in the second word all others.
    pub(crate) const fn of(decisions: &[Region], consequences: &[Region], kept: &[Region]) -> Self {
        let (bits, shift) = ([0; COUNT], [0; COUNT]);
        let mut layout = Self {
            bits,
            shift,
            eights: [None; EIGHTS.len()],
            decided: 0,
            read: 0,
            decision_bytes: 0,
            bytes: 0,
        };
        let mut used = [0; 16];
        layout.place(decisions, &mut used);
        (layout.decided, layout.decision_bytes) = (layout.read, layout.bytes);
        layout.place(consequences, &mut used);
        layout.place(kept, &mut used);
        assert!(layout.bytes <= 8, "what rows read fits into one word");
        layout.place_rest(&mut used);
        layout
    }

    /// Places what the rows read: whole eights where they read more than one of them.
    const fn place(&mut self, rows: &[Region], used: &mut [u8; 16]) {
        let mut eight = 0;
        while eight < EIGHTS.len() {
            let (mut read, mut n) = (0, 0);
            while n < 8 {
                read += (EIGHTS[eight][n] < COUNT && is_read(rows, EIGHTS[eight][n])) as u8;
                n += 1;
            }
            if read > 1 {
                self.place_eight(0, eight, used);
            }
            eight += 1;
        }
        let mut number = 0;
        while number < COUNT {
            if is_read(rows, number) {
                if self.bits[number] == 0 {
                    self.place_one(0, number, used);
                }
                if self.shift[number] as usize / 8 >= self.bytes {
                    self.bytes = self.shift[number] as usize / 8 + 1;
                }
                self.read |= self.mask(number) as u64;
            }
            number += 1;
        }
    }

    /// Places in the second word what has no place yet.
    const fn place_rest(&mut self, used: &mut [u8; 16]) {
        let mut eight = 0;
        while eight < EIGHTS.len() {
            self.place_eight(8, eight, used);
            eight += 1;
        }
        let mut number = 0;
        while number < COUNT {
            if self.bits[number] == 0 {
                self.place_one(8, number, used);
            }
            number += 1;
        }
    }

    /// Places an eight, unless one of it has its place already, into the first byte from `byte` that is free.
    const fn place_eight(&mut self, mut byte: usize, eight: usize, used: &mut [u8; 16]) {
        let mut n = 0;
        while n < 8 {
            if EIGHTS[eight][n] < COUNT && self.bits[EIGHTS[eight][n]] > 0 {
                return;
            }
            n += 1;
        }
        while used[byte] > 0 {
            byte += 1;
        }
        used[byte] = 8;
        self.eights[eight] = Some(byte as u8);
        n = 0;
        while n < 8 {
            if EIGHTS[eight][n] < COUNT {
                self.bits[EIGHTS[eight][n]] = 1;
                self.shift[EIGHTS[eight][n]] = (byte * 8 + n) as u8;
            }
            n += 1;
        }
    }

    /// Places one attribute into the first byte from `byte` that has room, and says which that was.
    const fn place_one(&mut self, mut byte: usize, number: usize, used: &mut [u8; 16]) {
        let bits = (usize::BITS - (FIELDS[number].width() - 1).leading_zeros()) as u8;
        while used[byte] + bits > 8 {
            byte += 1;
        }
        self.bits[number] = bits;
        self.shift[number] = byte as u8 * 8 + used[byte];
        used[byte] += bits;
    }

    /// Whether a row reads the attribute of that number, or a plan keeps it.
    pub(crate) const fn reads(&self, number: usize) -> bool {
        self.read as u128 & self.mask(number) != 0
    }

    /// Whether deciding reads the attribute of that number.
    pub(crate) const fn decides(&self, number: usize) -> bool {
        self.decided as u128 & self.mask(number) != 0
    }

    /// Whether the attribute of that number is gathered with others.
    pub(crate) const fn gathers(&self, number: usize) -> bool {
        let (mut gathered, mut eight) = (false, 0);
        while eight < EIGHTS.len() {
            let mut n = 0;
            while n < 8 {
                gathered |= EIGHTS[eight][n] == number && self.eights[eight].is_some();
                n += 1;
            }
            eight += 1;
        }
        gathered
    }

    /// Where an eight starts, where it is gathered.
    pub(super) const fn eight(&self, eight: usize) -> Option<u32> {
        match self.eights[eight] {
            Some(byte) => Some(byte as u32 * 8),
            None => None,
        }
    }

    /// The byte that holds an eight, where it is gathered and deciding reads of it.
    pub(super) const fn decided_eight(&self, eight: usize) -> Option<usize> {
        match self.eights[eight] {
            Some(byte) if (byte as usize) < self.decision_bytes => Some(byte as usize),
            _ => None,
        }
    }

    /// Where its bits start.
    pub(crate) const fn shift(&self, number: usize) -> u32 {
        self.shift[number] as u32
    }

    /// The bits of its value.
    pub(crate) const fn mask(&self, number: usize) -> u128 {
        ((1 << self.bits[number]) - 1) << self.shift[number]
    }

    /// The bits of all values of the request.
    pub(crate) const fn request(&self) -> u128 {
        let (mut request, mut number) = (0, 0);
        while number < COUNT {
            if matches!(ATTRIBUTES[number].part, Part::Request) {
                request |= self.mask(number);
            }
            number += 1;
        }
        request
    }

    /// The number of its value in a packed case.
    pub(crate) const fn value(&self, packed: u128, number: usize) -> usize {
        ((packed & self.mask(number)) >> self.shift[number]) as usize
    }

    /// The point of a packed case.
    pub(crate) fn point(&self, packed: u128) -> Point {
        let attributes = ATTRIBUTES.iter().enumerate();
        attributes.fold(Point::EMPTY, |point, (number, attribute)| {
            point.with(attribute.field, self.value(packed, number))
        })
    }

    /// The point of what rows read of a packed case; all else is default.
    pub(crate) fn point_read(&self, packed: u64) -> Point {
        let attributes = ATTRIBUTES.iter().enumerate();
        attributes.fold(Point::EMPTY, |point, (number, attribute)| {
            let read = self.reads(number);
            let value = if read { self.value(packed.into(), number) } else { attribute.default };
            point.with(attribute.field, value)
        })
    }
}

const fn is_read(rows: &[Region], number: usize) -> bool {
    let mut n = 0;
    while n < rows.len() {
        if rows[n].reads(FIELDS[number]) {
            return true;
        }
        n += 1;
    }
    false
}

/// For each value of one byte of a packed case, the set of rows that it leaves possible.
pub(crate) type Table = [u64; 256];

/// The tables of a rule table's rows, one a byte, from those of the attributes.
pub(crate) const fn tables<const BYTES: usize>(
    layout: &Layout,
    admitting: &[Admitting; COUNT],
) -> [Table; BYTES] {
    let mut tables = [[u64::MAX; 256]; BYTES];
    let mut number = 0;
    while number < COUNT {
        if (layout.shift[number] as usize) < BYTES * 8 {
            let table = &mut tables[layout.shift[number] as usize / 8];
            let mut byte = 0;
            while byte < 256 {
                let value = byte >> (layout.shift[number] % 8) & ((1 << layout.bits[number]) - 1);
                table[byte] &= admitting[number][value];
                byte += 1;
            }
        }
        number += 1;
    }
    tables
}

/// For each value of an attribute, the set of rows that admit it.
pub(crate) type Admitting = [u64; 8];

/// The same of every attribute.
pub(crate) const fn admitting_each(rows: &[Region]) -> [Admitting; COUNT] {
    assert!(rows.len() <= 64, "at most 64 rows an operation");
    let (mut each, mut number) = ([[0; 8]; COUNT], 0);
    while number < COUNT {
        each[number] = admitting(rows, number);
        number += 1;
    }
    each
}

const fn admitting(rows: &[Region], number: usize) -> Admitting {
    let mut admitting = [0; 8];
    let mut row = 0;
    while row < rows.len() {
        let values = rows[row].admits(FIELDS[number]);
        let mut value = 0;
        while value < FIELDS[number].width() {
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
