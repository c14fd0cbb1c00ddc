//! The documented errors of StopInstance on its pages of 2021-01, 2024-11-14 and 2025-12-03, in the order
//! of the second. The columns of 2024-12-20 and 2025-03-20 are reconstructed: see `history.rs`.
//!
//! The row numbers of the last three columns are ours: a row keeps the number of 2024-11-14, and later
//! rows follow. The page of 2025-12-03 has another order, beginning with `KmsNotEnable` and `DiskError`.

use super::table::errors;

errors! { StopInstance ["2021-01", "2024-11-14", "2024-12-20", "2025-03-20", "2025-12-03"]
//  kind, row number in each revision, HTTP status, evidence, code, message
//      from revision: description
    IncorrectInstanceStatus    [ 2  1  1  1  1]  403 Documented "IncorrectInstanceStatus" "The current status of the resource does not support this operation."
        from "2021-01": "The error message returned because the operation is not supported while the resource is in the current state."
        from "2024-11-14": "The resource is in a state that does not support the current operation.";
    InstanceLockedForSecurity  [ 3  2  2  2  2]  403 Documented "InstanceLockedForSecurity" "The specified operation is denied as your instance is locked for security reasons."
        from "2021-01": "The error message returned because the operation is not supported while the instance is locked for security reasons."
        from "2024-11-14": "-";
    DiskError                  [ 4  3  3  3  _]  403 Documented "DiskError" "IncorrectDiskStatus"
        from "2021-01": "The error message returned because the specified disk status is invalid."
        from "2024-11-14": "The specified disk status is invalid.";
    ConfirmStopRequired        [ 6  4  4  4  4]  403 Documented "InstanceType.ParameterMismatch" "The input parameter ConfirmStop must be true when an instance have localstorage."
        from "2021-01": "The error message returned because the ConfirmStop parameter is set to false for an instance that uses local storage."
        from "2024-11-14": "The ConfirmStop parameter is not set to true for the instance that uses local storage.";
    InstanceExpiredOrInArrears [ 7  5  5  5  5]  403 Documented "InstanceExpiredOrInArrears" "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode)."
        from "2021-01": "The error message returned because the subscription instance has expired. Renew the instance first."
        from "2024-11-14": "The subscription instance has expired. You must renew the instance before you can proceed.";
    ClassicNetworkNotSupported [ 8  6  6  6  6]  403 Documented "InvalidInstanceId.NotSupport" "Classic network Instance does not support this operation."
        from "2021-01": "The error message returned because the operation is not supported by instances in the classic network."
        from "2024-11-14": "Instances that reside in the classic network do not support the operation.";
    SubscriptionNotSupported   [ 9  7  7  7  7]  403 Documented "InvalidInstanceId.NotSupport" "Pre pay instance does not support this operation."
        from "2021-01": "The error message returned because subscription instances do not support this operation."
        from "2024-11-14": "Subscription instances do not support the operation.";
    LocalDiskNotSupported      [10  8  8  8  8]  403 Documented "InvalidInstanceId.NotSupport" "Local disk instance does not support this operation."
        from "2021-01": "The error message returned because the operation is not supported by instances that use local disks."
        from "2024-11-14": "The operation is not supported while the instance has local disks attached.";
    SpotNotSupported           [11  9  9  9  9]  403 Documented "InvalidInstanceId.NotSupport" "Spot instance does not support this operation."
        from "2021-01": "The error message returned because the operation is not supported by preemptible instances."
        from "2024-11-14": "Preemptible instances do not support the operation."
        from "2025-12-03": "Spot instances do not support the operation.";
    IncorrectInstanceStatus    [12 10 10 10 10]  403 Documented "IncorrectInstanceStatus" "%s"
        from "2021-01": "The error message returned because this operation is not supported while the instance is in the current state."
        from "2024-11-14": "The instance is in a state that does not support the current operation.";
    KmsKeyUntagged             [ _ 11 11 11 11]  403 Documented "InvalidParameter.KMSKeyId.CMKUnauthorized" "The CMK needs to be added ECS tag";
    KmsKeyNotEnabled           [ _ 12 12 12 12]  403 Documented "InvalidParameter.KMSKeyId.CMKNotEnabled" "The CMK needs to be enabled."
        from "2024-11-14": "The customer master key (CMK) is not enabled when KMSKeyId is specified for an encrypted disk. You can call the DescribeKey operation of KMS to query information about the specified CMK.";
    KmsUnauthorized            [13 13 13 13 13]  403 Documented "InvalidParameter.KMSKeyId.KMSUnauthorized" "ECS service have no right to access your KMS."
        from "2021-01": "The error message returned because ECS is not authorized to access your KMS resources."
        from "2024-11-14": "ECS is not authorized to access your KMS resources.";
    HibernationForbidden       [ _ 14 14 14 14]  403 Documented "HibernationConfigured.InstanceOperationForbidden" "The operation is not permitted due to limit of the hibernation configured instance."
        from "2024-11-14": "The operation cannot be performed due to the limitations of instances for which the instance hibernation feature is enabled.";
    HibernationNotEnabled      [ _ 15 15 15 15]  403 Documented "HibernationConfigured.NotEnabled" "The instance hibernation configured option is not enabled.";
    InstanceNotFound           [ 1 16 16 16 16]  404 Documented "InvalidInstanceId.NotFound" "The specified InstanceId does not exist."
        from "2021-01": "The error message returned because the specified InstanceId parameter does not exist. Check whether the instance ID is correct."
        from "2024-11-14": "The specified instance does not exist.";
    InternalError              [ 5 17 17 17 17]  500 Documented "InternalError" "The request processing has failed due to some unknown error."
        from "2021-01": "The error message returned because an internal error has occurred. Try again later. If the problem persists, submit a ticket."
        from "2024-11-14": "An internal error has occurred. Try again later.";
    InternalFailure            [14 18 18 18 18]  500 Documented "InternalError" "The request processing has failed due to some unknown error, exception or failure."
        from "2021-01": "The error message returned because an internal error has occurred. Try again later. If the problem persists, submit a ticket."
        from "2024-11-14": "An internal error has occurred. Try again later.";
    DiskError                  [ _  _  _  _  3]  400 Documented "DiskError" "IncorrectDiskStatus."
        from "2025-12-03": "The disk state is invalid.";
    KmsNotActivated            [ _  _ 19 19 19]  400 Documented "InvalidParameter.Encrypted.KmsNotEnable" "Failed to perform this operation because KMS is not activated."
        from "2024-12-20": "You need to activate KMS key escrow service.";
    KmsKeyNotFound             [ _  _ 20 20 20]  403 Documented "InvalidOperation.KMSKeyIdNotFound" "The specified KMSKeyId not found, %s."
        from "2024-12-20": "The associated KMS encryption key cannot be found. Verify that the KMS encryption key is valid.";
    KmsServiceNotOpen          [ _  _ 21 21 21]  403 Documented "InvalidOperation.KMSServiceNotOpen" "KMS service is currently not open."
        from "2024-12-20": "The KMS service has not been enabled.";
    SystemInstanceNotSupported [ _  _  _ 22 22]  403 Documented "OperationDenied.SystemInstanceNotSupport" "The system instance does not support the %s operation because %s.";
    ServiceUnavailable         [ _  _  _  _ 23]  503 Documented "LimitedOperation.ServiceUnavailable" "The service is currently unavailable. Please try again later."
        from "2025-12-03": "The service is currently unavailable. Please try again later.";
    DryRunPassed               [ -  -  -  -  -]  400 Borrowed   "DryRunOperation" "Request validation has been passed with DryRun flag set.";
}
