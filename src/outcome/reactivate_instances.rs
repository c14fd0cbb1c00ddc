//! What a reactivation restores of each resource, and what it risks.
//!
//! The columns: the instance starts, on compute that is found again; it stays stopped, as it was.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
//  resource, where there is one                                         | started           | stays stopped   | source
    Vcpu            { stopped_as: StopCharging }                         | R 1 D Reallocated | X 0 D Reallocated from EconomicalModeGuide/restart;
    Vcpu            { stopped_as: KeepCharging | NotApplicable, compute_recycled: Yes }
                                                                         | R 1 I Reallocated | X 0 I Reallocated from LifecycleGuide/arrears;
    Vcpu            { stopped_as: KeepCharging | NotApplicable, compute_recycled: No }
                                                                         | R 1 I Unchanged   | R 1 I Unchanged   from LifecycleGuide/arrears;
    Memory          { stopped_as: StopCharging }                         | R 1 D Reallocated | X 0 D Reallocated from EconomicalModeGuide/restart;
    Memory          { stopped_as: KeepCharging | NotApplicable, compute_recycled: Yes }
                                                                         | R 1 I Reallocated | X 0 I Reallocated from LifecycleGuide/arrears;
    Memory          { stopped_as: KeepCharging | NotApplicable, compute_recycled: No }
                                                                         | R 1 I Unchanged   | R 1 I Unchanged   from LifecycleGuide/arrears;
    Gpu             { gpu: Yes, stopped_as: StopCharging }               | R 1 D Reallocated | X 0 D Reallocated from EconomicalModeGuide/restart;
    Gpu             { gpu: Yes, stopped_as: KeepCharging | NotApplicable, compute_recycled: Yes }
                                                                         | R 1 I Reallocated | X 0 I Reallocated from LifecycleGuide/arrears;
    Gpu             { gpu: Yes, stopped_as: KeepCharging | NotApplicable, compute_recycled: No }
                                                                         | R 1 I Unchanged   | R 1 I Unchanged   from LifecycleGuide/arrears;
    MemoryContents  { hibernated: No }                                   | N 0 I Empty       | N 0 I Empty       from LifecycleGuide/arrears;
    MemoryContents  { hibernated: Yes }                                  | R 0 I ReadBack    | S 0 I ReadBack    from HibernationGuide/memory;
    SystemDisk      {}                                                   | R 1 D Unchanged   | R 1 D Unchanged   from LifecycleGuide/arrears;
    DataDisks       {}                                                   | R 1 D Unchanged   | R 1 D Unchanged   from LifecycleGuide/arrears;
    Snapshots       {}                                                   | R 1 I Unchanged   | R 1 I Unchanged   from LifecycleGuide/arrears;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth, stopped_as: StopCharging }
                                                                         | R 0 D NewAddress  | X 0 D NewAddress  from EconomicalModeGuide/addresses;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth, stopped_as: KeepCharging | NotApplicable }
                                                                         | R 0 I Unchanged   | R 0 I Unchanged   from EconomicalModeGuide/addresses;
    PublicBandwidth { static_address: PayByBandwidth, stopped_as: StopCharging, hibernated: No }
                                                                         | R 1 D Resumes     | X 0 D Resumes     from EconomicalModeGuide/billing;
    PublicBandwidth { static_address: PayByBandwidth, stopped_as: StopCharging, hibernated: Yes, interpretation.HibernatedBandwidth: NotBilled }
                                                                         | R 1 D Resumes     | X 0 C Resumes     from EconomicalModeGuide/billing;
    PublicBandwidth { static_address: PayByBandwidth, stopped_as: StopCharging, hibernated: Yes, interpretation.HibernatedBandwidth: Billed }
                                                                         | R 1 D Unchanged   | R 1 C Unchanged   from HibernationGuide/billing;
    PublicBandwidth { static_address: PayByBandwidth, stopped_as: KeepCharging | NotApplicable }
                                                                         | R 1 I Unchanged   | R 1 I Unchanged   from EconomicalModeGuide/billing;
    ElasticIp       { elastic_address: Yes }                             | R 1 D Unchanged   | R 1 D Unchanged   from EconomicalModeGuide/addresses;
    PrivateIp       {}                                                   | R 0 D Unchanged   | R 0 D Unchanged   from EconomicalModeGuide/addresses;
    ImageLicence    { stopped_as: StopCharging, interpretation.ImageLicence: Billed }
                                                                         | R 1 D Unchanged   | R 1 C Unchanged   from EconomicalModeGuide/billing;
    ImageLicence    { stopped_as: StopCharging, interpretation.ImageLicence: NotBilled }
                                                                         | R 1 D Resumes     | R 0 C Resumes     from EconomicalModeGuide/billing;
    ImageLicence    { stopped_as: KeepCharging | NotApplicable }         | R 1 I Unchanged   | R 1 I Unchanged   from EconomicalModeGuide/billing;
    CpuCredits      { burstable: Yes, stopped_as: StopCharging }         | R 0 D Initial     | L 0 D Initial     from EconomicalModeGuide/credits;
    CpuCredits      { burstable: Yes, stopped_as: KeepCharging | NotApplicable }
                                                                         | R 0 I Unchanged   | R 0 I Unchanged   from EconomicalModeGuide/credits;
    LocalDisks      { local_storage: Yes }                               | R 0 I Unchanged   | R 0 I Unchanged   from LocalDiskGuide/stop;
    SubscriptionFee { charge_type: PrePaid }                             | R 1 I Unchanged   | R 1 I Unchanged   from EconomicalModeGuide/subscription;
    Configuration   {}                                                   | R 0 D Unchanged   | R 0 D Unchanged   from LifecycleGuide/arrears;
}

const ALWAYS: u8 = 0b11;
const STARTED: u8 = 0b01;

#[rustfmt::skip] // a table: one line a row
risks! {
    CapacityNotGuaranteed  { stopped_as: StopCharging }                       in STARTED, EconomicalModeGuide/restart;
    CapacityNotGuaranteed  { compute_recycled: Yes }                          in STARTED, LifecycleGuide/arrears;
    PublicAddressMayChange { static_address: PayByTraffic | PayByBandwidth, stopped_as: StopCharging } in STARTED, EconomicalModeGuide/addresses;
    CpuCreditsCleared      { burstable: Yes, stopped_as: StopCharging }       in STARTED, EconomicalModeGuide/credits;
    SpotMayBeInterrupted   { spot_strategy: SpotWithPriceLimit | SpotAsPriceGo, spot_protected: No } in STARTED, SpotGuide/interruption;
    UndocumentedLock       { recycling_lock: Yes }                            in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { dedicated_host_financial_lock: Yes }             in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { refunded_lock: Yes }                             in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { unknown_lock: Yes }                              in ALWAYS, DescribePage/OperationLocks;
}
