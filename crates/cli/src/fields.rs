//! The fields of records and environments as cases write them, and the attributes behind them.

use crate::suggest::{known, unknown};
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute, Part};
use instance_lifecycle::{Case, Environment, Instance};
use instance_lifecycle_wire::Assumed;
use serde_json::Value;
use std::fmt;

/// The field that holds every lock.
const LOCKS: &str = "OperationLocks";

/// An attribute, and the number of its value.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    /// The name of the field.
    pub(crate) name: &'static str,
    /// The name as cases write it.
    spelling: String,
    attribute: &'static Attribute,
    value: usize,
}

impl Fact {
    /// The environment with this fact.
    pub(crate) fn environment(&self, environment: Environment) -> Environment {
        self.case(Case { environment, ..Case::DEFAULT }).environment
    }

    /// The name of the fact of the environment as cases write it.
    pub(crate) fn environment_name(&self) -> &str {
        &self.spelling
    }

    /// The instance with this fact.
    pub(crate) fn instance(&self, instance: Instance) -> Instance {
        self.case(Case { instance, ..Case::DEFAULT }).instance
    }

    /// The value that the instance has instead, as cases write it.
    pub(crate) fn value_in(&self, instance: Instance) -> &'static str {
        let point = Case { instance, ..Case::DEFAULT }.point();
        values(self.attribute)[point.value(self.attribute.field)]
    }

    fn case(&self, case: Case) -> Case {
        Case::at(&case.point().with(self.attribute.field, self.value))
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.name, values(self.attribute)[self.value])
    }
}

/// A fact of the environment from `NAME=VALUE`.
pub(crate) fn environment_fact(text: &str) -> Result<Fact, String> {
    let names: Vec<String> = of(Part::Environment).map(name).collect();
    parse(text, "Stock=SoldOut", &names, |given| {
        of(Part::Environment).find(|attribute| name(attribute) == given)
    })
}

/// A fact of an instance from `NAME=VALUE`.
pub(crate) fn assumed_fact(text: &str) -> Result<Fact, String> {
    let names: Vec<&str> = assumable().collect();
    parse(text, "Standing=InArrears", &names, |given| {
        names.contains(&given).then(|| Assumed::attributes(given).next()).flatten()
    })
}

/// The fields that `--assume` can set. Locks are many attributes at once.
fn assumable() -> impl Iterator<Item = &'static str> {
    let mut known = Vec::new();
    Assumed::names().filter(|name| *name != LOCKS).filter(move |name| {
        let is_new = !known.contains(name);
        known.push(*name);
        is_new
    })
}

fn parse(
    text: &str,
    example: &str,
    names: &[impl AsRef<str>],
    find: impl Fn(&str) -> Option<&'static Attribute>,
) -> Result<Fact, String> {
    let (given, value) =
        text.split_once('=').ok_or_else(|| format!("expected NAME=VALUE, such as {example}"))?;
    let attribute =
        find(given).ok_or_else(|| unknown("fact", given, names, &format!("expected {}", known(names))))?;
    let values = values(attribute);
    let index = values.iter().position(|name| *name == value);
    let index = index.ok_or_else(|| {
        unknown(&format!("value of `{given}`"), value, &values, &format!("expected {}", known(&values)))
    })?;
    let name = assumable().find(|name| *name == given).unwrap_or(attribute.name);
    Ok(Fact { name, spelling: given.to_owned(), attribute, value: index })
}

/// Every fact of the environment with its values, the default first, a line each.
pub(crate) fn environment_help() -> String {
    of(Part::Environment).map(|attribute| help_line(&name(attribute), attribute)).collect()
}

/// Every fact that `--assume` sets with its values, the default first, a line each.
pub(crate) fn assumed_help() -> String {
    assumable().filter_map(|name| Some(help_line(name, Assumed::attributes(name).next()?))).collect()
}

/// A line of the help; long lists of values are continued on lines of their own.
fn help_line(name: &str, attribute: &Attribute) -> String {
    let mut values = values(attribute);
    values[..=attribute.default].rotate_right(1);
    let mut text = format!("  {name}=");
    let mut used = text.len();
    for (n, value) in values.iter().enumerate() {
        if n > 0 && used + 1 + value.len() > 78 {
            text.push_str("|\n      ");
            used = 6;
        } else if n > 0 {
            text.push('|');
            used += 1;
        }
        text.push_str(value);
        used += value.len();
    }
    text + "\n"
}

pub(crate) fn of(part: Part) -> impl Iterator<Item = &'static Attribute> {
    ATTRIBUTES.iter().filter(move |attribute| attribute.part == part)
}

/// The last name of an attribute's path.
pub(crate) fn leaf(attribute: &Attribute) -> &'static str {
    leaf_of(attribute.name)
}

fn leaf_of(name: &'static str) -> &'static str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The name of an attribute as cases write it: `HostRepairing`.
pub(crate) fn name(attribute: &Attribute) -> String {
    leaf(attribute).split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// The values of an attribute as cases write them.
fn values(attribute: &Attribute) -> Vec<&'static str> {
    let values = attribute.values.iter();
    values.map(|value| if is_flag(attribute) { flag(value) } else { *value }).collect()
}

fn is_flag(attribute: &Attribute) -> bool {
    attribute.values == ["No", "Yes"]
}

/// The default value of an attribute as JSON.
pub(crate) fn default(attribute: &Attribute) -> Value {
    match attribute.values[attribute.default] {
        value if is_flag(attribute) => (value == "Yes").into(),
        value => value.into(),
    }
}

fn flag(value: &str) -> &'static str {
    if value == "Yes" { "true" } else { "false" }
}
