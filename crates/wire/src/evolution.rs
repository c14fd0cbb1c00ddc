//! What events make of the instance of a case.

use crate::answer::Text;
use crate::case::Case;
use crate::record::Record;
use crate::write::Surroundings;
use instance_lifecycle::{Environment, Event, EventError, Instance};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The instance of a case after events, one after the other. Serialising it writes a line that reads
/// back as a case: the record, or `null` where the instance is released.
///
/// ```
/// use instance_lifecycle::Event;
/// use instance_lifecycle_wire::{Case, Defaults, Evolution, Json};
///
/// let line = r#"{"Instance":{"InstanceId":"i-1","Status":"Starting"},"Request":{"Action":"StopInstance"}}"#;
/// let json: Json = serde_json::from_str(line)?;
/// let case = Case::read(&json, &Defaults::default())?;
/// let evolution = Evolution::of(&case, &[Event::BootCompleted, Event::BootFailed]);
/// assert_eq!(
///     serde_json::to_string(&evolution)?,
///     r#"{"InstanceId":"i-1","Outcome":"Impossible","Events":["BootCompleted"],"Event":"BootFailed","Reason":"no matching task is in flight"}"#
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evolution<'c> {
    /// The id of the instance, where one is known.
    pub id: Option<&'c str>,
    /// The instance before.
    pub before: Instance,
    /// The events that have happened, each with the instance after it.
    pub steps: Vec<(Event, Instance)>,
    /// The event that cannot happen, and why; none where all have happened.
    pub stopped_at: Option<(Event, EventError)>,
    /// The record after the last event that has happened; none where the instance is released.
    pub record: Option<Record>,
    /// What lies outside the instance, as the case has it.
    pub environment: Environment,
}

impl<'c> Evolution<'c> {
    /// The name of the outcome where all events have happened.
    pub(crate) const NAME: &'static str = "Evolved";

    /// Lets events happen to the instance of a case, up to the first that cannot.
    #[must_use]
    pub fn of(case: &'c Case, events: &[Event]) -> Self {
        let before = case.instance();
        let (mut instance, mut steps, mut stopped_at) = (before, Vec::new(), None);
        for &event in events {
            match instance.apply(event) {
                Ok(next) => {
                    instance = next;
                    steps.push((event, next));
                }
                Err(reason) => {
                    stopped_at = Some((event, reason));
                    break;
                }
            }
        }
        let record = case.record.as_ref().map(|record| record.evolved(instance));
        let record = record.filter(|_| instance != Instance::RELEASED);
        Self { id: case.id.as_deref(), before, steps, stopped_at, record, environment: case.environment }
    }

    /// The instance after the last event that has happened.
    #[must_use]
    pub fn after(&self) -> Instance {
        self.steps.last().map_or(self.before, |(_, instance)| *instance)
    }

    fn events(&self) -> Vec<Event> {
        self.steps.iter().map(|(event, _)| *event).collect()
    }
}

impl Serialize for Evolution<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("InstanceId", &self.id)?;
        match self.stopped_at {
            None => {
                object.serialize_entry("Outcome", Self::NAME)?;
                object.serialize_entry("Events", &self.events())?;
                if self.environment != Environment::DEFAULT {
                    object.serialize_entry("Environment", &Surroundings(&self.environment))?;
                }
                object.serialize_entry("Instance", &self.record)?;
            }
            Some((event, reason)) => {
                object.serialize_entry("Outcome", "Impossible")?;
                object.serialize_entry("Events", &self.events())?;
                object.serialize_entry("Event", &event)?;
                object.serialize_entry("Reason", &Text(reason))?;
            }
        }
        object.end()
    }
}
