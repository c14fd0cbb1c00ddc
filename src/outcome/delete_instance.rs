//! The effects of DeleteInstance on resources, and its risks. One column, with or without a shutdown.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
    resource and condition                                            | released;
    Vcpu            {}                                                | gone                  from DeletePage/description;
    Memory          {}                                                | gone                  from DeletePage/description;
    Gpu             { gpu: Yes }                                      | gone                  from DeletePage/description;
    MemoryContents  {}                                                | lost                  from DeletePage/description;
    SystemDisk      {}                                                | gone                  from DeletePage/description;
    DataDisks       { locks.security: Yes }                           | gone(Contradicted)    from LockPage/table;
    DataDisks       { locks.security: No, delete_with_instance: Yes } | gone                  from DeletePage/description;
    DataDisks       { locks.security: No, delete_with_instance: No }  | kept_billed           from DeletePage/description;
    Snapshots       {}                                                | kept_billed(Inferred) from DeletePage/description;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth } | gone                  from DeletePage/description;
    PublicBandwidth { static_address: PayByBandwidth }                | gone                  from DeletePage/description;
    ElasticIp       { elastic_address: Yes }                          | kept_billed           from DeletePage/description;
    PrivateIp       {}                                                | gone                  from DeletePage/description;
    ImageLicence    {}                                                | gone                  from DeletePage/description;
    CpuCredits      { burstable: Yes }                                | lost(Inferred)        from DeletePage/description;
    LocalDisks      { local_storage: Yes }                            | lost                  from LocalDiskGuide/release;
    SubscriptionFee { charge_type: PrePaid }                          | gone                  from DeletePage/TerminateSubscription;
    Configuration   {}                                                | lost                  from DeletePage/description;
}

const ALWAYS: u8 = 0b1;

#[rustfmt::skip] // a table: one line a row
risks! {
    CachedDataLost         { request.force: Yes, request.delete_force_stop: Yes, status: Starting | Running | Stopping } in ALWAYS, DeletePage/ForceStop;
    LocalDataLost          { local_storage: Yes }                             in ALWAYS, LocalDiskGuide/release;
    EveryDiskReleased      { locks.security: Yes }                             in ALWAYS, LockPage/table;
    UndocumentedLock       { locks.recycling: Yes }                            in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { locks.dedicated_host_financial: Yes }             in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { locks.refunded: Yes }                             in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { locks.unknown: Yes }                              in ALWAYS, DescribePage/OperationLocks;
}
