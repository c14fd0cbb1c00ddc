//! The rule table of RebootInstance.

use super::rule_table::rule_table;

#[rustfmt::skip] // a table: one line a row
rule_table! { RebootInstance as reboot_instance, number 2, expecting "status-not-running": Running;
refusals {
  Existence:
    "not-found" { status: Released }                                                InstanceNotFound           Documented   RebootPage2025/"InvalidInstanceId.NotFound";
  SecurityLock:
    "security-lock" { locks.security: Yes }                                         InstanceLockedForSecurity  Documented   RebootPage2025/considerations
        or { locks.recycling: Yes, interpretation.OtherLocks: Deny }                                           Inferred     DescribePage2021/OperationLocks
        or { locks.unknown: Yes, interpretation.OtherLocks: Deny }                                             Inferred     DescribePage2021/OperationLocks;
  Arrears:
    "expired-or-in-arrears" { charge_type: PrePaid, standing: Expired }             InstanceExpiredOrInArrears Documented   RebootPage2025/"InstanceExpiredOrInArrears"
        or { charge_type: PostPaid, standing: InArrears, status: Pending | Starting | Stopping | Stopped }     Documented   RebootPage2025/"InstanceExpiredOrInArrears"
        or { charge_type: PostPaid, standing: InArrears, status: Running, interpretation.ArrearsBeforeStop: Refused }
                                                                                                               Contradicted RebootPage2025/"InstanceExpiredOrInArrears" against OverdueGuide2023/overdue
        or { charge_type: PrePaid, standing: InArrears, interpretation.ArrearsBeforeStop: Refused }            Contradicted RebootPage2025/"InstanceExpiredOrInArrears" against OverdueGuide2023/subscription
        or { charge_type: PostPaid, standing: Expired }                                                        Inferred     RebootPage2025/"InstanceExpiredOrInArrears"
        or { locks.financial: Yes }                                                                            Documented   ArrearsApiPage2020/instance
        or { disk_in_arrears: Yes, interpretation.WhoseArrears: InstanceOrDisk }                               Documented   ArrearsApiPage2020/disk
        or { locks.dedicated_host_financial: Yes, interpretation.OtherLocks: Deny }                            Inferred     DescribePage2021/OperationLocks
        or { locks.refunded: Yes, interpretation.OtherLocks: Deny }                                            Inferred     DescribePage2021/OperationLocks;
  Status:
    "status-not-running" { status: Pending | Starting | Stopping | Stopped }        IncorrectInstanceStatus    Documented   RebootPage2025/considerations;
  Disk:
    "disk-status" { disk_status: Incorrect }                                        DiskError                  Inferred     RebootPage2025/"DiskError";
  Encryption:
    "kms-unauthorized" { encryption_key: ServiceUnauthorized }                      KmsUnauthorized            Documented   RebootPage2025/"InvalidParameter.KMSKeyId.KMSUnauthorized";
    "kms-key-untagged" { encryption_key: MissingEcsTag }                            KmsKeyUntagged             Documented   RebootPage2025/"InvalidParameter.KMSKeyId.CMKUnauthorized";
    "kms-key-not-enabled" { encryption_key: NotEnabled }                            KmsKeyNotEnabled           Documented   RebootPage2025/"InvalidParameter.KMSKeyId.CMKNotEnabled";
}
settlements {
    RebootAtOnce            { interpretation.RebootPath: StartingAtOnce }                                      Contradicted RebootPage2025/description against LifecycleGuide2021/restart;
    RebootViaStopped        { interpretation.RebootPath: ViaStopped }                                          Observed     PublicReports2020/reboot;
    RebootViaStopping       {}                                                                                 Contradicted LifecycleGuide2021/restart against RebootPage2025/description;
}
}
