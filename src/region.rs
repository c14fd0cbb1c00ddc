//! The cube algebra: points and regions of a product of finite domains, in positional notation.
//!
//! Each attribute has a [`Field`] of the word, one bit a value. A [`Point`] sets one bit of every
//! field; a [`Region`] sets the bits of all values that it admits, so that "the point lies in the
//! region" is one AND and one compare, and an intersection is one AND. Regions are cubes: a union
//! of them is a list, [`Cover`]. Nothing here knows what the attributes mean.

/// Words of 64 bits in a point or region.
pub const WORDS: usize = 4;

/// Where the bits of one attribute lie: `width` bits from `shift` in `word`. The fields of a layout are
/// in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Field {
    word: u8,
    shift: u8,
    width: u8,
}

impl Field {
    /// A field of `width` values.
    ///
    /// # Panics
    ///
    /// When the field does not fit into one word.
    #[must_use]
    pub const fn new(word: usize, shift: usize, width: usize) -> Self {
        assert!(word < WORDS && width > 0 && shift + width <= 64, "a field lies within one word");
        Self { word: word as u8, shift: shift as u8, width: width as u8 }
    }

    /// Lays out one field after the other from the start of `word`, each within one word.
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

    /// How many values the attribute has.
    #[must_use]
    pub const fn width(self) -> usize {
        self.width as usize
    }

    /// The set of all its values, bit 0 the first.
    #[must_use]
    pub const fn all(self) -> u64 {
        u64::MAX >> (64 - self.width as u32)
    }

    /// The first word that the field does not reach into.
    #[must_use]
    pub const fn next_word(self) -> usize {
        self.word as usize + 1
    }
}

/// One case: a value of every attribute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Point([u64; WORDS]);

impl Point {
    /// Whether every value of it is one of `other`.
    #[cfg(feature = "alloc")]
    pub(crate) fn is_part_of(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).all(|(bits, of)| bits & !of == 0)
    }

    /// Whether it has a value in the field.
    #[cfg(feature = "alloc")]
    pub(crate) const fn has(&self, field: Field) -> bool {
        (self.0[field.word as usize] >> field.shift) & field.all() != 0
    }

    /// A value of no attribute: lies in every region.
    pub const EMPTY: Self = Self([0; WORDS]);

    /// This point with the value numbered `value` in `field`, in place of the one it had.
    #[must_use]
    pub const fn with(mut self, field: Field, value: usize) -> Self {
        assert!(value < field.width(), "a value of the field");
        let word = field.word as usize;
        self.0[word] = self.0[word] & !(field.all() << field.shift) | 1 << (field.shift as usize + value);
        self
    }

    /// The number of its value in `field`.
    #[must_use]
    pub const fn value(&self, field: Field) -> usize {
        ((self.0[field.word as usize] >> field.shift) & field.all()).trailing_zeros() as usize
    }
}

/// A cube: for each attribute the set of values that it admits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Region([u64; WORDS]);

impl Region {
    /// All cases.
    pub const FULL: Self = Self([u64::MAX; WORDS]);

    /// The region of one point.
    #[cfg(feature = "alloc")]
    pub(crate) const fn only(point: &Point) -> Self {
        Self(point.0)
    }

    /// The part of this region whose values in `field` lie in the set `values` (bit 0: the first
    /// value).
    #[must_use]
    pub const fn restrict(mut self, field: Field, values: u64) -> Self {
        self.0[field.word as usize] &= !((field.all() & !values) << field.shift);
        self
    }

    /// The set of values that it admits in `field`.
    #[must_use]
    pub const fn admits(&self, field: Field) -> u64 {
        (self.0[field.word as usize] >> field.shift) & field.all()
    }

    /// Whether it asks anything of `field`.
    #[must_use]
    pub const fn reads(&self, field: Field) -> bool {
        self.admits(field) != field.all()
    }

    /// Whether the point lies in it.
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

    /// Whether every point of `other` lies in it. An empty `other` may be contained or not.
    #[must_use]
    pub const fn covers(&self, other: &Self) -> bool {
        self.contains(&Point(other.0))
    }

    /// This region, asking nothing of one field.
    #[cfg(feature = "alloc")]
    pub(crate) const fn free_in(mut self, field: Field) -> Self {
        self.0[field.word as usize] |= field.all() << field.shift;
        self
    }

    /// This region, asking nothing of any field from that word on.
    #[cfg(feature = "alloc")]
    pub(crate) const fn free_from(mut self, mut word: usize) -> Self {
        while word < WORDS {
            self.0[word] = u64::MAX;
            word += 1;
        }
        self
    }

    /// What lies in both.
    #[must_use]
    pub const fn intersect(mut self, other: &Self) -> Self {
        let mut word = 0;
        while word < WORDS {
            self.0[word] &= other.0[word];
            word += 1;
        }
        self
    }

    /// The least cube around both: for each attribute the values that one of them admits.
    #[must_use]
    pub const fn or(mut self, other: &Self) -> Self {
        let mut word = 0;
        while word < WORDS {
            self.0[word] |= other.0[word];
            word += 1;
        }
        self
    }

    /// How many values it admits, of all attributes together.
    #[cfg(feature = "alloc")]
    pub(crate) const fn values(&self) -> u32 {
        let (mut values, mut word) = (0, 0);
        while word < WORDS {
            values += self.0[word].count_ones();
            word += 1;
        }
        values
    }

    /// Whether no point lies in it.
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

    /// This region, if some point lies in it. In a constant, an empty region does not compile:
    ///
    /// ```compile_fail
    /// use instance_lifecycle::region::{Field, Region, Space};
    ///
    /// const STATUS: Field = Field::new(0, 0, 3);
    /// const BOTH: Region = Region::FULL.restrict(STATUS, 0b001).restrict(STATUS, 0b010).inhabited(Space(&[STATUS]));
    /// # assert!(BOTH.reads(STATUS));
    /// ```
    ///
    /// ```
    /// use instance_lifecycle::region::{Field, Region, Space};
    ///
    /// const STATUS: Field = Field::new(0, 0, 3);
    /// const EITHER: Region = Region::FULL.restrict(STATUS, 0b011).inhabited(Space(&[STATUS]));
    /// # assert!(EITHER.reads(STATUS));
    /// ```
    ///
    /// # Panics
    ///
    /// When it is empty.
    #[must_use]
    pub const fn inhabited(self, space: Space<'_>) -> Self {
        assert!(!self.is_empty(space), "a region that nothing lies in");
        self
    }

    /// How many points lie in it.
    #[must_use]
    pub const fn size(&self, space: Space<'_>) -> u128 {
        let (mut size, mut n) = (1, 0);
        while n < space.0.len() {
            size *= self.admits(space.0[n]).count_ones() as u128;
            n += 1;
        }
        size
    }

    /// The disjoint sharp: this region without `other`, as cubes that do not overlap, at most one a
    /// field.
    #[must_use]
    pub fn sharp(self, other: Self, space: Space<'_>) -> Sharp<'_> {
        if self.intersect(&other).is_empty(space) {
            Sharp { whole: (!self.is_empty(space)).then_some(self), rest: self, other, fields: &[] }
        } else {
            Sharp { whole: None, rest: self, other, fields: space.0 }
        }
    }
}

/// The attributes that count: a size is a number of points of this product.
#[derive(Clone, Copy, Debug)]
pub struct Space<'a>(pub &'a [Field]);

impl Space<'_> {
    /// How many points there are.
    #[must_use]
    pub const fn size(self) -> u128 {
        Region::FULL.size(self)
    }
}

/// The cubes of [`Region::sharp`].
#[derive(Clone, Debug)]
pub struct Sharp<'a> {
    /// The region itself, where nothing is cut from it.
    whole: Option<Region>,
    /// What of the region is still to be split: inside `other` in every field left behind.
    rest: Region,
    other: Region,
    fields: &'a [Field],
}

impl Iterator for Sharp<'_> {
    type Item = Region;

    fn next(&mut self) -> Option<Region> {
        if let Some(whole) = self.whole.take() {
            return Some(whole);
        }
        while let Some((&field, fields)) = self.fields.split_first() {
            self.fields = fields;
            let kept = self.other.admits(field);
            let outside = self.rest.restrict(field, !kept);
            self.rest = self.rest.restrict(field, kept);
            if outside.admits(field) != 0 {
                return Some(outside);
            }
        }
        None
    }
}

/// The numbers of the bits that are set, lowest first.
pub(crate) fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    core::iter::from_fn(move || {
        let bit = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(bit)
    })
}

pub use assignment::Assignment;
#[cfg(feature = "alloc")]
pub use cover::Cover;
#[cfg(feature = "alloc")]
pub(crate) use frame::{Frame, Rest};

mod assignment;
#[cfg(feature = "alloc")]
mod frame;

#[cfg(feature = "alloc")]
mod cover {
    use super::{Point, Region, Space};
    use alloc::vec::Vec;

    /// A union of regions, kept as a list of cubes that do not overlap.
    #[derive(Clone, Debug, Default)]
    pub struct Cover(Vec<Region>);

    impl Cover {
        /// Nothing.
        #[must_use]
        pub const fn new() -> Self {
            Self(Vec::new())
        }

        /// Its cubes; no two of them share a point.
        #[must_use]
        pub fn cubes(&self) -> &[Region] {
            &self.0
        }

        /// Adds a region: of it, what was not covered before.
        pub fn add(&mut self, region: Region, space: Space<'_>) {
            let mut fresh = Self(if region.is_empty(space) { Vec::new() } else { Vec::from([region]) });
            for cube in &self.0 {
                fresh.subtract(cube, space);
            }
            self.0.append(&mut fresh.0);
        }

        /// Takes a region away.
        pub fn subtract(&mut self, region: &Region, space: Space<'_>) {
            self.0 = self.0.iter().flat_map(|cube| cube.sharp(*region, space)).collect();
        }

        /// Whether the point lies in one of its cubes.
        #[must_use]
        pub fn contains(&self, point: &Point) -> bool {
            self.0.iter().any(|cube| cube.contains(point))
        }

        /// How many points it holds.
        #[must_use]
        pub fn size(&self, space: Space<'_>) -> u128 {
            self.0.iter().map(|cube| cube.size(space)).sum()
        }
    }
}
