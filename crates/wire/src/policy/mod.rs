//! Policy files, TOML or JSON, in one schema. Errors name the line, the path and the expected form.

pub(crate) mod conditions;
pub(crate) mod error;
pub(crate) mod file;
pub(crate) mod place;
pub(crate) mod read;
pub(crate) mod schema;
pub(crate) mod write;
