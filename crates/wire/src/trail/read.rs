//! The reader of trails: it keeps the calls of the lifecycle, and counts the other events.

use crate::json::error::ReadError;
use crate::json::names::spelling;
use crate::json::tree::Json;
use crate::trail::event::{self, Entry, TrailEvent};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::io::Read;

/// The calls of a trail, in the order of their times, and the counts of the other events.
///
/// ```
/// use instance_lifecycle_wire::Trail;
///
/// let text = r#"[{"eventId": "e-1", "eventTime": "2026-11-02T08:15:30Z", "eventName": "StopInstance",
///     "serviceName": "Ecs", "eventRW": "Write", "eventType": "ApiCall",
///     "requestParameters": {"InstanceId": "i-1", "ForceStop": false, "AcsProduct": "Ecs"}}]"#;
/// let trail = Trail::read(text.as_bytes())?;
/// assert_eq!((trail.events.len(), trail.events[0].seconds), (1, 1_793_607_330));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trail {
    /// The calls, ordered by time.
    pub events: Vec<TrailEvent>,
    /// The number of events of other services.
    pub other_services: u64,
    /// The number of calls that only read.
    pub read_only: u64,
    /// The number of other calls of the service, and of its own operations.
    pub other_calls: u64,
    /// The events that cannot be read: the position from 1, and the reason.
    pub unreadable: Vec<(u64, ReadError)>,
}

impl Trail {
    /// Reads a trail: lists of events, answers of LookupEvents or single events, one after the other.
    ///
    /// Only the calls of the lifecycle are kept in memory.
    ///
    /// # Errors
    ///
    /// If the input cannot be read, or is not JSON.
    pub fn read(reader: impl Read) -> Result<Self, serde_json::Error> {
        let mut trail = Self::default();
        let mut count = 0;
        let mut deserializer = serde_json::Deserializer::from_reader(reader);
        while deserializer.end().is_err() {
            Values { trail: &mut trail, count: &mut count }.deserialize(&mut deserializer)?;
        }
        // LookupEvents returns the newest first. Events of one second keep their order.
        let ends = trail.events.first().zip(trail.events.last());
        if ends.is_some_and(|(first, last)| first.seconds > last.seconds) {
            trail.events.reverse();
        }
        trail.events.sort_by_key(|event| event.seconds);
        Ok(trail)
    }

    /// Returns the number of events that are no calls of the lifecycle.
    #[must_use]
    pub const fn skipped(&self) -> u64 {
        self.other_services + self.read_only + self.other_calls
    }

    fn add(&mut self, number: u64, json: &Json<'_>) {
        match event::read(number, json) {
            Ok(Entry::Call(event)) => self.events.push(*event),
            Ok(Entry::OtherService) => self.other_services += 1,
            Ok(Entry::ReadOnly) => self.read_only += 1,
            Ok(Entry::OtherCall) => self.other_calls += 1,
            Err(error) => self.unreadable.push((number, error)),
        }
    }
}

/// Adds the events of a value to a trail.
struct Values<'t> {
    trail: &'t mut Trail,
    count: &'t mut u64,
}

impl Values<'_> {
    fn add(&mut self, json: &Json<'_>) {
        *self.count += 1;
        self.trail.add(*self.count, json);
    }
}

impl<'de> DeserializeSeed<'de> for Values<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// A value that is no event is an unreadable event.
impl<'de> Visitor<'de> for Values<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event of a trail, or a list of them")
    }

    fn visit_unit<E: Error>(mut self) -> Result<(), E> {
        self.add(&Json::Null);
        Ok(())
    }

    fn visit_bool<E: Error>(mut self, value: bool) -> Result<(), E> {
        self.add(&Json::Bool(value));
        Ok(())
    }

    fn visit_i64<E: Error>(mut self, value: i64) -> Result<(), E> {
        self.add(&Json::Number(value.into()));
        Ok(())
    }

    fn visit_u64<E: Error>(mut self, value: u64) -> Result<(), E> {
        self.add(&Json::Number(value.into()));
        Ok(())
    }

    fn visit_f64<E: Error>(mut self, value: f64) -> Result<(), E> {
        self.add(&serde_json::Number::from_f64(value).map_or(Json::Null, Json::Number));
        Ok(())
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<(), E> {
        self.add(&Json::String(text.into()));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(json) = list.next_element::<Owned>()? {
            self.add(&json.0);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut object: A) -> Result<(), A::Error> {
        let mut members = Vec::new();
        let mut is_listing = false;
        while let Some(key) = object.next_key::<String>()? {
            if spelling(&key, "Events").is_some() {
                let trail = Values { trail: &mut *self.trail, count: &mut *self.count };
                object.next_value_seed(List(trail))?;
                is_listing = true;
            } else {
                members.push((key.into(), object.next_value::<Owned>()?.0));
            }
        }
        if !is_listing {
            self.add(&Json::Object(members));
        }
        Ok(())
    }
}

/// The list of a response; `null` if it is empty.
struct List<'t>(Values<'t>);

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of events")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        self.0.visit_seq(list)
    }
}

/// A value that borrows nothing.
struct Owned(Json<'static>);

impl<'de> Deserialize<'de> for Owned {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Json::deserialize(deserializer).map(|json| Self(json.to_owned()))
    }
}
