//! The cases in a value: a case, a record, a list, or a response.

use crate::input::entry::Entry;
use crate::input::summary::Summary;
use crate::json::at::At;
use crate::json::error::{ReadError, ReadErrorKind};
use crate::json::names;
use crate::json::tree::Json;
use crate::request::batch::BatchCase;
use crate::request::case::Case;
use crate::request::plural::is_batch;
use crate::request::single::Defaults;
use crate::request::vocabulary::LISTS;
use serde::ser::{Serialize, Serializer};

/// A line of the case format: a case, or a batch case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnyCase {
    /// A request for one instance.
    One(Case),
    /// A plural request.
    Batch(BatchCase),
}

impl AnyCase {
    /// Reads a case, a batch case, or a bare record under the request of the defaults.
    ///
    /// # Errors
    ///
    /// As [`Case::read`].
    pub fn read(json: &Json<'_>, defaults: &Defaults) -> Result<Self, ReadError> {
        Self::read_at(At::ROOT, json, defaults)
    }

    pub(crate) fn read_at(at: At<'_>, json: &Json<'_>, defaults: &Defaults) -> Result<Self, ReadError> {
        match json {
            Json::Object(members) if is_batch(members) => {
                BatchCase::read_members(at, members, defaults).map(Self::Batch)
            }
            json => Case::read_at(at, json, defaults).map(Self::One),
        }
    }

    /// Returns the id of the instance, if it is known; `None` for a batch.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::One(case) => case.id.as_deref(),
            Self::Batch(_) => None,
        }
    }

    /// Returns the case of one instance.
    ///
    /// # Errors
    ///
    /// If it is a batch.
    pub fn one(self) -> Result<Case, ReadError> {
        match self {
            Self::One(case) => Ok(case),
            Self::Batch(batch) => {
                let kind = ReadErrorKind::Plural { action: batch.request.action() };
                Err(At::ROOT.key("Request").key("Action").error(kind))
            }
        }
    }
}

impl Serialize for AnyCase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(case) => case.serialize(serializer),
            Self::Batch(batch) => batch.serialize(serializer),
        }
    }
}

/// Receives the cases of a value, and the paging members of its responses.
pub(crate) struct Sink<'f> {
    pub(crate) case: &'f mut dyn FnMut(Result<AnyCase, ReadError>),
    pub(crate) summary: &'f mut Summary,
}

/// Reads every case in a value, in order.
pub(crate) fn each(at: At<'_>, json: &Json<'_>, defaults: &Defaults, sink: &mut Sink<'_>) {
    match json {
        Json::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                one(at.index(index), element, defaults, sink);
            }
        }
        Json::Object(_) => one(at, json, defaults, sink),
        other => (sink.case)(Err(at.unexpected("a case, a record or a list of them", other))),
    }
}

/// Reads a case, a record or a response.
pub(crate) fn one(at: At<'_>, json: &Json<'_>, defaults: &Defaults, sink: &mut Sink<'_>) {
    let Json::Object(members) = json else {
        return (sink.case)(AnyCase::read_at(at, json, defaults));
    };
    match Entry::of(members) {
        Entry::Case => (sink.case)(AnyCase::read_at(at, json, defaults)),
        Entry::Listing(key, instances) => {
            sink.summary.start_page();
            sink.summary.add_members(members);
            listing(at.key(key), instances, defaults, sink);
        }
        Entry::List(key, instance) => {
            sink.summary.start_page();
            sink.summary.add_members(members);
            list(at.key(key), instance, defaults, sink);
        }
        Entry::Wrapper(key, inner) => each(at.key(key), inner, defaults, sink),
        Entry::Other(kind) => (sink.case)(Err(at.error(kind))),
    }
}

/// Reads a record of a response.
pub(crate) fn record(at: At<'_>, json: &Json<'_>, defaults: &Defaults, sink: &mut Sink<'_>) {
    (sink.case)(AnyCase::read_at(at, json, defaults));
}

/// Reads `{"Instance": […]}`, or the list itself.
fn listing(at: At<'_>, json: &Json<'_>, defaults: &Defaults, sink: &mut Sink<'_>) {
    match json {
        Json::Object(members) => match LISTS.iter().find_map(|name| names::member(members, name)) {
            Some((key, instance)) => list(at.key(key), instance, defaults, sink),
            None if members.is_empty() => {}
            None => (sink.case)(Err(at.key("Instance").missing("a list of records"))),
        },
        other => list(at, other, defaults, sink),
    }
}

/// Reads a list of records, `null`, or a lone record.
fn list(at: At<'_>, json: &Json<'_>, defaults: &Defaults, sink: &mut Sink<'_>) {
    match json {
        Json::Null => {}
        Json::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                record(at.index(index), element, defaults, sink);
            }
        }
        Json::Object(_) => record(at, json, defaults, sink),
        other => (sink.case)(Err(at.unexpected("a list of records", other))),
    }
}
