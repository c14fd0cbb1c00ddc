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

/// The maximum number of cases. With its outline, a case takes about 500 bytes, so that a full memo takes 32 MB.
const CASES: usize = 64 << 10;

/// The share of lines, one in so many, that are found by a memo that keeps its cases although it is full.
const KEPT: usize = 2;

/// The share of lines, one in so many, that are found by a memo that pays.
const PAYS: usize = 4;

/// The cases of lines, without their ids.
#[derive(Debug)]
pub(crate) struct Memo {
    /// The maximum number of cases.
    max: usize,
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

impl Default for Memo {
    fn default() -> Self {
        Self::new(CASES)
    }
}

impl Memo {
    fn new(max: usize) -> Self {
        Self {
            max,
            numbers: HashMap::default(),
            cases: Vec::new(),
            marks: Vec::new(),
            outlines: Outlines::default(),
            lookups: 0,
            found: 0,
            is_off: false,
        }
    }

    /// Returns the case of a line: one that was read, or one that `read` reads. `None` if the line is no case
    /// of one instance in the common form, or an error.
    pub(crate) fn case<'r>(
        &'r mut self,
        number: u64,
        line: &'r [u8],
        defaults: &Defaults,
        read: impl FnOnce() -> Option<Case>,
    ) -> Option<ChunkItem<'r>> {
        self.judge();
        if self.is_off || defaults.keep_records {
            return None;
        }
        self.lookups += 1;
        let Self { max, numbers, cases, marks, outlines, .. } = self;
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
                if cases.len() >= *max || with_ids(without.clone(), ids) != case {
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

    /// Forgets all cases if it is full and finds too few. It is judged after twice as many lines as it holds.
    fn judge(&mut self) {
        let is_full = self.outlines.is_full();
        if self.lookups < 2 * self.max && !is_full {
            return;
        }
        let is_off = self.found < self.lookups / PAYS;
        if is_full || is_off || self.cases.len() >= self.max && self.found < self.lookups / KEPT {
            *self = Self { is_off, ..Self::new(self.max) };
        }
        (self.lookups, self.found) = (0, 0);
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

    #[test]
    fn a_full_memo_keeps_its_cases_while_half_of_the_lines_are_found() {
        let mut memo = Memo::new(4);
        let mut mark = |amount: u32| {
            let line =
                format!(r#"{{"Instance":null,"Request":{{"Action":"RunInstances","Amount":{amount}}}}}"#);
            let read = || fast::read(line.as_bytes(), &Defaults::default());
            match memo.case(1, line.as_bytes(), &Defaults::default(), read)? {
                ChunkItem::Known(known) => Some(Some(std::mem::replace(known.mark, amount))),
                ChunkItem::Read(_) => Some(None),
            }
        };
        let (new, kept, unkept, off) = (Some(Some(0)), |amount| Some(Some(amount)), Some(None), None);
        for (amounts, expected) in [
            // The fifth case has no place. Two of eight lines are found.
            ([1, 2, 3, 4, 5, 5, 1, 2], [new, new, new, new, unkept, unkept, kept(1), kept(2)]),
            // All cases are forgotten. Four of eight lines are found.
            ([1, 6, 7, 8, 1, 6, 7, 8], [new, new, new, new, kept(1), kept(6), kept(7), kept(8)]),
            // No case is forgotten. One of eight lines is found.
            ([1, 9, 2, 3, 4, 5, 2, 9], [kept(1), unkept, unkept, unkept, unkept, unkept, unkept, unkept]),
            ([1, 1, 1, 1, 1, 1, 1, 1], [off; 8]),
        ] {
            assert_eq!(amounts.map(&mut mark), expected, "{amounts:?}");
        }
    }
}
