//! What StopInstance does to each resource, and what it risks.
//!
//! The columns: economical mode; standard mode, and subscriptions; hibernation in economical mode;
//! hibernation in standard mode, and of subscriptions. Of a subscription, billed means paid for by
//! it.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
//  resource, where there is one    | economical        | standard          | hibernated, econ. | hibernated, std.  | source
    Vcpu            {}                | X 0 D Reallocated | R 1 D Unchanged   | X 0 D Reallocated | R 1 D Unchanged   from EconomicalModeGuide/billing;
    Memory          {}                | X 0 D Reallocated | R 1 D Unchanged   | X 0 D Reallocated | R 1 D Unchanged   from EconomicalModeGuide/billing;
    Gpu             { gpu: Yes }      | X 0 D Reallocated | R 1 D Unchanged   | X 0 I Reallocated | R 1 I Unchanged   from EconomicalModeGuide/billing;
    MemoryContents  {}                | L 0 D Empty       | L 0 D Empty       | S 0 D ReadBack    | S 0 D ReadBack    from HibernationGuide/memory;
    SystemDisk      {}                | R 1 D Unchanged   | R 1 D Unchanged   | R 1 D Unchanged   | R 1 D Unchanged   from EconomicalModeGuide/billing;
    DataDisks       {}                | R 1 D Unchanged   | R 1 D Unchanged   | R 1 D Unchanged   | R 1 D Unchanged   from EconomicalModeGuide/billing;
    Snapshots       {}                | R 1 D Unchanged   | R 1 D Unchanged   | R 1 I Unchanged   | R 1 I Unchanged   from EconomicalModeGuide/billing;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth }
                                    | X 0 D NewAddress  | R 0 I Unchanged   | X 0 D NewAddress  | R 0 D Unchanged   from EconomicalModeGuide/addresses;
    PublicBandwidth { static_address: PayByBandwidth, interpretation.HibernatedBandwidth: NotBilled }
                                    | X 0 D Resumes     | R 1 D Unchanged   | X 0 C Resumes     | R 1 D Unchanged   from EconomicalModeGuide/billing;
    PublicBandwidth { static_address: PayByBandwidth, interpretation.HibernatedBandwidth: Billed }
                                    | X 0 D Resumes     | R 1 D Unchanged   | R 1 C Unchanged   | R 1 D Unchanged   from HibernationGuide/billing;
    ElasticIp       { elastic_address: Yes }
                                    | R 1 D Unchanged   | R 1 D Unchanged   | R 1 D Unchanged   | R 1 D Unchanged   from EconomicalModeGuide/addresses;
    PrivateIp       {}                | R 0 D Unchanged   | R 0 D Unchanged   | R 0 D Unchanged   | R 0 D Unchanged   from EconomicalModeGuide/addresses;
    ImageLicence    { interpretation.ImageLicence: Billed }
                                    | R 1 C Unchanged   | R 1 D Unchanged   | R 1 I Unchanged   | R 1 D Unchanged   from EconomicalModeGuide/billing;
    ImageLicence    { interpretation.ImageLicence: NotBilled }
                                    | R 0 C Resumes     | R 1 D Unchanged   | R 0 I Resumes     | R 1 D Unchanged   from EconomicalModeGuide/billing;
    CpuCredits      { burstable: Yes }
                                    | L 0 D Initial     | R 0 I Unchanged   | L 0 I Initial     | R 0 I Unchanged   from EconomicalModeGuide/credits;
    LocalDisks      { local_storage: Yes, family_i1: No }
                                    | N 0 D Unchanged   | R 0 D Unchanged   | N 0 D Unchanged   | N 0 D Unchanged   from LocalDiskGuide/stop;
    LocalDisks      { local_storage: Yes, family_i1: Yes, interpretation.LocalDiskContents: Kept }
                                    | N 0 D Unchanged   | R 0 C Unchanged   | N 0 D Unchanged   | N 0 D Unchanged   from LocalDiskGuide/stop;
    LocalDisks      { local_storage: Yes, family_i1: Yes, interpretation.LocalDiskContents: Lost }
                                    | N 0 D Unchanged   | L 0 C Empty       | N 0 D Unchanged   | N 0 D Unchanged   from LocalDiskGuide/i1;
    SubscriptionFee { charge_type: PrePaid }
                                    | N 0 D Unchanged   | R 1 D Unchanged   | N 0 D Unchanged   | R 1 D Unchanged   from EconomicalModeGuide/subscription;
    Configuration   {}                | R 0 D Unchanged   | R 0 D Unchanged   | R 0 D Unchanged   | R 0 D Unchanged   from EconomicalModeGuide/resources;
}

const ALWAYS: u8 = 0b1111;
const ECONOMICAL: u8 = 0b0101;

#[rustfmt::skip] // a table: one line a row
risks! {
    CachedDataLost         { force_stop: Yes }                                    in ALWAYS,     StopPage/ForceStop;
    CapacityNotGuaranteed  {}                                                     in ECONOMICAL, EconomicalModeGuide/restart;
    PublicAddressMayChange { static_address: PayByTraffic | PayByBandwidth }      in ECONOMICAL, EconomicalModeGuide/addresses;
    CpuCreditsCleared      { burstable: Yes }                                     in ECONOMICAL, EconomicalModeGuide/credits;
    SpotPriceMayExceedBid  { spot_strategy: SpotWithPriceLimit }                  in ALWAYS,     EconomicalModeGuide/restart;
    RestartMayConflict     {}                                                     in ECONOMICAL, EconomicalModeGuide/restart;
    UndocumentedLock       { recycling_lock: Yes }                                in ALWAYS,     DescribePage/OperationLocks;
    UndocumentedLock       { dedicated_host_financial_lock: Yes }                 in ALWAYS,     DescribePage/OperationLocks;
    UndocumentedLock       { refunded_lock: Yes }                                 in ALWAYS,     DescribePage/OperationLocks;
    UndocumentedLock       { unknown_lock: Yes }                                  in ALWAYS,     DescribePage/OperationLocks;
}
