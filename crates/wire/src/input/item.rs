//! One case of a stream, or the error in its place.

use crate::input::entry::has_record_member;
use crate::input::shape::AnyCase;
use crate::json::error::ReadError;
use crate::json::tree::Json;
use crate::record::custom::is_read;
use crate::request::case::{Case, is_case};
use crate::request::single::Defaults;
use crate::request::vocabulary::is_known;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// A case of a stream, or the error in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The line on which the case starts, from 1.
    pub line: u64,
    /// The case.
    pub case: Result<AnyCase, InputError>,
}

/// Invalid input, with its line. It serialises as the line of an answer with the outcome `Unreadable`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {kind}")]
pub struct InputError {
    pub(crate) line: u64,
    pub(crate) kind: InputErrorKind,
}

impl InputError {
    /// Returns the error of a line, or of a row of a table.
    #[must_use]
    pub fn new(line: u64, kind: impl Into<InputErrorKind>) -> Self {
        Self { line, kind: kind.into() }
    }

    /// The line, from 1: where a value with invalid content starts, or where the JSON is malformed.
    #[must_use]
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// The kind of error.
    #[must_use]
    pub const fn kind(&self) -> &InputErrorKind {
        &self.kind
    }
}

/// The kind of an [`InputError`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InputErrorKind {
    /// A line or a record exceeds the limit given to [`Stream::new`](crate::Stream::new).
    #[error("longer than {max} bytes, the limit set by `--max-line`")]
    TooLong {
        /// The limit in bytes.
        max: usize,
    },
    /// Not UTF-8.
    #[error("not UTF-8 at column {column}")]
    Encoding {
        /// The byte of the line, from 1.
        column: usize,
    },
    /// Not JSON.
    #[error("not JSON at column {column}: {problem}")]
    Syntax {
        /// The byte of the line, from 1.
        column: usize,
        /// The message of the parser.
        problem: String,
    },
    /// Neither a case nor a record.
    #[error(transparent)]
    Content(#[from] ReadError),
}

impl Serialize for InputError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(3))?;
        object.serialize_entry("Line", &self.line)?;
        object.serialize_entry("Outcome", "Unreadable")?;
        object.serialize_entry("Reason", &self.kind.to_string())?;
        object.end()
    }
}

impl Item {
    /// Returns the case of one instance.
    ///
    /// # Errors
    ///
    /// If the input is invalid, or the case is a batch.
    pub fn one(self) -> Result<Case, InputError> {
        self.case?.one().map_err(|error| InputError::new(self.line, error))
    }

    pub(crate) fn new(line: u64, case: Result<AnyCase, ReadError>) -> Self {
        Self { line, case: case.map_err(|error| InputError::new(line, error)) }
    }

    pub(crate) fn failed(line: u64, kind: InputErrorKind) -> Self {
        Self { line, case: Err(InputError { line, kind }) }
    }

    /// The number of records in the item. Invalid content counts as a record, malformed JSON does not.
    pub(crate) fn records(&self) -> u64 {
        match &self.case {
            Ok(AnyCase::One(_)) | Err(InputError { kind: InputErrorKind::Content(_), .. }) => 1,
            Ok(AnyCase::Batch(batch)) => batch.records.len() as u64,
            Err(_) => 0,
        }
    }
}

/// Parses JSON. An error comes with its line in the text, from 0.
pub(crate) fn parse<'a>(text: &'a [u8], defaults: &Defaults) -> Result<Json<'a>, (usize, InputErrorKind)> {
    let text = decode(text)?;
    let (keeps_all, has_custom) = (defaults.keep_records, defaults.attributes.has_custom());
    let json = Json::parse(text, |key| {
        keeps_all || is_known(key) || has_custom && is_read(&defaults.attributes, key)
    })
    .map_err(|error| syntax(text, &error))?;
    // The records may be under a key that is not known, in the value or in an element of a list.
    let is_unknown = match &json {
        Json::Array(elements) => elements.iter().any(is_unknown),
        other => is_unknown(other),
    };
    if keeps_all || !is_unknown {
        return Ok(json);
    }
    Json::parse(text, |_| true).map_err(|error| syntax(text, &error))
}

/// Whether the value is an object with a skipped member, and with none that decides what it is.
fn is_unknown(value: &Json<'_>) -> bool {
    let Json::Object(members) = value else { return false };
    members.iter().any(|(_, value)| *value == Json::Ignored)
        && !members.iter().any(|(_, value)| matches!(value, Json::Object(_) | Json::Array(_)))
        && !has_record_member(members)
        && !is_case(members)
}

/// Decodes UTF-8. An error comes with its line in the text, from 0.
pub(crate) fn decode(text: &[u8]) -> Result<&str, (usize, InputErrorKind)> {
    std::str::from_utf8(text).map_err(|error| {
        let before = &text[..error.valid_up_to()];
        let line = before.iter().filter(|&&byte| byte == b'\n').count();
        let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        (line, InputErrorKind::Encoding { column: before.len() - start + 1 })
    })
}

/// Converts an error of the parser, without the place that its message repeats. The parser reports an
/// error at the end of a line as column 0 of the next.
pub(crate) fn syntax(text: &str, error: &serde_json::Error) -> (usize, InputErrorKind) {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let problem = message.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&message);
    let problem = problem.to_owned();
    match line.checked_sub(2).filter(|_| column == 0) {
        Some(before) => {
            let column = text.split('\n').nth(before).map_or(0, str::len) + 1;
            (before, InputErrorKind::Syntax { column, problem })
        }
        None => (line.saturating_sub(1), InputErrorKind::Syntax { column, problem }),
    }
}
