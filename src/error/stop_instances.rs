//! The documented errors of StopInstances, in the order of its pages of 2025-12-03.

use super::table::errors;

errors! { StopInstances ["2025-12-03"]
//  kind, row number in each revision, HTTP status, evidence, code, message
//      from revision: description
    KmsKeyUntagged             [ 1]  400 Documented "InvalidParameter.KMSKeyId.CMKNotEnabled" "The CMK needs to be added ECS tag";
    KmsKeyNotEnabled           [ 2]  400 Documented "InvalidParameter.KMSKeyId.CMKNotEnabled" "The CMK needs to be enabled."
        from "2025-12-03": "The customer master key (CMK) is not enabled when KMSKeyId is specified for an encrypted disk. You can call the DescribeKey operation of KMS to query information about the specified CMK.";
    KmsUnauthorized            [ 3]  400 Documented "InvalidParameter.KMSKeyId.KMSUnauthorized" "ECS service account have no right to access your KMS.";
    DryRunPassed               [ 4]  400 Documented "DRYRUN.SUCCESS" "This request is a dryrun request with successful result."
        from "2025-12-03": "The request is checked and determined as valid.";
    KmsNotActivated            [ 5]  400 Inferred since V2024_12_20 "InvalidParameter.Encrypted.KmsNotEnable" "Failed to perform this operation because KMS is not activated."
        from "2025-12-03": "You need to activate KMS key escrow service.";
    InstanceIdNull             [ 6]  403 Documented "InvalidInstanceId.NotFound" "InstanceId should not be null.";
    TooManyInstanceIds         [ 7]  403 Documented "InvalidParameter.TooManyInstanceIds" "Instance ids cannot be more than 100."
        from "2025-12-03": "InstanceIds cannot be more than 100.";
    MalformedInstanceIds       [ 8]  403 Documented "Abs.InvalidInstanceIds.MalFormed" "The specified instanceIds is not valid.";
    InstanceLockedForSecurity  [ 9]  403 Documented "InstanceLockedForSecurity" "%s";
    InstanceExpiredOrInArrears [10]  403 Documented "InstanceExpiredOrInArrears" "%s";
    IncorrectInstanceStatus    [11]  403 Documented "IncorrectInstanceStatus" "%s"
        from "2025-12-03": "The instance is in a state that does not support the current operation.";
    InstanceNotSupported       [12]  403 Documented "InvalidInstanceId.NotSupport" "%s";
    InsufficientBalance        [13]  403 Documented "InsufficientBalance" "Your account does not have enough balance."
        from "2025-12-03": "Your account balance is insufficient. Add funds to your account and try again.";
    InstanceNotReady           [14]  403 Documented "InstanceNotReady" "The specified instance is not ready for use."
        from "2025-12-03": "The resource is in a state that does not support the current operation. Try again later and check whether the instance state supports the operation.";
    KmsKeyNotFound             [15]  403 Inferred since V2024_12_20 "InvalidOperation.KMSKeyIdNotFound" "The specified KMSKeyId not found, %s."
        from "2025-12-03": "The associated KMS encryption key cannot be found. Verify that the KMS encryption key is valid.";
    KmsServiceNotOpen          [16]  403 Inferred since V2024_12_20 "InvalidOperation.KMSServiceNotOpen" "KMS service is currently not open."
        from "2025-12-03": "The KMS service has not been enabled.";
    SystemInstanceNotSupported [17]  403 Inferred since V2025_03_20 "OperationDenied.SystemInstanceNotSupport" "The system instance does not support the %s operation because %s.";
    InstanceNotFound           [18]  404 Documented "InvalidInstanceId.NotFound" "%s"
        from "2025-12-03": "The specified instance does not exist. Check whether the InstanceId parameter is valid.";
    InstanceIdsNotFound        [19]  404 Documented "InvalidInstanceIds.NotFound" "The specified InstanceIds does not exist."
        from "2025-12-03": "The specified InstanceId parameter does not exist. You can call the DescribeInstances operation to query the state of the instance.";
    InstanceNotFound           [20]  404 Documented "InvalidInstanceId.NotFound" "The specified InstanceId does not exist."
        from "2025-12-03": "The specified instance does not exist.";
    Conflict                   [21]  409 Documented "InvalidOperation.Conflict" "Request was denied due to conflict with a previous request, please try again later.";
    InternalError              [22]  500 Documented "InternalError" "The request processing has failed due to some unknown error."
        from "2025-12-03": "An internal error has occurred. Try again later.";
    ServiceUnavailable         [23]  503 Inferred since V2025_12_03 "LimitedOperation.ServiceUnavailable" "The service is currently unavailable. Please try again later."
        from "2025-12-03": "The service is currently unavailable. Please try again later.";
}
