//! The form of the catalogue: a table for each operation, a line for each documented error.

use super::ErrorKind;
use crate::closed_set::same;
use crate::evidence::{Document, Evidence, Revision};
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
///
/// ```
/// use instance_lifecycle::errors::ErrorKind;
/// use instance_lifecycle::Operation;
///
/// let errors = Operation::StopInstance.errors();
/// let row = errors.rows.iter().find(|row| row.kind == ErrorKind::InstanceLockedForSecurity).unwrap();
/// assert_eq!((row.http_status, row.code), (403, "InstanceLockedForSecurity"));
/// ```
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
    /// The Description column of the vendor, verbatim: each text with the first revision of the page
    /// that has it; `-` is the vendor's mark for none. No decision depends on it.
    pub descriptions: &'static [(&'static str, &'static str)],
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

    /// Returns the evidence for the row in one revision of the page. On a reconstructed page, or if there is
    /// no such revision, a row is inferred unless the transcribed pages before and after have it.
    #[must_use]
    pub fn evidence_in(&self, column: usize) -> Evidence {
        let is_transcribed = |n: &usize| Revision::ALL.get(*n).is_some_and(|it| it.is_transcribed());
        let has = |n: usize| self.places.get(n).is_some_and(|place| *place != Place::Absent);
        if self.places.len() == 1 || is_transcribed(&column) {
            return self.evidence;
        }
        let before = (0..column.min(Revision::COUNT)).rfind(is_transcribed);
        let after = (column..Revision::COUNT).find(is_transcribed);
        if before.is_some_and(has) && after.is_some_and(has) { self.evidence } else { Evidence::Inferred }
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
///
/// ```
/// use instance_lifecycle::errors::Place;
/// use instance_lifecycle::{Operation, Revision};
///
/// let errors = Operation::StopInstance.errors();
/// let page = errors.of(errors.column(Revision::V2024_11_14));
/// assert_eq!(page.filter(|(place, _)| matches!(place, Place::Row(_))).count(), 18);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ErrorTable {
    /// The action.
    pub action: Action,
    /// The revisions of the page, oldest first; empty if none is transcribed. See
    /// [`is_transcribed`](Self::is_transcribed).
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

    /// Whether the revision of the page is transcribed. Else it is reconstructed: see
    /// [`HISTORY`](crate::errors::HISTORY).
    #[must_use]
    pub const fn is_transcribed(&self, column: usize) -> bool {
        self.revisions.len() == 1 || column < Revision::COUNT && Revision::ALL[column].is_transcribed()
    }

    /// Returns the page that one revision of the table transcribes, `None` if the revision is reconstructed or
    /// does not exist.
    ///
    /// ```
    /// use instance_lifecycle::rules::Document;
    /// use instance_lifecycle::{Action, Revision};
    ///
    /// let errors = Action::StopInstance.errors();
    /// let page = |revision| errors.document(errors.column(revision));
    /// assert_eq!(page(Revision::V2024_11_14), Some(Document::StopPage2024));
    /// assert_eq!(page(Revision::V2024_12_20), None);
    /// ```
    #[must_use]
    pub const fn document(&self, column: usize) -> Option<Document> {
        Some(match self.action {
            Action::StopInstance if column >= Revision::COUNT => return None,
            Action::StopInstance => match Revision::ALL[column] {
                Revision::V2021_01 => Document::StopPage2021,
                Revision::V2024_11_14 => Document::StopPage2024,
                Revision::V2024_12_20 | Revision::V2025_03_20 => return None,
                Revision::V2025_12_03 => Document::StopPage2025,
            },
            Action::StartInstance => Document::StartPage2025,
            Action::RebootInstance => Document::RebootPage2025,
            Action::DeleteInstance => Document::DeletePage2025,
            Action::StopInstances => Document::StopBatchPage2025,
            Action::StartInstances => Document::StartBatchPage2025,
            Action::RebootInstances => Document::RebootBatchPage2025,
            Action::DeleteInstances => Document::DeleteBatchPage2025,
            Action::ReActivateInstances => Document::ReactivatePage2025,
            Action::CreateInstance | Action::RunInstances => return None,
        })
    }

    /// Whether the row numbers of the revision are those of this catalogue and not those of the page. A
    /// row of StopInstance keeps its number of 2024-11-14, and later rows follow.
    #[must_use]
    pub const fn has_own_numbers(&self, column: usize) -> bool {
        self.revisions.len() > 1 && column > Revision::V2024_11_14 as usize && column < Revision::COUNT
    }

    /// Returns the description of a row in one revision of the page, `None` if the page has none.
    ///
    /// ```
    /// use instance_lifecycle::errors::ErrorKind;
    /// use instance_lifecycle::{Operation, Revision};
    ///
    /// let errors = Operation::StopInstance.errors();
    /// let row = errors.row(ErrorKind::InstanceNotFound, Revision::V2024_11_14, false).expect("a row");
    /// let column = errors.column(Revision::V2024_11_14);
    /// assert_eq!(errors.description(row, column), Some("The specified instance does not exist."));
    /// ```
    #[must_use]
    pub fn description(&self, row: &ErrorRow, column: usize) -> Option<&'static str> {
        let page = |revision: &str| self.revisions.iter().position(|known| *known == revision);
        let mut texts = row.descriptions.iter().rev();
        let (_, text) = texts.find(|(from, _)| page(from).is_some_and(|from| from <= column))?;
        (*text != "-").then_some(text)
    }

    /// Returns the rows of one revision of the page, in its order; unlisted ones last. None if there is no
    /// such revision.
    pub fn of(&self, column: usize) -> impl Iterator<Item = (Place, &'static ErrorRow)> {
        let listed = (1..=u8::MAX).map(Place::Row).take(self.rows.len());
        listed.chain([Place::Unlisted]).filter_map(move |place| {
            self.rows.iter().find(|row| row.places.get(column) == Some(&place)).map(|row| (place, row))
        })
    }

    /// Whether there is a row of a kind under a revision.
    pub(crate) const fn lists(&self, kind: ErrorKind, revision: Revision) -> bool {
        let column = self.column(revision);
        let mut n = 0;
        while n < self.rows.len() {
            if self.rows[n].kind as u8 == kind as u8 && self.rows[n].holds(column, revision) {
                return true;
            }
            n += 1;
        }
        false
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

/// Checks at compile time that descriptions begin at revisions of the page.
pub(super) const fn prove_revisions(texts: &[(&str, &str)], revisions: &[&str]) {
    let mut n = 0;
    while n < texts.len() {
        let mut column = 0;
        while column < revisions.len() && !same(texts[n].0, revisions[column]) {
            column += 1;
        }
        assert!(column < revisions.len(), "a description begins at a revision of the page");
        n += 1;
    }
}

macro_rules! errors {
    ($action:ident [$($revision:literal),*] $(
        $kind:ident [$($place:tt)+] $http:literal $evidence:ident $(since $since:ident)? $code:literal $message:literal
            $(from $from:literal: $description:literal)*;
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
                            "error row `", stringify!($kind), "` of ", stringify!($action),
                            ": expected one place for each revision of the page"
                        )
                    );
                    PLACES
                },
                descriptions: {
                    const TEXTS: &[(&str, &str)] = &[$(($from, $description)),*];
                    $crate::error::table::prove_revisions(TEXTS, REVISIONS);
                    TEXTS
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
