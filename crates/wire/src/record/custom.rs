//! The values of custom attributes: tags and fields of a record, and facts given with it.

use crate::json::at::At;
use crate::json::error::{ReadError, ReadErrorKind, clip};
use crate::json::tree::{Json, Member};
use instance_lifecycle::instance::CustomValues;
use instance_lifecycle::rules::attributes::{AttributeSet, AttributeSource, CustomAttribute, Part};
use std::borrow::Cow;

/// The forms of the names in a list of tags: those of DescribeInstances, and those of requests.
const KEYS: [&str; 2] = ["TagKey", "Key"];
const VALUES: [&str; 2] = ["TagValue", "Value"];

/// The custom attributes that are read, and their values where a record does not give them.
#[derive(Clone, Copy)]
pub(crate) struct Custom<'a> {
    pub(crate) attributes: &'a AttributeSet,
    pub(crate) assumed: CustomValues,
}

impl<'a> Custom<'a> {
    /// Attributes whose values are default where a record does not give them.
    pub(crate) const fn of(attributes: &'a AttributeSet) -> Self {
        Self { attributes, assumed: CustomValues::NONE }
    }
}

/// Whether the value of a key is read for a custom attribute.
pub(crate) fn is_read(attributes: &AttributeSet, key: &str) -> bool {
    attributes.custom().any(|attribute| match attribute.source() {
        AttributeSource::Tag(tag) => {
            key == tag || ["Tags", "Tag"].contains(&key) || KEYS.contains(&key) || VALUES.contains(&key)
        }
        AttributeSource::Field(path) => path.split('.').any(|part| part == key),
        _ => key == attribute.name(),
    })
}

/// Reads the attributes whose source is a tag or a field of the record; the others have the assumed values.
pub(crate) fn read_record(
    Custom { attributes, assumed }: Custom<'_>,
    at: At<'_>,
    record: &[Member<'_>],
) -> Result<CustomValues, ReadError> {
    let mut values = assumed;
    for attribute in attributes.custom() {
        let value = match attribute.source() {
            AttributeSource::Tag(key) => tag(attribute, key, at, record)?,
            AttributeSource::Field(path) => field(attribute, path, at, record)?,
            _ => None,
        };
        if let Some(value) = value {
            values = attributes.with_value(values, attribute.name(), value);
        }
    }
    Ok(values)
}

/// Reads custom attributes that are given by name, and returns the other members.
pub(crate) fn read_given<'t, 'a>(
    attributes: &AttributeSet,
    is_part: impl Fn(Part) -> bool,
    at: At<'_>,
    members: &'t [Member<'a>],
    values: &mut CustomValues,
) -> Result<Cow<'t, [Member<'a>]>, ReadError> {
    let custom = |key: &str| {
        attributes.custom().find(|attribute| attribute.name() == key && is_part(attribute.source().part()))
    };
    if members.iter().all(|(key, _)| custom(key).is_none()) {
        return Ok(Cow::Borrowed(members));
    }
    let mut others = Vec::new();
    for member in members {
        match custom(&member.0) {
            Some(attribute) => {
                if let Some(value) = value(attribute, at.key(&member.0), &member.1)? {
                    *values = attributes.with_value(*values, attribute.name(), value);
                }
            }
            None => others.push(member.clone()),
        }
    }
    Ok(Cow::Owned(others))
}

/// Returns custom attributes that have a value, as members.
pub(crate) fn written(
    attributes: &AttributeSet,
    values: CustomValues,
) -> impl Iterator<Item = (&str, Json<'_>)> {
    attributes.given(values).map(|(attribute, value)| (attribute.name(), Json::String(Cow::Borrowed(value))))
}

fn tag(
    attribute: &CustomAttribute,
    key: &str,
    at: At<'_>,
    record: &[Member<'_>],
) -> Result<Option<usize>, ReadError> {
    let Some((_, tags)) = record.iter().find(|(name, _)| name == "Tags") else { return Ok(None) };
    let at = at.key("Tags");
    match tags {
        Json::Object(members) => match members.iter().find(|(name, _)| name == "Tag") {
            Some((_, Json::Array(tags))) => tag_in(attribute, key, at.key("Tag"), tags),
            Some((_, Json::Object(_))) | None => match members.iter().find(|(name, _)| name == key) {
                Some((_, json)) => value(attribute, at.key(key), json),
                None => Ok(None),
            },
            Some((_, other)) => Err(at.key("Tag").unexpected("a list of tags", other)),
        },
        Json::Array(tags) => tag_in(attribute, key, at, tags),
        Json::Null => Ok(None),
        other => Err(at.unexpected("a list of tags", other)),
    }
}

fn tag_in(
    attribute: &CustomAttribute,
    key: &str,
    at: At<'_>,
    tags: &[Json<'_>],
) -> Result<Option<usize>, ReadError> {
    for (n, tag) in tags.iter().enumerate() {
        let at = at.index(n);
        let members = at.object(tag, "a tag")?;
        let member = |names: [&str; 2]| members.iter().find(|(name, _)| names.contains(&&**name));
        let is_key = matches!(member(KEYS), Some((_, Json::String(found))) if found == key);
        if is_key {
            // A tag without a value has the empty text.
            return match member(VALUES) {
                Some((name, json)) if *json != Json::Null => text(json)
                    .ok_or_else(|| at.key(name).unexpected("a text", json))
                    .and_then(|text| value_of(attribute, at.key(name), &text)),
                _ => value_of(attribute, at, ""),
            };
        }
    }
    Ok(None)
}

fn field(
    attribute: &CustomAttribute,
    path: &str,
    at: At<'_>,
    record: &[Member<'_>],
) -> Result<Option<usize>, ReadError> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let Some((_, json)) = record.iter().find(|(name, _)| name == first) else { return Ok(None) };
    let at = at.key(first);
    match (rest, json) {
        ("", json) => value(attribute, at, json),
        (rest, Json::Object(members)) => field(attribute, rest, at, members),
        (_, Json::Null) => Ok(None),
        (_, other) => Err(at.unexpected("an object", other)),
    }
}

/// Reads the value of an attribute; `None` if there is none.
fn value(attribute: &CustomAttribute, at: At<'_>, json: &Json<'_>) -> Result<Option<usize>, ReadError> {
    match json {
        Json::Null => Ok(None),
        Json::String(empty) if empty.is_empty() => Ok(None),
        json => match text(json) {
            Some(text) => value_of(attribute, at, &text),
            None => Err(at.unexpected("a text", json)),
        },
    }
}

/// Returns a scalar as text; a flag is `Yes` or `No`, as the values of built-in attributes are.
fn text<'t>(json: &'t Json<'_>) -> Option<Cow<'t, str>> {
    match json {
        Json::String(text) => Some(Cow::Borrowed(text)),
        Json::Bool(flag) => Some(Cow::Borrowed(if *flag { "Yes" } else { "No" })),
        Json::Number(number) => Some(Cow::Owned(number.to_string())),
        Json::Null | Json::Array(_) | Json::Object(_) | Json::Ignored => None,
    }
}

fn value_of(attribute: &CustomAttribute, at: At<'_>, text: &str) -> Result<Option<usize>, ReadError> {
    attribute.value_of_text(text).map(Some).ok_or_else(|| {
        at.error(ReadErrorKind::CustomValue {
            attribute: attribute.name().into(),
            text: clip(text).into(),
            expected: attribute.values().to_vec(),
        })
    })
}
