#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[cfg(feature = "alloc")]
extern crate alloc;

pub mod closed_set;
pub mod region;

mod environment;
mod evidence;
mod instance;
mod request;

pub use environment::{
    Balance, CapacityReservation, DedicatedHost, Environment, PrivatePool, Quota, SpotPrice, Stock,
};
pub use evidence::{Document, Evidence, Revision, Source};
pub use instance::{
    ChargeType, DiskStatus, EncryptionKey, Instance, LockReason, Locks, NetworkType,
    SpotInterruptionBehavior, SpotStrategy, Standing, StaticAddress, Status, StoppedFor, StoppedMode,
    SystemDisk, Task,
};
pub use request::{Operation, Parameters, Request, StopInstance, StopMode, StopModeAsked};
