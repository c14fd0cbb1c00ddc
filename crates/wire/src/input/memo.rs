//! Cases that were read already, by the outline of their line.
//!
//! The instances of a fleet are alike: most lines differ from an earlier one in ids, times and names alone.

use crate::input::item::decode;
use crate::input::outline::{Ids, Outlines};
use crate::request::case::Case;
use crate::request::single::Defaults;
use foldhash::fast::RandomState;
use std::collections::HashMap;

/// The maximum number of cases.
const CASES: usize = 16 << 10;

/// The maximum length of an outline in bytes.
const LENGTH: usize = 2 << 10;

/// The smallest share of lines that are found, by which a memo pays: one in so many.
const ONE_IN: usize = 4;

/// The cases of lines, without their ids.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    /// The numbers of the cases, by the outline of their line.
    numbers: HashMap<Box<[u8]>, u32, RandomState>,
    cases: Vec<Case>,
    outlines: Outlines,
    lookups: usize,
    found: usize,
    /// Whether too few lines were found, so that it is no longer used.
    is_off: bool,
}

impl Memo {
    /// Returns the case of a line: one that was read, or one that `read` reads. `None` if the line is no case
    /// of one instance in the common form, or an error.
    pub(crate) fn case(
        &mut self,
        line: &[u8],
        defaults: &Defaults,
        read: impl FnOnce() -> Option<Case>,
    ) -> Option<Case> {
        if self.is_off || defaults.keep_records {
            return None;
        }
        self.forget_many();
        self.lookups += 1;
        let (outline, ids) = self.outlines.of(decode(line).ok()?, &defaults.attributes)?;
        let is_error = ids[0].zip(ids[1]).is_some_and(|(record, request)| record != request);
        if is_error || outline.len() > LENGTH {
            return None;
        }
        if let Some(number) = self.numbers.get(outline) {
            self.found += 1;
            return Some(with_ids(self.cases[*number as usize].clone(), ids));
        }
        let case = read()?;
        // The id may be under another spelling.
        let without = with_ids(case.clone(), [None; 2]);
        if with_ids(without.clone(), ids) == case {
            self.numbers.insert(outline.into(), self.cases.len() as u32);
            self.cases.push(without);
        }
        Some(case)
    }

    /// Forgets all cases if there are too many.
    fn forget_many(&mut self) {
        if self.cases.len() >= CASES || self.outlines.forget_many() {
            self.is_off = self.found < self.lookups / ONE_IN;
            self.numbers.clear();
            self.cases.clear();
            (self.lookups, self.found) = (0, 0);
        }
    }
}

fn with_ids(mut case: Case, [of_record, of_request]: Ids<'_>) -> Case {
    if let Some(record) = &mut case.record {
        record.instance_id = of_record.map(str::to_owned);
    }
    case.id = of_record.or(of_request).map(str::to_owned);
    case
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
            let case = memo.case(line.as_bytes(), &defaults, || {
                reads += 1;
                fast::read(line.as_bytes(), &defaults)
            });
            assert_eq!(case, fast::read(line.as_bytes(), &defaults), "{line}");
            assert_eq!(case.and_then(|case| case.id).as_deref(), Some(id));
            assert_eq!(reads - before, usize::from(is_read), "{line}");
        }
    }
}
