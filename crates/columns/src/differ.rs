//! Answers under two policies, and their differences.

use crate::decide::batch;
use crate::reader::Encoded;
use crate::store::Store;
use crate::words::{NO_WORD, Words, text_type};
use arrow_array::{ArrayRef, RecordBatch, UInt64Array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use foldhash::fast::FixedState;
use instance_lifecycle::Policy;
use instance_lifecycle::plan::ChangeKind;
use instance_lifecycle::rules::attributes::{AttributeError, AttributeSet};
use instance_lifecycle_wire::{Answer, Case, Outcome};
use std::collections::HashMap;
use std::sync::Arc;

/// The columns of a comparison, in order.
const COLUMNS: [&str; 8] = [
    "Change",
    "BaselineOutcome",
    "PolicyOutcome",
    "BaselineRule",
    "PolicyRule",
    "BaselineCode",
    "PolicyCode",
    "Error",
];

/// The columns of a grouped difference, in order.
const GROUPED: [&str; 8] =
    ["Operation", "Change", "BaselineRule", "PolicyRule", "Baseline", "Policy", "Cases", "FirstRow"];

/// Compares the answers of two policies, row by row or counted by groups.
///
/// ```
/// use arrow_array::{ArrayRef, RecordBatch, StringArray, cast::AsArray, types::UInt64Type};
/// use instance_lifecycle::{Policy, Revision};
/// use instance_lifecycle_columns::{Differ, Reader};
/// use instance_lifecycle_wire::Defaults;
/// use std::sync::Arc;
///
/// let column = |texts: [&str; 3]| Arc::new(StringArray::from(texts.to_vec())) as ArrayRef;
/// let batch = RecordBatch::try_from_iter([
///     ("Action", column(["RebootInstance"; 3])),
///     ("Status", column(["Running", "Stopped", "Stopped"])),
/// ])?;
/// let mut differ = Differ::new(&Policy::documented(), &Policy::ecs(Revision::V2025_12_03))?;
/// let mut reader = Reader::new(&batch.schema(), Defaults::default())?;
/// differ.count(&reader.encode(&batch)?, 1);
/// assert_eq!((differ.cases(), differ.changed()), (3, 2));
/// let groups = differ.groups();
/// let cases = groups.column_by_name("Cases").expect("a column of groups").as_primitive::<UInt64Type>();
/// assert_eq!(cases.values(), &[2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Differ {
    policies: Arc<[Policy; 2]>,
    store: Store,
    /// The change of each case.
    changes: Vec<Change>,
    /// The rows of each case that are not counted in its group yet.
    rows: Vec<Rows>,
    /// The texts of each column, and those of each column of groups.
    words: [Words; COLUMNS.len()],
    of_groups: [Words; GROUPED.len()],
    groups: Vec<Group>,
    numbers: HashMap<[i32; 6], u32, FixedState>,
    counted: Counted,
    schema: SchemaRef,
}

/// The number of rows that were counted.
#[derive(Debug, Default)]
struct Counted {
    cases: u64,
    changed: u64,
    unreadable: Rows,
}

/// The change of a case: the numbers of the texts, and the group.
#[derive(Clone, Copy, Debug)]
struct Change {
    texts: [i32; COLUMNS.len()],
    group: u32,
}

/// The number of rows, and the first of them.
#[derive(Clone, Copy, Debug, Default)]
struct Rows {
    count: u64,
    first: u64,
}

/// The group of cases without a change, and that of unreadable rows.
const SAME: u32 = u32::MAX;
const UNREADABLE: u32 = u32::MAX - 1;

/// Cases that change alike.
#[derive(Clone, Copy, Debug)]
struct Group {
    texts: [i32; 6],
    cases: u64,
    first: u64,
}

impl Differ {
    /// Compares a policy with a baseline. Cases are read for the custom attributes of both:
    /// [`Self::attributes`].
    ///
    /// # Errors
    ///
    /// If the custom attributes of the policies contradict each other.
    pub fn new(baseline: &Policy, policy: &Policy) -> Result<Self, AttributeError> {
        Ok(Self {
            policies: Arc::new(Policy::joined(baseline, policy)?),
            store: Store::default(),
            changes: Vec::new(),
            rows: Vec::new(),
            words: Default::default(),
            of_groups: Default::default(),
            groups: Vec::new(),
            numbers: HashMap::default(),
            counted: Counted::default(),
            schema: Arc::new(Schema::new(COLUMNS.map(|name| Field::new(name, text_type(), true)).to_vec())),
        })
    }

    /// The attributes of both policies.
    #[must_use]
    pub fn attributes(&self) -> &AttributeSet {
        self.policies[0].attributes()
    }

    /// The schema of comparisons.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// The schema of grouped differences.
    #[must_use]
    pub fn groups_schema() -> SchemaRef {
        let field = |name: &str| {
            let is_number = matches!(name, "Cases" | "FirstRow");
            Field::new(name, if is_number { DataType::UInt64 } else { text_type() }, false)
        };
        Arc::new(Schema::new(GROUPED.map(field).to_vec()))
    }

    /// Compares the answers to each row, in order. `Change` is null if they are equivalent.
    pub fn compare(&mut self, encoded: &Encoded) -> RecordBatch {
        self.answer(&encoded.store);
        let Self { words, changes, .. } = self;
        let column = |(number, words): (usize, &mut Words)| {
            words.column(encoded.rows.iter().map(|case| changes[*case as usize].texts[number]))
        };
        batch(Arc::clone(&self.schema), words.iter_mut().enumerate().map(column).collect())
    }

    /// Counts the rows of a batch by their changes, of which only the first row is kept. `first` is the number
    /// of the first row in the table.
    pub fn count(&mut self, encoded: &Encoded, first: u64) {
        self.answer(&encoded.store);
        for (row, case) in (first..).zip(&encoded.rows) {
            let rows = &mut self.rows[*case as usize];
            if rows.count == 0 {
                rows.first = row;
            }
            rows.count += 1;
        }
    }

    /// Returns the counts so far: a row for each group of changes, in the order of their first rows. Unreadable
    /// rows are a group with the change `unreadable`, whose other texts are empty.
    pub fn groups(&mut self) -> RecordBatch {
        self.flush();
        let mut groups = self.groups.clone();
        if let Rows { count: cases @ 1.., first } = self.counted.unreadable {
            let texts = ["", "unreadable", "", "", "", ""];
            groups.push(Group { texts: self.numbers_of(texts), cases, first });
        }
        groups.sort_by_key(|group| group.first);
        let of_groups = &mut self.of_groups;
        let mut text =
            |column: usize| of_groups[column].column(groups.iter().map(|group| group.texts[column]));
        let mut columns: Vec<ArrayRef> = (0..6).map(&mut text).collect();
        columns.push(Arc::new(groups.iter().map(|group| Some(group.cases)).collect::<UInt64Array>()));
        columns.push(Arc::new(groups.iter().map(|group| Some(group.first)).collect::<UInt64Array>()));
        batch(Self::groups_schema(), columns)
    }

    /// The number of readable rows that were counted.
    pub fn cases(&mut self) -> u64 {
        self.flush();
        self.counted.cases
    }

    /// The number of counted rows with a change.
    pub fn changed(&mut self) -> u64 {
        self.flush();
        self.counted.changed
    }

    /// The number of unreadable rows that were counted.
    pub fn unreadable(&mut self) -> u64 {
        self.flush();
        self.counted.unreadable.count
    }

    /// Adds the counts of cases to those of groups.
    fn flush(&mut self) {
        for (change, rows) in self.changes.iter().zip(&mut self.rows).filter(|(_, rows)| rows.count > 0) {
            let Rows { count, first } = std::mem::take(rows);
            match change.group {
                UNREADABLE => {
                    let unreadable = &mut self.counted.unreadable;
                    unreadable.first =
                        if unreadable.count == 0 { first } else { unreadable.first.min(first) };
                    unreadable.count += count;
                }
                SAME => self.counted.cases += count,
                group => {
                    let group = &mut self.groups[group as usize];
                    group.first = if group.cases == 0 { first } else { group.first.min(first) };
                    group.cases += count;
                    self.counted.cases += count;
                    self.counted.changed += count;
                }
            }
        }
    }

    /// Compares the answers to the cases that are new.
    fn answer(&mut self, store: &Store) {
        if !self.store.is(store) {
            self.flush();
            // The texts of other cases are not kept, but for those of groups.
            self.store = store.clone();
            self.changes.clear();
            self.rows.clear();
            self.words = Default::default();
        }
        let cases = store.read();
        for number in self.changes.len()..cases.len() {
            let change = match cases.get(number) {
                Ok(case) => self.change(&case),
                Err(error) => {
                    let mut texts = [NO_WORD; COLUMNS.len()];
                    texts[1] = self.words[1].number("Unreadable");
                    texts[2] = self.words[2].number("Unreadable");
                    texts[7] = self.words[7].number(&error.to_string());
                    Change { texts, group: UNREADABLE }
                }
            };
            self.changes.push(change);
        }
        self.rows.resize(self.changes.len(), Rows::default());
    }

    fn change(&mut self, case: &Case) -> Change {
        let policies = Arc::clone(&self.policies);
        let answers = policies.each_ref().map(|policy| Answer::new(case, policy));
        let [from, to] = answers.each_ref().map(|answer| &answer.outcome);
        let kind = from.change_to(to);
        let rules = answers.each_ref().map(rule);
        let mut texts = [NO_WORD; COLUMNS.len()];
        let mut write = |column: usize, text: &str| texts[column] = self.words[column].number(text);
        if let Some(kind) = kind {
            write(0, kind.as_str());
        }
        for (side, answer) in answers.iter().enumerate() {
            write(1 + side, answer.outcome.name());
            write(3 + side, rules[side]);
            if let Some(code) = answer.outcome.error_code() {
                write(5 + side, code);
            }
        }
        let group = kind.map_or(SAME, |kind| {
            let answers = [from.contrast(to, kind), to.contrast(from, kind)];
            self.group(case.request.operation().as_str(), kind, rules, answers.each_ref().map(String::as_str))
        });
        Change { texts, group }
    }

    fn group(&mut self, operation: &str, kind: ChangeKind, rules: [&str; 2], answers: [&str; 2]) -> u32 {
        let texts = [operation, kind.as_str(), rules[0], rules[1], answers[0], answers[1]];
        let texts = self.numbers_of(texts);
        *self.numbers.entry(texts).or_insert_with(|| {
            self.groups.push(Group { texts, cases: 0, first: 0 });
            self.groups.len() as u32 - 1
        })
    }

    /// The numbers of the texts of a group.
    fn numbers_of(&mut self, texts: [&str; 6]) -> [i32; 6] {
        let mut column = 0;
        texts.map(|text| {
            column += 1;
            self.of_groups[column - 1].number(text)
        })
    }
}

/// The rule that decides.
fn rule<'a>(answer: &Answer<'a>) -> &'a str {
    match &answer.outcome {
        Outcome::Rejected(first, _) => first.row().rule,
        _ => answer.settled_by,
    }
}
