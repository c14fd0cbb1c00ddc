//! What a creation brings: one column. Addresses, GPUs and local disks depend on the type, which a
//! request of this crate does not name. A new instance has no snapshots.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
    resource and condition                               | created;
    Vcpu            {}                                   | kept_billed           from PayAsYouGoGuide2021/duration;
    Memory          {}                                   | kept_billed           from PayAsYouGoGuide2021/duration;
    MemoryContents  {}                                   | nothing(Inferred)     from LifecycleGuide2021/create;
    SystemDisk      {}                                   | kept_billed           from PayAsYouGoGuide2021/duration;
    DataDisks       {}                                   | kept_billed           from PayAsYouGoGuide2021/duration;
    PrivateIp       {}                                   | kept_free(Inferred)   from LifecycleGuide2021/create;
    ImageLicence    {}                                   | kept_billed           from PayAsYouGoGuide2021/duration;
    ReservedCapacity { private_pool: Available | UsedUp } | kept_free(Inferred)  from PrivatePoolGuide2026/billing;
    SubscriptionFee { request.new_charge_type: PrePaid } | kept_billed(Inferred) from LifecycleGuide2021/create;
    Configuration   {}                                   | kept_free(Inferred)   from LifecycleGuide2021/create;
}

const ALWAYS: u8 = 0b1;

#[rustfmt::skip] // a table: one line a row
risks! {
    SpotMayBeInterrupted { request.new_charge_type: PostPaid, request.new_spot_strategy: SpotWithPriceLimit | SpotAsPriceGo } in ALWAYS, SpotGuide2020/recycling;
}
