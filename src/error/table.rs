//! The form of the catalogue: a table for each operation, a line for each documented error.

use super::ErrorKind;
use crate::evidence::{Evidence, Revision};
use crate::request::Action;

/// The place of a row in a revision of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Not in this revision.
    Absent,
    /// In this revision, but not listed on the page.
    Unlisted,
    /// The row of that number, counted from 1.
    Row(u8),
}

/// One documented error. Its key is (operation, HTTP status, code, message), never the code alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorRow {
    /// The kind.
    pub kind: ErrorKind,
    /// The HTTP status.
    pub http_status: u16,
    /// The error code.
    pub code: &'static str,
    /// The message, verbatim; `%s` is a placeholder that the service fills.
    pub message: &'static str,
    /// Its place in each of [`ErrorTable::revisions`]. A row that a revision drops is absent there.
    pub places: &'static [Place],
    /// The evidence: [`Documented`](Evidence::Documented) on the page of the operation,
    /// [`Borrowed`](Evidence::Borrowed) from the pages of sister operations, or
    /// [`Inferred`](Evidence::Inferred) from the page of the singular.
    pub evidence: Evidence,
    /// The first revision of the documents under which the error is raised; `None` if every one.
    pub since: Option<Revision>,
}

impl ErrorRow {
    /// Whether the row is in that revision of the page, and raised under that revision of the
    /// documents.
    const fn holds(&self, column: usize, revision: Revision) -> bool {
        let too_early = matches!(self.since, Some(since) if (revision as u8) < since as u8);
        !matches!(self.places[column], Place::Absent) && !too_early
    }

    /// Whether the message has placeholders.
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
    /// The transcribed revisions of the page, oldest first; empty if none is transcribed.
    pub revisions: &'static [&'static str],
    /// The rows of all revisions.
    pub rows: &'static [ErrorRow],
}

impl ErrorTable {
    /// Returns the revision of the page under a revision of the documents. A single transcribed page
    /// holds under every revision.
    #[must_use]
    pub const fn column(&self, revision: Revision) -> usize {
        if self.revisions.len() == 1 { 0 } else { revision as usize }
    }

    /// Returns the rows of one revision of the page, in its order; unlisted ones last.
    pub fn of(&self, column: usize) -> impl Iterator<Item = (Place, &'static ErrorRow)> {
        let listed = (1..=u8::MAX).map(Place::Row).take(self.rows.len());
        listed.chain([Place::Unlisted]).filter_map(move |place| {
            self.rows.iter().find(|row| row.places[column] == place).map(|row| (place, row))
        })
    }

    /// Returns the row of a kind under a revision. If there is a fixed text and a template, `template`
    /// decides.
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

    /// Returns the row of a plural operation that corresponds to a row of its singular: one of the same
    /// kind, else of the same code.
    pub(crate) fn plural_of(&self, singular: &ErrorRow, revision: Revision) -> Option<&'static ErrorRow> {
        let column = self.column(revision);
        let of_code =
            || self.rows.iter().find(|row| row.code == singular.code && row.holds(column, revision));
        self.row(singular.kind, revision, false).or_else(of_code)
    }
}

macro_rules! errors {
    ($action:ident [$($revision:literal),*] $(
        $kind:ident [$($place:tt)+] $http:literal $evidence:ident $(since $since:ident)? $code:literal $message:literal;
    )*) => {
        const REVISIONS: &[&str] = &[$($revision),*];

        /// The documented errors of the action.
        pub(super) const TABLE: $crate::error::ErrorTable = $crate::error::ErrorTable {
            action: $crate::request::Action::$action,
            revisions: REVISIONS,
            rows: &[$($crate::error::ErrorRow {
                kind: $crate::error::ErrorKind::$kind,
                http_status: $http,
                code: $code,
                message: $message,
                places: {
                    const PLACES: &[$crate::error::Place] = &[$($crate::error::table::place!($place)),+];
                    assert!(
                        PLACES.len() == REVISIONS.len(),
                        "{}",
                        concat!(
                            "error row `", stringify!($kind), "` of ", stringify!($operation),
                            ": expected one place for each revision of the page"
                        )
                    );
                    PLACES
                },
                evidence: $crate::evidence::Evidence::$evidence,
                since: $crate::error::table::since!($($since)?),
            }),*],
        };
    };
}
pub(super) use errors;

macro_rules! since {
    () => {
        None
    };
    ($revision:ident) => {
        Some($crate::evidence::Revision::$revision)
    };
}
pub(super) use since;

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
