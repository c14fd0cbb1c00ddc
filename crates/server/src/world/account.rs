//! Accounts, and the instances in them.

use super::custom::Facts;
use super::details::Details;
use super::recording::Recording;
use crate::protocol::time::Millis;
use instance_lifecycle::{Environment, Event, Instance};
use instance_lifecycle_wire::Json;
use std::collections::{BTreeMap, HashMap, VecDeque};

/// An instance of an account.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// `InstanceId`.
    pub id: String,
    /// The attributes that the library decides with.
    pub instance: Instance,
    /// The other fields of its record.
    pub details: Details,
    /// What is due: the time and the event.
    pub due: Vec<(Millis, Event)>,
    /// Its history.
    pub recording: Recording,
}

/// The result of a call with a client token.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// The digest of the parameters.
    pub parameters: String,
    /// The members of the answer.
    pub answer: Json<'static>,
}

/// An account: its instances in the order of their creation, and what holds for all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// The environment.
    pub environment: Environment,
    /// The facts of the environment for custom attributes, as texts.
    pub facts: Facts,
    /// The instances by number.
    instances: BTreeMap<u64, Stored>,
    numbers: HashMap<String, u64>,
    /// The latest released instances, kept for their history.
    released: VecDeque<(u64, Stored)>,
    /// The client tokens, by action and token.
    pub tokens: BTreeMap<(String, String), Token>,
}

impl Account {
    /// The largest number of released instances whose history is kept.
    pub const MAX_RELEASED: usize = 10_000;

    /// The largest number of client tokens that are kept.
    pub const MAX_TOKENS: usize = 100_000;

    /// Returns the instance with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Stored> {
        self.numbers.get(id).and_then(|number| self.instances.get(number))
    }

    /// Returns the number of the instance with this id.
    #[must_use]
    pub fn number(&self, id: &str) -> Option<u64> {
        self.numbers.get(id).copied()
    }

    /// Returns the instance with this id, or the released one with the latest number.
    #[must_use]
    pub fn with_released(&self, id: &str) -> Option<&Stored> {
        let released = || self.released.iter().rev().map(|(_, stored)| stored).find(|stored| stored.id == id);
        self.get(id).or_else(released)
    }

    /// Returns the instance with this number.
    pub fn get_mut(&mut self, number: u64) -> Option<&mut Stored> {
        self.instances.get_mut(&number)
    }

    /// Returns the instance with this number.
    #[must_use]
    pub fn at(&self, number: u64) -> Option<&Stored> {
        self.instances.get(&number)
    }

    /// Iterates over the instances in the order of their creation.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, &Stored)> {
        self.instances.iter().map(|(number, stored)| (*number, stored))
    }

    /// Iterates over the instances after a number.
    pub fn after(&self, number: u64) -> impl Iterator<Item = (u64, &Stored)> {
        self.instances.range(number + 1..).map(|(number, stored)| (*number, stored))
    }

    /// Iterates over the released instances whose history is kept.
    pub fn released(&self) -> impl Iterator<Item = (u64, &Stored)> {
        self.released.iter().map(|(number, stored)| (*number, stored))
    }

    /// Returns the number of instances.
    #[must_use]
    pub fn len(&self) -> usize {
        self.instances.len()
    }

    /// Whether there are no instances.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.instances.is_empty()
    }

    /// Adds an instance under a number.
    pub(super) fn insert(&mut self, number: u64, stored: Stored) {
        self.numbers.insert(stored.id.clone(), number);
        self.instances.insert(number, stored);
    }

    /// Moves an instance to the released ones. Returns the number of one that is no longer kept.
    pub(super) fn release(&mut self, number: u64) -> Option<u64> {
        let stored = self.instances.remove(&number)?;
        self.numbers.remove(&stored.id);
        self.keep_released(number, stored)
    }

    /// Keeps a released instance. Returns the number of one that is no longer kept.
    pub(super) fn keep_released(&mut self, number: u64, stored: Stored) -> Option<u64> {
        let is_full = self.released.len() >= Self::MAX_RELEASED;
        let forgotten = if is_full { self.released.pop_front() } else { None };
        self.released.push_back((number, stored));
        forgotten.map(|(number, _)| number)
    }
}
