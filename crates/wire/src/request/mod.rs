//! Requests with their parameters, and the cases that hold them.

pub(crate) mod batch;
pub(crate) mod case;
pub(crate) mod errors;
pub(crate) mod notes;
pub(crate) mod plural;
pub(crate) mod single;
pub(crate) mod vocabulary;
