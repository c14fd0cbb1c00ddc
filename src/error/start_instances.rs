//! The documented errors of StartInstances, in the order of its pages of 2025-12-03.

use super::table::errors;

errors! { StartInstances ["2025-12-03"]
//  kind, row number in each revision, HTTP status, evidence, code, message
//      from revision: description
    KmsKeyUntagged             [ 1]  400 Documented "InvalidParameter.KMSKeyId.CMKNotEnabled" "The CMK needs to be added ECS tag";
    KmsKeyNotEnabled           [ 2]  400 Documented "InvalidParameter.KMSKeyId.CMKNotEnabled" "The CMK needs to be enabled."
        from "2025-12-03": "The customer master key (CMK) is not enabled when KMSKeyId is specified for an encrypted disk. You can call the DescribeKey operation of KMS to query information about the specified CMK.";
    KmsUnauthorized            [ 3]  400 Documented "InvalidParameter.KMSKeyId.KMSUnauthorized" "ECS service account have no right to access your KMS.";
    DryRunPassed               [ 4]  400 Documented "DRYRUN.SUCCESS" "This request is a dryrun request with successful result."
        from "2025-12-03": "The request is checked and determined as valid.";
    PrivatePoolUsedUp          [ 5]  400 Documented "Invalid.PrivatePoolOptions.NoStock" "The PrivatePool has been used up."
        from "2025-12-03": "The capacity of the specified private pool (elastic assurance, capacity reservation) has been used up.";
    InstanceIdNull             [ 6]  403 Documented "InvalidInstanceId.NotFound" "InstanceId should not be null.";
    TooManyInstanceIds         [ 7]  403 Documented "InvalidParameter.TooManyInstanceIds" "Instance ids cannot be more than 100."
        from "2025-12-03": "InstanceIds cannot be more than 100.";
    MalformedInstanceIds       [ 8]  403 Documented "Abs.InvalidInstanceIds.MalFormed" "The specified instanceIds is not valid.";
    InstanceExpired            [ 9]  403 Documented "InstanceExpired" "%s"
        from "2025-12-03": "The instance is out of date and the operation cannot be performed.";
    InstanceLockedForSecurity  [10]  403 Documented "InstanceLockedForSecurity" "%s";
    InstanceExpiredOrInArrears [11]  403 Documented "InstanceExpiredOrInArrears" "%s";
    IncorrectInstanceStatus    [12]  403 Documented "IncorrectInstanceStatus" "%s"
        from "2025-12-03": "The instance is in a state that does not support the current operation.";
    SystemDiskNotFound         [13]  403 Documented "InvalidInstance.NotFoundSystemDisk" "%s";
    NoStock                    [14]  403 Documented "OperationDenied.NoStock" "The requested resource is sold out in the specified zone; try other types of resources or other regions and zones."
        from "2025-12-03": "The requested resources are insufficient.";
    SpotPriceTooLow            [15]  403 Documented "OperationDenied.SpotPriceLowerThanPublicPrice" "The spot instance price is lower than public price."
        from "2025-12-03": "Your user-defined maximum hourly price of a spot instance is lower than the current market price.";
    SpotPriceTooLow            [16]  403 Documented "OperationDenied.SpotPriceLowerThanPublicPrice" "%s";
    InsufficientBalance        [17]  403 Documented "InsufficientBalance" "Your account does not have enough balance."
        from "2025-12-03": "Your account balance is insufficient. Add funds to your account and try again.";
    InstanceNotReady           [18]  403 Documented "InstanceNotReady" "The specified instance is not ready for use."
        from "2025-12-03": "The resource is in a state that does not support the current operation. Try again later and check whether the instance state supports the operation.";
    HostRepairing              [19]  403 Documented "OperationDenied.HostRepairing" "%s";
    InstanceNotFound           [20]  404 Documented "InvalidInstanceId.NotFound" "%s"
        from "2025-12-03": "The specified instance does not exist. Check whether the InstanceId parameter is valid.";
    InstanceIdsNotFound        [21]  404 Documented "InvalidInstanceIds.NotFound" "The specified InstanceIds does not exist."
        from "2025-12-03": "The specified InstanceId parameter does not exist. You can call the DescribeInstances operation to query the state of the instance.";
    InstanceNotFound           [22]  404 Documented "InvalidInstanceId.NotFound" "The specified InstanceId does not exist."
        from "2025-12-03": "The specified instance does not exist.";
    Conflict                   [23]  409 Documented "InvalidOperation.Conflict" "Request was denied due to conflict with a previous request, please try again later.";
    InternalError              [24]  500 Documented "InternalError" "The request processing has failed due to some unknown error."
        from "2025-12-03": "An internal error has occurred. Try again later.";
}
