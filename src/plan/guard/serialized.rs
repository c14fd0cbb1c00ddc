//! A guard as `{"Operation": "StopInstance", "Attributes": {"status": "Running", …}}`. The values of custom
//! attributes are numbers in `Custom`, since their names belong to the policy.

use super::{Guard, number_of};
use crate::attribute::ATTRIBUTES;
use crate::custom_values::CustomGuard;
use crate::request::Operation;
use crate::suggest::OneOf;
use core::fmt;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Unexpected, Visitor};
use serde::ser::{Serialize, SerializeStruct, Serializer};

impl Serialize for Guard {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let has_custom = self.custom != CustomGuard::NONE;
        let mut guard = serializer.serialize_struct("Guard", 2 + usize::from(has_custom))?;
        guard.serialize_field("Operation", &self.operation)?;
        guard.serialize_field("Attributes", &Values(*self))?;
        if has_custom {
            guard.serialize_field("Custom", &self.custom)?;
        } else {
            guard.skip_field("Custom")?;
        }
        guard.end()
    }
}

impl<'de> Deserialize<'de> for Guard {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(rename = "Guard", rename_all = "PascalCase", deny_unknown_fields)]
        struct Fields {
            operation: Operation,
            attributes: Values,
            #[serde(default)]
            custom: CustomGuard,
        }

        let Fields { operation, attributes: Values(guard), custom } = Fields::deserialize(deserializer)?;
        Ok(Self { operation, custom, ..guard })
    }
}

/// The values of a guard, of any operation.
struct Values(Guard);

impl Serialize for Values {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.values().map(|(attribute, value)| (attribute.name, value)))
    }
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map;

        impl<'de> Visitor<'de> for Map {
            type Value = Values;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map from attributes to values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Values, A::Error> {
                let mut guard = Guard {
                    operation: Operation::StopInstance,
                    mask: 0,
                    digest: 0,
                    custom: CustomGuard::NONE,
                };
                let attribute = Number { expected: "an attribute of an instance", find: number_of };
                while let Some(number) = map.next_key_seed(attribute)? {
                    let attribute = &ATTRIBUTES[number];
                    let find = |name: &str| attribute.value(name).ok();
                    let value = map.next_value_seed(Number { expected: OneOf(attribute.values), find })?;
                    guard = guard.with(number, value).map_err(A::Error::custom)?;
                }
                guard.with_status().map(Values).map_err(A::Error::custom)
            }
        }

        deserializer.deserialize_map(Map)
    }
}

/// Reads a name as its number.
#[derive(Clone, Copy)]
struct Number<E, F> {
    expected: E,
    find: F,
}

impl<'de, E: fmt::Display, F: Fn(&str) -> Option<usize>> DeserializeSeed<'de> for Number<E, F> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<E: fmt::Display, F: Fn(&str) -> Option<usize>> Visitor<'_> for Number<E, F> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.expected)
    }

    fn visit_str<R: Error>(self, name: &str) -> Result<usize, R> {
        (self.find)(name).ok_or_else(|| R::invalid_value(Unexpected::Str(name), &self))
    }
}
