//! The number of records in a stream, and the paging members of its responses.

use crate::json::names::spelling;
use crate::json::tree::{Json, Member};

/// The number of records read from a stream, and the paging members of its responses.
///
/// ```
/// use instance_lifecycle_wire::{Defaults, MAX_LINE, Stream};
///
/// let page = r#"{"TotalCount": 514, "NextToken": "c2Vjb25k", "Instances": {"Instance": [{"Status": "Running"}]}}"#;
/// let mut stream = Stream::new(page.as_bytes(), MAX_LINE, Defaults::default());
/// assert_eq!(stream.by_ref().count(), 1);
/// let summary = stream.summary();
/// assert_eq!((summary.records, summary.total_count, summary.next_token), (1, Some(514), true));
/// assert!(summary.is_partial());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// The records and cases found so far, including those with invalid content. A batch case counts
    /// each of its records.
    pub records: u64,
    /// The largest `TotalCount` of the responses so far; `None` if none has one.
    pub total_count: Option<u64>,
    /// Whether the last response has a `NextToken` that is not empty: there is a further page.
    pub next_token: bool,
    /// Whether a response began, or has a `NextToken`.
    has_page: bool,
}

impl Summary {
    /// Nothing read yet.
    pub(crate) const NONE: Self = Self { records: 0, total_count: None, next_token: false, has_page: false };

    /// Whether the responses announce more records than the stream holds.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.next_token || self.total_count.is_some_and(|total| total > self.records)
    }

    /// Whether a response began in this part of the stream, or told whether there is a further page.
    #[must_use]
    pub const fn has_page(&self) -> bool {
        self.has_page
    }

    /// Adds the summary of a later part of the stream.
    pub fn add(&mut self, later: &Self) {
        self.records += later.records;
        self.total_count = self.total_count.max(later.total_count);
        if later.has_page {
            self.set_next_token(later.next_token);
        }
    }

    /// Starts the next response.
    pub(crate) fn start_page(&mut self) {
        self.set_next_token(false);
    }

    fn set_next_token(&mut self, next_token: bool) {
        self.next_token = next_token;
        self.has_page = true;
    }

    /// Takes note of the members beside the list of records.
    pub(crate) fn add_members(&mut self, members: &[Member<'_>]) {
        for (key, value) in members {
            if spelling(key, "TotalCount").is_some() {
                let total = match value {
                    Json::Number(number) => number.as_u64(),
                    Json::String(text) => text.parse().ok(),
                    _ => None,
                };
                self.total_count = self.total_count.max(total);
            } else if spelling(key, "NextToken").is_some() {
                self.set_next_token(matches!(value, Json::String(token) if !token.is_empty()));
            }
        }
    }
}
