//! The documented errors of DeleteInstance, in the order of its pages of 2025-04-09.

use super::table::errors;

errors! { DeleteInstance ["2025-04-09"]
//  kind, its row in each revision, HTTP status, how it is known, code, message
    LoadBalancerConfiguring    [ 1]  400 Documented "DependencyViolation.SLBConfiguring" "Specified operation is denied as your instance is using by another product.";
    RouteEntry                 [ 2]  400 Documented "DependencyViolation.RouteEntry" "Specified instance is used by route entry.";
    InvalidParameter           [ 3]  400 Documented "InvalidParameter" "The input parameter InstanceId is invalid.";
    IncorrectInstanceStatus    [ 4]  403 Documented "IncorrectInstanceStatus" "The current status of the resource does not support this operation.";
    InstanceLockedForSecurity  [ 5]  403 Documented "InstanceLockedForSecurity" "The specified operation is denied as your instance is locked for security reasons.";
    ChargeTypeViolation        [ 6]  403 Documented "ChargeTypeViolation" "The operation is not permitted due to charge type of the instance.";
    InstanceInitializing       [ 7]  403 Documented "IncorrectInstanceStatus.Initializing" "The specified instance status does not support this operation.";
    VolumesAttached            [ 8]  403 Documented "IncorrectInstanceStatus" "The specified instance is still attached by volumes.";
    DeletionProtection         [ 9]  403 Documented "InvalidOperation.DeletionProtection" "%s";
    DeletionProtection         [10]  403 Documented "InvalidOperation.DeletionProtection" "The operation is not allowed due to deletion protection.";
    NetworkInterfaceLinked     [11]  403 Documented "InvalidOperation.EniLinked" "%s";
    SystemInstanceNotSupported [12]  403 Documented "OperationDenied.SystemInstanceNotSupport" "The system instance does not support the %s operation because %s.";
    InstanceNotFound           [13]  404 Documented "InvalidInstanceId.NotFound" "The specified InstanceId does not exist.";
    InternalError              [14]  500 Documented "InternalError" "The request processing has failed due to some unknown error.";
    DryRunPassed               [ -]  400 Borrowed   "DryRunOperation" "Request validation has been passed with DryRun flag set.";
}
