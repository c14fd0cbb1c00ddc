//! The documented errors of StopInstances, in the order of its pages of 2025-12-03.

use super::table::errors;

errors! { StopInstances ["2025-12-03"]
//  kind, its row in each revision, HTTP status, how it is known, code, message
    KmsKeyUntagged             [ 1]  400 Documented "InvalidParameter.KMSKeyId.CMKNotEnabled" "The CMK needs to be added ECS tag";
    KmsKeyNotEnabled           [ 2]  400 Documented "InvalidParameter.KMSKeyId.CMKNotEnabled" "The CMK needs to be enabled.";
    KmsUnauthorized            [ 3]  400 Documented "InvalidParameter.KMSKeyId.KMSUnauthorized" "ECS service account have no right to access your KMS.";
    DryRunPassed               [ 4]  400 Documented "DRYRUN.SUCCESS" "This request is a dryrun request with successful result.";
    KmsNotActivated            [ 5]  400 Inferred since V2025_12_03 "InvalidParameter.Encrypted.KmsNotEnable" "Failed to perform this operation because KMS is not activated.";
    InstanceIdNull             [ 6]  403 Documented "InvalidInstanceId.NotFound" "InstanceId should not be null.";
    TooManyInstanceIds         [ 7]  403 Documented "InvalidParameter.TooManyInstanceIds" "Instance ids cannot be more than 100.";
    MalformedInstanceIds       [ 8]  403 Documented "Abs.InvalidInstanceIds.MalFormed" "The specified instanceIds is not valid.";
    InstanceLockedForSecurity  [ 9]  403 Documented "InstanceLockedForSecurity" "%s";
    InstanceExpiredOrInArrears [10]  403 Documented "InstanceExpiredOrInArrears" "%s";
    IncorrectInstanceStatus    [11]  403 Documented "IncorrectInstanceStatus" "%s";
    InstanceNotSupported       [12]  403 Documented "InvalidInstanceId.NotSupport" "%s";
    InsufficientBalance        [13]  403 Documented "InsufficientBalance" "Your account does not have enough balance.";
    InstanceNotReady           [14]  403 Documented "InstanceNotReady" "The specified instance is not ready for use.";
    KmsKeyNotFound             [15]  403 Inferred since V2025_12_03 "InvalidOperation.KMSKeyIdNotFound" "The specified KMSKeyId not found, %s.";
    KmsServiceNotOpen          [16]  403 Inferred since V2025_12_03 "InvalidOperation.KMSServiceNotOpen" "KMS service is currently not open.";
    SystemInstanceNotSupported [17]  403 Inferred since V2025_12_03 "OperationDenied.SystemInstanceNotSupport" "The system instance does not support the %s operation because %s.";
    InstanceNotFound           [18]  404 Documented "InvalidInstanceId.NotFound" "%s";
    InstanceIdsNotFound        [19]  404 Documented "InvalidInstanceIds.NotFound" "The specified InstanceIds does not exist.";
    InstanceNotFound           [20]  404 Documented "InvalidInstanceId.NotFound" "The specified InstanceId does not exist.";
    Conflict                   [21]  409 Documented "InvalidOperation.Conflict" "Request was denied due to conflict with a previous request, please try again later.";
    InternalError              [22]  500 Documented "InternalError" "The request processing has failed due to some unknown error.";
    ServiceUnavailable         [23]  503 Inferred since V2025_12_03 "LimitedOperation.ServiceUnavailable" "The service is currently unavailable. Please try again later.";
}
