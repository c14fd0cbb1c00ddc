//! The effects of StopInstance on resources, and its risks.
//!
//! The columns: economical mode; standard mode, and subscriptions; hibernation in economical mode;
//! hibernation in standard mode, and of subscriptions. Of a subscription, billed means paid for by
//! it.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
    resource and condition       | economical                | standard                | hibernated_economically   | hibernated;
    Vcpu            {}           | released                  | kept_billed             | released                  | kept_billed           from EconomicalModeGuide/billing;
    Memory          {}           | released                  | kept_billed             | released                  | kept_billed           from EconomicalModeGuide/billing;
    Gpu             { gpu: Yes } | released                  | kept_billed             | released(Inferred)        | kept_billed(Inferred) from EconomicalModeGuide/billing;
    MemoryContents  {}           | lost                      | lost                    | saved                     | saved                 from HibernationGuide/memory;
    SystemDisk      {}           | kept_billed               | kept_billed             | kept_billed               | kept_billed           from EconomicalModeGuide/billing;
    DataDisks       {}           | kept_billed               | kept_billed             | kept_billed               | kept_billed           from EconomicalModeGuide/billing;
    Snapshots       {}           | kept_billed               | kept_billed             | kept_billed(Inferred)     | kept_billed(Inferred) from EconomicalModeGuide/billing;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth }
                                 | address_released          | kept_free(Inferred)     | address_released          | kept_free             from EconomicalModeGuide/addresses;
    PublicBandwidth { static_address: PayByBandwidth, interpretation.HibernatedBandwidth: NotBilled }
                                 | suspended                 | kept_billed             | suspended(Contradicted)   | kept_billed           from EconomicalModeGuide/billing;
    PublicBandwidth { static_address: PayByBandwidth, interpretation.HibernatedBandwidth: Billed }
                                 | suspended                 | kept_billed             | kept_billed(Contradicted) | kept_billed           from HibernationGuide/billing;
    ElasticIp       { elastic_address: Yes }
                                 | kept_billed               | kept_billed             | kept_billed               | kept_billed           from EconomicalModeGuide/addresses;
    PrivateIp       {}           | kept_free                 | kept_free               | kept_free                 | kept_free             from EconomicalModeGuide/addresses;
    ImageLicence    { interpretation.ImageLicence: Billed }
                                 | kept_billed(Contradicted) | kept_billed             | kept_billed(Inferred)     | kept_billed           from EconomicalModeGuide/billing;
    ImageLicence    { interpretation.ImageLicence: NotBilled }
                                 | unbilled(Contradicted)    | kept_billed             | unbilled(Inferred)        | kept_billed           from EconomicalModeGuide/billing;
    CpuCredits      { burstable: Yes }
                                 | reset                     | kept_free(Inferred)     | reset(Inferred)           | kept_free(Inferred)   from EconomicalModeGuide/credits;
    LocalDisks      { local_storage: Yes, family_i1: No }
                                 | not_applicable            | kept_free               | not_applicable            | not_applicable        from LocalDiskGuide/stop;
    LocalDisks      { local_storage: Yes, family_i1: Yes, interpretation.LocalDiskContents: Kept }
                                 | not_applicable            | kept_free(Contradicted) | not_applicable            | not_applicable        from LocalDiskGuide/stop;
    LocalDisks      { local_storage: Yes, family_i1: Yes, interpretation.LocalDiskContents: Lost }
                                 | not_applicable            | lost(Contradicted)      | not_applicable            | not_applicable        from LocalDiskGuide/i1;
    SubscriptionFee { charge_type: PrePaid }
                                 | not_applicable            | kept_billed             | not_applicable            | kept_billed           from EconomicalModeGuide/subscription;
    Configuration   {}           | kept_free                 | kept_free               | kept_free                 | kept_free             from EconomicalModeGuide/resources;
}

const ALWAYS: u8 = 0b1111;
const ECONOMICAL: u8 = 0b0101;

#[rustfmt::skip] // a table: one line a row
risks! {
    CachedDataLost         { request.force_stop: Yes }                                    in ALWAYS,     StopPage/ForceStop;
    CapacityNotGuaranteed  {}                                                     in ECONOMICAL, EconomicalModeGuide/restart;
    PublicAddressMayChange { static_address: PayByTraffic | PayByBandwidth }      in ECONOMICAL, EconomicalModeGuide/addresses;
    CpuCreditsCleared      { burstable: Yes }                                     in ECONOMICAL, EconomicalModeGuide/credits;
    SpotPriceMayExceedBid  { spot_strategy: SpotWithPriceLimit }                  in ALWAYS,     EconomicalModeGuide/restart;
    RestartMayConflict     {}                                                     in ECONOMICAL, EconomicalModeGuide/restart;
    UndocumentedLock       { locks.recycling: Yes }                                in ALWAYS,     DescribePage/OperationLocks;
    UndocumentedLock       { locks.dedicated_host_financial: Yes }                 in ALWAYS,     DescribePage/OperationLocks;
    UndocumentedLock       { locks.refunded: Yes }                                 in ALWAYS,     DescribePage/OperationLocks;
    UndocumentedLock       { locks.unknown: Yes }                                  in ALWAYS,     DescribePage/OperationLocks;
}
