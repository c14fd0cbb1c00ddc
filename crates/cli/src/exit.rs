//! How a run ends: the exit status, and the failures that end a run early.

use std::fmt;
use std::io;

/// The exit status of the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// Everything was planned, passed or done.
    Good = 0,
    /// Something was refused, differs or cannot happen.
    Refused = 1,
    /// A usage error, or input that cannot be read.
    Invalid = 2,
    /// The input holds no instance.
    Empty = 3,
}

/// An error that ends the run.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The arguments or the files that they name are wrong.
    Usage(String),
    /// The input cannot be opened or read.
    Input(String, io::Error),
    /// The output cannot be written.
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// The name of the standard input.
pub(crate) const STANDARD_INPUT: &str = "standard input";

/// Displays the name of an input: a file in backticks.
pub(crate) struct Input<'a>(pub(crate) &'a str);

impl fmt::Display for Input<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == STANDARD_INPUT { f.write_str(self.0) } else { write!(f, "`{}`", self.0) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(problem) => f.write_str(problem),
            Self::Input(name, error) => write!(f, "cannot read {}: {error}", Input(name)),
            Self::Output(error) => write!(f, "cannot write the output: {error}"),
        }
    }
}
