//! Trace files: a history, one step a line.
//!
//! The first line is `{"Trace": 1, "Policy": "ecs-2024-11-14", "Instance": …}` with the record of the
//! instance at the start, or `null`. Every other line is a step: `{"At": 60, "Request": …,
//! "Environment": …, "Answer": …}` or `{"At": 90, "Event": "BootCompleted", "Answer": …}`; `At` is a
//! time in seconds, that of the step before where it is left out, and a step without an `Answer` is
//! not compared. Blank lines are left out.

use crate::answer::Answer;
use crate::at::At;
use crate::case::{Case, is_absent};
use crate::error::{Problem, ReadError};
use crate::fields::{self, ENVIRONMENT};
use crate::json::Json;
use crate::lines::{Line, Lines};
use crate::record::Record;
use crate::request::{self, Written};
use crate::stream::{Reason, Unreadable, parse};
use crate::write::Surroundings;
use instance_lifecycle::trace::{Input, Trace};
use instance_lifecycle::{Environment, Event, Finite, Instance, Policy};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use std::io::{self, BufRead};

/// The version of the format that is read and written.
pub const TRACE_VERSION: u64 = 1;

/// A history as a file holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceFile {
    /// The name of the policy under which it was recorded, where it names one.
    pub policy: Option<String>,
    /// The record at the start; none where there is no instance yet.
    pub record: Option<Record>,
    /// The steps.
    pub steps: Vec<RecordedStep>,
}

/// One step of a trace file.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedStep {
    /// The line, from 1.
    pub line: u64,
    /// When, in seconds.
    pub at: u64,
    /// What happened.
    pub input: Input,
    /// What it came to, as it was recorded.
    pub answer: Option<Value>,
}

/// A step that is answered otherwise than was recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The line of the step, from 1.
    pub line: u64,
    /// What was recorded.
    pub recorded: Value,
    /// What the replay answers.
    pub found: Value,
}

/// Why a trace file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// A line of it cannot.
    #[error(transparent)]
    Line(#[from] Unreadable),
    /// It is empty: the line with the instance is missing.
    #[error("no trace: expected a first line with `Trace`")]
    Empty,
    /// The input fails.
    #[error(transparent)]
    Input(#[from] io::Error),
}

impl TraceFile {
    /// Reads a trace file; a line longer than `max_line` bytes is an error.
    ///
    /// # Errors
    ///
    /// With the line: where it is no JSON, is of another version, or does not say what happened.
    pub fn read(reader: impl BufRead, max_line: usize) -> Result<Self, TraceError> {
        let mut lines = Lines::new(reader, max_line);
        let mut line = Line::default();
        let mut trace: Option<Self> = None;
        while lines.next_into(&mut line)? {
            if line.is_blank() {
                continue;
            }
            let number = line.number;
            if line.is_too_long {
                return Err(Unreadable { line: number, reason: Reason::TooLong { max: lines.max() } }.into());
            }
            let json = parse(&line.bytes).map_err(|(_, reason)| Unreadable { line: number, reason })?;
            let content = |error| Unreadable { line: number, reason: Reason::Content(error) };
            match &mut trace {
                None => trace = Some(read_start(&json).map_err(content)?),
                Some(trace) => {
                    let last = trace.steps.last().map_or(0, |step| step.at);
                    let mut step = read_step(number, last, &json).map_err(content)?;
                    step.answer = answer_in(&line.bytes);
                    trace.steps.push(step);
                }
            }
        }
        trace.ok_or(TraceError::Empty)
    }

    /// The instance at the start.
    #[must_use]
    pub fn start(&self) -> Instance {
        self.record.as_ref().map_or(Instance::RELEASED, |record| record.instance)
    }

    /// The history as a policy answers it.
    #[must_use]
    pub fn trace(&self, policy: &Policy) -> Trace {
        Trace::record(self.start(), self.steps.iter().map(|step| (step.at, step.input)), policy)
    }

    /// The first step that a policy answers otherwise than was recorded.
    #[must_use]
    pub fn difference(&self, policy: &Policy) -> Option<Difference> {
        let mut instance = self.start();
        self.steps.iter().find_map(|step| {
            let found = answer_to(self, &step.input, &mut instance, policy);
            match &step.answer {
                Some(recorded) if *recorded != found => {
                    Some(Difference { line: step.line, recorded: recorded.clone(), found })
                }
                _ => None,
            }
        })
    }

    /// This file with the steps of a history of the same instance, answered anew.
    #[must_use]
    pub fn with(&self, trace: &Trace, policy: &Policy) -> Self {
        let mut instance = self.start();
        let steps = trace.steps().iter().zip(2..).map(|(step, line)| RecordedStep {
            line,
            at: step.at,
            input: step.input,
            answer: Some(answer_to(self, &step.input, &mut instance, policy)),
        });
        Self { steps: steps.collect(), ..self.clone() }
    }
}

/// The answer to a step as it is written, and the instance after it.
fn answer_to(file: &TraceFile, input: &Input, instance: &mut Instance, policy: &Policy) -> Value {
    let before = file.record.clone().unwrap_or_default().evolved(*instance);
    let record = (*instance != Instance::RELEASED).then(|| before.clone());
    let (answer, next) = input.apply_to(instance, policy);
    *instance = next;
    let written = match (input, answer) {
        (Input::Request(request, environment), _) => {
            let id = before.instance_id;
            let case = Case { id, record, environment: *environment, request: *request };
            serde_json::to_value(Answer::to(&case, policy))
        }
        (Input::Event(_), instance_lifecycle::trace::Answer::Event(Err(reason))) => {
            Ok(serde_json::json!({ "Outcome": "Impossible", "Reason": reason.to_string() }))
        }
        (Input::Event(_), _) => {
            let after = (next != Instance::RELEASED).then(|| before.evolved(next));
            Ok(serde_json::json!({ "Outcome": "Evolved", "Instance": after }))
        }
    };
    // What is written here is names, texts and flags.
    written.unwrap_or(Value::Null)
}

fn read_start(json: &Json<'_>) -> Result<TraceFile, ReadError> {
    let at = At::ROOT;
    let members = at.object(json, "the first line of a trace")?;
    fields::read::<()>(&[], &["Trace", "Policy", "Instance"], at, members, &mut ())?;
    let here = at.key("Trace");
    let version = fields::member(members, "Trace").ok_or_else(|| here.missing("`1`"))?;
    if here.number(version)? != Some(TRACE_VERSION as f64) {
        return Err(here.unexpected("`1`", version));
    }
    let policy = match fields::member(members, "Policy") {
        Some(policy) => at.key("Policy").text(policy)?.map(str::to_owned),
        None => None,
    };
    let here = at.key("Instance");
    let record = match fields::member(members, "Instance") {
        None => return Err(here.missing("a record or `null`")),
        Some(Json::Null) => None,
        Some(json) => Some(Record::read_at(here, json)?),
    };
    Ok(TraceFile { policy, record, steps: Vec::new() })
}

fn read_step(line: u64, last: u64, json: &Json<'_>) -> Result<RecordedStep, ReadError> {
    let at = At::ROOT;
    let members = at.object(json, "a step of a trace")?;
    let known = &["At", "Request", "Environment", "Event", "Answer"];
    fields::read::<()>(&[], known, at, members, &mut ())?;
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
    let input = match (given("Request"), given("Event")) {
        (Some(request), None) => {
            let (request, _) = request::read(at.key("Request"), request)?;
            let mut environment = Environment::DEFAULT;
            if let Some(given) = given("Environment") {
                let here = at.key("Environment");
                fields::read(
                    ENVIRONMENT,
                    &[],
                    here,
                    here.object(given, "an environment")?,
                    &mut environment,
                )?;
            }
            Input::Request(request, environment)
        }
        (None, Some(event)) => match at.key("Event").word(event)? {
            Some(event) => Input::Event(event),
            None => return Err(at.key("Event").missing(crate::Expected::OneOf(Event::NAMES))),
        },
        (None, None) => return Err(at.missing("`Request` or `Event`")),
        (Some(_), Some(_)) => return Err(at.key("Event").error(Problem::RequestAndEvent)),
    };
    Ok(RecordedStep { line, at: time, input, answer: None })
}

/// The member `Answer` of a line that has been read, whole.
fn answer_in(line: &[u8]) -> Option<Value> {
    let mut value: Value = serde_json::from_slice(line).ok()?;
    value.get_mut("Answer").map(Value::take).filter(|answer| !answer.is_null())
}

/// The first line and the steps, as values: written one a line.
impl TraceFile {
    /// Its lines.
    pub fn lines(&self) -> impl Iterator<Item = impl Serialize> {
        let start = std::iter::once(TraceLine::Start(self));
        start.chain(self.steps.iter().map(TraceLine::Step))
    }
}

enum TraceLine<'a> {
    Start(&'a TraceFile),
    Step(&'a RecordedStep),
}

impl Serialize for TraceLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        match self {
            Self::Start(file) => {
                object.serialize_entry("Trace", &TRACE_VERSION)?;
                if let Some(policy) = &file.policy {
                    object.serialize_entry("Policy", policy)?;
                }
                object.serialize_entry("Instance", &file.record)?;
            }
            Self::Step(step) => {
                object.serialize_entry("At", &step.at)?;
                match &step.input {
                    Input::Request(request, environment) => {
                        object.serialize_entry("Request", &Written { request, id: None })?;
                        if *environment != Environment::DEFAULT {
                            object.serialize_entry("Environment", &Surroundings(environment))?;
                        }
                    }
                    Input::Event(event) => object.serialize_entry("Event", event)?,
                }
                if let Some(answer) = &step.answer {
                    object.serialize_entry("Answer", answer)?;
                }
            }
        }
        object.end()
    }
}
