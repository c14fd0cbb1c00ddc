//! The values of the custom attributes of the policy in force. They are read from the tags and fields of an
//! instance and from facts that the admin interface sets, which are kept as texts: another policy reads them
//! anew.

use super::account::Stored;
use super::record;
use instance_lifecycle::instance::CustomValues;
use instance_lifecycle::rules::attributes::{AttributeSet, CustomAttribute, Part};
use instance_lifecycle_wire::{Json, Record};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Facts for custom attributes: texts by the name of the attribute.
pub type Facts = BTreeMap<String, String>;

/// Reads the values of an instance from its record and its facts.
///
/// # Errors
///
/// Returns the reason if a text stands for no value of its attribute.
pub fn of_instance(stored: &Stored, attributes: &AttributeSet) -> Result<CustomValues, String> {
    if !attributes.has_custom() {
        return Ok(CustomValues::NONE);
    }
    let Json::Object(mut members) = record::describe(stored) else { return Ok(CustomValues::NONE) };
    let is_of_instance = |name: &str| find(attributes, name, |part| part == Part::Instance).is_some();
    let facts = stored.details.facts.iter().filter(|(name, _)| is_of_instance(name));
    let facts = facts
        .map(|(name, text)| (Cow::Owned(name.clone()), Json::String(Cow::Owned(text.clone()))))
        .collect();
    members.push(("Facts".into(), Json::Object(facts)));
    let read = Record::read_for(&Json::Object(members), attributes).map_err(|error| error.to_string())?;
    Ok(read.instance.custom)
}

/// Reads the values of an environment. A text that stands for no value has none.
#[must_use]
pub fn of_environment(facts: &Facts, attributes: &AttributeSet) -> CustomValues {
    facts.iter().fold(CustomValues::NONE, |values, (name, text)| {
        let attribute = find(attributes, name, |part| part != Part::Instance);
        let value = attribute.and_then(|attribute| attribute.value_of_text(text));
        value.map_or(values, |value| attributes.with_value(values, name, value))
    })
}

/// Moves the members that are custom attributes into facts; `null` removes one.
///
/// # Errors
///
/// Returns the reason if a value stands for none of the attribute.
pub fn take(
    members: &mut serde_json::Map<String, Value>,
    facts: &mut Facts,
    attributes: &AttributeSet,
    is_part: impl Fn(Part) -> bool + Copy,
) -> Result<(), String> {
    let names: Vec<String> = members.keys().cloned().collect();
    for name in names {
        let Some(attribute) = find(attributes, &name, is_part) else { continue };
        let text = match members.remove(&name) {
            None | Some(Value::Null) => {
                facts.remove(&name);
                continue;
            }
            Some(Value::String(text)) => text,
            Some(Value::Bool(flag)) => if flag { "Yes" } else { "No" }.to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Array(_) | Value::Object(_)) => return Err(format!("`{name}`: expected a text")),
        };
        if attribute.value_of_text(&text).is_none() {
            let values = attribute.values().join("`, `");
            return Err(format!("`{name}`: `{text}` is no value; expected one of `{values}`"));
        }
        facts.insert(name, text);
    }
    Ok(())
}

/// Returns the values that are not default, by the name of the attribute.
#[must_use]
pub fn named(values: CustomValues, attributes: &AttributeSet) -> Facts {
    attributes
        .given(values)
        .map(|(attribute, value)| (attribute.name().to_owned(), value.to_owned()))
        .collect()
}

/// Returns the values of these names; [`CustomValues::NONE`] if the attributes have no such values.
#[must_use]
pub fn values(named: &Facts, attributes: &AttributeSet) -> CustomValues {
    let named = named.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    attributes.values(named).unwrap_or_default()
}

fn find<'a>(
    attributes: &'a AttributeSet,
    name: &str,
    is_part: impl Fn(Part) -> bool,
) -> Option<&'a CustomAttribute> {
    let mut all = attributes.custom().map(std::sync::Arc::as_ref);
    all.find(|attribute: &&CustomAttribute| attribute.name() == name && is_part(attribute.source().part()))
}
