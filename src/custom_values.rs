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
    /// The identity of the custom attributes; 0 if no value is given. Bytes, not a number: the alignment of
    /// one would move the other fields of an instance, which are read eight at a time.
    set: [u8; 8],
    bits: [u8; 8],
}

impl CustomValues {
    /// No values: every custom attribute has its default value.
    pub const NONE: Self = Self { set: [0; 8], bits: [0; 8] };

    /// Returns the values as one number, for a column that [`Guard::custom_digest`] is compared with.
    ///
    /// Numbers of the same policy are equal if and only if all its custom attributes have the same value.
    ///
    /// [`Guard::custom_digest`]: crate::plan::Guard::custom_digest
    #[must_use]
    pub const fn digest(self) -> u64 {
        u64::from_le_bytes(self.bits)
    }

    /// Returns the bits if the values belong to these attributes, otherwise none.
    pub(crate) const fn bits_in(self, set: u64) -> u64 {
        if u64::from_le_bytes(self.set) == set { self.digest() } else { 0 }
    }

    /// Returns values of custom attributes; without bits, [`Self::NONE`].
    #[cfg(feature = "alloc")]
    pub(crate) const fn new(set: u64, bits: u64) -> Self {
        if bits == 0 { Self::NONE } else { Self { set: set.to_le_bytes(), bits: bits.to_le_bytes() } }
    }
}

/// The values that some custom attributes of an instance must have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "PascalCase", deny_unknown_fields))]
pub(crate) struct CustomGuard {
    /// The identity of the custom attributes.
    set: u64,
    /// The bits of the attributes that are compared.
    pub(crate) mask: u64,
    /// The bits of their values.
    pub(crate) values: u64,
}

impl CustomGuard {
    /// Returns the identity of the custom attributes, the bits that are compared and their values.
    #[inline(always)]
    pub(crate) const fn into_parts(self) -> (u64, u64, u64) {
        (self.set, self.mask, self.values)
    }

    /// Returns the guard with these parts.
    #[inline(always)]
    pub(crate) const fn from_parts(set: u64, mask: u64, values: u64) -> Self {
        Self { set, mask, values }
    }

    /// Nothing is compared.
    pub(crate) const NONE: Self = Self { set: 0, mask: 0, values: 0 };

    #[cfg(feature = "alloc")]
    pub(crate) const fn new(set: u64, mask: u64, values: u64) -> Self {
        Self { set, mask, values: values & mask }
    }

    /// Returns the values of an instance in the bits that are compared.
    pub(crate) const fn found(&self, values: CustomValues) -> u64 {
        values.bits_in(self.set) & self.mask
    }

    /// Whether the values pass.
    #[inline(always)]
    pub(crate) const fn admits(&self, values: CustomValues) -> bool {
        self.mask == 0 || self.found(values) == self.values
    }

    /// Returns the values that are expected and those that were found.
    #[cfg(feature = "alloc")]
    pub(crate) const fn expected_and_found(&self, found: u64) -> [CustomValues; 2] {
        [CustomValues::new(self.set, self.values), CustomValues::new(self.set, found)]
    }
}
