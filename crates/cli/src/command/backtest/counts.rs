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
    /// The single calls whose answers are compared already, each with the number of its comparison.
    calls: HashMap<DistinctCall, u32, RandomState>,
    /// The comparisons, numbered from 1.
    compared: Vec<Compared<'p>>,
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
    pub(super) action: Action,
    /// The number of the change.
    pub(super) change: Option<usize>,
    /// The rules on trial that would refuse the call.
    pub(super) on_trial: Vec<&'p str>,
    pub(super) cases: u64,
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

    /// Counts cases of an operation.
    pub(super) fn count(&mut self, operation: Action, number: u64) {
        match self.cases.iter_mut().find(|(known, _)| *known == operation) {
            Some((_, cases)) => *cases += number,
            None => self.cases.push((operation, number)),
        }
    }

    /// Returns the number of the comparison of a call, if it is remembered.
    pub(super) fn number(&self, call: &DistinctCall) -> Option<u32> {
        self.calls.get(call).copied()
    }

    /// Counts a case by the number of its comparison; returns `false` if there is none of that number.
    pub(super) fn count_as_before(&mut self, number: u32) -> bool {
        let compared = (number as usize).checked_sub(1).and_then(|index| self.compared.get_mut(index));
        if let Some(compared) = compared {
            compared.cases += 1 + self.more;
            return true;
        }
        false
    }

    /// Counts the first case of a comparison. Returns its number, or 0 if it is not remembered.
    pub(super) fn count_compared(&mut self, call: Option<DistinctCall>, compared: Compared<'p>) -> u32 {
        let compared = Compared { cases: 1 + self.more, ..compared };
        let Some(call) = call.filter(|_| self.compared.len() < REMEMBERED) else {
            self.settle(compared);
            return 0;
        };
        self.compared.push(compared);
        let number = self.compared.len() as u32;
        self.calls.insert(call, number);
        number
    }

    /// Adds the cases of a comparison.
    fn settle(&mut self, Compared { action, change, on_trial, cases }: Compared<'p>) {
        self.count(action, cases);
        if let Some(number) = change {
            self.changes[number].1.cases += cases;
        }
        if !on_trial.is_empty() {
            self.on_trial += cases;
        }
        for rule in on_trial {
            self.trial(action, rule, None).cases += cases;
        }
    }

    /// Adds the cases of all comparisons.
    fn settle_all(&mut self) {
        std::mem::take(&mut self.compared).into_iter().for_each(|compared| self.settle(compared));
    }

    /// Returns the number of a change. Its text is made for the first case only.
    pub(super) fn change(
        &mut self,
        operation: Action,
        key: Key<'p>,
        id: Option<&str>,
        change: impl FnOnce() -> Change,
    ) -> usize {
        let (place, changes) = (self.last, &mut self.changes);
        *self.numbers.entry((operation, key)).or_insert_with(|| {
            changes
                .push((operation, Counted { cases: 0, place, id: id.map(str::to_owned), change: change() }));
            changes.len() - 1
        })
    }

    /// Counts a change of a plural call.
    pub(super) fn change_of_batch(&mut self, operation: Action, id: Option<String>, change: Change) {
        let key = (operation, change.group.clone());
        let first = Counted { cases: 0, place: self.last, id, change };
        self.of_batches.entry(key).or_insert(first).cases += 1;
    }

    /// Takes note of the place of a case that rules on trial would refuse.
    pub(super) fn start_trials(&mut self, operation: Action, rules: &[&str], id: Option<&str>) {
        for rule in rules {
            self.trial(operation, rule, id);
        }
    }

    /// Counts a plural call that rules on trial would refuse, each with an instance.
    pub(super) fn on_trial_of_batch(&mut self, operation: Action, rules: Vec<(String, String)>) {
        self.on_trial += u64::from(!rules.is_empty());
        for (rule, id) in rules {
            self.trial(operation, &rule, Some(&id)).cases += 1;
        }
    }

    /// The cases that a rule on trial would refuse. The first is this one, if there are none yet.
    fn trial(&mut self, operation: Action, rule: &str, id: Option<&str>) -> &mut Trial {
        let first = || Trial { cases: 0, place: self.last, id: id.map(str::to_owned) };
        self.trials.entry((operation, rule.to_owned())).or_insert_with(first)
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
        for mut counts in all {
            counts.settle_all();
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
