//! What a call can come to: how it is settled, what becomes of each resource, and what is risked.

mod effect;
mod risk;
mod settlement;

pub(crate) mod stop_instance;

pub use effect::{AtNextStart, Cell, Disposition, Effect, Resource};
pub(crate) use effect::{effects, prove};
pub(crate) use risk::risks;
pub use risk::{Risk, RiskRow};
pub use settlement::Settlement;
