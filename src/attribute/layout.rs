//! The packed form of a case, and the tables by which an operation decides one.
//!
//! A layout gives each attribute its bits in a word of 128 bits, none across a byte. The attributes
//! that the rows of the operation read are in the lower half, those that deciding reads first, so
//! that one look-up a byte finds all rows that match. Layouts and tables are computed from the rows
//! by `const fn`.

use super::eights::EIGHTS;
use super::{ATTRIBUTES, COUNT, FIELDS, Part};
use crate::region::{Point, Region};
use crate::request::Operation;
use core::fmt::Debug;

/// The places of attributes in a packed case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// The number of bits of each attribute.
    bits: [u8; COUNT],
    /// The lowest bit of each attribute: below 64 if a row reads it or a plan keeps it.
    shift: [u8; COUNT],
    /// The byte of each group of eight that is gathered.
    eights: [Option<u8>; EIGHTS.len()],
    /// The bits of the attributes that deciding reads.
    decided: u64,
    /// The bits of the attributes that rows read or a plan keeps.
    pub(crate) read: u64,
    /// The number of bytes with attributes that deciding reads.
    pub(crate) decision_bytes: usize,
    /// The number of bytes with attributes that rows read or a plan keeps.
    pub(crate) bytes: usize,
}

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
    const ADMITTING: &'static [Admitting<Self::Rows>; COUNT];
}

/// The tables of effects, risks and charges, in as many words as the operation needs.
pub(crate) trait Consequences: Debug + Sync {
    /// Returns the rows that match a packed case.
    fn matching(&self, packed: u64) -> u128;
}

impl<R: RowSet + Debug + Sync, const BYTES: usize> Consequences for [Table<R>; BYTES] {
    fn matching(&self, packed: u64) -> u128 {
        matching(self, packed).bits()
    }
}

impl Layout {
    /// The bits that no layout uses, for the operation of a packed [`Request`](crate::Request).
    pub(crate) const UNUSED: u32 = 120;

    /// Returns a layout with the attributes that `decisions` read first, then those that only
    /// `consequences` read, then those that are only `kept`, then all others.
    pub(crate) const fn new(decisions: &[Region], consequences: &[Region], kept: &[Region]) -> Self {
        let (bits, shift) = ([0; COUNT], [0; COUNT]);
        let eights = [None; EIGHTS.len()];
        let mut layout = Self { bits, shift, eights, decided: 0, read: 0, decision_bytes: 0, bytes: 0 };
        let mut used = [0; 16];
        layout.place(decisions, &mut used);
        (layout.decided, layout.decision_bytes) = (layout.read, layout.bytes);
        layout.place(consequences, &mut used);
        layout.place(kept, &mut used);
        assert!(layout.bytes <= 8, "the attributes that rows read fit into 64 bits");
        let mut eight = 0;
        while eight < EIGHTS.len() {
            layout.place_eight(eight, &mut used);
            eight += 1;
        }
        let mut number = 0;
        while number < COUNT {
            if layout.bits[number] == 0 {
                layout.place_one(number, &mut used);
            }
            number += 1;
        }
        assert!(used[Self::UNUSED as usize / 8] == 0, "all attributes fit into 120 bits");
        layout
    }

    /// Places the attributes that the rows read: a whole group if they read more than one of it.
    const fn place(&mut self, rows: &[Region], used: &mut [u8; 16]) {
        let mut eight = 0;
        while eight < EIGHTS.len() {
            let (mut read, mut n) = (0, 0);
            while n < 8 {
                read += (EIGHTS[eight][n] < COUNT && is_read(rows, EIGHTS[eight][n])) as u8;
                n += 1;
            }
            if read > 1 {
                self.place_eight(eight, used);
            }
            eight += 1;
        }
        let mut number = 0;
        while number < COUNT {
            if is_read(rows, number) {
                if self.bits[number] == 0 {
                    self.place_one(number, used);
                }
                if self.shift[number] as usize / 8 >= self.bytes {
                    self.bytes = self.shift[number] as usize / 8 + 1;
                }
                self.read |= self.mask(number) as u64;
            }
            number += 1;
        }
    }

    /// Places a group into the first free byte, unless one of its attributes has a place.
    const fn place_eight(&mut self, eight: usize, used: &mut [u8; 16]) {
        let mut n = 0;
        while n < 8 {
            if EIGHTS[eight][n] < COUNT && self.bits[EIGHTS[eight][n]] > 0 {
                return;
            }
            n += 1;
        }
        let mut byte = 0;
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

    /// Places one attribute into the first byte that has room.
    const fn place_one(&mut self, number: usize, used: &mut [u8; 16]) {
        let bits = (usize::BITS - (FIELDS[number].width() - 1).leading_zeros()) as u8;
        let mut byte = 0;
        while used[byte] + bits > 8 {
            byte += 1;
        }
        self.bits[number] = bits;
        self.shift[number] = byte as u8 * 8 + used[byte];
        used[byte] += bits;
    }

    /// Returns whether a row reads the attribute of that number, or a plan keeps it.
    pub(crate) const fn reads(&self, number: usize) -> bool {
        self.read as u128 & self.mask(number) != 0
    }

    /// Returns whether deciding reads the attribute of that number.
    pub(crate) const fn decides(&self, number: usize) -> bool {
        self.decided as u128 & self.mask(number) != 0
    }

    /// Returns whether the attribute of that number is gathered with its group.
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

    /// Returns the byte of a group; `None` if it is not gathered.
    pub(super) const fn eight(&self, eight: usize) -> Option<u8> {
        self.eights[eight]
    }

    /// Returns the byte of a group; `None` if it is not gathered or deciding does not read it.
    pub(super) const fn decided_eight(&self, eight: usize) -> Option<usize> {
        match self.eights[eight] {
            Some(byte) if (byte as usize) < self.decision_bytes => Some(byte as usize),
            _ => None,
        }
    }

    /// Returns the lowest bit of the attribute of that number.
    pub(crate) const fn shift(&self, number: usize) -> u32 {
        self.shift[number] as u32
    }

    /// Returns the bits of the attribute of that number.
    pub(crate) const fn mask(&self, number: usize) -> u128 {
        ((1 << self.bits[number]) - 1) << self.shift[number]
    }

    /// Returns the bits of all attributes of the request.
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

    /// Returns the value, by its number, of an attribute in a packed case.
    pub(crate) const fn value(&self, packed: u128, number: usize) -> usize {
        ((packed & self.mask(number)) >> self.shift[number]) as usize
    }

    /// Returns the point of a packed case.
    pub(crate) fn point(&self, packed: u128) -> Point {
        let attributes = ATTRIBUTES.iter().enumerate();
        attributes.fold(Point::EMPTY, |point, (number, attribute)| {
            point.with(attribute.field, self.value(packed, number))
        })
    }

    /// Returns the point of the attributes that rows read; all others have their default values.
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

/// Returns a table for each of the first bytes of a packed case.
pub(crate) const fn tables<const BYTES: usize, const WORDS: usize>(
    layout: &Layout,
    admitting: &[Admitting<[u64; WORDS]>; COUNT],
) -> [Table<[u64; WORDS]>; BYTES] {
    let mut tables = [[[u64::MAX; WORDS]; 256]; BYTES];
    let mut number = 0;
    while number < COUNT {
        if (layout.shift[number] as usize) < BYTES * 8 {
            let table = &mut tables[layout.shift[number] as usize / 8];
            let mut byte = 0;
            while byte < 256 {
                let value = byte >> (layout.shift[number] % 8) & ((1 << layout.bits[number]) - 1);
                let mut word = 0;
                while word < WORDS {
                    table[byte][word] &= admitting[number][value][word];
                    word += 1;
                }
                byte += 1;
            }
        }
        number += 1;
    }
    tables
}

/// Returns for each value of each attribute the rows that admit it.
pub(crate) const fn admitting_each<const WORDS: usize>(rows: &[Region]) -> [Admitting<[u64; WORDS]>; COUNT] {
    assert!(rows.len() <= 64 * WORDS, "a bit for each row");
    let (mut each, mut number) = ([[[0; WORDS]; 8]; COUNT], 0);
    while number < COUNT {
        let mut row = 0;
        while row < rows.len() {
            let values = rows[row].admits(FIELDS[number]);
            let mut value = 0;
            while value < FIELDS[number].width() {
                each[number][value][row / 64] |= (values >> value & 1) << (row % 64);
                value += 1;
            }
            row += 1;
        }
        number += 1;
    }
    each
}

/// Returns the rows that match a packed case.
#[inline(always)]
pub(crate) fn matching<R: RowSet>(tables: &[Table<R>], packed: u64) -> R {
    tables.iter().zip(packed.to_le_bytes()).fold(R::ALL, |rows, (table, byte)| rows.and(table[byte as usize]))
}

#[cfg(test)]
mod tests {
    use super::{Admitting, Layout, OperationTables, Table, admitting_each, matching, tables, words};
    use crate::attribute::{ATTRIBUTES, COUNT, Case, View};
    use crate::region::Region;
    use crate::request::Operation;

    const ROWS: usize = 100;

    /// A row for each value of an attribute, as long as there is room.
    const REGIONS: [Region; ROWS] = {
        let (mut regions, mut row, mut number) = ([Region::FULL; ROWS], 0, 0);
        while number < 40 {
            let mut value = 0;
            while value < ATTRIBUTES[number].values.len() && row < ROWS {
                regions[row] = Region::FULL.restrict(ATTRIBUTES[number].field, 1 << value);
                (row, value) = (row + 1, value + 1);
            }
            number += 1;
        }
        regions
    };
    const LAYOUT: Layout = Layout::new(&REGIONS, &[], &[]);
    static ADMITTING: [Admitting<[u64; 2]>; COUNT] = admitting_each(&REGIONS);
    static TABLES: [Table<[u64; 2]>; LAYOUT.bytes] = tables(&LAYOUT, &ADMITTING);

    #[derive(Clone, Copy)]
    struct ManyRows;

    impl OperationTables for ManyRows {
        type Rows = [u64; 2];
        const OPERATION: Operation = Operation::StopInstance;
        const LAYOUT: Layout = LAYOUT;
        const TABLES: &'static [Table<[u64; 2]>] = &TABLES;
        const ADMITTING: &'static [Admitting<[u64; 2]>; COUNT] = &ADMITTING;
    }

    #[test]
    fn tables_of_more_than_64_rows_match_as_their_regions_do() {
        assert_eq!((words(64), words(65)), (1, 2));
        for attribute in &ATTRIBUTES {
            for value in 0..attribute.values.len() {
                let point = Case::DEFAULT.point().with(attribute.field, value);
                let Case { instance, environment, request } = Case::at(&point);
                let view = View { instance: &instance, environment: &environment, request: &request };
                let rows = view.matching::<ManyRows>();
                assert_eq!(matching(&TABLES, view.pack::<ManyRows>() as u64), rows);
                for (row, region) in REGIONS.iter().enumerate() {
                    assert_eq!(rows[row / 64] >> (row % 64) & 1 == 1, region.contains(&point), "row {row}");
                }
            }
        }
    }
}
