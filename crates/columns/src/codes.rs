//! Where the codes of rows are written, and the rows that have one.

use arrow_buffer::{BooleanBuffer, NullBuffer};

/// The code of an absent value.
pub(crate) const ABSENT: u32 = 0;

/// The codes of rows, all of which are [`ABSENT`] before; the code of a row is put once.
pub(crate) trait Codes {
    fn put(&mut self, row: usize, code: u32);
}

impl Codes for Vec<u32> {
    #[inline(always)]
    fn put(&mut self, row: usize, code: u32) {
        self[row] |= code;
    }
}

/// Calls `each` with the rows that are valid, in order.
#[inline(always)]
pub(crate) fn each_valid(valid: Option<&NullBuffer>, rows: usize, mut each: impl FnMut(usize)) {
    let bits = valid.map(NullBuffer::inner);
    let mut words = bits.map(words);
    // One place that calls `each`, which is then compiled into the loop.
    for first in (0..rows).step_by(64) {
        let all = u64::MAX >> 64_usize.saturating_sub(rows - first);
        let word = words.as_mut().map_or(Some(all), |words| words.next());
        each_bit(first, word.unwrap_or_default(), &mut each);
    }
}

/// Calls `each` with the row of each bit of a word whose first bit is that of the row `first`.
#[inline(always)]
pub(crate) fn each_bit(first: usize, word: u64, each: &mut impl FnMut(usize)) {
    let mut left = word;
    while left != 0 {
        each(first + left.trailing_zeros() as usize);
        left &= left - 1;
    }
}

/// Returns the words of some bits. The bits after the last are zero.
pub(crate) fn words(bits: &BooleanBuffer) -> impl Iterator<Item = u64> + '_ {
    let words = bits.bit_chunks();
    let last = (words.remainder_len() > 0).then(|| words.remainder_bits());
    words.iter().chain(last)
}
