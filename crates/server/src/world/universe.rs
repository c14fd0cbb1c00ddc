//! The state as a whole, and its changes.

mod passing;

use super::account::{Account, Stored, Token};
use super::change::{Change, Expected, Row};
use super::clock::Clock;
use super::custom::{self, Facts};
use super::events::{CALLED_OFF, COMPLETIONS, FOLLOWING};
use super::policy::Chosen;
use super::progress::{Pace, Progress, Random};
use super::recording::Recording;
use crate::protocol::time::Millis;
use instance_lifecycle::event::EventError;
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle::trace::Input;
use instance_lifecycle::{Environment, Event, Instance, Plan, Status};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

/// What holds for everything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Settings {
    /// The clock.
    pub clock: Clock,
    /// The pace of tasks.
    pub progress: Progress,
    /// The text that chooses the policy.
    pub policy: String,
    /// The number of the next instance.
    pub next: u64,
    /// The source of durations and ids.
    pub random: Random,
}

/// The state of the mock.
#[derive(Clone, Debug)]
pub struct World {
    /// The clock.
    pub clock: Clock,
    /// The pace of tasks.
    pub progress: Progress,
    /// The policy in force.
    pub policy: Chosen,
    /// The source of durations and ids.
    pub random: Random,
    next: u64,
    accounts: BTreeMap<String, Account>,
    /// The accounts and numbers of the instances for which something is due, by time.
    due: BTreeSet<(Millis, u64, String)>,
    /// The changes since they were taken; `None` if they are not collected.
    changes: Option<Vec<Change>>,
}

impl World {
    /// Creates an empty state at a real time.
    #[must_use]
    pub fn new(progress: Progress, policy: Chosen, seed: u64, real: Millis) -> Self {
        let clock = match progress.pace {
            Pace::Manual => Clock::Standing { at: real },
            Pace::Instant | Pace::Timed => Clock::Running { ahead: 0 },
        };
        Self {
            clock,
            progress,
            policy,
            random: Random(seed),
            next: 0,
            accounts: BTreeMap::new(),
            due: BTreeSet::new(),
            changes: None,
        }
    }

    /// Collects changes from now on.
    pub fn collect_changes(&mut self) {
        self.changes.get_or_insert_default();
    }

    /// Takes the collected changes.
    pub fn take_changes(&mut self) -> Vec<Change> {
        self.changes.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Adds a change, if changes are collected.
    pub(super) fn changed(&mut self, change: impl FnOnce() -> Change) {
        if let Some(changes) = &mut self.changes {
            changes.push(change());
        }
    }

    /// Returns what holds for everything.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings {
            clock: self.clock,
            progress: self.progress.clone(),
            policy: self.policy.text.clone(),
            next: self.next,
            random: self.random,
        }
    }

    /// Notes that what holds for everything has changed.
    pub fn settings_changed(&mut self) {
        if self.changes.is_some() {
            let settings = Box::new(self.settings());
            self.changed(|| Change::Settings(settings));
        }
    }

    pub(crate) fn set_settings(&mut self, settings: Settings) -> Result<(), String> {
        self.policy = Chosen::read(&settings.policy)?;
        (self.clock, self.progress) = (settings.clock, settings.progress);
        (self.next, self.random) = (settings.next, settings.random);
        Ok(())
    }

    /// Removes all accounts.
    pub fn clear(&mut self) {
        self.accounts.clear();
        self.due.clear();
        self.changed(|| Change::Clear);
        self.settings_changed();
    }

    /// Returns an account; an empty one if nothing was changed in it, so that calls by any name take no memory.
    #[must_use]
    pub fn account(&self, name: &str) -> &Account {
        static EMPTY: LazyLock<Account> = LazyLock::new(Account::default);
        self.find(name).unwrap_or_else(|| &EMPTY)
    }

    /// Returns an account; `None` if nothing was changed in it.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Account> {
        self.accounts.get(name)
    }

    /// Iterates over the accounts by name.
    pub fn accounts(&self) -> impl Iterator<Item = (&str, &Account)> {
        self.accounts.iter().map(|(name, account)| (name.as_str(), account))
    }

    pub(super) fn account_mut(&mut self, name: &str) -> &mut Account {
        if !self.accounts.contains_key(name) {
            self.accounts.insert(name.to_owned(), Account::default());
        }
        self.accounts.get_mut(name).unwrap_or_else(|| unreachable!("it was inserted"))
    }

    /// Returns the attributes of the policy in force.
    #[must_use]
    pub fn attributes(&self) -> &AttributeSet {
        self.policy.policy.attributes()
    }

    /// Changes the environment of an account, with the facts for custom attributes. Spot instances whose price
    /// or stock is gone are noticed.
    pub fn set_environment(&mut self, account: &str, environment: Environment, facts: Facts, now: Millis) {
        self.load_environment(account, environment, facts);
        let numbers: Vec<u64> = self.account(account).iter().map(|(number, _)| number).collect();
        numbers.into_iter().for_each(|number| self.notice(account, number, now));
    }

    /// Keeps the result of a call with a client token.
    pub fn keep_token(&mut self, account: &str, action: &str, token: &str, result: Token) {
        let tokens = &mut self.account_mut(account).tokens;
        if tokens.len() >= Account::MAX_TOKENS {
            tokens.pop_first();
        }
        tokens.insert((action.to_owned(), token.to_owned()), result.clone());
        let (account, action, token) = (account.to_owned(), action.to_owned(), token.to_owned());
        self.changed(|| Change::Token { account, action, token, result });
    }

    /// Returns an unused id in the form of the vendor's.
    pub fn new_id(&mut self) -> String {
        const DIGITS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
        let mut bits = u128::from(self.random.next()) << 64 | u128::from(self.random.next());
        let digits = std::iter::repeat_with(|| {
            let digit = DIGITS[(bits % 36) as usize];
            bits /= 36;
            char::from(digit)
        });
        format!("i-mock{}", digits.take(16).collect::<String>())
    }

    /// Adds an instance.
    pub fn insert(&mut self, account: &str, mut stored: Stored, now: Millis) {
        let number = self.next;
        self.next += 1;
        stored.details.address = u32::try_from(number % 16_000_000).unwrap_or_default() + 1;
        stored.recording = Recording::new(stored.instance);
        stored.instance.auto_release_time |= stored.details.auto_release.is_some();
        stored.instance.custom = custom::of_instance(&stored, self.attributes()).unwrap_or_default();
        stored.recording.start = stored.instance;
        let (instance, details) = (stored.instance, &stored.details);
        let mut due = Vec::new();
        due.extend(details.auto_release.map(|at| (at, Event::AutoReleaseTimeReached)));
        due.extend(details.expires.map(|at| (at, Event::SubscriptionExpired)));
        if instance.spot_protected {
            let hours = Millis::from(details.spot_duration.unwrap_or(1).max(1));
            due.push((details.created.max(now) + hours * super::events::HOUR, Event::SpotProtectionEnded));
        }
        if let Some(event) = instance.completed_by() {
            due.push((now + self.progress.of(event, &mut self.random), event));
        }
        stored.due = due;
        self.put(account, number, stored);
        self.committed(account, number, Expected::Nothing);
        self.settings_changed();
    }

    /// Puts an instance under a number, without a change.
    pub(crate) fn put(&mut self, account: &str, number: u64, stored: Stored) {
        self.next = self.next.max(number + 1);
        if stored.instance.status == Status::Released {
            let forgotten = self.account_mut(account).keep_released(number, stored);
            self.forget(account, forgotten);
            return;
        }
        self.due.extend(stored.due.iter().map(|(at, _)| (*at, number, account.to_owned())));
        self.account_mut(account).insert(number, stored);
    }

    /// Puts an instance with its history, as a change.
    pub(super) fn load(&mut self, account: &str, number: u64, stored: Stored, steps: &[serde_json::Value]) {
        let first = stored.recording.first();
        let row = Row::of(&stored, self.attributes());
        self.put(account, number, stored);
        self.changed(|| {
            let account = account.to_owned();
            Change::Instance { account, number, expected: Expected::Nothing, row: Box::new(row) }
        });
        for (step, line) in (first..).zip(steps) {
            self.changed(|| Change::Step {
                account: account.to_owned(),
                number,
                step,
                line: line.to_string(),
            });
        }
    }

    /// Sets the environment of an account, as a change.
    pub(crate) fn load_environment(&mut self, account: &str, mut environment: Environment, facts: Facts) {
        environment.custom = custom::of_environment(&facts, self.attributes());
        let of = self.account_mut(account);
        (of.environment, of.facts) = (environment, facts.clone());
        self.changed(|| Change::Account { name: account.to_owned(), environment, facts });
    }

    /// Notes that an instance has changed, and removes it from the account if it is released.
    fn committed(&mut self, account: &str, number: u64, expected: Expected) {
        let Some(stored) = self.accounts.get(account).and_then(|of| of.at(number)) else { return };
        let is_released = stored.instance.status == Status::Released;
        if let Some(changes) = &mut self.changes {
            let row = Box::new(Row::of(stored, self.policy.policy.attributes()));
            changes.push(Change::Instance { account: account.to_owned(), number, expected, row });
        }
        if is_released {
            let forgotten = self.account_mut(account).release(number);
            self.forget(account, forgotten);
        }
    }

    /// Notes that the history of a released instance is no longer kept.
    fn forget(&mut self, account: &str, number: Option<u64>) {
        if let Some(number) = number {
            self.changed(|| Change::Forget { account: account.to_owned(), number });
        }
    }

    /// Records a step of the history of an instance.
    fn record(&mut self, account: &str, number: u64, at: Millis, input: Input) {
        let policy = Arc::clone(&self.policy.policy);
        let Some(stored) = self.account_mut(account).get_mut(number) else { return };
        let before = stored.instance;
        stored.recording.push(at, input, &before);
        let Some((step, recorded)) = stored.recording.last(policy.attributes()) else { return };
        if self.changes.is_some() {
            let line = serde_json::to_string(&recorded).unwrap_or_default();
            self.changed(|| Change::Step { account: account.to_owned(), number, step, line });
        }
    }

    /// Records a call of an instance that was refused.
    pub fn refused(&mut self, account: &str, number: u64, at: Millis, input: Input) {
        self.record(account, number, at, input);
    }

    /// Carries out a plan that was made for the instance as it is.
    pub fn accept(&mut self, account: &str, number: u64, at: Millis, input: Input, plan: &Plan) {
        let Some(stored) = self.account_mut(account).get_mut(number) else { return };
        let Ok(next) = plan.accept(&stored.instance) else { return };
        self.record(account, number, at, input);
        self.become_(account, number, at, next, plan.guard().into());
    }

    /// Lets an event happen to an instance.
    ///
    /// # Errors
    ///
    /// Returns the reason if the event is not possible; nothing is recorded then.
    pub fn happen(&mut self, account: &str, number: u64, event: Event, at: Millis) -> Result<(), EventError> {
        let environment = self.account(account).environment;
        let stored = self.account(account).at(number).ok_or(EventError::Released)?;
        let before = stored.instance;
        let next = before.apply(event, &environment, &self.policy.policy)?;
        self.record(account, number, at, Input::Event(event, environment));
        let Some(stored) = self.account_mut(account).get_mut(number) else { return Ok(()) };
        if matches!(event, Event::PaymentSettled | Event::Renewed | Event::FinancialLockCleared) {
            stored.due.retain(|(_, due)| !CALLED_OFF.contains(due));
        }
        let following = FOLLOWING.iter().filter(|following| following.after == event);
        let following: Vec<_> = following.map(|following| (at + following.delay, following.event)).collect();
        stored.due.extend(&following);
        self.due.extend(following.into_iter().map(|(at, _)| (at, number, account.to_owned())));
        self.become_(account, number, at, next, Expected::exactly(&before));
        self.notice(account, number, at);
        Ok(())
    }

    /// Changes an instance by hand: its history begins again.
    pub fn edit(&mut self, account: &str, number: u64, at: Millis, change: impl FnOnce(&mut Stored)) {
        let policy = Arc::clone(&self.policy.policy);
        let Some(stored) = self.account_mut(account).get_mut(number) else { return };
        let before = stored.instance;
        let mut edited = stored.clone();
        change(&mut edited);
        edited.instance.custom = custom::of_instance(&edited, policy.attributes()).unwrap_or_default();
        let next = edited.instance;
        edited.instance = before;
        if next != before {
            edited.recording.restart(next);
        }
        let dates: Vec<_> = edited.due.iter().map(|(at, _)| (*at, number, account.to_owned())).collect();
        *stored = edited;
        self.due.extend(dates);
        self.become_(account, number, at, next, Expected::exactly(&before));
    }

    /// Reads the custom attributes of an instance again, for a decision: those that are fields of its record
    /// change with it.
    ///
    /// # Errors
    ///
    /// Returns the reason if a text stands for no value of its attribute.
    pub fn read_custom(&mut self, account: &str, number: u64, at: Millis) -> Result<(), String> {
        let Some(stored) = self.find(account).and_then(|of| of.at(number)) else { return Ok(()) };
        let values = custom::of_instance(stored, self.attributes())?;
        if values != stored.instance.custom {
            self.edit(account, number, at, |_| {});
        }
        Ok(())
    }

    /// Makes the instance another one, and schedules the event that completes what is then in flight.
    fn become_(&mut self, account: &str, number: u64, at: Millis, next: Instance, expected: Expected) {
        let event = next.completed_by();
        let duration = event.map(|event| self.progress.of(event, &mut self.random));
        let Some(stored) = self.account_mut(account).get_mut(number) else { return };
        let before = std::mem::replace(&mut stored.instance, next);
        if (before.status, before.task) != (next.status, next.task) {
            stored.due.retain(|(_, due)| !COMPLETIONS.contains(due));
            if next.status == Status::Running {
                stored.details.started = Some(at);
            }
            if next.status == Status::Released {
                stored.due.clear();
            }
            if let (Some(event), Some(duration)) = (event, duration) {
                stored.due.push((at + duration, event));
                self.due.insert((at + duration, number, account.to_owned()));
            }
        }
        self.committed(account, number, expected);
    }

    /// Chooses a policy: all histories begin again.
    pub fn choose(&mut self, policy: Chosen) {
        self.policy = policy;
        let attributes = self.policy.policy.attributes();
        let mut restarted = Vec::new();
        for (name, account) in &mut self.accounts {
            account.environment.custom = custom::of_environment(&account.facts, attributes);
            let numbers: Vec<u64> = account.iter().map(|(number, _)| number).collect();
            for number in numbers {
                if let Some(stored) = account.get_mut(number) {
                    stored.instance.custom = custom::of_instance(stored, attributes).unwrap_or_default();
                    stored.recording.restart(stored.instance);
                    restarted.push((name.clone(), number, stored.instance));
                }
            }
        }
        for (account, number, instance) in restarted {
            self.committed(&account, number, Expected::exactly(&instance));
        }
        self.settings_changed();
    }
}
