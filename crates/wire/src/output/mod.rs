//! Answers to cases, and instances after events, as JSON.

pub(crate) mod answer;
pub(crate) mod batch;
pub(crate) mod bill;
pub(crate) mod change;
pub(crate) mod evolution;
pub(crate) mod plan;
pub(crate) mod recorded;
pub(crate) mod route;
