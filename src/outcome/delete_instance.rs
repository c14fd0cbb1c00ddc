//! The effects of DeleteInstance on resources, and its risks. One column, with or without a shutdown.

use super::{effects, risks};
use crate::condition::region;
use crate::region::Region;

/// Instances without a security lock: under one every cloud disk is released.
const UNLOCKED: Region = region!({ locks.security: No });

#[rustfmt::skip] // a table: one line a row
effects! {
    resource and condition                                            | released;
    Vcpu            {}                                                | gone                  from DeletePage2025/description;
    Memory          {}                                                | gone                  from DeletePage2025/description;
    Gpu             { gpu: Yes }                                      | gone                  from DeletePage2025/description;
    MemoryContents  {}                                                | lost                  from DeletePage2025/description;
    SystemDisk      { locks.security: Yes }                           | gone                  from DeletePage2025/note;
    SystemDisk      { system_disk_delete_with_instance: Yes, ..UNLOCKED } | gone              from DeletePage2025/description;
    SystemDisk      { system_disk_delete_with_instance: No, interpretation.SystemDiskKept: Kept, ..UNLOCKED }
                                                                      | kept_billed(Contradicted against LifecycleGuide2021/release) from DeletePage2025/description;
    SystemDisk      { system_disk_delete_with_instance: No, interpretation.SystemDiskKept: Released, ..UNLOCKED }
                                                                      | gone(Contradicted against DeletePage2025/description) from LifecycleGuide2021/release;
    DataDisks       { data_disks: Unknown | Yes, locks.security: Yes } | gone                 from DeletePage2025/note;
    DataDisks       { data_disks: Unknown | Yes, delete_with_instance: Yes, ..UNLOCKED } | gone from DeletePage2025/description;
    DataDisks       { data_disks: Unknown | Yes, delete_with_instance: No, ..UNLOCKED } | kept_billed from DeletePage2025/description;
    Snapshots       { snapshots: Unknown | Yes, delete_auto_snapshot: No } | kept_billed      from DeletePage2025/description;
    Snapshots       { snapshots: Unknown | Yes, delete_auto_snapshot: Yes } | part_billed     from DeletePage2025/description;
    StaticPublicIp  { static_address: PayByTraffic | PayByBandwidth } | gone                  from LifecycleGuide2021/release;
    PublicBandwidth { static_address: PayByBandwidth }                | gone                  from PayAsYouGoGuide2021/duration;
    ElasticIp       { elastic_address: Yes }                          | kept_billed           from DeletePage2025/description;
    PrivateIp       {}                                                | gone(Inferred)        from DeletePage2025/description;
    ImageLicence    { image_licence: Unknown | Yes }                  | gone                  from PayAsYouGoGuide2021/duration;
    CpuCredits      { burstable: Yes }                                | lost(Inferred)        from CreditGuide2021/stop;
    LocalDisks      { local_storage: Yes }                            | lost                  from LocalDiskGuide2021/table;
    ReservedCapacity { private_pool: Available | UsedUp }             | kept_billed           from PrivatePoolGuide2026/billing;
    SubscriptionFee { charge_type: PrePaid }                          | gone(Inferred)        from DeletePage2025/TerminateSubscription;
    Configuration   {}                                                | lost(Inferred)        from DeletePage2025/description;
}

const ALWAYS: u8 = 0b1;

#[rustfmt::skip] // a table: one line a row
risks! {
    CachedDataLost         { request.force: Yes, request.delete_force_stop: Yes, status: Starting | Running | Stopping } in ALWAYS, DeletePage2025/ForceStop;
    LocalDataLost          { local_storage: Yes }                              in ALWAYS, LocalDiskGuide2021/table;
    AutomaticSnapshotsDeleted { snapshots: Unknown | Yes, delete_auto_snapshot: Yes } in ALWAYS, DeletePage2025/description;
    AdvanceCreditsCharged  { burstable: Yes, unlimited_credits: Yes }          in ALWAYS, CreditGuide2021/"unlimited mode";
    EveryDiskReleased      { locks.security: Yes }                             in ALWAYS, DeletePage2025/note;
    UndocumentedLock       { locks.recycling: Yes }                            in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.dedicated_host_financial: Yes }             in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.refunded: Yes }                             in ALWAYS, DescribePage2021/OperationLocks;
    UndocumentedLock       { locks.unknown: Yes }                              in ALWAYS, DescribePage2021/OperationLocks;
}
