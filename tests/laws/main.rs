//! The laws of the library: properties that hold for every case or for every history.

mod allocation;
mod batch_errors;
mod batches;
mod billing;
mod continuity;
mod custom_rules;
mod decisions;
mod documents;
mod events;
mod fidelity;
mod fidelity_events;
mod guard;
mod histories;
mod influence;
mod packed;
mod paths;
mod progress;
mod raised;
mod regions;
mod remote;
mod strategies;
mod traces;
mod validity;
