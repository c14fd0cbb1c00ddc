//! The counts of one thread. Counts of several threads are merged by the lines of the input.

use super::change::{Change, Group, Key};
use foldhash::fast::RandomState;
use instance_lifecycle::instance::CustomValues;
use instance_lifecycle::packed::{Call, Packed};
use instance_lifecycle::{Action, Request};
use instance_lifecycle_wire::Case;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Display;
use std::hash::Hash;

/// The maximum number of calls whose comparison is remembered.
const REMEMBERED: usize = 1 << 16;

/// The number of unreadable places that are named.
pub(super) const NAMED: usize = 5;

/// A place of the input: a line or an event, and the number of the case there.
pub(super) type Place = (u64, u32);

/// The counted cases and changes.
#[derive(Debug, Default)]
pub(super) struct Counts<'p> {
    cases: Vec<(Action, u64)>,
    /// The answers to single calls, compared already.
    compared: HashMap<DistinctCall, Compared<'p>, RandomState>,
    /// The numbers of the changes of single calls.
    numbers: HashMap<(Action, Key<'p>), usize>,
    /// The changes of single calls.
    changes: Vec<(Action, Counted)>,
    /// The changes of plural calls.
    of_batches: HashMap<(Action, Group), Counted>,
    /// The cases that each rule on trial would refuse.
    trials: HashMap<(Action, String), Trial>,
    /// The cases that any rule on trial would refuse.
    on_trial: u64,
    unreadable: u64,
    named: Vec<(Place, String)>,
    last: Place,
    /// The number of cases like the last one, beside it.
    more: u64,
}

/// A call in few bytes. A packed call has no values of custom attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct DistinctCall {
    call: Packed<Request>,
    custom: [CustomValues; 2],
}

impl DistinctCall {
    pub(super) fn of(case: &Case) -> Self {
        let (instance, request, environment) = (case.instance(), case.request, case.environment);
        let custom = [instance.custom, environment.custom];
        Self { call: Packed::from(&Call { instance, request, environment }), custom }
    }
}

/// The comparison of the answers to a call.
#[derive(Clone, Debug)]
pub(super) struct Compared<'p> {
    /// The number of the change.
    pub(super) change: Option<usize>,
    /// The rules on trial that would refuse the call.
    pub(super) on_trial: Vec<&'p str>,
}

/// The number of cases, and the first one.
#[derive(Debug)]
pub(super) struct Counted {
    pub(super) cases: u64,
    pub(super) place: Place,
    pub(super) id: Option<String>,
    pub(super) change: Change,
}

/// The number of cases that a rule on trial would refuse, and the first one.
#[derive(Debug)]
pub(super) struct Trial {
    pub(super) cases: u64,
    pub(super) place: Place,
    pub(super) id: Option<String>,
}

/// The counts of all threads.
#[derive(Debug, Default)]
pub(super) struct Merged {
    pub(super) cases: HashMap<Action, u64>,
    pub(super) changes: HashMap<(Action, Group), Counted>,
    pub(super) trials: HashMap<(Action, String), Trial>,
    pub(super) on_trial: u64,
    pub(super) unreadable: u64,
    /// The first unreadable places.
    pub(super) named: Vec<(Place, String)>,
}

impl<'p> Counts<'p> {
    /// Starts the next case.
    pub(super) fn next(&mut self, number: u64) {
        self.last = if self.last.0 == number { (number, self.last.1 + 1) } else { (number, 0) };
    }

    /// Starts the next case, which comes several times, the first time at a place.
    #[cfg(feature = "columns")]
    pub(super) fn next_of(&mut self, number: u64, cases: u64) {
        self.last = (number, 0);
        self.more = cases - 1;
    }

    pub(super) fn count(&mut self, operation: Action) {
        let number = 1 + self.more;
        match self.cases.iter_mut().find(|(known, _)| *known == operation) {
            Some((_, cases)) => *cases += number,
            None => self.cases.push((operation, number)),
        }
    }

    /// Counts a case whose answers were compared before; returns `false` if they were not.
    pub(super) fn count_as_before(
        &mut self,
        operation: Action,
        call: &DistinctCall,
        id: Option<&str>,
    ) -> bool {
        let Some(compared) = self.compared.get(call) else { return false };
        if let Some(number) = compared.change {
            self.changes[number].1.cases += 1 + self.more;
        }
        if !compared.on_trial.is_empty() {
            let rules = compared.on_trial.clone();
            self.on_trial(operation, rules.into_iter().map(|rule| (rule.to_owned(), id.map(str::to_owned))));
        }
        true
    }

    /// Remembers a comparison.
    pub(super) fn remember(&mut self, call: DistinctCall, compared: Compared<'p>) {
        if self.compared.len() < REMEMBERED {
            self.compared.insert(call, compared);
        }
    }

    /// Counts a change, and returns its number. Its text is made for the first case only.
    pub(super) fn change(
        &mut self,
        operation: Action,
        key: Key<'p>,
        id: Option<&str>,
        change: impl FnOnce() -> Change,
    ) -> usize {
        let (place, changes) = (self.last, &mut self.changes);
        let number = *self.numbers.entry((operation, key)).or_insert_with(|| {
            changes
                .push((operation, Counted { cases: 0, place, id: id.map(str::to_owned), change: change() }));
            changes.len() - 1
        });
        self.changes[number].1.cases += 1 + self.more;
        number
    }

    /// Counts a change of a plural call.
    pub(super) fn change_of_batch(&mut self, operation: Action, id: Option<String>, change: Change) {
        let key = (operation, change.group.clone());
        let first = Counted { cases: 0, place: self.last, id, change };
        self.of_batches.entry(key).or_insert(first).cases += 1 + self.more;
    }

    /// Counts a case that rules on trial would refuse, each with an instance.
    pub(super) fn on_trial(
        &mut self,
        operation: Action,
        rules: impl Iterator<Item = (String, Option<String>)>,
    ) {
        let place = self.last;
        let mut is_any = false;
        for (rule, id) in rules {
            is_any = true;
            let first = || Trial { cases: 0, place, id };
            self.trials.entry((operation, rule)).or_insert_with(first).cases += 1 + self.more;
        }
        self.on_trial += if is_any { 1 + self.more } else { 0 };
    }

    pub(super) fn unreadable(&mut self, number: u64, reason: &impl Display) {
        self.unreadable += 1;
        self.name(number, reason);
    }

    /// Counts unreadable rows, which are named apart.
    #[cfg(feature = "columns")]
    pub(super) const fn unreadable_rows(&mut self, rows: u64) {
        self.unreadable += rows;
    }

    /// Names an unreadable place, unless enough are named; returns whether more can be.
    pub(super) fn name(&mut self, number: u64, reason: &impl Display) -> bool {
        if self.named.len() < NAMED {
            self.named.push(((number, self.last.1), reason.to_string()));
        }
        self.named.len() < NAMED
    }
}

#[cfg(feature = "columns")]
impl Merged {
    /// The numbers of the first places of changes and of rules on trial, in order.
    pub(super) fn first_places(&self) -> Vec<u64> {
        let changes = self.changes.values().map(|counted| counted.place.0);
        let mut places: Vec<u64> = changes.chain(self.trials.values().map(|trial| trial.place.0)).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Sets the ids of the instances in the first places.
    pub(super) fn set_ids(&mut self, id: impl Fn(u64) -> Option<String>) {
        self.changes.values_mut().for_each(|counted| counted.id = id(counted.place.0));
        self.trials.values_mut().for_each(|trial| trial.id = id(trial.place.0));
    }
}

impl Merged {
    pub(super) fn of(all: Vec<Counts<'_>>) -> Self {
        let mut merged = Self::default();
        for counts in all {
            for (operation, cases) in counts.cases {
                *merged.cases.entry(operation).or_default() += cases;
            }
            let changes = counts
                .changes
                .into_iter()
                .map(|(operation, counted)| ((operation, counted.change.group.clone()), counted));
            changes
                .chain(counts.of_batches)
                .for_each(|(key, counted)| add(&mut merged.changes, key, counted));
            for (key, trial) in counts.trials {
                match merged.trials.entry(key) {
                    Entry::Vacant(new) => drop(new.insert(trial)),
                    Entry::Occupied(mut known) => {
                        let known = known.get_mut();
                        let cases = known.cases + trial.cases;
                        if trial.place < known.place {
                            *known = trial;
                        }
                        known.cases = cases;
                    }
                }
            }
            merged.on_trial += counts.on_trial;
            merged.unreadable += counts.unreadable;
            merged.named.extend(counts.named);
        }
        merged.named.sort();
        merged.named.truncate(NAMED);
        merged
    }
}

/// Adds counted cases. The first case is the one that comes first in the input.
fn add<K: Eq + Hash>(changes: &mut HashMap<K, Counted>, key: K, counted: Counted) {
    match changes.entry(key) {
        Entry::Vacant(new) => drop(new.insert(counted)),
        Entry::Occupied(mut known) => {
            let known = known.get_mut();
            let cases = known.cases + counted.cases;
            if counted.place < known.place {
                *known = counted;
            }
            known.cases = cases;
        }
    }
}
