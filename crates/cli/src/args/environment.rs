//! The options that state facts: of the environment, and of instances whose records do not show them.

use crate::exit::Failure;
use crate::fields::{Fact, GivenFact, assumed_fact, custom_values, environment_fact, given_custom};
use crate::suggest::flag;
use clap::Args;
use instance_lifecycle::Environment;
use instance_lifecycle::rules::attributes::{AttributeSet, Part};
use instance_lifecycle_wire::{Defaults, Given};

/// The environment of the instances.
#[derive(Args, Debug)]
#[command(next_help_heading = "Environment options")]
pub(crate) struct EnvironmentOptions {
    /// A fact of the environment, such as Stock=SoldOut; may be repeated
    #[arg(long = "environment", value_name = "NAME=VALUE", value_parser = environment_fact)]
    facts: Vec<GivenFact>,
    /// Whether the account stops eligible instances in economical mode by default
    #[arg(long, value_name = "on|off", value_parser = switch)]
    economical_mode_default: Option<bool>,
}

impl EnvironmentOptions {
    /// The default environment with the facts that are given, by the attributes of a policy.
    pub(crate) fn environment(&self, attributes: &AttributeSet) -> Result<Environment, Failure> {
        let custom = custom_values(&self.facts, "environment", attributes, |part| part != Part::Instance)?;
        let environment = Environment::DEFAULT.with(|it| it.custom = custom);
        let environment =
            self.built_in().fold(environment, |environment, fact| fact.environment(environment));
        Ok(match self.economical_mode_default {
            Some(economical_mode_default) => {
                environment.with(|it| it.economical_mode_default = economical_mode_default)
            }
            None => environment,
        })
    }

    fn built_in(&self) -> impl Iterator<Item = &Fact> {
        self.facts.iter().filter_map(GivenFact::built_in)
    }

    /// The facts that are given, by the attributes of a policy.
    pub(crate) fn given(&self, attributes: &AttributeSet) -> Given {
        let given = given_custom(&self.facts, attributes, Given::NONE);
        let given = self.built_in().fold(given, |given, fact| given.with(fact.environment_name()));
        match self.economical_mode_default {
            Some(_) => given.with("EconomicalModeDefault"),
            None => given,
        }
    }
}

fn switch(text: &str) -> Result<bool, String> {
    flag(text).ok_or_else(|| "expected `on` or `off`".to_owned())
}

/// Facts of instances.
#[derive(Args, Debug)]
#[command(next_help_heading = "Record options")]
pub(crate) struct AssumeOptions {
    /// A fact to assume if the record does not show it, such as Standing=InArrears; may be repeated
    #[arg(long = "assume", value_name = "NAME=VALUE", value_parser = assumed_fact)]
    pub(crate) assumed: Vec<GivenFact>,
}

impl AssumeOptions {
    /// The defaults of records, with the values of custom attributes that are assumed.
    pub(crate) fn defaults(&self, defaults: Defaults) -> Result<Defaults, Failure> {
        let is_part = |part| part == Part::Instance;
        let custom = custom_values(&self.assumed, "assume", &defaults.attributes, is_part)?;
        let given = given_custom(&self.assumed, &defaults.attributes, defaults.given);
        Ok(Defaults { custom, given, ..defaults })
    }
}
