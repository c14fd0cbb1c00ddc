//! The reader of tables: only the columns that matter are loaded.

use super::format::Format;
use crate::exit::Failure;
use arrow_ipc::reader::{FileReader, StreamReader};
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle_columns::arrow_array::{RecordBatch, RecordBatchReader};
use instance_lifecycle_columns::arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema, SchemaRef};
use instance_lifecycle_columns::{ColumnUse, Encoded, Reader, column_use, instance_ids};
use instance_lifecycle_wire::Defaults;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder, RowSelection,
};
use parquet::schema::types::ColumnPath;
use std::fs::File;
use std::io::{self, BufReader};
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

/// A part of a table that one thread reads.
struct Part {
    /// The number of its first row, from 1.
    first: u64,
    batches: Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>,
}

/// A table whose parts can be opened.
struct Table<'a> {
    path: &'a Path,
    format: Format,
    /// The columns that are loaded, by their leaves in Parquet.
    parquet: Option<(ArrowReaderMetadata, ProjectionMask)>,
    /// The columns that are loaded of an Arrow file.
    projection: Vec<usize>,
    schema: SchemaRef,
}

/// Calls `rows` with the rows of a table in order, with the ids of the instances.
pub(crate) fn each(
    path: &Path,
    format: Format,
    defaults: &Defaults,
    mut rows: impl FnMut(Rows) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let table =
        Table::open(path, format, &defaults.attributes, true).map_err(|error| failure(path, error))?;
    let mut reader = table.reader(defaults)?;
    for number in 0..table.parts() {
        let part = table.part(number).map_err(|error| failure(path, error))?;
        let mut first = part.first;
        for batch in part.batches {
            let batch = batch.map_err(|error| failure(path, error))?;
            let encoded = reader.encode(&batch).map_err(|error| failure(path, error))?;
            let ids = instance_ids(&batch);
            rows(Rows { first, encoded, ids })?;
            first += batch.num_rows() as u64;
        }
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
    let table =
        Table::open(path, format, &defaults.attributes, false).map_err(|error| failure(path, error))?;
    let table = &table;
    let work = |thread: usize| -> Result<S, Failure> {
        let (mut state, mut reader) = (state(), table.reader(defaults)?);
        for number in (thread..table.parts()).step_by(threads.get()) {
            let part = table.part(number).map_err(|error| failure(path, error))?;
            let mut first = part.first;
            for batch in part.batches {
                let batch = batch.map_err(|error| failure(path, error))?;
                let encoded = reader.encode(&batch).map_err(|error| failure(path, error))?;
                rows(&mut state, Rows { first, encoded, ids: Vec::new() });
                first += batch.num_rows() as u64;
                progress(table.bytes(batch.num_rows()));
            }
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

/// Returns the ids of the instances of some rows, which are numbered from 1 and in order.
pub(crate) fn ids(path: &Path, format: Format, rows: &[u64]) -> Result<Vec<Option<String>>, Failure> {
    find_ids(path, format, rows).map_err(|error| failure(path, error))
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
        Format::Arrow | Format::ArrowStream => {
            let schema = batches(path, format, None)?.0;
            let fields = schema.fields().iter().enumerate();
            let is_read = |(_, field): &(usize, &FieldRef)| {
                ["InstanceId", "Instance", "Request", "Instance.InstanceId", "Request.InstanceId"]
                    .contains(&field.name().as_str())
            };
            let projection: Vec<usize> = fields.filter(is_read).map(|(number, _)| number).collect();
            let (mut ids, mut first) = (Vec::new(), 1);
            for batch in batches(path, format, Some(projection))?.1 {
                let batch = batch?;
                let after = first + batch.num_rows() as u64;
                let here = rows.iter().filter(|row| (first..after).contains(row));
                let of_batch = instance_ids(&batch);
                ids.extend(here.map(|row| of_batch[(row - first) as usize].clone()));
                first = after;
            }
            Ok(ids)
        }
    }
}

impl<'a> Table<'a> {
    fn open(
        path: &'a Path,
        format: Format,
        attributes: &AttributeSet,
        has_ids: bool,
    ) -> Result<Self, ArrowError> {
        if format != Format::Parquet {
            let (schema, _) = batches(path, format, None)?;
            let projection = (0..schema.fields().len())
                .filter(|&number| {
                    column_use(&[schema.field(number).name().as_str()], attributes) != ColumnUse::Unread
                })
                .collect::<Vec<_>>();
            let schema = Arc::new(schema.project(&projection)?);
            return Ok(Self { path, format, parquet: None, projection, schema });
        }
        let file = File::open(path)?;
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())?;
        let hinted = with_dictionaries(metadata.schema(), attributes);
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
        Ok(Self { path, format, parquet: Some((metadata, mask)), projection: Vec::new(), schema })
    }

    fn reader(&self, defaults: &Defaults) -> Result<Reader, Failure> {
        Reader::new(&self.schema, defaults.clone()).map_err(|error| failure(self.path, error))
    }

    /// The number of parts.
    fn parts(&self) -> usize {
        self.parquet.as_ref().map_or(1, |(metadata, _)| metadata.metadata().num_row_groups())
    }

    /// Opens a part.
    fn part(&self, number: usize) -> Result<Part, ArrowError> {
        let Some((metadata, mask)) = &self.parquet else {
            let (_, batches) = batches(self.path, self.format, Some(self.projection.clone()))?;
            return Ok(Part { first: 1, batches });
        };
        let before = metadata.metadata().row_groups()[..number].iter().map(|group| group.num_rows() as u64);
        let first = 1 + before.sum::<u64>();
        let file = File::open(self.path)?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone());
        let builder = builder.with_projection(mask.clone()).with_row_groups(vec![number]);
        Ok(Part { first, batches: Box::new(builder.with_batch_size(BATCH).build()?) })
    }

    /// The bytes of the file that some rows take, for its progress.
    fn bytes(&self, rows: usize) -> u64 {
        let Some((metadata, _)) = &self.parquet else { return 0 };
        let all = metadata.metadata().file_metadata().num_rows().max(1) as u64;
        self.path.metadata().map_or(0, |file| file.len()) * rows as u64 / all
    }
}

/// The batches of an Arrow file, with its schema.
type Batches = (SchemaRef, Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>);

fn batches(path: &Path, format: Format, projection: Option<Vec<usize>>) -> Result<Batches, ArrowError> {
    let file = BufReader::with_capacity(1 << 16, File::open(path)?);
    Ok(match format {
        Format::ArrowStream => {
            let reader = StreamReader::try_new(file, projection)?;
            (reader.schema(), Box::new(reader))
        }
        Format::Arrow | Format::Parquet => {
            let reader = FileReader::try_new(file, projection)?;
            (reader.schema(), Box::new(reader))
        }
    })
}

/// The names of the columns and fields that lead to a leaf, without the levels of lists.
fn names(path: &ColumnPath) -> Vec<&str> {
    let is_level = |name: &&str| matches!(*name, "list" | "element" | "item" | "array" | "bag" | "key_value");
    path.parts().iter().map(String::as_str).filter(|name| !is_level(name)).collect()
}

/// Returns a schema in which texts whose values are read are dictionaries, as Parquet stores them.
fn with_dictionaries(schema: &Schema, attributes: &AttributeSet) -> Schema {
    fn convert(field: &FieldRef, path: &[&str], attributes: &AttributeSet) -> FieldRef {
        let data_type = match field.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 if column_use(path, attributes) == ColumnUse::Value => {
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(field.data_type().clone()))
            }
            DataType::Struct(fields) => {
                let of = |inner: &FieldRef| {
                    let path: Vec<&str> = path.iter().copied().chain([inner.name().as_str()]).collect();
                    convert(inner, &path, attributes)
                };
                DataType::Struct(fields.iter().map(of).collect())
            }
            _ => return Arc::clone(field),
        };
        Arc::new(Field::clone(field).with_data_type(data_type))
    }

    let fields = schema.fields().iter().map(|field| convert(field, &[field.name()], attributes));
    Schema::new_with_metadata(fields.collect::<Vec<_>>(), schema.metadata().clone())
}

fn failure(path: &Path, error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Input(path.display().to_string(), io::Error::other(error))
}
