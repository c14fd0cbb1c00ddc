//! Formats of policy files, and errors in them.

use crate::json::error::ReadError;
use instance_lifecycle::policy::{DocumentProblem, PolicyError};
use std::fmt;

/// The format of a policy file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyFormat {
    /// TOML.
    Toml,
    /// JSON.
    Json,
}

impl PolicyFormat {
    /// Detects the format of a text: only JSON begins with a brace.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if text.trim_start().starts_with('{') { Self::Json } else { Self::Toml }
    }
}

/// An error in a policy file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {}{kind}{}", AtPath(path, kind), Declare(kind))]
pub struct PolicyFileError {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters. For a member it is that of the key.
    pub column: usize,
    /// The path, such as `rules[0].when.status`; empty for the whole file.
    pub path: String,
    kind: PolicyFileErrorKind,
}

/// The kind of a [`PolicyFileError`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFileErrorKind {
    /// Neither TOML nor JSON.
    #[error("{0}")]
    Syntax(String),
    /// A field is missing, unknown or of another form.
    #[error(transparent)]
    Form(ReadError),
    /// A name is unknown, or the policy is invalid.
    #[error(transparent)]
    Policy(Box<DocumentProblem>),
}

/// What declares an unknown stage, behind an error about one.
struct Declare<'a>(&'a PolicyFileErrorKind);

impl fmt::Display for Declare<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PolicyFileErrorKind::Policy(problem) = self.0 else { return Ok(()) };
        let DocumentProblem::Policy(PolicyError::Unknown(unknown)) = &**problem else { return Ok(()) };
        match (unknown.set, unknown.of) {
            ("stage", Some(operation)) => {
                write!(
                    f,
                    "; a custom stage is declared in `stages`, as `{operation} = [\"{}\"]`",
                    unknown.name
                )
            }
            _ => Ok(()),
        }
    }
}

/// The path in front of an error that does not name it.
struct AtPath<'a>(&'a str, &'a PolicyFileErrorKind);

impl fmt::Display for AtPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_named = self.0.is_empty() || matches!(self.1, PolicyFileErrorKind::Form(_));
        if is_named {
            return Ok(());
        }
        match self.0.char_indices().nth(200) {
            Some((end, _)) => write!(f, "at `{}...`: ", &self.0[..end]),
            None => write!(f, "at `{}`: ", self.0),
        }
    }
}

impl PolicyFileError {
    /// The kind of error.
    #[must_use]
    pub const fn kind(&self) -> &PolicyFileErrorKind {
        &self.kind
    }

    pub(crate) fn new(text: &str, offset: usize, path: String, kind: PolicyFileErrorKind) -> Self {
        let Place { line, column } = Place::of(text, offset);
        Self { line, column, path, kind }
    }

    pub(crate) fn of_syntax(text: &str, offset: usize, message: &str) -> Self {
        Self::new(text, offset, String::new(), PolicyFileErrorKind::Syntax(message.to_owned()))
    }
}

/// A line and a column, from 1; columns are characters.
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Place {
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
    }
}
