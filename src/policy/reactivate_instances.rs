//! The rule table of ReActivateInstances.

use super::rule_table::rule_table;

#[rustfmt::skip] // a table: one line a row
rule_table! { ReActivateInstances as reactivate_instances, number 4, expecting "status-not-stopped": Stopped;
refusals {
  Existence:
    "not-found" { status: Released }                                                                    InstanceNotFound          Documented   ReactivatePage2025/"InvalidInstanceId.NotFound";
  PayType:
    "pay-type" { charge_type: PrePaid }                                                                 PayTypeNotSupported       Documented   ReactivatePage2025/"InvalidPayType.NotSupport";
  SecurityLock:
    "security-lock" { locks.security: Yes }                                                             InstanceLockedForSecurity Documented   ReactivatePage2025/"InstanceLockedForSecurity"
        or { locks.recycling: Yes, interpretation.OtherLocks: Deny }                                                              Inferred     DescribePage2021/OperationLocks
        or { locks.unknown: Yes, interpretation.OtherLocks: Deny }                                                                Inferred     DescribePage2021/OperationLocks;
  Status:
    "status-not-stopped" { status: Pending | Starting | Running | Stopping }                            IncorrectInstanceStatus   Documented   ReactivatePage2025/"IncorrectInstanceStatus";
  Arrears:
    "not-stopped-for-arrears" { stopped_for: Request | Expiry | SpotInterruption }
                                                                                                        ReopenStatus              Documented   ReactivatePage2025/"ReopenInstance.InstanceStatusNotValid";
  Balance:
    "balance" { balance: Insufficient, charge_type: PostPaid }                                          ReopenBalance             Documented   ReactivatePage2025/"ReopenInstance.InstanceNotEnoughBalance";
}
settlements {
    ReactivateStopped       { status_before: Stopped, interpretation.ReactivationStatus: StatusBefore }                           Contradicted ReactivatePage2025/description;
    ReactivateAndStart      {}                                                                                                    Contradicted ReactivatePage2020/description;
}
}
