//! A case: an instance, what surrounds it, and what is asked of it.

use crate::at::At;
use crate::batch::{self, BatchCase};
use crate::error::{Problem, ReadError};
use crate::evolution::Evolution;
use crate::fields::{self, ENVIRONMENT};
use crate::json::{Json, Member};
use crate::names::{CASE, EVOLVED};
use crate::record::Record;
use crate::{request, write};
use instance_lifecycle::{Environment, Instance, Operation, Request};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// What is decided: one line of the case format.
///
/// Serialising it writes that line, without what is default. What was read is written so that it reads
/// back as the same case; an address is shown as one of documentation, since only its presence is
/// known.
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
    /// The id of the answer: that of the record, or that of the request where the record has none.
    pub id: Option<String>,
    /// The record; none where there is no such instance.
    pub record: Option<Record>,
    /// What lies outside the instance.
    pub environment: Environment,
    /// What is asked.
    pub request: Request,
}

/// A line of the case format: a case of one instance, or a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnyCase {
    /// A request of one instance.
    One(Case),
    /// A plural request.
    Batch(BatchCase),
}

impl AnyCase {
    /// Reads a case, a batch case, or a bare record under the request of the defaults.
    ///
    /// # Errors
    ///
    /// As [`Case::read`].
    pub fn read(json: &Json<'_>, defaults: &Defaults) -> Result<Self, ReadError> {
        Self::read_at(At::ROOT, json, defaults)
    }

    pub(crate) fn read_at(at: At<'_>, json: &Json<'_>, defaults: &Defaults) -> Result<Self, ReadError> {
        match json {
            Json::Object(members) if batch::is_batch(members) => {
                BatchCase::read_members(at, members, defaults).map(Self::Batch)
            }
            json => Case::read_at(at, json, defaults).map(Self::One),
        }
    }

    /// The id of the one instance, where one is known; none of a batch.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::One(case) => case.id.as_deref(),
            Self::Batch(_) => None,
        }
    }

    /// The case of one instance.
    ///
    /// # Errors
    ///
    /// When it is a batch.
    pub fn one(self) -> Result<Case, ReadError> {
        match self {
            Self::One(case) => Ok(case),
            Self::Batch(batch) => {
                let problem = Problem::Plural { action: batch.request.action() };
                Err(At::ROOT.key("Request").key("Action").error(problem))
            }
        }
    }
}

impl Serialize for AnyCase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(case) => case.serialize(serializer),
            Self::Batch(batch) => batch.serialize(serializer),
        }
    }
}

/// What holds where a case does not say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Defaults {
    /// The request of bare records, and of cases without one.
    pub request: Option<Request>,
    /// The fields of the environment that a case does not give.
    pub environment: Environment,
    /// The only operation that cases may call.
    pub operation: Option<Operation>,
}

impl Case {
    /// Reads a case, or a bare record under the request of the defaults.
    ///
    /// # Errors
    ///
    /// When it is neither, when a field is not known, or when a value that decides cannot be
    /// understood.
    pub fn read(json: &Json<'_>, defaults: &Defaults) -> Result<Self, ReadError> {
        Self::read_at(At::ROOT, json, defaults)
    }

    pub(crate) fn read_at(at: At<'_>, json: &Json<'_>, defaults: &Defaults) -> Result<Self, ReadError> {
        let members = at.object(json, "a case or a record")?;
        if is_case(members) {
            return Self::read_members(at, members, defaults);
        }
        let record = Record::read_at(at, json)?;
        let request = defaults.request.ok_or_else(|| at.error(Problem::NoRequest))?;
        made_of_nothing(at, &request)?;
        let id = record.instance_id.clone();
        Ok(Self { id, record: Some(record), environment: defaults.environment, request })
    }

    fn read_members(at: At<'_>, members: &[Member<'_>], defaults: &Defaults) -> Result<Self, ReadError> {
        let names = if is_evolved(members) { EVOLVED } else { CASE };
        fields::read::<()>(&[], names, at, members, &mut ())?;
        let mut environment = defaults.environment;
        if let Some(given) = fields::member(members, "Environment").filter(|given| !is_absent(given)) {
            let here = at.key("Environment");
            let given = here.object(given, "an environment")?;
            fields::read(ENVIRONMENT, &[], here, given, &mut environment)?;
        }
        let (request, asked) = match fields::member(members, "Request").filter(|given| !is_absent(given)) {
            Some(given) => {
                let here = at.key("Request");
                let (request, id) = request::read(here, given)?;
                match defaults.operation {
                    Some(wanted) if wanted != request.operation() => {
                        let found = request.operation().action();
                        return Err(here.key("Action").error(Problem::OtherOperation { wanted, found }));
                    }
                    _ => (request, id),
                }
            }
            None => (defaults.request.ok_or_else(|| at.error(Problem::NoRequest))?, None),
        };
        let here = at.key("Instance");
        let record = match fields::member(members, "Instance") {
            None => return Err(here.missing("a record or `null`")),
            Some(Json::Null) => None,
            Some(json @ Json::Object(_)) => {
                made_of_nothing(here, &request)?;
                Some(Record::read_at(here, json)?)
            }
            Some(other) => return Err(here.unexpected("a record or `null`", other)),
        };
        let known = record.as_ref().and_then(|record| record.instance_id.as_deref());
        if let (Some(known), Some(asked)) = (known, asked)
            && known != asked
        {
            let (record, request) = (known.to_owned(), asked.to_owned());
            let (here, problem) = (at.key("Request"), Problem::OtherInstance { record, request });
            return Err(here.key("InstanceId").error(problem));
        }
        let evolved = match fields::member(members, "InstanceId") {
            Some(id) => at.key("InstanceId").text(id)?,
            None => None,
        };
        let id = known.or(asked).or(evolved).map(str::to_owned);
        Ok(Self { id, record, environment, request })
    }

    /// The instance; where there is none, the released one.
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
            object.serialize_entry("Environment", &write::Surroundings(&self.environment))?;
        }
        let record = self.record.as_ref().filter(|record| write::is_shown(record));
        let shown = record.and_then(|record| record.instance_id.as_deref());
        let id = self.id.as_deref().filter(|&id| shown != Some(id));
        object.serialize_entry("Request", &request::Written { request: &self.request, id })?;
        object.end()
    }
}

/// Whether the object is a case and no record: it has a field that only a case has, in its one
/// spelling.
pub(crate) fn is_case(members: &[Member<'_>]) -> bool {
    members.iter().any(|(key, value)| match key.as_ref() {
        "Request" | "Environment" => true,
        "Instance" => matches!(value, Json::Object(_) | Json::Null),
        _ => false,
    })
}

/// Whether the case is written by an [`Evolution`].
fn is_evolved(members: &[Member<'_>]) -> bool {
    matches!(fields::member(members, "Outcome"), Some(Json::String(outcome)) if outcome == Evolution::NAME)
}

/// What makes an instance is asked of none: where a record stands, it is not that of the new one.
fn made_of_nothing(at: At<'_>, request: &Request) -> Result<(), ReadError> {
    if request.creates() {
        return Err(at.error(Problem::RecordOfCreation { operation: request.operation() }));
    }
    Ok(())
}

pub(crate) fn is_absent(json: &Json<'_>) -> bool {
    match json {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        _ => false,
    }
}
