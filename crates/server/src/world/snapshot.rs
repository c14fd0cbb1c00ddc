//! The state as one JSON document, and back.

use super::account::{Stored, Token};
use super::change::Row;
use super::custom::Facts;
use super::record::json;
use super::{Settings, World};
use instance_lifecycle::Environment;
use instance_lifecycle::rules::attributes::AttributeSet;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The version of the format of snapshots and state files.
pub const FORMAT: u32 = 1;

/// A snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Snapshot {
    /// The version of the format.
    pub format: u32,
    /// What holds for everything.
    pub settings: Settings,
    /// The accounts by name.
    pub accounts: BTreeMap<String, AccountSnapshot>,
}

/// An account in a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct AccountSnapshot {
    /// The environment.
    pub environment: Environment,
    /// The facts of the environment for custom attributes.
    #[serde(default, skip_serializing_if = "Facts::is_empty")]
    pub facts: Facts,
    /// The instances, released ones included.
    pub instances: Vec<InstanceSnapshot>,
    /// The client tokens.
    pub tokens: Vec<TokenSnapshot>,
}

/// An instance in a snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct InstanceSnapshot {
    /// Its number.
    pub number: u64,
    /// The instance.
    pub row: Row,
    /// The steps of its history, as JSON.
    pub steps: Vec<Value>,
}

/// A client token in a snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct TokenSnapshot {
    /// The action.
    pub action: String,
    /// The token.
    pub token: String,
    /// The digest of the parameters.
    pub parameters: String,
    /// The members of the answer.
    pub answer: Value,
}

impl Snapshot {
    /// Takes a snapshot.
    #[must_use]
    pub fn of(world: &World) -> Self {
        let attributes = world.attributes();
        let instance = |(number, stored): (u64, &Stored)| InstanceSnapshot {
            number,
            row: Row::of(stored, attributes),
            steps: steps(stored, attributes),
        };
        let token = |((action, token), result): (&(String, String), &Token)| TokenSnapshot {
            action: action.clone(),
            token: token.clone(),
            parameters: result.parameters.clone(),
            answer: serde_json::to_value(&result.answer).unwrap_or_default(),
        };
        let accounts = world.accounts().map(|(name, account)| {
            let snapshot = AccountSnapshot {
                environment: account.environment,
                facts: account.facts.clone(),
                instances: account.released().chain(account.iter()).map(instance).collect(),
                tokens: account.tokens.iter().map(token).collect(),
            };
            (name.to_owned(), snapshot)
        });
        Self { format: FORMAT, settings: world.settings(), accounts: accounts.collect() }
    }

    /// Restores the state, with all changes collected again if the state collects them.
    ///
    /// # Errors
    ///
    /// Returns the reason if the format is another one or a part is invalid; the state is unchanged then.
    pub fn restore(self, world: &mut World) -> Result<(), String> {
        if self.format != FORMAT {
            return Err(format!("format {} of the snapshot is unknown; expected {FORMAT}", self.format));
        }
        let mut restored = world.clone();
        restored.clear();
        restored.set_settings(self.settings)?;
        restored.settings_changed();
        for (name, account) in self.accounts {
            restored.load_environment(&name, account.environment, account.facts);
            for InstanceSnapshot { number, row, steps } in account.instances {
                let stored = row.restore(steps.iter().map(Value::to_string), restored.attributes())?;
                restored.load(&name, number, stored, &steps);
            }
            for TokenSnapshot { action, token, parameters, answer } in account.tokens {
                let result = Token { parameters, answer: json(&answer) };
                restored.keep_token(&name, &action, &token, result);
            }
        }
        *world = restored;
        Ok(())
    }
}

fn steps(stored: &Stored, attributes: &AttributeSet) -> Vec<Value> {
    stored.recording.lines(attributes).filter_map(|line| serde_json::from_str(&line).ok()).collect()
}
