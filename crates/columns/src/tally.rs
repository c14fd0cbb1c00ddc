//! Counts of cases, and the ids of instances.

use crate::layout;
use crate::leaf::texts;
use crate::reader::{Encoded, find};
use arrow_array::RecordBatch;
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle_wire::{Case, ReadError};
use std::sync::Arc;

/// The rows of each distinct case: how many there are, and the first of them.
///
/// ```
/// use arrow_array::{ArrayRef, RecordBatch, StringArray};
/// use instance_lifecycle_columns::{Reader, Tally};
/// use instance_lifecycle_wire::Defaults;
/// use std::sync::Arc;
///
/// let column = |texts: [&str; 3]| Arc::new(StringArray::from(texts.to_vec())) as ArrayRef;
/// let batch = RecordBatch::try_from_iter([
///     ("Action", column(["StopInstance"; 3])),
///     ("Status", column(["Stopped", "Running", "Running"])),
/// ])?;
/// let mut reader = Reader::new(&batch.schema(), Defaults::default())?;
/// let mut tally = Tally::default();
/// tally.add(&reader.encode(&batch)?, 1);
/// let mut counted = Vec::new();
/// tally.take(|case, rows, first| counted.push((case.unwrap().instance().status.as_str(), rows, first)));
/// assert_eq!(counted, [("Stopped", 1, 1), ("Running", 2, 2)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct Tally {
    /// Rows whose cases have other numbers than those of the last batch.
    before: Vec<Counted>,
    last: Option<Counted>,
}

#[derive(Debug)]
struct Counted {
    /// A batch of which the cases have these numbers.
    encoded: Encoded,
    /// The number of rows of each case, and the first.
    rows: Vec<(u64, u64)>,
}

impl Tally {
    /// The number of tables of cases of which counts are kept until they are taken. A reader that has read too
    /// many distinct cases starts another one.
    #[must_use]
    pub fn tables(&self) -> usize {
        self.before.len() + usize::from(self.last.is_some())
    }

    /// Counts the rows of a batch. `first` is the number of the first row.
    pub fn add(&mut self, encoded: &Encoded, first: u64) {
        if self.last.as_ref().is_none_or(|last| !last.encoded.same_cases(encoded)) {
            let encoded = encoded.without_rows();
            self.before.extend(self.last.replace(Counted { encoded, rows: Vec::new() }));
        }
        let Some(Counted { rows, .. }) = &mut self.last else { return };
        let end = encoded.cases().iter().max().map_or(0, |max| *max as usize + 1);
        if rows.len() < end {
            rows.resize(end, (0, 0));
        }
        for (row, case) in (first..).zip(encoded.cases()) {
            let counted = &mut rows[*case as usize];
            if counted.0 == 0 {
                counted.1 = row;
            }
            counted.0 += 1;
        }
    }

    /// Takes the counts: calls `each` with every case or the error in its place, the number of its rows and
    /// the first of them, in the order of the first rows.
    pub fn take(&mut self, mut each: impl FnMut(Result<Case, ReadError>, u64, u64)) {
        let all: Vec<Counted> = self.before.drain(..).chain(self.last.take()).collect();
        let mut cases = Vec::new();
        for counted in &all {
            let rows = counted.rows.iter().enumerate().filter(|(_, (rows, _))| *rows > 0);
            cases.extend(rows.map(|(case, (rows, first))| (*first, *rows, &counted.encoded, case as u32)));
        }
        cases.sort_unstable_by_key(|(first, ..)| *first);
        for (first, rows, encoded, case) in cases {
            each(encoded.numbered(case), rows, first);
        }
    }
}

/// Returns the id of the instance of each row: that of the record, or else that of the request.
///
/// ```
/// use arrow_array::{ArrayRef, RecordBatch, StringArray};
/// use instance_lifecycle_columns::instance_ids;
/// use std::sync::Arc;
///
/// let ids: ArrayRef = Arc::new(StringArray::from(vec![Some("i-1"), None, Some("")]));
/// let batch = RecordBatch::try_from_iter([("InstanceId", ids)])?;
/// assert_eq!(instance_ids(&batch), [Some("i-1".to_owned()), None, None]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn instance_ids(batch: &RecordBatch) -> Vec<Option<String>> {
    let mut ids = vec![None; batch.num_rows()];
    let arrays: Vec<_> = batch.columns().iter().map(|array| Some(Arc::clone(array))).collect();
    let columns = layout::columns(batch.schema_ref(), &AttributeSet::BUILT_IN).unwrap_or_default();
    for part in [2, 0] {
        let is_id = |column: &&layout::Column| {
            column.part == part && matches!(column.path.as_slice(), [name] if name == "InstanceId")
        };
        let Some(column) = columns.iter().find(is_id) else { continue };
        let Some((array, around)) = find(&column.source, &arrays) else { continue };
        for (row, text) in texts(&array).into_iter().enumerate() {
            let is_present = around.as_ref().is_none_or(|around| around.is_valid(row));
            if let Some(text) = text.filter(|text| is_present && !text.is_empty()) {
                ids[row] = Some(text.to_owned());
            }
        }
    }
    ids
}
