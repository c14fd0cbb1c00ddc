//! JSON as a borrowed tree that keeps the order and the repetition of keys.

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde::ser::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A JSON value. Text without escapes is borrowed from the input.
///
/// ```
/// use instance_lifecycle_wire::Json;
///
/// let json: Json = serde_json::from_str(r#"{"Status": "Running"}"#)?;
/// assert_eq!(json, Json::Object(vec![("Status".into(), Json::String("Running".into()))]));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(serde_json::Number),
    /// A string.
    String(Cow<'a, str>),
    /// A list.
    Array(Vec<Json<'a>>),
    /// An object: its members in order, including repeated keys.
    Object(Vec<Member<'a>>),
    /// A valid value that was skipped. Produced by [`Stream`](crate::Stream), never by deserialising.
    Ignored,
}

/// A member of an object: its key and its value.
pub type Member<'a> = (Cow<'a, str>, Json<'a>);

impl<'a> Json<'a> {
    /// Parses a text, skipping the values of keys for which `keeps` returns `false`.
    pub(crate) fn parse(
        text: &'a str,
        keeps: impl Fn(&str) -> bool + Copy,
    ) -> Result<Self, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let json = Tree { keeps }.deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(json)
    }

    /// Whether the value is one of those that stand for an absent one.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Null | Self::Ignored => true,
            Self::String(text) => text.is_empty(),
            Self::Array(elements) => elements.is_empty(),
            Self::Object(members) => members.is_empty(),
            Self::Bool(_) | Self::Number(_) => false,
        }
    }

    /// Returns the same value without borrowing.
    pub(crate) fn to_owned(&self) -> Json<'static> {
        let owned = |text: &Cow<'_, str>| Cow::Owned(text.clone().into_owned());
        match self {
            Self::Null => Json::Null,
            Self::Bool(flag) => Json::Bool(*flag),
            Self::Number(number) => Json::Number(number.clone()),
            Self::String(text) => Json::String(owned(text)),
            Self::Array(elements) => Json::Array(elements.iter().map(Json::to_owned).collect()),
            Self::Object(members) => {
                Json::Object(members.iter().map(|(key, value)| (owned(key), value.to_owned())).collect())
            }
            Self::Ignored => Json::Ignored,
        }
    }
}

/// A skipped value is written as `null`.
impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null | Self::Ignored => serializer.serialize_unit(),
            Self::Bool(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => number.serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(elements) => serializer.collect_seq(elements),
            Self::Object(members) => serializer.collect_map(members.iter().map(|(key, value)| (key, value))),
        }
    }
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Tree { keeps: |_: &str| true }.deserialize(deserializer)
    }
}

/// Builds the tree, keeping the values whose keys pass.
#[derive(Clone, Copy)]
struct Tree<K> {
    keeps: K,
}

impl<'de, K: Fn(&str) -> bool + Copy> DeserializeSeed<'de> for Tree<K> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, K: Fn(&str) -> bool + Copy> Visitor<'de> for Tree<K> {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Json<'de>, E> {
        serde_json::Number::from_f64(value).map(Json::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json<'de>, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = list.next_element_seed(self)? {
            elements.push(element);
        }
        Ok(Json::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Json<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(key) = object.next_key_seed(Key)? {
            let value = if (self.keeps)(&key) {
                object.next_value_seed(self)?
            } else {
                object.next_value::<IgnoredAny>()?;
                Json::Ignored
            };
            members.push((key, value));
        }
        Ok(Json::Object(members))
    }
}

/// A key, borrowed if it has no escapes.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}
