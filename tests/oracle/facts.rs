//! Facts of an instance and its environment that a record does not show.

use super::{Has, Listing};
use instance_lifecycle::{Environment, Instance, Presence};

const fn has(presence: Presence) -> Has {
    match presence {
        Presence::Yes => Has::Certainly,
        Presence::Unknown => Has::Perhaps,
        Presence::No => Has::Not,
    }
}

pub(super) const fn data_disks(instance: &Instance) -> Has {
    has(instance.data_disks)
}

pub(super) const fn snapshots(instance: &Instance) -> Has {
    has(instance.snapshots)
}

pub(super) const fn image_licence(instance: &Instance) -> Has {
    has(instance.image_licence)
}
