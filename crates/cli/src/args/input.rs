//! The options of input and output.

use clap::{Args, ValueEnum};
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
