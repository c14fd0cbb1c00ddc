//! The rule table of DeleteInstance.

use super::rule_table::rule_table;

#[rustfmt::skip] // a table: one line a row
rule_table! { DeleteInstance as delete_instance, number 3,
    expecting "status-not-stopped": Stopped, expecting "status-in-transit": Running | Stopped;
refusals {
  Existence:
    "not-found" { status: Released }                                                                 InstanceNotFound           Documented   DeletePage2025/"InvalidInstanceId.NotFound";
  Initializing:
    "initializing" { initializing: Yes }                                                             InstanceInitializing       Documented   DeletePage2025/"IncorrectInstanceStatus.Initializing"
        or { status: Pending }                                                                                                  Inferred     DeletePage2025/"IncorrectInstanceStatus.Initializing";
  DeletionProtection:
    "deletion-protection" { deletion_protection: Yes, charge_type: PostPaid, spot_strategy: NoSpot }
                                                                                                     DeletionProtection         Documented   DeletePage2025/"InvalidOperation.DeletionProtection";
  ChargeType:
    "charge-type" { charge_type: PrePaid, standing: Good | InArrears, locks.financial: No }
                                                                                                     ChargeTypeViolation        Documented   LifecycleGuide2021/release
        or { charge_type: PrePaid, request.terminate_subscription: No }                                                         Inferred     DeletePage2025/TerminateSubscription;
  SecurityLock:
    "security-lock" { locks.security: Yes, interpretation.SecurityLockedDelete: Deny }               InstanceLockedForSecurity  Contradicted DeletePage2025/"InstanceLockedForSecurity" against DeletePage2025/note
        or { locks.recycling: Yes, interpretation.OtherLocks: Deny }                                                            Inferred     DescribePage2021/OperationLocks
        or { locks.unknown: Yes, interpretation.OtherLocks: Deny }                                                              Inferred     DescribePage2021/OperationLocks;
  Status:
    "status-not-stopped" { status: Starting | Running | Stopping, request.force: No }                IncorrectInstanceStatus    Documented   DeletePage2025/Force;
    "status-in-transit" { status: Starting | Stopping, request.force: Yes, interpretation.ForceDeleteInTransit: Reject }
                                                                                                     IncorrectInstanceStatus    Inferred     DeletePage2025/Force;
  Volumes:
    "volumes-attached" { volumes_attached: Yes }                                                     VolumesAttached            Documented   DeletePage2025/Force;
  NetworkInterface:
    "network-interface-linked" { network_interface_linked: Yes }                                     NetworkInterfaceLinked     Documented   DeletePage2025/"InvalidOperation.EniLinked";
  RouteEntry:
    "route-entry" { route_entry: Yes }                                                               RouteEntry                 Documented   DeletePage2025/"DependencyViolation.RouteEntry";
  LoadBalancer:
    "load-balancer-configuring" { load_balancer_configuring: Yes }                                   LoadBalancerConfiguring    Documented   DeletePage2025/"DependencyViolation.SLBConfiguring";
  SystemInstance:
    "managed-by-product" { managed_by_product: Yes }                                                 SystemInstanceNotSupported Documented   DeletePage2025/"OperationDenied.SystemInstanceNotSupport";
}
settlements {
    ReleaseAfterShutdown    { status: Running, request.delete_force_stop: No }                                                  Documented   DeletePage2025/ForceStop
        or { status: Starting | Stopping, request.delete_force_stop: No }                                                       Inferred     DeletePage2025/ForceStop;
    Release                 {}                                                                                                  Documented   DeletePage2025/description;
}
}
