//! What holds for everything: environment, clock, pace, policy, faults, snapshots.

use super::{Admin, Content, OPENAPI, Result, bad};
use crate::endpoint::faults::Injected;
use crate::protocol::time;
use crate::world::custom;
use crate::world::policy::Chosen;
use crate::world::progress::{Duration, Progress};
use crate::world::snapshot::Snapshot;
use instance_lifecycle::rules::attributes::Part;
use instance_lifecycle::{Environment, Event};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub(super) fn openapi(_: &mut Admin<'_>, _: &[&str]) -> Result<Content> {
    Ok(Content::Document(OPENAPI))
}

pub(super) fn environment(admin: &mut Admin<'_>, _: &[&str]) -> Result<Content> {
    let account = admin.account();
    let of = admin.state.world.account(&account);
    let mut shown = json!(of.environment);
    if let Some(members) = shown.as_object_mut() {
        members.extend(of.facts.iter().map(|(name, text)| (name.clone(), text.as_str().into())));
    }
    Ok(Content::Json(shown))
}

/// Changes members of the environment; custom attributes of the policy in force are among them.
pub(super) fn set_environment(admin: &mut Admin<'_>, given: &[&str]) -> Result<Content> {
    let account = admin.account();
    let mut changes: Map<String, Value> = admin.read()?;
    let policy = admin.state.world.policy.policy.clone();
    let of = admin.state.world.account(&account);
    let mut facts = of.facts.clone();
    let mut members = json!(of.environment);
    custom::take(&mut changes, &mut facts, policy.attributes(), |part| part != Part::Instance)
        .map_err(bad)?;
    if let Some(members) = members.as_object_mut() {
        members.extend(changes);
    }
    let environment: Environment = serde_json::from_value(members).map_err(|error| bad(error.to_string()))?;
    let now = admin.now;
    admin.state.world.set_environment(&account, environment, facts, now);
    self::environment(admin, given)
}

/// Returns the form of a call, `{"Action": …, "InstanceId": …}`, signed if keys are configured: the page makes
/// its calls with it. The secret stays here.
pub(super) fn form(admin: &mut Admin<'_>, _: &[&str]) -> Result<Content> {
    let account = admin.account();
    let given: BTreeMap<String, String> = admin.read()?;
    let nonce = admin.state.new_id();
    let form = admin.endpoint.form(&account, &given.into_iter().collect(), &nonce, admin.real);
    let form = form.ok_or_else(|| bad(format!("the account `{account}` has no access key")))?;
    Ok(Content::Json(json!({ "Form": form })))
}

pub(super) fn clock(admin: &mut Admin<'_>, _: &[&str]) -> Result<Content> {
    let now = admin.state.world.clock.now(admin.real);
    let next = admin.state.world.next_due().map(time::seconds);
    Ok(Content::Json(json!({ "Now": time::seconds(now), "NextDue": next })))
}

/// How far the clock is advanced.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Advance {
    seconds: Option<f64>,
    /// Until no task is in flight.
    #[serde(default)]
    until_idle: bool,
}

pub(super) fn advance(admin: &mut Admin<'_>, given: &[&str]) -> Result<Content> {
    let Advance { seconds, until_idle } = admin.read()?;
    let real = admin.real;
    let world = &mut admin.state.world;
    match (seconds, until_idle) {
        (Some(seconds), false) if (0.0..=3.2e9).contains(&seconds) => {
            world.clock.advance((seconds * 1_000.0) as i64);
            let now = world.clock.now(real);
            world.catch_up(now);
        }
        (None, true) => world.settle(real),
        _ => return Err(bad("expected `Seconds`, from 0 to 3.2e9, or `UntilIdle`")),
    }
    world.settings_changed();
    clock(admin, given)
}

/// The pace, as on the command line.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Pacing {
    progress: String,
    /// Durations by event.
    #[serde(default)]
    steps: BTreeMap<String, String>,
}

pub(super) fn progress(admin: &mut Admin<'_>, _: &[&str]) -> Result<Content> {
    Ok(Content::Json(json!(admin.state.world.progress)))
}

pub(super) fn set_progress(admin: &mut Admin<'_>, given: &[&str]) -> Result<Content> {
    let Pacing { progress, steps } = admin.read()?;
    let mut pace: Progress = progress.parse().map_err(bad)?;
    for (event, duration) in steps {
        event.parse::<Event>().map_err(|_| bad(format!("unknown event `{event}`")))?;
        pace.steps.insert(event, duration.parse::<Duration>().map_err(bad)?);
    }
    let real = admin.real;
    admin.state.world.set_progress(pace, real);
    self::progress(admin, given)
}

pub(super) fn policy(admin: &mut Admin<'_>, _: &[&str]) -> Result<Content> {
    let policy = &admin.state.world.policy;
    let names: Vec<String> = Chosen::names().collect();
    Ok(Content::Json(json!({ "Name": policy.name(), "Policy": policy.text, "BuiltIn": names })))
}

/// Chooses a policy: its name, or a policy file as the body.
pub(super) fn set_policy(admin: &mut Admin<'_>, given: &[&str]) -> Result<Content> {
    let text = std::str::from_utf8(admin.body).map_err(|_| bad("the body is not UTF-8"))?;
    let text = match serde_json::from_str::<Value>(text) {
        Ok(Value::String(name)) => name,
        _ => text.to_owned(),
    };
    admin.state.world.choose(Chosen::read(&text).map_err(bad)?);
    policy(admin, given)
}

pub(super) fn faults(admin: &mut Admin<'_>, _: &[&str]) -> Result<Content> {
    Ok(Content::Json(json!({ "Faults": admin.state.faults.all() })))
}

pub(super) fn add_fault(admin: &mut Admin<'_>, given: &[&str]) -> Result<Content> {
    let fault: Injected = admin.read()?;
    admin.state.faults.add(fault).map_err(bad)?;
    faults(admin, given)
}

pub(super) fn clear_faults(admin: &mut Admin<'_>, given: &[&str]) -> Result<Content> {
    admin.state.faults.clear();
    faults(admin, given)
}

pub(super) fn calls(admin: &mut Admin<'_>, _: &[&str]) -> Result<Content> {
    let last = match admin.parameters.get("Last") {
        None => 100,
        Some(given) => given.parse().map_err(|_| bad("`Last` is no whole number"))?,
    };
    let mut calls: Vec<Value> = admin.state.log.latest().take(last).map(|call| json!(call)).collect();
    calls.reverse();
    Ok(Content::Lines(calls.iter().map(|call| format!("{call}\n")).collect()))
}

/// Removes all accounts, faults and calls.
pub(super) fn reset(admin: &mut Admin<'_>, _: &[&str]) -> Result<Content> {
    admin.state.world.clear();
    admin.state.faults.clear();
    admin.state.log.clear();
    Ok(Content::Json(json!({})))
}

pub(super) fn snapshot(admin: &mut Admin<'_>, _: &[&str]) -> Result<Content> {
    Ok(Content::Json(json!(Snapshot::of(&admin.state.world))))
}

pub(super) fn restore(admin: &mut Admin<'_>, _: &[&str]) -> Result<Content> {
    let snapshot: Snapshot = admin.read()?;
    snapshot.restore(&mut admin.state.world).map_err(bad)?;
    Ok(Content::Json(json!({})))
}
