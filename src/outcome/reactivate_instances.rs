//! The effects of ReActivateInstances on resources, and its risks.
//!
//! The columns: the instance starts, on compute that is found again; it stays stopped, as it was.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
    resource and condition                                         | started               | stays_stopped;
    Vcpu            { stopped_mode: StopCharging }                 | reallocated           | released                  from EconomicalModeGuide/restart;
    Vcpu            { stopped_mode: KeepCharging | NotApplicable, compute_recycled: Yes }
                                                                   | reallocated(Inferred) | released(Inferred)        from LifecycleGuide/arrears;
    Vcpu            { stopped_mode: KeepCharging | NotApplicable, compute_recycled: No }
                                                                   | kept_billed(Inferred) | kept_billed(Inferred)     from LifecycleGuide/arrears;
    Memory          { stopped_mode: StopCharging }                 | reallocated           | released                  from EconomicalModeGuide/restart;
    Memory          { stopped_mode: KeepCharging | NotApplicable, compute_recycled: Yes }
                                                                   | reallocated(Inferred) | released(Inferred)        from LifecycleGuide/arrears;
    Memory          { stopped_mode: KeepCharging | NotApplicable, compute_recycled: No }
                                                                   | kept_billed(Inferred) | kept_billed(Inferred)     from LifecycleGuide/arrears;
    Gpu             { gpu: Yes, stopped_mode: StopCharging }       | reallocated           | released                  from EconomicalModeGuide/restart;
    Gpu             { gpu: Yes, stopped_mode: KeepCharging | NotApplicable, compute_recycled: Yes }
                                                                   | reallocated(Inferred) | released(Inferred)        from LifecycleGuide/arrears;
    Gpu             { gpu: Yes, stopped_mode: KeepCharging | NotApplicable, compute_recycled: No }
                                                                   | kept_billed(Inferred) | kept_billed(Inferred)     from LifecycleGuide/arrears;
    MemoryContents  { hibernated: No }                             | nothing(Inferred)     | nothing(Inferred)         from LifecycleGuide/arrears;
    MemoryContents  { hibernated: Yes }                            | read_back(Inferred)   | saved(Inferred)           from HibernationGuide/memory;
    SystemDisk      {}                                             | kept_billed           | kept_billed               from LifecycleGuide/arrears;
    DataDisks       {}                                             | kept_billed           | kept_billed               from LifecycleGuide/arrears;
    Snapshots       {}                                             | kept_billed(Inferred) | kept_billed(Inferred)     from LifecycleGuide/arrears;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth, stopped_mode: StopCharging }
                                                                   | new_address           | address_released          from EconomicalModeGuide/addresses;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth, stopped_mode: KeepCharging | NotApplicable }
                                                                   | kept_free(Inferred)   | kept_free(Inferred)       from EconomicalModeGuide/addresses;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: StopCharging, hibernated: No }
                                                                   | resumes               | suspended                 from EconomicalModeGuide/billing;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: StopCharging, hibernated: Yes, interpretation.HibernatedBandwidth: NotBilled }
                                                                   | resumes               | suspended(Contradicted)   from EconomicalModeGuide/billing;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: StopCharging, hibernated: Yes, interpretation.HibernatedBandwidth: Billed }
                                                                   | kept_billed           | kept_billed(Contradicted) from HibernationGuide/billing;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: KeepCharging | NotApplicable }
                                                                   | kept_billed(Inferred) | kept_billed(Inferred)     from EconomicalModeGuide/billing;
    ElasticIp       { elastic_address: Yes }                       | kept_billed           | kept_billed               from EconomicalModeGuide/addresses;
    PrivateIp       {}                                             | kept_free             | kept_free                 from EconomicalModeGuide/addresses;
    ImageLicence    { stopped_mode: StopCharging, interpretation.ImageLicence: Billed }
                                                                   | kept_billed           | kept_billed(Contradicted) from EconomicalModeGuide/billing;
    ImageLicence    { stopped_mode: StopCharging, interpretation.ImageLicence: NotBilled }
                                                                   | resumes               | unbilled(Contradicted)    from EconomicalModeGuide/billing;
    ImageLicence    { stopped_mode: KeepCharging | NotApplicable } | kept_billed(Inferred) | kept_billed(Inferred)     from EconomicalModeGuide/billing;
    CpuCredits      { burstable: Yes, stopped_mode: StopCharging } | initial               | reset                     from EconomicalModeGuide/credits;
    CpuCredits      { burstable: Yes, stopped_mode: KeepCharging | NotApplicable }
                                                                   | kept_free(Inferred)   | kept_free(Inferred)       from EconomicalModeGuide/credits;
    LocalDisks      { local_storage: Yes }                         | kept_free(Inferred)   | kept_free(Inferred)       from LocalDiskGuide/stop;
    SubscriptionFee { charge_type: PrePaid }                       | kept_billed(Inferred) | kept_billed(Inferred)     from EconomicalModeGuide/subscription;
    Configuration   {}                                             | kept_free             | kept_free                 from LifecycleGuide/arrears;
}

const ALWAYS: u8 = 0b11;
const STARTED: u8 = 0b01;

#[rustfmt::skip] // a table: one line a row
risks! {
    CapacityNotGuaranteed  { stopped_mode: StopCharging }                       in STARTED, EconomicalModeGuide/restart;
    CapacityNotGuaranteed  { compute_recycled: Yes }                          in STARTED, LifecycleGuide/arrears;
    PublicAddressMayChange { static_address: PayByTraffic | PayByBandwidth, stopped_mode: StopCharging } in STARTED, EconomicalModeGuide/addresses;
    CpuCreditsCleared      { burstable: Yes, stopped_mode: StopCharging }       in STARTED, EconomicalModeGuide/credits;
    SpotMayBeInterrupted   { spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, spot_protected: No } in STARTED, SpotGuide/interruption;
    UndocumentedLock       { locks.recycling: Yes }                            in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { locks.dedicated_host_financial: Yes }             in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { locks.refunded: Yes }                             in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { locks.unknown: Yes }                              in ALWAYS, DescribePage/OperationLocks;
}
