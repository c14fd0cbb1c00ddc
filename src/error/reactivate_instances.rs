//! The documented errors of ReActivateInstances, in the order of its pages of 2025-01-21.

use super::table::errors;

errors! { ReActivateInstances ["2025-01-21"]
//  kind, row number in each revision, HTTP status, evidence, code, message
//      from revision: description
    ReopenBalance             [ 1]  400 Documented "ReopenInstance.InstanceNotEnoughBalance" "Reopen instance must have enough account balance.";
    ReopenImageBalance        [ 2]  400 Documented "ReopenInstance.ImageNotEnoughBalance" "Reopen instance must have enough cash balance.";
    ReopenStatus              [ 3]  400 Documented "ReopenInstance.InstanceStatusNotValid" "Instance status is not Expired, ImageExpired or EcsAndImageExpired."
        from "2025-01-21": "The instance cannot be restarted because the instance or its image has expired.";
    IncorrectInstanceStatus   [ 4]  403 Documented "IncorrectInstanceStatus" "The current status of the resource does not support this operation."
        from "2025-01-21": "The resource is in a state that does not support the current operation.";
    InstanceLockedForSecurity [ 5]  403 Documented "InstanceLockedForSecurity" "The specified operation is denied as your instance is locked for security reasons.";
    InsufficientBalance       [ 6]  403 Documented "InsufficientBalance" "Your account does not have enough balance."
        from "2025-01-21": "Your account balance is insufficient. Add funds to your account and try again.";
    InstanceNotFound          [ 7]  404 Documented "InvalidInstanceId.NotFound" "The specified InstanceId does not exist."
        from "2025-01-21": "The specified instance does not exist.";
    PayTypeNotSupported       [ 8]  404 Documented "InvalidPayType.NotSupport" "The specified pre pay instance not support."
        from "2025-01-21": "Subscription instances do not support the operation.";
    InternalError             [ 9]  500 Documented "InternalError" "The request processing has failed due to some unknown error."
        from "2025-01-21": "An internal error has occurred. Try again later.";
}
