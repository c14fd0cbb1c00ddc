//! The reader of tables: only the columns that matter are loaded.

use super::blocks::{BlockReader, Blocks};
use super::caught::{caught, each_caught};
use super::format::Format;
use super::stream::{self, Loaded, Stream};
use crate::exit::Failure;
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle_columns::arrow_array::{RecordBatch, RecordBatchReader};
use instance_lifecycle_columns::arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema, SchemaRef};
use instance_lifecycle_columns::{ColumnUse, Encoded, Reader, column_use, instance_ids};
use instance_lifecycle_wire::Defaults;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder, RowSelection,
};
use parquet::basic::Encoding;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use parquet::schema::types::ColumnPath;
use std::fs::File;
use std::io;
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::Arc;
use std::thread;

/// The number of rows that are loaded at once.
const BATCH: usize = 1 << 14;

/// Some rows of a table.
#[derive(Debug)]
pub(crate) struct Rows {
    /// The number of the first row, from 1.
    pub(crate) first: u64,
    pub(crate) encoded: Encoded,
    /// The ids of the instances, if they are asked for.
    pub(crate) ids: Vec<Option<String>>,
}

/// The batches of a table that one thread reads.
type Batches<'t> = Box<dyn Iterator<Item = Result<Loaded, ArrowError>> + 't>;

/// A table whose batches can be read.
struct Table<'a> {
    path: &'a Path,
    source: Source,
    /// The columns that are loaded.
    schema: SchemaRef,
}

enum Source {
    /// The columns that are loaded by their leaves.
    Parquet(ArrowReaderMetadata, ProjectionMask),
    /// The columns that are loaded by their numbers.
    Arrow(Blocks, Vec<usize>),
    ArrowStream(Stream),
}

/// Calls `rows` with the rows of a table in order, with the ids of the instances.
pub(crate) fn each(
    path: &Path,
    format: Format,
    defaults: &Defaults,
    mut rows: impl FnMut(Rows) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let table = Table::open(path, format, &defaults.attributes, true)?;
    let mut reader = table.reader(defaults)?;
    for loaded in each_caught(table.batches(0, 1)) {
        let Loaded { first, batch, .. } = loaded.map_err(|error| failure(path, error))?;
        let encoded = encode(path, &mut reader, &batch)?;
        let ids = caught(|| Ok(instance_ids(&batch))).map_err(|error| failure(path, error))?;
        rows(Rows { first, encoded, ids })?;
    }
    Ok(())
}

/// Calls `rows` with the rows of a table, and with the state of the thread that read them, and `progress` with the
/// bytes that were read. Returns the states.
pub(crate) fn each_on_threads<S: Send>(
    path: &Path,
    format: Format,
    defaults: &Defaults,
    threads: NonZeroUsize,
    progress: &(impl Fn(u64) + Sync),
    state: impl Fn() -> S + Sync,
    rows: impl Fn(&mut S, Rows) + Sync,
) -> Result<Vec<S>, Failure> {
    let table = Table::open(path, format, &defaults.attributes, false)?;
    let table = &table;
    let work = |thread: usize| -> Result<S, Failure> {
        let (mut state, mut reader) = (state(), table.reader(defaults)?);
        for loaded in each_caught(table.batches(thread, threads.get())) {
            let Loaded { first, batch, bytes } = loaded.map_err(|error| failure(path, error))?;
            let encoded = encode(path, &mut reader, &batch)?;
            rows(&mut state, Rows { first, encoded, ids: Vec::new() });
            progress(bytes);
        }
        Ok(state)
    };
    let work = &work;
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads.get()).map(|number| scope.spawn(move || work(number))).collect();
        let first = work(0);
        let others =
            others.into_iter().map(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        std::iter::once(first).chain(others).collect()
    })
}

/// Encodes a batch. The arrays of a malformed file may have other types than its schema states.
fn encode(path: &Path, reader: &mut Reader, batch: &RecordBatch) -> Result<Encoded, Failure> {
    let encoded = caught(|| Ok(reader.encode(batch))).map_err(|error| failure(path, error))?;
    encoded.map_err(|error| failure(path, error))
}

/// Returns the ids of the instances of some rows, which are numbered from 1 and in order.
pub(crate) fn ids(path: &Path, format: Format, rows: &[u64]) -> Result<Vec<Option<String>>, Failure> {
    caught(|| find_ids(path, format, rows)).map_err(|error| failure(path, error))
}

fn find_ids(path: &Path, format: Format, rows: &[u64]) -> Result<Vec<Option<String>>, ArrowError> {
    let is_id = |path: &[&str]| matches!(path, ["InstanceId"] | ["Instance" | "Request", "InstanceId"]);
    match format {
        Format::Parquet => {
            let file = File::open(path)?;
            let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
            let descriptor = builder.parquet_schema();
            let leaves = descriptor.columns().iter().enumerate();
            let leaves = leaves.filter(|(_, leaf)| is_id(&names(leaf.path())));
            let leaves: Vec<usize> = leaves.map(|(number, _)| number).collect();
            if leaves.is_empty() {
                return Ok(vec![None; rows.len()]);
            }
            let total = usize::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or_default();
            let ranges = rows.iter().map(|&row| row as usize - 1..row as usize);
            let selection = RowSelection::from_consecutive_ranges(ranges, total);
            let mask = ProjectionMask::leaves(descriptor, leaves);
            let reader = builder.with_projection(mask).with_row_selection(selection).build()?;
            let mut ids = Vec::new();
            for batch in reader {
                ids.extend(instance_ids(&batch?));
            }
            Ok(ids)
        }
        Format::Arrow => {
            let found = Blocks::find(path)?;
            let mut reader = found.open(path, &ids_of(&found.schema))?;
            let mut ids = Vec::new();
            for number in 0..found.len() {
                let (first, after) = (1 + found.rows_before(number), 1 + found.rows_before(number + 1));
                if rows.iter().any(|row| (first..after).contains(row))
                    && let Some(batch) = found.read(number, &mut reader)?
                {
                    extend_ids(&mut ids, rows, first, &batch);
                }
            }
            Ok(ids)
        }
        Format::ArrowStream => {
            let stream = Stream::open(path, ids_of(stream::schema(path)?.as_ref()))?;
            let mut ids = Vec::new();
            while let Some(loaded) = stream.next() {
                let Loaded { first, batch, .. } = loaded?;
                extend_ids(&mut ids, rows, first, &batch);
            }
            Ok(ids)
        }
    }
}

/// The columns with ids.
fn ids_of(schema: &Schema) -> Vec<usize> {
    let is_read = |(_, field): &(usize, &FieldRef)| {
        ["InstanceId", "Instance", "Request", "Instance.InstanceId", "Request.InstanceId"]
            .contains(&field.name().as_str())
    };
    schema.fields().iter().enumerate().filter(is_read).map(|(number, _)| number).collect()
}

/// Adds the ids of those of some rows that are in a batch, whose first row is `first`.
fn extend_ids(ids: &mut Vec<Option<String>>, rows: &[u64], first: u64, batch: &RecordBatch) {
    let after = first + batch.num_rows() as u64;
    let here = rows.iter().filter(|row| (first..after).contains(row));
    let of_batch = instance_ids(batch);
    ids.extend(here.map(|row| of_batch[(row - first) as usize].clone()));
}

impl<'a> Table<'a> {
    fn open(
        path: &'a Path,
        format: Format,
        attributes: &AttributeSet,
        has_ids: bool,
    ) -> Result<Self, Failure> {
        let opened = caught(|| Self::try_open(path, format, attributes, has_ids));
        opened.map_err(|error| failure(path, error))
    }

    fn try_open(
        path: &'a Path,
        format: Format,
        attributes: &AttributeSet,
        has_ids: bool,
    ) -> Result<Self, ArrowError> {
        let is_read = |field: &FieldRef| column_use(&[field.name()], attributes) != ColumnUse::Unread;
        let read = |schema: &Schema| -> Vec<usize> {
            let fields = schema.fields().iter().enumerate();
            fields.filter(|(_, field)| is_read(field)).map(|(number, _)| number).collect()
        };
        match format {
            Format::Parquet => Self::open_parquet(path, attributes, has_ids),
            Format::Arrow => {
                let blocks = Blocks::find(path)?;
                let projection = read(&blocks.schema);
                let schema = Arc::new(blocks.schema.project(&projection)?);
                Ok(Self { path, source: Source::Arrow(blocks, projection), schema })
            }
            Format::ArrowStream => {
                let schema = stream::schema(path)?;
                let projection = read(&schema);
                let schema = Arc::new(schema.project(&projection)?);
                Ok(Self { path, source: Source::ArrowStream(Stream::open(path, projection)?), schema })
            }
        }
    }

    fn open_parquet(path: &'a Path, attributes: &AttributeSet, has_ids: bool) -> Result<Self, ArrowError> {
        let file = File::open(path)?;
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())?;
        let hinted = with_dictionaries(metadata.schema(), metadata.metadata(), attributes);
        let options = ArrowReaderOptions::new().with_schema(Arc::new(hinted));
        let metadata = ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options)?;
        let descriptor = metadata.parquet_schema();
        let paths: Vec<Vec<&str>> = descriptor.columns().iter().map(|leaf| names(leaf.path())).collect();
        let is_asked = paths
            .iter()
            .any(|path| matches!(path.as_slice(), ["Request", "InstanceId"] | ["Request.InstanceId"]));
        let is_read = |path: &[&str]| match path {
            // The id of a record matters only beside that of the request.
            ["InstanceId"] | ["Instance", "InstanceId"] => has_ids || is_asked,
            path => column_use(path, attributes) != ColumnUse::Unread,
        };
        let leaves = paths.iter().enumerate().filter(|(_, path)| is_read(path)).map(|(number, _)| number);
        let mask = ProjectionMask::leaves(descriptor, leaves);
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone());
        let schema = builder.with_projection(mask.clone()).with_row_groups(Vec::new()).build()?;
        let schema = RecordBatchReader::schema(&schema);
        Ok(Self { path, source: Source::Parquet(metadata, mask), schema })
    }

    fn reader(&self, defaults: &Defaults) -> Result<Reader, Failure> {
        Reader::new(&self.schema, defaults.clone()).map_err(|error| failure(self.path, error))
    }

    /// Iterates over the batches that one of several threads reads: of a stream the next one, of another file
    /// those of every so many parts.
    fn batches(&self, thread: usize, threads: usize) -> Batches<'_> {
        match &self.source {
            Source::Parquet(metadata, mask) => {
                let groups = (thread..metadata.metadata().num_row_groups()).step_by(threads);
                Box::new(groups.flat_map(move |number| match self.row_group(number, metadata, mask) {
                    Ok(batches) => batches,
                    Err(error) => Box::new(std::iter::once(Err(error))),
                }))
            }
            Source::Arrow(blocks, projection) => {
                let mut reader = None;
                let numbers = (thread..blocks.len()).step_by(threads);
                let batch = move |number| self.block(number, blocks, projection, &mut reader).transpose();
                Box::new(numbers.filter_map(batch))
            }
            Source::ArrowStream(stream) => Box::new(std::iter::from_fn(|| stream.next())),
        }
    }

    /// Iterates over the batches of a row group.
    fn row_group<'t>(
        &'t self,
        number: usize,
        metadata: &ArrowReaderMetadata,
        mask: &ProjectionMask,
    ) -> Result<Batches<'t>, ArrowError> {
        let groups = &metadata.metadata().row_groups()[..number];
        let mut next = 1 + groups.iter().map(|group| group.num_rows() as u64).sum::<u64>();
        let all = metadata.metadata().file_metadata().num_rows() as u64;
        let file = File::open(self.path)?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone());
        let builder = builder.with_projection(mask.clone()).with_row_groups(vec![number]);
        let reader = builder.with_batch_size(BATCH).build()?;
        Ok(Box::new(reader.map(move |batch| {
            let batch = batch?;
            let first = next;
            next += batch.num_rows() as u64;
            let bytes = self.bytes(batch.num_rows(), all);
            Ok(Loaded { first, batch, bytes })
        })))
    }

    /// Reads a block of an Arrow file, with the `reader` of the thread; `None` if it has no batch.
    fn block(
        &self,
        number: usize,
        blocks: &Blocks,
        projection: &[usize],
        reader: &mut Option<BlockReader>,
    ) -> Result<Option<Loaded>, ArrowError> {
        let reader = match reader {
            Some(reader) => reader,
            None => reader.insert(blocks.open(self.path, projection)?),
        };
        let batch = blocks.read(number, reader)?;
        let first = 1 + blocks.rows_before(number);
        let all = blocks.rows_before(blocks.len());
        Ok(batch.map(|batch| Loaded { first, bytes: self.bytes(batch.num_rows(), all), batch }))
    }

    /// The bytes of the file that some of all rows take, for its progress.
    fn bytes(&self, rows: usize, all: u64) -> u64 {
        self.path.metadata().map_or(0, |file| file.len()) * rows as u64 / all.max(1)
    }
}

/// The names of the columns and fields that lead to a leaf, without the levels of lists.
fn names(path: &ColumnPath) -> Vec<&str> {
    let is_level = |name: &&str| matches!(*name, "list" | "element" | "item" | "array" | "bag" | "key_value");
    path.parts().iter().map(String::as_str).filter(|name| !is_level(name)).collect()
}

/// Returns a schema in which texts are dictionaries where Parquet stores them as such.
fn with_dictionaries(schema: &Schema, metadata: &ParquetMetaData, attributes: &AttributeSet) -> Schema {
    fn convert(field: &FieldRef, path: &[&str], is_stored: &impl Fn(&[&str]) -> bool) -> FieldRef {
        let data_type = match field.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 if is_stored(path) => {
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(field.data_type().clone()))
            }
            DataType::Struct(fields) => {
                let of = |inner: &FieldRef| {
                    let path: Vec<&str> = path.iter().copied().chain([inner.name().as_str()]).collect();
                    convert(inner, &path, is_stored)
                };
                DataType::Struct(fields.iter().map(of).collect())
            }
            _ => return Arc::clone(field),
        };
        Arc::new(Field::clone(field).with_data_type(data_type))
    }

    let leaves = metadata.file_metadata().schema_descr().columns();
    let is_stored = |path: &[&str]| {
        let column_use = column_use(path, attributes);
        let leaf = leaves.iter().position(|leaf| leaf.path().parts() == path);
        let mut chunks = leaf.into_iter().flat_map(|leaf| {
            metadata.row_groups().iter().map(move |group| is_dictionary(group.column(leaf)))
        });
        // A text of which only the presence is read costs less than a dictionary that must be made.
        column_use != ColumnUse::Unread
            && chunks.all(|stored| stored.unwrap_or(column_use == ColumnUse::Value))
    };
    let fields = schema.fields().iter().map(|field| convert(field, &[field.name()], &is_stored));
    Schema::new_with_metadata(fields.collect::<Vec<_>>(), schema.metadata().clone())
}

/// Whether all pages of a column are encoded by its dictionary; `None` if the file does not say so.
fn is_dictionary(chunk: &ColumnChunkMetaData) -> Option<bool> {
    let encodings = chunk.page_encoding_stats_mask()?;
    let dictionaries = [Encoding::RLE_DICTIONARY, Encoding::PLAIN_DICTIONARY];
    let is_only = dictionaries.map(|encoding| encodings.is_only(encoding));
    Some(chunk.dictionary_page_offset().is_some() && is_only.contains(&true))
}

fn failure(path: &Path, error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Input(path.display().to_string(), io::Error::other(error))
}
