//! The effects of StartInstance on resources, and its risks.
//!
//! The columns: on compute that is found again; on compute that was kept. What the next start finds
//! is here what this one finds.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
    resource and condition                                               | new_compute           | kept_compute;
    Vcpu            {}                                                   | reallocated           | kept_billed         from EconomicalGuide2021/impacts;
    Memory          {}                                                   | reallocated           | kept_billed         from EconomicalGuide2021/impacts;
    Gpu             { gpu: Yes }                                         | reallocated           | kept_billed         from EconomicalGuide2021/impacts;
    MemoryContents  { hibernated: No }                                   | nothing               | nothing             from HibernationGuide2021/description;
    MemoryContents  { hibernated: Yes }                                  | read_back             | read_back           from HibernationGuide2021/description;
    SystemDisk      {}                                                   | kept_billed           | kept_billed         from EconomicalGuide2021/resources;
    DataDisks       {}                                                   | kept_billed           | kept_billed         from EconomicalGuide2021/resources;
    Snapshots       {}                                                   | kept_billed           | kept_billed         from EconomicalGuide2021/resources;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth, stopped_mode: StopCharging }
                                                                         | new_address           | new_address         from EconomicalGuide2021/impacts;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth, stopped_mode: KeepCharging | NotApplicable }
                                                                         | kept_free(Inferred)   | kept_free           from EconomicalGuide2021/impacts;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: StopCharging }
                                                                         | resumes               | resumes             from EconomicalGuide2021/resources;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: KeepCharging | NotApplicable }
                                                                         | kept_billed(Inferred) | kept_billed         from EconomicalGuide2021/resources;
    ElasticIp       { elastic_address: Yes }                             | kept_billed           | kept_billed         from EconomicalGuide2021/impacts;
    PrivateIp       {}                                                   | kept_free             | kept_free           from EconomicalGuide2021/impacts;
    ImageLicence    { stopped_mode: StopCharging }                       | resumes               | resumes             from EconomicalGuide2021/resources;
    ImageLicence    { stopped_mode: KeepCharging | NotApplicable }       | kept_billed           | kept_billed         from EconomicalGuide2021/resources;
    CpuCredits      { burstable: Yes, stopped_mode: StopCharging }       | initial               | initial             from CreditGuide2021/stop;
    CpuCredits      { burstable: Yes, stopped_mode: KeepCharging | NotApplicable }
                                                                         | kept_free(Inferred)   | kept_free(Inferred) from CreditGuide2021/stop;
    LocalDisks      { local_storage: Yes, request.init_local_disk: No }  | kept_free(Inferred)   | kept_free           from LocalDiskGuide2021/table;
    LocalDisks      { local_storage: Yes, request.init_local_disk: Yes } | lost                  | lost                from StartPage2025/InitLocalDisk;
    SubscriptionFee { charge_type: PrePaid }                             | kept_billed           | kept_billed         from StopGuide2024/precautions;
    Configuration   {}                                                   | kept_free             | kept_free           from EconomicalGuide2021/resources;
}

const ALWAYS: u8 = 0b11;

#[rustfmt::skip] // a table: one line a row
risks! {
    PublicAddressMayChange { static_address: PayByTraffic | PayByBandwidth, stopped_mode: StopCharging } in ALWAYS, EconomicalGuide2021/impacts;
    CpuCreditsCleared      { burstable: Yes, stopped_mode: StopCharging }       in ALWAYS, CreditGuide2021/stop;
    LocalDataLost          { local_storage: Yes, request.init_local_disk: Yes }       in ALWAYS, StartPage2025/InitLocalDisk;
    SpotMayBeInterrupted   { spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, spot_protected: No } in ALWAYS, SpotGuide2020/interruption;
    UndocumentedLock       { locks.recycling: Yes }                            in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.dedicated_host_financial: Yes }             in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.refunded: Yes }                             in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.unknown: Yes }                              in ALWAYS, DescribePage2021/OperationLocks;
}
