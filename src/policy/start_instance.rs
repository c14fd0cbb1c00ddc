//! The rule table of StartInstance.

use super::rule_table::rule_table;
use crate::condition::region;

/// The stop has released its compute.
const RELEASED: Region = region!({ status: Stopped, stopped_mode: StopCharging });
/// Its compute was recycled.
const RECYCLED: Region = region!({ status: Stopped, compute_recycled: Yes });
/// A spot instance whose protection is over, however it was stopped.
const SPOT_OVER: Region = region!({
    status: Stopped, spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, spot_protected: No, interpretation.SpotComputeAfterStop: ToBeFoundAgain
});

#[rustfmt::skip] // a table: one line a row
rule_table! { StartInstance as start_instance, expecting "status-not-stopped": Stopped;
refusals {
  Existence:
    "not-found" { status: Released }                                                                      InstanceNotFound            Documented   StartPage/26;
  SecurityLock:
    "security-lock" { locks.security: Yes }                                                               InstanceLockedForSecurity   Documented   StartPage/8
        or { locks.recycling: Yes, interpretation.OtherLocks: Deny }                                                                  Inferred     DescribePage/OperationLocks
        or { locks.unknown: Yes, interpretation.OtherLocks: Deny }                                                                    Inferred     DescribePage/OperationLocks;
  Arrears:
    "expired-pay-as-you-go" { standing: Expired | InArrears, charge_type: PostPaid }
                                                                                                          PostPaidExpired             Documented   StartPage/11
        or { locks.financial: Yes, charge_type: PostPaid }                                                                            Inferred     StartPage/11
        or { locks.dedicated_host_financial: Yes, charge_type: PostPaid, interpretation.OtherLocks: Deny }
                                                                                                                                      Inferred     DescribePage/OperationLocks
        or { locks.refunded: Yes, charge_type: PostPaid, interpretation.OtherLocks: Deny }                                            Inferred     DescribePage/OperationLocks;
    "expired-subscription" { standing: Expired | InArrears, charge_type: PrePaid }
                                                                                                          PrePaidExpired              Documented   StartPage/12
        or { locks.financial: Yes, charge_type: PrePaid }                                                                             Inferred     StartPage/12
        or { locks.dedicated_host_financial: Yes, charge_type: PrePaid, interpretation.OtherLocks: Deny }                             Inferred     DescribePage/OperationLocks
        or { locks.refunded: Yes, charge_type: PrePaid, interpretation.OtherLocks: Deny }                                             Inferred     DescribePage/OperationLocks;
    "disk-in-arrears" { disk_in_arrears: Yes, interpretation.WhoseArrears: InstanceOrDisk }
                                                                                                          DiskInArrears               Documented   StartPage/14;
  Initializing:
    "initializing" { initializing: Yes }                                                                  InstanceNotReady            Documented   StartPage/13
        or { status: Pending, interpretation.StartWhilePending: InstanceNotReady }                                                    Contradicted StartPage/13;
  Status:
    "status-not-stopped" { status: Starting | Running | Stopping }                                        IncorrectInstanceStatus     Documented   StartPage/7
        or { status: Pending, interpretation.StartWhilePending: IncorrectInstanceStatus }                                             Contradicted StartPage/7;
  Disk:
    "system-disk" { system_disk: Missing }                                                                SystemDiskNotFound          Documented   StartPage/4;
    "disk-status" { disk_status: Incorrect }                                                              DiskError                   Documented   StartPage/10;
  Encryption:
    "kms-unauthorized" { encryption_key: ServiceUnauthorized }                                            KmsUnauthorized             Documented   StartPage/20;
    "kms-key-untagged" { encryption_key: MissingEcsTag }                                                  KmsKeyUntagged              Documented   StartPage/18;
    "kms-key-not-enabled" { encryption_key: NotEnabled }                                                  KmsKeyNotEnabled            Documented   StartPage/19;
  Balance:
    "balance" { balance: Insufficient, charge_type: PostPaid }                                            InsufficientBalance         Documented   StartPage/9;
  Host:
    "host-repairing" { host_repairing: Yes }                                                              HostRepairing               Documented   StartPage/25;
  DedicatedHost:
    "dedicated-host-full" { dedicated_host: FullByAffinity, ..RELEASED }
                                                                                                          DedicatedHostFullByAffinity Documented   StartPage/2
        or { dedicated_host: FullByAffinity, ..RECYCLED }
                                                                                                                                      Inferred     StartPage/2
        or { dedicated_host: FullByAffinity, ..SPOT_OVER }
                                                                                                                                      Contradicted SpotGuide/restart;
    "dedicated-host-none" { dedicated_host: NoneAvailable, ..RELEASED }
                                                                                                          DedicatedHostNotAvailable   Documented   StartPage/3
        or { dedicated_host: NoneAvailable, ..RECYCLED }
                                                                                                                                      Inferred     StartPage/3
        or { dedicated_host: NoneAvailable, ..SPOT_OVER }
                                                                                                                                      Contradicted SpotGuide/restart;
  CapacityReservation:
    "capacity-reservation-short" { capacity_reservation: Insufficient, ..RELEASED }
                                                                                                          CapacityReservationShort    Documented   StartPage/1
        or { capacity_reservation: Insufficient, ..RECYCLED }
                                                                                                                                      Inferred     StartPage/1
        or { capacity_reservation: Insufficient, ..SPOT_OVER }
                                                                                                                                      Contradicted SpotGuide/restart;
    "capacity-reservation-gone" { capacity_reservation: Missing, ..RELEASED }
                                                                                                          CapacityReservationNotFound Documented   StartPage/27
        or { capacity_reservation: Missing, ..RECYCLED }
                                                                                                                                      Inferred     StartPage/27
        or { capacity_reservation: Missing, ..SPOT_OVER }
                                                                                                                                      Contradicted SpotGuide/restart;
  PrivatePool:
    "private-pool" { private_pool: UsedUp, ..RELEASED }
                                                                                                          PrivatePoolUsedUp           Documented   StartPage/5
        or { private_pool: UsedUp, ..RECYCLED }
                                                                                                                                      Inferred     StartPage/5
        or { private_pool: UsedUp, ..SPOT_OVER }
                                                                                                                                      Contradicted SpotGuide/restart;
  Quota:
    "quota-type-exhausted" { quota: TypeExhausted, ..RELEASED }
                                                                                                          QuotaTypeExhausted          Documented   StartPage/21
        or { quota: TypeExhausted, ..RECYCLED }
                                                                                                                                      Inferred     StartPage/21
        or { quota: TypeExhausted, ..SPOT_OVER }
                                                                                                                                      Contradicted SpotGuide/restart;
    "quota-type-exceeded" { quota: TypeExceeded, ..RELEASED }
                                                                                                          QuotaTypeExceeded           Documented   StartPage/22
        or { quota: TypeExceeded, ..RECYCLED }
                                                                                                                                      Inferred     StartPage/22
        or { quota: TypeExceeded, ..SPOT_OVER }
                                                                                                                                      Contradicted SpotGuide/restart;
    "quota-vcpus-exceeded" { quota: VcpusExceeded, ..RELEASED }
                                                                                                          QuotaVcpusExceeded          Documented   StartPage/23
        or { quota: VcpusExceeded, ..RECYCLED }
                                                                                                                                      Inferred     StartPage/23
        or { quota: VcpusExceeded, ..SPOT_OVER }
                                                                                                                                      Contradicted SpotGuide/restart;
    "quota-type-or-vcpus-exceeded" { quota: TypeOrVcpusExceeded, ..RELEASED }
                                                                                                          QuotaTypeOrVcpusExceeded    Documented   StartPage/24
        or { quota: TypeOrVcpusExceeded, ..RECYCLED }
                                                                                                                                      Inferred     StartPage/24
        or { quota: TypeOrVcpusExceeded, ..SPOT_OVER }
                                                                                                                                      Contradicted SpotGuide/restart;
  Stock:
    "stock" { stock: SoldOut, ..RELEASED }
                                                                                                          NoStock                     Documented   StartPage/15
        or { stock: SoldOut, ..RECYCLED }
                                                                                                                                      Inferred     StartPage/15
        or { stock: SoldOut, ..SPOT_OVER }
                                                                                                                                      Contradicted SpotGuide/restart;
  SpotPrice:
    "spot-price" { spot_price: AboveBid, spot_strategy: SpotWithPriceLimit, spot_protected: No, ..RELEASED }
                                                                                                          SpotPriceTooLow             Documented   StartPage/16
        or { spot_price: AboveBid, spot_strategy: SpotWithPriceLimit, spot_protected: No, ..RECYCLED }
                                                                                                                                      Inferred     StartPage/16
        or { spot_price: AboveBid, spot_strategy: SpotWithPriceLimit, spot_protected: No, ..SPOT_OVER }
                                                                                                                                      Contradicted SpotGuide/restart;
}
settlements {
    StartOnNewCompute       { ..RELEASED }                                                                                            Documented   EconomicalModeGuide/restart
        or { ..RECYCLED }                                                                                                             Documented   LifecycleGuide/expiry
        or { ..SPOT_OVER }                                                                                                            Contradicted SpotGuide/restart;
    StartOnKeptCompute      {}                                                                                                        Documented   StartPage/description;
}
}
