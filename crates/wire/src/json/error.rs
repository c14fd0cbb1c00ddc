//! Errors about values.

use crate::json::tree::Json;
use instance_lifecycle::instance::Task;
use instance_lifecycle::suggest::{DidYouMean, OneOf};
use instance_lifecycle::{Action, Operation, Status};
use std::borrow::Cow;
use std::fmt;

/// An invalid value, with its path.
///
/// ```
/// use instance_lifecycle_wire::{Json, ReadErrorKind, Record};
///
/// let json: Json = serde_json::from_str(r#"{"Status": "running"}"#)?;
/// let error = Record::read(&json).unwrap_err();
/// assert_eq!(error.path(), "Status");
/// assert!(matches!(error.kind(), ReadErrorKind::Unexpected { .. }));
/// assert_eq!(
///     error.to_string(),
///     "at `Status`: expected one of `Pending`, `Starting`, `Running`, `Stopping` or `Stopped`, found `\"running\"`",
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ReadError {
    pub(crate) path: String,
    pub(crate) kind: ReadErrorKind,
}

impl ReadError {
    /// The path of the value; empty for the whole input.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The kind of error.
    #[must_use]
    pub const fn kind(&self) -> &ReadErrorKind {
        &self.kind
    }

    /// The same error inside a value at `path`.
    #[must_use]
    pub(crate) fn within(mut self, path: &str) -> Self {
        let dot =
            if path.is_empty() || self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path.insert_str(0, dot);
        self.path.insert_str(0, path);
        self
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, kind } = self;
        match kind {
            ReadErrorKind::Missing { expected } if path.is_empty() => write!(f, "missing {expected}"),
            ReadErrorKind::Missing { expected } => write!(f, "missing field `{path}`; expected {expected}"),
            ReadErrorKind::UnknownField { .. } | ReadErrorKind::RepeatedField => {
                write!(f, "{kind} `{path}`")?;
                kind.fmt_hint(f)
            }
            kind if path.is_empty() => write!(f, "{kind}"),
            kind => write!(f, "at `{path}`: {kind}"),
        }
    }
}

/// The kind of a [`ReadError`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// A value of another form.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// The expected form.
        expected: Expected,
        /// The value found.
        found: Found,
    },
    /// A required field is absent.
    #[error("missing field; expected {expected}")]
    Missing {
        /// The expected form.
        expected: Expected,
    },
    /// A field that the case format does not have.
    #[error("unknown field")]
    UnknownField {
        /// The existing field with the most similar name.
        nearest: Option<Cow<'static, str>>,
        /// The existing fields, those that a policy declares first.
        known: Vec<Cow<'static, str>>,
    },
    /// A field of the case format that is given twice.
    #[error("repeated field")]
    RepeatedField,
    /// A task that the status excludes.
    #[error("expected {} while `{status}`, found `{task}`", Expected::one_of(.allowed))]
    TaskOutOfStatus {
        /// The status of the record.
        status: Status,
        /// The task given.
        task: Task,
        /// The tasks of the status.
        allowed: Vec<&'static str>,
    },
    /// A text that is no value of a custom attribute.
    #[error("expected a value of the custom attribute `{attribute}`, {}, found `{}`", Alternatives(.expected), .text.escape_debug())]
    CustomValue {
        /// The attribute.
        attribute: Box<str>,
        /// The text found, shortened.
        text: Box<str>,
        /// The values.
        expected: Vec<String>,
    },
    /// A lock reason that differs from a documented one in a few letters.
    #[error("unknown lock reason `{reason}`{}", DidYouMean(Some(.nearest)))]
    MisspelledLock {
        /// The reason given, shortened.
        reason: String,
        /// The documented reason.
        nearest: &'static str,
    },
    /// The request and the record name different instances.
    #[error("expected `{record}` as in the record, found `{request}`")]
    OtherInstance {
        /// The id of the record, shortened.
        record: String,
        /// The id of the request, shortened.
        request: String,
    },
    /// The case calls another operation than the caller accepts.
    #[error("expected operation `{wanted}`, found `{found}`")]
    OtherOperation {
        /// The operation that the caller accepts.
        wanted: Action,
        /// The operation of the case.
        found: Action,
    },
    /// A record beside a request that creates the instance.
    #[error("expected `null`, since `{operation}` creates the instance; found a record")]
    RecordOfCreation {
        /// The operation.
        operation: Operation,
    },
    /// A plural operation where a request for one instance is required.
    #[error("expected an operation on one instance, found `{action}`")]
    Plural {
        /// The action.
        action: Action,
    },
    /// A batch whose records and ids differ in number.
    #[error("expected {ids} records, one for each id; found {records}")]
    OtherNumber {
        /// The number of ids.
        ids: usize,
        /// The number of records.
        records: usize,
    },
    /// A step of a trace with both a request and an event.
    #[error("expected `Request` or `Event`, found both")]
    RequestAndEvent,
    /// A stage of a policy with two places.
    #[error("expected `before` or `after`, found both")]
    BeforeAndAfter,
    /// A field of a case after the records of a document too long to be read whole.
    #[error("expected before the records, since the document is longer than `--max-line`")]
    AfterRecords,
    /// An object in which there are no records.
    #[error("no instance records found: expected `Instances`, `Instance`, `InstanceStatuses` or a record with `Status`, found {}", Keys(.keys))]
    NoRecords {
        /// The keys of the object, shortened.
        keys: Vec<String>,
    },
    /// A record whose keys are not those of DescribeInstances.
    #[error("not a record of DescribeInstances: expected `{expected}`, found key `{key}`")]
    ForeignKey {
        /// The key found, shortened.
        key: String,
        /// The vendor's key.
        expected: &'static str,
    },
    /// An error answer of the service in place of records.
    #[error("this is an error answer: `{code}`{}{message}", if message.is_empty() { "" } else { ": " })]
    ErrorAnswer {
        /// The error code, shortened.
        code: String,
        /// The message, shortened.
        message: String,
    },
    /// Neither the case nor the caller names an operation.
    #[error("no request: neither the input nor the caller names an operation")]
    NoRequest,
    /// A value of the right form that cannot be meant.
    #[error("{problem}")]
    Invalid {
        /// What is wrong with it.
        problem: String,
    },
}

impl ReadErrorKind {
    /// Writes the suggestion for an unknown field.
    fn fmt_hint(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownField { nearest: Some(nearest), .. } => write!(f, "{}", DidYouMean(Some(nearest))),
            Self::UnknownField { known, .. } => {
                let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
                write!(f, "; expected {}", Expected::one_of(&known))
            }
            _ => Ok(()),
        }
    }
}

/// Displays owned names as alternatives.
struct Alternatives<'a>(&'a [String]);

impl fmt::Display for Alternatives<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Expected::one_of(&self.0.iter().map(String::as_str).collect::<Vec<_>>()).fmt(f)
    }
}

/// Displays keys that were found: the first eight, and the number of the others.
struct Keys<'a>(&'a [String]);

impl fmt::Display for Keys<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 8;
        match self.0 {
            [] => return f.write_str("no keys"),
            [_] => f.write_str("key ")?,
            _ => f.write_str("keys ")?,
        }
        for (number, key) in self.0.iter().take(SHOWN).enumerate() {
            write!(f, "{}`{}`", if number == 0 { "" } else { ", " }, key.escape_debug())?;
        }
        match self.0.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// An expected form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A value of this kind.
    A(&'static str),
}

impl Expected {
    /// Displays names as alternatives.
    fn one_of<'a>(names: &'a [&'a str]) -> impl fmt::Display + 'a {
        struct Names<'a>(&'a [&'a str]);

        impl fmt::Display for Names<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                if self.0.len() > 2 {
                    f.write_str("one of ")?;
                }
                OneOf(self.0).fmt(f)
            }
        }

        Names(names)
    }
}

impl From<&'static str> for Expected {
    fn from(kind: &'static str) -> Self {
        Self::A(kind)
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneOf(words) => Self::one_of(words).fmt(f),
            Self::A(kind) => f.write_str(kind),
        }
    }
}

/// A value found in place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A list.
    List,
    /// An object.
    Object,
    /// A scalar as JSON, shortened.
    Scalar(String),
    /// A value that was skipped unread.
    Skipped,
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
            Json::Ignored => Self::Skipped,
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List => f.write_str("a list"),
            Self::Object => f.write_str("an object"),
            Self::Scalar(scalar) => write!(f, "`{scalar}`"),
            Self::Skipped => f.write_str("a value"),
        }
    }
}

/// Returns the first 60 characters of a text from the input.
pub(crate) fn clip(text: &str) -> &str {
    text.char_indices().nth(60).map_or(text, |(end, _)| &text[..end])
}
