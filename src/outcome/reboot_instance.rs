//! The effects of RebootInstance on resources, and its risks. One column for every path.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
    resource and condition                                            | rebooted;
    Vcpu            {}                                                | kept_billed(Inferred) from LifecycleGuide2021/restart;
    Memory          {}                                                | kept_billed(Inferred) from LifecycleGuide2021/restart;
    Gpu             { gpu: Yes }                                      | kept_billed(Inferred) from LifecycleGuide2021/restart;
    MemoryContents  {}                                                | lost(Inferred)        from LifecycleGuide2021/restart;
    SystemDisk      {}                                                | kept_billed(Inferred) from LifecycleGuide2021/restart;
    DataDisks       { data_disks: Unknown | Yes }                     | kept_billed(Inferred) from LifecycleGuide2021/restart;
    Snapshots       { snapshots: Unknown | Yes }                      | kept_billed(Inferred) from LifecycleGuide2021/restart;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth } | kept_free(Inferred)   from LifecycleGuide2021/restart;
    PublicBandwidth { static_address: PayByBandwidth }                | kept_billed(Inferred) from LifecycleGuide2021/restart;
    ElasticIp       { elastic_address: Yes }                          | kept_billed(Inferred) from LifecycleGuide2021/restart;
    PrivateIp       {}                                                | kept_free(Inferred)   from LifecycleGuide2021/restart;
    ImageLicence    { image_licence: Unknown | Yes }                  | kept_billed(Inferred) from LifecycleGuide2021/restart;
    CpuCredits      { burstable: Yes }                                | kept_free(Inferred)   from LifecycleGuide2021/restart;
    LocalDisks      { local_storage: Yes }                            | kept_free             from LocalDiskGuide2021/table;
    ReservedCapacity { private_pool: Available | UsedUp }             | kept_free(Inferred)   from PrivatePoolGuide2026/billing;
    SubscriptionFee { charge_type: PrePaid }                          | kept_billed(Inferred) from LifecycleGuide2021/restart;
    Configuration   {}                                                | kept_free(Inferred)   from LifecycleGuide2021/restart;
}

const ALWAYS: u8 = 0b1;

#[rustfmt::skip] // a table: one line a row
risks! {
    CachedDataLost         { request.force_stop: Yes }                         in ALWAYS, RebootPage2025/ForceStop;
    SealedDataLost         { sealed_data: Yes }                                in ALWAYS, LifecycleGuide2021/restart;
    UndocumentedLock       { locks.recycling: Yes }                            in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.dedicated_host_financial: Yes }             in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.refunded: Yes }                             in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.unknown: Yes }                              in ALWAYS, DescribePage2021/OperationLocks;
}
