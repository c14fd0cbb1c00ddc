//! Assignments of values to attributes.

use super::{Field, Point, Region, WORDS};

/// New values for some attributes. Applied to a cube, it yields a cube.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Assignment {
    /// The bits of the assigned fields.
    fields: [u64; WORDS],
    /// The bits of the assigned values.
    values: [u64; WORDS],
}

impl Assignment {
    /// The empty assignment.
    pub const NONE: Self = Self { fields: [0; WORDS], values: [0; WORDS] };

    /// Returns this assignment, extended by the value numbered `value` in `field`.
    ///
    /// # Panics
    ///
    /// Panics if `value` is not less than [`Field::width`].
    #[must_use]
    pub const fn with(self, field: Field, value: usize) -> Self {
        let mut fields = self.fields;
        fields[field.word as usize] |= field.all() << field.shift;
        Self { fields, values: Point(self.values).with(field, value).0 }
    }

    /// Returns the number of the value assigned to `field`; `None` if there is none.
    #[must_use]
    pub const fn value(&self, field: Field) -> Option<usize> {
        let values = Region(self.values).admits(field);
        if values == 0 { None } else { Some(values.trailing_zeros() as usize) }
    }

    /// Returns the assignment that applies this one and then `later`.
    #[must_use]
    pub const fn then(self, later: &Self) -> Self {
        let Region(fields) = Region(self.fields).or(&Region(later.fields));
        let Region(values) = later.apply(&Region(self.values));
        Self { fields, values }
    }

    /// Returns the image of a region.
    #[must_use]
    pub const fn apply(&self, region: &Region) -> Region {
        let (mut after, mut word) = (*region, 0);
        while word < WORDS {
            after.0[word] = after.0[word] & !self.fields[word] | self.values[word];
            word += 1;
        }
        after
    }

    /// Returns the preimage of a region: all points whose image lies in it.
    #[must_use]
    pub const fn preimage(&self, region: &Region) -> Region {
        if region.contains(&Point(self.values)) {
            region.or(&Region(self.fields))
        } else {
            Region([0; WORDS])
        }
    }
}
