//! Outcomes of accepted calls: settlements, effects on resources, risks and charges.

mod acceptance;
mod charge;
mod effect;
mod risk;
mod settlement;

pub(crate) mod create_instance;
pub(crate) mod delete_instance;
pub(crate) mod reactivate_instances;
pub(crate) mod reboot_instance;
pub(crate) mod run_instances;
pub(crate) mod start_instance;
pub(crate) mod stop_instance;

pub use charge::{CHARGES, Charge, GRACE_PERIOD_REMAINS};
pub use effect::{AtNextStart, Cell, Disposition, Effect, Resource};
pub(crate) use effect::{cell, effects, known};
pub(crate) use risk::risks;
pub use risk::{Risk, RiskRow};
pub use settlement::Settlement;
