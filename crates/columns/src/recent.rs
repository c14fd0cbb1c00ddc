//! Recent values of a column with their codes, found without a look at the value itself.

use crate::codes::ABSENT;

/// The number of sets of texts, and of numbers, that are kept.
const TEXTS: usize = 128;
const NUMBERS: usize = 64;

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// What is compared of a text: its length, its first eight bytes, its last eight, and the eight after the first
/// eight. They are the whole text up to 24 bytes. A shorter text is padded with zeros.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Extract {
    first: u64,
    last: u64,
    middle: u64,
    length: u32,
}

impl Extract {
    /// The longest text that an extract is the whole of.
    pub(crate) const WHOLE: usize = 24;

    /// Returns the extract of the text in a range of bytes; `None` if fewer than eight bytes follow its start.
    #[inline(always)]
    pub(crate) fn of(bytes: &[u8], start: usize, end: usize) -> Option<Self> {
        let length = end.wrapping_sub(start);
        let (last, middle) = match length {
            0..8 => (start, start),
            8..16 => (end - 8, start),
            _ => (end - 8, start + 8),
        };
        let mask = MASKS[length.min(8)];
        let word = |at: usize| Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?) & mask);
        Some(Self { length: length as u32, first: word(start)?, last: word(last)?, middle: word(middle)? })
    }

    /// Returns the extract of a text of up to twelve bytes in a view: its length and then its bytes.
    #[inline(always)]
    pub(crate) const fn of_view(view: u128) -> Self {
        Self { length: view as u32, first: (view >> 32) as u64, last: (view >> 96) as u64, middle: 0 }
    }

    /// Whether the extracts are the same; without branches.
    #[inline(always)]
    const fn is(&self, other: &Self) -> bool {
        let words = (self.first ^ other.first) | (self.last ^ other.last) | (self.middle ^ other.middle);
        words | (self.length ^ other.length) as u64 == 0
    }

    #[inline(always)]
    const fn set(&self) -> usize {
        let mixed =
            self.first ^ self.last.rotate_left(23) ^ self.middle.rotate_left(41) ^ (self.length as u64) << 32;
        (mixed.wrapping_mul(FACTOR) >> 40) as usize % TEXTS
    }
}

/// The bits of the bytes of a text, by its length.
const MASKS: [u64; 9] = {
    let mut masks = [0; 9];
    let mut length = 1;
    while length <= 8 {
        masks[length] = u64::MAX >> (64 - 8 * length);
        length += 1;
    }
    masks
};

/// Recent texts by their extracts, each with its code: two in each set.
#[derive(Debug)]
pub(crate) struct Texts(Box<[[(Extract, u32); 2]; TEXTS]>);

impl Default for Texts {
    fn default() -> Self {
        Self(Box::new([[(Extract::default(), ABSENT); 2]; TEXTS]))
    }
}

impl Texts {
    /// Returns the code of a text with the extract; [`ABSENT`] if it is not recent.
    #[inline(always)]
    pub(crate) fn find(&self, extract: &Extract) -> u32 {
        let [one, other] = &self.0[extract.set()];
        if one.0.is(extract) {
            one.1
        } else if other.0.is(extract) {
            other.1
        } else {
            ABSENT
        }
    }

    /// Adds a text, in place of the older one of its set.
    pub(crate) fn add(&mut self, extract: Extract, code: u32) {
        let set = &mut self.0[extract.set()];
        *set = [(extract, code), set[0]];
    }
}

/// Recent numbers by their bits.
#[derive(Debug)]
pub(crate) struct Numbers([(u64, u32); NUMBERS]);

impl Default for Numbers {
    fn default() -> Self {
        Self([(0, ABSENT); NUMBERS])
    }
}

impl Numbers {
    /// Returns the code of a number; [`ABSENT`] if it is not recent.
    #[inline(always)]
    pub(crate) fn find(&self, bits: u64) -> u32 {
        let (known, code) = self.0[Self::place(bits)];
        if known == bits { code } else { ABSENT }
    }

    /// Adds a number, in place of that with the same hash.
    pub(crate) fn add(&mut self, bits: u64, code: u32) {
        self.0[Self::place(bits)] = (bits, code);
    }

    #[inline(always)]
    const fn place(bits: u64) -> usize {
        (bits.wrapping_mul(FACTOR) >> 40) as usize % NUMBERS
    }
}
