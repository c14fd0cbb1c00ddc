//! The steps of trace files.

use crate::json::at::At;
use crate::json::error::{Expected, ReadError, ReadErrorKind};
use crate::json::fields;
use crate::json::tree::Json;
use crate::output::answer::Answer;
use crate::record::facts::read_environment;
use crate::record::read::Record;
use crate::record::write::WrittenEnvironment;
use crate::request::case::Case;
use crate::request::notes::Notes;
use crate::request::single::{self, Written, is_absent};
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle::trace::{self, Input, Step};
use instance_lifecycle::{Environment, Event, Instance, Policy, Status};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// One step of a trace file. It serialises as a line.
///
/// A step can be written as soon as it is taken:
///
/// ```
/// use instance_lifecycle::trace::{self, Input, Step, Trace};
/// use instance_lifecycle::{Environment, Event, Instance, Policy};
/// use instance_lifecycle_wire::{Json, Record, RecordedStep};
///
/// let policy = Policy::documented();
/// let record = Record { instance_id: Some("i-1".to_owned()), ..Instance::DEFAULT.into() };
/// let mut trace = Trace::new(record.instance);
///
/// let before = record.evolved(trace.end());
/// trace.push(60, Input::Event(Event::GuestShutdown, Environment::DEFAULT), &policy);
/// let step = RecordedStep::new(&trace.steps()[0], &before, &policy);
/// let line = serde_json::to_string(&step)?;
/// assert!(line.starts_with(r#"{"At":60,"Event":"GuestShutdown","Answer":{"#));
///
/// let json: Json = serde_json::from_str(&line)?;
/// assert_eq!(RecordedStep::read(&json, policy.attributes())?, step);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedStep {
    /// The line of its file, from 1; 0 if it is of no file.
    pub line: u64,
    /// The time in seconds.
    pub at: u64,
    /// The request or event.
    pub input: Input,
    /// The recorded answer.
    pub answer: Option<Value>,
    /// The attributes of the policy, with which custom values of the environment are written.
    pub attributes: AttributeSet,
}

impl RecordedStep {
    /// Creates the record of a step, with its answer. `before` is the record of the instance before the step,
    /// and `policy` the policy that answered it.
    #[must_use]
    pub fn new(step: &Step, before: &Record, policy: &Policy) -> Self {
        let answer = Some(answer_to(step, before, policy));
        Self { line: 0, at: step.at, input: step.input, answer, attributes: policy.attributes().clone() }
    }

    /// Reads a step, with the attributes of the policy that answers it. Its time is 0 if none is given.
    ///
    /// # Errors
    ///
    /// If it has neither a request nor an event, or a value that is read is invalid.
    pub fn read(json: &Json<'_>, attributes: &AttributeSet) -> Result<Self, ReadError> {
        read_step(0, 0, json, attributes)
    }
}

/// Returns the answer to a step as it is written.
pub(crate) fn answer_to(step: &Step, before: &Record, policy: &Policy) -> Value {
    let written =
        |instance: Instance| (instance.status != Status::Released).then(|| before.evolved(instance));
    let answer = match (&step.input, &step.answer) {
        (Input::Request(request, environment), _) => {
            let (environment, request) = (*environment, *request);
            let notes = Notes { attributes: policy.attributes().clone(), ..Notes::default() };
            let (id, record) = (before.instance_id.clone(), Some(before.clone()));
            let record = record.filter(|record| record.instance.status != Status::Released);
            let case = Case { id, record, environment, request, notes };
            serde_json::to_value(Answer::new(&case, policy))
        }
        (Input::Event(..), trace::Answer::Event(Err(reason))) => {
            Ok(serde_json::json!({ "Outcome": "Impossible", "Reason": reason.to_string() }))
        }
        (Input::Event(..), answer) => {
            let after = answer.after(&before.instance);
            Ok(serde_json::json!({ "Outcome": "Evolved", "Instance": written(after) }))
        }
    };
    // Only names, texts and flags are written.
    answer.unwrap_or(Value::Null)
}

/// Reads a step. Without a time, it has that of the last one.
pub(crate) fn read_step(
    line: u64,
    last: u64,
    json: &Json<'_>,
    attributes: &AttributeSet,
) -> Result<RecordedStep, ReadError> {
    let at = At::ROOT;
    let members = at.object(json, "a step of a trace")?;
    let known = &["At", "Request", "Environment", "Event", "Answer"];
    fields::check(known, at, members)?;
    let here = at.key("At");
    let time = match fields::member(members, "At") {
        Some(Json::Number(number)) => number.as_u64(),
        None | Some(Json::Null) => Some(last),
        Some(_) => None,
    };
    let expected = "a whole number of seconds";
    let time = time.ok_or_else(|| {
        fields::member(members, "At")
            .map_or_else(|| here.missing(expected), |found| here.unexpected(expected, found))
    })?;
    let given = |name| fields::member(members, name).filter(|given| !is_absent(given));
    let mut environment = Environment::DEFAULT;
    if let Some(given) = given("Environment") {
        read_environment(at.key("Environment"), given, attributes, &mut environment)?;
    }
    let input = match (given("Request"), given("Event")) {
        (Some(request), None) => {
            let (request, _) = single::read_strictly(at.key("Request"), request)?;
            Input::Request(request, environment)
        }
        (None, Some(event)) => match at.key("Event").word(event)? {
            Some(event) => Input::Event(event, environment),
            None => return Err(at.key("Event").missing(Expected::OneOf(Event::NAMES))),
        },
        (None, None) => return Err(at.missing("`Request` or `Event`")),
        (Some(_), Some(_)) => return Err(at.key("Event").error(ReadErrorKind::RequestAndEvent)),
    };
    let answer = given("Answer").and_then(|answer| serde_json::to_value(answer).ok());
    Ok(RecordedStep { line, at: time, input, answer, attributes: attributes.clone() })
}

impl Serialize for RecordedStep {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("At", &self.at)?;
        let (Input::Request(_, environment) | Input::Event(_, environment)) = &self.input;
        match &self.input {
            Input::Request(request, _) => {
                object.serialize_entry("Request", &Written { request, id: None })?;
            }
            Input::Event(event, _) => object.serialize_entry("Event", event)?,
        }
        if *environment != Environment::DEFAULT {
            object.serialize_entry("Environment", &WrittenEnvironment(environment, &self.attributes))?;
        }
        if let Some(answer) = &self.answer {
            object.serialize_entry("Answer", answer)?;
        }
        object.end()
    }
}
