//! The documented errors of StartInstances, in the order of its pages of 2025-12-03.

use super::table::errors;

errors! { StartInstances ["2025-12-03"]
//  kind, its row in each revision, HTTP status, how it is known, code, message
    KmsKeyUntagged             [ 1]  400 Documented "InvalidParameter.KMSKeyId.CMKNotEnabled" "The CMK needs to be added ECS tag";
    KmsKeyNotEnabled           [ 2]  400 Documented "InvalidParameter.KMSKeyId.CMKNotEnabled" "The CMK needs to be enabled.";
    KmsUnauthorized            [ 3]  400 Documented "InvalidParameter.KMSKeyId.KMSUnauthorized" "ECS service account have no right to access your KMS.";
    DryRunPassed               [ 4]  400 Documented "DRYRUN.SUCCESS" "This request is a dryrun request with successful result.";
    PrivatePoolUsedUp          [ 5]  400 Documented "Invalid.PrivatePoolOptions.NoStock" "The PrivatePool has been used up.";
    InstanceIdNull             [ 6]  403 Documented "InvalidInstanceId.NotFound" "InstanceId should not be null.";
    TooManyInstanceIds         [ 7]  403 Documented "InvalidParameter.TooManyInstanceIds" "Instance ids cannot be more than 100.";
    MalformedInstanceIds       [ 8]  403 Documented "Abs.InvalidInstanceIds.MalFormed" "The specified instanceIds is not valid.";
    InstanceExpired            [ 9]  403 Documented "InstanceExpired" "%s";
    InstanceLockedForSecurity  [10]  403 Documented "InstanceLockedForSecurity" "%s";
    InstanceExpiredOrInArrears [11]  403 Documented "InstanceExpiredOrInArrears" "%s";
    IncorrectInstanceStatus    [12]  403 Documented "IncorrectInstanceStatus" "%s";
    SystemDiskNotFound         [13]  403 Documented "InvalidInstance.NotFoundSystemDisk" "%s";
    NoStock                    [14]  403 Documented "OperationDenied.NoStock" "The requested resource is sold out in the specified zone; try other types of resources or other regions and zones.";
    SpotPriceTooLow            [15]  403 Documented "OperationDenied.SpotPriceLowerThanPublicPrice" "The spot instance price is lower than public price.";
    SpotPriceTooLow            [16]  403 Documented "OperationDenied.SpotPriceLowerThanPublicPrice" "%s";
    InsufficientBalance        [17]  403 Documented "InsufficientBalance" "Your account does not have enough balance.";
    InstanceNotReady           [18]  403 Documented "InstanceNotReady" "The specified instance is not ready for use.";
    HostRepairing              [19]  403 Documented "OperationDenied.HostRepairing" "%s";
    InstanceNotFound           [20]  404 Documented "InvalidInstanceId.NotFound" "%s";
    InstanceIdsNotFound        [21]  404 Documented "InvalidInstanceIds.NotFound" "The specified InstanceIds does not exist.";
    InstanceNotFound           [22]  404 Documented "InvalidInstanceId.NotFound" "The specified InstanceId does not exist.";
    Conflict                   [23]  409 Documented "InvalidOperation.Conflict" "Request was denied due to conflict with a previous request, please try again later.";
    InternalError              [24]  500 Documented "InternalError" "The request processing has failed due to some unknown error.";
}
