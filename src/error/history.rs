//! The change history of the page of StopInstance: the days on which its error table changed, and the rows
//! that each day added, as far as they are known.
//!
//! The vendor publishes the days, and only the newest table. The rows are dated by comparing the change
//! histories of the pages that share them.

use super::ErrorKind;
use crate::closed_set::closed_set;
use crate::evidence::Revision;

closed_set! {
    /// The strength of an inferred date.
    Strength {
        /// Every page that has the row names the day.
        Strong = "strong",
        /// Most pages that have the row name the day.
        Moderate = "moderate",
        /// Any of the days since 2024-11-14 may be meant; the last one is assumed.
        Unknown = "unknown",
    }
}

/// A row that a change added to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedRow {
    /// The kind of the row.
    pub kind: ErrorKind,
    /// The strength of the date.
    pub strength: Strength,
}

/// A day on which the error table of StopInstance changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageChange {
    /// The day.
    pub date: &'static str,
    /// The revision with the table of that day, `None` if that table is unknown.
    pub revision: Option<Revision>,
    /// The rows that were added or reworded; empty if they are unknown.
    pub rows: &'static [DatedRow],
}

impl PageChange {
    /// Returns the change that made a revision, `None` if no day is known.
    #[must_use]
    pub fn of(revision: Revision) -> Option<&'static Self> {
        HISTORY.iter().find(|change| change.revision == Some(revision))
    }
}

macro_rules! history {
    ($($date:literal $revision:ident { $($kind:ident $strength:ident),* })+) => {
        /// The known changes of the error table of StopInstance, oldest first.
        ///
        /// ```
        /// use instance_lifecycle::{HISTORY, Revision, Strength};
        ///
        /// let [change] = HISTORY.iter().filter(|change| change.date == "2025-03-20").collect::<Vec<_>>()[..] else {
        ///     panic!("one change that day");
        /// };
        /// assert_eq!(change.revision, Some(Revision::V2025_03_20));
        /// assert_eq!(change.rows[0].strength, Strength::Strong);
        /// ```
        pub const HISTORY: &[PageChange] = &[$(PageChange {
            date: $date,
            revision: history!(@ $revision),
            rows: &[$(DatedRow { kind: ErrorKind::$kind, strength: Strength::$strength }),*],
        }),+];
    };
    (@ None) => { None };
    (@ $revision:ident) => { Some(Revision::$revision) };
}

history! {
    "2021-05-25" None {}
    "2023-07-17" None {}
    "2024-12-20" V2024_12_20 { KmsNotActivated Moderate, KmsKeyNotFound Moderate, KmsServiceNotOpen Moderate }
    "2025-03-20" V2025_03_20 { SystemInstanceNotSupported Strong }
    "2025-12-03" V2025_12_03 { ServiceUnavailable Strong, DiskError Unknown }
}
