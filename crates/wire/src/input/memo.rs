//! Cases that were read already, by the outline of their line.
//!
//! The instances of a fleet are alike: most lines differ from an earlier one in ids, times and names alone.

use crate::input::item::{Item, decode};
use crate::input::known::{ChunkItem, KnownCase, with_ids};
use crate::input::outline::Outlines;
use crate::input::shape::AnyCase;
use crate::request::case::Case;
use crate::request::single::Defaults;
use foldhash::fast::RandomState;
use std::collections::HashMap;

/// The maximum number of cases. With its outline, a case takes about 600 bytes, and at most 1,200.
const CASES: usize = 64 << 10;

/// The number of lines after which the memo is judged by the share that it found.
const LINES: usize = 2 * CASES;

/// The share of lines, one in so many, that are found by a memo that keeps its cases although it is full.
const KEPT: usize = 2;

/// The share of lines, one in so many, that are found by a memo that pays.
const PAYS: usize = 4;

/// The cases of lines, without their ids.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    /// The numbers of the cases, by the outline of their line.
    numbers: HashMap<Box<[u16]>, u32, RandomState>,
    cases: Vec<Case>,
    marks: Vec<u32>,
    outlines: Outlines,
    lookups: usize,
    found: usize,
    /// Whether too few lines were found, so that it is no longer used.
    is_off: bool,
}

impl Memo {
    /// Returns the case of a line: one that was read, or one that `read` reads. `None` if the line is no case
    /// of one instance in the common form, or an error.
    pub(crate) fn case<'r>(
        &'r mut self,
        number: u64,
        line: &'r [u8],
        defaults: &Defaults,
        read: impl FnOnce() -> Option<Case>,
    ) -> Option<ChunkItem<'r>> {
        if self.is_off || defaults.keep_records {
            return None;
        }
        self.judge();
        self.lookups += 1;
        let Self { numbers, cases, marks, outlines, .. } = self;
        let (outline, ids) = outlines.of(decode(line).ok()?, &defaults.attributes)?;
        let is_error = ids[0].zip(ids[1]).is_some_and(|(record, request)| record != request);
        if is_error {
            return None;
        }
        let place = match numbers.get(outline) {
            Some(place) => {
                self.found += 1;
                *place as usize
            }
            None => {
                let case = read()?;
                // The id may be under another spelling.
                let without = with_ids(case.clone(), [None; 2]);
                if cases.len() >= CASES || with_ids(without.clone(), ids) != case {
                    return Some(ChunkItem::Read(Item::new(number, Ok(AnyCase::One(case)))));
                }
                numbers.insert(outline.into(), cases.len() as u32);
                cases.push(without);
                marks.push(0);
                cases.len() - 1
            }
        };
        let (case, mark) = (&cases[place], &mut marks[place]);
        Some(ChunkItem::Known(KnownCase { line: number, case, mark, ids }))
    }

    /// Forgets all cases if it is full and finds too few.
    fn judge(&mut self) {
        let is_due = self.lookups >= LINES;
        if is_due || self.outlines.is_full() {
            let is_full =
                self.outlines.is_full() || self.cases.len() >= CASES && self.found < self.lookups / KEPT;
            self.is_off = self.found < self.lookups / PAYS;
            if is_full || self.is_off {
                self.outlines = Outlines::default();
                self.numbers.clear();
                self.cases.clear();
                self.marks.clear();
            }
            (self.lookups, self.found) = (0, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::fast;

    #[test]
    fn lines_that_differ_in_what_is_not_read_are_read_once() {
        let line = |id: &str, name: &str, address: &str| {
            format!(
                r#"{{"Instance": {{"InstanceId": "{id}", "InstanceName": "{name}", "Status": "Running", "EipAddress": {{"IpAddress": "{address}"}}}}, "Request": {{"Action": "StopInstance", "InstanceId": "{id}"}}}}"#
            )
        };
        let (mut memo, defaults, mut reads) = (Memo::default(), Defaults::default(), 0);
        for (line, id, is_read) in [
            (line("i-1", "web", "192.0.2.1"), "i-1", true),
            (line("i-2", "database", "192.0.2.22"), "i-2", false),
            (line("i-3", "web", ""), "i-3", true),
            (line("i-4", "", ""), "i-4", false),
        ] {
            let before = reads;
            let case = memo.case(1, line.as_bytes(), &defaults, || {
                reads += 1;
                fast::read(line.as_bytes(), &defaults)
            });
            let Some(ChunkItem::Known(known)) = case else { panic!("{line} is not remembered") };
            assert_eq!(known.id(), Some(id));
            let expected = fast::read(line.as_bytes(), &defaults).map(AnyCase::One);
            assert_eq!(Item::from(known).case.ok(), expected, "{line}");
            assert_eq!(reads - before, usize::from(is_read), "{line}");
        }
    }
}
