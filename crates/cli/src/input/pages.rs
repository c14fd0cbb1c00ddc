//! The pages of a listing that the input lacks.

use crate::exit::Input as Name;
use crate::output::{Output, counted};
use instance_lifecycle_wire::{InputErrorKind, Item, Summary};

/// Whether the item is an error other than one about its content.
pub(super) fn is_malformed(item: &Item) -> bool {
    matches!(&item.case, Err(error) if !matches!(error.kind(), InputErrorKind::Content(_)))
}

/// Reports missing pages on standard error.
pub(super) fn note_missing_pages(name: &str, summary: &Summary, output: &Output) {
    if summary.is_partial() {
        let total = summary.total_count.filter(|total| *total > summary.records);
        let records = match total {
            Some(total) => format!("{} of {total} records", summary.records),
            None => counted(summary.records, "record"),
        };
        output.note(&format!("partial input: {} holds {records}; request the other pages too", Name(name)));
    }
}
