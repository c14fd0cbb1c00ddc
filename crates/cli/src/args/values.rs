//! The parsers of operations, actions and events.

use crate::suggest::{known, unknown};
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::{Action, Event, Operation};

/// An action: an operation, or its plural form.
pub(crate) fn action(name: &str) -> Result<Action, String> {
    let names = Action::NAMES;
    name.parse().map_err(|_| unknown("operation", name, names, &format!("expected {}", known(names))))
}

/// An operation on one instance.
pub(crate) fn single(name: &str) -> Result<Operation, String> {
    let action = action(name)?;
    action.operation().ok_or_else(|| not_single(action))
}

/// Says that an action takes several instances, and how to call it.
fn not_single(action: Action) -> String {
    format!(
        "`{action}` takes several instances: pass lines such as {{\"Instances\": [...], \"Request\": \
         {{\"Action\": \"{action}\"}}}} to `lifecycle plan`, or use {}",
        known(Operation::NAMES)
    )
}

pub(crate) fn event(name: &str) -> Result<Event, String> {
    name.parse().map_err(|_| unknown("event", name, Event::NAMES, "`lifecycle events` lists them"))
}
