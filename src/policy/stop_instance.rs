//! The rule table of StopInstance.

use super::rule_table::rule_table;

#[rustfmt::skip] // a table: one line a row
rule_table! { StopInstance as stop_instance, number 0, expecting "status-not-running": Running;
refusals {
  Existence:
    "not-found" { status: Released }                                                                   InstanceNotFound           Documented   StopPage2024/16;
  SecurityLock:
    "security-lock" { locks.security: Yes, interpretation.SecurityLockedStop: Deny }                   InstanceLockedForSecurity  Contradicted StopPage2024/2
        or { locks.recycling: Yes, interpretation.OtherLocks: Deny }                                                              Inferred     DescribePage2021/OperationLocks
        or { locks.unknown: Yes, interpretation.OtherLocks: Deny }                                                                Inferred     DescribePage2021/OperationLocks;
  Arrears:
    "expired-or-in-arrears" { standing: Expired | InArrears }                                          InstanceExpiredOrInArrears Documented   StopPage2024/5
        or { locks.financial: Yes }                                                                                               Inferred     StopPage2024/5
        or { disk_in_arrears: Yes, interpretation.WhoseArrears: InstanceOrDisk }                                                  Inferred     StopPage2024/5
        or { locks.dedicated_host_financial: Yes, interpretation.OtherLocks: Deny }                                               Inferred     DescribePage2021/OperationLocks
        or { locks.refunded: Yes, interpretation.OtherLocks: Deny }                                                               Inferred     DescribePage2021/OperationLocks;
  Status:
    "status-not-running" { status: Pending | Starting }                                                IncorrectInstanceStatus    Documented   StopPage2024/1
        or { status: Stopping, request.force_stop: No }                                                                           Documented   StopPage2024/1
        or { status: Stopping, interpretation.ForceStopWhileStopping: Reject }                                                    Documented   StopPage2024/1
        or { status: Stopping, task: Reboot | Release }                                                                           Inferred     StopPage2024/1
        or { status: Stopped, interpretation.StopOfStopped: Reject }                                                              Observed     PublicReports2021/status;
  Disk:
    "disk-status" { disk_status: Incorrect }                                                           DiskError                  Inferred     StopPage2024/3;
  Confirmation:
    "confirm-stop" { local_storage: Yes, request.confirm_stop: No, interpretation.WhoConfirms: AnyLocalStorage }
                                                                                                       ConfirmStopRequired        Contradicted StopPage2024/4
        or { local_storage: Yes, family_i1: Yes, request.confirm_stop: No, interpretation.WhoConfirms: FamilyI1 }
                                                                                                                                  Contradicted StopPage2021/description;
  SystemInstance:
    "managed-by-product" { managed_by_product: Yes }                                                   SystemInstanceNotSupported Documented   StopPage2025/"OperationDenied.SystemInstanceNotSupport";
  Hibernation:
    "hibernation-not-enabled" { request.hibernate: Yes, hibernation_configured: No }                   HibernationNotEnabled      Inferred     StopPage2024/15;
    "hibernation-forbids" { request.hibernate: Yes, hibernation_configured: Yes, request.force_stop: Yes, interpretation.HibernationForbids: ForceOrSpotKeep }
                                                                                                       HibernationForbidden       Inferred     StopPage2024/14
        or { request.hibernate: Yes, hibernation_configured: Yes, spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, request.stopped_mode: KeepCharging,
             interpretation.HibernationForbids: ForceOrSpotKeep | SpotKeep }                                                      Inferred     StopPage2024/14;
  EconomicalMode:
    "economical-classic" { request.stopped_mode: StopCharging, network_type: Classic, interpretation.IneligibleStopCharging: Reject }
                                                                                                       ClassicNetworkNotSupported Inferred     StopPage2024/6;
    "economical-subscription" { request.stopped_mode: StopCharging, charge_type: PrePaid, interpretation.IneligibleStopCharging: Reject }
                                                                                                       SubscriptionNotSupported   Inferred     StopPage2024/7;
    "economical-local-disk" { request.stopped_mode: StopCharging, local_storage: Yes, interpretation.IneligibleStopCharging: Reject }
                                                                                                       LocalDiskNotSupported      Inferred     StopPage2024/8;
    "economical-spot" { request.stopped_mode: StopCharging, spot_strategy: SpotWithPriceLimit | SpotAsPriceGo,
                        interpretation.IneligibleStopCharging: Reject, interpretation.SpotEconomicalMode: Unsupported }
                                                                                                       SpotNotSupported           Inferred     StopPage2024/9;
  Encryption:
    "kms-unauthorized" { encryption_key: ServiceUnauthorized, interpretation.KeysChecked: EveryStop }
                                                                                                       KmsUnauthorized            Documented   StopPage2024/13
        or { encryption_key: ServiceUnauthorized, request.hibernate: Yes }                                                        Documented   StopPage2024/13;
    "kms-key-untagged" { encryption_key: MissingEcsTag, interpretation.KeysChecked: EveryStop }
                                                                                                       KmsKeyUntagged             Documented   StopPage2024/11
        or { encryption_key: MissingEcsTag, request.hibernate: Yes }                                                              Documented   StopPage2024/11;
    "kms-key-not-enabled" { encryption_key: NotEnabled, interpretation.KeysChecked: EveryStop }
                                                                                                       KmsKeyNotEnabled           Documented   StopPage2024/12
        or { encryption_key: NotEnabled, request.hibernate: Yes }                                                                 Documented   StopPage2024/12;
}
settlements {
    AlreadyStopped          { status: Stopped, interpretation.StopOfStopped: AlreadyDone }                                        Inferred     PublicReports2021/idempotence;
    HibernateSubscription   { request.hibernate: Yes, charge_type: PrePaid }                                                      Documented   StopPage2024/Hibernate;
    StopSubscription        { charge_type: PrePaid }                                                                              Documented   StopPage2024/StoppedMode;
    HibernateEconomically   { request.hibernate: Yes, request.stopped_mode: StopCharging, network_type: Vpc, local_storage: No, persistent_memory: No,
                              spot_strategy: NoSpot }                                                                             Documented   StopPage2024/Hibernate
        or { request.hibernate: Yes, request.stopped_mode: StopCharging, network_type: Vpc, local_storage: No, persistent_memory: No,
             interpretation.SpotEconomicalMode: Supported }                                                                       Contradicted EconomicalGuide2021/conditions
        or { request.hibernate: Yes, request.stopped_mode: Absent, economical_mode_default: Yes, network_type: Vpc, local_storage: No, persistent_memory: No,
             spot_strategy: NoSpot, interpretation.HibernateMode: SameDefault }                                                   Inferred     StopPage2024/Hibernate
        or { request.hibernate: Yes, request.stopped_mode: Absent, economical_mode_default: Yes, network_type: Vpc, local_storage: No, persistent_memory: No,
             interpretation.SpotEconomicalMode: Supported, interpretation.HibernateMode: SameDefault }                            Inferred     EconomicalGuide2021/conditions;
    HibernateInStandardMode { request.hibernate: Yes }                                                                            Documented   StopPage2024/Hibernate;
    StopEconomically        { request.stopped_mode: StopCharging, network_type: Vpc, local_storage: No, persistent_memory: No, spot_strategy: NoSpot }
                                                                                                                                  Documented   StopPage2024/StoppedMode
        or { request.stopped_mode: StopCharging, network_type: Vpc, local_storage: No, persistent_memory: No, interpretation.SpotEconomicalMode: Supported }
                                                                                                                                  Contradicted EconomicalGuide2021/conditions
        or { request.stopped_mode: Absent, economical_mode_default: Yes, network_type: Vpc, local_storage: No, persistent_memory: No, spot_strategy: NoSpot }
                                                                                                                                  Documented   StopPage2024/StoppedMode
        or { request.stopped_mode: Absent, economical_mode_default: Yes, network_type: Vpc, local_storage: No, persistent_memory: No,
             interpretation.SpotEconomicalMode: Supported }                                                                       Contradicted EconomicalGuide2021/conditions;
    StopInStandardMode      { request.stopped_mode: Absent | KeepCharging }                                                       Documented   StopPage2024/StoppedMode
        or { interpretation.IneligibleStopCharging: StopAsKeepCharging }                                                          Documented   StopPage2025/StoppedMode
        or {}                                                                                                                     Inferred     EconomicalGuide2021/conditions;
}
}
