//! The locks that the vendor sets on an instance.

use crate::closed_set::closed_set;

closed_set! {
    /// Why an instance is locked. The vendor's list is open: a reason that is not here is
    /// [`Locks::unknown`]. Source: DescribeInstances, `OperationLocks` (page of 2021).
    ///
    /// ```
    /// use instance_lifecycle::instance::{LockReason, Locks};
    ///
    /// let locks = Locks::NONE.with(LockReason::Security);
    /// assert_eq!(locks.iter().collect::<Vec<_>>(), [LockReason::Security]);
    /// ```
    #[non_exhaustive]
    LockReason {
        /// Expired or in arrears.
        Financial = "financial",
        /// Locked for security reasons.
        Security = "security",
        /// A spot instance about to be reclaimed.
        Recycling = "recycling",
        /// The dedicated host is in arrears.
        DedicatedHostFinancial = "dedicatedhostfinancial",
        /// Refunded.
        Refunded = "refunded",
    }
}

/// The set of locks on an instance.
///
/// ```
/// use instance_lifecycle::instance::{LockReason, Locks};
///
/// let locks = Locks::NONE.with(LockReason::Security);
/// assert!(locks.security && !locks.financial);
/// assert_eq!(locks.iter().collect::<Vec<_>>(), [LockReason::Security]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase", default, deny_unknown_fields))]
#[non_exhaustive]
pub struct Locks {
    /// Locked because of arrears or expiry.
    pub financial: bool,
    /// Locked for security reasons.
    pub security: bool,
    /// A spot instance locked because it is about to be reclaimed.
    pub recycling: bool,
    /// Locked because its dedicated host is in arrears.
    pub dedicated_host_financial: bool,
    /// Locked because it was refunded.
    pub refunded: bool,
    /// Locked for an undocumented reason.
    pub unknown: bool,
}

impl Locks {
    /// No lock.
    pub const NONE: Self = Self {
        financial: false,
        security: false,
        recycling: false,
        dedicated_host_financial: false,
        refunded: false,
        unknown: false,
    };

    /// Returns these locks with `reason` added.
    #[must_use]
    pub const fn with(mut self, reason: LockReason) -> Self {
        *self.lock(reason) = true;
        self
    }

    /// Returns these locks with a lock for an undocumented reason.
    ///
    /// ```
    /// use instance_lifecycle::instance::Locks;
    ///
    /// assert!(Locks::NONE.with_unknown().unknown);
    /// ```
    #[must_use]
    pub const fn with_unknown(mut self) -> Self {
        self.unknown = true;
        self
    }

    /// Returns these locks without `reason`.
    #[must_use]
    pub const fn without(mut self, reason: LockReason) -> Self {
        *self.lock(reason) = false;
        self
    }

    /// Returns the documented reasons that are set, in the order of [`LockReason::ALL`].
    pub fn iter(mut self) -> impl Iterator<Item = LockReason> {
        LockReason::ALL.iter().copied().filter(move |&reason| *self.lock(reason))
    }

    const fn lock(&mut self, reason: LockReason) -> &mut bool {
        match reason {
            LockReason::Financial => &mut self.financial,
            LockReason::Security => &mut self.security,
            LockReason::Recycling => &mut self.recycling,
            LockReason::DedicatedHostFinancial => &mut self.dedicated_host_financial,
            LockReason::Refunded => &mut self.refunded,
        }
    }
}
