//! The disks of a record that is joined with the responses of DescribeDisks.

use crate::json::at::At;
use crate::json::error::ReadError;
use crate::json::names;
use crate::json::tree::{Json, Member};
use crate::record::attributes::{Set, set};
use crate::record::locks;
use instance_lifecycle::Instance;
use instance_lifecycle::instance::{DiskStatus, EncryptionKey, Locks, Presence, SystemDisk};

/// The status of an attached disk that is ready. Source: DescribeDisks, `Status`.
const READY: &str = "In_use";

/// What the disks of an instance tell.
#[derive(Default)]
struct Found {
    /// Whether there is a system disk; `None` if some disk has no type.
    system: Option<bool>,
    /// Whether there is a data disk.
    data: bool,
    /// Whether every data disk is released with the instance; `None` if some does not tell.
    released: Option<bool>,
    /// Whether the system disk is released with the instance; `None` if that is unknown.
    system_released: Option<bool>,
    /// Whether automatic snapshots are released with some disk; `None` if no disk tells that.
    auto_snapshots: Option<bool>,
    /// Whether some disk is encrypted; `None` if no disk is and some does not tell.
    encrypted: Option<bool>,
    /// Whether every disk is ready; `None` if some does not tell.
    ready: Option<bool>,
    /// Whether some disk is locked for arrears; `None` if no disk is and some does not tell.
    in_arrears: Option<bool>,
}

/// Reads a list of disks, with or without its wrapper, and returns the attributes that it gives. An
/// empty list gives none: the join may have found no disks.
pub(crate) fn read(at: At<'_>, json: &Json<'_>, instance: &mut Instance) -> Result<Set, ReadError> {
    match json {
        Json::Array(disks) if disks.is_empty() => Ok(0),
        Json::Array(disks) => {
            let mut found = Found {
                system: Some(false),
                released: Some(true),
                encrypted: Some(false),
                ready: Some(true),
                in_arrears: Some(false),
                system_released: None,
                auto_snapshots: Some(false),
                data: false,
            };
            for (index, disk) in disks.iter().enumerate() {
                let at = at.index(index);
                found.add(at, at.object(disk, "a disk")?)?;
            }
            Ok(found.give(instance))
        }
        Json::Object(members) => match names::member(members, "Disk") {
            Some((_, Json::Null)) => Ok(0),
            Some((key, disks)) => read(at.key(key), disks, instance),
            None if members.is_empty() => Ok(0),
            None => Err(at.key("Disk").missing("a list of disks")),
        },
        other => Err(at.unexpected("a list of disks", other)),
    }
}

impl Found {
    fn add(&mut self, at: At<'_>, disk: &[Member<'_>]) -> Result<(), ReadError> {
        let text = |name| match names::member(disk, name) {
            Some((key, value)) => at.key(key).text(value),
            None => Ok(None),
        };
        let flag = |name| match names::member(disk, name) {
            Some((key, value)) => at.key(key).flag(value),
            None => Ok(None),
        };
        let is_system = text("Type")?.map(|kind| kind.eq_ignore_ascii_case("system"));
        self.system = any(self.system, is_system);
        if is_system == Some(true) {
            self.system_released = flag("DeleteWithInstance")?;
        } else {
            self.data = true;
            self.released = any(self.released.map(|all| !all), flag("DeleteWithInstance")?.map(|of| !of));
            self.released = self.released.map(|some| !some);
        }
        self.auto_snapshots = any(self.auto_snapshots, flag("DeleteAutoSnapshot")?);
        self.encrypted = any(self.encrypted, flag("Encrypted")?);
        let is_ready = text("Status")?.map(|status| status.eq_ignore_ascii_case(READY));
        self.ready = any(self.ready.map(|all| !all), is_ready.map(|of| !of)).map(|some| !some);
        let mut locks = Locks::NONE;
        let given = names::member(disk, "OperationLocks");
        if let Some((key, json)) = given {
            locks::read(at.key(key), json, &mut locks, &mut Vec::new())?;
        }
        self.in_arrears = any(self.in_arrears, given.map(|_| locks.financial || locks.recycling));
        // A lock for another reason forbids operations on the disk.
        if locks.security || locks.dedicated_host_financial || locks.refunded || locks.unknown {
            self.ready = Some(false);
        }
        Ok(())
    }

    fn give(&self, instance: &mut Instance) -> Set {
        let mut given = 0;
        if let Some(system) = self.system {
            instance.system_disk = if system { SystemDisk::Present } else { SystemDisk::Missing };
            given |= const { set("system_disk") };
        }
        if let Some(released) = self.released {
            instance.delete_with_instance = released;
            given |= const { set("delete_with_instance") };
        }
        if let Some(released) = self.system_released {
            instance.system_disk_delete_with_instance = released;
            given |= const { set("system_disk_delete_with_instance") };
        }
        if let Some(released) = self.auto_snapshots {
            instance.delete_auto_snapshot = released;
            given |= const { set("delete_auto_snapshot") };
        }
        match self.encrypted {
            // The state of the key stays assumed.
            Some(true) => instance.encryption_key = EncryptionKey::Usable,
            Some(false) => {
                instance.encryption_key = EncryptionKey::None;
                given |= const { set("encryption_key") };
            }
            None => {}
        }
        if let Some(ready) = self.ready {
            instance.disk_status = if ready { DiskStatus::Ready } else { DiskStatus::Incorrect };
            given |= const { set("disk_status") };
        }
        if let Some(in_arrears) = self.in_arrears {
            instance.disk_in_arrears = in_arrears;
            given |= const { set("disk_in_arrears") };
        }
        instance.data_disks = if self.data { Presence::Yes } else { Presence::No };
        given | const { set("data_disks") }
    }
}

/// Whether one of the disks so far, or the next one, has a property; `None` if that is unknown.
fn any(so_far: Option<bool>, next: Option<bool>) -> Option<bool> {
    match (so_far, next) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}
