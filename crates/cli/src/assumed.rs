//! `--assume`: facts for the records that do not show them.

use crate::args::AssumeOptions;
use crate::fields::{Fact, GivenFact};
use crate::output::{Output, counted};
use instance_lifecycle_wire::{BatchCase, Case, Record};

/// Sets the facts of `--assume`, and counts the records that show another value.
pub(crate) struct Assumer<'o> {
    facts: Vec<Assumption<'o>>,
    records: u64,
}

/// A fact, and the records in which it has no effect.
struct Assumption<'o> {
    fact: &'o Fact,
    /// The records that have another value.
    differing: u64,
    /// The value of the last of them.
    value: &'static str,
}

impl<'o> Assumer<'o> {
    pub(crate) fn new(options: &'o AssumeOptions) -> Self {
        let facts = options.assumed.iter().filter_map(GivenFact::built_in);
        let facts = facts.map(|fact| Assumption { fact, differing: 0, value: "" });
        Self { facts: facts.collect(), records: 0 }
    }

    /// Sets the facts of a case.
    pub(crate) fn assume(&mut self, case: &mut Case) {
        if let Some(record) = &mut case.record {
            self.assume_record(record);
        }
    }

    /// Sets the facts of every record of a batch.
    pub(crate) fn assume_batch(&mut self, batch: &mut BatchCase) {
        batch.records.iter_mut().flatten().for_each(|record| self.assume_record(record));
    }

    /// Sets the facts that the record does not show; the others stay.
    fn assume_record(&mut self, record: &mut Record) {
        self.records += 1;
        for Assumption { fact, differing, value } in &mut self.facts {
            // A fact may matter only after another is set, such as a task that stops the instance.
            if record.assumed.contains(fact.name) {
                *record = record.evolved(fact.instance(record.instance));
                record.assumed = record.assumed.without(fact.name);
            }
            if fact.instance(record.instance) != record.instance {
                *differing += 1;
                *value = fact.value_in(record.instance);
            }
        }
    }

    /// Notes on standard error which facts had no effect.
    pub(crate) fn report(&self, output: &Output) {
        for Assumption { fact, differing, value } in self.facts.iter().filter(|one| one.differing > 0) {
            let option = format!("`--assume {fact}` had no effect");
            match self.records {
                1 => output.note(&format!("{option}: the record shows or implies {}={value}", fact.name)),
                all => output.note(&format!(
                    "{option} on {differing} of {}, which show or imply another value",
                    counted(all, "record")
                )),
            }
        }
    }
}
