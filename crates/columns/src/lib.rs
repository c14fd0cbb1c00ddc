//! Decisions over columns: record batches of calls in, columns of answers out, by Arrow.
//!
//! A [`Reader`] encodes batches, a [`Decider`] answers them under one policy, and a [`Differ`] compares two.
//! What a value means is decided in one place, the reader of cases of `instance-lifecycle-wire`: a row is the
//! case that the same values would be as JSON, with the same answer, or the same error if it cannot be read.
//! Each distinct combination of values is read once, and each distinct case is decided once.
//!
//! The columns that are read and written are listed in [`schema`]. This crate reads no files and prints nothing.

mod codes;
mod error;
mod keys;
mod layout;
mod leaf;
mod node;
mod recent;
mod sequences;
mod store;

mod reader;
mod words;

mod decide;
mod differ;
mod tally;

#[doc = include_str!("../docs/schema.md")]
pub mod schema {}

pub use arrow_array;
pub use arrow_schema;
pub use decide::Decider;
pub use differ::Differ;
pub use error::SchemaError;
pub use layout::{ColumnUse, column_use};
pub use reader::{Encoded, Reader};
pub use tally::{Tally, instance_ids};

use arrow_array::RecordBatch;
use instance_lifecycle::Policy;
use instance_lifecycle_wire::Defaults;

/// Answers the calls of one batch: see [`Decider::decide`].
///
/// # Errors
///
/// As [`Reader::new`].
pub fn plan(batch: &RecordBatch, policy: &Policy, defaults: &Defaults) -> Result<RecordBatch, SchemaError> {
    answer(batch, Decider::new(policy.clone()), defaults)
}

/// Answers the calls of one batch, with every rule that is violated: see [`Decider::explaining`].
///
/// # Errors
///
/// As [`Reader::new`].
pub fn explain(
    batch: &RecordBatch,
    policy: &Policy,
    defaults: &Defaults,
) -> Result<RecordBatch, SchemaError> {
    answer(batch, Decider::explaining(policy.clone()), defaults)
}

fn answer(
    batch: &RecordBatch,
    mut decider: Decider,
    defaults: &Defaults,
) -> Result<RecordBatch, SchemaError> {
    let attributes = decider.policy().attributes().clone();
    let mut reader = Reader::new(batch.schema_ref(), Defaults { attributes, ..defaults.clone() })?;
    Ok(decider.decide(&reader.encode(batch)?))
}
