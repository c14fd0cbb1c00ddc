//! The rule table of StopInstance.

use super::rule_table::rule_table;
use crate::condition::region;

/// Spot instances.
const SPOT: Region = region!({ spot_strategy: SpotWithPriceLimit | SpotAsPriceGo });
/// Instances that economical mode supports, but for spot instances.
const ELIGIBLE: Region = region!({ network_type: Vpc, local_storage: No, persistent_memory: No });
/// A stop that names no mode, of an instance that has no stop in flight, where the switch of the account
/// is on.
const SWITCHED: Region = region!({
    status: Pending | Starting | Running | Stopped | Released, request.stopped_mode: Absent, economical_mode_default: Yes, ..ELIGIBLE
});
/// The switch counts for a call that names no mode.
const BY_SWITCH: Region = region!({ interpretation.AccountSwitch: Counts, ..SWITCHED });
/// An economical stop in flight, and a request that names no mode.
const IN_FLIGHT: Region =
    region!({ status: Stopping, stopped_mode: StopCharging, request.stopped_mode: Absent });
/// A hibernation of an instance that is configured for it.
const HIBERNATION: Region = region!({
    request.hibernate: Yes, hibernation_configured: Yes, interpretation.HibernateParameter: Taken
});

#[rustfmt::skip] // a table: one line a row
rule_table! { StopInstance as stop_instance, expecting "status-not-running": Running;
refusals {
  Existence:
    "not-found" { status: Released }                                                                   InstanceNotFound           Documented   StopPage2024/16;
  SecurityLock:
    "security-lock" { locks.security: Yes, interpretation.SecurityLockedStop: Deny }                   InstanceLockedForSecurity  Contradicted StopPage2024/precautions against LockPage2025/table
        or { locks.recycling: Yes, interpretation.OtherLocks: Deny }                                                              Inferred     DescribePage2021/OperationLocks
        or { locks.unknown: Yes, interpretation.OtherLocks: Deny }                                                                Inferred     DescribePage2021/OperationLocks;
  Arrears:
    "expired-or-in-arrears" { charge_type: PrePaid, standing: Expired }                                InstanceExpiredOrInArrears Documented   StopPage2024/5
        or { charge_type: PostPaid, standing: InArrears, status: Pending | Starting | Stopping | Stopped }                        Documented   StopPage2024/5
        or { charge_type: PostPaid, standing: InArrears, status: Running, interpretation.ArrearsBeforeStop: Refused }             Contradicted StopPage2024/5 against OverdueGuide2023/overdue
        or { charge_type: PrePaid, standing: InArrears, interpretation.ArrearsBeforeStop: Refused }                               Contradicted StopPage2024/5 against OverdueGuide2023/subscription
        or { charge_type: PostPaid, standing: Expired }                                                                           Inferred     StopPage2024/5
        or { locks.financial: Yes }                                                                                               Documented   ArrearsApiPage2020/instance
        or { disk_in_arrears: Yes, interpretation.WhoseArrears: InstanceOrDisk }                                                  Documented   ArrearsApiPage2020/disk
        or { locks.dedicated_host_financial: Yes, interpretation.OtherLocks: Deny }                                               Inferred     DescribePage2021/OperationLocks
        or { locks.refunded: Yes, interpretation.OtherLocks: Deny }                                                               Inferred     DescribePage2021/OperationLocks;
  Status:
    "status-not-running" { status: Pending | Starting }                                                IncorrectInstanceStatus    Documented   StopPage2024/1
        or { status: Stopping, request.force_stop: No }                                                                           Documented   StopPage2024/1
        or { status: Stopping, interpretation.ForceStopWhileStopping: Reject }                                                    Contradicted StopPage2024/1 against StopGuide2025/stopping
        or { status: Stopping, task: Reboot | Release }                                                                           Inferred     StopPage2024/1
        or { status: Stopped, interpretation.StopOfStopped: Reject }                                                              Documented   StopPage2024/1
        or { status: Stopped, request.stopped_mode: StopCharging, stopped_mode: KeepCharging | NotApplicable }                    Documented   EconomicalGuide2026/switch
        or { status: Stopped, request.stopped_mode: KeepCharging, stopped_mode: StopCharging }                                    Documented   EconomicalGuide2026/switch;
  Disk:
    "disk-status" { disk_status: Incorrect }                                                           DiskError                  Inferred     StopPage2024/3;
  Confirmation:
    "confirm-stop" { local_storage: Yes, request.confirm_stop: No, interpretation.WhoConfirms: AnyLocalStorage }
                                                                                                       ConfirmStopRequired        Contradicted StopPage2024/4 against StopPage2024/ConfirmStop
        or { local_storage: Yes, family_i1: Yes, request.confirm_stop: No, interpretation.WhoConfirms: FamilyI1 }
                                                                                                                                  Contradicted StopPage2021/ConfirmStop against StopPage2024/4;
  SystemInstance:
    "managed-by-product" { managed_by_product: Yes }                                                   SystemInstanceNotSupported Documented   StopPage2025/"OperationDenied.SystemInstanceNotSupport";
  Hibernation:
    "hibernation-not-enabled" { request.hibernate: Yes, hibernation_configured: No, interpretation.HibernateParameter: Taken }
                                                                                                       HibernationNotEnabled      Documented   StopPage2024/15;
    "hibernation-forbids" { request.force_stop: Yes, interpretation.HibernationForbids: ForceOrSpotKeep, ..HIBERNATION }
                                                                                                       HibernationForbidden       Inferred     StopPage2024/14
        or { spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, request.stopped_mode: KeepCharging,
             interpretation.HibernationForbids: ForceOrSpotKeep | SpotKeep, ..HIBERNATION }                                       Documented   HibernationGuide2021/limits
        or { spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, request.stopped_mode: Absent, economical_mode_default: No,
             interpretation.HibernationForbids: ForceOrSpotKeep | SpotKeep, ..HIBERNATION }                                       Documented   HibernationGuide2021/limits
        or { spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, request.stopped_mode: Absent, interpretation.AccountSwitch: ConsoleOnly,
             interpretation.HibernationForbids: ForceOrSpotKeep | SpotKeep, ..HIBERNATION }                                       Inferred     HibernationGuide2021/limits
        or { spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, request.stopped_mode: Absent, interpretation.HibernateMode: KeepCharging,
             interpretation.HibernationForbids: ForceOrSpotKeep | SpotKeep, ..HIBERNATION }                                       Inferred     HibernationGuide2021/limits
        or { spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, interpretation.SpotEconomicalMode: Unsupported,
             interpretation.HibernationForbids: ForceOrSpotKeep | SpotKeep, ..HIBERNATION }                                       Inferred     HibernationGuide2021/limits
        or { spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, local_storage: Yes,
             interpretation.HibernationForbids: ForceOrSpotKeep | SpotKeep, ..HIBERNATION }                                       Inferred     HibernationGuide2021/limits
        or { spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, persistent_memory: Yes,
             interpretation.HibernationForbids: ForceOrSpotKeep | SpotKeep, ..HIBERNATION }                                       Inferred     HibernationGuide2021/limits;
  EconomicalMode:
    "economical-classic" { request.stopped_mode: StopCharging, network_type: Classic, interpretation.IneligibleStopCharging: Reject }
                                                                                                       ClassicNetworkNotSupported Contradicted StopPage2024/6 against StopPage2025/StoppedMode;
    "economical-subscription" { request.stopped_mode: StopCharging, charge_type: PrePaid, interpretation.IneligibleStopCharging: Reject }
                                                                                                       SubscriptionNotSupported   Contradicted StopPage2024/7 against StopPage2025/StoppedMode;
    "economical-local-disk" { request.stopped_mode: StopCharging, local_storage: Yes, interpretation.IneligibleStopCharging: Reject }
                                                                                                       LocalDiskNotSupported      Contradicted StopPage2024/8 against StopPage2025/StoppedMode;
    "economical-spot" { request.stopped_mode: StopCharging, interpretation.IneligibleStopCharging: Reject, interpretation.SpotEconomicalMode: Unsupported, ..SPOT }
                                                                                                       SpotNotSupported           Contradicted StopPage2024/9 against EconomicalGuide2021/conditions;
  Encryption:
    "kms-unauthorized" { encryption_key: ServiceUnauthorized, interpretation.KeysChecked: EveryStop }
                                                                                                       KmsUnauthorized            Inferred     StopPage2024/13
        or { encryption_key: ServiceUnauthorized, request.hibernate: Yes, interpretation.HibernateParameter: Taken }              Inferred     StopPage2024/13;
    "kms-key-untagged" { encryption_key: MissingEcsTag, interpretation.KeysChecked: EveryStop }
                                                                                                       KmsKeyUntagged             Inferred     StopPage2024/11
        or { encryption_key: MissingEcsTag, request.hibernate: Yes, interpretation.HibernateParameter: Taken }                    Inferred     StopPage2024/11;
    "kms-key-not-enabled" { encryption_key: NotEnabled, interpretation.KeysChecked: EveryStop }
                                                                                                       KmsKeyNotEnabled           Inferred     StopPage2024/12
        or { encryption_key: NotEnabled, request.hibernate: Yes, interpretation.HibernateParameter: Taken }                       Inferred     StopPage2024/12;
}
settlements {
    AlreadyStopped          { status: Stopped, interpretation.StopOfStopped: AlreadyDone }                                        Inferred     PublicReports2021/idempotence;
    HibernateSubscription   { charge_type: PrePaid, ..HIBERNATION }                                                               Documented   HibernationGuide2021/billing;
    StopSubscription        { charge_type: PrePaid }                                                                              Documented   StopGuide2024/precautions;
    HibernateEconomically   { request.stopped_mode: StopCharging, network_type: Vpc, local_storage: No, persistent_memory: No, spot_strategy: NoSpot, ..HIBERNATION }
                                                                                                                                  Documented   HibernationGuide2021/billing
        or { request.stopped_mode: StopCharging, network_type: Vpc, local_storage: No, persistent_memory: No, interpretation.SpotEconomicalMode: Supported, ..HIBERNATION }
                                                                                                                                  Contradicted HibernationGuide2021/limits against StopPage2024/9
        or { request.hibernate: Yes, hibernation_configured: Yes, interpretation.HibernateParameter: Taken,
             spot_strategy: NoSpot, interpretation.HibernateMode: SameDefault, ..BY_SWITCH }                                      Inferred     HibernationGuide2021/billing
        or { request.hibernate: Yes, hibernation_configured: Yes, interpretation.HibernateParameter: Taken,
             interpretation.SpotEconomicalMode: Supported, interpretation.HibernateMode: SameDefault, ..BY_SWITCH }               Contradicted HibernationGuide2021/limits against StopPage2024/9
        or { request.hibernate: Yes, hibernation_configured: Yes, interpretation.HibernateParameter: Taken, ..IN_FLIGHT }         Inferred     StopGuide2025/stopping;
    HibernateInStandardMode { spot_strategy: NoSpot, ..HIBERNATION }                                                              Documented   HibernationGuide2021/billing
        or { ..HIBERNATION }                                                                                                      Contradicted StopPage2024/9 against HibernationGuide2021/limits;
    StopEconomically        { request.stopped_mode: StopCharging, spot_strategy: NoSpot, ..ELIGIBLE }                             Documented   StopPage2024/StoppedMode
        or { request.stopped_mode: StopCharging, interpretation.SpotEconomicalMode: Supported, ..ELIGIBLE }                       Contradicted EconomicalGuide2021/conditions against StopPage2024/9
        or { spot_strategy: NoSpot, ..BY_SWITCH }                                                                                 Contradicted StopPage2024/StoppedMode against EconomicalGuide2026/default
        or { interpretation.SpotEconomicalMode: Supported, ..BY_SWITCH }                                                          Contradicted EconomicalGuide2021/conditions against StopPage2024/9
        or { ..IN_FLIGHT }                                                                                                        Inferred     StopGuide2025/stopping;
    StopInStandardMode      { interpretation.SpotEconomicalMode: Unsupported, spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, ..BY_SWITCH }
                                                                                                                                  Contradicted StopPage2024/9 against EconomicalGuide2021/conditions
        or { interpretation.AccountSwitch: ConsoleOnly, spot_strategy: NoSpot, ..SWITCHED }                                       Contradicted EconomicalGuide2026/default against StopPage2024/StoppedMode
        or { interpretation.AccountSwitch: ConsoleOnly, interpretation.SpotEconomicalMode: Supported, ..SWITCHED }                Contradicted EconomicalGuide2026/default against StopPage2024/StoppedMode
        or { request.stopped_mode: Absent | KeepCharging }                                                                        Documented   StopPage2024/StoppedMode
        or { interpretation.IneligibleStopCharging: StopAsKeepCharging }                                                          Contradicted StopPage2025/StoppedMode against StopPage2024/6
        or {}                                                                                                                     Inferred     EconomicalGuide2021/conditions;
}
}
