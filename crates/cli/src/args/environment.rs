//! The options that tell what lies outside the instances. Their names and values are those of the
//! attributes of the environment.

use crate::args::{known, unknown};
use clap::Args;
use clap::builder::PossibleValuesParser;
use instance_lifecycle::attribute::{ATTRIBUTES, Attribute, Part};
use instance_lifecycle::{Case, Environment};

#[derive(Args, Debug)]
#[command(next_help_heading = "Environment options")]
pub(crate) struct EnvironmentOptions {
    /// A fact that lies outside the instances, such as Stock=SoldOut; may be given several times
    #[arg(long = "environment", value_name = "NAME=VALUE", value_parser = fact)]
    facts: Vec<Fact>,
    /// Whether the account stops eligible instances in economical mode by default
    #[arg(long, value_name = "on|off", value_parser = PossibleValuesParser::new(["on", "off"]), hide_possible_values = true)]
    economical_mode_default: Option<String>,
}

/// One attribute of the environment, and the number of its value.
#[derive(Clone, Copy, Debug)]
struct Fact(&'static Attribute, usize);

impl EnvironmentOptions {
    /// The default environment, but for what is given.
    pub(crate) fn environment(&self) -> Environment {
        let point = self
            .facts
            .iter()
            .fold(Case::DEFAULT.point(), |point, Fact(attribute, value)| point.with(attribute.field, *value));
        let environment = Case::at(&point).environment;
        match self.economical_mode_default.as_deref() {
            Some(switch) => Environment { economical_mode_default: switch == "on", ..environment },
            None => environment,
        }
    }
}

fn attributes() -> impl Iterator<Item = &'static Attribute> {
    ATTRIBUTES.iter().filter(|attribute| attribute.part == Part::Environment)
}

/// The name of an attribute as cases write it: `HostRepairing`.
fn name(attribute: &Attribute) -> String {
    let words = attribute.name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]);
    words.collect()
}

/// The names of the values of an attribute, as cases write them.
fn values(attribute: &Attribute) -> Vec<&'static str> {
    let values = attribute.values.iter();
    values.map(|value| if is_flag(attribute) { flag(value) } else { *value }).collect()
}

fn is_flag(attribute: &Attribute) -> bool {
    attribute.values == ["No", "Yes"]
}

fn flag(value: &str) -> &'static str {
    if value == "Yes" { "true" } else { "false" }
}

fn fact(text: &str) -> Result<Fact, String> {
    let (given, value) = text.split_once('=').ok_or("expected NAME=VALUE, such as Stock=SoldOut")?;
    let attribute = attributes().find(|attribute| name(attribute) == given).ok_or_else(|| {
        let names: Vec<String> = attributes().map(name).collect();
        unknown("fact", given, &names, &format!("expected {}", known(&names)))
    })?;
    let values = values(attribute);
    let index = values.iter().position(|name| *name == value);
    let index = index.ok_or_else(|| {
        unknown(&format!("value of `{given}`"), value, &values, &format!("expected {}", known(&values)))
    })?;
    Ok(Fact(attribute, index))
}

/// Every fact with its values, for the help; the default value first.
pub(crate) fn facts() -> String {
    attributes()
        .map(|attribute| {
            let mut values = values(attribute);
            values[..=attribute.default].rotate_right(1);
            format!("  {}={}\n", name(attribute), values.join("|"))
        })
        .collect()
}
