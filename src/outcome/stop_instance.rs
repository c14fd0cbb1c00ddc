//! The effects of StopInstance on resources, and its risks.
//!
//! The columns: economical mode; standard mode, and subscriptions; hibernation in economical mode;
//! hibernation in standard mode, and of subscriptions. Of a subscription, billed means paid for by
//! it.

use super::{effects, risks};
use crate::condition::region;
use crate::region::Region;

/// Spot instances whose compute is kept in standard mode.
const SPOT_KEPT: Region =
    region!({ spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, interpretation.SpotComputeAfterStop: Kept });
/// Spot instances whose compute a start allocates again.
const SPOT: Region = region!({
    spot_strategy: SpotWithPriceLimit | SpotAsPriceGo,
    interpretation.SpotComputeAfterStop: ToBeFoundAgain
});

#[rustfmt::skip] // a table: one line a row
effects! {
    resource and condition       | economical | standard | hibernated_economically | hibernated;
    Vcpu            { spot_strategy: NoSpot }
        | released | kept_billed(Documented StopGuide2024/precautions) | released(Documented HibernationGuide2021/billing) | kept_billed(Documented HibernationGuide2021/billing) from EconomicalGuide2021/resources;
    Vcpu            { ..SPOT_KEPT }
        | released | kept_billed(Contradicted EconomicalGuide2026/table against SpotStopGuide2019/table) | released(Documented HibernationGuide2021/billing) | kept_billed(Inferred EconomicalGuide2026/table) from EconomicalGuide2021/resources;
    Vcpu            { ..SPOT }
        | released | kept_unsure(Documented SpotStopGuide2019/table) | released(Documented HibernationGuide2021/billing) | kept_unsure(Inferred SpotStopGuide2019/table) from EconomicalGuide2021/resources;
    Memory          { spot_strategy: NoSpot }
        | released | kept_billed(Documented StopGuide2024/precautions) | released(Documented HibernationGuide2021/billing) | kept_billed(Documented HibernationGuide2021/billing) from EconomicalGuide2021/resources;
    Memory          { ..SPOT_KEPT }
        | released | kept_billed(Contradicted EconomicalGuide2026/table against SpotStopGuide2019/table) | released(Documented HibernationGuide2021/billing) | kept_billed(Inferred EconomicalGuide2026/table) from EconomicalGuide2021/resources;
    Memory          { ..SPOT }
        | released | kept_unsure(Documented SpotStopGuide2019/table) | released(Documented HibernationGuide2021/billing) | kept_unsure(Inferred SpotStopGuide2019/table) from EconomicalGuide2021/resources;
    Gpu             { gpu: Yes, spot_strategy: NoSpot }
        | released(Documented EconomicalGuide2026/head) | kept_billed(Documented EconomicalGuide2026/table) | released(Inferred) | kept_billed(Inferred) from HibernationGuide2021/billing;
    Gpu             { gpu: Yes, ..SPOT_KEPT }
        | released(Documented EconomicalGuide2026/head) | kept_billed(Contradicted EconomicalGuide2026/table against SpotStopGuide2019/table) | released(Inferred) | kept_billed(Inferred) from HibernationGuide2021/billing;
    Gpu             { gpu: Yes, ..SPOT }
        | released(Documented EconomicalGuide2026/head) | kept_unsure(Documented SpotStopGuide2019/table) | released(Inferred) | kept_unsure(Inferred SpotStopGuide2019/table) from HibernationGuide2021/billing;
    MemoryContents  {}           | lost | lost | saved | saved from HibernationGuide2021/description;
    SystemDisk      {}
        | kept_billed | kept_billed(Documented StopGuide2024/precautions) | kept_billed(Documented HibernationGuide2021/billing) | kept_billed(Documented HibernationGuide2021/billing) from EconomicalGuide2021/resources;
    DataDisks       { data_disks: Unknown | Yes }
        | kept_billed | kept_billed(Documented StopGuide2024/precautions) | kept_billed(Documented HibernationGuide2021/billing) | kept_billed(Documented HibernationGuide2021/billing) from EconomicalGuide2021/resources;
    Snapshots       { snapshots: Unknown | Yes }
        | kept_billed | kept_billed(Documented EconomicalGuide2026/table) | kept_billed(Inferred) | kept_billed(Inferred) from EconomicalGuide2021/resources;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth }
        | address_released | kept_free(Documented StopPage2024/precautions) | address_released(Documented HibernationGuide2021/billing) | kept_free(Documented HibernationGuide2021/billing) from EconomicalGuide2021/impacts;
    PublicBandwidth { static_address: PayByBandwidth, interpretation.HibernatedBandwidth: NotBilled }
        | suspended | kept_billed(Documented StopGuide2024/precautions) | suspended(Contradicted against HibernationGuide2021/billing) | kept_billed(Documented HibernationGuide2021/billing) from EconomicalGuide2021/resources;
    PublicBandwidth { static_address: PayByBandwidth, interpretation.HibernatedBandwidth: Billed }
        | suspended | kept_billed(Documented StopGuide2024/precautions) | kept_billed(Documented HibernationGuide2021/billing) | kept_billed(Documented HibernationGuide2021/billing) from EconomicalGuide2021/resources;
    ElasticIp       { elastic_address: Yes }
        | kept_billed | kept_billed(Documented EconomicalGuide2026/table) | kept_billed(Documented HibernationGuide2021/billing) | kept_billed(Documented HibernationGuide2021/billing) from EconomicalGuide2021/resources;
    PrivateIp       {}
        | kept_free | kept_free(Documented EconomicalGuide2026/table) | kept_free(Documented HibernationGuide2021/billing) | kept_free(Documented HibernationGuide2021/billing) from EconomicalGuide2021/impacts;
    ImageLicence    { image_licence: Unknown | Yes, interpretation.ImageLicence: Billed }
        | kept_billed(Contradicted against StopPage2025/StoppedMode) | kept_billed(Documented PayAsYouGoGuide2021/duration) | kept_billed(Inferred) | kept_billed(Inferred) from EconomicalGuide2021/resources;
    ImageLicence    { image_licence: Unknown | Yes, interpretation.ImageLicence: NotBilled }
        | unbilled(Contradicted against EconomicalGuide2026/table) | kept_billed(Documented PayAsYouGoGuide2021/duration) | unbilled(Inferred) | kept_billed(Inferred) from StopPage2025/StoppedMode;
    CpuCredits      { burstable: Yes } | reset | kept_free | reset(Inferred) | kept_free(Inferred) from CreditGuide2021/stop;
    LocalDisks      { local_storage: Yes, local_ssd: No }
        | not_applicable(Documented EconomicalGuide2021/conditions) | kept_free | not_applicable(Inferred) | not_applicable(Inferred) from LocalDiskGuide2021/table;
    LocalDisks      { local_storage: Yes, local_ssd: Yes, interpretation.LocalDiskContents: Kept }
        | not_applicable(Documented EconomicalGuide2021/conditions) | kept_free(Contradicted against StopPage2021/description) | not_applicable(Inferred) | not_applicable(Inferred) from LocalDiskGuide2021/table;
    LocalDisks      { local_storage: Yes, local_ssd: Yes, interpretation.LocalDiskContents: Lost }
        | not_applicable(Documented EconomicalGuide2021/conditions) | lost(Contradicted against LocalDiskGuide2021/table) | not_applicable(Inferred) | lost(Inferred) from StopPage2021/description;
    ReservedCapacity { private_pool: Available | UsedUp }
        | kept_billed(Inferred) | kept_free(Inferred) | kept_billed(Inferred) | kept_free(Inferred) from PrivatePoolGuide2026/billing;
    SubscriptionFee { charge_type: PrePaid }
        | not_applicable(Documented EconomicalGuide2021/conditions) | kept_billed | not_applicable(Documented EconomicalGuide2021/conditions) | kept_billed(Documented HibernationGuide2021/billing) from StopGuide2024/precautions;
    Configuration   {}           | kept_free | kept_free | kept_free(Inferred) | kept_free(Inferred) from EconomicalGuide2026/table;
}

const ALWAYS: u8 = 0b1111;
const ECONOMICAL: u8 = 0b0101;
const STANDARD: u8 = 0b1010;
const HIBERNATED: u8 = 0b1100;

#[rustfmt::skip] // a table: one line a row
risks! {
    CachedDataLost         { request.force_stop: Yes }                            in ALWAYS,     StopPage2024/ForceStop;
    CapacityNotGuaranteed  {}                                                     in ECONOMICAL, EconomicalGuide2021/impacts;
    CapacityNotGuaranteed  { spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, interpretation.SpotComputeAfterStop: ToBeFoundAgain }
                                                                                  in STANDARD,   StopGuide2024/precautions;
    PublicAddressMayChange { static_address: PayByTraffic | PayByBandwidth }      in ECONOMICAL, EconomicalGuide2021/impacts;
    CpuCreditsCleared      { burstable: Yes }                                     in ECONOMICAL, EconomicalGuide2021/impacts;
    AdvanceCreditsCharged  { burstable: Yes, unlimited_credits: Yes }             in ECONOMICAL, CreditGuide2021/"unlimited mode";
    SealedDataLost         { sealed_data: Yes }                                   in ECONOMICAL, FamilyGuide2026/g7t;
    SealedDataLost         { sealed_data: Yes, spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, interpretation.SpotComputeAfterStop: ToBeFoundAgain }
                                                                                  in STANDARD,   FamilyGuide2026/g7t;
    SpotPriceMayExceedBid  { spot_strategy: SpotWithPriceLimit }                  in ALWAYS,     StopGuide2024/precautions;
    RestartMayConflict     {}                                                     in ECONOMICAL, BillingFaq2025/OperationConflict;
    LocalDataLost          { local_storage: Yes, local_ssd: Yes }                 in STANDARD,   StopPage2021/description;
    RequestedModeIgnored   { request.stopped_mode: StopCharging }                 in STANDARD,   StopPage2025/StoppedMode;
    PreviewFeature         {}                                                     in HIBERNATED, StopPage2024/Hibernate;
    CannotStartWhileLocked { locks.security: Yes }                                in ALWAYS,     StartPage2025/precautions;
    UndocumentedLock       { locks.recycling: Yes }                               in ALWAYS,     DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.dedicated_host_financial: Yes }                in ALWAYS,     DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.refunded: Yes }                                in ALWAYS,     DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.unknown: Yes }                                 in ALWAYS,     DescribePage2021/OperationLocks;
}
