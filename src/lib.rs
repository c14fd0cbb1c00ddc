//! The lifecycle of an Alibaba Cloud ECS instance as a pure state machine.
//!
//! [`plan()`] takes an instance, a request, the facts of the environment and a policy. It returns a
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
//! use instance_lifecycle::instance::{NetworkType, StoppedMode};
//! use instance_lifecycle::request::StopMode;
//! use instance_lifecycle::{Environment, Event, Instance, Policy, Status, StopInstance, plan};
//!
//! let (environment, policy) = (Environment::default(), Policy::documented());
//! let stopped_mode = Some(StopMode::StopCharging);
//! let request = StopInstance::default().with(|it| it.stopped_mode = stopped_mode);
//!
//! let instance = Instance::default();
//! let planned = plan(&instance, &request, &environment, &policy)?;
//! assert_eq!(planned.stopped_mode(), StoppedMode::StopCharging);
//!
//! let stopping = planned.accept(&instance)?;
//! let stopped = stopping.apply(Event::ShutdownCompleted, &environment, &policy)?;
//! assert_eq!(stopped.status, Status::Stopped);
//!
//! let classic = instance.with(|it| it.network_type = NetworkType::Classic);
//! let rejection = plan(&classic, &request, &environment, &policy).unwrap_err();
//! assert_eq!(rejection.error().code, "InvalidInstanceId.NotSupport");
//! # Ok::<_, Box<dyn core::error::Error>>(())
//! ```
//!
//! # Where to start
//!
//! | task | items |
//! |---|---|
//! | decide a call | [`plan()`], [`explain`], [`permitted`], [`batch`] |
//! | carry a plan out | [`Plan::accept`], [`Plan::guard`], [`Instance::apply`], [`Plan::completed_by`] |
//! | decide many calls | [`packed`] |
//! | choose or change the rules | [`Policy`], [`policy::interpretations`], and with `alloc` `CustomRule` |
//! | compare policies, prove laws, compute reachability, find routes | the module `analysis` (feature `alloc`) |
//! | record, replay and bill a history | the module `trace` (feature `alloc`) |
//! | test another implementation | the module `testing` (feature `proptest`) |
//! | look up errors, or the permissions that calls need | [`errors`], [`authorization`] |
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
//! | `proptest` | no | `testing`: strategies, a reference machine, a test of remote control planes |
//! | `arbitrary` | no | arbitrary cases, histories and policies for fuzzers |
//!
//! A feature never changes a decision.
//!
//! # What may grow
//!
//! The vendor adds fields, operations, events and errors. They are added here without a breaking
//! change, if no decision changes:
//!
//! * **Records** ([`Instance`], [`Locks`](instance::Locks), [`Environment`], [`Case`], requests and their
//!   [`Parameters`](request::Parameters)) are `#[non_exhaustive]`. They are built from a default:
//!   `Instance::DEFAULT.with(|it| it.status = Status::Stopped)`.
//! * **Open enums** are `#[non_exhaustive]`: [`Operation`], [`Action`], [`Request`] and
//!   [`BatchRequest`](request::BatchRequest); [`Event`] and [`EventError`](event::EventError);
//!   [`ErrorKind`](errors::ErrorKind); [`Revision`] and [`Document`](rules::Document); the
//!   [interpretations](policy::interpretations); lists of the vendor
//!   ([`LockReason`](instance::LockReason), [`Task`](instance::Task),
//!   [`StoppedFor`](instance::StoppedFor), [`EncryptionKey`](instance::EncryptionKey),
//!   [`Quota`](environment::Quota) and the other facts of a start, [`authorization`]); the consequences
//!   of a call ([`Resource`](plan::Resource), [`Risk`](plan::Risk), [`Settlement`](plan::Settlement));
//!   and errors of input, such as [`PolicyError`](policy::PolicyError).
//! * **Closed enums** answer a question whose answers are complete by their meaning
//!   ([`Presence`](instance::Presence), [`Rejection`], [`Evidence`](rules::Evidence)), are fixed by the
//!   model ([`Status`], [`StoppedMode`](instance::StoppedMode), [`ChargeType`](instance::ChargeType),
//!   [`Disposition`](plan::Disposition)), or list the findings of the analysis, which a report must
//!   not skip. Another value is a breaking change.

#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[cfg(feature = "alloc")]
extern crate alloc;

// Layered: a module depends only on modules declared above it.
//
// Vocabulary.
#[doc(hidden)]
pub mod suggest;

mod custom_values;
mod record;

pub mod closed_set;
mod region;

pub mod environment;
mod evidence;
pub mod instance;
pub mod request;

mod error;

// Attributes, interpretations and conditions.
mod attribute;
mod interpretation;

mod condition;

// Rule tables.
pub mod event;

pub mod authorization;
mod outcome;
mod rule;

// Policies.
pub mod policy;
mod quotation;

// Decisions.
pub mod plan;

pub mod billing;
mod decide;
mod impossible;

pub mod batch;
pub mod packed;
#[cfg(feature = "alloc")]
pub mod trace;

// Analysis.
#[cfg(feature = "alloc")]
pub mod analysis;

// Outside the layers: pages without code, and support for tests in other crates.
#[cfg(feature = "arbitrary")]
mod arbitrary;
pub mod documentation;
#[cfg(feature = "proptest")]
pub mod testing;

pub use attribute::Case;
pub use decide::{Decidable, Explanation, Rejection, Violation, explain, permitted, plan};
pub use environment::Environment;
pub use event::Event;
pub use evidence::Revision;
pub use instance::{Instance, Status};
pub use plan::Plan;
pub use policy::Policy;
pub use request::{
    Action, CreateInstance, DeleteInstance, Operation, ReActivateInstances, RebootInstance, Request,
    RunInstances, StartInstance, StopInstance,
};

/// The documented errors, and the errors of refused calls and of contradictory instances.
pub mod errors {
    pub use crate::decide::{DryRunPass, OwnedViolation, Warning};
    pub use crate::error::{
        ApiError, CATALOGUE, DORMANT, DatedRow, Dormant, ErrorKind, ErrorRow, ErrorTable, HISTORY, Message,
        PageChange, Place, Strength,
    };
    pub use crate::impossible::ImpossibleInstanceError;
}

/// The rules as data: tables, rows, conditions and their sources.
pub mod rules {
    pub use crate::condition::Condition;
    pub use crate::decide::Reliance;
    pub use crate::evidence::{Document, Evidence, Source};
    pub use crate::outcome::{Cell, Effect, RiskRow};
    pub use crate::policy::row::{PolicyRow, RuleSource, Verdict};
    pub use crate::policy::rule_table::RuleTable;
    pub use crate::quotation::{QUOTATIONS, Quotation};
    pub use crate::rule::{Row, Stages};

    /// The attributes that conditions test.
    pub mod attributes {
        pub use crate::attribute::{
            ATTRIBUTES, Attribute, ChangedBy, ConditionError, Constraint, Part, SPACE, region_of,
        };
        #[cfg(feature = "alloc")]
        pub use crate::attribute::{
            AttributeError, AttributeSet, AttributeSource, CustomAttribute, OwnedConditionError,
            PolicyAttribute,
        };
    }

    /// Sets of cases: one set of values for each attribute.
    pub mod region {
        pub use crate::region::{Assignment, Field, Point, Region, Space};
    }
}
