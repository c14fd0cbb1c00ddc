//! What a deletion does to each resource, and what it risks: one column, at once or after a shutdown.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
//  resource, where there is one                                      | becomes         | source
    Vcpu            {}                                                | X 0 D Empty       from DeletePage/description;
    Memory          {}                                                | X 0 D Empty       from DeletePage/description;
    Gpu             { gpu: Yes }                                      | X 0 D Empty       from DeletePage/description;
    MemoryContents  {}                                                | L 0 D Empty       from DeletePage/description;
    SystemDisk      {}                                                | X 0 D Empty       from DeletePage/description;
    DataDisks       { security_lock: Yes }                            | X 0 C Empty       from LockPage/table;
    DataDisks       { security_lock: No, delete_with_instance: Yes }  | X 0 D Empty       from DeletePage/description;
    DataDisks       { security_lock: No, delete_with_instance: No }   | R 1 D Unchanged   from DeletePage/description;
    Snapshots       {}                                                | R 1 I Unchanged   from DeletePage/description;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth } | X 0 D Empty       from DeletePage/description;
    PublicBandwidth { static_address: PayByBandwidth }                | X 0 D Empty       from DeletePage/description;
    ElasticIp       { elastic_address: Yes }                          | R 1 D Unchanged   from DeletePage/description;
    PrivateIp       {}                                                | X 0 D Empty       from DeletePage/description;
    ImageLicence    {}                                                | X 0 D Empty       from DeletePage/description;
    CpuCredits      { burstable: Yes }                                | L 0 I Empty       from DeletePage/description;
    LocalDisks      { local_storage: Yes }                            | L 0 D Empty       from LocalDiskGuide/release;
    SubscriptionFee { charge_type: PrePaid }                          | X 0 D Empty       from DeletePage/TerminateSubscription;
    Configuration   {}                                                | L 0 D Empty       from DeletePage/description;
}

const ALWAYS: u8 = 0b1;

#[rustfmt::skip] // a table: one line a row
risks! {
    CachedDataLost         { force: Yes, power_off: Yes, status: Starting | Running | Stopping } in ALWAYS, DeletePage/ForceStop;
    LocalDataLost          { local_storage: Yes }                             in ALWAYS, LocalDiskGuide/release;
    EveryDiskReleased      { security_lock: Yes }                             in ALWAYS, LockPage/table;
    UndocumentedLock       { recycling_lock: Yes }                            in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { dedicated_host_financial_lock: Yes }             in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { refunded_lock: Yes }                             in ALWAYS, DescribePage/OperationLocks;
    UndocumentedLock       { unknown_lock: Yes }                              in ALWAYS, DescribePage/OperationLocks;
}
