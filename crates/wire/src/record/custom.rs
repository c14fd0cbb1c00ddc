//! The values of custom attributes: tags and fields of a record, and facts given with it.

use crate::json::at::At;
use crate::json::error::{ReadError, ReadErrorKind, clip};
use crate::json::tree::{Json, Member};
use crate::record::attributes::{COUNT, Set};
use instance_lifecycle::instance::CustomValues;
use instance_lifecycle::rules::attributes::{AttributeSet, AttributeSource, CustomAttribute, Part};
use std::borrow::Cow;

/// The forms of the names in a list of tags: those of DescribeInstances, and those of requests.
const KEYS: [&str; 2] = ["TagKey", "Key"];
const VALUES: [&str; 2] = ["TagValue", "Value"];

// An attribute has two values or more.
const _: () = assert!(COUNT + AttributeSet::MAX_VALUES / 2 <= Set::BITS as usize, "a bit for each attribute");

/// All custom attributes in a set of attributes: they are behind the built-in ones, in their order.
pub(crate) const CUSTOM: Set = !((1 << COUNT) - 1);

/// The custom attributes that are read, and their values where a record does not give them.
#[derive(Clone, Copy)]
pub(crate) struct Custom<'a> {
    pub(crate) attributes: &'a AttributeSet,
    pub(crate) values: CustomValues,
    /// The attributes of which the caller gives the value.
    pub(crate) given: Set,
}

impl<'a> Custom<'a> {
    /// Attributes whose values are default where a record does not give them.
    pub(crate) const fn of(attributes: &'a AttributeSet) -> Self {
        Self { attributes, values: CustomValues::NONE, given: 0 }
    }
}

/// Whether the value of a key is read for a custom attribute: `Facts` may give any of them by its name.
pub(crate) fn is_read(attributes: &AttributeSet, key: &str) -> bool {
    attributes.custom().any(|attribute| {
        let is_source = match attribute.source() {
            AttributeSource::Tag(tag) => {
                key == tag || ["Tags", "Tag"].contains(&key) || KEYS.contains(&key) || VALUES.contains(&key)
            }
            AttributeSource::Field(path) => path.split('.').any(|part| part == key),
            _ => false,
        };
        is_source || key == attribute.name()
    })
}

/// Returns the set of the custom attribute of that name; an empty one if there is none.
pub(crate) fn set(attributes: &AttributeSet, name: &str) -> Set {
    attributes.custom().position(|attribute| attribute.name() == name).map_or(0, |n| 1 << (COUNT + n))
}

/// Returns the first custom attribute of a set whose value follows from the number of items of the call.
pub(crate) fn counted(attributes: &AttributeSet, of: Set) -> Option<&str> {
    let custom = attributes.custom().filter(|attribute| attribute.source().part() == Part::Request);
    custom.map(|attribute| attribute.name()).find(|name| set(attributes, name) & of != 0)
}

/// Returns the set of the custom attributes of instances.
pub(crate) fn of_instances(attributes: &AttributeSet) -> Set {
    let custom = attributes.custom().filter(|attribute| attribute.source().part() == Part::Instance);
    custom.fold(0, |all, attribute| all | set(attributes, attribute.name()))
}

/// Iterates over the custom attributes in a set, with the name of the value that each has.
pub(crate) fn named(
    attributes: &AttributeSet,
    values: CustomValues,
    of: Set,
) -> impl Iterator<Item = (&str, &str)> {
    let attributes_in = attributes.custom().enumerate().filter(move |(n, _)| of >> (COUNT + n) & 1 == 1);
    attributes_in.map(move |(_, attribute)| {
        let mut given = attributes.given(values);
        let given = given.find(|(other, _)| other.name() == attribute.name()).map(|(_, value)| value);
        (attribute.name(), given.unwrap_or(&attribute.values()[attribute.default()]))
    })
}

/// Reads the attributes whose source is a tag or a field of the record, and returns those that have a value.
/// A record that shows its tags shows that the others are missing.
pub(crate) fn read_record(
    custom: Custom<'_>,
    at: At<'_>,
    record: &[Member<'_>],
) -> Result<(CustomValues, Set), ReadError> {
    let Custom { attributes, mut values, given: mut known } = custom;
    let has_tags = record.iter().any(|(name, json)| name == "Tags" && *json != Json::Null);
    for attribute in attributes.custom() {
        let (value, is_shown) = match attribute.source() {
            AttributeSource::Tag(key) => (tag(attribute, key, at, record)?, has_tags),
            AttributeSource::Field(path) => (field(attribute, path, at, record)?, false),
            _ => (None, false),
        };
        if is_shown || value.is_some() {
            known |= set(attributes, attribute.name());
        }
        if let Some(value) = value {
            values = attributes.with_value(values, attribute.name(), value);
        }
    }
    Ok((values, known))
}

/// Reads custom attributes that are given by name, and returns the other members.
pub(crate) fn read_given<'t, 'a>(
    attributes: &AttributeSet,
    is_part: impl Fn(Part) -> bool,
    at: At<'_>,
    members: &'t [Member<'a>],
    (values, known): (&mut CustomValues, &mut Set),
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
                    *known |= set(attributes, attribute.name());
                }
            }
            None => others.push(member.clone()),
        }
    }
    Ok(Cow::Owned(others))
}

/// Returns custom attributes as members: those of a set, and those that do not have their default value.
pub(crate) fn written(
    attributes: &AttributeSet,
    values: CustomValues,
    of: Set,
) -> impl Iterator<Item = (&str, Json<'_>)> {
    let given = attributes.given(values).fold(of, |of, (it, _)| of | set(attributes, it.name()));
    named(attributes, values, given).map(|(name, value)| (name, Json::String(Cow::Borrowed(value))))
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
