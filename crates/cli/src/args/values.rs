//! The parsers of operations and events.

use crate::suggest::{known, unknown};
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::{Event, Operation, Request};

pub(crate) fn operation(name: &str) -> Result<Operation, String> {
    let names = Operation::NAMES;
    name.parse().map_err(|_| unknown("operation", name, names, &format!("expected {}", known(names))))
}

/// An operation on one instance.
pub(crate) fn single(name: &str) -> Result<Operation, String> {
    let operation = operation(name)?;
    let is_single = Request::DEFAULTS.iter().any(|request| request.operation() == operation);
    if is_single { Ok(operation) } else { Err(not_single(operation)) }
}

/// Says that an operation takes several instances, and how to call it.
pub(crate) fn not_single(operation: Operation) -> String {
    let single = Request::DEFAULTS.iter().map(|request| request.operation().as_str());
    let single: Vec<&str> = single.collect();
    format!(
        "`{operation}` takes several instances: pass lines such as {{\"Instances\": [...], \"Request\": \
         {{\"Action\": \"{operation}\"}}}} to `lifecycle plan`, or use {}",
        known(&single)
    )
}

pub(crate) fn event(name: &str) -> Result<Event, String> {
    name.parse().map_err(|_| unknown("event", name, Event::NAMES, "`lifecycle events` lists them"))
}
