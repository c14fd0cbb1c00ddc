//! The documented errors of StartInstance, in the order of its pages of 2025-12-03.

use super::table::errors;

errors! { StartInstance ["2025-12-03"]
//  kind, its row in each revision, HTTP status, how it is known, code, message
    CapacityReservationShort    [ 1]  400 Documented "LackResource" "There's no enough resource on the specified capacity reservation.";
    DedicatedHostFullByAffinity [ 2]  400 Documented "InvalidDedicatedHost.NotEnoughResource" "The specified dedicated host has not enough resource due to host affinity.";
    DedicatedHostNotAvailable   [ 3]  400 Documented "InvalidDedicatedHost.NotEnoughResource" "There's no available dedicated host to perform the operation.";
    SystemDiskNotFound          [ 4]  400 Documented "InvalidInstance.NotFoundSystemDisk" "The specified instance does not have system disk.";
    PrivatePoolUsedUp           [ 5]  400 Documented "Invalid.PrivatePoolOptions.NoStock" "The PrivatePool has been used up.";
    KmsKeyIdNotFound            [ 6]  403 Documented "InvalidParameter.KMSKeyId.NotFound" "The specified KMSKeyId does not exist.";
    IncorrectInstanceStatus     [ 7]  403 Documented "IncorrectInstanceStatus" "The current status of the resource does not support this operation.";
    InstanceLockedForSecurity   [ 8]  403 Documented "InstanceLockedForSecurity" "The specified operation is denied as your instance is locked for security reasons.";
    InsufficientBalance         [ 9]  403 Documented "InsufficientBalance" "Your account does not have enough balance.";
    DiskError                   [10]  403 Documented "DiskError" "IncorrectDiskStatus.";
    PostPaidExpired             [11]  403 Documented "InstanceExpired" "The postPaid instance has been expired.Please ensure your account have enough balance.";
    PrePaidExpired              [12]  403 Documented "InstanceExpired" "The prePaid instance has been expired.";
    InstanceNotReady            [13]  403 Documented "InstanceNotReady" "The specified instance is not ready for use.";
    DiskInArrears               [14]  403 Documented "DiskInArrears" "The specified operation is denied as your disk has expired.";
    NoStock                     [15]  403 Documented "OperationDenied.NoStock" "The requested resource is sold out in the specified zone; try other types of resources or other regions and zones.";
    SpotPriceTooLow             [16]  403 Documented "OperationDenied.SpotPriceLowerThanPublicPrice" "The spot instance price is lower than public price.";
    IncorrectInstanceStatus     [17]  403 Documented "IncorrectInstanceStatus" "%s";
    KmsKeyUntagged              [18]  403 Documented "InvalidParameter.KMSKeyId.CMKUnauthorized" "The CMK needs to be added ECS tag.";
    KmsKeyNotEnabled            [19]  403 Documented "InvalidParameter.KMSKeyId.CMKNotEnabled" "The CMK needs to be enabled.";
    KmsUnauthorized             [20]  403 Documented "InvalidParameter.KMSKeyId.KMSUnauthorized" "ECS service have no right to access your KMS.";
    QuotaTypeExhausted          [21]  403 Documented "QuotaExceed.ElasticQuota" "No additional quota is available for the specified ECS instance type.";
    QuotaTypeExceeded           [22]  403 Documented "QuotaExceed.ElasticQuota" "The number of the specified ECS instances has exceeded the quota of the specified instance type.";
    QuotaVcpusExceeded          [23]  403 Documented "QuotaExceed.ElasticQuota" "The number of vCPUs assigned to the ECS instances has exceeded the quota in the zone.";
    QuotaTypeOrVcpusExceeded    [24]  403 Documented "QuotaExceed.ElasticQuota" "The number of the specified ECS instances has exceeded the quota of the specified instance type, or the number of vCPUs assigned to the ECS instances has exceeded the quota in the zone.";
    HostRepairing               [25]  403 Documented "OperationDenied.HostRepairing" "The specified operation is denied as the host of ECS instance is being repaired.";
    InstanceNotFound            [26]  404 Documented "InvalidInstanceId.NotFound" "The specified InstanceId does not exist.";
    CapacityReservationNotFound [27]  404 Documented "InvalidCapacityReservationId.NotFound" "The specified capacity reservation does not exist.";
    InternalError               [28]  500 Documented "InternalError" "The request processing has failed due to some unknown error.";
    InternalFailure             [29]  500 Documented "InternalError" "The request processing has failed due to some unknown error, exception or failure.";
    ServiceUnavailable          [30]  503 Documented "ServiceUnavailable" "The request has failed due to a temporary failure of the server.";
    DryRunPassed                [ -]  400 Borrowed   "DryRunOperation" "Request validation has been passed with DryRun flag set.";
}
