//! The state of the mock: accounts with their instances, on a virtual clock. Every change of an instance is
//! a plan that was accepted or an event that was applied by the library.

pub mod account;
pub mod change;
pub mod clock;
pub mod create;
pub mod custom;
pub mod details;
pub mod events;
pub mod import;
pub mod policy;
pub mod progress;
pub mod record;
pub mod recording;
pub mod regions;
pub mod snapshot;
mod universe;

pub use account::{Account, Stored};
pub use universe::{Settings, World};
