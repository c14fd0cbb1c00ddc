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
    "security-lock" { locks.security: Yes }                                                             InstanceLockedForSecurity Documented   ReactivatePage2025/description
        or { locks.recycling: Yes, interpretation.OtherLocks: Deny }                                                              Inferred     DescribePage2021/OperationLocks
        or { locks.unknown: Yes, interpretation.OtherLocks: Deny }                                                                Inferred     DescribePage2021/OperationLocks;
  Status:
    "status-not-stopped" { status: Pending | Starting | Running | Stopping }                            IncorrectInstanceStatus   Documented   ReactivatePage2025/description;
  Arrears:
    // A pay-as-you-go instance that is stopped under a financial lock is stopped for arrears.
    "not-stopped-for-arrears" { stopped_for: Request | Expiry | SpotInterruption, locks.financial: No }
                                                                                                        ReopenStatus              Documented   ReactivatePage2025/"ReopenInstance.InstanceStatusNotValid"
        or { stopped_for: Request | Expiry | SpotInterruption, status: Pending | Starting | Running | Stopping }                  Documented   ReactivatePage2025/"ReopenInstance.InstanceStatusNotValid"
        or { stopped_for: Request | Expiry | SpotInterruption, charge_type: PrePaid }                                             Documented   ReactivatePage2025/"ReopenInstance.InstanceStatusNotValid"
        or { compute_recycled: Yes, site: International }                                                                         Inferred     ReactivatePage2025/"ReopenInstance.InstanceStatusNotValid";
  Balance:
    "balance" { balance: Insufficient, charge_type: PostPaid, site: International }                     ReopenBalance             Documented   ReactivatePage2025/"ReopenInstance.InstanceNotEnoughBalance"
        or { balance: Insufficient, charge_type: PostPaid, site: China }                                                          Documented   ReactivatePage2026China/balance;
}
settlements {
    ReactivateStopped       { status_before: Stopped, interpretation.ReactivationStatus: StatusBefore }                           Contradicted ReactivatePage2025/description against ReactivatePage2020/description;
    ReactivateAndStart      { status_before: Running }                                                                            Documented   ReactivatePage2025/description
        or {}                                                                                                                     Contradicted ReactivatePage2020/description against ReactivatePage2025/description;
}
}
