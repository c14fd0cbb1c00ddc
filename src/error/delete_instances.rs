//! The documented errors of DeleteInstances, in the order of its pages of 2025-04-09.

use super::table::errors;

errors! { DeleteInstances ["2025-04-09"]
//  kind, row number in each revision, HTTP status, evidence, code, message
//      from revision: description
    CrossRegion                [ 1]  400 Documented "InvalidParameter.CrossRegionNotSupport" "Instances of multiple regions not support.";
    DryRunPassed               [ 2]  400 Documented "DRYRUN.SUCCESS" "This request is a dryrun request with successful result."
        from "2025-04-09": "The request is checked and determined as valid.";
    LoadBalancerConfiguring    [ 3]  400 Documented "DependencyViolation.SLBConfiguring" "Specified operation is denied as your instance is using by another product."
        from "2025-04-09": "The instance is referenced by an SLB instance that is being configured.";
    RouteEntry                 [ 4]  400 Documented "DependencyViolation.RouteEntry" "Specified instance is used by route entry."
        from "2025-04-09": "Custom route entries exist in the VPC and the VPC cannot be deleted.";
    TooManyInstanceIds         [ 5]  403 Documented "InvalidParameter.TooManyInstanceIds" "Instance ids cannot be more than 100."
        from "2025-04-09": "InstanceIds cannot be more than 100.";
    MalformedInstanceIds       [ 6]  403 Documented "InvalidInstanceIds.ValueNotSupported" "The specified instanceIds is not valid.";
    DeletionProtection         [ 7]  403 Documented "InvalidOperation.DeletionProtection" "The operation is not allowed due to deletion protection."
        from "2025-04-09": "Instance has release protection turned on, so this operation cannot be performed";
    DeletionProtection         [ 8]  403 Documented "InvalidOperation.DeletionProtection" "%s"
        from "2025-04-09": "The operation is invalid. Disable release protection for the instance first.";
    ChargeTypeViolation        [ 9]  403 Documented "ChargeTypeViolation" "%s"
        from "2025-04-09": "The payment type conflicts. This operation is not supported for resources of the payment type.";
    InstanceInitializing       [10]  403 Documented "IncorrectInstanceStatus.Initializing" "%s";
    NetworkInterfaceLinked     [11]  403 Documented "InvalidOperation.EniLinked" "%s"
        from "2025-04-09": "The operation is invalid because the current ENI of the instance is associated with other ENIs. You must disassociate the ENI from the other ENIs before you can unbind the ENI from the instance.";
    IncorrectInstanceStatus    [12]  403 Documented "IncorrectInstanceStatus" "%s"
        from "2025-04-09": "The instance is in a state that does not support the current operation.";
    InstanceLockedForSecurity  [13]  403 Documented "InstanceLockedForSecurity" "The specified operation is denied as your instance is locked for security reasons.";
    SystemInstanceNotSupported [14]  403 Documented "OperationDenied.SystemInstanceNotSupport" "The system instance does not support the %s operation because %s.";
    InstanceIdsNotFound        [15]  404 Documented "InvalidInstanceIds.NotFound" "The specified InstanceIds does not exist."
        from "2025-04-09": "The specified InstanceId parameter does not exist. You can call the DescribeInstances operation to query the state of the instance.";
    InstanceNotFound           [16]  404 Documented "InvalidInstanceId.NotFound" "%s"
        from "2025-04-09": "The specified instance does not exist. Check whether the InstanceId parameter is valid.";
    InvalidParameter           [17]  500 Documented "InvalidParameter" "Invalid parameters.";
    InternalError              [18]  500 Documented "InternalError" "The request processing has failed due to some unknown error."
        from "2025-04-09": "An internal error has occurred. Try again later.";
    InternalFault              [19]  500 Documented "InternalError" "%s"
        from "2025-04-09": "An internal error has occurred.";
}
