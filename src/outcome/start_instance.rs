//! The effects of StartInstance on resources, and its risks.
//!
//! The columns: on compute that is found again; on compute that was kept. What the next start finds
//! is here what this one finds.

use super::{effects, risks};
use crate::condition::region;
use crate::region::Region;

/// Local disks that this start does not initialise, after compute that was not recycled.
const NOT_RECYCLED: Region =
    region!({ local_storage: Yes, request.init_local_disk: No, compute_recycled: No });

#[rustfmt::skip] // a table: one line a row
effects! {
    resource and condition                                               | new_compute           | kept_compute;
    Vcpu            {}                                                   | reallocated           | kept_billed(Documented EconomicalGuide2026/table) from EconomicalGuide2021/impacts;
    Memory          {}                                                   | reallocated           | kept_billed(Documented EconomicalGuide2026/table) from EconomicalGuide2021/impacts;
    Gpu             { gpu: Yes }                                         | reallocated           | kept_billed         from EconomicalGuide2026/table;
    MemoryContents  { hibernated: No }                                   | nothing               | nothing             from HibernationGuide2021/description;
    MemoryContents  { hibernated: Yes }                                  | read_back             | read_back           from HibernationGuide2021/description;
    SystemDisk      {}                                                   | kept_billed           | kept_billed         from PayAsYouGoGuide2021/duration;
    DataDisks       { data_disks: Unknown | Yes }                        | kept_billed           | kept_billed         from PayAsYouGoGuide2021/duration;
    Snapshots       { snapshots: Unknown | Yes }                         | kept_billed           | kept_billed         from PayAsYouGoGuide2021/duration;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth, stopped_mode: StopCharging }
                                                                         | new_address           | new_address         from EconomicalGuide2021/impacts;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth, stopped_mode: KeepCharging | NotApplicable }
                                                                         | kept_free(Inferred)   | kept_free           from EconomicalGuide2026/table;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: StopCharging, hibernated: No }
                                                                         | resumes(Inferred)     | resumes(Inferred)   from EconomicalGuide2021/resources;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: StopCharging, hibernated: Yes, interpretation.HibernatedBandwidth: NotBilled }
                                                                         | resumes(Inferred)     | resumes(Inferred)   from EconomicalGuide2021/resources;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: StopCharging, hibernated: Yes, interpretation.HibernatedBandwidth: Billed }
                                                                         | kept_billed           | kept_billed         from HibernationGuide2021/billing;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: KeepCharging | NotApplicable }
                                                                         | kept_billed(Inferred) | kept_billed         from PayAsYouGoGuide2021/duration;
    ElasticIp       { elastic_address: Yes }                             | kept_billed           | kept_billed         from EconomicalGuide2021/impacts;
    PrivateIp       {}                                                   | kept_free             | kept_free           from EconomicalGuide2021/impacts;
    ImageLicence    { image_licence: Unknown | Yes, stopped_mode: StopCharging, interpretation.ImageLicence: Billed }
                                                                         | kept_billed           | kept_billed         from PayAsYouGoGuide2021/duration;
    ImageLicence    { image_licence: Unknown | Yes, stopped_mode: StopCharging, interpretation.ImageLicence: NotBilled }
                                                                         | resumes(Inferred)     | resumes(Inferred)   from PayAsYouGoGuide2021/duration;
    ImageLicence    { image_licence: Unknown | Yes, stopped_mode: KeepCharging | NotApplicable }
                                                                         | kept_billed           | kept_billed         from PayAsYouGoGuide2021/duration;
    CpuCredits      { burstable: Yes, stopped_mode: StopCharging }       | initial               | initial             from CreditGuide2021/stop;
    CpuCredits      { burstable: Yes, stopped_mode: KeepCharging | NotApplicable }
                                                                         | kept_free             | kept_free           from CreditGuide2021/stop;
    LocalDisks      { local_ssd: No, ..NOT_RECYCLED }                    | kept_free(Inferred)   | kept_free           from LocalDiskGuide2021/table;
    LocalDisks      { local_ssd: Yes, interpretation.LocalDiskContents: Kept, ..NOT_RECYCLED }
                                                                         | kept_free(Inferred)   | kept_free(Contradicted against StopPage2021/description) from LocalDiskGuide2021/table;
    LocalDisks      { local_ssd: Yes, interpretation.LocalDiskContents: Lost, ..NOT_RECYCLED }
                                                                         | nothing(Inferred)     | nothing(Contradicted against LocalDiskGuide2021/table) from StopPage2021/description;
    LocalDisks      { local_storage: Yes, request.init_local_disk: No, compute_recycled: Yes }
                                                                         | nothing               | nothing             from LocalDiskGuide2026/table;
    LocalDisks      { local_storage: Yes, request.init_local_disk: Yes } | lost                  | lost                from StartPage2025/InitLocalDisk;
    ReservedCapacity { private_pool: Available | UsedUp }                | kept_free(Inferred)   | kept_free(Inferred) from PrivatePoolGuide2026/billing;
    SubscriptionFee { charge_type: PrePaid }                             | kept_billed           | kept_billed         from StopGuide2024/precautions;
    Configuration   {}                                                   | kept_free             | kept_free           from EconomicalGuide2026/table;
}

const ALWAYS: u8 = 0b11;
const NEW_COMPUTE: u8 = 0b01;

#[rustfmt::skip] // a table: one line a row
risks! {
    CapacityNotGuaranteed  {}                                                 in NEW_COMPUTE, EconomicalGuide2021/impacts;
    PublicAddressMayChange { static_address: PayByTraffic | PayByBandwidth, stopped_mode: StopCharging } in ALWAYS, EconomicalGuide2021/impacts;
    CpuCreditsCleared      { burstable: Yes, stopped_mode: StopCharging }     in ALWAYS, EconomicalGuide2021/impacts;
    SealedDataLost         { sealed_data: Yes }                               in NEW_COMPUTE, FamilyGuide2026/g7t;
    RestartMayConflict     { stopped_mode: StopCharging }                     in ALWAYS, BillingFaq2025/OperationConflict;
    LocalDataLost          { local_storage: Yes, request.init_local_disk: Yes } in ALWAYS, StartPage2025/InitLocalDisk;
    LocalDataLost          { local_storage: Yes, compute_recycled: Yes }      in ALWAYS, LocalDiskGuide2026/table;
    SpotMayBeInterrupted   { spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, spot_protected: No } in ALWAYS, SpotGuide2020/recycling;
    UndocumentedLock       { locks.recycling: Yes }                           in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.dedicated_host_financial: Yes }            in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.refunded: Yes }                            in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.unknown: Yes }                             in ALWAYS, DescribePage2021/OperationLocks;
}
