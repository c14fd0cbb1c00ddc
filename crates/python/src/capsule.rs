//! Tables in and out without copies: the PyCapsule interface of Arrow.
//!
//! The only file with `unsafe`: a capsule is a pointer to a struct of Arrow's C data interface, as its name says.
#![expect(unsafe_code, reason = "capsules hold pointers")]

use arrow_array::cast::AsArray;
use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{
    Array, ArrayReader, ArrayRef, RecordBatch, RecordBatchIterator, RecordBatchOptions, RecordBatchReader,
    StructArray, make_array,
};
use arrow_buffer::NullBuffer;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyCapsuleMethods};
use std::ffi::CStr;

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";

/// The batches of a table, of a stream or of arrays of structs. A struct that is null is a row without values.
pub(crate) fn batches(table: &Bound<'_, PyAny>) -> PyResult<Box<dyn RecordBatchReader + Send>> {
    if table.hasattr("__arrow_c_stream__")? {
        let capsule = table.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
        let stream = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>().as_ptr();
        // SAFETY: a capsule of this name holds a valid stream. It is moved out of the capsule, which keeps an
        // empty one.
        let stream = unsafe { FFI_ArrowArrayStream::from_raw(stream) };
        // The reader relies on it.
        if stream.get_next().is_none() {
            return Err(PyValueError::new_err("the stream of the table is used up, expected an unread one"));
        }
        let arrays = ArrayStreamReader::try_new(stream).map_err(invalid)?;
        let schema = schema_of(arrays.field())?;
        return Ok(Box::new(Structs { arrays, schema }));
    }
    if table.hasattr("__arrow_c_array__")? {
        let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) =
            table.call_method0("__arrow_c_array__")?.extract()?;
        let schema = schema.pointer_checked(Some(SCHEMA))?.cast::<FFI_ArrowSchema>().as_ptr();
        let array = array.pointer_checked(Some(ARRAY))?.cast::<FFI_ArrowArray>().as_ptr();
        // SAFETY: capsules of these names hold a valid schema and a valid array of it. Both are moved out of the
        // capsules, which keep empty ones.
        let (field, data) = unsafe {
            let schema = FFI_ArrowSchema::from_raw(schema);
            let data = from_ffi(FFI_ArrowArray::from_raw(array), &schema).map_err(invalid)?;
            (Field::try_from(&schema).map_err(invalid)?, data)
        };
        let schema = schema_of(&field)?;
        return Ok(Box::new(Structs { arrays: std::iter::once(Ok(make_array(data))), schema }));
    }
    let message =
        "expected a table with `__arrow_c_stream__` or `__arrow_c_array__`, such as one of pyarrow or Polars";
    Err(PyTypeError::new_err(format!("{message}, found `{}`", table.get_type().name()?)))
}

/// The schema of a table whose rows are structs.
fn schema_of(field: &Field) -> PyResult<SchemaRef> {
    match field.data_type() {
        DataType::Struct(fields) => {
            Ok(Schema::new(fields.clone()).with_metadata(field.metadata().clone()).into())
        }
        other => Err(PyTypeError::new_err(format!("expected a table, found an array of {other}"))),
    }
}

/// Arrays of structs as batches.
struct Structs<I> {
    arrays: I,
    schema: SchemaRef,
}

impl<I: Iterator<Item = Result<ArrayRef, ArrowError>>> Iterator for Structs<I> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let array = self.arrays.next()?;
        Some(array.and_then(|array| batch(&self.schema, array.as_struct())))
    }
}

impl<I: Iterator<Item = Result<ArrayRef, ArrowError>>> RecordBatchReader for Structs<I> {
    fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.schema)
    }
}

fn batch(schema: &SchemaRef, array: &StructArray) -> Result<RecordBatch, ArrowError> {
    let absent = array.nulls().filter(|nulls| nulls.null_count() > 0);
    let (schema, columns) = match absent {
        None => (SchemaRef::clone(schema), array.columns().to_vec()),
        Some(nulls) => {
            let columns: Result<_, _> = array.columns().iter().map(|column| without(column, nulls)).collect();
            let fields = schema.fields().iter().map(|field| field.as_ref().clone().with_nullable(true));
            let fields: Vec<Field> = fields.collect();
            (Schema::new(fields).with_metadata(schema.metadata().clone()).into(), columns?)
        }
    };
    let options = RecordBatchOptions::new().with_row_count(Some(array.len()));
    RecordBatch::try_new_with_options(schema, columns, &options)
}

/// A column without the values in rows that are absent. A type without a validity of its own keeps them: no
/// column of calls has one.
fn without(column: &ArrayRef, absent: &NullBuffer) -> Result<ArrayRef, ArrowError> {
    if matches!(column.data_type(), DataType::Null | DataType::Union(..) | DataType::RunEndEncoded(..)) {
        return Ok(ArrayRef::clone(column));
    }
    let nulls = NullBuffer::union(column.nulls(), Some(absent));
    column.to_data().into_builder().nulls(nulls).build().map(make_array)
}

/// The batches as a stream in a capsule.
pub(crate) fn stream<'py>(
    py: Python<'py>,
    batches: Vec<RecordBatch>,
    schema: SchemaRef,
) -> PyResult<Bound<'py, PyCapsule>> {
    let reader = RecordBatchIterator::new(batches.into_iter().map(Ok), schema);
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), STREAM)
}

/// The schema in a capsule.
pub(crate) fn schema<'py>(py: Python<'py>, schema: &SchemaRef) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema.as_ref()).map_err(invalid)?;
    PyCapsule::new_with_value(py, schema, SCHEMA)
}

pub(crate) fn invalid(error: arrow_schema::ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}
