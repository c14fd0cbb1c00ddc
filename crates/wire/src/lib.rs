//! The vendor's JSON for [`instance_lifecycle`]: records of DescribeInstances, and the case format.
//!
//! [`Stream`] reads input of any shape, [`Case`] one case, and [`Record`] one record. [`read_policy`]
//! and [`write_policy`] convert policy files, TOML or JSON. Errors name the path and the expected form.
//!
//! Answers, plans, violations, steps of traces and bills have an owned form, such as [`RecordedAnswer`],
//! that is written to a queue or an audit log and read back: it is what the command `lifecycle` prints.
//!
//! The crate reads no XML, decides nothing by itself, and sends no requests.
//!
//! From a response of DescribeInstances to a plan:
//!
//! ```
//! use instance_lifecycle::{Environment, Policy, StopInstance, plan};
//! use instance_lifecycle_wire::{Defaults, MAX_LINE, Stream};
//!
//! let response = r#"{"TotalCount": 1, "Instances": {"Instance": [{
//!     "InstanceId": "i-1", "Status": "Running", "InstanceType": "ecs.g7.large"
//! }]}}"#;
//! let (policy, environment) = (Policy::documented(), Environment::DEFAULT);
//! let request = StopInstance::DEFAULT;
//! let defaults = Defaults { request: Some(request.into()), ..Defaults::default() };
//! for item in Stream::new(response.as_bytes(), MAX_LINE, defaults) {
//!     let case = item?.one()?;
//!     let plan = plan(&case.instance(), &request, &environment, &policy)?;
//!     assert_eq!(plan.path().to_string(), "Running -> Stopping -> Stopped");
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod json;
mod record;

mod request;

mod input;
mod output;

mod policy;
mod suite;
mod trace;
mod trail;

mod schema;

pub use input::chunk::Chunk;
pub use input::item::{InputError, InputErrorKind, Item};
pub use input::known::{ChunkItem, KnownCase};
pub use input::line::LineReader;

pub use input::shape::AnyCase;
pub use input::stream::{MAX_LINE, Stream};
pub use input::summary::Summary;
pub use json::at::At;
pub use json::error::{Expected, Found, ReadError, ReadErrorKind};
pub use json::tree::{Json, Member};
pub use output::answer::{Answer, Outcome};
pub use output::batch::{BatchAnswer, RecordedBatchAnswer, RecordedBatchOutcome, RecordedItem};
pub use output::bill::{RecordedBill, RecordedBillLine, RecordedLeftBehind};
pub use output::evolution::Evolution;
pub use output::plan::{RecordedPath, RecordedPlan, RecordedResource};
pub use output::recorded::{
    RecordedAnswer, RecordedError, RecordedOutcome, RecordedRejection, RecordedReliance, RecordedViolation,
    RecordedWarning,
};
pub use output::route::{RecordedChange, RecordedCost, RecordedRoute, RecordedRouteStep, RouteAnswer};
pub use policy::conditions::Conditions;
pub use policy::error::{PolicyFileError, PolicyFileErrorKind, PolicyFormat};
pub use policy::file::{line_of_rule, read_document};
pub use policy::write::write_policy;
pub use record::assumed::Assumed;
pub use record::attributes::vendor_field;
pub use record::inspection::Inspection;
pub use record::read::Record;
pub use record::value_use::ValueUse;
pub use request::batch::BatchCase;
pub use request::case::Case;
pub use request::errors::{Malformed, OBSERVED_CODES, ObservedCode, REQUEST_ERRORS, RequestError};
pub use request::notes::{Given, Notes};
pub use request::plural::{batch_parameters, read_batch_request};
pub use request::single::{Defaults, parameters, read_request};
pub use schema::fields::{CaseField, FieldForm, case_fields};
pub use schema::suite::policy_schema;
pub use schema::{schema, schema_of};
pub use suite::annotated::write_annotated_policy;
pub use suite::expectation::{Expectation, Mismatch, TestAnswer};
pub use suite::file::{PolicyFile, read_laws, read_policy, read_policy_file};
pub use suite::law::PolicyLaw;
pub use suite::test::{PolicyTest, TestResult};
pub use suite::written::WrittenSuite;
pub use trace::file::{Difference, TRACE_VERSION, TraceError, TraceFile};
pub use trace::step::RecordedStep;
pub use trail::event::{TrailAnswer, TrailCall, TrailEvent};
pub use trail::fleet::Fleet;
pub use trail::read::Trail;

/// The code of the README, compiled and run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
