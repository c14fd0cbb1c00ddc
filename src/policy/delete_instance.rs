//! The rule table of DeleteInstance.

use super::rule_table::rule_table;

#[rustfmt::skip] // a table: one line a row
rule_table! { DeleteInstance as delete_instance,
    expecting "status-not-stopped": Stopped, expecting "status-in-transit": Running | Stopped;
refusals {
  Existence:
    "not-found" { status: Released }                                                                 InstanceNotFound           Documented   DeletePage/13;
  Initializing:
    "initializing" { initializing: Yes }                                                             InstanceInitializing       Documented   DeletePage/7
        or { status: Pending }                                                                                                  Documented   DeletePage/7;
  DeletionProtection:
    "deletion-protection" { deletion_protection: Yes, charge_type: PostPaid, spot_strategy: NoSpot }
                                                                                                     DeletionProtection         Documented   DeletePage/10;
  ChargeType:
    "charge-type" { charge_type: PrePaid, standing: Good | InArrears, locks.financial: No }
                                                                                                     ChargeTypeViolation        Documented   DeletePage/6
        or { charge_type: PrePaid, request.terminate_subscription: No }                                                         Inferred     DeletePage/6;
  SecurityLock:
    "security-lock" { locks.security: Yes, interpretation.SecurityLockedDelete: Deny }               InstanceLockedForSecurity  Contradicted DeletePage/5
        or { locks.recycling: Yes, interpretation.OtherLocks: Deny }                                                            Inferred     DescribePage/OperationLocks
        or { locks.unknown: Yes, interpretation.OtherLocks: Deny }                                                              Inferred     DescribePage/OperationLocks;
  Status:
    "status-not-stopped" { status: Starting | Running | Stopping, request.force: No }                IncorrectInstanceStatus    Documented   DeletePage/4;
    "status-in-transit" { status: Starting | Stopping, request.force: Yes, interpretation.ForceDeleteInTransit: Reject }
                                                                                                     IncorrectInstanceStatus    Inferred     DeletePage/4;
  Volumes:
    "volumes-attached" { volumes_attached: Yes }                                                     VolumesAttached            Documented   DeletePage/8;
  NetworkInterface:
    "network-interface-linked" { network_interface_linked: Yes }                                     NetworkInterfaceLinked     Documented   DeletePage/11;
  RouteEntry:
    "route-entry" { route_entry: Yes }                                                               RouteEntry                 Documented   DeletePage/2;
  LoadBalancer:
    "load-balancer-configuring" { load_balancer_configuring: Yes }                                   LoadBalancerConfiguring    Documented   DeletePage/1;
  SystemInstance:
    "managed-by-product" { managed_by_product: Yes }                                                 SystemInstanceNotSupported Documented   DeletePage/12;
}
settlements {
    ReleaseAfterShutdown    { status: Starting | Running | Stopping, request.delete_force_stop: No }                            Documented   DeletePage/ForceStop;
    Release                 {}                                                                                                  Documented   DeletePage/description;
}
}
