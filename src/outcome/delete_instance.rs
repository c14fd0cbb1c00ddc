//! The effects of DeleteInstance on resources, and its risks. One column, with or without a shutdown.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
    resource and condition                                            | released;
    Vcpu            {}                                                | gone                  from DeletePage2025/description;
    Memory          {}                                                | gone                  from DeletePage2025/description;
    Gpu             { gpu: Yes }                                      | gone                  from DeletePage2025/description;
    MemoryContents  {}                                                | lost                  from DeletePage2025/description;
    SystemDisk      {}                                                | gone                  from DeletePage2025/description;
    DataDisks       { locks.security: Yes }                           | gone(Contradicted)    from DeletePage2025/note;
    DataDisks       { locks.security: No, delete_with_instance: Yes } | gone                  from DeletePage2025/description;
    DataDisks       { locks.security: No, delete_with_instance: No }  | kept_billed           from DeletePage2025/description;
    Snapshots       {}                                                | kept_billed(Inferred) from DeletePage2025/description;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth } | gone                  from DeletePage2025/description;
    PublicBandwidth { static_address: PayByBandwidth }                | gone                  from DeletePage2025/description;
    ElasticIp       { elastic_address: Yes }                          | kept_billed           from DeletePage2025/description;
    PrivateIp       {}                                                | gone                  from DeletePage2025/description;
    ImageLicence    {}                                                | gone                  from DeletePage2025/description;
    CpuCredits      { burstable: Yes }                                | lost(Inferred)        from DeletePage2025/description;
    LocalDisks      { local_storage: Yes }                            | lost                  from LocalDiskGuide2021/table;
    SubscriptionFee { charge_type: PrePaid }                          | gone                  from DeletePage2025/TerminateSubscription;
    Configuration   {}                                                | lost                  from DeletePage2025/description;
}

const ALWAYS: u8 = 0b1;

#[rustfmt::skip] // a table: one line a row
risks! {
    CachedDataLost         { request.force: Yes, request.delete_force_stop: Yes, status: Starting | Running | Stopping } in ALWAYS, DeletePage2025/ForceStop;
    LocalDataLost          { local_storage: Yes }                             in ALWAYS, LocalDiskGuide2021/table;
    EveryDiskReleased      { locks.security: Yes }                             in ALWAYS, DeletePage2025/note;
    UndocumentedLock       { locks.recycling: Yes }                            in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.dedicated_host_financial: Yes }             in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.refunded: Yes }                             in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.unknown: Yes }                              in ALWAYS, DescribePage2021/OperationLocks;
}
