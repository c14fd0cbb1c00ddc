//! Trace files: recorded histories.

pub(crate) mod file;
pub(crate) mod step;
