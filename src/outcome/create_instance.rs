//! What a creation brings: one column. Addresses, GPUs and local disks depend on the type, which a
//! request of this crate does not name.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
    resource and condition                               | created;
    Vcpu            {}                                   | kept_billed(Inferred) from LifecycleGuide2021/create;
    Memory          {}                                   | kept_billed(Inferred) from LifecycleGuide2021/create;
    MemoryContents  {}                                   | nothing(Inferred)     from LifecycleGuide2021/create;
    SystemDisk      {}                                   | kept_billed(Inferred) from LifecycleGuide2021/create;
    DataDisks       {}                                   | kept_billed(Inferred) from LifecycleGuide2021/create;
    Snapshots       {}                                   | kept_billed(Inferred) from LifecycleGuide2021/create;
    PrivateIp       {}                                   | kept_free(Inferred)   from LifecycleGuide2021/create;
    ImageLicence    {}                                   | kept_billed(Inferred) from LifecycleGuide2021/create;
    SubscriptionFee { request.new_charge_type: PrePaid } | kept_billed           from LifecycleGuide2021/create;
    Configuration   {}                                   | kept_free             from LifecycleGuide2021/create;
}

const ALWAYS: u8 = 0b1;

#[rustfmt::skip] // a table: one line a row
risks! {
    SpotMayBeInterrupted { request.new_charge_type: PostPaid, request.new_spot_strategy: SpotWithPriceLimit | SpotAsPriceGo } in ALWAYS, SpotGuide2020/interruption;
}
