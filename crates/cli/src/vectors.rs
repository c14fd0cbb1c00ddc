//! Test vectors in the wire format, and their answers.

use crate::exit::Failure;
use instance_lifecycle::analysis::{self, BatchVector, BudgetError, EventVector, Vector};
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle::{Action, Event, Instance, Policy, Request, Status, StopInstance};
use instance_lifecycle_wire::{Answer, BatchAnswer, BatchCase, Case, Notes, Record};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// The vectors that are asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asked {
    /// Those of all operations.
    Calls,
    /// Those of one operation.
    Action(Action),
    /// Those of events.
    Events,
}

/// A test vector.
pub(crate) struct Stated {
    pub(crate) id: String,
    pub(crate) input: Input,
}

/// The input of a vector.
pub(crate) enum Input {
    Call(Case),
    Batch(BatchCase),
    /// An event, and a case whose request does not count.
    Event(Case, Event),
}

/// The expected answer to a vector.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Expected<'a> {
    Call(Answer<'a>),
    Batch(BatchAnswer<'a>),
    Event(Box<EventAnswer>),
}

#[derive(Serialize)]
#[serde(tag = "Outcome", rename_all_fields = "PascalCase")]
pub(crate) enum EventAnswer {
    Evolved { instance: Record },
    Impossible { reason: String },
}

impl Serialize for Input {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct OfEvent<'a> {
            event: Event,
            instance: &'a Option<Record>,
            #[serde(skip_serializing_if = "Value::is_null")]
            environment: Value,
        }

        match self {
            Self::Call(case) => case.serialize(serializer),
            Self::Batch(case) => case.serialize(serializer),
            Self::Event(case, event) => {
                // Only names, texts and flags are written.
                let mut members = serde_json::to_value(case).unwrap_or_default();
                let environment = members["Environment"].take();
                OfEvent { event: *event, instance: &case.record, environment }.serialize(serializer)
            }
        }
    }
}

impl Stated {
    /// The vectors of a policy that are asked for, in the order of operations and rules, or of events.
    pub(crate) fn all(policy: &Policy, asked: Asked) -> Result<Vec<Self>, Failure> {
        let of = policy.attributes();
        let find = || -> Result<Vec<Self>, BudgetError> {
            if let Asked::Events = asked {
                return Ok(analysis::event_vectors(policy)?
                    .into_iter()
                    .map(|vector| Self::of_event(vector, of))
                    .collect());
            }
            let calls = analysis::vectors(policy)?.into_iter().map(|vector| Self::of_call(vector, of));
            Ok(calls
                .chain(analysis::batch_vectors(policy)?.into_iter().map(|vector| Self::of_batch(vector, of)))
                .collect())
        };
        let mut all = find().map_err(|error| Failure::Usage(error.to_string()))?;
        all.retain(|vector| vector.is_asked(asked));
        Ok(all)
    }

    /// Whether the vector is asked for.
    pub(crate) fn is_asked(&self, asked: Asked) -> bool {
        match asked {
            Asked::Calls => self.action().is_some(),
            Asked::Action(action) => self.action() == Some(action),
            Asked::Events => self.action().is_none(),
        }
    }

    fn of_call(vector: Vector, attributes: &AttributeSet) -> Self {
        let asked = vector.witness.case();
        let request = Request::new(vector.operation, asked.request);
        let record = (!request.creates()).then(|| record(asked.instance, attributes));
        let (environment, notes) = (asked.environment, notes(attributes));
        let case = Case { id: None, record, environment, request, notes };
        Self { id: vector.id, input: Input::Call(case) }
    }

    fn of_batch(vector: BatchVector, attributes: &AttributeSet) -> Self {
        let BatchVector { id, request, items, environment, .. } = vector;
        let written =
            |instance: Instance| (instance.status != Status::Released).then(|| record(instance, attributes));
        let (ids, records) = items.into_iter().map(|(id, instance)| (id, written(instance))).unzip();
        let case = BatchCase { ids, records, environment, request, notes: notes(attributes) };
        Self { id, input: Input::Batch(case) }
    }

    fn of_event(vector: EventVector, attributes: &AttributeSet) -> Self {
        let asked = vector.witness.case();
        let (record, environment) = (Some(record(asked.instance, attributes)), asked.environment);
        let (request, notes) = (StopInstance::DEFAULT.into(), notes(attributes));
        let case = Case { id: None, record, environment, request, notes };
        Self { id: vector.id, input: Input::Event(case, vector.event) }
    }

    /// The operation; `None` for an event.
    fn action(&self) -> Option<Action> {
        match &self.input {
            Input::Call(case) => Some(case.request.operation().action()),
            Input::Batch(case) => Some(case.request.action()),
            Input::Event(..) => None,
        }
    }

    /// The expected answer.
    pub(crate) fn answer<'a>(&'a self, policy: &'a Policy) -> Expected<'a> {
        match &self.input {
            Input::Call(case) => Expected::Call(Answer::new(case, policy)),
            Input::Batch(case) => Expected::Batch(BatchAnswer::new(case, policy)),
            Input::Event(case, event) => {
                let next = case.instance().apply(*event, &case.environment, policy);
                Expected::Event(Box::new(match next {
                    Ok(next) => EventAnswer::Evolved { instance: Record::from(next) },
                    Err(reason) => EventAnswer::Impossible { reason: reason.to_string() },
                }))
            }
        }
    }
}

/// The record of an instance, with the values of custom attributes.
fn record(instance: Instance, attributes: &AttributeSet) -> Record {
    Record { attributes: attributes.clone(), ..instance.into() }
}

fn notes(attributes: &AttributeSet) -> Notes {
    Notes { attributes: attributes.clone(), ..Notes::default() }
}
