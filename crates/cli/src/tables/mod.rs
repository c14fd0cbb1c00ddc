//! Tables of calls: Parquet and Arrow IPC files.

#[cfg(feature = "columns")]
mod blocks;
#[cfg(feature = "columns")]
mod caught;
mod format;
#[cfg(feature = "columns")]
mod read;
#[cfg(feature = "columns")]
mod stream;

pub(crate) use format::Format;
#[cfg(feature = "columns")]
pub(crate) use read::{Rows, each, each_on_threads, ids};
