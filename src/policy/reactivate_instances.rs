//! The rule table of ReActivateInstances.

use super::rule_table::rule_table;

#[rustfmt::skip] // a table: one line a row
rule_table! { ReActivateInstances as reactivate_instances, expecting "status-not-stopped": Stopped;
refusals {
  Existence:
    "not-found" { status: Released }                                                                    InstanceNotFound          Documented   ReactivatePage/7;
  PayType:
    "pay-type" { charge_type: PrePaid }                                                                 PayTypeNotSupported       Documented   ReactivatePage/8;
  SecurityLock:
    "security-lock" { locks.security: Yes }                                                             InstanceLockedForSecurity Documented   ReactivatePage/5
        or { locks.recycling: Yes, interpretation.OtherLocks: Deny }                                                              Inferred     DescribePage/OperationLocks
        or { locks.unknown: Yes, interpretation.OtherLocks: Deny }                                                                Inferred     DescribePage/OperationLocks;
  Status:
    "status-not-stopped" { status: Pending | Starting | Running | Stopping }                            IncorrectInstanceStatus   Documented   ReactivatePage/4;
  Arrears:
    "not-stopped-for-arrears" { stopped_for: Request | Expiry | SpotInterruption }
                                                                                                        ReopenStatus              Documented   ReactivatePage/3;
  Balance:
    "balance" { balance: Insufficient, charge_type: PostPaid }                                          ReopenBalance             Documented   ReactivatePage/1;
}
settlements {
    ReactivateStopped       { status_before: Stopped, interpretation.ReactivationStatus: StatusBefore }                           Contradicted ReactivatePage/description;
    ReactivateAndStart      {}                                                                                                    Contradicted ReactivatePage/description;
}
}
