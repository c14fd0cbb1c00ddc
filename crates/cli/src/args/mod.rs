//! Option groups that commands share, and the parsers of values.

mod environment;
mod policy;
mod request;

pub(crate) use environment::{AssumeOptions, EnvironmentOptions};
pub(crate) use policy::{PolicyFile, PolicyOptions, interpretation, policy_named};
pub(crate) use request::{RequestOptions, option_text};

use crate::suggest::{known, unknown};
use clap::{Args, ValueEnum};
use instance_lifecycle::{Event, Finite, Operation, Request};
use instance_lifecycle_wire::MAX_LINE;

/// The format of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

/// The input, and the format of the output.
#[derive(Args, Debug)]
#[command(next_help_heading = "Input and output")]
pub(crate) struct InputOptions {
    /// The format of the output
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
    /// The maximum number of bytes in a line; a longer line is unreadable
    #[arg(long, value_name = "BYTES", default_value_t = MAX_LINE)]
    pub(crate) max_line: usize,
}

impl InputOptions {
    pub(crate) fn is_text(&self) -> bool {
        self.format == Format::Text
    }
}

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
