//! Batch cases: a plural request of many instances, and the answer to it.

use crate::answer::{self, RuleError, Text};
use crate::at::At;
use crate::case::{Defaults, is_absent};
use crate::error::{Expected, Problem, ReadError};
use crate::fields::{self, ENVIRONMENT, Field, Flag, Form, MaybeWord, Word, fields};
use crate::json::{Json, Member};
use crate::names::REQUEST;
use crate::record::Record;
use crate::write;
use instance_lifecycle::{
    BatchRejection, BatchRequest, DeleteInstances, DryRunPass, Environment, Instance, ItemAnswer, Policy,
    RebootInstances, StartInstances, Status, StopInstances, batch,
};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The fields of a batch case.
const BATCH: &[&str] = &["Instances", "Environment", "Request"];

/// A plural request and its parameters.
trait Constraint: Sized + Copy + Default + Into<BatchRequest> + 'static {
    const PARAMETERS: &'static [Field<Self>];

    fn read(at: At<'_>, members: &[Member<'_>]) -> Result<BatchRequest, ReadError> {
        let mut request = Self::default();
        fields::read(Self::PARAMETERS, REQUEST, at, members, &mut request)?;
        Ok(request.into())
    }
}

macro_rules! batches {
    ($($operation:ident { $($name:literal => $field:ident: $kind:ident,)* })+) => {
        /// The plural operations.
        pub(crate) const ACTIONS: &[&str] = &[$(stringify!($operation)),+];

        /// The names of all parameters; that of several operations stands several times.
        pub(crate) const PARAMETERS: &[&str] = &[$($($name,)*)+];

        $(impl Constraint for $operation {
            const PARAMETERS: &'static [Field<Self>] = fields!($operation { $($name => $field: $kind),* });
        })+

        /// The requests, by action, each with the forms of its parameters.
        pub(crate) fn forms() -> Vec<(&'static str, Vec<(&'static str, Form)>)> {
            vec![$((
                stringify!($operation),
                <$operation as Constraint>::PARAMETERS.iter().map(|field| (field.name, field.form)).collect(),
            )),+]
        }

        fn read_parameters(action: usize, at: At<'_>, members: &[Member<'_>]) -> Result<BatchRequest, ReadError> {
            type Reader = fn(At<'_>, &[Member<'_>]) -> Result<BatchRequest, ReadError>;
            const READERS: &[Reader] = &[$(<$operation as Constraint>::read),+];
            READERS[action](at, members)
        }

        fn write_parameters<M: SerializeMap>(request: &BatchRequest, object: &mut M) -> Result<(), M::Error> {
            match request {
                $(BatchRequest::$operation(request) => fields::write($operation::PARAMETERS, request, object)),+
            }
        }
    };
}

batches! {
    StopInstances {
        "StoppedMode"       => stopped_mode: MaybeWord,
        "ForceStop"         => force_stop: Flag,
        "BatchOptimization" => batch_optimization: Word,
        "DryRun"            => dry_run: Flag,
    }
    StartInstances {
        "BatchOptimization" => batch_optimization: Word,
        "DryRun"            => dry_run: Flag,
    }
    RebootInstances {
        "ForceReboot"       => force_reboot: Flag,
        "BatchOptimization" => batch_optimization: Word,
        "DryRun"            => dry_run: Flag,
    }
    DeleteInstances {
        "Force"                 => force: Flag,
        "ForceStop"             => force_stop: Flag,
        "TerminateSubscription" => terminate_subscription: Flag,
        "DryRun"                => dry_run: Flag,
    }
}

/// A plural request, and the instances that it is about. Serialising it writes its line of the case
/// format, without what is default.
///
/// ```
/// use instance_lifecycle::Policy;
/// use instance_lifecycle_wire::{AnyCase, BatchAnswer, Defaults, Json};
///
/// let line = r#"{"Instances": [{"Status": "Running"}, null], "Request": {"Action": "StopInstances", "InstanceId": ["i-1", "i-2"]}}"#;
/// let json: Json = serde_json::from_str(line)?;
/// let AnyCase::Batch(batch) = AnyCase::read(&json, &Defaults::default())? else { panic!("a batch") };
/// let answer = serde_json::to_value(BatchAnswer::to(&batch, &Policy::documented()))?;
/// assert_eq!(answer["InstanceId"], "i-2");
/// assert_eq!(answer["Error"]["Code"], "InvalidInstanceId.NotFound");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchCase {
    /// The ids, in the order of the call.
    pub ids: Vec<String>,
    /// The records, one an id; none where there is no such instance.
    pub records: Vec<Option<Record>>,
    /// What lies outside the instances.
    pub environment: Environment,
    /// What is asked.
    pub request: BatchRequest,
}

/// Whether the object is a batch case: its request calls a plural operation.
pub(crate) fn is_batch(members: &[Member<'_>]) -> bool {
    matches!(fields::member(members, "Request"), Some(Json::Object(request))
        if matches!(fields::member(request, "Action"), Some(Json::String(action)) if ACTIONS.contains(&action.as_ref())))
}

impl BatchCase {
    pub(crate) fn read_members(
        at: At<'_>,
        members: &[Member<'_>],
        defaults: &Defaults,
    ) -> Result<Self, ReadError> {
        fields::read::<()>(&[], BATCH, at, members, &mut ())?;
        let mut environment = defaults.environment;
        if let Some(given) = fields::member(members, "Environment").filter(|given| !is_absent(given)) {
            let here = at.key("Environment");
            fields::read(ENVIRONMENT, &[], here, here.object(given, "an environment")?, &mut environment)?;
        }
        let here = at.key("Request");
        let given = fields::member(members, "Request").ok_or_else(|| here.missing("a request"))?;
        let (request, ids) = read_request(here, given)?;
        if let Some(wanted) = defaults.operation {
            let found = request.action();
            return Err(here.key("Action").error(Problem::OtherOperation { wanted, found }));
        }
        let records = read_records(at, members)?;
        let ids = match ids {
            Some(ids) if ids.len() == records.len() => ids,
            Some(ids) => {
                let problem = Problem::OtherNumber { ids: ids.len(), records: records.len() };
                return Err(at.key("Instances").error(problem));
            }
            None => records.iter().map(|record| id_of(record).unwrap_or_default().to_owned()).collect(),
        };
        for (index, (id, record)) in ids.iter().zip(&records).enumerate() {
            if let Some(known) = id_of(record).filter(|known| known != id) {
                let (record, request) = (known.to_owned(), id.clone());
                let list = here.key("InstanceId");
                return Err(list.index(index).error(Problem::OtherInstance { record, request }));
            }
        }
        Ok(Self { ids, records, environment, request })
    }

    /// The instances, each with its id; where there is none, the released one.
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

/// The request, and the ids if it names them.
fn read_request(at: At<'_>, json: &Json<'_>) -> Result<(BatchRequest, Option<Vec<String>>), ReadError> {
    let members = at.object(json, "a request")?;
    let expected = Expected::OneOf(ACTIONS);
    let here = at.key("Action");
    let action = fields::member(members, "Action").ok_or_else(|| here.missing(expected))?;
    let index = here.choice(action, ACTIONS)?.ok_or_else(|| here.unexpected(expected, action))?;
    let request = read_parameters(index, at, members)?;
    let here = at.key("InstanceId");
    let ids = match fields::member(members, "InstanceId") {
        None | Some(Json::Null) => None,
        Some(Json::Array(ids)) => {
            let read =
                |(index, id)| here.index(index).text(id).map(Option::unwrap_or_default).map(str::to_owned);
            Some(ids.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()?)
        }
        Some(other) => return Err(here.unexpected("a list of ids", other)),
    };
    Ok((request, ids))
}

fn read_records(at: At<'_>, members: &[Member<'_>]) -> Result<Vec<Option<Record>>, ReadError> {
    let here = at.key("Instances");
    let expected = "a list of records or `null`";
    match fields::member(members, "Instances") {
        None => Err(here.missing(expected)),
        Some(Json::Array(records)) => {
            let read = |(index, json): (usize, &Json<'_>)| match json {
                Json::Null => Ok(None),
                json => Record::read_at(here.index(index), json).map(Some),
            };
            records.iter().enumerate().map(read).collect()
        }
        Some(other) => Err(here.unexpected(expected, other)),
    }
}

impl Serialize for BatchCase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Written<'a>(&'a BatchCase);

        impl Serialize for Written<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut object = serializer.serialize_map(None)?;
                object.serialize_entry("Action", self.0.request.action().as_str())?;
                object.serialize_entry("InstanceId", &self.0.ids)?;
                write_parameters(&self.0.request, &mut object)?;
                object.end()
            }
        }

        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("Instances", &self.records)?;
        if self.environment != Environment::DEFAULT {
            object.serialize_entry("Environment", &write::Surroundings(&self.environment))?;
        }
        object.serialize_entry("Request", &Written(self))?;
        object.end()
    }
}

/// The answer to a batch case. Serialising it writes its line of the case format: what the call comes
/// to, and under `Items` what it comes to for each instance, in the vendor's fields and ours.
#[derive(Clone, Debug)]
pub struct BatchAnswer<'c> {
    /// What the call comes to.
    pub outcome: Result<Vec<ItemAnswer<'c, &'c str>>, BatchRejection<&'c str>>,
}

impl<'c> BatchAnswer<'c> {
    /// Decides a batch case.
    #[must_use]
    pub fn to(case: &'c BatchCase, policy: &'c Policy) -> Self {
        let answered = batch(case.request, case.items(), &case.environment, policy);
        Self { outcome: answered.map(|batch| batch.items().collect()) }
    }

    /// Why no such call can be made, where the error is none of the vendor's.
    #[must_use]
    pub fn ours(&self) -> Option<String> {
        match &self.outcome {
            Err(ours @ (BatchRejection::NoIds | BatchRejection::Repeated(_))) => Some(ours.to_string()),
            _ => None,
        }
    }

    /// Whether nothing objects to the call, nor to any of its instances.
    #[must_use]
    pub fn is_planned(&self) -> bool {
        self.outcome.as_ref().is_ok_and(|items| items.iter().all(|item| item.outcome().is_ok()))
    }
}

impl Serialize for BatchAnswer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        match &self.outcome {
            Ok(items) => {
                object.serialize_entry("Outcome", "Planned")?;
                object.serialize_entry("Items", &items.iter().map(Item).collect::<Vec<_>>())?;
                return object.end();
            }
            Err(BatchRejection::Item { id, violation }) => {
                object.serialize_entry("InstanceId", id)?;
                object.serialize_entry("Outcome", "Rejected")?;
                answer::serialize_rejection(&violation.violation(), &mut object)?;
            }
            Err(BatchRejection::DryRunPassed(error)) => {
                object.serialize_entry("Outcome", "DryRunPassed")?;
                object.serialize_entry("Rule", DryRunPass::RULE)?;
                object.serialize_entry("Error", &RuleError(error))?;
            }
            Err(BatchRejection::Ids(error)) => {
                object.serialize_entry("Outcome", "Rejected")?;
                object.serialize_entry("Retryable", &false)?;
                object.serialize_entry("Error", &RuleError(error))?;
            }
            Err(ours @ (BatchRejection::NoIds | BatchRejection::Repeated(_))) => {
                object.serialize_entry("Outcome", "Unreadable")?;
                object.serialize_entry("Reason", &Text(ours))?;
            }
        }
        object.serialize_entry("Items", &[(); 0])?;
        object.end()
    }
}

/// One of the `Items`.
struct Item<'a>(&'a ItemAnswer<'a, &'a str>);

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(item) = self;
        let status = |status: Option<Status>| status.map_or("", Status::as_str);
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("InstanceId", item.id)?;
        object.serialize_entry("Code", item.code())?;
        object.serialize_entry("Message", &Text(item.message()))?;
        object.serialize_entry("PreviousStatus", status(item.previous_status()))?;
        object.serialize_entry("CurrentStatus", status(item.current_status()))?;
        answer::serialize_outcome(&answer::Outcome::of_item(item), item.settled_by(), &mut object)?;
        object.end()
    }
}
