//! The values of custom attributes, which travel with instances and environments.

/// The values of the custom attributes of a policy, as bits of their values.
///
/// Values are made by the [`AttributeSet`](crate::rules::attributes::AttributeSet) of a policy and belong to
/// it: a policy with other custom attributes ignores them, so that its attributes have their default values.
/// Default values are not held, so that values are equal if and only if all attributes have the same value.
///
/// ```
/// use instance_lifecycle::instance::CustomValues;
/// use instance_lifecycle::Instance;
///
/// assert_eq!(Instance::DEFAULT.custom, CustomValues::NONE);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomValues {
    /// The identity of the custom attributes; 0 if no value is given.
    set: u64,
    bits: u64,
}

impl CustomValues {
    /// No values: every custom attribute has its default value.
    pub const NONE: Self = Self { set: 0, bits: 0 };

    /// Returns the bits if the values belong to these attributes, otherwise none.
    #[cfg(feature = "alloc")]
    pub(crate) const fn bits_in(self, set: u64) -> u64 {
        if self.set == set { self.bits } else { 0 }
    }

    /// Returns values of custom attributes; without bits, [`Self::NONE`].
    #[cfg(feature = "alloc")]
    pub(crate) const fn new(set: u64, bits: u64) -> Self {
        if bits == 0 { Self::NONE } else { Self { set, bits } }
    }
}
