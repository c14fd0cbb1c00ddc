//! The algebra a word at a time: what the analysis does millions of times.

use super::{Field, Point, Region, WORDS};
use core::array::from_fn;
use core::cmp::Ordering;

/// All fields of a space, prepared so that they are tested together.
#[derive(Debug)]
pub(crate) struct Frame {
    /// The bits of all fields.
    bits: [u64; WORDS],
    /// The highest bit of every field.
    tops: [u64; WORDS],
    /// For every bit the bits of its field.
    fields: [[u64; 64]; WORDS],
}

/// What a region is beside another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// They share no point.
    Apart,
    /// It lies in the other one.
    Inside,
    /// What lies outside the other one is one cube.
    Cube(Region),
    /// It sticks out in that many fields.
    Fields(u32),
}

impl Frame {
    pub(crate) const fn of(fields: &[Field]) -> Self {
        let mut frame = Self { bits: [0; WORDS], tops: [0; WORDS], fields: [[0; 64]; WORDS] };
        let mut n = 0;
        while n < fields.len() {
            let Field { word, shift, width } = fields[n];
            let mask = fields[n].all() << shift;
            frame.bits[word as usize] |= mask;
            frame.tops[word as usize] |= 1 << (shift + width - 1);
            let mut bit = shift;
            while bit < shift + width {
                frame.fields[word as usize][bit as usize] = mask;
                bit += 1;
            }
            n += 1;
        }
        frame
    }

    /// Whether no point lies in the region.
    #[inline]
    pub(crate) fn is_empty(&self, region: &Region) -> bool {
        (0..WORDS).any(|word| self.lacks(word, region.0[word]))
    }

    /// Whether a field of the word has none of these bits.
    #[inline]
    fn lacks(&self, word: usize, bits: u64) -> bool {
        let (tops, bits) = (self.tops[word], bits & self.bits[word]);
        let lower = self.bits[word] & !tops;
        // A lower bit that is set carries into the highest one of its field.
        tops & !(((bits & lower) + lower) | bits) != 0
    }

    /// Whether no point lies in both.
    #[inline]
    pub(crate) fn apart(&self, a: &Region, b: &Region) -> bool {
        (0..WORDS).any(|word| self.lacks(word, a.0[word] & b.0[word]))
    }

    /// The points in both; none where there is no such point.
    #[inline]
    pub(crate) fn shared(&self, a: &Region, b: &Region) -> Option<Region> {
        (!self.apart(a, b)).then(|| a.intersect(b))
    }

    /// The bits of the first field that has a bit in `outside`, and its word.
    #[inline]
    fn first(&self, outside: &[u64; WORDS]) -> Option<(usize, u64)> {
        let word = outside.iter().position(|bits| *bits != 0)?;
        Some((word, self.fields[word][outside[word].trailing_zeros() as usize]))
    }

    /// What the region is beside `other`.
    #[inline]
    pub(crate) fn beside(&self, region: &Region, other: &Region) -> Rest {
        if self.apart(region, other) {
            return Rest::Apart;
        }
        let mut outside: [u64; WORDS] = from_fn(|word| region.0[word] & !other.0[word]);
        let Some((word, field)) = self.first(&outside) else { return Rest::Inside };
        let values = outside[word] & field;
        outside[word] &= !field;
        let mut fields = 1;
        while let Some((word, field)) = self.first(&outside) {
            outside[word] &= !field;
            fields += 1;
        }
        if fields > 1 {
            return Rest::Fields(fields);
        }
        let mut rest = *region;
        rest.0[word] = rest.0[word] & !field | values;
        Rest::Cube(rest)
    }

    /// Adds to the region what it can take from `other`, so that both together hold no more: where it
    /// sticks out in one field, the values that the other one has there.
    #[inline]
    pub(crate) fn grow(&self, region: &mut Region, other: &Region) {
        let outside = |word: usize| region.0[word] & !other.0[word];
        let Some(word) = (0..WORDS).find(|word| outside(*word) != 0) else { return };
        let field = self.fields[word][outside(word).trailing_zeros() as usize];
        if outside(word) & !field == 0 && (word + 1..WORDS).all(|word| outside(word) == 0) {
            region.0[word] |= other.0[word] & field;
        }
    }

    /// Splits off the part of the region whose values in the first field that sticks out of
    /// `other` do stick out; what is left of the region sticks out in one field less.
    #[inline]
    pub(crate) fn split(&self, region: &mut Region, other: &Region) -> Option<Region> {
        let outside = from_fn(|word| region.0[word] & !other.0[word]);
        let (word, field) = self.first(&outside)?;
        let mut piece = *region;
        piece.0[word] = piece.0[word] & !field | outside[word] & field;
        region.0[word] &= !(outside[word] & field);
        Some(piece)
    }

    /// In how many fields every point of the region differs from that one.
    #[inline]
    pub(crate) fn distance(&self, region: &Region, to: &Point) -> u32 {
        (0..WORDS).map(|word| (to.0[word] & !region.0[word]).count_ones()).sum()
    }

    /// The fields in which every point of the region differs from that one, as the bits that the
    /// point has there.
    pub(crate) fn missing(&self, region: &Region, to: &Point) -> Point {
        Point(from_fn(|word| to.0[word] & !region.0[word]))
    }

    /// Of the points of the region that differ from that one in the fewest fields the first.
    pub(crate) fn nearest(&self, region: &Region, to: &Point) -> Point {
        let mut nearest = *to;
        let mut missing = self.missing(region, to).0;
        while let Some((word, field)) = self.first(&missing) {
            missing[word] &= !field;
            let values = region.0[word] & field;
            nearest.0[word] = nearest.0[word] & !field | values & values.wrapping_neg();
        }
        nearest
    }

    /// Which of two points comes first, of those that differ from `to` in equally many fields:
    /// the one that differs in later fields, and then the one of lower values.
    pub(crate) fn order(&self, a: &Point, b: &Point, to: &Point) -> Ordering {
        let differing = from_fn(|word| a.0[word] ^ b.0[word]);
        let Some((word, field)) = self.first(&differing) else { return Ordering::Equal };
        let [a, b, to] = [a, b, to].map(|point| point.0[word] & field);
        (a != to, a).cmp(&(b != to, b))
    }
}
