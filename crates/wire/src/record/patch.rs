//! Records after events: the record that was read, with the changed fields replaced.

use crate::json::at::At;
use crate::json::names;
use crate::json::tree::{Json, Member};
use crate::record::assumed::relevant;
use crate::record::attributes::{GIVEN, SHOWN, Set, changes, name, numbers, set};
use crate::record::custom::{CUSTOM, Custom};
use crate::record::locks;
use crate::record::read::Record;
use crate::record::write::{facts, member, no_addresses};
use instance_lifecycle::instance::{StaticAddress, StoppedMode};
use instance_lifecycle::{Instance, Status};
use std::borrow::Cow;

impl Record {
    /// Returns the record of the same instance after a change. Changed attributes are no longer
    /// assumed. If the JSON of the record was kept, all members are kept but those that change.
    #[must_use]
    pub fn evolved(&self, instance: Instance) -> Self {
        if let Some(Json::Object(members)) = &self.source
            && instance.status != Status::Released
            && let Some(patched) = self.patched(members.clone(), &instance)
        {
            return patched;
        }
        Self {
            instance_id: self.instance_id.clone(),
            instance,
            locks: locks::names(instance.locks, &self.locks),
            assumed: self.assumed.after(&self.instance, &instance),
            source: None,
            attributes: self.attributes.clone(),
        }
    }

    /// Replaces the members that change; `None` if the result would not read back as `after`.
    fn patched(&self, mut members: Vec<Member<'static>>, after: &Instance) -> Option<Self> {
        let changed = changes(&self.instance, after);
        for (name, shown) in SHOWN {
            if shown & changed != 0 {
                put(&mut members, name, member(name, after, &self.locks));
            }
        }
        if changed & const { set("stopped_mode") | set("status") } != 0 {
            let is_shown =
                after.status == Status::Stopped || names::member(&members, "StoppedMode").is_some();
            if is_shown {
                let mode = match after.status {
                    Status::Stopped => after.stopped_mode,
                    _ => StoppedMode::NotApplicable,
                };
                put(&mut members, "StoppedMode", Json::String(Cow::Borrowed(mode.as_str())));
            }
        }
        let mut told = given(&members) | changed & GIVEN;
        let stops = after.status == Status::Stopped && self.instance.status != Status::Stopped;
        if stops
            && after.stopped_mode == StoppedMode::StopCharging
            && after.static_address != StaticAddress::None
        {
            put(&mut members, "PublicIpAddress", no_addresses());
            told |= const { set("static_address") };
        }
        told &= relevant(after) | const { set("static_address") };
        put_facts(&mut members, after, told);
        let patched = Json::Object(members);
        // The values of custom attributes do not change.
        let (attributes, values) = (&self.attributes, self.instance.custom);
        let custom = Custom { attributes, values, given: CUSTOM & !self.assumed.set() };
        let record = Self::read_and_keep(At::ROOT, &patched, true, custom).ok()?;
        if record.instance == *after {
            return Some(record);
        }
        // Facts that the reader would otherwise derive from the members.
        let Json::Object(mut members) = patched else { return None };
        put_facts(&mut members, after, told | changes(&record.instance, after) & GIVEN);
        let record = Self::read_and_keep(At::ROOT, &Json::Object(members), true, custom).ok()?;
        (record.instance == *after).then_some(record)
    }
}

/// Returns the facts that the record gives.
fn given(members: &[Member<'_>]) -> Set {
    match names::member(members, "Facts") {
        Some((_, Json::Object(facts))) => numbers(GIVEN)
            .filter(|&number| facts.iter().any(|(key, _)| key == name(number)))
            .fold(0, |set, number| set | 1 << number),
        _ => 0,
    }
}

/// Replaces the facts; the values of custom attributes do not change.
fn put_facts(members: &mut Vec<Member<'static>>, instance: &Instance, told: Set) {
    let mut written = facts(instance, told);
    if let Some((_, Json::Object(old))) = names::member(members, "Facts") {
        let custom = old.iter().filter(|(key, _)| !numbers(GIVEN).any(|number| key == name(number)));
        written.extend(custom.cloned());
    }
    if !written.is_empty() {
        put(members, "Facts", Json::Object(written));
    } else {
        members.retain(|(key, _)| names::spelling(key, "Facts").is_none());
    }
}

/// Replaces the member that is read under `name`, or appends it.
fn put(members: &mut Vec<Member<'static>>, name: &'static str, value: Json<'static>) {
    let key = names::member(members, name).map(|(key, _)| key.to_owned());
    match key.and_then(|key| members.iter_mut().rev().find(|(other, _)| *other == key)) {
        Some((_, old)) => *old = value,
        None => members.push((Cow::Borrowed(name), value)),
    }
}
