//! The choice of test vectors.

use super::values::action;
use crate::vectors::Asked;
use clap::Args;
use instance_lifecycle::Action;

#[derive(Args, Debug)]
pub(crate) struct VectorOptions {
    /// Only the vectors of this operation, singular or plural
    #[arg(long, value_name = "OPERATION", value_parser = action)]
    operation: Option<Action>,
    /// The vectors of all events, instead of those of operations
    #[arg(long, conflicts_with = "operation")]
    events: bool,
}

impl VectorOptions {
    pub(crate) fn asked(&self) -> Asked {
        match self.operation {
            _ if self.events => Asked::Events,
            Some(action) => Asked::Action(action),
            None => Asked::Calls,
        }
    }
}
