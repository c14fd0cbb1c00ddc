//! Numbers of the values that are read. Values with the same number mean the same.

use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::ops::Range;

/// The maximum number of values.
const VALUES: usize = 16 << 10;

/// The maximum length of a value in bytes.
const LENGTH: usize = 256;

/// The number of words of a short value.
const WORDS: usize = 3;

/// The number of places for short values, in bits.
const PLACES: u32 = 11;

/// The first number of values whose meaning has none.
const FIRST: u16 = 1 << 12;

/// The values so far, each with a number.
#[derive(Debug)]
pub(crate) struct Values {
    /// The number of what a value means, below 4,096. `None` if no other value means the same.
    meaning: fn(&str) -> Option<u16>,
    numbers: HashMap<Box<[u8]>, u16, RandomState>,
    /// The short values of the last lines, each in the place of its hash; empty before the first one.
    recent: Vec<Recent>,
}

/// A short value.
#[derive(Clone, Copy, Debug)]
struct Recent {
    /// The value with zeros behind it. A value of JSON has no zeros.
    words: [u64; WORDS],
    number: u16,
}

impl Values {
    pub(crate) fn new(meaning: fn(&str) -> Option<u16>) -> Self {
        Self { meaning, numbers: HashMap::default(), recent: Vec::new() }
    }

    /// Returns the number of the value in a range of a line. `None` if the value is too long.
    #[inline]
    pub(crate) fn number(&mut self, line: &str, range: Range<usize>) -> Option<u16> {
        let Some(words) = words(line.as_bytes(), &range) else { return self.look_up(&line[range]) };
        let place = place(words);
        if let Some(recent) = self.recent.get(place)
            && recent.words == words
        {
            return Some(recent.number);
        }
        let number = self.look_up(&line[range])?;
        // No value is empty.
        self.recent.resize(1 << PLACES, Recent { words: [0; WORDS], number });
        self.recent[place] = Recent { words, number };
        Some(number)
    }

    pub(crate) fn is_full(&self) -> bool {
        self.numbers.len() >= VALUES
    }

    fn look_up(&mut self, value: &str) -> Option<u16> {
        if value.len() > LENGTH {
            return None;
        }
        if let Some(number) = self.numbers.get(value.as_bytes()) {
            return Some(*number);
        }
        let number = (self.meaning)(value).unwrap_or(FIRST + self.numbers.len() as u16);
        self.numbers.insert(value.as_bytes().into(), number);
        Some(number)
    }
}

/// Returns a short value with zeros behind it; `None` if it is longer.
#[inline]
fn words(line: &[u8], range: &Range<usize>) -> Option<[u64; WORDS]> {
    let length = range.len();
    if length > WORDS * 8 {
        return None;
    }
    let rest = line.get(range.start..)?;
    let mut copy = [0; WORDS * 8];
    let bytes = match rest.first_chunk() {
        Some(bytes) => bytes,
        None => {
            copy[..rest.len()].copy_from_slice(rest);
            &copy
        }
    };
    let mut words = [0; WORDS];
    for (index, (word, bytes)) in words.iter_mut().zip(bytes.as_chunks::<8>().0).enumerate() {
        let kept = length.saturating_sub(index * 8).min(8);
        let mask = u64::MAX.checked_shr(64 - 8 * kept as u32).unwrap_or(0);
        *word = u64::from_le_bytes(*bytes) & mask;
    }
    Some(words)
}

#[inline]
const fn place([first, second, third]: [u64; WORDS]) -> usize {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mixed = (first ^ second.rotate_left(23) ^ third.rotate_left(43)).wrapping_mul(ODD);
    (mixed >> (64 - PLACES)) as usize
}
