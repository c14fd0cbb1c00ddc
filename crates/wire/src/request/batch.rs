//! Batch cases: a plural request, and its instances.

use crate::json::at::At;
use crate::json::error::{ReadError, ReadErrorKind, clip};
use crate::json::fields;
use crate::json::tree::{Json, Member};
use crate::record::custom;
use crate::record::facts::read_environment;
use crate::record::read::Record;
use crate::record::write::WrittenEnvironment;
use crate::request::notes::Notes;
use crate::request::plural::{self, Written};
use crate::request::single::{Defaults, is_absent};
use instance_lifecycle::request::BatchRequest;
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle::{Environment, Instance};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The members of a batch case.
const BATCH: &[&str] = &["Instances", "Environment", "Request"];

/// A plural request, and its instances. It serialises as a line of the case format, without the values
/// that are default.
///
/// ```
/// use instance_lifecycle::Policy;
/// use instance_lifecycle_wire::{AnyCase, BatchAnswer, Defaults, Json};
///
/// let line = r#"{"Instances": [{"Status": "Running"}, null], "Request": {"Action": "StopInstances", "InstanceId": ["i-1", "i-2"]}}"#;
/// let json: Json = serde_json::from_str(line)?;
/// let AnyCase::Batch(batch) = AnyCase::read(&json, &Defaults::default())? else { panic!("a batch") };
/// let answer = serde_json::to_value(BatchAnswer::new(&batch, &Policy::documented()))?;
/// assert_eq!(answer["InstanceId"], "i-2");
/// assert_eq!(answer["Error"]["Code"], "InvalidInstanceId.NotFound");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchCase {
    /// The ids, in the order of the call.
    pub ids: Vec<String>,
    /// One record for each id; `None` if there is no such instance.
    pub records: Vec<Option<Record>>,
    /// The environment.
    pub environment: Environment,
    /// The request.
    pub request: BatchRequest,
    /// What the reader noticed beside the case. It is not written.
    pub notes: Notes,
}

impl BatchCase {
    pub(crate) fn read_members(
        at: At<'_>,
        members: &[Member<'_>],
        defaults: &Defaults,
    ) -> Result<Self, ReadError> {
        fields::check(BATCH, at, members)?;
        let mut environment = defaults.environment;
        let mut notes = defaults.notes();
        if let Some(given) = fields::member(members, "Environment").filter(|given| !is_absent(given)) {
            let facts =
                read_environment(at.key("Environment"), given, &defaults.attributes, &mut environment)?;
            if let Some(name) = custom::counted(&defaults.attributes, facts) {
                let problem = format!("the value of `{name}` follows from the number of instances");
                return Err(at.key("Environment").key(name).error(ReadErrorKind::Invalid { problem }));
            }
            notes.given = notes.given.and(facts);
        }
        let here = at.key("Request");
        let given = fields::member(members, "Request").ok_or_else(|| here.missing("a request"))?;
        let (request, ids) = plural::read(here, given, &mut notes)?;
        if let Some(wanted) = defaults.action.filter(|wanted| *wanted != request.action()) {
            let found = request.action();
            return Err(here.key("Action").error(ReadErrorKind::OtherOperation { wanted, found }));
        }
        let records = read_records(at, members, defaults)?;
        let ids = match ids {
            Some(ids) if ids.len() == records.len() => ids,
            Some(ids) => {
                let problem = ReadErrorKind::OtherNumber { ids: ids.len(), records: records.len() };
                return Err(at.key("Instances").error(problem));
            }
            None => records.iter().map(|record| id_of(record).unwrap_or_default().to_owned()).collect(),
        };
        for (index, (id, record)) in ids.iter().zip(&records).enumerate() {
            if let Some(known) = id_of(record).filter(|known| known != id) {
                let (record, request) = (clip(known).to_owned(), clip(id).to_owned());
                let list = here.key("InstanceId");
                return Err(list.index(index).error(ReadErrorKind::OtherInstance { record, request }));
            }
        }
        Ok(Self { ids, records, environment, request, notes })
    }

    /// Returns the environment in which each instance is decided: with the values of the attributes that count
    /// the instances of the call.
    ///
    /// ```
    /// use instance_lifecycle::rules::attributes::{AttributeSet, AttributeSource, CustomAttribute};
    /// use instance_lifecycle_wire::{AnyCase, Defaults, Json};
    ///
    /// let items = AttributeSource::Items(vec![1, 2]);
    /// let attributes = AttributeSet::BUILT_IN.with(CustomAttribute::new("calls", ["one", "more"], items))?;
    /// let line = r#"{"Instances": [null, null], "Request": {"Action": "StopInstances", "InstanceId": ["i-1", "i-2"]}}"#;
    /// let json: Json = serde_json::from_str(line)?;
    /// let AnyCase::Batch(batch) = AnyCase::read(&json, &Defaults::default())? else { panic!("a batch") };
    /// assert_eq!(batch.environment_of_each(&attributes).custom, attributes.values([("calls", "more")])?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn environment_of_each(&self, attributes: &AttributeSet) -> Environment {
        let custom = attributes.with_items(self.environment.custom, self.records.len());
        self.environment.with(|it| it.custom = custom)
    }

    /// Iterates over the instances with their ids; a missing instance is released.
    pub fn items(&self) -> impl Iterator<Item = (&str, Instance)> + Clone {
        let instances = self
            .records
            .iter()
            .map(|record| record.as_ref().map_or(Instance::RELEASED, |record| record.instance));
        self.ids.iter().map(String::as_str).zip(instances)
    }
}

fn id_of(record: &Option<Record>) -> Option<&str> {
    record.as_ref().and_then(|record| record.instance_id.as_deref())
}

fn read_records(
    at: At<'_>,
    members: &[Member<'_>],
    defaults: &Defaults,
) -> Result<Vec<Option<Record>>, ReadError> {
    let here = at.key("Instances");
    let expected = "a list of records or `null`";
    match fields::member(members, "Instances") {
        None => Err(here.missing(expected)),
        Some(Json::Array(records)) => {
            let read = |(index, json): (usize, &Json<'_>)| match json {
                Json::Null => Ok(None),
                json => {
                    Record::read_and_keep(here.index(index), json, defaults.keep_records, defaults.custom())
                        .map(Some)
                }
            };
            records.iter().enumerate().map(read).collect()
        }
        Some(other) => Err(here.unexpected(expected, other)),
    }
}

impl Serialize for BatchCase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("Instances", &self.records)?;
        if self.environment != Environment::DEFAULT {
            object.serialize_entry(
                "Environment",
                &WrittenEnvironment(&self.environment, &self.notes.attributes),
            )?;
        }
        object.serialize_entry("Request", &Written { request: &self.request, ids: &self.ids })?;
        object.end()
    }
}
