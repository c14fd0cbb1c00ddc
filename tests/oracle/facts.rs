//! Facts of an instance that a record of DescribeInstances does not show.

use super::Has;
use instance_lifecycle::Instance;
use instance_lifecycle::instance::Presence;

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
