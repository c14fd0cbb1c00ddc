//! Cases: an instance, its environment, and a request.

use crate::json::at::At;
use crate::json::error::{ReadError, ReadErrorKind, clip};
use crate::json::fields;
use crate::json::names;
use crate::json::tree::{Json, Member};
use crate::record::facts::read_environment;
use crate::record::read::Record;
use crate::record::write::{WrittenEnvironment, is_written};
use crate::request::notes::Notes;
use crate::request::single::{self, Defaults, is_absent};
use instance_lifecycle::{Environment, Instance, Request};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::borrow::Cow;

/// The members of a case.
pub(crate) const CASE: &[&str] = &["Instance", "Environment", "Request"];

/// The members of a line written by an [`Evolution`](crate::Evolution), which is a case without a
/// request.
const EVOLVED: &[&str] = &["InstanceId", "Outcome", "Events", "Event", "Reason", "Environment", "Instance"];

/// The outcome of an evolution of which all events are possible.
pub(crate) const ALL_POSSIBLE: &str = "Evolved";

/// The outcome of an evolution that ends at an impossible event.
pub(crate) const IMPOSSIBLE: &str = "Impossible";

/// A line of the case format: an instance, its environment, and a request.
///
/// It serialises as that line, without the values that are default, and reads back as the same case.
/// An address is written as one reserved for documentation, since only its presence is known.
///
/// ```
/// use instance_lifecycle_wire::{Case, Defaults, Json};
///
/// let line = r#"{"Instance":{"InstanceId":"i-1","Status":"Running"},"Request":{"Action":"StopInstance","DryRun":true}}"#;
/// let case = Case::read(&serde_json::from_str(line)?, &Defaults::default())?;
/// assert_eq!(case.id.as_deref(), Some("i-1"));
/// assert_eq!(serde_json::to_string(&case)?, line);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The id of the record, or that of the request if the record has none.
    pub id: Option<String>,
    /// The record; `None` if there is no such instance.
    pub record: Option<Record>,
    /// The environment.
    pub environment: Environment,
    /// The request.
    pub request: Request,
    /// What the reader noticed beside the case. It is not written.
    pub notes: Notes,
}

impl Case {
    /// Reads a case, or a bare record under the request of the defaults.
    ///
    /// # Errors
    ///
    /// If it is neither, a field is unknown, or a value is invalid.
    pub fn read(json: &Json<'_>, defaults: &Defaults) -> Result<Self, ReadError> {
        Self::read_at(At::ROOT, json, defaults)
    }

    pub(crate) fn read_at(at: At<'_>, json: &Json<'_>, defaults: &Defaults) -> Result<Self, ReadError> {
        let members = at.object(json, "a case or a record")?;
        if is_case(members) {
            return Self::read_members(at, members, defaults);
        }
        let record = match inventory(members) {
            Some(joined) => Record::read_and_keep(at, &joined, defaults.keep_records, defaults.custom())?,
            None => Record::read_and_keep(at, json, defaults.keep_records, defaults.custom())?,
        };
        let request = defaults.request.ok_or_else(|| at.error(ReadErrorKind::NoRequest))?;
        check_has_instance(at, &request)?;
        let id = record.instance_id.clone();
        let notes = Notes { is_default_request: true, ..defaults.notes() };
        Ok(Self { id, record: Some(record), environment: defaults.environment, request, notes })
    }

    fn read_members(at: At<'_>, members: &[Member<'_>], defaults: &Defaults) -> Result<Self, ReadError> {
        let names = if is_evolved(members) { EVOLVED } else { CASE };
        fields::check(names, at, members)?;
        let mut environment = defaults.environment;
        let mut notes = defaults.notes();
        if let Some(given) = fields::member(members, "Environment").filter(|given| !is_absent(given)) {
            let facts =
                read_environment(at.key("Environment"), given, &defaults.attributes, &mut environment)?;
            notes.given = notes.given.and(facts);
        }
        let (request, asked) = match fields::member(members, "Request").filter(|given| !is_absent(given)) {
            Some(given) => {
                let here = at.key("Request");
                let (request, id) = single::read(here, given, &mut notes)?;
                match defaults.action {
                    Some(wanted) if wanted != request.operation().action() => {
                        let found = request.operation().action();
                        return Err(here
                            .key("Action")
                            .error(ReadErrorKind::OtherOperation { wanted, found }));
                    }
                    _ => (request, id),
                }
            }
            None => {
                notes.is_default_request = true;
                (defaults.request.ok_or_else(|| at.error(ReadErrorKind::NoRequest))?, None)
            }
        };
        let here = at.key("Instance");
        let record = match fields::member(members, "Instance") {
            None => return Err(here.missing("a record or `null`")),
            Some(Json::Null) => None,
            Some(json @ Json::Object(_)) => {
                check_has_instance(here, &request)?;
                Some(Record::read_and_keep(here, json, defaults.keep_records, defaults.custom())?)
            }
            Some(other) => return Err(here.unexpected("a record or `null`", other)),
        };
        let known = record.as_ref().and_then(|record| record.instance_id.as_deref());
        if let (Some(known), Some(asked)) = (known, asked)
            && known != asked
        {
            let (record, request) = (clip(known).to_owned(), clip(asked).to_owned());
            let kind = ReadErrorKind::OtherInstance { record, request };
            return Err(at.key("Request").key("InstanceId").error(kind));
        }
        let evolved = match fields::member(members, "InstanceId") {
            Some(id) => at.key("InstanceId").text(id)?,
            None => None,
        };
        let id = known.or(asked).or(evolved).map(str::to_owned);
        Ok(Self { id, record, environment, request, notes })
    }

    /// Returns the instance; a missing instance is released.
    #[must_use]
    pub fn instance(&self) -> Instance {
        self.record.as_ref().map_or(Instance::RELEASED, |record| record.instance)
    }
}

impl Serialize for Case {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("Instance", &self.record)?;
        if self.environment != Environment::DEFAULT {
            object.serialize_entry(
                "Environment",
                &WrittenEnvironment(&self.environment, &self.notes.attributes),
            )?;
        }
        let record = self.record.as_ref().filter(|record| is_written(record));
        let shown = record.and_then(|record| record.instance_id.as_deref());
        let id = self.id.as_deref().filter(|&id| shown != Some(id));
        object.serialize_entry("Request", &single::Written { request: &self.request, id })?;
        object.end()
    }
}

/// The members beside `Instance` in the records of inventories.
pub(crate) const INVENTORY: &[&str] =
    &["Disks", "SecurityGroups", "NetworkInterfaces", "Images", "Image", "Snapshots"];

/// Whether the object is the record of an inventory: `{"Instance": {…}, "Disks": […], …}`.
pub(crate) fn is_inventory(members: &[Member<'_>]) -> bool {
    let has = |name: &str| names::member(members, name).is_some();
    matches!(names::member(members, "Instance"), Some((_, Json::Object(_))))
        && INVENTORY.iter().any(|name| has(name))
        && !["Request", "Environment", "Outcome"].iter().any(|name| has(name))
}

/// Returns the record of an inventory with its disks; `None` if the object is none.
fn inventory<'a>(members: &[Member<'a>]) -> Option<Json<'a>> {
    if !is_inventory(members) {
        return None;
    }
    let Some((_, Json::Object(instance))) = names::member(members, "Instance") else { return None };
    let mut joined = instance.clone();
    for name in ["Disks", "Snapshots"] {
        if let Some((_, joined_with)) = names::member(members, name) {
            joined.push((Cow::Borrowed(name), joined_with.clone()));
        }
    }
    Some(Json::Object(joined))
}

/// Whether the object is a case rather than a record: it has a member that only cases have.
pub(crate) fn is_case(members: &[Member<'_>]) -> bool {
    if is_inventory(members) {
        return false;
    }
    members.iter().any(|(key, value)| match key.as_ref() {
        "Request" | "Environment" => true,
        "Instance" => matches!(value, Json::Object(_) | Json::Null),
        _ => false,
    })
}

/// Whether the case was written by an [`Evolution`](crate::Evolution).
fn is_evolved(members: &[Member<'_>]) -> bool {
    matches!(fields::member(members, "Outcome"), Some(Json::String(outcome)) if outcome == ALL_POSSIBLE || outcome == IMPOSSIBLE)
}

/// Rejects a record beside a request that creates the instance.
fn check_has_instance(at: At<'_>, request: &Request) -> Result<(), ReadError> {
    if request.creates() {
        return Err(at.error(ReadErrorKind::RecordOfCreation { operation: request.operation() }));
    }
    Ok(())
}
