#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[cfg(feature = "alloc")]
extern crate alloc;

// In floor order: a module uses only those above it.
pub mod closed_set;
pub mod region;

mod environment;
mod event;
mod evidence;
mod instance;
mod request;

pub mod attribute;
mod interpretation;

mod evolve;

mod error;
mod outcome;
mod rule;

mod policy;

mod plan;

mod billing;
mod decide;

#[cfg(feature = "alloc")]
pub mod analysis;
mod batch;
pub mod packed;
#[cfg(feature = "alloc")]
pub mod trace;

// Beside the floors: support for the tests of others.
#[cfg(feature = "arbitrary")]
mod arbitrary;
#[cfg(feature = "proptest")]
pub mod testing;

pub use attribute::Case;
pub use batch::{Batch, BatchRejection, Id, ItemAnswer, MAX_IDS, batch};
pub use billing::{charges, resources};
pub use closed_set::Finite;
pub use decide::{
    Decidable, DryRunPass, Explanation, OwnedViolation, Rejection, Violation, explain,
    is_eligible_for_economical_mode, permitted, plan,
};
pub use environment::{
    Balance, CapacityReservation, DedicatedHost, Environment, PrivatePool, Quota, SpotPrice, Stock,
};
pub use error::{
    ApiError, CATALOGUE, DORMANT, Dormant, ErrorKind, ErrorRow, ErrorTable, Grade, Message, Place,
};
pub use event::Event;
pub use evidence::{Document, Evidence, Revision, Source};
pub use evolve::{EventError, Next, Transition};
pub use instance::{
    ChargeType, DiskStatus, EncryptionKey, Instance, LockReason, Locks, NetworkType,
    SpotInterruptionBehavior, SpotStrategy, Standing, StaticAddress, Status, StatusBefore, StoppedFor,
    StoppedMode, SystemDisk, Task,
};
pub use interpretation::{
    Choice, ForceDeleteInTransit, ForceStopWhileStopping, HibernateMode, HibernatedBandwidth,
    HibernationForbids, ImageLicence, IneligibleStopCharging, Interpretation, Interpretations, KeysChecked,
    LocalDiskContents, OtherLocks, ReactivationStatus, RebootPath, SecurityLockedDelete, SecurityLockedStop,
    SpotComputeAfterStop, SpotEconomicalMode, StartWhilePending, StatusText, StopOfStopped, WhoConfirms,
    WhoseArrears,
};
pub use outcome::{
    AtNextStart, CHARGES, Cell, Charge, Disposition, Effect, Resource, Risk, RiskRow, Settlement,
};
pub use plan::{Guard, Path, Plan, ResourceOutcome, StalePlanError};
#[cfg(feature = "alloc")]
pub use policy::{CustomError, CustomRule, CustomVerdict, RuleError};
#[cfg(all(feature = "alloc", feature = "serde"))]
pub use policy::{DocumentProblem, ErrorDocument, PolicyDocument, PolicyDocumentError, RuleDocument};
pub use policy::{
    KnownNames, Origin, Policy, PolicyError, PolicyName, PolicyRow, RuleTable, UnknownNameError, Verdict,
};
pub use request::{
    Action, Amount, AmountError, BatchOptimization, BatchRequest, CreateInstance, DeleteInstance,
    DeleteInstances, Operation, Parameters, ReActivateInstances, RebootInstance, RebootInstances, Request,
    RunInstances, StartInstance, StartInstances, StopInstance, StopInstances, StopMode, StopModeAsked,
};
pub use rule::{Condition, Row, Stages};
