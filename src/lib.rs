//! The lifecycle of an Alibaba Cloud ECS instance as a pure state machine.
//!
//! [`plan`] takes an instance, a request, the facts of the environment and a policy. It returns a
//! [`Plan`] (the path of statuses, the stop mode, and for each resource whether it is kept and
//! billed) or a [`Rejection`] with the error that the vendor documents: HTTP status, code and
//! message. [`explain`] returns every violated rule. [`Instance::apply`] applies an [`Event`].
//!
//! The crate makes no calls, has no clock and keeps no state. It is `no_std` and does not allocate
//! to decide.
//!
//! # Example
//!
//! ```
//! use instance_lifecycle::{
//!     Environment, Event, Instance, NetworkType, Policy, Status, StopInstance, StopMode, StoppedMode, plan,
//! };
//!
//! let (environment, policy) = (Environment::default(), Policy::documented());
//! let request = StopInstance { stopped_mode: Some(StopMode::StopCharging), ..StopInstance::default() };
//!
//! let instance = Instance::default();
//! let planned = plan(&instance, &request, &environment, &policy)?;
//! assert_eq!(planned.stopped_mode(), StoppedMode::StopCharging);
//!
//! let stopping = planned.accept(&instance)?;
//! let stopped = stopping.apply(Event::ShutdownCompleted, &environment, &policy)?;
//! assert_eq!(stopped.status, Status::Stopped);
//!
//! let classic = Instance { network_type: NetworkType::Classic, ..instance };
//! let rejection = plan(&classic, &request, &environment, &policy).unwrap_err();
//! assert_eq!(rejection.error().code, "InvalidInstanceId.NotSupport");
//! # Ok::<_, Box<dyn core::error::Error>>(())
//! ```
//!
//! # Where to start
//!
//! | task | items |
//! |---|---|
//! | decide a call | [`plan`], [`explain`], [`permitted`], [`batch`] |
//! | carry a plan out | [`Plan::accept`], [`Plan::guard`], [`Instance::apply`] |
//! | decide many calls | [`Packed`], [`plan_each`], [`explain_each`] |
//! | choose or change the rules | [`Policy`], [`Interpretation`], and with `alloc` `CustomRule` |
//! | compare policies, prove laws, compute reachability | the module `analysis` (feature `alloc`) |
//! | record, replay and bill a history | the module `trace` (feature `alloc`) |
//! | test another implementation | the module `testing` (feature `proptest`) |
//! | look up errors, or the permissions that calls need | [`CATALOGUE`], [`authorization`] |
//! | read the rules with their sources | [`documentation`] |
//!
//! Records of DescribeInstances and policy files are read by the crate `instance-lifecycle-wire`;
//! the command `lifecycle` is the crate `instance-lifecycle-cli`.
//!
//! # Features
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `serde` | yes | serialization of the vocabulary |
//! | `alloc` | no | custom rules, policy documents, `analysis`, `trace` |
//! | `rayon` | no | slices of calls decided on all cores; needs `std` |
//! | `proptest` | no | `testing`: strategies and a reference machine for `proptest-state-machine` |
//! | `arbitrary` | no | arbitrary cases for fuzzers |
//!
//! A feature never changes a decision.

#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[cfg(feature = "alloc")]
extern crate alloc;

// Layered: a module depends only on modules listed above it.
#[doc(hidden)]
pub mod suggest;

mod record;

pub mod closed_set;
pub mod region;

mod environment;
mod event;
mod evidence;
mod instance;
mod request;

pub mod attribute;
pub mod interpretation;

mod condition;

mod evolve;

pub mod authorization;
mod error;
mod outcome;
mod rule;

mod policy;
mod quotation;

mod plan;

mod difference;

mod billing;
mod decide;
mod impossible;

#[cfg(feature = "alloc")]
pub mod analysis;
mod batch;
mod packed;
#[cfg(feature = "alloc")]
pub mod trace;

// Outside the layers: pages without code, and support for tests in other crates.
#[cfg(feature = "arbitrary")]
mod arbitrary;
pub mod documentation;
#[cfg(feature = "proptest")]
pub mod testing;

pub use attribute::Case;
pub use batch::{Batch, BatchRejection, Id, ItemAnswer, MAX_IDS, batch};
pub use billing::{ChargeLine, charges, resources};
pub use closed_set::Finite;
pub use condition::Condition;
pub use decide::{
    Decidable, DryRunPass, Explanation, OwnedViolation, Rejection, Reliance, Violation, explain,
    is_eligible_for_economical_mode, permitted, plan,
};
pub use difference::{ChangeKind, PlanDifference};
pub use environment::{
    Balance, CapacityReservation, DedicatedHost, Environment, PrivatePool, Quota, Site, SpotPrice, Stock,
};
pub use error::{
    ApiError, CATALOGUE, DORMANT, DatedRow, Dormant, ErrorKind, ErrorRow, ErrorTable, HISTORY, Message,
    PageChange, Place, Strength,
};
pub use event::Event;
pub use evidence::{Document, Evidence, Revision, Source};
pub use evolve::{EventError, Next, Transition};
pub use impossible::ImpossibleInstanceError;
pub use instance::{
    ChargeType, DiskStatus, EncryptionKey, Instance, LockReason, Locks, NetworkType, Presence,
    SpotInterruptionBehavior, SpotStrategy, Standing, StaticAddress, Status, StatusBefore, StoppedFor,
    StoppedMode, SystemDisk, Task,
};
pub use interpretation::*;
pub use outcome::{
    AtNextStart, CHARGES, Cell, Charge, Disposition, Effect, GRACE_PERIOD_REMAINS, Resource, Risk, RiskRow,
    Settlement,
};
pub use packed::{Answerable, Call, Packable, Packed, explain_each, plan_each};
#[cfg(feature = "rayon")]
pub use packed::{par_explain_each, par_plan_each};
pub use plan::{Guard, Path, Plan, ResourceOutcome, StalePlanError};
#[cfg(feature = "alloc")]
pub use policy::{CustomError, CustomRule, CustomVerdict, RuleError};
#[cfg(all(feature = "alloc", feature = "serde"))]
pub use policy::{DocumentProblem, ErrorDocument, PolicyDocument, PolicyDocumentError, RuleDocument};
pub use policy::{Known, Name, Policy, PolicyError, PolicyRow, RuleSource, RuleTable, Unknown, Verdict};
pub use quotation::{QUOTATIONS, Quotation};
pub use request::{
    Amount, AmountError, BatchOptimization, BatchRequest, CreateInstance, DeleteInstance, DeleteInstances,
    Operation, Parameters, ReActivateInstances, RebootInstance, RebootInstances, Request, RunInstances,
    StartInstance, StartInstances, StopInstance, StopInstances, StopMode, StopModeAsked,
};
pub use rule::{Row, Stages};
