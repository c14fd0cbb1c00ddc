//! The catalogue of errors in words: grades, row numbers, and the revisions of the pages.

mod grade;
mod line;
mod request;

pub(crate) use grade::grade;
pub(crate) use line::{Line, codes, lines, lines_of};
pub(crate) use request::RequestErrors;

use instance_lifecycle::Action;
use instance_lifecycle::errors::{ErrorRow, ErrorTable, HISTORY, PageChange, Strength};

/// The note on the row numbers of a revision, `None` if they are those of the page.
pub(crate) fn numbering(table: &ErrorTable, column: usize) -> Option<&'static str> {
    match (table.has_own_numbers(column), table.is_transcribed(column)) {
        (false, _) => None,
        (true, true) => Some(
            "The row numbers are not those of the page, which has another order: a row keeps its number of \
             2024-11-14, and later rows follow.",
        ),
        (true, false) => Some(
            "This page is reconstructed: the rows of 2024-11-14, with the changes that the change histories \
             of the pages date. `lifecycle errors --revisions` lists them.",
        ),
    }
}

/// A revision of a page, or a day on which the page changed.
pub(crate) struct PageState {
    pub(crate) date: &'static str,
    column: Option<usize>,
    change: Option<&'static PageChange>,
}

impl PageState {
    /// Whether the table is known, and how.
    pub(crate) fn table(&self, table: &ErrorTable) -> &'static str {
        match self.column {
            Some(column) if table.is_transcribed(column) => "transcribed",
            Some(_) => "reconstructed",
            None => "unknown",
        }
    }

    /// The rows that the change added, with the strength of the date.
    pub(crate) fn rows(&self, table: &'static ErrorTable) -> Vec<(&'static ErrorRow, Strength)> {
        let (Some(column), Some(change)) = (self.column, self.change) else { return Vec::new() };
        let row = |kind| table.of(column).map(|(_, row)| row).find(|row| row.kind == kind);
        let dated = change.rows.iter();
        dated.filter_map(|dated| Some((row(dated.kind)?, dated.strength))).collect()
    }
}

/// Returns the revisions of a page and the days of its change history, oldest first.
pub(crate) fn states(table: &'static ErrorTable) -> Vec<PageState> {
    let is_stop = table.action == Action::StopInstance;
    let history = HISTORY.iter().filter(|_| is_stop);
    let change = |date: &str| history.clone().find(|change| change.date == date);
    let mut states: Vec<PageState> = table
        .revisions
        .iter()
        .enumerate()
        .map(|(column, date)| PageState { date, column: Some(column), change: change(date) })
        .collect();
    for change in history.clone().filter(|change| change.revision.is_none()) {
        states.push(PageState { date: change.date, column: None, change: Some(change) });
    }
    states.sort_by_key(|state| state.date);
    states
}

/// The knowledge of a table in words.
pub(crate) fn describe(state: &PageState, table: &ErrorTable) -> &'static str {
    match state.table(table) {
        "unknown" => "the error table changed; the table is unknown",
        known => known,
    }
}

/// The strength of a date in words.
pub(crate) fn date_of(strength: Strength) -> &'static str {
    match strength {
        Strength::Strong => "inferred, strong",
        Strength::Moderate => "inferred, moderate",
        Strength::Unknown => "reworded by one of the changes since 2024-11-14, unknown by which",
    }
}
