//! The effects of ReActivateInstances on resources, and its risks.
//!
//! The columns: the instance starts, on compute that is found again; it stays stopped, as it was.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
    resource and condition                                         | started               | stays_stopped;
    Vcpu            { stopped_mode: StopCharging }                 | reallocated           | released                  from EconomicalGuide2021/impacts;
    Vcpu            { stopped_mode: KeepCharging | NotApplicable, compute_recycled: Yes }
                                                                   | reallocated(Inferred) | released(Inferred)        from PayAsYouGoGuide2021/expired;
    Vcpu            { stopped_mode: KeepCharging | NotApplicable, compute_recycled: No }
                                                                   | kept_billed(Inferred) | kept_billed(Inferred)     from PayAsYouGoGuide2021/expired;
    Memory          { stopped_mode: StopCharging }                 | reallocated           | released                  from EconomicalGuide2021/impacts;
    Memory          { stopped_mode: KeepCharging | NotApplicable, compute_recycled: Yes }
                                                                   | reallocated(Inferred) | released(Inferred)        from PayAsYouGoGuide2021/expired;
    Memory          { stopped_mode: KeepCharging | NotApplicable, compute_recycled: No }
                                                                   | kept_billed(Inferred) | kept_billed(Inferred)     from PayAsYouGoGuide2021/expired;
    Gpu             { gpu: Yes, stopped_mode: StopCharging }       | reallocated           | released                  from EconomicalGuide2021/impacts;
    Gpu             { gpu: Yes, stopped_mode: KeepCharging | NotApplicable, compute_recycled: Yes }
                                                                   | reallocated(Inferred) | released(Inferred)        from PayAsYouGoGuide2021/expired;
    Gpu             { gpu: Yes, stopped_mode: KeepCharging | NotApplicable, compute_recycled: No }
                                                                   | kept_billed(Inferred) | kept_billed(Inferred)     from PayAsYouGoGuide2021/expired;
    MemoryContents  { hibernated: No }                             | nothing(Inferred)     | nothing(Inferred)         from PayAsYouGoGuide2021/expired;
    MemoryContents  { hibernated: Yes }                            | read_back(Inferred)   | saved(Inferred)           from HibernationGuide2021/description;
    SystemDisk      {}                                             | kept_billed           | kept_billed               from PayAsYouGoGuide2021/expired;
    DataDisks       {}                                             | kept_billed           | kept_billed               from PayAsYouGoGuide2021/expired;
    Snapshots       {}                                             | kept_billed(Inferred) | kept_billed(Inferred)     from PayAsYouGoGuide2021/expired;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth, stopped_mode: StopCharging }
                                                                   | new_address           | address_released          from EconomicalGuide2021/impacts;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth, stopped_mode: KeepCharging | NotApplicable }
                                                                   | kept_free(Inferred)   | kept_free(Inferred)       from EconomicalGuide2021/impacts;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: StopCharging, hibernated: No }
                                                                   | resumes               | suspended                 from EconomicalGuide2021/resources;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: StopCharging, hibernated: Yes, interpretation.HibernatedBandwidth: NotBilled }
                                                                   | resumes               | suspended(Contradicted)   from EconomicalGuide2021/resources;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: StopCharging, hibernated: Yes, interpretation.HibernatedBandwidth: Billed }
                                                                   | kept_billed           | kept_billed(Contradicted) from HibernationGuide2021/billing;
    PublicBandwidth { static_address: PayByBandwidth, stopped_mode: KeepCharging | NotApplicable }
                                                                   | kept_billed(Inferred) | kept_billed(Inferred)     from EconomicalGuide2021/resources;
    ElasticIp       { elastic_address: Yes }                       | kept_billed           | kept_billed               from EconomicalGuide2021/impacts;
    PrivateIp       {}                                             | kept_free             | kept_free                 from EconomicalGuide2021/impacts;
    ImageLicence    { stopped_mode: StopCharging, interpretation.ImageLicence: Billed }
                                                                   | kept_billed           | kept_billed(Contradicted) from EconomicalGuide2021/resources;
    ImageLicence    { stopped_mode: StopCharging, interpretation.ImageLicence: NotBilled }
                                                                   | resumes               | unbilled(Contradicted)    from EconomicalGuide2021/resources;
    ImageLicence    { stopped_mode: KeepCharging | NotApplicable } | kept_billed(Inferred) | kept_billed(Inferred)     from EconomicalGuide2021/resources;
    CpuCredits      { burstable: Yes, stopped_mode: StopCharging } | initial               | reset                     from CreditGuide2021/stop;
    CpuCredits      { burstable: Yes, stopped_mode: KeepCharging | NotApplicable }
                                                                   | kept_free(Inferred)   | kept_free(Inferred)       from CreditGuide2021/stop;
    LocalDisks      { local_storage: Yes }                         | kept_free(Inferred)   | kept_free(Inferred)       from LocalDiskGuide2021/table;
    SubscriptionFee { charge_type: PrePaid }                       | kept_billed(Inferred) | kept_billed(Inferred)     from StopGuide2024/precautions;
    Configuration   {}                                             | kept_free             | kept_free                 from PayAsYouGoGuide2021/expired;
}

const ALWAYS: u8 = 0b11;
const STARTED: u8 = 0b01;

#[rustfmt::skip] // a table: one line a row
risks! {
    CapacityNotGuaranteed  { stopped_mode: StopCharging }                       in STARTED, EconomicalGuide2021/impacts;
    CapacityNotGuaranteed  { compute_recycled: Yes }                          in STARTED, PayAsYouGoGuide2021/expired;
    PublicAddressMayChange { static_address: PayByTraffic | PayByBandwidth, stopped_mode: StopCharging } in STARTED, EconomicalGuide2021/impacts;
    CpuCreditsCleared      { burstable: Yes, stopped_mode: StopCharging }       in STARTED, CreditGuide2021/stop;
    SpotMayBeInterrupted   { spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, spot_protected: No } in STARTED, SpotGuide2020/interruption;
    UndocumentedLock       { locks.recycling: Yes }                            in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.dedicated_host_financial: Yes }             in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.refunded: Yes }                             in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.unknown: Yes }                              in ALWAYS, DescribePage2021/OperationLocks;
}
