//! The reader of batches.

use crate::codes::{ABSENT, Codes, each_valid};
use crate::error::SchemaError;
use crate::keys::{Keys, hash};
use crate::layout::{self, Column, Content};
use crate::leaf::texts;
use crate::sequences::Sequences;
use crate::store::Store;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_buffer::NullBuffer;
use arrow_schema::{Schema, SchemaRef};
use hashbrown::HashTable;
use instance_lifecycle_wire::{Case, Defaults, Json, ReadError};
use std::borrow::Cow;
use std::sync::Arc;

/// The number of rows that are encoded at once.
const CHUNK: usize = 2048;

/// The number of distinct keys and values from which the next batch starts anew.
const LIMIT: usize = 1 << 18;

/// A reader of batches of one schema.
///
/// It numbers the distinct cases that it has read, and keeps them: the meaning of a row is read once, however
/// often it comes. What it keeps is limited, by the number of distinct cases of a batch and a constant.
///
/// ```
/// use arrow_array::{ArrayRef, RecordBatch, StringArray};
/// use instance_lifecycle::{Operation, Request, StopInstance};
/// use instance_lifecycle_columns::Reader;
/// use instance_lifecycle_wire::Defaults;
/// use std::sync::Arc;
///
/// let statuses: ArrayRef = Arc::new(StringArray::from(vec!["Running", "Stopped", "Running", "Sleeping"]));
/// let batch = RecordBatch::try_from_iter([("Status", statuses)])?;
/// let request = Some(Request::from(StopInstance::DEFAULT));
/// let mut reader = Reader::new(&batch.schema(), Defaults { request, ..Defaults::default() })?;
/// let encoded = reader.encode(&batch)?;
/// assert_eq!((encoded.len(), encoded.unreadable()), (4, 1));
/// assert_eq!(encoded.case(0)?.request.operation(), Operation::StopInstance);
/// assert!(encoded.case(3).unwrap_err().to_string().starts_with("at `Instance.Status`: expected one of"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Reader {
    schema: SchemaRef,
    defaults: Defaults,
    /// The numbers of the columns of the table that are read.
    projection: Vec<usize>,
    /// The columns of the record.
    records: Group,
    /// The columns of the environment and of the request.
    calls: Group,
    /// The distinct pairs of an environment and a request.
    pairs: Sequences,
    store: Store,
    /// The case of each combination of a record and a pair.
    cases: HashTable<(u64, u32)>,
    /// The columns with the id of the instance in the record and in the request.
    ids: [Option<Vec<usize>>; 2],
    limit: usize,
}

/// The columns of some parts of the case.
#[derive(Debug, Default)]
struct Group {
    columns: Vec<Column>,
    keys: Keys,
    /// The value of the key of each row of a chunk.
    values: Vec<u32>,
}

/// Rows as numbers of distinct cases, in four bytes each.
///
/// They are decided as often as needed: see [`Decider`](crate::Decider) and [`Differ`](crate::Differ).
#[derive(Clone, Debug)]
pub struct Encoded {
    pub(crate) rows: Vec<u32>,
    pub(crate) store: Store,
}

impl Encoded {
    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The number of rows that cannot be read.
    #[must_use]
    pub fn unreadable(&self) -> usize {
        let cases = self.store.read();
        let is_error: Vec<bool> = (0..cases.len()).map(|case| cases.is_error(case)).collect();
        self.rows.iter().filter(|case| is_error[**case as usize]).count()
    }

    /// Returns the same cases without any row.
    pub(crate) fn without_rows(&self) -> Self {
        Self { rows: Vec::new(), store: self.store.clone() }
    }

    /// Iterates over the rows that cannot be read, with their errors.
    pub fn errors(&self) -> impl Iterator<Item = (usize, ReadError)> {
        let has_errors = self.store.read().has_errors();
        let rows = self.rows.iter().enumerate().filter(move |_| has_errors);
        rows.filter_map(|(row, case)| Some((row, self.store.read().error(*case as usize)?.clone())))
    }

    /// Returns the case of a row, without the id of its instance.
    ///
    /// # Errors
    ///
    /// If the row cannot be read: the error of the reader of the same case as JSON.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    pub fn case(&self, row: usize) -> Result<Case, ReadError> {
        self.store.read().get(self.rows[row] as usize)
    }

    /// The numbers of the cases, one for each row: rows with the same number are the same case. Numbers of
    /// other batches compare if [`Self::same_cases`] is true.
    #[must_use]
    pub fn cases(&self) -> &[u32] {
        &self.rows
    }

    /// Returns the case of a number in [`Self::cases`].
    ///
    /// # Errors
    ///
    /// As [`Self::case`].
    ///
    /// # Panics
    ///
    /// If there is no such case.
    pub fn numbered(&self, case: u32) -> Result<Case, ReadError> {
        self.store.read().get(case as usize)
    }

    /// Whether the cases have the same numbers as those of another batch.
    #[must_use]
    pub fn same_cases(&self, other: &Self) -> bool {
        self.store.is(&other.store)
    }
}

impl Reader {
    /// Returns a reader of tables of a schema. Cases have the request, the environment and the custom attributes
    /// of `defaults` unless columns give them.
    ///
    /// # Errors
    ///
    /// If a column that is read has another type than expected, or `Request`, `Environment` or `Facts` has an
    /// unknown field, or no column is read.
    pub fn new(schema: &Schema, defaults: Defaults) -> Result<Self, SchemaError> {
        let [mut records, mut calls] = [const { Vec::new() }; 2];
        let mut ids = [None, None];
        let columns = layout::columns(schema, &defaults.attributes)?;
        layout::check_status(&columns)?;
        for column in columns {
            match (column.part, column.path.as_slice()) {
                // The id of a record matters only beside that of the request.
                (0, [name]) if name == "InstanceId" => ids[0] = Some(column.source),
                (2, [name]) if name == "InstanceId" => {
                    ids[1] = Some(column.source.clone());
                    calls.push(column);
                }
                (0, _) => records.push(column),
                _ => calls.push(column),
            }
        }
        if ids[1].is_none() {
            ids[0] = None;
        }
        let sources = records.iter().chain(&calls).map(|column| &column.source).chain(ids.iter().flatten());
        let mut projection: Vec<usize> = sources.map(|source| source[0]).collect();
        projection.sort_unstable();
        projection.dedup();
        let [records, calls] = [records, calls].map(|columns| Group { columns, ..Group::default() });
        let schema = Arc::new(schema.clone());
        Ok(Self {
            schema,
            defaults,
            projection,
            records,
            calls,
            pairs: Sequences::default(),
            store: Store::default(),
            cases: HashTable::new(),
            ids,
            limit: LIMIT,
        })
    }

    /// Returns a reader that keeps about so many distinct cases, in place of 262,144.
    #[must_use]
    pub fn with_limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    /// The numbers of the columns that are read, in order. The other columns need not be loaded.
    #[must_use]
    pub fn columns(&self) -> &[usize] {
        &self.projection
    }

    /// Encodes the rows of a batch: one of the whole schema, or one that has only [`Self::columns`].
    ///
    /// # Errors
    ///
    /// If the batch lacks a column of the schema, or has it with another type.
    pub fn encode(&mut self, batch: &RecordBatch) -> Result<Encoded, SchemaError> {
        let columns = self.find(batch)?;
        self.forget_beyond_limit()?;
        let mut rows = Vec::with_capacity(batch.num_rows());
        let mut start = 0;
        while start < batch.num_rows() {
            let length = CHUNK.min(batch.num_rows() - start);
            let chunk: Vec<Option<ArrayRef>> =
                columns.iter().map(|column| column.as_ref().map(|it| it.slice(start, length))).collect();
            self.encode_chunk(&chunk, length, &mut rows);
            start += length;
        }
        Ok(Encoded { rows, store: self.store.clone() })
    }

    /// Returns the columns of a batch that are read, by their numbers in the schema.
    fn find(&self, batch: &RecordBatch) -> Result<Vec<Option<ArrayRef>>, SchemaError> {
        let is_whole = batch.num_columns() == self.schema.fields().len();
        let mut columns = vec![None; self.schema.fields().len()];
        for (place, &number) in self.projection.iter().enumerate() {
            let field = self.schema.field(number);
            let place = if is_whole { number } else { place };
            let found = (place < batch.num_columns()).then(|| batch.schema_ref().field(place));
            match found {
                Some(found) if found.name() == field.name() && found.data_type() == field.data_type() => {
                    columns[number] = Some(Arc::clone(batch.column(place)));
                }
                found => {
                    let found = found.filter(|found| found.name() == field.name());
                    return Err(SchemaError::OtherSchema {
                        column: field.name().clone(),
                        expected: field.data_type().clone(),
                        found: found.map(|found| found.data_type().clone()),
                    });
                }
            }
        }
        Ok(columns)
    }

    /// Starts anew if too much has been read: what is encoded already keeps its cases.
    fn forget_beyond_limit(&mut self) -> Result<(), SchemaError> {
        let groups = [&self.records, &self.calls];
        let of_columns = groups.into_iter().flat_map(Group::kept);
        let of_keys = groups.into_iter().map(|group| group.keys.len());
        if of_columns.chain(of_keys).chain([self.store.read().len()]).any(|size| size > self.limit) {
            *self = Self::new(&self.schema, self.defaults.clone())?.with_limit(self.limit);
        }
        Ok(())
    }

    fn encode_chunk(&mut self, columns: &[Option<ArrayRef>], length: usize, rows: &mut Vec<u32>) {
        let mut store = self.store.write();
        let Self { records, calls, pairs, defaults, .. } = self;
        records.encode(columns, length, |group, codes| store.add_part(0, part_of(group, 0, codes), defaults));
        calls.encode(columns, length, |group, codes| {
            let part = |part| store.add_part(part, part_of(group, part, codes), defaults);
            pairs.number(&[1, 2].map(part))
        });
        let others = self.other_ids(columns);
        for (row, (&record, &call)) in self.records.values.iter().zip(&self.calls.values).enumerate() {
            let parts = || {
                let pair = self.pairs.get(call);
                [record, pair[0], pair[1]]
            };
            if let Some(ids) = others.as_ref().and_then(|others| others[row].as_ref()) {
                let codes =
                    [&self.records, &self.calls, &self.calls].map(|group| (group, group.keys.codes(row)));
                let mut part = 0;
                let mut json = codes.map(|(group, codes)| {
                    part += 1;
                    part_of(&group.columns, part - 1, &codes)
                });
                write_ids(ids, &mut json);
                rows.push(store.add_whole(json, parts(), &self.defaults));
                continue;
            }
            let key = u64::from(record) | u64::from(call) << 32;
            let hash = hash(&[key]);
            let case = match self.cases.find(hash, |known| known.0 == key) {
                Some((_, case)) => *case,
                None => {
                    let case = store.add(parts(), &self.defaults);
                    self.cases.insert_unique(hash, (key, case), |known| self::hash(&[known.0]));
                    case
                }
            };
            rows.push(case);
        }
    }

    /// The ids of each row in the record and in the request where they differ; `None` if they cannot.
    fn other_ids(&self, columns: &[Option<ArrayRef>]) -> Option<Vec<Option<[String; 2]>>> {
        let of = |id: &Option<Vec<usize>>| find(id.as_ref()?, columns).map(|(array, _)| array);
        let (of_record, of_request) = (of(&self.ids[0])?, of(&self.ids[1])?);
        let pairs = texts(&of_record).into_iter().zip(texts(&of_request));
        let differing = |(one, other): (Option<&str>, Option<&str>)| {
            let (one, other) = (one.filter(|it| !it.is_empty())?, other.filter(|it| !it.is_empty())?);
            (one != other).then(|| [one.to_owned(), other.to_owned()])
        };
        Some(pairs.map(differing).collect())
    }
}

/// Writes the ids of a row into its record and its request.
fn write_ids(ids: &[String; 2], json: &mut [Json<'static>; 3]) {
    for (part, id) in [0, 2].into_iter().zip(ids) {
        let Json::Object(members) = &mut json[part] else { continue };
        members.retain(|(name, _)| name != "InstanceId");
        members.push((Cow::Borrowed("InstanceId"), Json::String(Cow::Owned(id.clone()))));
    }
}

/// Returns the array of a column, and the rows in which a struct around it is absent.
pub(crate) fn find(source: &[usize], columns: &[Option<ArrayRef>]) -> Option<(ArrayRef, Option<NullBuffer>)> {
    let (first, fields) = source.split_first()?;
    let mut array = columns[*first].clone()?;
    let mut absent = None;
    for field in fields {
        absent = NullBuffer::union(absent.as_ref(), array.nulls());
        let inner = Arc::clone(array.as_struct().column(*field));
        array = inner;
    }
    Some((array, absent))
}

impl Group {
    /// The number of values that each column keeps.
    fn kept(&self) -> impl Iterator<Item = usize> + '_ {
        self.columns.iter().map(|column| column.content.kept())
    }

    /// Encodes the rows of a chunk. Calls `add` with the columns and the codes of each new key, for its value.
    fn encode(
        &mut self,
        arrays: &[Option<ArrayRef>],
        length: usize,
        mut add: impl FnMut(&[Column], &[u32]) -> u32,
    ) {
        let counts = |columns: &[Column]| -> Vec<usize> {
            columns.iter().map(|column| column.content.len()).collect()
        };
        let Self { columns, keys, values } = self;
        loop {
            keys.start(counts(columns).into_iter(), length);
            for (number, column) in columns.iter_mut().enumerate() {
                encode_column(column, arrays, &mut keys.column(number));
            }
            if keys.fit(counts(columns).into_iter()) {
                break;
            }
        }
        keys.find(values, |codes| add(columns, codes));
    }
}

fn encode_column(column: &mut Column, arrays: &[Option<ArrayRef>], codes: &mut impl Codes) {
    let Some((array, around)) = find(&column.source, arrays) else { return };
    let valid = NullBuffer::union(around.as_ref(), array.nulls());
    match &mut column.content {
        Content::Value(node) => node.encode(&*array, valid.as_ref(), codes),
        Content::Presence => each_valid(valid.as_ref(), array.len(), |row| codes.put(row, 1)),
    }
}

/// Returns a part of the case of a row, given the code of each column; `null` if all of its columns are absent.
fn part_of(columns: &[Column], number: usize, codes: &[u32]) -> Json<'static> {
    let mut part = Json::Null;
    for (column, &code) in columns.iter().zip(codes) {
        if column.part != number || code == ABSENT {
            continue;
        }
        let mut place = &mut part;
        for name in &column.path {
            if !matches!(place, Json::Object(_)) {
                *place = Json::Object(Vec::new());
            }
            let Json::Object(members) = place else { continue };
            let number = members.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
                members.push((Cow::Owned(name.clone()), Json::Null));
                members.len() - 1
            });
            place = &mut members[number].1;
        }
        match &column.content {
            Content::Value(node) => *place = node.value(code),
            Content::Presence if matches!(place, Json::Object(_)) => {}
            Content::Presence => *place = Json::Object(Vec::new()),
        }
    }
    part
}
