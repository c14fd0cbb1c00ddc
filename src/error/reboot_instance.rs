//! The documented errors of RebootInstance, in the order of its pages of 2025-12-03.

use super::table::errors;

errors! { RebootInstance ["2025-12-03"]
//  kind, row number in each revision, HTTP status, evidence, code, message
//      from revision: description
    IncorrectInstanceStatus    [ 1]  403 Documented "IncorrectInstanceStatus" "The current status of the resource does not support this operation."
        from "2025-12-03": "The resource is in a state that does not support the current operation.";
    InstanceLockedForSecurity  [ 2]  403 Documented "InstanceLockedForSecurity" "The specified operation is denied as your instance is locked for security reasons.";
    DiskError                  [ 3]  403 Documented "DiskError" "IncorrectDiskStatus."
        from "2025-12-03": "The disk state is invalid.";
    InstanceExpiredOrInArrears [ 4]  403 Documented "InstanceExpiredOrInArrears" "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode)."
        from "2025-12-03": "The subscription instance has expired. You must renew the instance before you can proceed.";
    IncorrectInstanceStatus    [ 5]  403 Documented "IncorrectInstanceStatus" "%s"
        from "2025-12-03": "The instance is in a state that does not support the current operation.";
    KmsKeyUntagged             [ 6]  403 Documented "InvalidParameter.KMSKeyId.CMKUnauthorized" "%s";
    KmsKeyNotEnabled           [ 7]  403 Documented "InvalidParameter.KMSKeyId.CMKNotEnabled" "%s";
    KmsUnauthorized            [ 8]  403 Documented "InvalidParameter.KMSKeyId.KMSUnauthorized" "%s";
    KmsKeyIdNotFound           [ 9]  404 Documented "InvalidParameter.KMSKeyId.NotFound" "%s";
    InstanceNotFound           [10]  404 Documented "InvalidInstanceId.NotFound" "The specified InstanceId does not exist."
        from "2025-12-03": "The specified instance does not exist.";
    InternalError              [11]  500 Documented "InternalError" "The request processing has failed due to some unknown error."
        from "2025-12-03": "An internal error has occurred. Try again later.";
    InternalFailure            [12]  500 Documented "InternalError" "The request processing has failed due to some unknown error, exception or failure."
        from "2025-12-03": "An internal error has occurred. Try again later.";
    ServiceUnavailable         [13]  503 Documented "LimitedOperation.ServiceUnavailable" "The service is currently unavailable. Please try again later."
        from "2025-12-03": "The service is currently unavailable. Please try again later.";
    DryRunPassed               [ -]  400 Borrowed   "DryRunOperation" "Request validation has been passed with DryRun flag set.";
}
