//! The rule table of RebootInstance.

use super::rule_table::rule_table;

#[rustfmt::skip] // a table: one line a row
rule_table! { RebootInstance as reboot_instance, expecting "status-not-running": Running;
refusals {
  Existence:
    "not-found" { status: Released }                                                InstanceNotFound           Documented   RebootPage/10;
  SecurityLock:
    "security-lock" { locks.security: Yes }                                         InstanceLockedForSecurity  Documented   RebootPage/2
        or { locks.recycling: Yes, interpretation.OtherLocks: Deny }                                           Inferred     DescribePage/OperationLocks
        or { locks.unknown: Yes, interpretation.OtherLocks: Deny }                                             Inferred     DescribePage/OperationLocks;
  Arrears:
    "expired-or-in-arrears" { standing: Expired | InArrears }                       InstanceExpiredOrInArrears Documented   RebootPage/4
        or { locks.financial: Yes }                                                                            Inferred     RebootPage/4
        or { disk_in_arrears: Yes, interpretation.WhoseArrears: InstanceOrDisk }                               Inferred     RebootPage/4
        or { locks.dedicated_host_financial: Yes, interpretation.OtherLocks: Deny }                            Inferred     DescribePage/OperationLocks
        or { locks.refunded: Yes, interpretation.OtherLocks: Deny }                                            Inferred     DescribePage/OperationLocks;
  Status:
    "status-not-running" { status: Pending | Starting | Stopping | Stopped }        IncorrectInstanceStatus    Documented   RebootPage/1;
  Disk:
    "disk-status" { disk_status: Incorrect }                                        DiskError                  Inferred     RebootPage/3;
  Encryption:
    "kms-unauthorized" { encryption_key: ServiceUnauthorized }                      KmsUnauthorized            Documented   RebootPage/8;
    "kms-key-untagged" { encryption_key: MissingEcsTag }                            KmsKeyUntagged             Documented   RebootPage/6;
    "kms-key-not-enabled" { encryption_key: NotEnabled }                            KmsKeyNotEnabled           Documented   RebootPage/7;
}
settlements {
    RebootAtOnce            { interpretation.RebootPath: StartingAtOnce }                                      Contradicted RebootPage/description;
    RebootViaStopped        { interpretation.RebootPath: ViaStopped }                                          Observed     PublicReports/reboot;
    RebootViaStopping       {}                                                                                 Contradicted LifecycleGuide/reboot;
}
}
