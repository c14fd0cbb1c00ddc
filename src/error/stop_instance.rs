//! The documented errors of StopInstance, in the order of its pages of 2021-01, 2024-11-14 and 2025-12-03.

use super::table::errors;

errors! { StopInstance ["2021-01", "2024-11-14", "2025-12-03"]
//  kind, its row in each revision, HTTP status, how it is known, code, message
    IncorrectInstanceStatus    [ 2  1  1]  403 Documented "IncorrectInstanceStatus" "The current status of the resource does not support this operation.";
    InstanceLockedForSecurity  [ 3  2  2]  403 Documented "InstanceLockedForSecurity" "The specified operation is denied as your instance is locked for security reasons.";
    DiskError                  [ 4  3  _]  403 Documented "DiskError" "IncorrectDiskStatus";
    ConfirmStopRequired        [ 6  4  4]  403 Documented "InstanceType.ParameterMismatch" "The input parameter ConfirmStop must be true when an instance have localstorage.";
    InstanceExpiredOrInArrears [ 7  5  5]  403 Documented "InstanceExpiredOrInArrears" "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).";
    ClassicNetworkNotSupported [ 8  6  6]  403 Documented "InvalidInstanceId.NotSupport" "Classic network Instance does not support this operation.";
    SubscriptionNotSupported   [ 9  7  7]  403 Documented "InvalidInstanceId.NotSupport" "Pre pay instance does not support this operation.";
    LocalDiskNotSupported      [10  8  8]  403 Documented "InvalidInstanceId.NotSupport" "Local disk instance does not support this operation.";
    SpotNotSupported           [11  9  9]  403 Documented "InvalidInstanceId.NotSupport" "Spot instance does not support this operation.";
    IncorrectInstanceStatus    [12 10 10]  403 Documented "IncorrectInstanceStatus" "%s";
    KmsKeyUntagged             [ _ 11 11]  403 Documented "InvalidParameter.KMSKeyId.CMKUnauthorized" "The CMK needs to be added ECS tag";
    KmsKeyNotEnabled           [ _ 12 12]  403 Documented "InvalidParameter.KMSKeyId.CMKNotEnabled" "The CMK needs to be enabled.";
    KmsUnauthorized            [13 13 13]  403 Documented "InvalidParameter.KMSKeyId.KMSUnauthorized" "ECS service have no right to access your KMS.";
    HibernationForbidden       [ _ 14 14]  403 Documented "HibernationConfigured.InstanceOperationForbidden" "The operation is not permitted due to limit of the hibernation configured instance.";
    HibernationNotEnabled      [ _ 15 15]  403 Documented "HibernationConfigured.NotEnabled" "The instance hibernation configured option is not enabled.";
    InstanceNotFound           [ 1 16 16]  404 Documented "InvalidInstanceId.NotFound" "The specified InstanceId does not exist.";
    InternalError              [ 5 17 17]  500 Documented "InternalError" "The request processing has failed due to some unknown error.";
    InternalFailure            [14 18 18]  500 Documented "InternalError" "The request processing has failed due to some unknown error, exception or failure.";
    DiskError                  [ _  _  3]  400 Documented "DiskError" "IncorrectDiskStatus.";
    KmsNotActivated            [ _  _ 19]  400 Documented "InvalidParameter.Encrypted.KmsNotEnable" "Failed to perform this operation because KMS is not activated.";
    KmsKeyNotFound             [ _  _ 20]  403 Documented "InvalidOperation.KMSKeyIdNotFound" "The specified KMSKeyId not found, %s.";
    KmsServiceNotOpen          [ _  _ 21]  403 Documented "InvalidOperation.KMSServiceNotOpen" "KMS service is currently not open.";
    SystemInstanceNotSupported [ _  _ 22]  403 Documented "OperationDenied.SystemInstanceNotSupport" "The system instance does not support the %s operation because %s.";
    ServiceUnavailable         [ _  _ 23]  503 Documented "LimitedOperation.ServiceUnavailable" "The service is currently unavailable. Please try again later.";
    DryRunPassed               [ -  -  -]  400 Borrowed   "DryRunOperation" "Request validation has been passed with DryRun flag set.";
}
