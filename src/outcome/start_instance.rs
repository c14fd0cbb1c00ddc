//! The effects of StartInstance on resources, and its risks.
//!
//! The columns: on compute that is found again; on compute that was kept. What the next start finds
//! is here what this one finds.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
    resource and condition                                               | new_compute           | kept_compute;
    Vcpu            {}                                                   | reallocated           | kept_billed         from EconomicalModeGuide/restart;
    Memory          {}                                                   | reallocated           | kept_billed         from EconomicalModeGuide/restart;
    Gpu             { gpu: Yes }                                         | reallocated           | kept_billed         from EconomicalModeGuide/restart;
    MemoryContents  { hibernated: No }                                   | nothing               | nothing             from HibernationGuide/memory;
    MemoryContents  { hibernated: Yes }                                  | read_back             | read_back           from HibernationGuide/memory;
    SystemDisk      {}                                                   | kept_billed           | kept_billed         from EconomicalModeGuide/billing;
    DataDisks       {}                                                   | kept_billed           | kept_billed         from EconomicalModeGuide/billing;
    Snapshots       {}                                                   | kept_billed           | kept_billed         from EconomicalModeGuide/billing;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth, stopped_mode: StopCharging }
                                                                         | new_address           | new_address         from EconomicalModeGuide/addresses;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth, stopped_mode: KeepCharging | NotApplicable }
                                                                         | kept_free(Inferred)   | kept_free           from EconomicalModeGuide/addresses;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: StopCharging }
                                                                         | resumes               | resumes             from EconomicalModeGuide/billing;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: KeepCharging | NotApplicable }
                                                                         | kept_billed(Inferred) | kept_billed         from EconomicalModeGuide/billing;
    ElasticIp       { elastic_address: Yes }                             | kept_billed           | kept_billed         from EconomicalModeGuide/addresses;
    PrivateIp       {}                                                   | kept_free             | kept_free           from EconomicalModeGuide/addresses;
    ImageLicence    { stopped_mode: StopCharging }                       | resumes               | resumes             from EconomicalModeGuide/billing;
    ImageLicence    { stopped_mode: KeepCharging | NotApplicable }       | kept_billed           | kept_billed         from EconomicalModeGuide/billing;
    CpuCredits      { burstable: Yes, stopped_mode: StopCharging }       | initial               | initial             from EconomicalModeGuide/credits;
    CpuCredits      { burstable: Yes, stopped_mode: KeepCharging | NotApplicable }
                                                                         | kept_free(Inferred)   | kept_free(Inferred) from EconomicalModeGuide/credits;
    LocalDisks      { local_storage: Yes, request.init_local_disk: No }  | kept_free(Inferred)   | kept_free           from LocalDiskGuide/stop;
    LocalDisks      { local_storage: Yes, request.init_local_disk: Yes } | lost                  | lost                from StartPage/InitLocalDisk;
    SubscriptionFee { charge_type: PrePaid }                             | kept_billed           | kept_billed         from EconomicalModeGuide/subscription;
    Configuration   {}                                                   | kept_free             | kept_free           from EconomicalModeGuide/resources;
}

const ALWAYS: u8 = 0b11;

#[rustfmt::skip] // a table: one line a row
risks! {
    PublicAddressMayChange { static_address: PayByTraffic | PayByBandwidth, stopped_mode: StopCharging } in ALWAYS, EconomicalModeGuide/addresses;
    CpuCreditsCleared      { burstable: Yes, stopped_mode: StopCharging }       in ALWAYS, EconomicalModeGuide/credits;
    LocalDataLost          { local_storage: Yes, request.init_local_disk: Yes }       in ALWAYS, StartPage/InitLocalDisk;
    SpotMayBeInterrupted   { spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, spot_protected: No } in ALWAYS, SpotGuide/interruption;
    UndocumentedLock       { locks.recycling: Yes }                            in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { locks.dedicated_host_financial: Yes }             in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { locks.refunded: Yes }                             in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { locks.unknown: Yes }                              in ALWAYS, DescribePage/OperationLocks;
}
