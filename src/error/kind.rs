//! The kinds of documented errors.

use crate::closed_set::closed_set;
use crate::instance::Status;

/// Declares the kinds, a line each, and whether a later retry may succeed; `in_transit`: only while the
/// status is a transitional one.
macro_rules! kinds {
    ($($(#[doc = $about:literal])+ $kind:ident $($retryable:ident $($in_transit:ident)?)?;)+) => {
        closed_set! {
            /// The meaning of a documented error, independent of its code and text. Within one operation
            /// and revision a kind has one row, or a fixed text and a template.
            ///
            /// ```
            /// use instance_lifecycle::errors::ErrorKind;
            /// use instance_lifecycle::{Environment, Instance, Policy, StartInstance, plan};
            ///
            /// let (environment, policy) = (Environment::default(), Policy::documented());
            /// let rejection = plan(&Instance::default(), &StartInstance::default(), &environment, &policy).unwrap_err();
            /// assert_eq!(rejection.error().row.map(|row| row.kind), Some(ErrorKind::IncorrectInstanceStatus));
            /// ```
            #[non_exhaustive]
            ErrorKind { $($(#[doc = $about])+ $kind),+ }
        }

        impl ErrorKind {
            /// Whether a later retry may succeed without another change.
            ///
            /// ```
            /// use instance_lifecycle::errors::ErrorKind;
            /// use instance_lifecycle::Status;
            ///
            /// assert!(ErrorKind::IncorrectInstanceStatus.is_retryable(Status::Stopping));
            /// assert!(!ErrorKind::IncorrectInstanceStatus.is_retryable(Status::Stopped));
            /// ```
            #[must_use]
            pub const fn is_retryable(self, status: Status) -> bool {
                match self {
                    $(Self::$kind => kinds!(@ status $($retryable $($in_transit)?)?)),+
                }
            }
        }
    };
    (@ $status:ident) => { false };
    (@ $status:ident retryable) => { true };
    (@ $status:ident retryable in_transit) => { $status.is_transitional() };
}

kinds! {
    /// There is no such instance.
    InstanceNotFound;
    /// The status does not allow the operation.
    IncorrectInstanceStatus retryable in_transit;
    /// The instance is still initialising.
    InstanceInitializing retryable;
    /// The instance is not ready for use.
    InstanceNotReady retryable;
    /// Locked for security reasons.
    InstanceLockedForSecurity;
    /// Expired, or in arrears.
    InstanceExpiredOrInArrears;
    /// Pay-as-you-go, in arrears.
    PostPaidExpired;
    /// The subscription has expired.
    PrePaidExpired;
    /// Expired or in arrears, with a separate text.
    InstanceExpired;
    /// A disk has expired.
    DiskInArrears;
    /// A disk is in a status that does not allow the operation.
    DiskError;
    /// There is no system disk.
    SystemDiskNotFound;
    /// Volumes are still attached.
    VolumesAttached;
    /// `ConfirmStop` is not true for an instance with local storage.
    ConfirmStopRequired;
    /// Economical mode was requested for an instance in the classic network.
    ClassicNetworkNotSupported;
    /// Economical mode was requested for a subscription.
    SubscriptionNotSupported;
    /// Economical mode was requested for an instance with local disks.
    LocalDiskNotSupported;
    /// Economical mode was requested for a spot instance.
    SpotNotSupported;
    /// The instance does not support the operation, with a separate text.
    InstanceNotSupported;
    /// Another product of the vendor manages the instance.
    SystemInstanceNotSupported;
    /// The request is not allowed for an instance configured for hibernation.
    HibernationForbidden;
    /// The instance was created without hibernation.
    HibernationNotEnabled;
    /// The key lacks the tag of ECS.
    KmsKeyUntagged;
    /// The key is not enabled.
    KmsKeyNotEnabled;
    /// The service may not use the key management of the account.
    KmsUnauthorized;
    /// The key does not exist (`InvalidParameter`).
    KmsKeyIdNotFound;
    /// The key does not exist (`InvalidOperation`).
    KmsKeyNotFound;
    /// Key management is not activated.
    KmsNotActivated;
    /// Key management is not open.
    KmsServiceNotOpen;
    /// The balance does not suffice.
    InsufficientBalance;
    /// The private pool is used up.
    PrivatePoolUsedUp retryable;
    /// The capacity reservation is short of resources.
    CapacityReservationShort retryable;
    /// The capacity reservation does not exist.
    CapacityReservationNotFound;
    /// The dedicated host of the instance is full.
    DedicatedHostFullByAffinity retryable;
    /// No dedicated host has room.
    DedicatedHostNotAvailable retryable;
    /// Sold out in the zone.
    NoStock retryable;
    /// The bid is below the market price.
    SpotPriceTooLow;
    /// The quota of the type is used up.
    QuotaTypeExhausted retryable;
    /// The quota of the type is exceeded.
    QuotaTypeExceeded retryable;
    /// The quota of vCPUs is exceeded.
    QuotaVcpusExceeded retryable;
    /// One of the two quotas is exceeded.
    QuotaTypeOrVcpusExceeded retryable;
    /// The host is being repaired.
    HostRepairing retryable;
    /// Protected from deletion.
    DeletionProtection;
    /// The billing method forbids it.
    ChargeTypeViolation;
    /// A load balancer is being configured.
    LoadBalancerConfiguring;
    /// A route entry points at the instance.
    RouteEntry;
    /// A network interface is linked.
    NetworkInterfaceLinked;
    /// Not stopped for arrears.
    ReopenStatus;
    /// The balance does not suffice to reactivate the instance.
    ReopenBalance;
    /// The balance does not suffice to reactivate the image.
    ReopenImageBalance;
    /// A subscription cannot be reactivated.
    PayTypeNotSupported;
    /// No id is given.
    InstanceIdNull;
    /// None of the instances exists.
    InstanceIdsNotFound;
    /// More than 100 ids are given.
    TooManyInstanceIds;
    /// An id is malformed.
    MalformedInstanceIds;
    /// The instances are of several regions.
    CrossRegion;
    /// A parameter is not valid.
    InvalidParameter;
    /// A previous request is still at work.
    Conflict retryable;
    /// The dry run has passed.
    DryRunPassed;
    /// The server failed.
    InternalError retryable;
    /// The server failed, in another text.
    InternalFailure retryable;
    /// The server failed, with a separate text.
    InternalFault retryable;
    /// The server is down for a while.
    ServiceUnavailable retryable;
}
