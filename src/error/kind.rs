//! The kinds of documented errors.

use crate::closed_set::closed_set;
use crate::instance::Status;

closed_set! {
    /// What a documented error says, whatever its code and text. Within one operation and revision a
    /// kind has one row, or a fixed text and a template.
    ErrorKind {
        /// There is no such instance.
        InstanceNotFound = "InstanceNotFound",
        /// The status does not allow the operation.
        IncorrectInstanceStatus = "IncorrectInstanceStatus",
        /// The instance is still initialising.
        InstanceInitializing = "InstanceInitializing",
        /// The instance is not ready for use.
        InstanceNotReady = "InstanceNotReady",
        /// Locked for security reasons.
        InstanceLockedForSecurity = "InstanceLockedForSecurity",
        /// Expired, or in arrears.
        InstanceExpiredOrInArrears = "InstanceExpiredOrInArrears",
        /// Pay-as-you-go, in arrears.
        PostPaidExpired = "PostPaidExpired",
        /// The subscription has expired.
        PrePaidExpired = "PrePaidExpired",
        /// Expired or in arrears, in a text of its own.
        InstanceExpired = "InstanceExpired",
        /// A disk has expired.
        DiskInArrears = "DiskInArrears",
        /// A disk is in a status that does not allow the operation.
        DiskError = "DiskError",
        /// There is no system disk.
        SystemDiskNotFound = "SystemDiskNotFound",
        /// Volumes are still attached.
        VolumesAttached = "VolumesAttached",
        /// `ConfirmStop` is not true for an instance with local storage.
        ConfirmStopRequired = "ConfirmStopRequired",
        /// Economical mode was asked of an instance in the classic network.
        ClassicNetworkNotSupported = "ClassicNetworkNotSupported",
        /// Economical mode was asked of a subscription.
        SubscriptionNotSupported = "SubscriptionNotSupported",
        /// Economical mode was asked of an instance with local disks.
        LocalDiskNotSupported = "LocalDiskNotSupported",
        /// Economical mode was asked of a spot instance.
        SpotNotSupported = "SpotNotSupported",
        /// The instance does not support the operation, in a text of its own.
        InstanceNotSupported = "InstanceNotSupported",
        /// Another product of the vendor manages the instance.
        SystemInstanceNotSupported = "SystemInstanceNotSupported",
        /// A configured instance does not allow what is asked.
        HibernationForbidden = "HibernationForbidden",
        /// The instance was created without hibernation.
        HibernationNotEnabled = "HibernationNotEnabled",
        /// The key lacks the tag of ECS.
        KmsKeyUntagged = "KmsKeyUntagged",
        /// The key is not enabled.
        KmsKeyNotEnabled = "KmsKeyNotEnabled",
        /// The service may not use the key management of the account.
        KmsUnauthorized = "KmsUnauthorized",
        /// The key does not exist (`InvalidParameter`).
        KmsKeyIdNotFound = "KmsKeyIdNotFound",
        /// The key does not exist (`InvalidOperation`).
        KmsKeyNotFound = "KmsKeyNotFound",
        /// Key management is not activated.
        KmsNotActivated = "KmsNotActivated",
        /// Key management is not open.
        KmsServiceNotOpen = "KmsServiceNotOpen",
        /// The balance does not suffice.
        InsufficientBalance = "InsufficientBalance",
        /// The private pool is used up.
        PrivatePoolUsedUp = "PrivatePoolUsedUp",
        /// The capacity reservation is short of resources.
        CapacityReservationShort = "CapacityReservationShort",
        /// The capacity reservation does not exist.
        CapacityReservationNotFound = "CapacityReservationNotFound",
        /// The dedicated host of the instance is full.
        DedicatedHostFullByAffinity = "DedicatedHostFullByAffinity",
        /// No dedicated host has room.
        DedicatedHostNotAvailable = "DedicatedHostNotAvailable",
        /// Sold out in the zone.
        NoStock = "NoStock",
        /// The bid is below the market price.
        SpotPriceTooLow = "SpotPriceTooLow",
        /// The quota of the type is used up.
        QuotaTypeExhausted = "QuotaTypeExhausted",
        /// The quota of the type is exceeded.
        QuotaTypeExceeded = "QuotaTypeExceeded",
        /// The quota of vCPUs is exceeded.
        QuotaVcpusExceeded = "QuotaVcpusExceeded",
        /// One of the two quotas is exceeded.
        QuotaTypeOrVcpusExceeded = "QuotaTypeOrVcpusExceeded",
        /// The host is being repaired.
        HostRepairing = "HostRepairing",
        /// Protected from deletion.
        DeletionProtection = "DeletionProtection",
        /// The billing method forbids it.
        ChargeTypeViolation = "ChargeTypeViolation",
        /// A load balancer is being configured.
        LoadBalancerConfiguring = "LoadBalancerConfiguring",
        /// A route entry points at the instance.
        RouteEntry = "RouteEntry",
        /// A network interface is linked.
        NetworkInterfaceLinked = "NetworkInterfaceLinked",
        /// Not stopped for arrears.
        ReopenStatus = "ReopenStatus",
        /// The balance does not suffice to reactivate the instance.
        ReopenBalance = "ReopenBalance",
        /// The balance does not suffice to reactivate the image.
        ReopenImageBalance = "ReopenImageBalance",
        /// A subscription cannot be reactivated.
        PayTypeNotSupported = "PayTypeNotSupported",
        /// No id is given.
        InstanceIdNull = "InstanceIdNull",
        /// None of the instances exists.
        InstanceIdsNotFound = "InstanceIdsNotFound",
        /// More than 100 ids are given.
        TooManyInstanceIds = "TooManyInstanceIds",
        /// An id is malformed.
        MalformedInstanceIds = "MalformedInstanceIds",
        /// The instances are of several regions.
        CrossRegion = "CrossRegion",
        /// A parameter is not valid.
        InvalidParameter = "InvalidParameter",
        /// A previous request is still at work.
        Conflict = "Conflict",
        /// The dry run has passed.
        DryRunPassed = "DryRunPassed",
        /// The server failed.
        InternalError = "InternalError",
        /// The server failed, in another text.
        InternalFailure = "InternalFailure",
        /// The server failed, in a text of its own.
        InternalFault = "InternalFault",
        /// The server is down for a while.
        ServiceUnavailable = "ServiceUnavailable",
    }
}

impl ErrorKind {
    /// Whether time alone may cure it. A status cures itself while it is a transitional one.
    ///
    /// ```
    /// use instance_lifecycle::{ErrorKind, Status};
    ///
    /// assert!(ErrorKind::IncorrectInstanceStatus.is_retryable(Status::Stopping));
    /// assert!(!ErrorKind::IncorrectInstanceStatus.is_retryable(Status::Stopped));
    /// ```
    #[must_use]
    pub const fn is_retryable(self, status: Status) -> bool {
        match self {
            Self::IncorrectInstanceStatus => status.is_transitional(),
            Self::InstanceInitializing
            | Self::InstanceNotReady
            | Self::PrivatePoolUsedUp
            | Self::CapacityReservationShort
            | Self::DedicatedHostFullByAffinity
            | Self::DedicatedHostNotAvailable
            | Self::NoStock
            | Self::QuotaTypeExhausted
            | Self::QuotaTypeExceeded
            | Self::QuotaVcpusExceeded
            | Self::QuotaTypeOrVcpusExceeded
            | Self::HostRepairing
            | Self::Conflict
            | Self::InternalError
            | Self::InternalFailure
            | Self::InternalFault
            | Self::ServiceUnavailable => true,
            _ => false,
        }
    }
}
