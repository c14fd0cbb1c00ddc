//! What is set of a point or a region.

use super::{Field, Point, Region, WORDS};

/// What some attributes are set to, whatever they were. It makes of a cube a cube.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Assignment {
    /// The bits of all values of the attributes.
    fields: [u64; WORDS],
    /// The bits of those that are set.
    values: [u64; WORDS],
}

impl Assignment {
    /// Sets nothing.
    pub const NONE: Self = Self { fields: [0; WORDS], values: [0; WORDS] };

    /// The same, and in `field` the value numbered `value`.
    #[must_use]
    pub const fn with(self, field: Field, value: usize) -> Self {
        let mut fields = self.fields;
        fields[field.word as usize] |= field.all() << field.shift;
        Self { fields, values: Point(self.values).with(field, value).0 }
    }

    /// The number of the value that it sets in `field`; none where it sets nothing there.
    #[must_use]
    pub const fn value(&self, field: Field) -> Option<usize> {
        let values = Region(self.values).admits(field);
        if values == 0 { None } else { Some(values.trailing_zeros() as usize) }
    }

    /// This, and then `later`.
    #[must_use]
    pub const fn then(self, later: &Self) -> Self {
        let Region(fields) = Region(self.fields).or(&Region(later.fields));
        let Region(values) = later.of(&Region(self.values));
        Self { fields, values }
    }

    /// What becomes of the points of a region.
    #[must_use]
    pub const fn of(&self, region: &Region) -> Region {
        let (mut after, mut word) = (*region, 0);
        while word < WORDS {
            after.0[word] = after.0[word] & !self.fields[word] | self.values[word];
            word += 1;
        }
        after
    }

    /// The points that become points of a region.
    #[must_use]
    pub const fn origin(&self, region: &Region) -> Region {
        if region.contains(&Point(self.values)) {
            region.or(&Region(self.fields))
        } else {
            Region([0; WORDS])
        }
    }
}
