//! The custom attributes of a policy file.

use super::read::{list, members, required, table, text, texts};
use super::schema::{name, object, text as text_schema};
use super::write::{entry, given};
use crate::json::at::At;
use crate::json::error::ReadError;
use crate::json::fields::member;
use crate::json::tree::Json;
use instance_lifecycle::policy::AttributeDocument;
use instance_lifecycle::rules::attributes::{AttributeSet, AttributeSource};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;

const ATTRIBUTE: &[&str] = &["name", "values", "from", "default", "anything_else", "texts", "meaning"];
const SOURCE: &[&str] = &["tag", "field", "items"];
const EXPECTED: &str = "`fact`, `environment`, or one of `tag`, `field` and `items`";

pub(super) fn attribute(at: At<'_>, json: &Json<'_>) -> Result<AttributeDocument, ReadError> {
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
            _ => Err(at.unexpected(EXPECTED, json)),
        };
    }
    match members(at, json, SOURCE, EXPECTED)? {
        [(key, value)] if key == "tag" => Ok(AttributeSource::Tag(text(at.key("tag"), value)?)),
        [(key, value)] if key == "field" => Ok(AttributeSource::Field(text(at.key("field"), value)?)),
        [(_, value)] => Ok(AttributeSource::Items(list(at.key("items"), value, super::read::number)?)),
        _ => Err(at.unexpected(EXPECTED, json)),
    }
}

pub(super) fn write(f: &mut fmt::Formatter<'_>, attribute: &AttributeDocument) -> fmt::Result {
    let AttributeDocument { name, values, from, default, anything_else, texts, meaning } = attribute;
    f.write_str("\n[[attributes]]\n")?;
    entry(f, "name", name)?;
    entry(f, "values", values)?;
    entry(f, "from", from)?;
    given(f, "default", default.as_ref())?;
    given(f, "anything_else", anything_else.as_ref())?;
    given(f, "texts", Some(texts).filter(|texts| !texts.is_empty()))?;
    given(f, "meaning", Some(meaning).filter(|meaning| !meaning.is_empty()))
}

pub(super) fn schema() -> Value {
    let list = |items: Value| json!({ "type": "array", "items": items, "minItems": 1, "uniqueItems": true });
    let mut values = list(name());
    values["minItems"] = 2.into();
    values["maxItems"] = AttributeSet::MAX_VALUES.into();
    values["description"] = "The names of its values.".into();
    let key = |name: &'static str, description: &str, of: Value| {
        let mut schema = object([(name, of)], &[name]);
        schema["description"] = description.into();
        schema
    };
    let string = || json!({ "type": "string" });
    let from = json!({
        "description": "Where its value comes from.",
        "oneOf": [
            { "const": "fact", "description": "A fact that is given with the instance." },
            { "const": "environment", "description": "A fact about the environment, such as a time window." },
            key("tag", "The tag of the instance with this key.", string()),
            key("field", "The field of the record at this path.", string()),
            key("items", "The number of instances in the call: the lowest one of each value.", list(json!({ "type": "integer", "minimum": 1 }))),
        ],
    });
    let texts = json!({
        "description": "Texts that mean a value besides its name, by value.",
        "type": "object",
        "additionalProperties": list(string()),
    });
    let described = |description: &str| json!({ "description": description, "type": "string" });
    object(
        [
            ("name", name()),
            ("values", values),
            ("from", from),
            ("default", described("The value where the source has none: the first one by default.")),
            (
                "anything_else",
                described("The value of every text that no value has. Without it such a text is an error."),
            ),
            ("texts", texts),
            ("meaning", text_schema("*")),
        ],
        &["name", "values", "from"],
    )
}
