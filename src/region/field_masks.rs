//! Region operations on whole words, for the hot loops of the analysis.

use super::{Field, Point, Region, WORDS};
use core::array::from_fn;
use core::cmp::Ordering;

/// The masks of all fields of a space, so that a word of fields is tested at once.
#[derive(Clone, Debug)]
pub(crate) struct FieldMasks {
    /// The bits of all fields.
    bits: [u64; WORDS],
    /// The highest bit of each field.
    tops: [u64; WORDS],
    /// For each bit, the mask of its field.
    fields: [[u64; 64]; WORDS],
}

/// The overlap of a region with another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overlap {
    /// The regions are disjoint.
    None,
    /// The region lies in the other one.
    Full,
    /// The regions overlap, and the part outside the other one is a single cube.
    Cube(Region),
    /// The regions overlap, and the region exceeds the other one in this many fields.
    Fields(u32),
}

impl FieldMasks {
    pub(crate) const fn new(fields: &[Field]) -> Self {
        Self { bits: [0; WORDS], tops: [0; WORDS], fields: [[0; 64]; WORDS] }.with(fields)
    }

    /// Returns these masks and those of further fields.
    pub(crate) const fn with(self, fields: &[Field]) -> Self {
        let mut masks = self;
        let mut n = 0;
        while n < fields.len() {
            let Field { word, shift, width } = fields[n];
            let mask = fields[n].all() << shift;
            masks.bits[word as usize] |= mask;
            masks.tops[word as usize] |= 1 << (shift + width - 1);
            let mut bit = shift;
            while bit < shift + width {
                masks.fields[word as usize][bit as usize] = mask;
                bit += 1;
            }
            n += 1;
        }
        masks
    }

    /// Whether the region is empty.
    #[inline]
    pub(crate) fn is_empty(&self, region: &Region) -> bool {
        (0..WORDS).any(|word| self.lacks(word, region.0[word]))
    }

    /// Whether some field of the word has none of these bits.
    #[inline]
    fn lacks(&self, word: usize, bits: u64) -> bool {
        let (tops, bits) = (self.tops[word], bits & self.bits[word]);
        let lower = self.bits[word] & !tops;
        // A set lower bit carries into the highest bit of its field.
        tops & !(((bits & lower) + lower) | bits) != 0
    }

    /// Whether the regions share no point.
    #[inline]
    pub(crate) fn are_disjoint(&self, a: &Region, b: &Region) -> bool {
        (0..WORDS).any(|word| self.lacks(word, a.0[word] & b.0[word]))
    }

    /// Returns the intersection; `None` if it is empty.
    #[inline]
    pub(crate) fn intersection(&self, a: &Region, b: &Region) -> Option<Region> {
        (!self.are_disjoint(a, b)).then(|| a.intersect(b))
    }

    /// Returns the word and the mask of the first field with a bit in `outside`.
    #[inline]
    fn first_field(&self, outside: &[u64; WORDS]) -> Option<(usize, u64)> {
        let word = outside.iter().position(|bits| *bits != 0)?;
        Some((word, self.fields[word][outside[word].trailing_zeros() as usize]))
    }

    /// Compares the region with `other`.
    #[inline]
    pub(crate) fn compare(&self, region: &Region, other: &Region) -> Overlap {
        if self.are_disjoint(region, other) {
            return Overlap::None;
        }
        let mut outside: [u64; WORDS] = from_fn(|word| region.0[word] & !other.0[word]);
        let Some((word, field)) = self.first_field(&outside) else { return Overlap::Full };
        let values = outside[word] & field;
        outside[word] &= !field;
        let mut fields = 1;
        while let Some((word, field)) = self.first_field(&outside) {
            outside[word] &= !field;
            fields += 1;
        }
        if fields > 1 {
            return Overlap::Fields(fields);
        }
        let mut rest = *region;
        rest.0[word] = rest.0[word] & !field | values;
        Overlap::Cube(rest)
    }

    /// Widens the region by values of `other` without changing their union: if the region exceeds
    /// `other` in a single field, it takes over the values of `other` in that field.
    #[inline]
    pub(crate) fn grow(&self, region: &mut Region, other: &Region) {
        let outside = |word: usize| region.0[word] & !other.0[word];
        let Some(word) = (0..WORDS).find(|word| outside(*word) != 0) else { return };
        let field = self.fields[word][outside(word).trailing_zeros() as usize];
        if outside(word) & !field == 0 && (word + 1..WORDS).all(|word| outside(word) == 0) {
            region.0[word] |= other.0[word] & field;
        }
    }

    /// Splits off the part of the region that exceeds `other` in the first such field. `None` if the
    /// region lies in `other`.
    #[inline]
    pub(crate) fn split(&self, region: &mut Region, other: &Region) -> Option<Region> {
        let outside = from_fn(|word| region.0[word] & !other.0[word]);
        let (word, field) = self.first_field(&outside)?;
        let mut piece = *region;
        piece.0[word] = piece.0[word] & !field | outside[word] & field;
        region.0[word] &= !(outside[word] & field);
        Some(piece)
    }

    /// Returns the number of fields in which every point of the region differs from `to`.
    #[inline]
    pub(crate) fn distance(&self, region: &Region, to: &Point) -> u32 {
        (0..WORDS).map(|word| (to.0[word] & !region.0[word]).count_ones()).sum()
    }

    /// Returns the values of `to` in the fields in which every point of the region differs from it.
    pub(crate) fn differing(&self, region: &Region, to: &Point) -> Point {
        Point(from_fn(|word| to.0[word] & !region.0[word]))
    }

    /// Returns the first of the points of the region that differ from `to` in the fewest fields.
    pub(crate) fn nearest(&self, region: &Region, to: &Point) -> Point {
        let mut nearest = *to;
        let mut missing = self.differing(region, to).0;
        while let Some((word, field)) = self.first_field(&missing) {
            missing[word] &= !field;
            let values = region.0[word] & field;
            nearest.0[word] = nearest.0[word] & !field | values & values.wrapping_neg();
        }
        nearest
    }

    /// Orders points that differ from `to` in equally many fields: points that differ in later fields
    /// come first, then points with lower values.
    pub(crate) fn order(&self, a: &Point, b: &Point, to: &Point) -> Ordering {
        let differing = from_fn(|word| a.0[word] ^ b.0[word]);
        let Some((word, field)) = self.first_field(&differing) else { return Ordering::Equal };
        let [a, b, to] = [a, b, to].map(|point| point.0[word] & field);
        (a != to, a).cmp(&(b != to, b))
    }
}
