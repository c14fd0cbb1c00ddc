//! What a start restores of each resource, and what it risks.
//!
//! The columns: on compute that is found again; on compute that was kept. What the next start finds
//! is here what this one finds.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
//  resource, where there is one                                         | on new compute    | on kept compute | source
    Vcpu            {}                                                   | R 1 D Reallocated | R 1 D Unchanged   from EconomicalModeGuide/restart;
    Memory          {}                                                   | R 1 D Reallocated | R 1 D Unchanged   from EconomicalModeGuide/restart;
    Gpu             { gpu: Yes }                                         | R 1 D Reallocated | R 1 D Unchanged   from EconomicalModeGuide/restart;
    MemoryContents  { hibernated: No }                                   | N 0 D Empty       | N 0 D Empty       from HibernationGuide/memory;
    MemoryContents  { hibernated: Yes }                                  | R 0 D ReadBack    | R 0 D ReadBack    from HibernationGuide/memory;
    SystemDisk      {}                                                   | R 1 D Unchanged   | R 1 D Unchanged   from EconomicalModeGuide/billing;
    DataDisks       {}                                                   | R 1 D Unchanged   | R 1 D Unchanged   from EconomicalModeGuide/billing;
    Snapshots       {}                                                   | R 1 D Unchanged   | R 1 D Unchanged   from EconomicalModeGuide/billing;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth, stopped_as: StopCharging }
                                                                         | R 0 D NewAddress  | R 0 D NewAddress  from EconomicalModeGuide/addresses;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth, stopped_as: KeepCharging | NotApplicable }
                                                                         | R 0 I Unchanged   | R 0 D Unchanged   from EconomicalModeGuide/addresses;
    PublicBandwidth { static_address: PayByBandwidth, stopped_as: StopCharging }
                                                                         | R 1 D Resumes     | R 1 D Resumes     from EconomicalModeGuide/billing;
    PublicBandwidth { static_address: PayByBandwidth, stopped_as: KeepCharging | NotApplicable }
                                                                         | R 1 I Unchanged   | R 1 D Unchanged   from EconomicalModeGuide/billing;
    ElasticIp       { elastic_address: Yes }                             | R 1 D Unchanged   | R 1 D Unchanged   from EconomicalModeGuide/addresses;
    PrivateIp       {}                                                   | R 0 D Unchanged   | R 0 D Unchanged   from EconomicalModeGuide/addresses;
    ImageLicence    { stopped_as: StopCharging }                         | R 1 D Resumes     | R 1 D Resumes     from EconomicalModeGuide/billing;
    ImageLicence    { stopped_as: KeepCharging | NotApplicable }         | R 1 D Unchanged   | R 1 D Unchanged   from EconomicalModeGuide/billing;
    CpuCredits      { burstable: Yes, stopped_as: StopCharging }         | R 0 D Initial     | R 0 D Initial     from EconomicalModeGuide/credits;
    CpuCredits      { burstable: Yes, stopped_as: KeepCharging | NotApplicable }
                                                                         | R 0 I Unchanged   | R 0 I Unchanged   from EconomicalModeGuide/credits;
    LocalDisks      { local_storage: Yes, init_local_disk: No }          | R 0 I Unchanged   | R 0 D Unchanged   from LocalDiskGuide/stop;
    LocalDisks      { local_storage: Yes, init_local_disk: Yes }         | L 0 D Empty       | L 0 D Empty       from StartPage/InitLocalDisk;
    SubscriptionFee { charge_type: PrePaid }                             | R 1 D Unchanged   | R 1 D Unchanged   from EconomicalModeGuide/subscription;
    Configuration   {}                                                   | R 0 D Unchanged   | R 0 D Unchanged   from EconomicalModeGuide/resources;
}

const ALWAYS: u8 = 0b11;

#[rustfmt::skip] // a table: one line a row
risks! {
    PublicAddressMayChange { static_address: PayByTraffic | PayByBandwidth, stopped_as: StopCharging } in ALWAYS, EconomicalModeGuide/addresses;
    CpuCreditsCleared      { burstable: Yes, stopped_as: StopCharging }       in ALWAYS, EconomicalModeGuide/credits;
    LocalDataLost          { local_storage: Yes, init_local_disk: Yes }       in ALWAYS, StartPage/InitLocalDisk;
    SpotMayBeInterrupted   { spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, spot_protected: No } in ALWAYS, SpotGuide/interruption;
    UndocumentedLock       { recycling_lock: Yes }                            in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { dedicated_host_financial_lock: Yes }             in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { refunded_lock: Yes }                             in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { unknown_lock: Yes }                              in ALWAYS, DescribePage/OperationLocks;
}
