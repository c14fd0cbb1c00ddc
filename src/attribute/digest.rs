//! The digest of an instance: all its attributes in one number.

use super::{ATTRIBUTES, COUNT, Part, View};
use crate::environment::Environment;
use crate::instance::Instance;
use crate::request::Parameters;

/// The lowest bit and the number of bits of each attribute in the digest; no bits if it is no attribute of
/// an instance.
const PLACES: [(u32, u32); COUNT] = {
    let (mut places, mut shift, mut number) = ([(0, 0); COUNT], 0, 0);
    while number < COUNT {
        if matches!(ATTRIBUTES[number].part, Part::Instance) {
            let bits = usize::BITS - (ATTRIBUTES[number].values.len() - 1).leading_zeros();
            places[number] = (shift, bits);
            shift += bits;
        }
        number += 1;
    }
    assert!(shift <= 63, "the digest is not negative in a signed column of 64 bits");
    places
};

/// Returns the lowest bit of the attribute of that number.
pub(super) const fn shift(number: usize) -> u32 {
    PLACES[number].0
}

/// Returns the bits of the attribute of that number; none if it is no attribute of an instance.
pub(crate) const fn digest_mask(number: usize) -> u64 {
    let (shift, bits) = PLACES[number];
    ((1 << bits) - 1) << shift
}

/// Returns the value of the attribute of that number in a digest.
pub(crate) const fn digest_value(digest: u64, number: usize) -> usize {
    ((digest & digest_mask(number)) >> shift(number)) as usize
}

/// Returns a digest with another value of the attribute of that number.
pub(crate) const fn digest_with(digest: u64, number: usize, value: usize) -> u64 {
    digest & !digest_mask(number) | (value as u64) << shift(number)
}

impl Instance {
    /// Returns all attributes of the instance as one number, for a column that a
    /// [guard](crate::plan::Guard) is compared with. Instances have the same digest if and only if they are
    /// equal.
    ///
    /// The attributes are in the order of [`ATTRIBUTES`], the first in
    /// the lowest bits. Each has as many bits as its number of values needs, and holds the number of its
    /// value. The sum is below 2⁶³. A release that moves bits says so in the changelog.
    ///
    /// ```
    /// use instance_lifecycle::{Instance, Status};
    ///
    /// let stopped = Instance::DEFAULT.with(|it| it.status = Status::Stopped);
    /// assert_eq!(stopped.digest() & 0b111, Status::Stopped as u64);
    /// assert_ne!(stopped.digest(), Instance::DEFAULT.digest());
    /// ```
    #[must_use]
    pub const fn digest(&self) -> u64 {
        View { instance: self, environment: &Environment::DEFAULT, request: &Parameters::DEFAULT }.digest()
    }
}
