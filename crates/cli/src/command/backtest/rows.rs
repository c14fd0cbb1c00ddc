//! The answers to the calls of a table. Each distinct case is answered once.

use super::counts::{Counts, Merged};
use super::report::Report;
use crate::exit::Failure;
use crate::output::Place;
use crate::tables::{self, Format, Rows};
use instance_lifecycle::Policy;
use instance_lifecycle_columns::Tally;
use instance_lifecycle_wire::Defaults;
use std::num::NonZeroUsize;
use std::path::Path;

/// What a thread has counted.
#[derive(Default)]
struct Counted<'p> {
    tally: Tally,
    /// The first unreadable rows, and the cases that are answered already.
    unreadable: Counts<'p>,
    is_named: bool,
    answered: Vec<Counts<'p>>,
}

/// Answers the calls of a table under both policies.
pub(super) fn of_table(
    (file, format): (&Path, Format),
    defaults: &Defaults,
    threads: NonZeroUsize,
    progress: &(impl Fn(u64) + Sync),
    policies: &[Policy; 2],
) -> Result<Report, Failure> {
    let counted = tables::each_on_threads(
        file,
        format,
        defaults,
        threads,
        progress,
        Counted::default,
        |counted, rows: Rows| counted.add(&rows, policies),
    )?;
    let mut merged = Merged::of(counted.into_iter().flat_map(|counted| counted.finish(policies)).collect());
    let places = merged.first_places();
    let ids = tables::ids(file, format, &places)?;
    merged.set_ids(|place| ids.get(places.binary_search(&place).ok()?).cloned().flatten());
    Ok(Report::new(merged, Place::Row, None))
}

impl<'p> Counted<'p> {
    fn add(&mut self, rows: &Rows, policies: &'p [Policy; 2]) {
        if !self.is_named {
            for (row, error) in rows.encoded.errors() {
                self.is_named = !self.unreadable.name(rows.first + row as u64, &error);
                if self.is_named {
                    break;
                }
            }
        }
        self.tally.add(&rows.encoded, rows.first);
        if self.tally.tables() > 1 {
            self.answer(policies);
        }
    }

    /// Answers the cases that are counted.
    fn answer(&mut self, policies: &'p [Policy; 2]) {
        let mut counts = Counts::default();
        self.tally.take(|case, rows, first| match case {
            Err(_) => counts.unreadable_rows(rows),
            Ok(case) => {
                counts.next_of(first, rows);
                counts.add_case(&case, None, policies);
            }
        });
        self.answered.push(counts);
    }

    fn finish(mut self, policies: &'p [Policy; 2]) -> Vec<Counts<'p>> {
        self.answer(policies);
        self.answered.push(self.unreadable);
        self.answered
    }
}
