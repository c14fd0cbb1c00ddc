//! The rules of StopInstance in general-purpose engines, one file per engine.
//!
//! Cedar and Rego answer all violated rules. CEL, ZEN and Rhai answer the deciding rule: the first
//! violation, otherwise the settlement. Rules are compiled and inputs are built before the measurement.

pub mod cedar;
pub mod cel;
pub mod rego;
pub mod rhai;
pub mod rules;
pub mod zen;
