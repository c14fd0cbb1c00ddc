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

/// Says which operation has the rules of a plural action.
fn not_single(action: Action) -> String {
    let single = action.singular();
    format!("`{action}` has the rules of `{single}`: use `{single}`")
}

pub(crate) fn event(name: &str) -> Result<Event, String> {
    name.parse().map_err(|_| unknown("event", name, Event::NAMES, "`lifecycle events` lists them"))
}
