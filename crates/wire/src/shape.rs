//! What a value holds: a case, a record, or many of them in a list or a response.

use crate::at::At;
use crate::batch::is_batch;
use crate::case::{AnyCase, Defaults, is_case};
use crate::error::ReadError;
use crate::json::Json;
use crate::names;
use crate::summary::Summary;

/// Receives the cases of a value, and the paging members of its responses.
pub(crate) struct Sink<'f> {
    pub(crate) case: &'f mut dyn FnMut(Result<AnyCase, ReadError>),
    pub(crate) summary: &'f mut Summary,
}

/// Reads every case in the value, in order.
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

/// Reads the case, the record or the response.
pub(crate) fn one(at: At<'_>, json: &Json<'_>, defaults: &Defaults, sink: &mut Sink<'_>) {
    if let Json::Object(members) = json
        && !is_case(members)
        && !is_batch(members)
    {
        if let Some((key, instances)) = names::member(members, "Instances") {
            sink.summary.start_page();
            sink.summary.add_members(members);
            return instances_object(at.key(key), instances, defaults, sink);
        }
        if let Some((key, instance)) = names::member(members, "Instance") {
            sink.summary.start_page();
            sink.summary.add_members(members);
            return list(at.key(key), instance, defaults, sink);
        }
    }
    (sink.case)(AnyCase::read_at(at, json, defaults));
}

/// `{"Instance": […]}`, or the list without it.
fn instances_object(at: At<'_>, json: &Json<'_>, defaults: &Defaults, sink: &mut Sink<'_>) {
    match json {
        Json::Object(members) => match names::member(members, "Instance") {
            Some((key, instance)) => list(at.key(key), instance, defaults, sink),
            None if members.is_empty() => {}
            None => (sink.case)(Err(at.key("Instance").missing("a list of records"))),
        },
        other => list(at, other, defaults, sink),
    }
}

/// A list of records, nothing for an empty one, or a lone record.
fn list(at: At<'_>, json: &Json<'_>, defaults: &Defaults, sink: &mut Sink<'_>) {
    match json {
        Json::Null => {}
        Json::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                (sink.case)(AnyCase::read_at(at.index(index), element, defaults));
            }
        }
        Json::Object(_) => (sink.case)(AnyCase::read_at(at, json, defaults)),
        other => (sink.case)(Err(at.unexpected("a list of records", other))),
    }
}
