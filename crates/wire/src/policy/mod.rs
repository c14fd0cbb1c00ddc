//! Policy files, TOML or JSON, in one schema. Errors name the line, the path and the expected form.

pub(crate) mod annotated;
mod attributes;
pub(crate) mod conditions;
pub(crate) mod error;
pub(crate) mod file;
mod place;
mod read;
pub(crate) mod schema;
pub(crate) mod write;
