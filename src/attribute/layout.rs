//! The packed form of a case.
//!
//! A layout gives each attribute its bits in a word of 128 bits, none across a byte. The attributes
//! that the rows of the operation read are in the lower half. Those that deciding reads are in as few bytes
//! as possible, since it looks up the rows that match by [tables](super::tables) of bytes. Layouts are computed
//! from the rows by `const fn`.

use super::fields::WORDS;
use super::{ATTRIBUTES, COUNT, FIELDS, Part};
use crate::region::{Point, Region};

/// The places of attributes in a packed case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// The number of bits of each attribute; 0 if it has no place yet.
    bits: [u8; COUNT],
    /// The lowest bit of each attribute: below 64 if a row reads it or a plan keeps it.
    shift: [u8; COUNT],
    /// Whether each attribute is moved with its word.
    is_moved: [bool; COUNT],
    moves: [Move; MOVES],
    /// The bits that are taken, of each half.
    taken: [u64; 2],
    /// The bits of the attributes that deciding reads.
    decided: u64,
    /// The bits of the attributes that rows read or a plan keeps.
    pub(crate) read: u64,
    /// The number of bytes with attributes that deciding reads.
    pub(crate) decision_bytes: usize,
    /// The number of bytes with attributes that rows read or a plan keeps.
    pub(crate) bytes: usize,
}

/// Fields of a word that one rotation moves to their bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    pub(super) word: u8,
    pub(super) mask: u64,
    pub(super) rotation: u8,
    /// The half of the packed case.
    pub(super) half: u8,
}

/// The maximum number of moves.
pub(super) const MOVES: usize = 16;

/// The number of fields from which a move pays.
const FEW: u32 = 3;

/// The number of bits of the longest attributes.
const LONGEST: u32 = 3;

impl Layout {
    /// The bits that no layout uses, for the operation of a packed [`Request`](crate::Request).
    pub(crate) const UNUSED: u32 = 120;

    /// Returns a layout with the attributes that rows read or that are `kept` in the lower half. Words of which
    /// most attributes are read are placed there as a whole, if there is room.
    pub(crate) const fn new(decisions: &[Region], consequences: &[Region], kept: &[Region]) -> Self {
        let decided = read_by(&[decisions]);
        let read = read_by(&[decisions, consequences, kept]);
        // A word of which fewer are read is not worth its bits.
        let mut unread = 8 - FEW as usize;
        loop {
            if let Some(layout) = Self::with_whole_words(unread, &read, &decided) {
                return layout;
            }
            assert!(
                unread > 0,
                "the attributes that rows read fit into 64 bits, and all attributes into 120"
            );
            unread -= 1;
        }
    }

    /// Returns a layout in which words with at most so many attributes that are not read are placed as a whole.
    /// `None` if the attributes do not fit.
    const fn with_whole_words(unread: usize, read: &[bool; COUNT], decided: &[bool; COUNT]) -> Option<Self> {
        let none = Move { word: 0, mask: 0, rotation: 0, half: 0 };
        let mut layout = Self {
            bits: [0; COUNT],
            shift: [0; COUNT],
            is_moved: [false; COUNT],
            moves: [none; MOVES],
            taken: [0, u64::MAX << (Self::UNUSED - 64)],
            decided: 0,
            read: 0,
            decision_bytes: 0,
            bytes: 0,
        };
        // The last words have the longest attributes.
        let mut word = WORDS.len();
        while word > 0 {
            word -= 1;
            let whole = with_word(read, word);
            if count(&whole) - count(read) <= unread {
                layout.place_word(word, 8, 1, &whole, decided);
            }
            while layout.place_word(word, FEW, 1, read, decided) {}
        }
        if !layout.place_each(1, read, decided) {
            return None;
        }
        layout.read = layout.bits_of(read);
        (layout.decision_bytes, layout.bytes) = (bytes(layout.decided), bytes(layout.read));
        word = WORDS.len();
        while word > 0 {
            word -= 1;
            while layout.place_word(word, FEW, 2, &[true; COUNT], &[false; COUNT]) {}
        }
        if layout.place_each(2, &[true; COUNT], &[false; COUNT]) { Some(layout) } else { None }
    }

    /// Places at least `least` attributes of a word in one of the first halves by the rotation for most of them;
    /// of several, by that with the fewest bytes that deciding reads. Returns `false` if there is none.
    const fn place_word(
        &mut self,
        word: usize,
        least: u32,
        halves: usize,
        some: &[bool; COUNT],
        decided: &[bool; COUNT],
    ) -> bool {
        let (mut best, mut best_score, mut half) = ((0, 0), 0, 0);
        while half < halves {
            let mut rotation = 0;
            while rotation < 64 {
                let (placed, decided) = self.after(word, (half, rotation), some, decided);
                let score = placed << 8 | (8 - occupied(decided)) << 4 | (8 - bytes(decided) as u32);
                if placed >= least && score > best_score {
                    (best, best_score) = ((half, rotation), score);
                }
                rotation += 1;
            }
            half += 1;
        }
        if best_score > 0 {
            self.rotate(word, best, some, decided);
        }
        best_score > 0
    }

    /// Returns how many attributes of a word can be placed by a rotation, and the bits that deciding reads then.
    const fn after(
        &self,
        word: usize,
        (half, rotation): (usize, u32),
        some: &[bool; COUNT],
        decided: &[bool; COUNT],
    ) -> (u32, u64) {
        let (mut placed, mut bits, mut byte) = (0, self.decided, 0);
        while byte < 8 {
            let number = WORDS[word][byte];
            let shift = (byte as u32 * 8 + rotation) % 64;
            if some[number] && self.bits[number] == 0 && self.is_free(half, shift, WIDTHS[number]) {
                placed += 1;
                if decided[number] {
                    bits |= ((1 << WIDTHS[number]) - 1) << shift;
                }
            }
            byte += 1;
        }
        (placed, bits)
    }

    /// Places the attributes of a word whose bits are free after a rotation.
    const fn rotate(
        &mut self,
        word: usize,
        (half, rotation): (usize, u32),
        some: &[bool; COUNT],
        decided: &[bool; COUNT],
    ) {
        let (mut placed, mut mask, mut byte) = (0, 0, 0);
        while byte < 8 {
            let number = WORDS[word][byte];
            let shift = (byte as u32 * 8 + rotation) % 64;
            if some[number] && self.bits[number] == 0 && self.is_free(half, shift, WIDTHS[number]) {
                self.put(number, half, shift, decided);
                self.is_moved[number] = true;
                mask |= ((1 << WIDTHS[number]) - 1) << (byte * 8);
                placed += 1;
            }
            byte += 1;
        }
        let mut free = 0;
        while self.moves[free].mask != 0 {
            free += 1;
        }
        // A whole word needs no mask.
        let mask = if placed == 8 { u64::MAX } else { mask };
        self.moves[free] = Move { word: word as u8, mask, rotation: rotation as u8, half: half as u8 };
    }

    /// Places the other ones of some attributes, the longest first. Returns `false` if they do not fit.
    const fn place_each(&mut self, halves: usize, some: &[bool; COUNT], decided: &[bool; COUNT]) -> bool {
        let mut bits = LONGEST;
        while bits > 0 {
            let mut is_decided = true;
            loop {
                let mut number = 0;
                while number < COUNT {
                    let is_next = some[number] && self.bits[number] == 0 && WIDTHS[number] == bits;
                    if is_next && decided[number] == is_decided && !self.place_one(number, halves, decided) {
                        return false;
                    }
                    number += 1;
                }
                if !is_decided {
                    break;
                }
                is_decided = false;
            }
            bits -= 1;
        }
        true
    }

    /// Places one attribute into the first free bits. Returns `false` if there are none.
    const fn place_one(&mut self, number: usize, halves: usize, decided: &[bool; COUNT]) -> bool {
        let mut half = 0;
        while half < halves {
            let mut shift = 0;
            while shift < 64 {
                if self.is_free(half, shift, WIDTHS[number]) {
                    self.put(number, half, shift, decided);
                    return true;
                }
                shift += 1;
            }
            half += 1;
        }
        false
    }

    /// Whether bits are free, and in one byte.
    const fn is_free(&self, half: usize, shift: u32, bits: u32) -> bool {
        shift % 8 + bits <= 8 && self.taken[half] >> shift & ((1 << bits) - 1) == 0
    }

    const fn put(&mut self, number: usize, half: usize, shift: u32, decided: &[bool; COUNT]) {
        self.bits[number] = WIDTHS[number] as u8;
        self.shift[number] = (half as u32 * 64 + shift) as u8;
        let bits = ((1 << WIDTHS[number]) - 1) << shift;
        self.taken[half] |= bits;
        if decided[number] {
            self.decided |= bits;
        }
    }

    /// Returns the bits in the lower half of those of some attributes that have a place.
    const fn bits_of(&self, some: &[bool; COUNT]) -> u64 {
        let (mut bits, mut number) = (0, 0);
        while number < COUNT {
            if some[number] && self.bits[number] > 0 {
                bits |= self.mask(number) as u64;
            }
            number += 1;
        }
        bits
    }

    /// Returns whether a row reads the attribute of that number, or a plan keeps it.
    pub(crate) const fn reads(&self, number: usize) -> bool {
        self.read as u128 & self.mask(number) != 0
    }

    /// Returns whether the attribute of that number is moved with its word.
    pub(crate) const fn moves_with_word(&self, number: usize) -> bool {
        self.is_moved[number]
    }

    /// Returns the moves of fields of an instance.
    pub(super) const fn moves(&self) -> &[Move; MOVES] {
        &self.moves
    }

    /// Returns whether there is a move of that number: any, or one of attributes that rows read.
    pub(super) const fn has_move(&self, number: usize, any: bool) -> bool {
        let Move { mask, rotation, half, .. } = self.moves[number];
        mask != 0 && (any || half == 0 && mask.rotate_left(rotation as u32) & self.read != 0)
    }

    /// Returns the lowest bit of the attribute of that number.
    pub(crate) const fn shift(&self, number: usize) -> u32 {
        self.shift[number] as u32
    }

    /// Returns the number of bits of the attribute of that number.
    pub(super) const fn bits(&self, number: usize) -> usize {
        self.bits[number] as usize
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

/// Returns for each attribute whether one of some rows reads it.
const fn read_by(rows: &[&[Region]]) -> [bool; COUNT] {
    let (mut all, mut n) = (Region::FULL, 0);
    while n < rows.len() {
        let mut row = 0;
        while row < rows[n].len() {
            all = all.intersect(&rows[n][row]);
            row += 1;
        }
        n += 1;
    }
    let (mut read, mut number) = ([false; COUNT], 0);
    while number < COUNT {
        read[number] = all.reads(FIELDS[number]);
        number += 1;
    }
    read
}

/// Returns some attributes and all of a word.
const fn with_word(some: &[bool; COUNT], word: usize) -> [bool; COUNT] {
    let (mut all, mut byte) = (*some, 0);
    while byte < 8 {
        all[WORDS[word][byte]] = true;
        byte += 1;
    }
    all
}

/// Returns how many attributes are among some.
const fn count(some: &[bool; COUNT]) -> usize {
    let (mut count, mut number) = (0, 0);
    while number < COUNT {
        count += some[number] as usize;
        number += 1;
    }
    count
}

/// The number of bits that the values of each attribute need.
const WIDTHS: [u32; COUNT] = {
    let (mut widths, mut number) = ([0; COUNT], 0);
    while number < COUNT {
        assert!(FIELDS[number].width() <= 1 << LONGEST, "at most eight values an attribute");
        widths[number] = usize::BITS - (FIELDS[number].width() - 1).leading_zeros();
        number += 1;
    }
    widths
};

/// Returns the number of bytes up to the highest that is not zero.
const fn bytes(bits: u64) -> usize {
    (u64::BITS - bits.leading_zeros()).div_ceil(8) as usize
}

/// Returns the number of bytes that are not zero.
const fn occupied(bits: u64) -> u32 {
    // The lowest bit of each byte gathers the others.
    let pairs = bits | bits >> 4;
    let pairs = pairs | pairs >> 2;
    ((pairs | pairs >> 1) & 0x0101_0101_0101_0101).count_ones()
}
