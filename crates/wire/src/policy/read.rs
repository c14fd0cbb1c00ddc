//! The form of a policy file: its fields and their types.

use crate::json::at::At;
use crate::json::error::{ReadError, ReadErrorKind};
use crate::json::fields::{self, member};
use crate::json::tree::{Json, Member};
use crate::policy::conditions::{self, Conditions};
use instance_lifecycle::policy::{
    AttributeDocument, ErrorDocument, PolicyDocument, RuleDocument, StageDocument, Unread,
};
use instance_lifecycle::rules::attributes::AttributeSource;
use std::collections::BTreeMap;

const DOCUMENT: &[&str] = &[
    "policy",
    "base",
    "interpretations",
    "stages",
    "precedence",
    "remove",
    "attributes",
    "rules",
    "tests",
    "laws",
];
const STAGE: &[&str] = &["name", "before", "after"];
const ATTRIBUTE: &[&str] = &["name", "values", "from", "default", "anything_else", "texts", "meaning"];
const SOURCE: &[&str] = &["tag", "field", "items"];
const SOURCES: &str = "`fact`, `environment`, or one of `tag`, `field` and `items`";

const RULE: &[&str] = &[
    "operation",
    "operations",
    "name",
    "stage",
    "before",
    "after",
    "when",
    "any",
    "error",
    "mode",
    "settle",
    "warn",
    "reason",
];
const ERROR: &[&str] = &["http_status", "code", "message", "retryable"];

pub(crate) fn document(json: &Json<'_>) -> Result<PolicyDocument, ReadError> {
    let members = members(At::ROOT, json, DOCUMENT, "a table of a policy")?;
    let list_of = |name| match member(members, name) {
        Some(json) => lists(At::ROOT.key(name), json),
        None => Ok(BTreeMap::new()),
    };
    Ok(PolicyDocument {
        policy: required(At::ROOT, members, "policy", "the version of the format", number)?,
        base: required(At::ROOT, members, "base", "the name of a built-in policy", text)?,
        interpretations: match member(members, "interpretations") {
            Some(json) => table(At::ROOT.key("interpretations"), json, text)?,
            None => BTreeMap::new(),
        },
        stages: match member(members, "stages") {
            Some(json) => table(At::ROOT.key("stages"), json, |at, json| list(at, json, stage))?,
            None => BTreeMap::new(),
        },
        precedence: list_of("precedence")?,
        remove: list_of("remove")?,
        attributes: match member(members, "attributes") {
            Some(json) => list(At::ROOT.key("attributes"), json, attribute)?,
            None => Vec::new(),
        },
        rules: match member(members, "rules") {
            Some(json) => list(At::ROOT.key("rules"), json, rule)?,
            None => Vec::new(),
        },
        tests: Unread,
        laws: Unread,
    })
}

fn stage(at: At<'_>, json: &Json<'_>) -> Result<StageDocument, ReadError> {
    if let Json::String(name) = json {
        return Ok(StageDocument::Last(name.clone().into_owned()));
    }
    let members = members(at, json, STAGE, "the name of a stage, or `name` and `before` or `after`")?;
    let name = required(at, members, "name", "a name for the stage", text)?;
    match (member(members, "before"), member(members, "after")) {
        (Some(_), Some(_)) => Err(at.key("after").error(ReadErrorKind::BeforeAndAfter)),
        (None, Some(after)) => Ok(StageDocument::After { name, after: text(at.key("after"), after)? }),
        _ => {
            let before = required(at, members, "before", "the name of a stage, or `after`", text)?;
            Ok(StageDocument::Before { name, before })
        }
    }
}

/// Reads a custom attribute.
fn attribute(at: At<'_>, json: &Json<'_>) -> Result<AttributeDocument, ReadError> {
    let members = members(at, json, ATTRIBUTE, "a table of an attribute")?;
    let optional = |name| member(members, name).map(|json| text(at.key(name), json)).transpose();
    Ok(AttributeDocument {
        name: required(at, members, "name", "a name for the attribute", text)?,
        values: required(at, members, "values", "the names of its values", texts)?,
        from: required(at, members, "from", "where its value comes from", source)?,
        default: optional("default")?,
        anything_else: optional("anything_else")?,
        texts: match member(members, "texts") {
            Some(json) => table(at.key("texts"), json, texts)?,
            None => BTreeMap::new(),
        },
        meaning: optional("meaning")?.unwrap_or_default(),
    })
}

fn source(at: At<'_>, json: &Json<'_>) -> Result<AttributeSource, ReadError> {
    if let Json::String(name) = json {
        return match &**name {
            "fact" => Ok(AttributeSource::Fact),
            "environment" => Ok(AttributeSource::Environment),
            _ => Err(at.unexpected(SOURCES, json)),
        };
    }
    match members(at, json, SOURCE, SOURCES)? {
        [(key, value)] if key == "tag" => Ok(AttributeSource::Tag(text(at.key("tag"), value)?)),
        [(key, value)] if key == "field" => Ok(AttributeSource::Field(text(at.key("field"), value)?)),
        [(_, value)] => Ok(AttributeSource::Items(list(at.key("items"), value, number)?)),
        _ => Err(at.unexpected(SOURCES, json)),
    }
}

fn rule(at: At<'_>, json: &Json<'_>) -> Result<RuleDocument, ReadError> {
    let members = members(at, json, RULE, "a table of a rule")?;
    let optional = |name| member(members, name).map(|json| text(at.key(name), json)).transpose();
    Ok(RuleDocument {
        operation: match (optional("operation")?, member(members, "operations")) {
            (Some(operation), _) => operation,
            (None, Some(_)) => String::new(),
            (None, None) => required(at, members, "operation", "the name of an operation", text)?,
        },
        operations: match member(members, "operations") {
            Some(Json::Array(none)) if none.is_empty() => {
                let problem = "empty list: expected at least one operation".to_owned();
                return Err(at.key("operations").error(ReadErrorKind::Invalid { problem }));
            }
            Some(json) => texts(at.key("operations"), json)?,
            None => Vec::new(),
        },
        name: required(at, members, "name", "a name for the rule", text)?,
        stage: optional("stage")?,
        before: optional("before")?,
        after: optional("after")?,
        when: match member(members, "when") {
            Some(json) => when(at.key("when"), json)?,
            None => Conditions::new(),
        },
        any: member(members, "any").map(|json| list(at.key("any"), json, when)).transpose()?,
        error: member(members, "error").map(|json| error(at.key("error"), json)).transpose()?,
        mode: optional("mode")?,
        settle: optional("settle")?,
        warn: optional("warn")?,
        reason: optional("reason")?.unwrap_or_default(),
    })
}

fn error(at: At<'_>, json: &Json<'_>) -> Result<ErrorDocument, ReadError> {
    const EXPECTED: &str = "the name of a documented error, or `http_status`, `code` and `message`";
    if let Json::String(name) = json {
        return Ok(ErrorDocument::Documented(name.clone().into_owned()));
    }
    let members = members(at, json, ERROR, EXPECTED)?;
    Ok(ErrorDocument::Custom {
        http_status: required(at, members, "http_status", "an HTTP status", number)?,
        code: required(at, members, "code", "an error code", text)?,
        message: required(at, members, "message", "a message", text)?,
        retryable: match member(members, "retryable") {
            Some(json) => boolean(at.key("retryable"), json)?,
            None => false,
        },
    })
}

/// Returns the members of a table after checking their names.
pub(crate) fn members<'t, 'a>(
    at: At<'_>,
    json: &'t Json<'a>,
    known: &[&'static str],
    expected: &'static str,
) -> Result<&'t [Member<'a>], ReadError> {
    let members = at.object(json, expected)?;
    fields::check(known, at, members)?;
    Ok(members)
}

pub(crate) fn required<T>(
    at: At<'_>,
    members: &[Member<'_>],
    name: &'static str,
    expected: &'static str,
    read: impl Fn(At<'_>, &Json<'_>) -> Result<T, ReadError>,
) -> Result<T, ReadError> {
    let here = at.key(name);
    member(members, name).map_or_else(|| Err(here.missing(expected)), |json| read(here, json))
}

pub(crate) fn text(at: At<'_>, json: &Json<'_>) -> Result<String, ReadError> {
    match json {
        Json::String(text) => Ok(text.clone().into_owned()),
        other => Err(at.unexpected("a string", other)),
    }
}

pub(crate) fn boolean(at: At<'_>, json: &Json<'_>) -> Result<bool, ReadError> {
    match json {
        Json::Bool(value) => Ok(*value),
        other => Err(at.unexpected("`true` or `false`", other)),
    }
}

pub(crate) fn number<T: TryFrom<u64>>(at: At<'_>, json: &Json<'_>) -> Result<T, ReadError> {
    let whole = match json {
        Json::Number(number) => number.as_u64().and_then(|number| number.try_into().ok()),
        _ => None,
    };
    whole.ok_or_else(|| at.unexpected("a whole number", json))
}

pub(crate) fn list<T>(
    at: At<'_>,
    json: &Json<'_>,
    read: impl Fn(At<'_>, &Json<'_>) -> Result<T, ReadError>,
) -> Result<Vec<T>, ReadError> {
    match json {
        Json::Array(elements) => {
            elements.iter().enumerate().map(|(n, element)| read(at.index(n), element)).collect()
        }
        other => Err(at.unexpected("a list", other)),
    }
}

/// A table whose keys are names.
pub(crate) fn table<T>(
    at: At<'_>,
    json: &Json<'_>,
    read: impl Fn(At<'_>, &Json<'_>) -> Result<T, ReadError>,
) -> Result<BTreeMap<String, T>, ReadError> {
    let mut all = BTreeMap::new();
    for (key, value) in at.object(json, "a table")? {
        let here = at.key(key);
        if all.insert(key.clone().into_owned(), read(here, value)?).is_some() {
            return Err(here.error(ReadErrorKind::RepeatedField));
        }
    }
    Ok(all)
}

fn lists(at: At<'_>, json: &Json<'_>) -> Result<BTreeMap<String, Vec<String>>, ReadError> {
    table(at, json, texts)
}

/// Reads a list of strings.
pub(crate) fn texts(at: At<'_>, json: &Json<'_>) -> Result<Vec<String>, ReadError> {
    list(at, json, text)
}

fn when(at: At<'_>, json: &Json<'_>) -> Result<Conditions, ReadError> {
    let mut all = Conditions::new();
    conditions::read(at, json, "", &mut all)?;
    Ok(all)
}
