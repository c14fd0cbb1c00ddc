//! The documented errors of RebootInstances, in the order of its pages of 2025-12-03.

use super::table::errors;

errors! { RebootInstances ["2025-12-03"]
//  kind, its row in each revision, HTTP status, how it is known, code, message
    KmsKeyUntagged             [ 1]  400 Documented "InvalidParameter.KMSKeyId.CMKNotEnabled" "The CMK needs to be added ECS tag";
    KmsKeyNotEnabled           [ 2]  400 Documented "InvalidParameter.KMSKeyId.CMKNotEnabled" "The CMK needs to be enabled.";
    KmsUnauthorized            [ 3]  400 Documented "InvalidParameter.KMSKeyId.KMSUnauthorized" "ECS service account have no right to access your KMS.";
    DryRunPassed               [ 4]  400 Documented "DRYRUN.SUCCESS" "This request is a dryrun request with successful result.";
    InstanceIdNull             [ 5]  403 Documented "InvalidInstanceId.NotFound" "InstanceId should not be null.";
    TooManyInstanceIds         [ 6]  403 Documented "InvalidParameter.TooManyInstanceIds" "Instance ids cannot be more than 100.";
    MalformedInstanceIds       [ 7]  403 Documented "Abs.InvalidInstanceIds.MalFormed" "The specified instanceIds is not valid.";
    InstanceLockedForSecurity  [ 8]  403 Documented "InstanceLockedForSecurity" "%s";
    InstanceExpiredOrInArrears [ 9]  403 Documented "InstanceExpiredOrInArrears" "%s";
    IncorrectInstanceStatus    [10]  403 Documented "IncorrectInstanceStatus" "%s";
    SystemDiskNotFound         [11]  403 Documented "InvalidInstance.NotFoundSystemDisk" "%s";
    InsufficientBalance        [12]  403 Documented "InsufficientBalance" "Your account does not have enough balance.";
    InstanceNotReady           [13]  403 Documented "InstanceNotReady" "The specified instance is not ready for use.";
    InstanceNotFound           [14]  404 Documented "InvalidInstanceId.NotFound" "%s";
    InstanceIdsNotFound        [15]  404 Documented "InvalidInstanceIds.NotFound" "The specified InstanceIds does not exist.";
    InstanceNotFound           [16]  404 Documented "InvalidInstanceId.NotFound" "The specified InstanceId does not exist.";
    Conflict                   [17]  409 Documented "InvalidOperation.Conflict" "Request was denied due to conflict with a previous request, please try again later.";
    InternalError              [18]  500 Documented "InternalError" "The request processing has failed due to some unknown error.";
    ServiceUnavailable         [19]  503 Documented "LimitedOperation.ServiceUnavailable" "The service is currently unavailable. Please try again later.";
}
