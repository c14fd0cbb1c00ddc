//! A fleet: the records before a trail, and the cases that its calls were.
//!
//! A trail does not show when a stop or a start ended. A call is decided on the instance with everything
//! in progress ended, unless only an earlier state explains the recorded answer.

use crate::input::shape::AnyCase;
use crate::json::at::At;
use crate::json::tree::Json;
use crate::output::answer::{Answer, Outcome};
use crate::output::batch::BatchAnswer;
use crate::record::read::Record;
use crate::request::batch::BatchCase;
use crate::request::case::Case;
use crate::request::notes::Notes;
use crate::request::single::Defaults;
use crate::trail::event::{TrailAnswer, TrailCall, TrailEvent};
use instance_lifecycle::{Environment, Instance, Policy, Request, Status, explain};
use std::borrow::Cow;
use std::collections::HashMap;

/// The code of an instance for which a plural call is accepted.
const ACCEPTED: &str = "200";

/// The instances of an account, by id, between two calls of a trail.
///
/// ```
/// use instance_lifecycle::Policy;
/// use instance_lifecycle_wire::{Defaults, Fleet, Json, Record, Trail, TrailAnswer};
///
/// let json: Json = serde_json::from_str(r#"{"InstanceId": "i-1", "Status": "Running"}"#)?;
/// let mut fleet = Fleet::new(Defaults::default());
/// assert!(fleet.insert(Record::read(&json)?));
///
/// let event = |time: &str, name: &str| {
///     format!(r#"{{"eventTime": "{time}", "eventName": "{name}", "serviceName": "Ecs",
///         "requestParameters": {{"InstanceId": "i-1"}}}}"#)
/// };
/// let text = event("2026-11-02T08:15:30Z", "StopInstance") + &event("2026-11-02T08:20:00Z", "StartInstance");
/// let policy = Policy::documented();
/// for event in &Trail::read(text.as_bytes())?.events {
///     let case = fleet.case(event, &policy).expect("the instance is listed");
///     assert!(event.answer.agrees(&TrailAnswer::expected(&case, &policy)));
///     fleet.advance(event, &case, &policy);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Fleet {
    /// `None` for a released instance.
    records: HashMap<String, Option<Record>>,
    defaults: Defaults,
}

impl Fleet {
    /// Creates a fleet without instances. The defaults give the environment of its calls, and the attributes
    /// of the policy.
    #[must_use]
    pub fn new(defaults: Defaults) -> Self {
        Self { records: HashMap::new(), defaults }
    }

    /// Adds an instance before the first call. Returns `false` if the record has no id, or its id is known.
    pub fn insert(&mut self, record: Record) -> bool {
        let Some(id) = record.instance_id.clone() else { return false };
        self.records.insert(id, Some(record)).is_none()
    }

    /// Returns the record of an instance; `None` if it is not listed, or released.
    #[must_use]
    pub fn record(&self, id: &str) -> Option<&Record> {
        self.records.get(id)?.as_ref()
    }

    /// Returns the number of instances, including those released.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether the fleet has no instances.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Returns the case of a call: the instances as they are at that time; `None` if one is not listed.
    #[must_use]
    pub fn case(&self, event: &TrailEvent, policy: &Policy) -> Option<AnyCase> {
        let ids = match &event.call {
            TrailCall::One(_, id) => id.as_slice(),
            TrailCall::Batch(_, ids) => ids,
        };
        let progress: Option<Vec<Progress>> = ids.iter().map(|id| self.progress(id, policy)).collect();
        let progress = progress?;
        let most = progress.iter().map(Progress::len).max().unwrap_or(1);
        let at = |steps| self.case_of(event, progress.iter().map(|progress| progress.before_end(steps)));
        let explains = |case: &AnyCase| event.answer.agrees(&TrailAnswer::expected(case, policy));
        Some((0..most).map(at).find(explains).unwrap_or_else(|| at(0)))
    }

    /// Applies the recorded answer to a call: what the service accepted takes place, whatever the policy.
    pub fn advance(&mut self, event: &TrailEvent, case: &AnyCase, policy: &Policy) {
        let TrailAnswer::Accepted { created, items } = &event.answer else { return };
        match case {
            AnyCase::One(case) if case.request.creates() => {
                let after = accepted(&Instance::RELEASED, &case.request, &case.environment, policy);
                for id in created {
                    self.records.insert(id.clone(), Some(self.new_record(id, event, after)));
                }
            }
            AnyCase::One(case) => {
                if let (Some(id), Some(record)) = (&case.id, &case.record) {
                    self.accept(id, record, &case.request, &case.environment, policy);
                }
            }
            AnyCase::Batch(batch) => {
                let refused = |id: &str| items.iter().any(|(of, code)| of == id && code != ACCEPTED);
                let environment = batch.environment_of_each(policy.attributes());
                for (id, record) in batch.ids.iter().zip(&batch.records) {
                    if let Some(record) = record.as_ref().filter(|_| !refused(id)) {
                        self.accept(id, record, &batch.request.of_each(), &environment, policy);
                    }
                }
            }
        }
    }

    fn accept(
        &mut self,
        id: &str,
        record: &Record,
        request: &Request,
        environment: &Environment,
        policy: &Policy,
    ) {
        let after = accepted(&record.instance, request, environment, policy);
        let is_left = after.status != Status::Released;
        self.records.insert(id.to_owned(), is_left.then(|| record.evolved(after)));
    }

    /// The states that an instance may be in: its last known one, and those after what is in progress.
    fn progress(&self, id: &str, policy: &Policy) -> Option<Progress> {
        let record = self.records.get(id)?;
        let mut states = vec![record.clone()];
        while let Some(Some(last)) = states.last()
            && let Some(event) = last.instance.completed_by()
            && let Ok(after) = last.instance.apply(event, &self.defaults.environment, policy)
        {
            let is_left = after.status != Status::Released;
            let next = is_left.then(|| last.evolved(after));
            states.push(next);
        }
        Some(Progress(states))
    }

    /// The record of a new instance: the parameters of its creation, while it is pending.
    fn new_record(&self, id: &str, event: &TrailEvent, after: Instance) -> Record {
        let text = |text: &str| Json::String(Cow::Owned(text.to_owned()));
        let mut members = vec![
            (Cow::Borrowed("InstanceId"), text(id)),
            (Cow::Borrowed("Status"), text(after.status.as_str())),
        ];
        members.extend(event.created_as.iter().cloned());
        match Record::read_and_keep(At::ROOT, &Json::Object(members), false, self.defaults.custom()) {
            Ok(mut record) => {
                record.instance.task = after.task;
                record
            }
            Err(_) => Record { instance_id: Some(id.to_owned()), ..after.into() },
        }
    }

    fn case_of(&self, event: &TrailEvent, mut records: impl Iterator<Item = Option<Record>>) -> AnyCase {
        let environment = self.defaults.environment;
        let notes = Notes { malformed: event.notes.malformed, ..self.defaults.notes() };
        match &event.call {
            TrailCall::One(request, id) => {
                let record = records.next().flatten();
                AnyCase::One(Case { id: id.clone(), record, environment, request: *request, notes })
            }
            TrailCall::Batch(request, ids) => {
                let (ids, records) = (ids.clone(), records.collect());
                AnyCase::Batch(BatchCase { ids, records, environment, request: *request, notes })
            }
        }
    }
}

/// The states of an instance while something is in progress; `None` if it is released.
struct Progress(Vec<Option<Record>>);

impl Progress {
    fn len(&self) -> usize {
        self.0.len()
    }

    /// The state some steps before the end, or the first.
    fn before_end(&self, steps: usize) -> Option<Record> {
        self.0[(self.0.len() - 1).saturating_sub(steps)].clone()
    }
}

/// The instance after a call that the service accepted, even if the policy refuses it.
fn accepted(instance: &Instance, request: &Request, environment: &Environment, policy: &Policy) -> Instance {
    explain(instance, request, environment, policy).plan().accept(instance).unwrap_or(*instance)
}

impl TrailAnswer {
    /// Returns the answer of a policy to a case, as a trail would record it. A dry run that passes is
    /// answered with an error.
    #[must_use]
    pub fn expected(case: &AnyCase, policy: &Policy) -> Self {
        let refused = |code: &str, message: String| Self::Refused { code: code.to_owned(), message };
        match case {
            AnyCase::One(case) => match Answer::new(case, policy).outcome {
                Outcome::Planned(_) | Outcome::AlreadyDone(_) => Self::accepted(),
                Outcome::Rejected(first, _) => refused(first.code(), first.error().to_string()),
                Outcome::DryRunPassed(pass) => refused(pass.error().code, pass.error().to_string()),
                Outcome::Malformed(malformed) => refused(malformed.error.code, malformed.message()),
            },
            AnyCase::Batch(batch) => {
                let answer = BatchAnswer::new(batch, policy);
                match (answer.malformed, answer.outcome) {
                    (Some(malformed), _) => refused(malformed.error.code, malformed.message()),
                    (None, Err(rejection)) => match rejection.error() {
                        Some(error) => refused(error.code, error.to_string()),
                        None => refused("", rejection.to_string()),
                    },
                    (None, Ok(items)) => {
                        let item = items.iter().map(|item| (item.id.to_owned(), item.code().to_owned()));
                        Self::Accepted { created: Vec::new(), items: item.collect() }
                    }
                }
            }
        }
    }

    const fn accepted() -> Self {
        Self::Accepted { created: Vec::new(), items: Vec::new() }
    }

    /// Whether a recorded answer is the expected one: accepted, or refused with the same code, and with the
    /// same codes for the instances that both show. A refusal without a code agrees with every refusal.
    #[must_use]
    pub fn agrees(&self, expected: &Self) -> bool {
        match (self, expected) {
            (Self::Refused { code, .. }, Self::Refused { code: other, .. }) => {
                code == other || code.is_empty() || other.is_empty()
            }
            (Self::Accepted { items, .. }, Self::Accepted { items: others, .. }) => {
                let is_same = |(id, code): &(String, String)| {
                    others.iter().find(|(other, _)| other == id).is_none_or(|(_, other)| other == code)
                };
                match items.is_empty() {
                    // The trail shows no codes: every instance was accepted.
                    true => others.iter().all(|(_, code)| code == ACCEPTED),
                    false => items.iter().all(is_same),
                }
            }
            _ => false,
        }
    }

    /// Returns the code of the refusal; `None` if the call was accepted.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Accepted { .. } => None,
            Self::Refused { code, .. } => Some(code),
        }
    }
}
