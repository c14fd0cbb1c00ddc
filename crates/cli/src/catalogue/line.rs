//! The rows of the catalogue on the pages that have them.

use super::grade::grade;
use instance_lifecycle::Action;
use instance_lifecycle::errors::{CATALOGUE, ErrorRow, ErrorTable, Place};
use instance_lifecycle::rules::Document;
use instance_lifecycle_wire::{OBSERVED_CODES, REQUEST_ERRORS};
use serde_json::{Value, json};

/// A row of the catalogue in one revision of its page.
pub(crate) struct Line {
    pub(crate) table: &'static ErrorTable,
    pub(crate) column: usize,
    pub(crate) place: Place,
    pub(crate) row: &'static ErrorRow,
}

/// The rows of a code on the transcribed pages, of every action or of one.
pub(crate) fn lines_of(code: &str, action: Option<Action>) -> Vec<Line> {
    lines(action, |table, column| table.is_transcribed(column)).filter(|line| line.row.code == code).collect()
}

/// The rows of an action, or of every one, in the listed revisions of its page.
pub(crate) fn lines(
    action: Option<Action>,
    is_listed: impl Fn(&ErrorTable, usize) -> bool,
) -> impl Iterator<Item = Line> {
    let tables = CATALOGUE.iter().filter(move |table| action.is_none_or(|action| action == table.action));
    let columns = tables.flat_map(|table| (0..table.revisions.len()).map(move |column| (table, column)));
    columns.filter(move |(table, column)| is_listed(table, *column)).flat_map(|(table, column)| {
        table.of(column).map(move |(place, row)| Line { table, column, place, row })
    })
}

impl Line {
    pub(crate) fn action(&self) -> Action {
        self.table.action
    }

    pub(crate) fn revision(&self) -> &'static str {
        self.table.revisions[self.column]
    }

    /// The number of the row; `-` if the page does not list it.
    pub(crate) fn number(&self) -> String {
        match self.place {
            Place::Row(number) => number.to_string(),
            Place::Unlisted | Place::Absent => "-".to_owned(),
        }
    }

    pub(crate) fn description(&self) -> Option<&'static str> {
        self.table.description(self.row, self.column)
    }

    pub(crate) fn grade(&self) -> String {
        grade(self.row, self.column)
    }

    /// Whether the number is one of the catalogue and not that of the page.
    pub(crate) fn has_own_number(&self) -> bool {
        self.table.has_own_numbers(self.column)
    }

    /// The page, `None` if it is reconstructed.
    pub(crate) fn document(&self) -> Option<Document> {
        self.table.document(self.column)
    }

    pub(crate) fn to_json(&self) -> Value {
        let number = match self.place {
            Place::Row(number) => Some(number),
            Place::Unlisted | Place::Absent => None,
        };
        json!({
            "Operation": self.action(), "Revision": self.revision(), "Row": number,
            "HttpStatus": self.row.http_status, "Code": self.row.code, "Message": self.row.message,
            "Grade": self.grade(), "Description": self.description(),
        })
    }
}

/// The codes of the catalogue, of requests, and observed ones.
pub(crate) fn codes() -> impl Iterator<Item = &'static str> {
    let listed = CATALOGUE.iter().flat_map(|table| table.rows.iter().map(|row| row.code));
    let of_requests = REQUEST_ERRORS.iter().map(|row| row.code);
    listed.chain(of_requests).chain(OBSERVED_CODES.iter().map(|row| row.code))
}
