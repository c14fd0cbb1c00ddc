//! The form of a catalogue: one table an operation, one line a documented error.

use super::ErrorKind;
use crate::closed_set::closed_set;
use crate::evidence::Revision;
use crate::request::Action;

closed_set! {
    /// How a row of a catalogue is known.
    Grade {
        /// It stands on the page of the operation.
        Documented = "documented",
        /// It stands on pages of sister operations.
        Borrowed = "borrowed",
        /// Inferred from the singular's page; dormant before 2025-12-03.
        Inferred = "inferred-after-2024-11",
    }
}

/// Where a row stands in a revision of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Not in this revision.
    Absent,
    /// In this revision, though the page does not list it.
    Unlisted,
    /// The row of that number, counted from 1.
    Row(u8),
}

/// One documented error. Its key is (operation, HTTP status, code, message), never the code alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorRow {
    /// What it says.
    pub kind: ErrorKind,
    /// The HTTP status.
    pub http_status: u16,
    /// The error code.
    pub code: &'static str,
    /// The message, verbatim; `%s` is a gap that the service fills.
    pub message: &'static str,
    /// Its place in each of [`ErrorTable::revisions`]. A row is never deleted: it ends.
    pub places: &'static [Place],
    /// How it is known.
    pub grade: Grade,
}

impl ErrorRow {
    /// Whether it stands in that revision of the page, and may be raised under that revision of the
    /// documents.
    const fn holds(&self, column: usize, revision: Revision) -> bool {
        let dormant = matches!(self.grade, Grade::Inferred) && !matches!(revision, Revision::V2025_12_03);
        !matches!(self.places[column], Place::Absent) && !dormant
    }

    /// Whether the message has gaps.
    #[must_use]
    pub const fn is_template(&self) -> bool {
        let text = self.message.as_bytes();
        let mut n = 0;
        while n + 1 < text.len() {
            if text[n] == b'%' && text[n + 1] == b's' {
                return true;
            }
            n += 1;
        }
        false
    }
}

/// The documented errors of one action.
#[derive(Clone, Copy, Debug)]
pub struct ErrorTable {
    /// The action.
    pub action: Action,
    /// The revisions of its page that are transcribed, oldest first; none where no page is.
    pub revisions: &'static [&'static str],
    /// The rows of all revisions.
    pub rows: &'static [ErrorRow],
}

impl ErrorTable {
    /// The revision of the page that holds under a revision of the documents. An operation of which
    /// one page is transcribed has it under every revision.
    #[must_use]
    pub const fn column(&self, revision: Revision) -> usize {
        if self.revisions.len() == 1 { 0 } else { revision as usize }
    }

    /// The rows of one revision of the page, in its order; unlisted ones last.
    pub fn of(&self, column: usize) -> impl Iterator<Item = (Place, &'static ErrorRow)> {
        let listed = (1..=u8::MAX).map(Place::Row).take(self.rows.len());
        listed.chain([Place::Unlisted]).filter_map(move |place| {
            self.rows.iter().find(|row| row.places[column] == place).map(|row| (place, row))
        })
    }

    /// The row of a kind under a revision; of a fixed text and a template the one that is wanted.
    #[must_use]
    pub const fn row(
        &self,
        kind: ErrorKind,
        revision: Revision,
        template: bool,
    ) -> Option<&'static ErrorRow> {
        let column = self.column(revision);
        let mut found = None;
        let mut n = 0;
        while n < self.rows.len() {
            let row = &self.rows[n];
            if row.kind as u8 == kind as u8 && row.holds(column, revision) {
                if row.is_template() == template {
                    return Some(row);
                }
                found = Some(row);
            }
            n += 1;
        }
        found
    }
}

impl ErrorTable {
    /// The row of a plural operation that stands for a row of its singular: that of the same kind,
    /// else one of the same code.
    pub(crate) fn plural_of(&self, singular: &ErrorRow, revision: Revision) -> Option<&'static ErrorRow> {
        let column = self.column(revision);
        let of_code =
            || self.rows.iter().find(|row| row.code == singular.code && row.holds(column, revision));
        self.row(singular.kind, revision, false).or_else(of_code)
    }
}

macro_rules! errors {
    ($action:ident [$($revision:literal),*] $(
        $kind:ident [$($place:tt)+] $http:literal $grade:ident $code:literal $message:literal;
    )*) => {
        /// The documented errors of the action.
        pub(super) const TABLE: $crate::error::ErrorTable = $crate::error::ErrorTable {
            action: $crate::request::Action::$action,
            revisions: &[$($revision),*],
            rows: &[$($crate::error::ErrorRow {
                kind: $crate::error::ErrorKind::$kind,
                http_status: $http,
                code: $code,
                message: $message,
                places: &[$($crate::error::table::place!($place)),+],
                grade: $crate::error::Grade::$grade,
            }),*],
        };
    };
}
pub(super) use errors;

macro_rules! place {
    (_) => {
        $crate::error::Place::Absent
    };
    (-) => {
        $crate::error::Place::Unlisted
    };
    ($row:literal) => {
        $crate::error::Place::Row($row)
    };
}
pub(super) use place;
