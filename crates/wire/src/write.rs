//! Writes records: only the vendor's own shape, and of the facts those that were not taken for
//! granted.

use crate::assumed::{Assumed, matter};
use crate::fields::{self, ENVIRONMENT, FACTS};
use crate::record::Record;
use instance_lifecycle::{
    ChargeType, Environment, Instance, LockReason, NetworkType, SpotInterruptionBehavior, SpotStrategy,
    StaticAddress, Status, StoppedMode, Task,
};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Whether the record can be written: a released instance has none, so that `null` stands for it.
pub(crate) fn is_shown(record: &Record) -> bool {
    record.instance.status != Status::Released
}

/// An environment without what is default.
pub(crate) struct Surroundings<'a>(pub(crate) &'a Environment);

impl Serialize for Surroundings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        fields::write(ENVIRONMENT, self.0, &mut object)?;
        object.end()
    }
}

/// Writes the record with its facts. Addresses are those of documentation: only their presence is
/// known.
impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !is_shown(self) {
            return serializer.serialize_none();
        }
        let mut object = serializer.serialize_map(None)?;
        if let Some(id) = &self.instance_id {
            object.serialize_entry("InstanceId", id)?;
        }
        write_attributes(self, &mut object)?;
        let facts = Facts(self);
        if facts.written().next().is_some() {
            object.serialize_entry("Facts", &facts)?;
        }
        object.end()
    }
}

fn write_attributes<M: SerializeMap>(record: &Record, object: &mut M) -> Result<(), M::Error> {
    let instance = &record.instance;
    let mut attribute = |name, value: &'static str, is_plain: bool| {
        if is_plain && record.assumed.contains(name) {
            return Ok(());
        }
        object.serialize_entry(name, value)
    };
    attribute("Status", instance.status.as_str(), false)?;
    let charge_type = instance.charge_type;
    attribute("InstanceChargeType", charge_type.as_str(), charge_type == ChargeType::PostPaid)?;
    let network_type = instance.network_type;
    attribute("InstanceNetworkType", network_type.as_str(), network_type == NetworkType::Vpc)?;
    let spot = instance.spot_strategy;
    attribute("SpotStrategy", spot.as_str(), spot == SpotStrategy::NoSpot)?;
    if instance.spot_interruption != SpotInterruptionBehavior::Terminate {
        attribute("SpotInterruptionBehavior", instance.spot_interruption.as_str(), false)?;
    }
    if instance.status == Status::Stopped {
        let mode = instance.stopped_mode;
        attribute("StoppedMode", mode.as_str(), mode == StoppedMode::KeepCharging)?;
    }
    let locks = Locks::of(record);
    if !(locks.0.is_empty() && record.assumed.contains("OperationLocks")) {
        object.serialize_entry("OperationLocks", &locks)?;
    }
    let configured = instance.hibernation_configured;
    if configured || !record.assumed.contains("HibernationOptions") {
        object.serialize_entry("HibernationOptions", &Wrapped("Configured", configured))?;
    }
    if instance.gpu {
        object.serialize_entry("GPUAmount", &1)?;
    }
    if instance.static_address != StaticAddress::None {
        object.serialize_entry("PublicIpAddress", &Wrapped("IpAddress", ["203.0.113.1"]))?;
        object.serialize_entry("InternetChargeType", instance.static_address.as_str())?;
    }
    if instance.elastic_address {
        object.serialize_entry("EipAddress", &Wrapped("IpAddress", "198.51.100.1"))?;
    }
    if instance.deletion_protection {
        object.serialize_entry("DeletionProtection", &true)?;
    }
    Ok(())
}

/// An object of one member.
struct Wrapped<T>(&'static str, T);

impl<T: Serialize> Serialize for Wrapped<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(1))?;
        object.serialize_entry(self.0, &self.1)?;
        object.end()
    }
}

/// The names of the locks: those met, and those set without a name.
struct Locks<'a>(Vec<&'a str>);

impl<'a> Locks<'a> {
    fn of(record: &'a Record) -> Self {
        let set = record.instance.locks;
        let mut names: Vec<&str> = record.locks.iter().map(|name| &**name).collect();
        if set.unknown && !names.iter().any(|name| name.parse::<LockReason>().is_err()) {
            names.push("unknown");
        }
        for reason in set.iter() {
            names.push(reason.as_str());
        }
        names.sort_unstable();
        names.dedup();
        Self(names)
    }
}

impl Serialize for Locks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let reasons: Vec<_> = self.0.iter().map(|name| Wrapped("LockReason", name)).collect();
        Wrapped("LockReason", reasons).serialize(serializer)
    }
}

struct Facts<'a>(&'a Record);

impl<'a> Facts<'a> {
    /// The facts that interpretation the record again would not find otherwise.
    fn written(&self) -> impl Iterator<Item = &'static fields::Field<Instance>> + use<'a> {
        let Record { instance, assumed, .. } = self.0;
        let told = told(instance, *assumed);
        FACTS
            .iter()
            .enumerate()
            .filter(move |&(index, fact)| told >> index & 1 == 1 || !is_plain(fact, instance))
            .map(|(_, fact)| fact)
    }
}

/// The facts that matter and were not assumed.
fn told(instance: &Instance, assumed: Assumed) -> u64 {
    matter(instance) & !assumed.facts()
}

/// Of a status that passes, the default task is that of the status; of one that is stopped, the
/// record itself shows the mode.
fn is_plain(fact: &fields::Field<Instance>, instance: &Instance) -> bool {
    match fact.name {
        "Task" => instance.task == instance.status.default_task() || instance.task == Task::None,
        "StoppedMode" if instance.status != Status::Stopping => true,
        _ => (fact.is_plain)(instance),
    }
}

impl Serialize for Facts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for fact in self.written() {
            fact.write(&self.0.instance, &mut object)?;
        }
        object.end()
    }
}
