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

/// A set of fields, as the highest bit of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FieldSet([u64; WORDS]);

impl FieldSet {
    pub(crate) const EMPTY: Self = Self([0; WORDS]);

    pub(crate) fn new<'f>(fields: impl IntoIterator<Item = &'f Field>) -> Self {
        let mut set = Self::EMPTY;
        for field in fields {
            set.0[field.word as usize] |= 1 << (field.shift + field.width - 1);
        }
        set
    }

    /// Returns the set of one field, given by its word and the number of its highest bit.
    #[inline]
    pub(crate) fn of((word, top): (usize, usize)) -> Self {
        let mut set = Self::EMPTY;
        set.0[word] = 1 << top;
        set
    }

    /// Whether the set contains a field.
    #[inline]
    pub(crate) const fn contains(&self, (word, top): (usize, usize)) -> bool {
        self.0[word] >> top & 1 == 1
    }

    /// Returns the number of fields.
    #[inline]
    pub(crate) fn len(&self) -> u32 {
        self.0.iter().map(|tops| tops.count_ones()).sum()
    }

    /// Whether the sets share a field.
    #[inline]
    pub(crate) fn meets(&self, other: &Self) -> bool {
        (0..WORDS).any(|word| self.0[word] & other.0[word] != 0)
    }

    #[inline]
    pub(crate) fn union(&self, other: &Self) -> Self {
        Self(from_fn(|word| self.0[word] | other.0[word]))
    }

    #[inline]
    pub(crate) fn minus(&self, other: &Self) -> Self {
        Self(from_fn(|word| self.0[word] & !other.0[word]))
    }

    /// Iterates over the fields, each as its word and the number of its highest bit.
    #[inline]
    pub(crate) fn tops(&self) -> impl Iterator<Item = (usize, usize)> {
        self.0.into_iter().enumerate().flat_map(|(word, tops)| super::bits(tops).map(move |top| (word, top)))
    }
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

    /// Returns the fields in which the region exceeds `other`.
    #[inline]
    pub(crate) fn exceeding(&self, region: &Region, other: &Region) -> FieldSet {
        FieldSet(from_fn(|word| {
            let outside = region.0[word] & !other.0[word] & self.bits[word];
            let (tops, lower) = (self.tops[word], self.bits[word] & !self.tops[word]);
            // A set lower bit carries into the highest bit of its field.
            tops & (((outside & lower) + lower) | outside)
        }))
    }

    /// Returns the region without the values of `other` in some fields.
    #[inline]
    pub(crate) fn outside(&self, region: &Region, other: &Region, fields: &FieldSet) -> Region {
        let Region(away) = self.only(other, fields);
        Region(from_fn(|word| region.0[word] & !away[word]))
    }

    /// Returns the values of some fields alone.
    #[inline]
    pub(crate) fn only(&self, region: &Region, fields: &FieldSet) -> Region {
        let mut values = [0; WORDS];
        for (word, top) in fields.tops() {
            values[word] |= region.0[word] & self.fields[word][top];
        }
        Region(values)
    }

    /// Returns the number of points in some fields, [`u128::MAX`] on overflow.
    #[inline]
    pub(crate) fn size(&self, region: &Region, fields: &FieldSet) -> u128 {
        let values = |(word, top): (usize, usize)| (region.0[word] & self.fields[word][top]).count_ones();
        fields.tops().map(values).fold(1, |size, values| size.saturating_mul(values.into()))
    }

    /// Splits the region by a field: the part with the values that the same `others` admit as the lowest value,
    /// and the rest, if there is one.
    #[inline]
    pub(crate) fn alike<'r>(
        &self,
        region: &Region,
        (word, top): (usize, usize),
        others: impl Iterator<Item = &'r Region>,
    ) -> (Region, Option<Region>) {
        let field = self.fields[word][top];
        let values = region.0[word] & field;
        let lowest = values & values.wrapping_neg();
        let as_lowest =
            |other: &Region| if other.0[word] & lowest != 0 { other.0[word] } else { !other.0[word] };
        let alike = others.fold(values, |alike, other| alike & as_lowest(other));
        let with = |values: u64| {
            let mut part = *region;
            part.0[word] = part.0[word] & !field | values;
            part
        };
        (with(alike), (alike != values).then(|| with(values & !alike)))
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
