//! An Arrow IPC stream, whose batches several threads take in turn.

use arrow_ipc::reader::StreamReader;
use instance_lifecycle_columns::arrow_array::RecordBatch;
use instance_lifecycle_columns::arrow_schema::{ArrowError, SchemaRef};
use std::fs::File;
use std::io::{BufReader, Seek};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// A stream that threads share.
pub(super) struct Stream(Mutex<State>);

struct State {
    reader: StreamReader<BufReader<File>>,
    /// The number of the next row, from 1.
    next: u64,
    /// The bytes of the file that were read.
    read: u64,
    /// Whether the last batch could be read.
    is_sound: bool,
}

/// A batch of a table.
pub(super) struct Loaded {
    /// The number of its first row, from 1.
    pub(super) first: u64,
    pub(super) batch: RecordBatch,
    /// The bytes of the file that it takes.
    pub(super) bytes: u64,
}

/// Opens a stream for reading some columns; all without a projection.
fn open(path: &Path, projection: Option<Vec<usize>>) -> Result<StreamReader<BufReader<File>>, ArrowError> {
    StreamReader::try_new(BufReader::with_capacity(1 << 16, File::open(path)?), projection)
}

/// Returns the columns of a stream.
pub(super) fn schema(path: &Path) -> Result<SchemaRef, ArrowError> {
    Ok(open(path, None)?.schema())
}

impl Stream {
    /// Opens a stream for reading some columns.
    pub(super) fn open(path: &Path, projection: Vec<usize>) -> Result<Self, ArrowError> {
        let reader = open(path, Some(projection))?;
        Ok(Self(Mutex::new(State { reader, next: 1, read: 0, is_sound: true })))
    }

    /// Reads the next batch; `None` at the end, and after a batch that could not be read.
    pub(super) fn next(&self) -> Option<Result<Loaded, ArrowError>> {
        // A reader that panicked is not sound.
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let state = &mut *state;
        if !std::mem::take(&mut state.is_sound) {
            return None;
        }
        let batch = match state.reader.next()? {
            Ok(batch) => batch,
            Err(error) => return Some(Err(error)),
        };
        state.is_sound = true;
        let first = state.next;
        state.next += batch.num_rows() as u64;
        let position = state.reader.get_ref().get_ref().stream_position().unwrap_or(state.read);
        let bytes = position - state.read;
        state.read = position;
        Some(Ok(Loaded { first, batch, bytes }))
    }
}
