//! What a creation brings: one column. Addresses, GPUs and local disks depend on the type, which a
//! request of this crate does not name.

use super::{effects, risks};

#[rustfmt::skip] // a table: one line a row
effects! {
//  resource, where there is one                     | becomes         | source
    Vcpu            {}                               | R 1 I Unchanged   from LifecycleGuide/creation;
    Memory          {}                               | R 1 I Unchanged   from LifecycleGuide/creation;
    MemoryContents  {}                               | N 0 I Empty       from LifecycleGuide/creation;
    SystemDisk      {}                               | R 1 I Unchanged   from LifecycleGuide/creation;
    DataDisks       {}                               | R 1 I Unchanged   from LifecycleGuide/creation;
    Snapshots       {}                               | R 1 I Unchanged   from LifecycleGuide/creation;
    PrivateIp       {}                               | R 0 I Unchanged   from LifecycleGuide/creation;
    ImageLicence    {}                               | R 1 I Unchanged   from LifecycleGuide/creation;
    SubscriptionFee { new_charge_type: PrePaid }     | R 1 D Unchanged   from LifecycleGuide/creation;
    Configuration   {}                               | R 0 D Unchanged   from LifecycleGuide/creation;
}

const ALWAYS: u8 = 0b1;

#[rustfmt::skip] // a table: one line a row
risks! {
    SpotMayBeInterrupted { new_spot_strategy: SpotWithPriceLimit | SpotAsPriceGo } in ALWAYS, SpotGuide/interruption;
}
