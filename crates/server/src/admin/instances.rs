//! Instances: created from records, changed by hand or by events, and their histories.

use super::{Admin, Content, Refusal, Result, bad};
use crate::protocol::time;
use crate::world::{Stored, custom, import, record};
use instance_lifecycle::Event;
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle_wire::Record;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Returns a record with our `Facts`. The mode of a stop is that of the instance, also where the vendor's
/// record says that it does not apply.
fn with_facts(stored: &Stored) -> Map<String, Value> {
    let described = serde_json::to_value(record::describe(stored)).unwrap_or_default();
    let written = serde_json::to_value(Record::from(stored.instance)).unwrap_or_default();
    let mut members = described.as_object().cloned().unwrap_or_default();
    for name in ["StoppedMode", "Facts"] {
        if let Some(value) = written.get(name) {
            members.insert(name.to_owned(), value.clone());
        }
    }
    if !stored.details.facts.is_empty() {
        let facts = members.entry("Facts").or_insert_with(|| json!({}));
        let custom = stored.details.facts.iter();
        if let Some(facts) = facts.as_object_mut() {
            facts.extend(custom.map(|(name, text)| (name.clone(), text.as_str().into())));
        }
    }
    members
}

/// Returns a record with our `Facts`, what is due, and the custom attributes of the policy in force, or why
/// they cannot be read.
fn shown(stored: &Stored, attributes: &AttributeSet) -> Value {
    let due = stored.due.iter().map(|(at, event)| json!({ "At": time::seconds(*at), "Event": event }));
    let mut members = with_facts(stored);
    members.insert("Due".to_owned(), due.collect());
    if attributes.has_custom() {
        let custom = match custom::of_instance(stored, attributes) {
            Ok(values) => json!(custom::named(values, attributes)),
            Err(reason) => reason.into(),
        };
        members.insert("Custom".to_owned(), custom);
    }
    Value::Object(members)
}

pub(super) fn list(admin: &mut Admin<'_>, _: &[&str]) -> Result<Content> {
    let account = admin.account();
    let policy = admin.state.world.policy.policy.clone();
    let of = admin.state.world.account(&account);
    let instances = of.iter().map(|(_, stored)| shown(stored, policy.attributes()));
    Ok(Content::Json(json!({ "Instances": instances.collect::<Vec<_>>() })))
}

impl Admin<'_> {
    /// Returns an instance as it is shown; `None` if it is released.
    fn shown(&mut self, account: &str, number: u64) -> Option<Value> {
        let world = &self.state.world;
        world.find(account).and_then(|of| of.at(number)).map(|stored| shown(stored, world.attributes()))
    }
}

/// Creates instances from records: one, a list, or a response of DescribeInstances.
pub(super) fn create(admin: &mut Admin<'_>, _: &[&str]) -> Result<Content> {
    let (account, now) = (admin.account(), admin.now);
    let body: Value = admin.read()?;
    let records = match body.get("Instances").map(|of| of.get("Instance").unwrap_or(of)).unwrap_or(&body) {
        Value::Array(records) => records.clone(),
        record => vec![record.clone()],
    };
    let world = &mut admin.state.world;
    let policy = world.policy.policy.clone();
    let mut all = Vec::with_capacity(records.len());
    for (index, record) in records.iter().enumerate() {
        let stored = import::read(record, || world.new_id(), policy.attributes(), now);
        let mut stored = stored.map_err(|reason| bad(format!("record {}: {reason}", index + 1)))?;
        stored.details.other.remove("Due");
        stored.details.other.remove("Custom");
        let is_there = all.iter().any(|other: &Stored| other.id == stored.id)
            || world.account(&account).number(&stored.id).is_some();
        if is_there {
            return Err(Refusal(409, format!("the account `{account}` has an instance `{}`", stored.id)));
        }
        all.push(stored);
    }
    let ids: Vec<String> = all.iter().map(|stored| stored.id.clone()).collect();
    all.into_iter().for_each(|stored| world.insert(&account, stored, now));
    Ok(Content::Json(json!({ "InstanceIds": ids })))
}

pub(super) fn show(admin: &mut Admin<'_>, given: &[&str]) -> Result<Content> {
    let account = admin.account();
    let number = admin.number(given[0])?;
    let stored = admin.shown(&account, number);
    Ok(Content::Json(stored.unwrap_or_default()))
}

/// Replaces members of the record of an instance, `Facts` one by one. The history begins again.
pub(super) fn edit(admin: &mut Admin<'_>, given: &[&str]) -> Result<Content> {
    let (account, now) = (admin.account(), admin.now);
    let number = admin.number(given[0])?;
    let changes: Map<String, Value> = admin.read()?;
    let policy = admin.state.world.policy.policy.clone();
    let Some(stored) = admin.state.world.account(&account).at(number) else { return Err(bad("released")) };
    let mut members = with_facts(stored);
    let mut facts = members.get("Facts").and_then(Value::as_object).cloned().unwrap_or_default();
    for (name, value) in changes {
        match (name.as_str(), value) {
            ("InstanceId", _) => return Err(bad("`InstanceId` cannot be changed")),
            ("Facts", Value::Object(changed)) => facts.extend(changed),
            ("Status", value) => {
                // What is in flight depends on the status.
                facts.remove("Task");
                members.insert(name, value);
            }
            (_, value) => {
                members.insert(name, value);
            }
        }
    }
    members.insert("Facts".to_owned(), Value::Object(facts));
    let read = import::read(&Value::Object(members), String::new, policy.attributes(), now).map_err(bad)?;
    admin.state.world.edit(&account, number, now, |stored| {
        let (id, address, due) = (stored.id.clone(), stored.details.address, stored.due.clone());
        stored.instance = read.instance;
        stored.details = read.details;
        (stored.id, stored.details.address, stored.due) = (id, address, due);
        stored.due.retain(|(_, event)| {
            !matches!(event, Event::AutoReleaseTimeReached | Event::SubscriptionExpired)
        });
        stored.due.extend(stored.details.auto_release.map(|at| (at, Event::AutoReleaseTimeReached)));
        stored.due.extend(stored.details.expires.map(|at| (at, Event::SubscriptionExpired)));
    });
    let stored = admin.shown(&account, number);
    Ok(Content::Json(stored.unwrap_or_default()))
}

/// Writes the history of an instance, which may be released, with the answers.
pub(super) fn trace(admin: &mut Admin<'_>, given: &[&str]) -> Result<Content> {
    let account = admin.account();
    let policy = admin.state.world.policy.policy.clone();
    let stored = admin.state.world.account(&account).with_released(given[0]);
    let written = stored.map(|stored| stored.recording.write(&stored.id, &policy));
    let missing = || Refusal(404, format!("the account `{account}` has no instance `{}`", given[0]));
    written.map(Content::Lines).ok_or_else(missing)
}

/// An event to happen.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Happening {
    event: Event,
    /// The seconds after which it happens; at once if it is absent.
    #[serde(default)]
    after: u32,
}

pub(super) fn event(admin: &mut Admin<'_>, given: &[&str]) -> Result<Content> {
    let Happening { event, after } = admin.read()?;
    let (account, now) = (admin.account(), admin.now);
    let number = admin.number(given[0])?;
    if after > 0 {
        let at = now + i64::from(after) * 1_000;
        admin.state.world.edit(&account, number, now, |stored| stored.due.push((at, event)));
        return Ok(Content::Json(json!({ "Event": event, "At": time::seconds(at) })));
    }
    let happened = admin.state.world.happen(&account, number, event, now);
    happened.map_err(|reason| Refusal(409, format!("{event} is not possible: {reason}")))?;
    let stored = admin.shown(&account, number);
    Ok(Content::Json(json!({ "Event": event, "Instance": stored })))
}

/// Lets an event happen to every instance of the account for which it is possible.
pub(super) fn events(admin: &mut Admin<'_>, _: &[&str]) -> Result<Content> {
    let Happening { event, after } = admin.read()?;
    if after > 0 {
        return Err(bad("`After` is for an event of one instance"));
    }
    let (account, now) = (admin.account(), admin.now);
    let numbers: Vec<(u64, String)> = admin
        .state
        .world
        .account(&account)
        .iter()
        .map(|(number, stored)| (number, stored.id.clone()))
        .collect();
    let world = &mut admin.state.world;
    let happened =
        numbers.into_iter().filter(|(number, _)| world.happen(&account, *number, event, now).is_ok());
    let ids: Vec<String> = happened.map(|(_, id)| id).collect();
    Ok(Content::Json(json!({ "Event": event, "InstanceIds": ids })))
}
