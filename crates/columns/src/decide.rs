//! Answers under one policy.

use crate::reader::Encoded;
use crate::store::Store;
use crate::words::{NO_WORD, Words, list_type, text_type};
use arrow_array::{ArrayRef, RecordBatch, UInt16Array, UInt32Array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use instance_lifecycle::errors::DryRunPass;
use instance_lifecycle::{Plan, Policy};
use instance_lifecycle_wire::{Answer, Case, Outcome, ReadError, RecordedError};
use std::sync::Arc;

/// The columns of answers, in order.
const COLUMNS: [&str; 10] = [
    "Outcome",
    "Rule",
    "Code",
    "HttpStatus",
    "Message",
    "StoppedMode",
    "Billed",
    "Evidence",
    "Violations",
    "Error",
];

/// The columns that an explanation adds.
const EXPLAINED: [&str; 2] = ["ViolatedRules", "Warnings"];

/// Decides calls under one policy.
///
/// The answer to each distinct case is found once, as [`Answer`] finds it, and looked up for each row.
///
/// ```
/// use arrow_array::{Array, ArrayRef, RecordBatch, StringArray, cast::AsArray, types::Int32Type};
/// use instance_lifecycle::Policy;
/// use instance_lifecycle_columns::{Decider, Reader};
/// use instance_lifecycle_wire::Defaults;
/// use std::sync::Arc;
///
/// let column = |texts: [&str; 2]| Arc::new(StringArray::from(texts.to_vec())) as ArrayRef;
/// let batch = RecordBatch::try_from_iter([
///     ("Action", column(["StopInstance", "StartInstance"])),
///     ("Status", column(["Running", "Running"])),
/// ])?;
/// let mut reader = Reader::new(&batch.schema(), Defaults::default())?;
/// let answers = Decider::new(Policy::documented()).decide(&reader.encode(&batch)?);
/// let codes = answers.column_by_name("Code").expect("a column of answers").as_dictionary::<Int32Type>();
/// let codes: Vec<_> = codes.downcast_dict::<StringArray>().expect("texts").into_iter().collect();
/// assert_eq!(codes, [None, Some("IncorrectInstanceStatus")]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Decider {
    policy: Arc<Policy>,
    explains: bool,
    store: Store,
    /// The answer to each case.
    answers: Vec<Numbers>,
    /// The texts of each column, the lists of the columns of lists.
    words: [Words; COLUMNS.len() + EXPLAINED.len()],
    lists: Vec<Vec<i32>>,
    schema: SchemaRef,
}

/// An answer: the number of the text in each column, or of the list.
#[derive(Clone, Copy, Debug)]
struct Numbers {
    outcome: i32,
    rule: i32,
    code: i32,
    message: i32,
    stopped_mode: i32,
    billed: Option<u32>,
    evidence: i32,
    error: i32,
    http_status: Option<u16>,
    violations: Option<u32>,
    violated: Option<u32>,
    warnings: Option<u32>,
}

/// The numbers of the columns of texts.
mod column {
    pub(super) const OUTCOME: usize = 0;
    pub(super) const RULE: usize = 1;
    pub(super) const CODE: usize = 2;
    pub(super) const MESSAGE: usize = 4;
    pub(super) const STOPPED_MODE: usize = 5;
    pub(super) const BILLED: usize = 6;
    pub(super) const EVIDENCE: usize = 7;
    pub(super) const ERROR: usize = 9;
    pub(super) const VIOLATED: usize = 10;
    pub(super) const WARNINGS: usize = 11;
}

impl Decider {
    /// Returns a decider under a policy.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self {
            policy: Arc::new(policy),
            explains: false,
            store: Store::default(),
            answers: Vec::new(),
            words: Default::default(),
            lists: Vec::new(),
            schema: schema(false),
        }
    }

    /// Returns a decider whose answers have the columns `ViolatedRules` and `Warnings` as well.
    #[must_use]
    pub fn explaining(policy: Policy) -> Self {
        Self { explains: true, schema: schema(true), ..Self::new(policy) }
    }

    /// The policy.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The schema of answers.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// Decides each row. The answers are in the order of the rows; a row that cannot be read has the outcome
    /// `Unreadable` and its error.
    pub fn decide(&mut self, encoded: &Encoded) -> RecordBatch {
        self.answer(&encoded.store);
        let Self { answers, words, lists, explains, .. } = self;
        let rows = || encoded.rows.iter().map(|case| &answers[*case as usize]);
        let list = |number: Option<u32>| number.map(|number| lists[number as usize].as_slice());
        let mut text =
            |column: usize, number: &dyn Fn(&Numbers) -> i32| words[column].column(rows().map(number));
        let mut columns: Vec<ArrayRef> = vec![
            text(column::OUTCOME, &|it| it.outcome),
            text(column::RULE, &|it| it.rule),
            text(column::CODE, &|it| it.code),
            Arc::new(rows().map(|it| it.http_status).collect::<UInt16Array>()),
            text(column::MESSAGE, &|it| it.message),
            text(column::STOPPED_MODE, &|it| it.stopped_mode),
        ];
        columns.push(words[column::BILLED].lists(rows().map(|it| list(it.billed))));
        columns.push(words[column::EVIDENCE].column(rows().map(|it| it.evidence)));
        columns.push(Arc::new(rows().map(|it| it.violations).collect::<UInt32Array>()));
        columns.push(words[column::ERROR].column(rows().map(|it| it.error)));
        if *explains {
            columns.push(words[column::VIOLATED].lists(rows().map(|it| list(it.violated))));
            columns.push(words[column::WARNINGS].lists(rows().map(|it| list(it.warnings))));
        }
        batch(self.schema(), columns)
    }

    /// Answers the cases that are new.
    fn answer(&mut self, store: &Store) {
        if !self.store.is(store) {
            // The texts of other cases are not kept.
            self.store = store.clone();
            self.answers.clear();
            self.lists.clear();
            self.words = Default::default();
        }
        let cases = store.read();
        for number in self.answers.len()..cases.len() {
            let answer = match cases.get(number) {
                Ok(case) => self.numbers(&case),
                Err(error) => self.unreadable(&error),
            };
            self.answers.push(answer);
        }
    }

    fn unreadable(&mut self, error: &ReadError) -> Numbers {
        let outcome = self.words[column::OUTCOME].number("Unreadable");
        let error = self.words[column::ERROR].number(&error.to_string());
        Numbers { outcome, error, ..NONE }
    }

    fn numbers(&mut self, case: &Case) -> Numbers {
        let policy = Arc::clone(&self.policy);
        let answer = Answer::new(case, &policy);
        let mut word = |column: usize, text: &str| self.words[column].number(text);
        let mut numbers = NONE;
        numbers.outcome = word(column::OUTCOME, answer.outcome.name());
        if let Some(evidence) = answer.evidence() {
            numbers.evidence = word(column::EVIDENCE, evidence.as_str());
        }
        let (rule, error, plan, violations) = match &answer.outcome {
            Outcome::Planned(plan) | Outcome::AlreadyDone(plan) => (answer.settled_by, None, Some(*plan), 0),
            Outcome::Rejected(first, all) => {
                (first.rule(), Some(RecordedError::from(&first.error())), None, all.len())
            }
            Outcome::DryRunPassed(pass) => {
                (DryRunPass::RULE, Some(RecordedError::from(&pass.error())), Some(pass.plan()), 0)
            }
            Outcome::Malformed(malformed) => {
                (answer.settled_by, Some(RecordedError::from(malformed)), None, 1)
            }
        };
        numbers.rule = word(column::RULE, rule);
        numbers.violations = Some(violations as u32);
        if let Some(error) = error {
            numbers.code = word(column::CODE, &error.code);
            numbers.message = word(column::MESSAGE, &error.message);
            numbers.http_status = error.http_status;
        }
        if let Some(plan) = plan {
            numbers.stopped_mode = word(column::STOPPED_MODE, plan.stopped_mode().as_str());
            numbers.billed = Some(self.billed(&plan));
        }
        if self.explains {
            let violated = match &answer.outcome {
                Outcome::Rejected(_, all) => all.iter().map(|violation| violation.rule()).collect(),
                Outcome::Malformed(_) => vec![answer.settled_by],
                _ => Vec::new(),
            };
            numbers.violated = Some(self.list(column::VIOLATED, violated.into_iter()));
            let warnings = answer.warnings.iter().map(|warning| warning.rule());
            numbers.warnings = Some(self.list(column::WARNINGS, warnings));
        }
        numbers
    }

    /// The resources that are billed at the end of the path.
    fn billed(&mut self, plan: &Plan) -> u32 {
        let billed = plan.resources().filter(|outcome| outcome.billed_after);
        self.list(column::BILLED, billed.map(|outcome| outcome.resource.as_str()))
    }

    /// Returns the number of a list of texts of a column.
    fn list<'t>(&mut self, column: usize, texts: impl Iterator<Item = &'t str>) -> u32 {
        let list: Vec<i32> = texts.map(|text| self.words[column].number(text)).collect();
        let number = self.lists.iter().position(|known| *known == list).unwrap_or_else(|| {
            self.lists.push(list);
            self.lists.len() - 1
        });
        number as u32
    }
}

const NONE: Numbers = Numbers {
    outcome: NO_WORD,
    rule: NO_WORD,
    code: NO_WORD,
    message: NO_WORD,
    stopped_mode: NO_WORD,
    billed: None,
    evidence: NO_WORD,
    error: NO_WORD,
    http_status: None,
    violations: None,
    violated: None,
    warnings: None,
};

fn schema(explains: bool) -> SchemaRef {
    let field = |name: &&str| {
        let data_type = match *name {
            "HttpStatus" => DataType::UInt16,
            "Violations" => DataType::UInt32,
            "Billed" | "ViolatedRules" | "Warnings" => list_type(),
            _ => text_type(),
        };
        Field::new(*name, data_type, *name != "Outcome")
    };
    let explained = EXPLAINED.iter().filter(|_| explains);
    Arc::new(Schema::new(COLUMNS.iter().chain(explained).map(field).collect::<Vec<_>>()))
}

/// Returns a batch of columns that were made for its schema.
pub(crate) fn batch(schema: SchemaRef, columns: Vec<ArrayRef>) -> RecordBatch {
    match RecordBatch::try_new(Arc::clone(&schema), columns) {
        Ok(batch) => batch,
        Err(error) => unreachable!("the columns are those of the schema: {error}"),
    }
}
