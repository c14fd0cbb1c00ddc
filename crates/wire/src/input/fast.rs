//! The common form of a case on one line, read without a tree of the whole line.
//!
//! Only what reads without doubt is read here: an object with the members of a case, each once and in its
//! exact spelling. Everything else, and every error, is left to the tree.

use crate::input::item::decode;
use crate::json::at::At;
use crate::json::tree::{Json, Tree};
use crate::record::attributes::read_environment;
use crate::record::read::{Found, Record};
use crate::request::case::{CASE, Case};
use crate::request::notes::Notes;
use crate::request::single::{self, Defaults, is_absent};
use crate::request::vocabulary::is_known;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// Reads a line that is a case of one instance; `None` if it is something else, or not valid.
pub(crate) fn read(line: &[u8], defaults: &Defaults) -> Option<Case> {
    if defaults.keep_records || line.first() != Some(&b'{') {
        return None;
    }
    let mut deserializer = serde_json::Deserializer::from_str(decode(line).ok()?);
    let parts = CaseParts.deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    parts.case(defaults)
}

/// The members of a case.
struct Parts<'a> {
    instance: Option<Option<Found<'a>>>,
    environment: Option<Json<'a>>,
    request: Option<Json<'a>>,
}

impl Parts<'_> {
    fn case(self, defaults: &Defaults) -> Option<Case> {
        let mut environment = defaults.environment;
        let mut notes = Notes { given: defaults.given, ..Notes::default() };
        if let Some(given) = self.environment.filter(|given| !is_absent(given)) {
            let facts = read_environment(At::ROOT, &given, &mut environment).ok()?;
            notes.given = notes.given.and(facts);
        }
        let given = self.request.filter(|given| !is_absent(given));
        let (request, asked) = match &given {
            Some(given) => single::read(At::ROOT, given, &mut notes).ok()?,
            None => (defaults.request?, None),
        };
        let is_other = |wanted| wanted != request.operation().action();
        if given.is_some() && defaults.action.is_some_and(is_other) {
            return None;
        }
        let record: Option<Record> = match self.instance? {
            Some(found) if !request.creates() => Some(found.record().ok()?),
            Some(_) => return None,
            None => None,
        };
        let known = record.as_ref().and_then(|record| record.instance_id.as_deref());
        if known.zip(asked).is_some_and(|(known, asked)| known != asked) {
            return None;
        }
        let id = known.or(asked).map(str::to_owned);
        Some(Case { id, record, environment, request, notes })
    }
}

/// Reads the members of a case, and stops at any other member.
struct CaseParts;

impl<'de> DeserializeSeed<'de> for CaseParts {
    type Value = Parts<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Parts<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for CaseParts {
    type Value = Parts<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a case")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Parts<'de>, A::Error> {
        let mut parts = Parts { instance: None, environment: None, request: None };
        while let Some(index) = object.next_key_seed(CaseKey)? {
            let place = match index {
                0 if parts.instance.is_none() => {
                    parts.instance = Some(object.next_value_seed(InstanceSeed)?);
                    continue;
                }
                1 => &mut parts.environment,
                2 => &mut parts.request,
                _ => return Err(left_to_the_tree()),
            };
            let value = object.next_value_seed(Tree { keeps: is_known })?;
            if place.replace(value).is_some() {
                return Err(left_to_the_tree());
            }
        }
        Ok(parts)
    }
}

/// Ends the reading; the message is never shown.
fn left_to_the_tree<E: Error>() -> E {
    E::custom("")
}

/// The number of a member of a case.
struct CaseKey;

impl<'de> DeserializeSeed<'de> for CaseKey {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for CaseKey {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<usize, E> {
        CASE.iter().position(|name| *name == key).ok_or_else(left_to_the_tree)
    }
}

/// Reads a record, or `null`.
struct InstanceSeed;

impl<'de> DeserializeSeed<'de> for InstanceSeed {
    type Value = Option<Found<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for InstanceSeed {
    type Value = Option<Found<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record or `null`")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut found = Found::default();
        while let Some(name) = object.next_key_seed(RecordKey)? {
            match name {
                None => drop(object.next_value::<IgnoredAny>()?),
                Some(index) => {
                    let value = object.next_value_seed(Tree { keeps: is_known })?;
                    if !found.add(index, value) {
                        return Err(left_to_the_tree());
                    }
                }
            }
        }
        Ok(Some(found))
    }
}

/// The number of a member of a record; `None` for a member that is not read.
struct RecordKey;

impl<'de> DeserializeSeed<'de> for RecordKey {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for RecordKey {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Found::exactly(key).map_err(|_| left_to_the_tree())
    }
}
