//! The rule table of RebootInstance.

use super::rule_table::rule_table;

#[rustfmt::skip] // a table: one line a row
rule_table! { RebootInstance as reboot_instance, number 2, expecting "status-not-running": Running;
refusals {
  Existence:
    "not-found" { status: Released }                                                InstanceNotFound           Documented   RebootPage2025/"InvalidInstanceId.NotFound";
  SecurityLock:
    "security-lock" { locks.security: Yes }                                         InstanceLockedForSecurity  Documented   RebootPage2025/"InstanceLockedForSecurity"
        or { locks.recycling: Yes, interpretation.OtherLocks: Deny }                                           Inferred     DescribePage2021/OperationLocks
        or { locks.unknown: Yes, interpretation.OtherLocks: Deny }                                             Inferred     DescribePage2021/OperationLocks;
  Arrears:
    "expired-or-in-arrears" { standing: Expired | InArrears }                       InstanceExpiredOrInArrears Documented   RebootPage2025/"InstanceExpiredOrInArrears"
        or { locks.financial: Yes }                                                                            Inferred     RebootPage2025/"InstanceExpiredOrInArrears"
        or { disk_in_arrears: Yes, interpretation.WhoseArrears: InstanceOrDisk }                               Inferred     RebootPage2025/"InstanceExpiredOrInArrears"
        or { locks.dedicated_host_financial: Yes, interpretation.OtherLocks: Deny }                            Inferred     DescribePage2021/OperationLocks
        or { locks.refunded: Yes, interpretation.OtherLocks: Deny }                                            Inferred     DescribePage2021/OperationLocks;
  Status:
    "status-not-running" { status: Pending | Starting | Stopping | Stopped }        IncorrectInstanceStatus    Documented   RebootPage2025/"IncorrectInstanceStatus";
  Disk:
    "disk-status" { disk_status: Incorrect }                                        DiskError                  Inferred     RebootPage2025/"DiskError";
  Encryption:
    "kms-unauthorized" { encryption_key: ServiceUnauthorized }                      KmsUnauthorized            Documented   RebootPage2025/"InvalidParameter.KMSKeyId.KMSUnauthorized";
    "kms-key-untagged" { encryption_key: MissingEcsTag }                            KmsKeyUntagged             Documented   RebootPage2025/"InvalidParameter.KMSKeyId.CMKUnauthorized";
    "kms-key-not-enabled" { encryption_key: NotEnabled }                            KmsKeyNotEnabled           Documented   RebootPage2025/"InvalidParameter.KMSKeyId.CMKNotEnabled";
}
settlements {
    RebootAtOnce            { interpretation.RebootPath: StartingAtOnce }                                      Contradicted RebootPage2025/description;
    RebootViaStopped        { interpretation.RebootPath: ViaStopped }                                          Observed     PublicReports2020/reboot;
    RebootViaStopping       {}                                                                                 Contradicted LifecycleGuide2021/restart;
}
}
