//! The documented errors of DeleteInstances, in the order of its pages of 2025-04-09.

use super::table::errors;

errors! { DeleteInstances ["2025-04-09"]
//  kind, its row in each revision, HTTP status, how it is known, code, message
    CrossRegion                [ 1]  400 Documented "InvalidParameter.CrossRegionNotSupport" "Instances of multiple regions not support.";
    DryRunPassed               [ 2]  400 Documented "DRYRUN.SUCCESS" "This request is a dryrun request with successful result.";
    LoadBalancerConfiguring    [ 3]  400 Documented "DependencyViolation.SLBConfiguring" "Specified operation is denied as your instance is using by another product.";
    RouteEntry                 [ 4]  400 Documented "DependencyViolation.RouteEntry" "Specified instance is used by route entry.";
    TooManyInstanceIds         [ 5]  403 Documented "InvalidParameter.TooManyInstanceIds" "Instance ids cannot be more than 100.";
    MalformedInstanceIds       [ 6]  403 Documented "InvalidInstanceIds.ValueNotSupported" "The specified instanceIds is not valid.";
    DeletionProtection         [ 7]  403 Documented "InvalidOperation.DeletionProtection" "The operation is not allowed due to deletion protection.";
    DeletionProtection         [ 8]  403 Documented "InvalidOperation.DeletionProtection" "%s";
    ChargeTypeViolation        [ 9]  403 Documented "ChargeTypeViolation" "%s";
    InstanceInitializing       [10]  403 Documented "IncorrectInstanceStatus.Initializing" "%s";
    NetworkInterfaceLinked     [11]  403 Documented "InvalidOperation.EniLinked" "%s";
    IncorrectInstanceStatus    [12]  403 Documented "IncorrectInstanceStatus" "%s";
    InstanceLockedForSecurity  [13]  403 Documented "InstanceLockedForSecurity" "The specified operation is denied as your instance is locked for security reasons.";
    SystemInstanceNotSupported [14]  403 Documented "OperationDenied.SystemInstanceNotSupport" "The system instance does not support the %s operation because %s.";
    InstanceIdsNotFound        [15]  404 Documented "InvalidInstanceIds.NotFound" "The specified InstanceIds does not exist.";
    InstanceNotFound           [16]  404 Documented "InvalidInstanceId.NotFound" "%s";
    InvalidParameter           [17]  500 Documented "InvalidParameter" "Invalid parameters.";
    InternalError              [18]  500 Documented "InternalError" "The request processing has failed due to some unknown error.";
    InternalFault              [19]  500 Documented "InternalError" "%s";
}
