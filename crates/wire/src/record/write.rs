//! Writing of records: the vendor's fields, and the facts that are not assumed.

use crate::json::fields::Shown;
use crate::json::tree::Json;
use crate::record::assumed::relevant;
use crate::record::attributes::{ENVIRONMENT, FACTS, SHOWN, Set, name, numbers, point_of, set, value};
use crate::record::custom;
use crate::record::locks;
use crate::record::read::Record;
use instance_lifecycle::instance::{StaticAddress, StoppedMode, Task};
use instance_lifecycle::rules::attributes::{ATTRIBUTES, AttributeSet};
use instance_lifecycle::{Case, Environment, Instance, Status};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::borrow::Cow;

/// Whether a record is written: a released instance has none, so `null` stands for it.
pub(crate) fn is_written(record: &Record) -> bool {
    record.instance.status != Status::Released
}

/// An environment without the values that are default.
pub(crate) struct WrittenEnvironment<'a>(pub(crate) &'a Environment, pub(crate) &'a AttributeSet);

impl Serialize for WrittenEnvironment<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let point = Case::DEFAULT.with(|it| it.environment = *self.0).point();
        let mut object = serializer.serialize_map(None)?;
        for number in numbers(ENVIRONMENT) {
            let attribute = &ATTRIBUTES[number];
            let index = point.value(attribute.field);
            if index != attribute.default {
                object.serialize_entry(name(number), &value(attribute, index))?;
            }
        }
        for (name, value) in custom::written(self.1, self.0.custom, 0) {
            object.serialize_entry(name, &value)?;
        }
        object.end()
    }
}

/// Writes the JSON that was read, if it was kept; otherwise the record with its facts, in which an
/// address is one reserved for documentation, since only its presence is known.
impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !is_written(self) {
            return serializer.serialize_none();
        }
        if let Some(source) = &self.source {
            return source.serialize(serializer);
        }
        let mut object = serializer.serialize_map(None)?;
        if let Some(id) = &self.instance_id {
            object.serialize_entry("InstanceId", id)?;
        }
        for (name, value) in self.members() {
            object.serialize_entry(name, &value)?;
        }
        let known = custom::of_instances(&self.attributes) & !self.assumed.set();
        let custom = custom::written(&self.attributes, self.instance.custom, known);
        let mut facts = facts(&self.instance, told(self));
        facts.extend(custom.map(|(name, value)| (Cow::Borrowed(name), value)));
        if !facts.is_empty() {
            object.serialize_entry("Facts", &Json::Object(facts))?;
        }
        object.end()
    }
}

impl Record {
    /// The vendor's fields that are neither assumed nor absent.
    fn members(&self) -> impl Iterator<Item = (&'static str, Json<'static>)> {
        let stopped = (self.instance.status == Status::Stopped)
            .then_some(("StoppedMode", const { set("stopped_mode") }));
        let after_locks = SHOWN.iter().position(|(name, _)| *name == "OperationLocks").unwrap_or_default();
        let (first, last) = SHOWN.split_at(after_locks);
        let fields = first.iter().copied().chain(stopped).chain(last.iter().copied());
        fields.filter(|(name, shown)| self.is_member(name, *shown)).flat_map(|(name, _)| {
            let has_address = self.instance.static_address != StaticAddress::None;
            let billed = (name == "PublicIpAddress" && has_address)
                .then(|| ("InternetChargeType", billing(&self.instance)));
            std::iter::once((name, member(name, &self.instance, &self.locks))).chain(billed)
        })
    }

    /// Whether the record shows a field: it is not assumed, or not default.
    fn is_member(&self, name: &str, of: Set) -> bool {
        let point = point_of(&self.instance);
        let is_default = numbers(of).all(|number| {
            let attribute = &ATTRIBUTES[number];
            point.value(attribute.field) == attribute.default
        });
        match name {
            "Status" => true,
            "StoppedMode" => {
                self.assumed.set() & of == 0 || self.instance.stopped_mode != StoppedMode::KeepCharging
            }
            "SpotInterruptionBehavior" => !is_default,
            _ => !is_default || self.assumed.set() & of == 0,
        }
    }
}

/// Returns the value of a vendor field; `locks` are the names of the locks.
pub(crate) fn member(name: &str, instance: &Instance, locks: &[Cow<'static, str>]) -> Json<'static> {
    let word = |word: &'static str| Json::String(Cow::Borrowed(word));
    match name {
        "Status" => word(instance.status.as_str()),
        "InstanceChargeType" => word(instance.charge_type.as_str()),
        "InstanceNetworkType" => word(instance.network_type.as_str()),
        "SpotStrategy" => word(instance.spot_strategy.as_str()),
        "SpotInterruptionBehavior" => word(instance.spot_interruption.as_str()),
        "StoppedMode" => word(instance.stopped_mode.as_str()),
        "OperationLocks" => {
            let reasons = locks::names(instance.locks, locks).into_iter();
            let reasons = reasons.map(|name| object("LockReason", Json::String(name)));
            object("LockReason", Json::Array(reasons.collect()))
        }
        "HibernationOptions" => object("Configured", Json::Bool(instance.hibernation_configured)),
        "GPUAmount" => Json::Number(u64::from(instance.gpu).into()),
        "PublicIpAddress" if instance.static_address == StaticAddress::None => no_addresses(),
        "PublicIpAddress" => object("IpAddress", Json::Array(vec![word("203.0.113.1")])),
        "EipAddress" => object("IpAddress", word(if instance.elastic_address { "198.51.100.1" } else { "" })),
        "DeletionProtection" => Json::Bool(instance.deletion_protection),
        _ => Json::Null,
    }
}

/// Returns an empty list of addresses.
pub(crate) fn no_addresses() -> Json<'static> {
    object("IpAddress", Json::Array(Vec::new()))
}

/// Returns how the traffic of the static address is billed.
fn billing(instance: &Instance) -> Json<'static> {
    Json::String(Cow::Borrowed(instance.static_address.as_str()))
}

fn object(key: &'static str, value: Json<'static>) -> Json<'static> {
    Json::Object(vec![(Cow::Borrowed(key), value)])
}

/// Returns the facts that a reader of the record would not find otherwise.
fn told(record: &Record) -> Set {
    let instance = &record.instance;
    let point = point_of(instance);
    let is_default = |number: usize| match 1 << number {
        // The default task is that of the status.
        of if of == const { set("task") } => {
            instance.task == instance.status.default_task() || instance.task == Task::None
        }
        // The record of a stopped instance shows the mode.
        of if of == const { set("stopped_mode") } && instance.status != Status::Stopping => true,
        _ => point.value(ATTRIBUTES[number].field) == ATTRIBUTES[number].default,
    };
    let known = relevant(instance) & !record.assumed.set();
    numbers(FACTS)
        .filter(|&number| known >> number & 1 == 1 || !is_default(number))
        .fold(0, |set, number| set | 1 << number)
}

/// Returns facts with their values.
pub(crate) fn facts<'a>(instance: &Instance, facts: Set) -> Vec<(Cow<'a, str>, Json<'a>)> {
    let point = point_of(instance);
    let fact = |number: usize| {
        let attribute = &ATTRIBUTES[number];
        let value = match value(attribute, point.value(attribute.field)) {
            Shown::Flag(flag) => Json::Bool(flag),
            Shown::Word(word) => Json::String(Cow::Borrowed(word)),
            Shown::Number(number) => Json::Number(number.into()),
            Shown::Absent => Json::Null,
        };
        (Cow::Borrowed(name(number)), value)
    };
    numbers(facts).map(fact).collect()
}
