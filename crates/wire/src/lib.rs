//! The vendor's JSON for [`instance_lifecycle`]: records of DescribeInstances and the case format,
//! read into the types of the core and written from them.
//!
//! [`Items`] reads a stream of any shape, [`Case`] one case, [`Record`] one record. What cannot be
//! read is a [`ReadError`] that names the path and what was expected. [`read_policy`] and
//! [`write_policy`] do the same for policy files, TOML or JSON. XML is not read, nothing is
//! decided here, and no request is sent.

mod answer;
mod assumed;
mod at;
mod batch;
mod case;
mod document;
mod error;
mod evolution;
mod family;
mod fields;
mod inspection;
mod json;
mod lines;
mod names;
mod policy;
mod record;
mod request;
mod scanner;
mod schema;
mod shape;
mod stream;
mod trace;
mod write;

pub use answer::{Answer, Outcome};
pub use assumed::Assumed;
pub use at::At;
pub use batch::{BatchAnswer, BatchCase};
pub use case::{AnyCase, Case, Defaults};
pub use error::{Expected, Found, Problem, ReadError};
pub use evolution::Evolution;
pub use inspection::Inspection;
pub use json::{Json, Member};
pub use policy::{
    Conditions, PolicyFileError, PolicyFileProblem, PolicyFormat, conditions, line_of_rule, policy_schema,
    read_document, read_policy, write_policy,
};
pub use record::Record;
pub use request::{parameters, read_request};
pub use schema::schema;
pub use stream::{Item, Items, MAX_LINE, Reason, Unreadable, each_in_line};
pub use trace::{Difference, RecordedStep, TRACE_VERSION, TraceError, TraceFile};
