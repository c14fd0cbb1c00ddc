//! The tests and laws of policy files, and the reader of whole policy files.

pub(crate) mod annotated;
pub(crate) mod expectation;
pub(crate) mod file;
pub(crate) mod law;
pub(crate) mod test;
pub(crate) mod written;
