//! What a reboot does to each resource, and what it risks: one column, whatever the path.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
//  resource, where there is one                                      | becomes         | source
    Vcpu            {}                                                | R 1 D Unchanged   from LifecycleGuide/reboot;
    Memory          {}                                                | R 1 D Unchanged   from LifecycleGuide/reboot;
    Gpu             { gpu: Yes }                                      | R 1 D Unchanged   from LifecycleGuide/reboot;
    MemoryContents  {}                                                | L 0 D Empty       from LifecycleGuide/reboot;
    SystemDisk      {}                                                | R 1 D Unchanged   from LifecycleGuide/reboot;
    DataDisks       {}                                                | R 1 D Unchanged   from LifecycleGuide/reboot;
    Snapshots       {}                                                | R 1 D Unchanged   from LifecycleGuide/reboot;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth } | R 0 D Unchanged   from LifecycleGuide/reboot;
    PublicBandwidth { static_address: PayByBandwidth }                | R 1 D Unchanged   from LifecycleGuide/reboot;
    ElasticIp       { elastic_address: Yes }                          | R 1 D Unchanged   from LifecycleGuide/reboot;
    PrivateIp       {}                                                | R 0 D Unchanged   from LifecycleGuide/reboot;
    ImageLicence    {}                                                | R 1 D Unchanged   from LifecycleGuide/reboot;
    CpuCredits      { burstable: Yes }                                | R 0 I Unchanged   from LifecycleGuide/reboot;
    LocalDisks      { local_storage: Yes }                            | R 0 D Unchanged   from LocalDiskGuide/reboot;
    SubscriptionFee { charge_type: PrePaid }                          | R 1 D Unchanged   from LifecycleGuide/reboot;
    Configuration   {}                                                | R 0 D Unchanged   from LifecycleGuide/reboot;
}

const ALWAYS: u8 = 0b1;

#[rustfmt::skip] // a table: one line a row
risks! {
    CachedDataLost         { force_stop: Yes }                                in ALWAYS, RebootPage/ForceStop;
    UndocumentedLock       { recycling_lock: Yes }                            in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { dedicated_host_financial_lock: Yes }             in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { refunded_lock: Yes }                             in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { unknown_lock: Yes }                              in ALWAYS, DescribePage/OperationLocks;
}
