//! The kinds of documented errors.

use crate::closed_set::closed_set;
use crate::instance::Status;

/// Declares the kinds, a line each, and whether a later retry may succeed; `in_transit`: only while the
/// status is a transitional one.
macro_rules! kinds {
    ($($kind:ident $about:literal $($retryable:ident $($in_transit:ident)?)?;)+) => {
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
            ErrorKind { $(#[doc = $about] $kind),+ }
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

#[rustfmt::skip] // a table: one line a kind
kinds! {
    InstanceNotFound "There is no such instance.";
    IncorrectInstanceStatus "The status does not allow the operation." retryable in_transit;
    InstanceInitializing "The instance is still initialising." retryable;
    InstanceNotReady "The instance is not ready for use." retryable;
    InstanceLockedForSecurity "Locked for security reasons.";
    InstanceExpiredOrInArrears "Expired, or in arrears.";
    PostPaidExpired "Pay-as-you-go, in arrears.";
    PrePaidExpired "The subscription has expired.";
    InstanceExpired "Expired or in arrears, with a separate text.";
    DiskInArrears "A disk has expired.";
    DiskError "A disk is in a status that does not allow the operation.";
    SystemDiskNotFound "There is no system disk.";
    VolumesAttached "Volumes are still attached.";
    ConfirmStopRequired "`ConfirmStop` is not true for an instance with local storage.";
    ClassicNetworkNotSupported "Economical mode was requested for an instance in the classic network.";
    SubscriptionNotSupported "Economical mode was requested for a subscription.";
    LocalDiskNotSupported "Economical mode was requested for an instance with local disks.";
    SpotNotSupported "Economical mode was requested for a spot instance.";
    InstanceNotSupported "The instance does not support the operation, with a separate text.";
    SystemInstanceNotSupported "Another product of the vendor manages the instance.";
    HibernationForbidden "The request is not allowed for an instance configured for hibernation.";
    HibernationNotEnabled "The instance was created without hibernation.";
    KmsKeyUntagged "The key lacks the tag of ECS.";
    KmsKeyNotEnabled "The key is not enabled.";
    KmsUnauthorized "The service may not use the key management of the account.";
    KmsKeyIdNotFound "The key does not exist (`InvalidParameter`).";
    KmsKeyNotFound "The key does not exist (`InvalidOperation`).";
    KmsNotActivated "Key management is not activated.";
    KmsServiceNotOpen "Key management is not open.";
    InsufficientBalance "The balance does not suffice.";
    PrivatePoolUsedUp "The private pool is used up." retryable;
    CapacityReservationShort "The capacity reservation is short of resources." retryable;
    CapacityReservationNotFound "The capacity reservation does not exist.";
    DedicatedHostFullByAffinity "The dedicated host of the instance is full." retryable;
    DedicatedHostNotAvailable "No dedicated host has room." retryable;
    NoStock "Sold out in the zone." retryable;
    SpotPriceTooLow "The bid is below the market price.";
    QuotaTypeExhausted "The quota of the type is used up." retryable;
    QuotaTypeExceeded "The quota of the type is exceeded." retryable;
    QuotaVcpusExceeded "The quota of vCPUs is exceeded." retryable;
    QuotaTypeOrVcpusExceeded "One of the two quotas is exceeded." retryable;
    HostRepairing "The host is being repaired." retryable;
    DeletionProtection "Protected from deletion.";
    ChargeTypeViolation "The billing method forbids it.";
    LoadBalancerConfiguring "A load balancer is being configured.";
    RouteEntry "A route entry points at the instance.";
    NetworkInterfaceLinked "A network interface is linked.";
    ReopenStatus "Not stopped for arrears.";
    ReopenBalance "The balance does not suffice to reactivate the instance.";
    ReopenImageBalance "The balance does not suffice to reactivate the image.";
    PayTypeNotSupported "A subscription cannot be reactivated.";
    InstanceIdNull "No id is given.";
    InstanceIdsNotFound "None of the instances exists.";
    TooManyInstanceIds "More than 100 ids are given.";
    MalformedInstanceIds "An id is malformed.";
    CrossRegion "The instances are of several regions.";
    InvalidParameter "A parameter is not valid.";
    Conflict "A previous request is still at work." retryable;
    DryRunPassed "The dry run has passed.";
    InternalError "The server failed." retryable;
    InternalFailure "The server failed, in another text." retryable;
    InternalFault "The server failed, with a separate text." retryable;
    ServiceUnavailable "The server is down for a while." retryable;
}
