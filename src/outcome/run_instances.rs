//! What a creation brings that starts at once: one column. Addresses, GPUs and local disks depend on
//! the type, which a request of this crate does not name.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
    resource and condition                               | created;
    Vcpu            {}                                   | kept_billed           from LifecycleGuide/creation;
    Memory          {}                                   | kept_billed           from LifecycleGuide/creation;
    MemoryContents  {}                                   | nothing(Inferred)     from LifecycleGuide/creation;
    SystemDisk      {}                                   | kept_billed           from LifecycleGuide/creation;
    DataDisks       {}                                   | kept_billed           from LifecycleGuide/creation;
    Snapshots       {}                                   | kept_billed(Inferred) from LifecycleGuide/creation;
    PrivateIp       {}                                   | kept_free             from LifecycleGuide/creation;
    ImageLicence    {}                                   | kept_billed           from LifecycleGuide/creation;
    SubscriptionFee { request.new_charge_type: PrePaid } | kept_billed           from LifecycleGuide/creation;
    Configuration   {}                                   | kept_free             from LifecycleGuide/creation;
}

const ALWAYS: u8 = 0b1;

#[rustfmt::skip] // a table: one line a row
risks! {
    SpotMayBeInterrupted { request.new_spot_strategy: SpotWithPriceLimit | SpotAsPriceGo } in ALWAYS, SpotGuide/interruption;
}
