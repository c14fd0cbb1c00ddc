//! The effects of ReActivateInstances on resources, and its risks.
//!
//! The columns: the instance starts, on compute that is found again or was kept; it stays stopped, as it
//! was.

use super::{effects, risks};
use crate::condition::region;
use crate::region::Region;

/// Compute that was released to save costs.
const ECONOMICAL: Region = region!({ stopped_mode: StopCharging });
/// Compute that was recycled.
const RECYCLED: Region = region!({ stopped_mode: KeepCharging | NotApplicable, compute_recycled: Yes });
/// Compute that was kept.
const KEPT: Region =
    region!({ stopped_mode: KeepCharging | NotApplicable, compute_recycled: No, spot_strategy: NoSpot });
/// Compute of a spot instance that was kept.
const SPOT_KEPT: Region = region!({
    stopped_mode: KeepCharging | NotApplicable,
    compute_recycled: No,
    spot_strategy: SpotWithPriceLimit | SpotAsPriceGo,
    interpretation.SpotComputeAfterStop: Kept
});
/// Compute of a spot instance that a start allocates again.
const SPOT: Region = region!({
    stopped_mode: KeepCharging | NotApplicable,
    compute_recycled: No,
    spot_strategy: SpotWithPriceLimit | SpotAsPriceGo,
    interpretation.SpotComputeAfterStop: ToBeFoundAgain
});

#[rustfmt::skip] // a table: one line a row
effects! {
    resource and condition                                         | started               | stays_stopped;
    Vcpu            { ..ECONOMICAL }                               | reallocated           | released                  from EconomicalGuide2021/overdue;
    Vcpu            { ..RECYCLED }                                 | reallocated           | released                  from PayAsYouGoGuide2021/recycling;
    Vcpu            { ..KEPT }                                     | kept_billed           | kept_billed               from PayAsYouGoGuide2021/expired;
    Vcpu            { ..SPOT_KEPT }                                | kept_billed           | kept_billed               from PayAsYouGoGuide2021/expired;
    Vcpu            { ..SPOT }                                     | reallocated(Inferred) | kept_unsure(Inferred)     from SpotStopGuide2019/table;
    Memory          { ..ECONOMICAL }                               | reallocated           | released                  from EconomicalGuide2021/overdue;
    Memory          { ..RECYCLED }                                 | reallocated           | released                  from PayAsYouGoGuide2021/recycling;
    Memory          { ..KEPT }                                     | kept_billed           | kept_billed               from PayAsYouGoGuide2021/expired;
    Memory          { ..SPOT_KEPT }                                | kept_billed           | kept_billed               from PayAsYouGoGuide2021/expired;
    Memory          { ..SPOT }                                     | reallocated(Inferred) | kept_unsure(Inferred)     from SpotStopGuide2019/table;
    Gpu             { gpu: Yes, ..ECONOMICAL }                     | reallocated           | released                  from EconomicalGuide2026/head;
    Gpu             { gpu: Yes, ..RECYCLED }                       | reallocated(Inferred) | released(Inferred)        from PayAsYouGoGuide2021/recycling;
    Gpu             { gpu: Yes, ..KEPT }                           | kept_billed(Inferred) | kept_billed(Inferred)     from PayAsYouGoGuide2021/expired;
    Gpu             { gpu: Yes, ..SPOT_KEPT }                      | kept_billed(Inferred) | kept_billed(Inferred)     from PayAsYouGoGuide2021/expired;
    Gpu             { gpu: Yes, ..SPOT }                           | reallocated(Inferred) | kept_unsure(Inferred)     from SpotStopGuide2019/table;
    MemoryContents  { hibernated: No }                             | nothing(Inferred)     | nothing(Inferred)         from PayAsYouGoGuide2021/expired;
    MemoryContents  { hibernated: Yes }                            | read_back(Inferred)   | saved(Inferred)           from HibernationGuide2021/description;
    SystemDisk      {}                                             | kept_billed           | kept_billed               from PayAsYouGoGuide2021/table;
    DataDisks       { data_disks: Unknown | Yes }                  | kept_billed           | kept_billed               from PayAsYouGoGuide2021/table;
    Snapshots       { snapshots: Unknown | Yes }                   | kept_billed           | kept_billed               from PayAsYouGoGuide2021/table;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth, stopped_mode: StopCharging }
                                                                   | new_address           | address_released          from EconomicalGuide2021/overdue;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth, stopped_mode: KeepCharging | NotApplicable }
                                                                   | kept_free             | kept_free                 from EconomicalGuide2021/overdue;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: StopCharging, hibernated: No }
                                                                   | resumes               | suspended                 from PayAsYouGoGuide2021/duration;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: StopCharging, hibernated: Yes, interpretation.HibernatedBandwidth: NotBilled }
                                                                   | resumes(Inferred)     | suspended(Contradicted against HibernationGuide2021/billing) from EconomicalGuide2021/resources;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: StopCharging, hibernated: Yes, interpretation.HibernatedBandwidth: Billed }
                                                                   | kept_billed           | kept_billed               from HibernationGuide2021/billing;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: KeepCharging | NotApplicable }
                                                                   | kept_billed           | kept_billed               from PayAsYouGoGuide2021/duration;
    ElasticIp       { elastic_address: Yes }                       | kept_billed           | kept_billed               from PayAsYouGoGuide2021/duration;
    PrivateIp       {}                                             | kept_free             | kept_free                 from EconomicalGuide2021/impacts;
    ImageLicence    { image_licence: Unknown | Yes, stopped_mode: StopCharging, interpretation.ImageLicence: Billed }
                                                                   | kept_billed           | kept_billed(Contradicted EconomicalGuide2021/resources against StopPage2025/StoppedMode) from PayAsYouGoGuide2021/duration;
    ImageLicence    { image_licence: Unknown | Yes, stopped_mode: StopCharging, interpretation.ImageLicence: NotBilled }
                                                                   | resumes               | unbilled(Contradicted StopPage2025/StoppedMode against EconomicalGuide2026/table) from PayAsYouGoGuide2021/duration;
    ImageLicence    { image_licence: Unknown | Yes, stopped_mode: KeepCharging | NotApplicable }
                                                                   | kept_billed           | kept_billed               from PayAsYouGoGuide2021/duration;
    CpuCredits      { burstable: Yes, stopped_mode: StopCharging } | initial(Contradicted against CreditGuide2021/stop) | reset(Contradicted against CreditGuide2021/stop) from EconomicalGuide2021/overdue;
    CpuCredits      { burstable: Yes, stopped_mode: KeepCharging | NotApplicable }
                                                                   | kept_free             | kept_free                 from CreditGuide2021/stop;
    LocalDisks      { local_storage: Yes, local_ssd: No, compute_recycled: No }
                                                                   | kept_free             | kept_free                 from LocalDiskGuide2026/table;
    LocalDisks      { local_storage: Yes, local_ssd: Yes, compute_recycled: No, interpretation.LocalDiskContents: Kept }
                                                                   | kept_free             | kept_free                 from LocalDiskGuide2026/table;
    LocalDisks      { local_storage: Yes, local_ssd: Yes, compute_recycled: No, interpretation.LocalDiskContents: Lost }
                                                                   | nothing(Contradicted against LocalDiskGuide2026/table) | nothing(Contradicted against LocalDiskGuide2026/table) from StopPage2021/description;
    LocalDisks      { local_storage: Yes, compute_recycled: Yes }  | nothing               | nothing                   from LocalDiskGuide2026/table;
    ReservedCapacity { private_pool: Available | UsedUp, stopped_mode: StopCharging }
                                                                   | kept_free(Inferred)   | kept_billed(Inferred)     from PrivatePoolGuide2026/billing;
    ReservedCapacity { private_pool: Available | UsedUp, stopped_mode: KeepCharging | NotApplicable }
                                                                   | kept_free(Inferred)   | kept_free(Inferred)       from PrivatePoolGuide2026/billing;
    SubscriptionFee { charge_type: PrePaid }                       | not_applicable        | not_applicable            from ReactivatePage2025/"InvalidPayType.NotSupport";
    Configuration   {}                                             | kept_free             | kept_free                 from ReactivatePage2025/description;
}

const ALWAYS: u8 = 0b11;
const STARTED: u8 = 0b01;

#[rustfmt::skip] // a table: one line a row
risks! {
    CapacityNotGuaranteed  { stopped_mode: StopCharging }                     in STARTED, EconomicalGuide2021/impacts;
    CapacityNotGuaranteed  { compute_recycled: Yes }                          in STARTED, PayAsYouGoGuide2021/recycling;
    CapacityNotGuaranteed  { spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, interpretation.SpotComputeAfterStop: ToBeFoundAgain }
                                                                              in STARTED, SpotStopGuide2019/table;
    PublicAddressMayChange { static_address: PayByTraffic | PayByBandwidth, stopped_mode: StopCharging } in STARTED, EconomicalGuide2021/overdue;
    CpuCreditsCleared      { burstable: Yes, stopped_mode: StopCharging }     in STARTED, EconomicalGuide2021/impacts;
    SealedDataLost         { sealed_data: Yes, stopped_mode: StopCharging }   in STARTED, FamilyGuide2026/g7t;
    SealedDataLost         { sealed_data: Yes, compute_recycled: Yes }        in STARTED, FamilyGuide2026/g7t;
    SealedDataLost         { sealed_data: Yes, spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, interpretation.SpotComputeAfterStop: ToBeFoundAgain }
                                                                              in STARTED, FamilyGuide2026/g7t;
    LocalDataLost          { local_storage: Yes, compute_recycled: Yes }      in ALWAYS, LocalDiskGuide2026/table;
    SpotMayBeInterrupted   { spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, spot_protected: No } in STARTED, SpotGuide2020/recycling;
    UndocumentedLock       { locks.recycling: Yes }                           in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.dedicated_host_financial: Yes }            in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.refunded: Yes }                            in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.unknown: Yes }                             in ALWAYS, DescribePage2021/OperationLocks;
}
