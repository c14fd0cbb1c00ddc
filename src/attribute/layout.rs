//! The packed form of a case, and the tables by which an operation decides one.
//!
//! A layout gives each attribute its bits in a word of 128 bits, none across a byte. The attributes
//! that the rows of the operation read are in the lower half, those that deciding reads first, so
//! that one look-up a byte finds all rows that match. Layouts and tables are computed from the rows
//! by `const fn`.

use super::eights::EIGHTS;
use super::{ATTRIBUTES, COUNT, END, FIELDS, Part};
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
    /// Whether each attribute is gathered with its group.
    gathered: [bool; COUNT],
    /// The places of each group that is gathered, those that deciding reads first.
    eights: [[Gathered; STEPS]; EIGHTS.len()],
    /// Whether whole groups are placed.
    whole: bool,
    /// The bits of the attributes that deciding reads.
    decided: u64,
    /// The bits of the attributes that rows read or a plan keeps.
    pub(crate) read: u64,
    /// The number of bytes with attributes that deciding reads.
    pub(crate) decision_bytes: usize,
    /// The number of bytes with attributes that rows read or a plan keeps.
    pub(crate) bytes: usize,
}

/// The bits of a group that are gathered into a byte of a packed case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gathered {
    pub(super) byte: u8,
    pub(super) bits: u8,
}

/// The steps in which attributes are placed: those that decisions read, that only consequences read, that
/// only a plan keeps, and all others.
pub(super) const STEPS: usize = 4;

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
    ///
    /// Whole groups are placed with those of their attributes that are read, or only the latter if the whole
    /// groups leave too little room.
    pub(crate) const fn new(decisions: &[Region], consequences: &[Region], kept: &[Region]) -> Self {
        let mut layout = Self::with(true, decisions, consequences, kept);
        if layout.bytes > 8 {
            layout = Self::with(false, decisions, consequences, kept);
        }
        assert!(layout.bytes <= 8, "the attributes that rows read fit into 64 bits");
        let used = layout.place(3, &[true; COUNT]);
        assert!(used[Self::UNUSED as usize / 8] == 0, "all attributes fit into 120 bits");
        layout
    }

    const fn with(whole: bool, decisions: &[Region], consequences: &[Region], kept: &[Region]) -> Self {
        let mut layout = Self {
            whole,
            bits: [0; COUNT],
            shift: [0; COUNT],
            gathered: [false; COUNT],
            eights: [[Gathered { byte: 0, bits: 0 }; STEPS]; EIGHTS.len()],
            decided: 0,
            read: 0,
            decision_bytes: 0,
            bytes: 0,
        };
        layout.place_read(0, decisions);
        (layout.decided, layout.decision_bytes) = (layout.read, layout.bytes);
        layout.place_read(1, consequences);
        layout.place_read(2, kept);
        layout
    }

    /// Places the attributes that the rows read.
    const fn place_read(&mut self, step: usize, rows: &[Region]) {
        let (mut all, mut n) = (Region::FULL, 0);
        while n < rows.len() {
            all = all.intersect(&rows[n]);
            n += 1;
        }
        let mut read = [false; COUNT];
        n = 0;
        while n < COUNT {
            read[n] = all.reads(FIELDS[n]);
            n += 1;
        }
        self.place(step, &read);
        n = 0;
        while n < COUNT {
            if read[n] {
                if self.shift[n] as usize / 8 >= self.bytes {
                    self.bytes = self.shift[n] as usize / 8 + 1;
                }
                self.read |= self.mask(n) as u64;
            }
            n += 1;
        }
    }

    /// Places some attributes, of groups first, and returns the bits that are used of each byte.
    const fn place(&mut self, step: usize, some: &[bool; COUNT]) -> [u8; 16] {
        let (mut used, mut n) = (self.used(), 0);
        while n < EIGHTS.len() {
            self.place_eight(step, n, some, &mut used);
            n += 1;
        }
        n = 0;
        while n < COUNT {
            if some[n] && self.bits[n] == 0 {
                self.place_one(n, &mut used);
            }
            n += 1;
        }
        used
    }

    /// Returns the bits that are used of each byte.
    const fn used(&self) -> [u8; 16] {
        let (mut used, mut n) = ([0; 16], 0);
        while n < COUNT {
            used[self.shift[n] as usize / 8] |= (((1 << self.bits[n]) - 1) << (self.shift[n] % 8)) as u8;
            n += 1;
        }
        used
    }

    /// Places some attributes of a group into the first byte in which their bits are free. One look-up
    /// replaces those of the single attributes that deciding reads, so that no other attribute that it
    /// reads may have the byte; it pays for more than two attributes.
    const fn place_eight(&mut self, step: usize, eight: usize, some: &[bool; COUNT], used: &mut [u8; 16]) {
        let numbers = &EIGHTS[eight];
        let (mut bits, mut all, mut n) = (0_u8, 0, 0);
        while n < 8 {
            if numbers[n] < COUNT && self.bits[numbers[n]] == 0 {
                bits |= (some[numbers[n]] as u8) << n;
                all |= 1 << n;
            }
            n += 1;
        }
        if bits.count_ones() < if step == 0 { 3 } else { 1 } {
            return;
        }
        if self.whole {
            bits = all;
        }
        let taken = if step == 0 { u8::MAX } else { bits };
        let mut byte = 0;
        while used[byte] & taken > 0 {
            byte += 1;
        }
        used[byte] |= taken;
        self.eights[eight][step] = Gathered { byte: byte as u8, bits };
        n = 0;
        while n < 8 {
            if bits >> n & 1 == 1 {
                self.bits[numbers[n]] = 1;
                self.shift[numbers[n]] = (byte * 8 + n) as u8;
                self.gathered[numbers[n]] = true;
            }
            n += 1;
        }
    }

    /// Places one attribute into the first byte that has room.
    const fn place_one(&mut self, number: usize, used: &mut [u8; 16]) {
        let bits = usize::BITS - (FIELDS[number].width() - 1).leading_zeros();
        let (mut byte, mut shift) = (0, 0);
        while used[byte] as u32 >> shift & ((1 << bits) - 1) != 0 || shift + bits > 8 {
            (byte, shift) = if shift + bits < 8 { (byte, shift + 1) } else { (byte + 1, 0) };
        }
        self.bits[number] = bits as u8;
        self.shift[number] = (byte as u32 * 8 + shift) as u8;
        used[byte] |= (((1_u32 << bits) - 1) << shift) as u8;
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
        self.gathered[number]
    }

    /// Returns whether deciding looks the attribute of that number up with its group.
    pub(crate) const fn is_looked_up(&self, number: usize) -> bool {
        self.gathered[number] && self.decides(number)
    }

    /// Returns the place of the attributes of a group that are placed together in a step.
    #[inline(always)]
    pub(super) const fn eight(&self, eight: usize, step: usize) -> Gathered {
        self.eights[eight][step]
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

    /// Returns the bits of the attributes of the instance that rows read or a plan keeps.
    pub(crate) const fn read_of_instance(&self) -> u64 {
        let (mut read, mut number) = (0, 0);
        while number < COUNT {
            if matches!(ATTRIBUTES[number].part, Part::Instance) {
                read |= self.mask(number) as u64;
            }
            number += 1;
        }
        read & self.read
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

/// Returns a table for each of the first bytes of a packed case.
pub(crate) const fn tables<const BYTES: usize, const WORDS: usize>(
    layout: &Layout,
    admitting: &[Admitting<[u64; WORDS]>; COUNT],
) -> [Table<[u64; WORDS]>; BYTES] {
    // The attribute that starts at each bit.
    let (mut starts, mut number) = ([COUNT; 128], 0);
    while number < COUNT {
        starts[layout.shift[number] as usize] = number;
        number += 1;
    }
    let mut tables = [[[u64::MAX; WORDS]; 256]; BYTES];
    let mut byte = 0;
    while byte < BYTES {
        // The table of the lowest bits is continued with each value of the attribute above them.
        let mut shift = 0;
        while shift < 8 {
            let number = starts[byte * 8 + shift];
            let bits = if number < COUNT { layout.bits[number] as usize } else { 1 };
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
