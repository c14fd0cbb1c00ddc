//! The goal of a route, as it is written.

use crate::suggest::unknown;
use instance_lifecycle::Policy;
use instance_lifecycle::analysis::{Budget, Goal, NamedGoal};
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::policy::conditions;
use instance_lifecycle::rules::region::Region;
use instance_lifecycle_wire::Conditions;
use serde::Deserialize;

/// Reads a goal: a name, `attribute=value|value,…`, or the conditions of a rule in TOML.
pub(super) fn goal(text: &str, policy: &Policy) -> Result<Goal, String> {
    if let Ok(name) = text.parse::<NamedGoal>() {
        return Goal::named(name, policy, Budget::default()).map_err(|error| error.to_string());
    }
    let conditions = match text.trim_start() {
        toml if toml.starts_with('{') => table(toml)?,
        list if list.contains('=') => assignments(list, policy)?,
        _ => {
            let otherwise = "or a condition, such as `status=Stopped,stopped_mode=StopCharging`";
            return Err(unknown("goal", text, NamedGoal::NAMES, &format!("{}, {otherwise}", expected())));
        }
    };
    let attributes = policy.attributes();
    let mut region = Region::FULL;
    for (name, asked) in &conditions {
        let of_one = asked.region(name, attributes).map_err(|error| error.to_string())?;
        let field = attributes.named(name).map_err(|error| error.to_string())?.field();
        if of_one.admits(field) == 0 {
            return Err(format!("`not` excludes every value of `{name}`"));
        }
        region = region.intersect(&of_one);
    }
    Goal::new([region], attributes).map_err(|error| error.to_string())
}

fn expected() -> String {
    format!("expected {}", crate::suggest::known(NamedGoal::NAMES))
}

/// Conditions as a rule has them: `{ status = ["Stopped"] }`.
fn table(text: &str) -> Result<Conditions, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Written {
        #[serde(deserialize_with = "conditions")]
        to: Conditions,
    }
    let written: Written =
        toml::from_str(&format!("to = {text}")).map_err(|error| error.message().to_owned())?;
    Ok(written.to)
}

/// Conditions as a list. The case of values does not matter.
fn assignments(text: &str, policy: &Policy) -> Result<Conditions, String> {
    let mut conditions = Conditions::new();
    for part in text.split(',') {
        let (name, values) =
            part.split_once('=').ok_or_else(|| format!("`{part}` is no condition: expected NAME=VALUE"))?;
        let name = name.trim();
        let attribute = policy.attributes().named(name).map_err(|error| error.to_string())?;
        let spelt = |value: &str| {
            let known = attribute.values().find(|known| known.eq_ignore_ascii_case(value));
            known.unwrap_or(value).to_owned()
        };
        let values: Vec<String> = values.split('|').map(|value| spelt(value.trim())).collect();
        if conditions.insert(name.to_owned(), values.into()).is_some() {
            return Err(format!("the attribute `{name}` is named twice"));
        }
    }
    Ok(conditions)
}
