//! The documented errors of DeleteInstance, in the order of its pages of 2025-04-09.

use super::table::errors;

errors! { DeleteInstance ["2025-04-09"]
//  kind, row number in each revision, HTTP status, evidence, code, message
//      from revision: description
    LoadBalancerConfiguring    [ 1]  400 Documented "DependencyViolation.SLBConfiguring" "Specified operation is denied as your instance is using by another product."
        from "2025-04-09": "The instance is referenced by an SLB instance that is being configured.";
    RouteEntry                 [ 2]  400 Documented "DependencyViolation.RouteEntry" "Specified instance is used by route entry."
        from "2025-04-09": "Custom route entries exist in the VPC and the VPC cannot be deleted.";
    InvalidParameter           [ 3]  400 Documented "InvalidParameter" "The input parameter InstanceId is invalid."
        from "2025-04-09": "The specified InstanceId parameter is invalid.";
    IncorrectInstanceStatus    [ 4]  403 Documented "IncorrectInstanceStatus" "The current status of the resource does not support this operation."
        from "2025-04-09": "The resource is in a state that does not support the current operation.";
    InstanceLockedForSecurity  [ 5]  403 Documented "InstanceLockedForSecurity" "The specified operation is denied as your instance is locked for security reasons.";
    ChargeTypeViolation        [ 6]  403 Documented "ChargeTypeViolation" "The operation is not permitted due to charge type of the instance."
        from "2025-04-09": "The operation is not supported while the instance is using the current billing method.";
    InstanceInitializing       [ 7]  403 Documented "IncorrectInstanceStatus.Initializing" "The specified instance status does not support this operation."
        from "2025-04-09": "The specified instance cannot be released at this time. Try again later.";
    VolumesAttached            [ 8]  403 Documented "IncorrectInstanceStatus" "The specified instance is still attached by volumes."
        from "2025-04-09": "The specified instance has data volumes.";
    DeletionProtection         [ 9]  403 Documented "InvalidOperation.DeletionProtection" "%s"
        from "2025-04-09": "The operation is invalid. Disable release protection for the instance first.";
    DeletionProtection         [10]  403 Documented "InvalidOperation.DeletionProtection" "The operation is not allowed due to deletion protection."
        from "2025-04-09": "Instance has release protection turned on, so this operation cannot be performed";
    NetworkInterfaceLinked     [11]  403 Documented "InvalidOperation.EniLinked" "%s"
        from "2025-04-09": "The operation is invalid because the current ENI of the instance is associated with other ENIs. You must disassociate the ENI from the other ENIs before you can unbind the ENI from the instance.";
    SystemInstanceNotSupported [12]  403 Documented "OperationDenied.SystemInstanceNotSupport" "The system instance does not support the %s operation because %s.";
    InstanceNotFound           [13]  404 Documented "InvalidInstanceId.NotFound" "The specified InstanceId does not exist."
        from "2025-04-09": "The specified instance does not exist.";
    InternalError              [14]  500 Documented "InternalError" "The request processing has failed due to some unknown error."
        from "2025-04-09": "An internal error has occurred. Try again later.";
    DryRunPassed               [ -]  400 Borrowed   "DryRunOperation" "Request validation has been passed with DryRun flag set.";
}
