//! JSON values, paths into them, errors, and tables of fields. Nothing here knows of instances.

pub(crate) mod at;
pub(crate) mod error;
pub(crate) mod fields;
pub(crate) mod names;
pub(crate) mod pull;
pub(crate) mod tree;
