//! Points and regions of a product of finite domains, in positional cube notation.
//!
//! Each attribute has a [`Field`]: one bit per value. A [`Point`] sets one bit of every field. A
//! [`Region`] sets the bits of all values that it admits, so membership is one AND and one compare, and
//! an intersection is one AND. Regions are cubes; a union of regions is a list. This module does not
//! depend on the meaning of the attributes.
//!
//! To build a region from names, use [`region_of`](crate::attribute::region_of).

mod assignment;
#[cfg(feature = "alloc")]
mod field_masks;

pub use assignment::Assignment;
#[cfg(feature = "alloc")]
pub(crate) use field_masks::{FieldMasks, FieldSet, Overlap};

/// The number of 64-bit words in a point or region.
pub(crate) const WORDS: usize = 5;

/// The position of the bits of one attribute: `width` bits from `shift` in `word`.
///
/// Fields are ordered by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Field {
    word: u8,
    shift: u8,
    width: u8,
}

impl Field {
    /// Creates a field of `width` values.
    ///
    /// # Panics
    ///
    /// Panics if `width` is 0 or the field does not fit into one word.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(word: usize, shift: usize, width: usize) -> Self {
        assert!(word < WORDS && width > 0 && shift + width <= 64, "a field lies within one word");
        Self { word: word as u8, shift: shift as u8, width: width as u8 }
    }

    /// Lays out consecutive fields from the start of `word`, each within one word.
    ///
    /// # Panics
    ///
    /// Panics if a width is 0 or greater than 64, or if the words do not suffice.
    #[doc(hidden)]
    #[must_use]
    pub const fn layout<const N: usize>(word: usize, widths: [usize; N]) -> [Self; N] {
        let mut fields = [Self::new(word, 0, 1); N];
        let (mut word, mut shift, mut n) = (word, 0, 0);
        while n < N {
            if shift + widths[n] > 64 {
                (word, shift) = (word + 1, 0);
            }
            fields[n] = Self::new(word, shift, widths[n]);
            shift += widths[n];
            n += 1;
        }
        fields
    }

    /// Returns the number of values.
    #[must_use]
    pub const fn width(self) -> usize {
        self.width as usize
    }

    /// Returns the set of all values as bits, the first value in bit 0.
    #[doc(hidden)]
    #[must_use]
    pub const fn all(self) -> u64 {
        u64::MAX >> (64 - self.width as u32)
    }

    /// Returns the word and the bit of a value.
    pub(crate) const fn bit(self, value: usize) -> (usize, usize) {
        (self.word as usize, self.shift as usize + value)
    }

    /// Returns the fields of consecutive attributes in one word; `None` if it has too few bits.
    #[cfg(feature = "alloc")]
    pub(crate) fn in_word(
        word: usize,
        widths: impl IntoIterator<Item = usize>,
    ) -> Option<alloc::vec::Vec<Self>> {
        let mut shift = 0;
        let fields = widths.into_iter().map(|width| {
            let field = (width > 0 && shift + width <= 64).then(|| Self::new(word, shift, width));
            shift += width;
            field
        });
        fields.collect()
    }

    /// Returns the number of the word after this field.
    #[must_use]
    pub(crate) const fn next_word(self) -> usize {
        self.word as usize + 1
    }
}

/// One case: a value for every attribute. Created by [`Case::point`](crate::Case::point).
///
/// ```
/// use instance_lifecycle::rules::attributes::Attribute;
/// use instance_lifecycle::Case;
///
/// let status = Attribute::named("status")?;
/// let point = Case::DEFAULT.point();
/// assert_eq!(status.values[point.value(status.field)], "Running");
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Point([u64; WORDS]);

impl Point {
    /// Whether every value of this point is also set in `other`.
    #[cfg(feature = "alloc")]
    pub(crate) fn is_part_of(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).all(|(bits, of)| bits & !of == 0)
    }

    /// Whether the field has a value.
    #[cfg(feature = "alloc")]
    pub(crate) const fn has(&self, field: Field) -> bool {
        (self.0[field.word as usize] >> field.shift) & field.all() != 0
    }

    /// Returns the bits of a word.
    #[cfg(feature = "alloc")]
    pub(crate) const fn word(&self, word: usize) -> u64 {
        self.0[word]
    }

    /// Returns this point with other bits of a word.
    #[cfg(feature = "alloc")]
    pub(crate) const fn with_word(mut self, word: usize, bits: u64) -> Self {
        self.0[word] = bits;
        self
    }

    /// Returns this point without a value in `field`.
    #[cfg(feature = "alloc")]
    pub(crate) const fn without(mut self, field: Field) -> Self {
        self.0[field.word as usize] &= !(field.all() << field.shift);
        self
    }

    /// The point without any value: the start of every construction.
    #[doc(hidden)]
    pub const EMPTY: Self = Self([0; WORDS]);

    /// Returns this point with the value numbered `value` in `field`.
    ///
    /// # Panics
    ///
    /// Panics if `value` is not less than [`Field::width`].
    #[must_use]
    pub const fn with(mut self, field: Field, value: usize) -> Self {
        assert!(value < field.width(), "the value is out of range of the field");
        let word = field.word as usize;
        self.0[word] = self.0[word] & !(field.all() << field.shift) | 1 << (field.shift as usize + value);
        self
    }

    /// Returns the number of the value in `field`; 64 if the field has no value.
    #[must_use]
    pub const fn value(&self, field: Field) -> usize {
        ((self.0[field.word as usize] >> field.shift) & field.all()).trailing_zeros() as usize
    }
}

/// A cube: for each attribute the set of admitted values.
///
/// ```
/// use instance_lifecycle::rules::attributes::region_of;
/// use instance_lifecycle::Case;
///
/// let running = region_of(&[("status", &["Running"])])?;
/// assert!(running.contains(&Case::DEFAULT.point()));
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Region([u64; WORDS]);

impl Region {
    /// The region of all cases.
    pub const FULL: Self = Self([u64::MAX; WORDS]);

    /// Returns the region that contains only this point.
    #[cfg(feature = "alloc")]
    pub(crate) const fn only(point: &Point) -> Self {
        Self(point.0)
    }

    /// Returns the part of this region whose values in `field` are in the set `values` (bit 0 is the
    /// first value).
    #[doc(hidden)]
    #[must_use]
    pub const fn restrict(mut self, field: Field, values: u64) -> Self {
        self.0[field.word as usize] &= !((field.all() & !values) << field.shift);
        self
    }

    /// Returns the set of values admitted in `field` (bit 0 is the first value).
    #[doc(hidden)]
    #[must_use]
    pub const fn admits(&self, field: Field) -> u64 {
        (self.0[field.word as usize] >> field.shift) & field.all()
    }

    /// Returns the bits of a word that are not admitted.
    pub(crate) const fn excluded(&self, word: usize) -> u64 {
        !self.0[word]
    }

    /// Whether the region constrains `field`.
    #[must_use]
    pub const fn reads(&self, field: Field) -> bool {
        self.admits(field) != field.all()
    }

    /// Whether the region contains the point.
    #[must_use]
    pub const fn contains(&self, point: &Point) -> bool {
        let mut outside = 0;
        let mut word = 0;
        while word < WORDS {
            outside |= point.0[word] & !self.0[word];
            word += 1;
        }
        outside == 0
    }

    /// Whether the region contains every point of `other`. Unspecified if `other` is empty.
    #[must_use]
    pub const fn covers(&self, other: &Self) -> bool {
        self.contains(&Point(other.0))
    }

    /// Returns this region without the constraint on `field`.
    #[cfg(feature = "alloc")]
    pub(crate) const fn free_in(mut self, field: Field) -> Self {
        self.0[field.word as usize] |= field.all() << field.shift;
        self
    }

    /// Returns this region without constraints on the fields from `word` on.
    #[cfg(feature = "alloc")]
    pub(crate) const fn free_from(mut self, mut word: usize) -> Self {
        while word < WORDS {
            self.0[word] = u64::MAX;
            word += 1;
        }
        self
    }

    /// Whether the region has no constraint on the fields from `word` on.
    pub(crate) const fn is_free_from(&self, mut word: usize) -> bool {
        while word < WORDS {
            if self.0[word] != u64::MAX {
                return false;
            }
            word += 1;
        }
        true
    }

    /// Returns the intersection.
    #[must_use]
    pub const fn intersect(mut self, other: &Self) -> Self {
        let mut word = 0;
        while word < WORDS {
            self.0[word] &= other.0[word];
            word += 1;
        }
        self
    }

    /// Returns the smallest cube that contains both regions.
    #[must_use]
    pub const fn or(mut self, other: &Self) -> Self {
        let mut word = 0;
        while word < WORDS {
            self.0[word] |= other.0[word];
            word += 1;
        }
        self
    }

    /// Returns the number of admitted values, summed over all attributes.
    #[cfg(feature = "alloc")]
    pub(crate) const fn values(&self) -> u32 {
        let (mut values, mut word) = (0, 0);
        while word < WORDS {
            values += self.0[word].count_ones();
            word += 1;
        }
        values
    }

    /// Whether the region contains no point of the space.
    #[must_use]
    pub const fn is_empty(&self, space: Space<'_>) -> bool {
        let mut n = 0;
        while n < space.0.len() {
            if self.admits(space.0[n]) == 0 {
                return true;
            }
            n += 1;
        }
        false
    }

    /// Returns this region, checked not to be empty. An empty constant does not compile:
    ///
    /// ```compile_fail
    /// use instance_lifecycle::rules::region::{Field, Region, Space};
    ///
    /// const STATUS: Field = Field::new(0, 0, 3);
    /// const BOTH: Region = Region::FULL.restrict(STATUS, 0b001).restrict(STATUS, 0b010).inhabited(Space(&[STATUS]));
    /// # assert!(BOTH.reads(STATUS));
    /// ```
    ///
    /// ```
    /// use instance_lifecycle::rules::region::{Field, Region, Space};
    ///
    /// const STATUS: Field = Field::new(0, 0, 3);
    /// const EITHER: Region = Region::FULL.restrict(STATUS, 0b011).inhabited(Space(&[STATUS]));
    /// # assert!(EITHER.reads(STATUS));
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the region is empty.
    #[must_use]
    pub const fn inhabited(self, space: Space<'_>) -> Self {
        assert!(!self.is_empty(space), "the region is empty");
        self
    }

    /// Returns the number of points in the region, [`u128::MAX`] on overflow.
    #[must_use]
    pub const fn size(&self, space: Space<'_>) -> u128 {
        let (mut size, mut n) = (1_u128, 0);
        while n < space.0.len() {
            size = u128::saturating_mul(size, self.admits(space.0[n]).count_ones() as u128);
            n += 1;
        }
        size
    }
}

/// The attributes that span a space: their product is the set of points that [`Region::size`] counts.
#[derive(Clone, Copy, Debug)]
pub struct Space<'a>(pub &'a [Field]);

impl Space<'_> {
    /// Returns the number of points in the space, [`u128::MAX`] on overflow.
    #[must_use]
    pub const fn size(self) -> u128 {
        Region::FULL.size(self)
    }
}

/// Iterates over the numbers of the set bits, lowest first.
pub(crate) fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    core::iter::from_fn(move || {
        let bit = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(bit)
    })
}
