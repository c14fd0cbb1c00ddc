//! The places of the parts of a policy file in its text.

use crate::json::at::At;
use crate::json::tree::Json;
use crate::policy::error::{PolicyFileError, PolicyFormat};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Returns the offset of a line and a column, both from 1, the column in bytes.
pub(crate) fn of_line(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut offset = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The offsets of the values of a text, by their paths.
pub(crate) struct Places(Found);

impl Places {
    /// Finds the places of all values; of none if the text cannot be parsed.
    pub(crate) fn of(text: &str, format: PolicyFormat) -> Self {
        let mut places = Vec::new();
        match format {
            PolicyFormat::Toml => {
                if let Ok(table) = DeTable::parse(text) {
                    of_table(table.get_ref(), At::ROOT, &mut places);
                }
            }
            PolicyFormat::Json => {
                if let Ok(raw) = serde_json::from_str::<&RawValue>(text) {
                    of_json(text, raw, At::ROOT, &mut places);
                }
            }
        }
        Self(places)
    }

    /// Returns the offset of the value at a path, or of the nearest value around it.
    pub(crate) fn offset(&self, path: &str) -> usize {
        let mut around = path;
        loop {
            // The last of repeated members is used.
            if let Some((_, offset)) = self.0.iter().rev().find(|(path, _)| path == around) {
                return *offset;
            }
            match around.rfind(['.', '[']) {
                Some(end) => around = &around[..end],
                None => return 0,
            }
        }
    }
}

/// Returns the offset of the value at a path, or of the nearest value around it.
pub(crate) fn offset(text: &str, format: PolicyFormat, path: &str) -> usize {
    Places::of(text, format).offset(path)
}

type Found = Vec<(String, usize)>;

fn of_table(table: &DeTable<'_>, at: At<'_>, places: &mut Found) {
    for (key, value) in table {
        let here = at.key(key.get_ref());
        places.push((here.to_string(), key.span().start));
        of_value(value, here, places);
    }
}

fn of_value(value: &Spanned<DeValue<'_>>, at: At<'_>, places: &mut Found) {
    match value.get_ref() {
        DeValue::Table(table) => of_table(table, at, places),
        DeValue::Array(elements) => {
            for (n, element) in elements.iter().enumerate() {
                let here = at.index(n);
                places.push((here.to_string(), element.span().start));
                of_value(element, here, places);
            }
        }
        _ => {}
    }
}

/// Parses TOML into a JSON tree.
pub(crate) fn toml(text: &str) -> Result<Json<'_>, PolicyFileError> {
    let table = DeTable::parse(text).map_err(|error| {
        let offset = error.span().map_or(text.len(), |span| span.start);
        PolicyFileError::of_syntax(text, offset, error.message().trim_end())
    })?;
    Ok(tree_of_table(table.into_inner()))
}

fn tree_of_table(table: DeTable<'_>) -> Json<'_> {
    Json::Object(table.into_iter().map(|(key, value)| (key.into_inner(), tree(value.into_inner()))).collect())
}

fn tree(value: DeValue<'_>) -> Json<'_> {
    let number = |number: Option<serde_json::Number>, text: &dyn fmt::Display| {
        number.map_or_else(|| Json::String(text.to_string().into()), Json::Number)
    };
    match value {
        DeValue::String(text) => Json::String(text),
        DeValue::Integer(integer) => {
            let whole = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
            number(whole.map(Into::into), &integer)
        }
        DeValue::Float(float) => {
            let parsed = float.as_str().parse().ok();
            number(parsed.and_then(serde_json::Number::from_f64), &float)
        }
        DeValue::Boolean(flag) => Json::Bool(flag),
        DeValue::Datetime(time) => Json::String(time.to_string().into()),
        DeValue::Array(elements) => {
            Json::Array(elements.into_iter().map(|one| tree(one.into_inner())).collect())
        }
        DeValue::Table(table) => tree_of_table(table),
    }
}

/// The members of an object of JSON, each value as its text.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = object.next_entry::<String, &RawValue>()? {
                    members.push((member.0.into(), member.1));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// Collects the offsets of values. Raw values borrow from the text, so offsets are differences of
/// addresses.
fn of_json(text: &str, raw: &RawValue, at: At<'_>, places: &mut Found) {
    let start = |value: &RawValue| value.get().as_ptr() as usize - text.as_ptr() as usize;
    if let Ok(Members(members)) = serde_json::from_str(raw.get()) {
        for (key, value) in members {
            let here = at.key(&key);
            places.push((here.to_string(), key_before(text, start(value))));
            of_json(text, value, here, places);
        }
    } else if let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(raw.get()) {
        for (n, element) in elements.into_iter().enumerate() {
            let here = at.index(n);
            places.push((here.to_string(), start(element)));
            of_json(text, element, here, places);
        }
    }
}

/// Returns the offset of the key whose value starts at `offset`.
fn key_before(text: &str, offset: usize) -> usize {
    let key = text[..offset].trim_end().trim_end_matches(':').trim_end();
    let mut open = key.len().saturating_sub(1);
    while let Some(quote) = key[..open].rfind('"') {
        let escapes = key[..quote].bytes().rev().take_while(|&byte| byte == b'\\').count();
        open = quote;
        if escapes % 2 == 0 {
            break;
        }
    }
    open
}
