//! What is wrong with a value.

use crate::json::Json;
use instance_lifecycle::closed_set::OneOf;
use instance_lifecycle::{Action, Operation, Status, Task};
use std::fmt;

/// A value that cannot be read: where, and why.
///
/// ```
/// use instance_lifecycle_wire::{Json, Record};
///
/// let json: Json = serde_json::from_str(r#"{"Status": "running"}"#)?;
/// assert_eq!(
///     Record::read(&json).unwrap_err().to_string(),
///     "at `Status`: expected `Pending`, `Starting`, `Running`, `Stopping` or `Stopped`, found `\"running\"`",
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}", AtPath(path))]
pub struct ReadError {
    /// The path of the value; empty for the whole.
    pub path: String,
    /// What is wrong there.
    pub problem: Problem,
}

impl ReadError {
    /// The same error where the value read is itself a part, at `path`.
    #[must_use]
    pub(crate) fn within(mut self, path: &str) -> Self {
        let dot =
            if path.is_empty() || self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path.insert_str(0, dot);
        self.path.insert_str(0, path);
        self
    }
}

/// What is wrong with a value. More kinds may come with further operations.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Something else was expected.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// What was expected.
        expected: Expected,
        /// What stands there.
        found: Found,
    },
    /// A field of the case format that does not exist.
    #[error("unknown field, {}", Known(.nearest, .known))]
    UnknownField {
        /// The field that was probably meant.
        nearest: Option<&'static str>,
        /// The fields that exist.
        known: Vec<&'static str>,
    },
    /// A field of the case format that stands twice.
    #[error("the field stands twice")]
    RepeatedField,
    /// A task that is never in flight in the status.
    #[error("expected {} while `{status}`, found `{task}`", OneOf(.allowed))]
    TaskOutOfStatus {
        /// The status of the record.
        status: Status,
        /// The task given.
        task: Task,
        /// The tasks of the status.
        allowed: Vec<&'static str>,
    },
    /// The request names another instance than the record.
    #[error("expected `{record}` as in the record, found `{request}`")]
    OtherInstance {
        /// The id of the record.
        record: String,
        /// The id of the request.
        request: String,
    },
    /// The case calls another operation than the caller asked for.
    #[error("expected `{wanted}` as asked for, found `{found}`")]
    OtherOperation {
        /// The operation asked for.
        wanted: Operation,
        /// The action of the case.
        found: Action,
    },
    /// A record beside a request that makes the instance.
    #[error("expected `null` beside `{operation}`, which makes the instance, found a record")]
    RecordOfCreation {
        /// The operation.
        operation: Operation,
    },
    /// A plural operation where one instance is asked about.
    #[error("`{action}` is about many instances: expected a request of one")]
    Plural {
        /// The action.
        action: Action,
    },
    /// A batch with another number of records than of ids.
    #[error("expected {ids} records, one for each id, found {records}")]
    OtherNumber {
        /// How many ids there are.
        ids: usize,
        /// How many records there are.
        records: usize,
    },
    /// A step of a trace that is both.
    #[error("expected `Request` or `Event`, found both")]
    RequestAndEvent,
    /// A part of a case, in a document that has been taken for a response.
    #[error("expected before the records, where the case is not on one line")]
    BehindRecords,
    /// No operation is called, neither by the case nor by the caller.
    #[error("no request: neither the input nor the caller names an operation")]
    NoRequest,
}

/// What was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A kind of value.
    A(&'static str),
}

impl From<&'static str> for Expected {
    fn from(kind: &'static str) -> Self {
        Self::A(kind)
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneOf(words) => OneOf(words).fmt(f),
            Self::A(kind) => f.write_str(kind),
        }
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing: the field is absent.
    Nothing,
    /// A list.
    List,
    /// An object.
    Object,
    /// This scalar, as JSON; a long one is cut.
    Scalar(String),
}

impl Found {
    pub(crate) fn of(json: &Json<'_>) -> Self {
        match json {
            Json::Array(_) => Self::List,
            Json::Object(_) => Self::Object,
            Json::Null => Self::Scalar("null".to_owned()),
            Json::Bool(flag) => Self::Scalar(flag.to_string()),
            Json::Number(number) => Self::Scalar(number.to_string()),
            Json::String(text) => Self::Scalar(format!("\"{}\"", clip(text).escape_debug())),
            Json::Ignored => Self::Nothing,
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::List => f.write_str("a list"),
            Self::Object => f.write_str("an object"),
            Self::Scalar(scalar) => write!(f, "`{scalar}`"),
        }
    }
}

/// The first 60 characters.
pub(crate) fn clip(text: &str) -> &str {
    text.char_indices().nth(60).map_or(text, |(end, _)| &text[..end])
}

struct Known<'a>(&'a Option<&'static str>, &'a [&'static str]);

impl fmt::Display for Known<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(nearest) => write!(f, "did you mean `{nearest}`?"),
            None => write!(f, "expected {}", OneOf(self.1)),
        }
    }
}

struct AtPath<'a>(&'a str);

impl fmt::Display for AtPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, "at `{}`: ", self.0) }
    }
}
