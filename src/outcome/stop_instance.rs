//! The effects of StopInstance on resources, and its risks.
//!
//! The columns: economical mode; standard mode, and subscriptions; hibernation in economical mode;
//! hibernation in standard mode, and of subscriptions. Of a subscription, billed means paid for by
//! it.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
    resource and condition       | economical                | standard                | hibernated_economically   | hibernated;
    Vcpu            {}           | released                  | kept_billed             | released                  | kept_billed           from EconomicalGuide2021/resources;
    Memory          {}           | released                  | kept_billed             | released                  | kept_billed           from EconomicalGuide2021/resources;
    Gpu             { gpu: Yes } | released                  | kept_billed             | released(Inferred)        | kept_billed(Inferred) from EconomicalGuide2021/resources;
    MemoryContents  {}           | lost                      | lost                    | saved                     | saved                 from HibernationGuide2021/description;
    SystemDisk      {}           | kept_billed               | kept_billed             | kept_billed               | kept_billed           from EconomicalGuide2021/resources;
    DataDisks       {}           | kept_billed               | kept_billed             | kept_billed               | kept_billed           from EconomicalGuide2021/resources;
    Snapshots       {}           | kept_billed               | kept_billed             | kept_billed(Inferred)     | kept_billed(Inferred) from EconomicalGuide2021/resources;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth }
                                 | address_released          | kept_free(Inferred)     | address_released          | kept_free             from EconomicalGuide2021/impacts;
    PublicBandwidth { static_address: PayByBandwidth, interpretation.HibernatedBandwidth: NotBilled }
                                 | suspended                 | kept_billed             | suspended(Contradicted)   | kept_billed           from EconomicalGuide2021/resources;
    PublicBandwidth { static_address: PayByBandwidth, interpretation.HibernatedBandwidth: Billed }
                                 | suspended                 | kept_billed             | kept_billed(Contradicted) | kept_billed           from HibernationGuide2021/billing;
    ElasticIp       { elastic_address: Yes }
                                 | kept_billed               | kept_billed             | kept_billed               | kept_billed           from EconomicalGuide2021/impacts;
    PrivateIp       {}           | kept_free                 | kept_free               | kept_free                 | kept_free             from EconomicalGuide2021/impacts;
    ImageLicence    { interpretation.ImageLicence: Billed }
                                 | kept_billed(Contradicted) | kept_billed             | kept_billed(Inferred)     | kept_billed           from EconomicalGuide2021/resources;
    ImageLicence    { interpretation.ImageLicence: NotBilled }
                                 | unbilled(Contradicted)    | kept_billed             | unbilled(Inferred)        | kept_billed           from EconomicalGuide2021/resources;
    CpuCredits      { burstable: Yes }
                                 | reset                     | kept_free(Inferred)     | reset(Inferred)           | kept_free(Inferred)   from CreditGuide2021/stop;
    LocalDisks      { local_storage: Yes, family_i1: No }
                                 | not_applicable            | kept_free               | not_applicable            | not_applicable        from LocalDiskGuide2021/table;
    LocalDisks      { local_storage: Yes, family_i1: Yes, interpretation.LocalDiskContents: Kept }
                                 | not_applicable            | kept_free(Contradicted) | not_applicable            | not_applicable        from LocalDiskGuide2021/table;
    LocalDisks      { local_storage: Yes, family_i1: Yes, interpretation.LocalDiskContents: Lost }
                                 | not_applicable            | lost(Contradicted)      | not_applicable            | not_applicable        from StopPage2021/description;
    SubscriptionFee { charge_type: PrePaid }
                                 | not_applicable            | kept_billed             | not_applicable            | kept_billed           from StopGuide2024/precautions;
    Configuration   {}           | kept_free                 | kept_free               | kept_free                 | kept_free             from EconomicalGuide2021/resources;
}

const ALWAYS: u8 = 0b1111;
const ECONOMICAL: u8 = 0b0101;

#[rustfmt::skip] // a table: one line a row
risks! {
    CachedDataLost         { request.force_stop: Yes }                                    in ALWAYS,     StopPage2024/ForceStop;
    CapacityNotGuaranteed  {}                                                     in ECONOMICAL, EconomicalGuide2021/impacts;
    PublicAddressMayChange { static_address: PayByTraffic | PayByBandwidth }      in ECONOMICAL, EconomicalGuide2021/impacts;
    CpuCreditsCleared      { burstable: Yes }                                     in ECONOMICAL, CreditGuide2021/stop;
    SpotPriceMayExceedBid  { spot_strategy: SpotWithPriceLimit }                  in ALWAYS,     EconomicalGuide2021/impacts;
    RestartMayConflict     {}                                                     in ECONOMICAL, EconomicalGuide2021/impacts;
    UndocumentedLock       { locks.recycling: Yes }                                in ALWAYS,     DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.dedicated_host_financial: Yes }                 in ALWAYS,     DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.refunded: Yes }                                 in ALWAYS,     DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.unknown: Yes }                                  in ALWAYS,     DescribePage2021/OperationLocks;
}
