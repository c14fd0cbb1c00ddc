//! The documented errors of StartInstance, in the order of its pages of 2025-12-03.

use super::table::errors;

errors! { StartInstance ["2025-12-03"]
//  kind, row number in each revision, HTTP status, evidence, code, message
//      from revision: description
    CapacityReservationShort    [ 1]  400 Documented "LackResource" "There's no enough resource on the specified capacity reservation.";
    DedicatedHostFullByAffinity [ 2]  400 Documented "InvalidDedicatedHost.NotEnoughResource" "The specified dedicated host has not enough resource due to host affinity.";
    DedicatedHostNotAvailable   [ 3]  400 Documented "InvalidDedicatedHost.NotEnoughResource" "There's no available dedicated host to perform the operation.";
    SystemDiskNotFound          [ 4]  400 Documented "InvalidInstance.NotFoundSystemDisk" "The specified instance does not have system disk.";
    PrivatePoolUsedUp           [ 5]  400 Documented "Invalid.PrivatePoolOptions.NoStock" "The PrivatePool has been used up."
        from "2025-12-03": "The capacity of the specified private pool (elastic assurance, capacity reservation) has been used up.";
    KmsKeyIdNotFound            [ 6]  403 Documented "InvalidParameter.KMSKeyId.NotFound" "The specified KMSKeyId does not exist."
        from "2025-12-03": "The specified KMSKeyId parameter does not exist.";
    IncorrectInstanceStatus     [ 7]  403 Documented "IncorrectInstanceStatus" "The current status of the resource does not support this operation."
        from "2025-12-03": "The resource is in a state that does not support the current operation.";
    InstanceLockedForSecurity   [ 8]  403 Documented "InstanceLockedForSecurity" "The specified operation is denied as your instance is locked for security reasons.";
    InsufficientBalance         [ 9]  403 Documented "InsufficientBalance" "Your account does not have enough balance."
        from "2025-12-03": "Your account balance is insufficient. Add funds to your account and try again.";
    DiskError                   [10]  403 Documented "DiskError" "IncorrectDiskStatus."
        from "2025-12-03": "The disk state is invalid.";
    PostPaidExpired             [11]  403 Documented "InstanceExpired" "The postPaid instance has been expired.Please ensure your account have enough balance."
        from "2025-12-03": "The pay-as-you-go instance has expired. Make sure that your Alibaba Cloud account balance is sufficient.";
    PrePaidExpired              [12]  403 Documented "InstanceExpired" "The prePaid instance has been expired.";
    InstanceNotReady            [13]  403 Documented "InstanceNotReady" "The specified instance is not ready for use."
        from "2025-12-03": "The resource is in a state that does not support the current operation. Try again later and check whether the instance state supports the operation.";
    DiskInArrears               [14]  403 Documented "DiskInArrears" "The specified operation is denied as your disk has expired."
        from "2025-12-03": "The disk has expired due to an overdue payment.";
    NoStock                     [15]  403 Documented "OperationDenied.NoStock" "The requested resource is sold out in the specified zone; try other types of resources or other regions and zones."
        from "2025-12-03": "The requested resources are insufficient.";
    SpotPriceTooLow             [16]  403 Documented "OperationDenied.SpotPriceLowerThanPublicPrice" "The spot instance price is lower than public price."
        from "2025-12-03": "Your user-defined maximum hourly price of a spot instance is lower than the current market price.";
    IncorrectInstanceStatus     [17]  403 Documented "IncorrectInstanceStatus" "%s"
        from "2025-12-03": "The instance is in a state that does not support the current operation.";
    KmsKeyUntagged              [18]  403 Documented "InvalidParameter.KMSKeyId.CMKUnauthorized" "The CMK needs to be added ECS tag.";
    KmsKeyNotEnabled            [19]  403 Documented "InvalidParameter.KMSKeyId.CMKNotEnabled" "The CMK needs to be enabled."
        from "2025-12-03": "The customer master key (CMK) is not enabled when KMSKeyId is specified for an encrypted disk. You can call the DescribeKey operation of KMS to query information about the specified CMK.";
    KmsUnauthorized             [20]  403 Documented "InvalidParameter.KMSKeyId.KMSUnauthorized" "ECS service have no right to access your KMS."
        from "2025-12-03": "ECS is not authorized to access your KMS resources.";
    QuotaTypeExhausted          [21]  403 Documented "QuotaExceed.ElasticQuota" "No additional quota is available for the specified ECS instance type."
        from "2025-12-03": "The maximum number of instances of the specified instance type in the region has been reached. Reduce the quantity of instances that you want to purchase or try another region or instance type. Alternatively, you can go to the ECS console or Quota Center to request a quota increase.";
    QuotaTypeExceeded           [22]  403 Documented "QuotaExceed.ElasticQuota" "The number of the specified ECS instances has exceeded the quota of the specified instance type."
        from "2025-12-03": "The maximum number of instances of the specified instance type in the region has been reached. Reduce the quantity of instances that you want to purchase or try another region or instance type. Alternatively, you can go to the ECS console or Quota Center to request a quota increase.";
    QuotaVcpusExceeded          [23]  403 Documented "QuotaExceed.ElasticQuota" "The number of vCPUs assigned to the ECS instances has exceeded the quota in the zone."
        from "2025-12-03": "The maximum number of vCPUs for all instance types has been reached. You can go to the ECS console or Quota Center to request a quota increase.";
    QuotaTypeOrVcpusExceeded    [24]  403 Documented "QuotaExceed.ElasticQuota" "The number of the specified ECS instances has exceeded the quota of the specified instance type, or the number of vCPUs assigned to the ECS instances has exceeded the quota in the zone."
        from "2025-12-03": "The maximum number of instances of the specified instance type in the region has been reached, or the maximum number of vCPUs for all instance types has been reached. You can go to the ECS console or Quota Center to request a quota increase.";
    HostRepairing               [25]  403 Documented "OperationDenied.HostRepairing" "The specified operation is denied as the host of ECS instance is being repaired."
        from "2025-12-03": "The operation is not supported while the physical machine that hosts the ECS instance is being repaired.";
    InstanceNotFound            [26]  404 Documented "InvalidInstanceId.NotFound" "The specified InstanceId does not exist."
        from "2025-12-03": "The specified instance does not exist.";
    CapacityReservationNotFound [27]  404 Documented "InvalidCapacityReservationId.NotFound" "The specified capacity reservation does not exist.";
    InternalError               [28]  500 Documented "InternalError" "The request processing has failed due to some unknown error."
        from "2025-12-03": "An internal error has occurred. Try again later.";
    InternalFailure             [29]  500 Documented "InternalError" "The request processing has failed due to some unknown error, exception or failure."
        from "2025-12-03": "An internal error has occurred. Try again later.";
    ServiceUnavailable          [30]  503 Documented "ServiceUnavailable" "The request has failed due to a temporary failure of the server.";
    DryRunPassed                [ -]  400 Borrowed   "DryRunOperation" "Request validation has been passed with DryRun flag set.";
}
