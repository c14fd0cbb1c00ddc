//! The attributes of an instance that no built-in row of an operation reads. Custom rules may read them.

use super::{ATTRIBUTES, COUNT, Layout, Part};
#[cfg(feature = "alloc")]
use crate::region::Region;

/// The places of these attributes in a word that holds some of their values.
#[derive(Debug)]
pub(crate) struct Unread {
    /// The lowest bit of each attribute; [`NONE`] of an attribute that a row reads.
    shift: [u8; COUNT],
    /// The attribute of each bit.
    at: [u8; 64],
}

const NONE: u8 = u8::MAX;

/// The number of bits of an attribute: 0 stands for an attribute that is not held, 1 for its first value.
const fn width(number: usize) -> u32 {
    usize::BITS - ATTRIBUTES[number].values.len().leading_zeros()
}

impl Unread {
    /// Returns the places of the attributes of an instance that a layout does not read; none for a
    /// creation, which reads no instance.
    pub(crate) const fn of(layout: &Layout, creates: bool) -> Self {
        let mut places = Self { shift: [NONE; COUNT], at: [NONE; 64] };
        let (mut number, mut shift) = (0, 0);
        while number < COUNT {
            if matches!(ATTRIBUTES[number].part, Part::Instance) && !layout.reads(number) && !creates {
                places.shift[number] = shift as u8;
                let end = shift + width(number) as usize;
                while shift < end {
                    places.at[shift] = number as u8;
                    shift += 1;
                }
            }
            number += 1;
        }
        places
    }

    /// Returns the attributes that a condition reads, bit `n` for attribute `n`.
    #[cfg(feature = "alloc")]
    pub(crate) fn read_by(&self, when: &Region) -> u128 {
        let read = |number: &usize| self.shift[*number] != NONE && when.reads(ATTRIBUTES[*number].field);
        (0..COUNT).filter(read).fold(0, |read, number| read | 1 << number)
    }

    /// Returns the values of some attributes of a packed case.
    pub(crate) fn hold(&self, layout: &Layout, packed: u128, mut read: u128) -> u64 {
        let mut held = 0;
        while read != 0 {
            let number = read.trailing_zeros() as usize;
            held |= (layout.value(packed, number) as u64 + 1) << self.shift[number];
            read &= read - 1;
        }
        held
    }

    /// Returns the attributes that are held, each with its number and the number of its value.
    pub(crate) fn held(&self, mut held: u64) -> impl Iterator<Item = (usize, usize)> {
        core::iter::from_fn(move || {
            let bit = (held != 0).then(|| held.trailing_zeros())?;
            let number = usize::from(self.at[bit as usize]);
            let mask = ((1 << width(number)) - 1) << self.shift[number];
            let value = (held & mask) >> self.shift[number];
            held &= !mask;
            Some((number, value as usize - 1))
        })
    }
}
