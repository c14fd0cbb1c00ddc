//! Tables in and out without copies: the PyCapsule interface of Arrow.
//!
//! The only file with `unsafe`: a capsule is a pointer to a struct of Arrow's C data interface, as its name says.
#![expect(unsafe_code, reason = "capsules hold pointers")]

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader, StructArray};
use arrow_schema::SchemaRef;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyCapsuleMethods};
use std::ffi::CStr;

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";

/// The batches of a table, a stream or a batch.
pub(crate) fn batches(table: &Bound<'_, PyAny>) -> PyResult<Box<dyn RecordBatchReader + Send>> {
    if table.hasattr("__arrow_c_stream__")? {
        let capsule = table.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
        let stream = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>().as_ptr();
        // SAFETY: a capsule of this name holds a valid stream. It is moved out of the capsule, which keeps an
        // empty one.
        let stream = unsafe { FFI_ArrowArrayStream::from_raw(stream) };
        return Ok(Box::new(RecordBatchStreamReader::try_new(stream).map_err(invalid)?));
    }
    if table.hasattr("__arrow_c_array__")? {
        let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) =
            table.call_method0("__arrow_c_array__")?.extract()?;
        let schema = schema.pointer_checked(Some(SCHEMA))?.cast::<FFI_ArrowSchema>().as_ptr();
        let array = array.pointer_checked(Some(ARRAY))?.cast::<FFI_ArrowArray>().as_ptr();
        // SAFETY: capsules of these names hold a valid schema and a valid array of it. Both are moved out of the
        // capsules, which keep empty ones.
        let data = unsafe {
            let schema = FFI_ArrowSchema::from_raw(schema);
            from_ffi(FFI_ArrowArray::from_raw(array), &schema).map_err(invalid)?
        };
        let batch = RecordBatch::from(StructArray::from(data));
        let schema = batch.schema();
        return Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)));
    }
    let message =
        "expected a table with `__arrow_c_stream__` or `__arrow_c_array__`, such as one of pyarrow or Polars";
    Err(PyTypeError::new_err(format!("{message}, found `{}`", table.get_type().name()?)))
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
