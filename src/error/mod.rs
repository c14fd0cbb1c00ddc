//! The documented errors: the catalogue of every operation, row by row and byte for byte.
//!
//! A rule raises a *kind*; which row of the catalogue is printed follows from the operation, the
//! revision and, where a kind has both a fixed text and a template, the interpretation `status-text`.

mod dormant;
mod history;
mod kind;
mod table;

mod create_instance;
mod delete_instance;
mod delete_instances;
mod reactivate_instances;
mod reboot_instance;
mod reboot_instances;
mod run_instances;
mod start_instance;
mod start_instances;
mod stop_instance;
mod stop_instances;

pub use dormant::{DORMANT, Dormant};
pub use history::{DatedRow, HISTORY, PageChange, Strength};
pub use kind::ErrorKind;
pub use table::{ErrorRow, ErrorTable, Place};

use crate::closed_set::{Finite, same};
use crate::evidence::{Document, Revision, Source};
use crate::instance::Status;
use crate::region::bits;
use crate::request::{Action, Operation};
use core::fmt;

/// The catalogue: a table for each action, in the order of [`Action::ALL`].
pub const CATALOGUE: [ErrorTable; Action::ALL.len()] = [
    stop_instance::TABLE,
    start_instance::TABLE,
    reboot_instance::TABLE,
    delete_instance::TABLE,
    stop_instances::TABLE,
    start_instances::TABLE,
    reboot_instances::TABLE,
    delete_instances::TABLE,
    reactivate_instances::TABLE,
    create_instance::TABLE,
    run_instances::TABLE,
];

const _: () = {
    let mut n = 0;
    while n < CATALOGUE.len() {
        let table = &CATALOGUE[n];
        assert!(table.action as usize == n, "the catalogue is in the order of the actions");
        assert!(
            matches!(table.revisions.len(), 0 | 1 | Revision::COUNT),
            "of an operation no page or one is transcribed, or that of every revision"
        );
        n += 1;
    }
};

impl Action {
    /// Returns the documented errors of the action.
    #[must_use]
    pub const fn errors(self) -> &'static ErrorTable {
        &CATALOGUE[self as usize]
    }
}

impl Operation {
    /// Returns the documented errors of the operation.
    #[must_use]
    pub const fn errors(self) -> &'static ErrorTable {
        self.action().errors()
    }
}

/// Returns the error table of a document and the column of its revision, `None` if none is transcribed.
const fn page(document: Document) -> Option<(&'static ErrorTable, usize)> {
    let mut n = 0;
    while n < CATALOGUE.len() {
        let (table, mut column) = (&CATALOGUE[n], 0);
        while column < table.revisions.len() {
            if matches!(table.document(column), Some(of) if of as u8 == document as u8) {
                return Some((table, column));
            }
            column += 1;
        }
        n += 1;
    }
    None
}

/// Whether the table of a document numbers its errors in the order of the page.
const fn is_numbered(document: Document) -> bool {
    matches!(document, Document::StopPage2021 | Document::StopPage2024)
}

/// Whether the error row or code that a source cites exists and is of the kind, if one is given; true if
/// the source cites a section. `place` is the place as written: an error code in quotes.
pub(crate) const fn cites(source: Source, place: &str, kind: Option<ErrorKind>) -> bool {
    let number = source.row();
    if number.is_none() && place.len() == source.place.len() {
        return true;
    }
    let Some((table, column)) = page(source.document) else { return false };
    if number.is_some() && !is_numbered(source.document) {
        return false;
    }
    let mut n = 0;
    while n < table.rows.len() {
        let row = &table.rows[n];
        let found = match (number, row.places[column]) {
            (Some(cited), Place::Row(number)) => number as u32 == cited,
            (Some(_), Place::Absent | Place::Unlisted) | (None, Place::Absent) => false,
            (None, Place::Row(_) | Place::Unlisted) => same(row.code, source.place),
        };
        let of_kind = match kind {
            Some(kind) => row.kind as u8 == kind as u8,
            None => true,
        };
        if found && of_kind {
            return true;
        }
        n += 1;
    }
    false
}

/// Returns the observed text of a refused status if the page has no template for it.
pub(crate) const fn of_status(row: &ErrorRow) -> &'static str {
    const OBSERVED: &str = "The specified instance is in an incorrect status for the requested action; Status of \
        the specified instance is %s but the expected status is in (%s).";
    if row.is_template() { row.message } else { OBSERVED }
}

/// The message of an error as the service sends it. `Display` writes it.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Policy, StartInstance, plan};
///
/// let (environment, policy) = (Environment::default(), Policy::documented());
/// let rejection = plan(&Instance::default(), &StartInstance::default(), &environment, &policy).unwrap_err();
/// let message = rejection.error().message;
/// assert_eq!(message.to_string(), "The current status of the resource does not support this operation.");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// The documented text, or that of a custom rule.
    pub text: &'a str,
    /// The status and the set of expected statuses, if the message names them.
    pub(crate) status: Option<(Status, u64)>,
}

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            // The only text whose filling has been observed (2021).
            Some((status, expected)) => {
                write!(
                    f,
                    "The specified instance is in an incorrect status for the requested action; Status of the \
                     specified instance is {status} but the expected status is in ("
                )?;
                for (n, status) in bits(expected).map(Status::from_index).enumerate() {
                    write!(f, "{}{status}", if n == 0 { "" } else { ", " })?;
                }
                f.write_str(").")
            }
            None => f.pad(self.text),
        }
    }
}

/// The error of a refused call: a documented one, or one of a custom rule. `Display` writes its message.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Policy, StartInstance, plan};
///
/// let (environment, policy) = (Environment::default(), Policy::documented());
/// let rejection = plan(&Instance::default(), &StartInstance::default(), &environment, &policy).unwrap_err();
/// let error = rejection.error();
/// assert_eq!((error.http_status, error.code), (403, "IncorrectInstanceStatus"));
/// assert!(error.is_documented());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiError<'a> {
    /// The action whose page documents the error.
    pub action: Action,
    /// The HTTP status.
    pub http_status: u16,
    /// The error code.
    pub code: &'a str,
    /// The message, with placeholders filled if their content has been observed.
    pub message: Message<'a>,
    /// The row of the catalogue, `None` if it is not documented.
    pub row: Option<&'static ErrorRow>,
}

impl ApiError<'static> {
    /// Returns the documented error of a row of the catalogue.
    pub(crate) const fn documented(action: Action, row: &'static ErrorRow) -> Self {
        Self {
            action,
            http_status: row.http_status,
            code: row.code,
            message: Message { text: row.message, status: None },
            row: Some(row),
        }
    }
}

impl ApiError<'_> {
    /// Whether the error is documented.
    #[must_use]
    pub const fn is_documented(&self) -> bool {
        self.row.is_some()
    }

    /// Returns this error in the observed text, which names the status and the expected ones.
    pub(crate) const fn with_status(mut self, status: Option<(Status, u64)>) -> Self {
        if let (Some(_), Some(row)) = (status, self.row) {
            self.message.text = of_status(row);
        }
        self.message.status = status;
        self
    }
}

impl fmt::Display for ApiError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
    }
}

impl core::error::Error for ApiError<'_> {}
