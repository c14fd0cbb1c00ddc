//! The effects of RebootInstance on resources, and its risks. One column for every path.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
    resource and condition                                            | rebooted;
    Vcpu            {}                                                | kept_billed         from LifecycleGuide/reboot;
    Memory          {}                                                | kept_billed         from LifecycleGuide/reboot;
    Gpu             { gpu: Yes }                                      | kept_billed         from LifecycleGuide/reboot;
    MemoryContents  {}                                                | lost                from LifecycleGuide/reboot;
    SystemDisk      {}                                                | kept_billed         from LifecycleGuide/reboot;
    DataDisks       {}                                                | kept_billed         from LifecycleGuide/reboot;
    Snapshots       {}                                                | kept_billed         from LifecycleGuide/reboot;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth } | kept_free           from LifecycleGuide/reboot;
    PublicBandwidth { static_address: PayByBandwidth }                | kept_billed         from LifecycleGuide/reboot;
    ElasticIp       { elastic_address: Yes }                          | kept_billed         from LifecycleGuide/reboot;
    PrivateIp       {}                                                | kept_free           from LifecycleGuide/reboot;
    ImageLicence    {}                                                | kept_billed         from LifecycleGuide/reboot;
    CpuCredits      { burstable: Yes }                                | kept_free(Inferred) from LifecycleGuide/reboot;
    LocalDisks      { local_storage: Yes }                            | kept_free           from LocalDiskGuide/reboot;
    SubscriptionFee { charge_type: PrePaid }                          | kept_billed         from LifecycleGuide/reboot;
    Configuration   {}                                                | kept_free           from LifecycleGuide/reboot;
}

const ALWAYS: u8 = 0b1;

#[rustfmt::skip] // a table: one line a row
risks! {
    CachedDataLost         { request.force_stop: Yes }                                in ALWAYS, RebootPage/ForceStop;
    UndocumentedLock       { locks.recycling: Yes }                            in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { locks.dedicated_host_financial: Yes }             in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { locks.refunded: Yes }                             in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { locks.unknown: Yes }                              in ALWAYS, DescribePage/OperationLocks;
}
