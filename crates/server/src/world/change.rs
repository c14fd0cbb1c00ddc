//! Changes of the state, as a store commits them.

use super::account::{Stored, Token};
use super::custom::{self, Facts};
use super::recording::Recording;
use instance_lifecycle::plan::Guard;
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle::{Environment, Event, Instance};
use serde::{Deserialize, Serialize};

/// The row that a change of an instance replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// None: the instance is new.
    Nothing,
    /// One whose digest has this value in these bits: the guard of a plan, or the whole instance before an
    /// event.
    Digest {
        /// The bits.
        mask: u64,
        /// Their value.
        digest: u64,
    },
}

impl From<Guard> for Expected {
    fn from(guard: Guard) -> Self {
        Self::Digest { mask: guard.mask(), digest: guard.digest() }
    }
}

impl Expected {
    /// Expects this instance.
    #[must_use]
    pub fn exactly(instance: &Instance) -> Self {
        Self::Digest { mask: u64::MAX, digest: instance.digest() }
    }
}

/// What is kept of an instance beside its steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Row {
    /// The id.
    pub id: String,
    /// The attributes.
    pub instance: Instance,
    /// The fields of its record.
    pub details: super::details::Details,
    /// What is due.
    pub due: Vec<(i64, Event)>,
    /// The beginning of its history.
    pub start: Instance,
    /// The number of the first step of its history.
    pub first: u64,
    /// The values of custom attributes that are not default, at the beginning and now: a history begins
    /// again when one changes.
    #[serde(default, skip_serializing_if = "Facts::is_empty")]
    pub custom: Facts,
}

impl Row {
    /// Returns the row of an instance under a policy with these attributes.
    #[must_use]
    pub fn of(stored: &Stored, attributes: &AttributeSet) -> Self {
        Self {
            id: stored.id.clone(),
            instance: stored.instance,
            details: stored.details.clone(),
            due: stored.due.clone(),
            start: stored.recording.start,
            first: stored.recording.first(),
            custom: custom::named(stored.instance.custom, attributes),
        }
    }

    /// Restores the instance with the lines of its steps.
    ///
    /// # Errors
    ///
    /// Returns the reason if a step cannot be read.
    pub fn restore(
        self,
        steps: impl Iterator<Item = String>,
        attributes: &AttributeSet,
    ) -> Result<Stored, String> {
        let Self { id, mut instance, details, due, mut start, first, custom } = self;
        instance.custom = custom::values(&custom, attributes);
        start.custom = instance.custom;
        let recording = Recording::restore(start, first, steps, attributes)?;
        Ok(Stored { id, instance, details, due, recording })
    }
}

/// A change.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// An instance is created or changed. A released one is kept for its history.
    Instance {
        /// The account.
        account: String,
        /// Its number.
        number: u64,
        /// What it replaces.
        expected: Expected,
        /// What it is now.
        row: Box<Row>,
    },
    /// A step of the history of an instance.
    Step {
        /// The account.
        account: String,
        /// The number of the instance.
        number: u64,
        /// The number of the step.
        step: u64,
        /// The step as JSON.
        line: String,
    },
    /// A released instance and its history are no longer kept.
    Forget {
        /// The account.
        account: String,
        /// The number of the instance.
        number: u64,
    },
    /// The environment of an account.
    Account {
        /// Its name.
        name: String,
        /// The environment.
        environment: Environment,
        /// Its facts for custom attributes.
        facts: Facts,
    },
    /// The result of a call with a client token.
    Token {
        /// The account.
        account: String,
        /// The action.
        action: String,
        /// The token.
        token: String,
        /// The result.
        result: Token,
    },
    /// What holds for everything: clock, pace, policy and numbers.
    Settings(Box<super::Settings>),
    /// Everything is removed.
    Clear,
}
