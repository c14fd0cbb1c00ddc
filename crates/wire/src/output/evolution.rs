//! Instances after events.

use crate::record::read::Record;
use crate::record::write::WrittenEnvironment;
use crate::request::case::{ALL_POSSIBLE, Case, IMPOSSIBLE};
use instance_lifecycle::event::EventError;
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle::{Environment, Event, Instance, Policy, Status};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The instance of a case after a sequence of events. It serialises as a line that reads back as a
/// case, with the record, or with `null` if the instance is released.
///
/// If the case was read with [`Defaults::keep_records`](crate::Defaults::keep_records), the record is
/// the one that was read, with the changed members replaced.
///
/// ```
/// use instance_lifecycle::{Event, Policy};
/// use instance_lifecycle_wire::{Case, Defaults, Evolution, Json};
///
/// let line = r#"{"Instance":{"InstanceId":"i-1","Status":"Starting"},"Request":{"Action":"StopInstance"}}"#;
/// let json: Json = serde_json::from_str(line)?;
/// let case = Case::read(&json, &Defaults::default())?;
/// let evolution = Evolution::new(&case, &[Event::BootCompleted, Event::BootFailed], &Policy::documented());
/// assert_eq!(
///     serde_json::to_string(&evolution)?,
///     r#"{"InstanceId":"i-1","Outcome":"Impossible","Events":["BootCompleted"],"Event":"BootFailed","Reason":"no matching task is in flight","Instance":{"InstanceId":"i-1","Status":"Running"}}"#
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evolution<'c> {
    /// The id of the instance, if it is known.
    pub id: Option<&'c str>,
    /// The instance before.
    pub before: Instance,
    /// The possible events, each with the instance after it.
    pub steps: Vec<(Event, Instance)>,
    /// The first impossible event, and the reason; `None` if all are possible.
    pub stopped_at: Option<(Event, EventError)>,
    /// The record after the last possible event; `None` if the instance is released.
    pub record: Option<Record>,
    /// The environment of the case.
    pub environment: Environment,
    /// The attributes of the policy that the case was read for.
    pub attributes: AttributeSet,
}

impl<'c> Evolution<'c> {
    /// Applies events to the instance of a case in its environment, up to the first impossible one.
    #[must_use]
    pub fn new(case: &'c Case, events: &[Event], policy: &Policy) -> Self {
        let before = case.instance();
        let (mut instance, mut steps, mut stopped_at) = (before, Vec::new(), None);
        for &event in events {
            match instance.apply(event, &case.environment, policy) {
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
        let record = record.filter(|_| instance.status != Status::Released);
        let (id, attributes) = (case.id.as_deref(), case.notes.attributes.clone());
        Self { id, before, steps, stopped_at, record, environment: case.environment, attributes }
    }

    /// Returns the instance after the last possible event.
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
        let outcome = if self.stopped_at.is_none() { ALL_POSSIBLE } else { IMPOSSIBLE };
        object.serialize_entry("Outcome", outcome)?;
        object.serialize_entry("Events", &self.events())?;
        if let Some((event, reason)) = self.stopped_at {
            object.serialize_entry("Event", &event)?;
            object.serialize_entry("Reason", &reason.to_string())?;
        }
        if self.environment != Environment::DEFAULT {
            object
                .serialize_entry("Environment", &WrittenEnvironment(&self.environment, &self.attributes))?;
        }
        object.serialize_entry("Instance", &self.record)?;
        object.end()
    }
}
