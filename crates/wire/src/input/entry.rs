//! The kinds of objects in which records are found.

use crate::json::error::{ReadErrorKind, clip};
use crate::json::names;
use crate::json::tree::{Json, Member};
use crate::record::read::{MEMBERS, STATUSES};
use crate::request::case::{is_case, is_inventory};
use crate::request::plural::is_batch;
use crate::request::vocabulary::{LISTINGS, LISTS, WRAPPERS};

/// An object at the top level of the input, or in a list there.
pub(crate) enum Entry<'t, 'a> {
    /// A case or a record.
    Case,
    /// A response: the member that holds the list of records.
    Listing(&'t str, &'t Json<'a>),
    /// A response: the list of records.
    List(&'t str, &'t Json<'a>),
    /// An object around a response: the member that leads to it.
    Wrapper(&'t str, &'t Json<'a>),
    /// None of these.
    Other(ReadErrorKind),
}

impl<'t, 'a> Entry<'t, 'a> {
    /// Returns the kind of an object.
    pub(crate) fn of(members: &'t [Member<'a>]) -> Self {
        let find = |names: &[&str]| names.iter().find_map(|name| names::member(members, name));
        if is_case(members) || is_batch(members) || is_inventory(members) {
            return Self::Case;
        }
        if let Some((key, listing)) = find(LISTINGS) {
            return Self::Listing(key, listing);
        }
        if let Some((key, list)) = find(LISTS) {
            return Self::List(key, list);
        }
        if let Some(kind) = foreign_key(members) {
            return Self::Other(kind);
        }
        let has_status = names::member(members, "Status");
        let is_known =
            |json: &Json<'_>| matches!(json, Json::String(text) if STATUSES.contains(&text.as_ref()));
        if has_record_member(members) || has_status.is_some_and(|(_, json)| is_known(json)) {
            return Self::Case;
        }
        if let Some((key, inner)) = wrapped(members) {
            return Self::Wrapper(key, inner);
        }
        match error_answer(members) {
            Some(kind) => Self::Other(kind),
            None if has_status.is_some() => Self::Case,
            None => {
                let keys = members.iter().map(|(key, _)| clip(key).to_owned()).collect();
                Self::Other(ReadErrorKind::NoRecords { keys })
            }
        }
    }
}

/// Whether the object has a member of records other than `Status`, which other objects have too.
pub(crate) fn has_record_member(members: &[Member<'_>]) -> bool {
    MEMBERS.iter().any(|name| *name != "Status" && names::member(members, name).is_some())
}

/// Returns the member that wraps a response: one of the known names, or the only object or list.
fn wrapped<'t, 'a>(members: &'t [Member<'a>]) -> Option<(&'t str, &'t Json<'a>)> {
    let is_object = |json: &Json<'_>| matches!(json, Json::Object(_)) && !json.is_empty();
    let is_container = |json: &Json<'_>| match json {
        Json::Array(elements) => elements.iter().any(is_object),
        other => is_object(other),
    };
    let known = WRAPPERS.iter().find_map(|name| names::member(members, name));
    if let Some((key, inner)) = known.filter(|(_, inner)| is_container(inner)) {
        return Some((key, inner));
    }
    let mut containers = members.iter().filter(|(_, value)| is_container(value));
    match (containers.next(), containers.next()) {
        (Some((key, inner)), None) => Some((key, inner)),
        _ => None,
    }
}

/// Returns the error for a key in snake_case, as other tools spell the keys of records.
fn foreign_key(members: &[Member<'_>]) -> Option<ReadErrorKind> {
    members.iter().filter(|(key, _)| key.contains('_')).find_map(|(key, _)| {
        let joined: String = key.chars().filter(|c| *c != '_').collect();
        let name = MEMBERS.iter().find(|name| name.eq_ignore_ascii_case(&joined))?;
        let is_absent = names::member(members, name).is_none();
        is_absent.then(|| ReadErrorKind::ForeignKey { key: clip(key).to_owned(), expected: name })
    })
}

/// Returns the error for the body of an error answer.
fn error_answer(members: &[Member<'_>]) -> Option<ReadErrorKind> {
    let text = |name| match names::member(members, name) {
        Some((_, Json::String(text))) if !text.is_empty() => Some(clip(text).to_owned()),
        _ => None,
    };
    let code = text("Code")?;
    let is_answer =
        ["Message", "RequestId", "HostId"].iter().any(|name| names::member(members, name).is_some());
    is_answer.then(|| ReadErrorKind::ErrorAnswer { code, message: text("Message").unwrap_or_default() })
}
