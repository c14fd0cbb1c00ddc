//! The rule table of StartInstance.

use super::rule_table::rule_table;
use crate::condition::region;

/// The stop has released its compute.
const RELEASED: Region = region!({ status: Stopped, stopped_mode: StopCharging });
/// Its compute was recycled.
const RECYCLED: Region = region!({ status: Stopped, compute_recycled: Yes });
/// A spot instance, however it was stopped. While it is protected, only the price does not count.
const SPOT_OVER: Region = region!({
    status: Stopped, spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, interpretation.SpotComputeAfterStop: ToBeFoundAgain
});

#[rustfmt::skip] // a table: one line a row
rule_table! { StartInstance as start_instance, number 1, expecting "status-not-stopped": Stopped;
refusals {
  Existence:
    "not-found" { status: Released }                                                                      InstanceNotFound            Documented   StartPage2025/"InvalidInstanceId.NotFound";
  SecurityLock:
    "security-lock" { locks.security: Yes }                                                               InstanceLockedForSecurity   Documented   StartPage2025/precautions
        or { locks.recycling: Yes, interpretation.OtherLocks: Deny }                                                                  Inferred     DescribePage2021/OperationLocks
        or { locks.unknown: Yes, interpretation.OtherLocks: Deny }                                                                    Inferred     DescribePage2021/OperationLocks;
  Arrears:
    "expired-pay-as-you-go" { standing: InArrears, charge_type: PostPaid }
                                                                                                          PostPaidExpired             Documented   StartPage2025/"InstanceExpired"
        or { standing: Expired, charge_type: PostPaid }                                                                               Inferred     StartPage2025/"InstanceExpired"
        or { locks.financial: Yes, charge_type: PostPaid }                                                                            Documented   ArrearsApiPage2020/instance
        or { locks.dedicated_host_financial: Yes, charge_type: PostPaid, interpretation.OtherLocks: Deny }
                                                                                                                                      Inferred     DescribePage2021/OperationLocks
        or { locks.refunded: Yes, charge_type: PostPaid, interpretation.OtherLocks: Deny }                                            Inferred     DescribePage2021/OperationLocks;
    "expired-subscription" { standing: Expired, charge_type: PrePaid }
                                                                                                          PrePaidExpired              Documented   StartPage2025/"InstanceExpired"
        or { standing: InArrears, charge_type: PrePaid, interpretation.ArrearsBeforeStop: Refused }                                   Contradicted StartPage2025/"InstanceExpired" against OverdueGuide2023/subscription
        or { locks.financial: Yes, charge_type: PrePaid }                                                                             Documented   ArrearsApiPage2020/instance
        or { locks.dedicated_host_financial: Yes, charge_type: PrePaid, interpretation.OtherLocks: Deny }                             Inferred     DescribePage2021/OperationLocks
        or { locks.refunded: Yes, charge_type: PrePaid, interpretation.OtherLocks: Deny }                                             Inferred     DescribePage2021/OperationLocks;
    "disk-in-arrears" { disk_in_arrears: Yes, interpretation.WhoseArrears: InstanceOrDisk }
                                                                                                          DiskInArrears               Documented   StartPage2025/"DiskInArrears";
  Initializing:
    "initializing" { initializing: Yes }                                                                  InstanceNotReady            Documented   StartPage2017/InstanceNotReady
        or { status: Pending, interpretation.StartWhilePending: InstanceNotReady }                                                    Contradicted StartPage2017/InstanceNotReady against StartPage2025/precautions;
  Status:
    "status-not-stopped" { status: Starting | Running | Stopping }                                        IncorrectInstanceStatus     Documented   StartPage2025/precautions
        or { status: Pending, interpretation.StartWhilePending: IncorrectInstanceStatus }                                             Contradicted StartPage2025/precautions against StartPage2017/InstanceNotReady;
  Disk:
    "system-disk" { system_disk: Missing }                                                                SystemDiskNotFound          Documented   StartPage2025/"InvalidInstance.NotFoundSystemDisk";
    "disk-status" { disk_status: Incorrect }                                                              DiskError                   Inferred     StartPage2025/"DiskError";
  Encryption:
    "kms-unauthorized" { encryption_key: ServiceUnauthorized }                                            KmsUnauthorized             Documented   StartPage2025/"InvalidParameter.KMSKeyId.KMSUnauthorized";
    "kms-key-untagged" { encryption_key: MissingEcsTag }                                                  KmsKeyUntagged              Documented   StartPage2025/"InvalidParameter.KMSKeyId.CMKUnauthorized";
    "kms-key-not-enabled" { encryption_key: NotEnabled }                                                  KmsKeyNotEnabled            Documented   StartPage2025/"InvalidParameter.KMSKeyId.CMKNotEnabled";
  Balance:
    "balance" { balance: Insufficient, charge_type: PostPaid }                                            InsufficientBalance         Documented   StartPage2025/"InsufficientBalance";
  Host:
    "host-repairing" { host_repairing: Yes }                                                              HostRepairing               Documented   StartPage2025/"OperationDenied.HostRepairing";
  DedicatedHost:
    "dedicated-host-full" { dedicated_host: FullByAffinity, ..RELEASED }
                                                                                                          DedicatedHostFullByAffinity Documented   StartPage2025/"InvalidDedicatedHost.NotEnoughResource"
        or { dedicated_host: FullByAffinity, ..RECYCLED }
                                                                                                                                      Inferred     PayAsYouGoGuide2021/recycling
        or { dedicated_host: FullByAffinity, ..SPOT_OVER }
                                                                                                                                      Inferred     SpotStopGuide2019/table;
    "dedicated-host-none" { dedicated_host: NoneAvailable, ..RELEASED }
                                                                                                          DedicatedHostNotAvailable   Inferred     StartPage2025/"InvalidDedicatedHost.NotEnoughResource"
        or { dedicated_host: NoneAvailable, ..RECYCLED }
                                                                                                                                      Inferred     PayAsYouGoGuide2021/recycling
        or { dedicated_host: NoneAvailable, ..SPOT_OVER }
                                                                                                                                      Inferred     SpotStopGuide2019/table;
  CapacityReservation:
    "capacity-reservation-short" { capacity_reservation: Insufficient, ..RELEASED }
                                                                                                          CapacityReservationShort    Inferred     StartPage2025/"LackResource"
        or { capacity_reservation: Insufficient, ..RECYCLED }
                                                                                                                                      Inferred     PayAsYouGoGuide2021/recycling
        or { capacity_reservation: Insufficient, ..SPOT_OVER }
                                                                                                                                      Inferred     SpotStopGuide2019/table;
    "capacity-reservation-gone" { capacity_reservation: Missing, ..RELEASED }
                                                                                                          CapacityReservationNotFound Inferred     StartPage2025/"InvalidCapacityReservationId.NotFound"
        or { capacity_reservation: Missing, ..RECYCLED }
                                                                                                                                      Inferred     PayAsYouGoGuide2021/recycling
        or { capacity_reservation: Missing, ..SPOT_OVER }
                                                                                                                                      Inferred     SpotStopGuide2019/table;
  PrivatePool:
    "private-pool" { private_pool: UsedUp, ..RELEASED }
                                                                                                          PrivatePoolUsedUp           Inferred     StartPage2025/"Invalid.PrivatePoolOptions.NoStock"
        or { private_pool: UsedUp, ..RECYCLED }
                                                                                                                                      Inferred     PayAsYouGoGuide2021/recycling
        or { private_pool: UsedUp, ..SPOT_OVER }
                                                                                                                                      Inferred     SpotStopGuide2019/table;
  Quota:
    "quota-type-exhausted" { quota: TypeExhausted, ..RELEASED }
                                                                                                          QuotaTypeExhausted          Inferred     StartPage2025/"QuotaExceed.ElasticQuota"
        or { quota: TypeExhausted, ..RECYCLED }
                                                                                                                                      Inferred     PayAsYouGoGuide2021/recycling
        or { quota: TypeExhausted, ..SPOT_OVER }
                                                                                                                                      Inferred     SpotStopGuide2019/table;
    "quota-type-exceeded" { quota: TypeExceeded, ..RELEASED }
                                                                                                          QuotaTypeExceeded           Inferred     StartPage2025/"QuotaExceed.ElasticQuota"
        or { quota: TypeExceeded, ..RECYCLED }
                                                                                                                                      Inferred     PayAsYouGoGuide2021/recycling
        or { quota: TypeExceeded, ..SPOT_OVER }
                                                                                                                                      Inferred     SpotStopGuide2019/table;
    "quota-vcpus-exceeded" { quota: VcpusExceeded, ..RELEASED }
                                                                                                          QuotaVcpusExceeded          Inferred     StartPage2025/"QuotaExceed.ElasticQuota"
        or { quota: VcpusExceeded, ..RECYCLED }
                                                                                                                                      Inferred     PayAsYouGoGuide2021/recycling
        or { quota: VcpusExceeded, ..SPOT_OVER }
                                                                                                                                      Inferred     SpotStopGuide2019/table;
    "quota-type-or-vcpus-exceeded" { quota: TypeOrVcpusExceeded, ..RELEASED }
                                                                                                          QuotaTypeOrVcpusExceeded    Inferred     StartPage2025/"QuotaExceed.ElasticQuota"
        or { quota: TypeOrVcpusExceeded, ..RECYCLED }
                                                                                                                                      Inferred     PayAsYouGoGuide2021/recycling
        or { quota: TypeOrVcpusExceeded, ..SPOT_OVER }
                                                                                                                                      Inferred     SpotStopGuide2019/table;
  Stock:
    "stock" { stock: SoldOut, ..RELEASED }
                                                                                                          NoStock                     Documented   StartPage2025/precautions
        or { stock: SoldOut, ..RECYCLED }
                                                                                                                                      Inferred     PayAsYouGoGuide2021/recycling
        or { stock: SoldOut, ..SPOT_OVER }
                                                                                                                                      Documented   SpotStopGuide2019/table;
  SpotPrice:
    "spot-price" { spot_price: AboveBid, spot_strategy: SpotWithPriceLimit, spot_protected: No, ..RELEASED }
                                                                                                          SpotPriceTooLow             Documented   StartPage2025/"OperationDenied.SpotPriceLowerThanPublicPrice"
        or { spot_price: AboveBid, spot_strategy: SpotWithPriceLimit, spot_protected: No, ..RECYCLED }
                                                                                                                                      Inferred     PayAsYouGoGuide2021/recycling
        or { spot_price: AboveBid, spot_strategy: SpotWithPriceLimit, spot_protected: No, ..SPOT_OVER }
                                                                                                                                      Documented   SpotStopGuide2019/table;
}
settlements {
    StartOnNewCompute       { ..RELEASED }                                                                                            Documented   EconomicalGuide2021/impacts
        or { ..RECYCLED }                                                                                                             Documented   PayAsYouGoGuide2021/recycling
        or { ..SPOT_OVER }                                                                                                            Documented   SpotStopGuide2019/table;
    StartOnKeptCompute      {}                                                                                                        Documented   EconomicalGuide2026/table;
}
}
