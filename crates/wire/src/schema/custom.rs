//! Custom attributes in the schema of cases: in the facts, the environment, and the tags and fields of a
//! record.

use instance_lifecycle::rules::attributes::{AttributeSet, AttributeSource, CustomAttribute, Part};
use serde_json::{Value, json};

/// Adds the custom attributes of a policy to the schema of cases.
pub(super) fn add(attributes: &AttributeSet, schema: &mut Value) {
    let definitions = &mut schema["$defs"];
    for attribute in attributes.custom() {
        let part = if attribute.source().part() == Part::Instance { "Facts" } else { "Environment" };
        definitions[part]["properties"][attribute.name()] = given(attribute);
        let of_record = match attribute.source() {
            AttributeSource::Tag(key) => json!({ "Tags": tags(attribute, key) }),
            AttributeSource::Field(path) => at(path, given(attribute)),
            _ => continue,
        };
        if let Some(all) = definitions["Record"]["allOf"].as_array_mut() {
            all.push(json!({ "properties": of_record }));
        }
    }
}

/// The values of an attribute; an empty one stands for an absent one.
fn given(attribute: &CustomAttribute) -> Value {
    let mut schema = value(attribute, &["".into(), Value::Null]);
    if !attribute.meaning().is_empty() {
        schema["description"] = attribute.meaning().into();
    }
    schema
}

/// The texts that an attribute has a value for, and flags and numbers that are written like them.
fn value(attribute: &CustomAttribute, absent: &[Value]) -> Value {
    let texts = attribute.values().iter().chain(attribute.texts().iter().map(|(text, _)| text));
    if attribute.anything_else().is_some() {
        let examples: Vec<&String> = texts.collect();
        return json!({ "type": ["string", "boolean", "number", "null"], "examples": examples });
    }
    let mut values: Vec<Value> = Vec::new();
    for text in texts {
        let other = match text.as_str() {
            "Yes" => Some(true.into()),
            "No" => Some(false.into()),
            text => serde_json::from_str(text).ok().filter(Value::is_number),
        };
        values.extend([Some(text.as_str().into()), other].into_iter().flatten());
    }
    values.extend(absent.iter().filter(|absent| !values.contains(absent)).cloned().collect::<Vec<_>>());
    json!({ "enum": values })
}

/// The members of a record down to a field.
fn at(path: &str, schema: Value) -> Value {
    let mut parts = path.rsplit('.');
    let leaf = parts.next().unwrap_or(path);
    parts.fold(
        json!({ leaf: schema }),
        |members, part| json!({ part: { "type": ["object", "null"], "properties": members } }),
    )
}

/// The tags of a record: a list of keys and values, wrapped or not, or a table. In a list, a tag without a
/// value has the empty text.
fn tags(attribute: &CustomAttribute, key: &str) -> Value {
    let mut tag = json!({
        "type": "object",
        "if": { "properties": { "TagKey": { "const": key } }, "required": ["TagKey"] },
        "then": { "properties": { "TagValue": value(attribute, &[]) } },
    });
    if attribute.value_of_text("").is_none() {
        tag["then"]["required"] = json!(["TagValue"]);
    }
    let list = json!({ "type": "array", "items": tag });
    json!({ "anyOf": [
        list,
        { "type": "object", "required": ["Tag"], "properties": { "Tag": { "anyOf": [list, { "type": "object" }] } } },
        { "type": "object", "not": { "required": ["Tag"] }, "properties": { key: given(attribute) } },
        { "type": "null" },
    ] })
}
