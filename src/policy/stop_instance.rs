//! The rule table of StopInstance.

use super::rule_table::rule_table;

#[rustfmt::skip] // a table: one line a row
rule_table! { StopInstance as stop_instance, expecting "status-not-running": Running;
refusals {
  Existence:
    "not-found" { status: Released }                                                                   InstanceNotFound           Documented   StopPage/16;
  SecurityLock:
    "security-lock" { locks.security: Yes, interpretation.SecurityLockedStop: Deny }                   InstanceLockedForSecurity  Contradicted StopPage/2
        or { locks.recycling: Yes, interpretation.OtherLocks: Deny }                                                              Inferred     DescribePage/OperationLocks
        or { locks.unknown: Yes, interpretation.OtherLocks: Deny }                                                                Inferred     DescribePage/OperationLocks;
  Arrears:
    "expired-or-in-arrears" { standing: Expired | InArrears }                                          InstanceExpiredOrInArrears Documented   StopPage/5
        or { locks.financial: Yes }                                                                                               Inferred     StopPage/5
        or { disk_in_arrears: Yes, interpretation.WhoseArrears: InstanceOrDisk }                                                  Inferred     StopPage/5
        or { locks.dedicated_host_financial: Yes, interpretation.OtherLocks: Deny }                                               Inferred     DescribePage/OperationLocks
        or { locks.refunded: Yes, interpretation.OtherLocks: Deny }                                                               Inferred     DescribePage/OperationLocks;
  Status:
    "status-not-running" { status: Pending | Starting }                                                IncorrectInstanceStatus    Documented   StopPage/1
        or { status: Stopping, request.force_stop: No }                                                                           Documented   StopPage/1
        or { status: Stopping, interpretation.ForceStopWhileStopping: Reject }                                                    Documented   StopPage/1
        or { status: Stopping, task: Reboot | Release }                                                                           Inferred     StopPage/1
        or { status: Stopped, interpretation.StopOfStopped: Reject }                                                              Observed     PublicReports/status;
  Disk:
    "disk-status" { disk_status: Incorrect }                                                           DiskError                  Inferred     StopPage/3;
  Confirmation:
    "confirm-stop" { local_storage: Yes, request.confirm_stop: No, interpretation.WhoConfirms: AnyLocalStorage }
                                                                                                       ConfirmStopRequired        Contradicted StopPage/4
        or { local_storage: Yes, family_i1: Yes, request.confirm_stop: No, interpretation.WhoConfirms: FamilyI1 }
                                                                                                                                  Contradicted LocalDiskGuide/i1;
  SystemInstance:
    "managed-by-product" { managed_by_product: Yes }                                                   SystemInstanceNotSupported Documented   StopPage2025/22;
  Hibernation:
    "hibernation-not-enabled" { request.hibernate: Yes, hibernation_configured: No }                   HibernationNotEnabled      Inferred     StopPage/15;
    "hibernation-forbids" { request.hibernate: Yes, hibernation_configured: Yes, request.force_stop: Yes, interpretation.HibernationForbids: ForceOrSpotKeep }
                                                                                                       HibernationForbidden       Inferred     StopPage/14
        or { request.hibernate: Yes, hibernation_configured: Yes, spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, request.stopped_mode: KeepCharging,
             interpretation.HibernationForbids: ForceOrSpotKeep | SpotKeep }                                                      Inferred     StopPage/14;
  EconomicalMode:
    "economical-classic" { request.stopped_mode: StopCharging, network_type: Classic, interpretation.IneligibleStopCharging: Reject }
                                                                                                       ClassicNetworkNotSupported Inferred     StopPage/6;
    "economical-subscription" { request.stopped_mode: StopCharging, charge_type: PrePaid, interpretation.IneligibleStopCharging: Reject }
                                                                                                       SubscriptionNotSupported   Inferred     StopPage/7;
    "economical-local-disk" { request.stopped_mode: StopCharging, local_storage: Yes, interpretation.IneligibleStopCharging: Reject }
                                                                                                       LocalDiskNotSupported      Inferred     StopPage/8;
    "economical-spot" { request.stopped_mode: StopCharging, spot_strategy: SpotWithPriceLimit | SpotAsPriceGo,
                        interpretation.IneligibleStopCharging: Reject, interpretation.SpotEconomicalMode: Unsupported }
                                                                                                       SpotNotSupported           Inferred     StopPage/9;
  Encryption:
    "kms-unauthorized" { encryption_key: ServiceUnauthorized, interpretation.KeysChecked: EveryStop }
                                                                                                       KmsUnauthorized            Documented   StopPage/13
        or { encryption_key: ServiceUnauthorized, request.hibernate: Yes }                                                        Documented   StopPage/13;
    "kms-key-untagged" { encryption_key: MissingEcsTag, interpretation.KeysChecked: EveryStop }
                                                                                                       KmsKeyUntagged             Documented   StopPage/11
        or { encryption_key: MissingEcsTag, request.hibernate: Yes }                                                              Documented   StopPage/11;
    "kms-key-not-enabled" { encryption_key: NotEnabled, interpretation.KeysChecked: EveryStop }
                                                                                                       KmsKeyNotEnabled           Documented   StopPage/12
        or { encryption_key: NotEnabled, request.hibernate: Yes }                                                                 Documented   StopPage/12;
}
settlements {
    AlreadyStopped          { status: Stopped, interpretation.StopOfStopped: AlreadyDone }                                        Inferred     PublicReports/idempotence;
    HibernateSubscription   { request.hibernate: Yes, charge_type: PrePaid }                                                      Documented   StopPage/Hibernate;
    StopSubscription        { charge_type: PrePaid }                                                                              Documented   StopPage/StoppedMode;
    HibernateEconomically   { request.hibernate: Yes, request.stopped_mode: StopCharging, network_type: Vpc, local_storage: No, persistent_memory: No,
                              spot_strategy: NoSpot }                                                                             Documented   StopPage/Hibernate
        or { request.hibernate: Yes, request.stopped_mode: StopCharging, network_type: Vpc, local_storage: No, persistent_memory: No,
             interpretation.SpotEconomicalMode: Supported }                                                                       Contradicted EconomicalModeGuide/conditions
        or { request.hibernate: Yes, request.stopped_mode: Absent, economical_mode_default: Yes, network_type: Vpc, local_storage: No, persistent_memory: No,
             spot_strategy: NoSpot, interpretation.HibernateMode: SameDefault }                                                   Inferred     StopPage/Hibernate
        or { request.hibernate: Yes, request.stopped_mode: Absent, economical_mode_default: Yes, network_type: Vpc, local_storage: No, persistent_memory: No,
             interpretation.SpotEconomicalMode: Supported, interpretation.HibernateMode: SameDefault }                            Inferred     EconomicalModeGuide/conditions;
    HibernateInStandardMode { request.hibernate: Yes }                                                                            Documented   StopPage/Hibernate;
    StopEconomically        { request.stopped_mode: StopCharging, network_type: Vpc, local_storage: No, persistent_memory: No, spot_strategy: NoSpot }
                                                                                                                                  Documented   StopPage/StoppedMode
        or { request.stopped_mode: StopCharging, network_type: Vpc, local_storage: No, persistent_memory: No, interpretation.SpotEconomicalMode: Supported }
                                                                                                                                  Contradicted EconomicalModeGuide/conditions
        or { request.stopped_mode: Absent, economical_mode_default: Yes, network_type: Vpc, local_storage: No, persistent_memory: No, spot_strategy: NoSpot }
                                                                                                                                  Documented   StopPage/StoppedMode
        or { request.stopped_mode: Absent, economical_mode_default: Yes, network_type: Vpc, local_storage: No, persistent_memory: No,
             interpretation.SpotEconomicalMode: Supported }                                                                       Contradicted EconomicalModeGuide/conditions;
    StopInStandardMode      { request.stopped_mode: Absent | KeepCharging }                                                       Documented   StopPage/StoppedMode
        or { interpretation.IneligibleStopCharging: StopAsKeepCharging }                                                          Documented   StopPage2025/StoppedMode
        or {}                                                                                                                     Inferred     EconomicalModeGuide/conditions;
}
}
