//! Trace files: recorded histories, one step per line.
//!
//! The first line is `{"Trace": 1, "Policy": "ecs-2024-11-14", "Instance": …}` with the record of the
//! instance at the start, or `null`. Every other line is a step: `{"At": 60, "Request": …,
//! "Environment": …, "Answer": …}` or `{"At": 90, "Event": "BootCompleted", "Answer": …}`, which may have
//! an `Environment` too. `At` is a
//! time in seconds; it defaults to that of the previous step. A step without an `Answer` is not
//! compared. Blank lines are skipped.

use crate::input::item::{InputError, InputErrorKind, parse};
use crate::input::lines::{Line, Lines};
use crate::json::at::At;
use crate::json::error::ReadError;
use crate::json::fields;
use crate::json::tree::Json;
use crate::record::custom::Custom;
use crate::record::read::Record;
use crate::request::single::Defaults;
use crate::trace::step::{RecordedStep, read_step};
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle::trace::{Input, Step, Trace};
use instance_lifecycle::{Instance, Policy, Revision};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use std::borrow::Cow;
use std::io::{self, BufRead};

/// The version of the format.
pub const TRACE_VERSION: u64 = 1;

/// A recorded history.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceFile {
    /// The name of the policy under which it was recorded, if given.
    pub policy: Option<String>,
    /// The record at the start; `None` if there is no instance yet.
    pub record: Option<Record>,
    /// The steps.
    pub steps: Vec<RecordedStep>,
}

/// A step whose answer differs from the recorded one.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The line of the step, from 1.
    pub line: u64,
    /// The recorded answer.
    pub recorded: Value,
    /// The answer of the replay.
    pub found: Value,
}

/// An error in a trace file.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// An invalid line.
    #[error(transparent)]
    Line(#[from] InputError),
    /// A policy that cannot be used.
    #[error("{0}")]
    Policy(String),
    /// An empty file: the first line is missing.
    #[error("empty trace; expected a first line with `Trace`")]
    Empty,
    /// An input error.
    #[error(transparent)]
    Input(#[from] io::Error),
}

impl TraceFile {
    /// Reads a trace file; a line longer than `max_line` bytes is an error.
    ///
    /// # Errors
    ///
    /// If a line is not JSON, is of another version, or has neither a request nor an event.
    pub fn read(reader: impl BufRead, max_line: usize) -> Result<Self, TraceError> {
        Self::read_under(reader, max_line, |_| Ok(Policy::documented())).map(|(file, _)| file)
    }

    /// Reads a trace file with the custom values of a policy, which is chosen by the name in the first line.
    ///
    /// # Errors
    ///
    /// If [`read`](Self::read) does, or with the reason for which there is no such policy.
    ///
    /// ```
    /// use instance_lifecycle_wire::{MAX_LINE, PolicyFormat, TraceFile, read_policy};
    ///
    /// let policy = "policy = 1\nbase = \"ecs-2025-12-03\"\n\n\
    ///     [[attributes]]\nname = \"keep\"\nvalues = [\"No\", \"Yes\"]\nfrom = \"fact\"\n";
    /// let policy = read_policy(policy, PolicyFormat::of(policy))?;
    /// let text = r#"{"Trace":1,"Instance":{"Status":"Running","Facts":{"keep":true}}}"#;
    /// let (file, policy) = TraceFile::read_under(text.as_bytes(), MAX_LINE, |_| Ok(policy))?;
    /// assert_eq!(file.start().custom, policy.attributes().values([("keep", "Yes")])?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read_under(
        reader: impl BufRead,
        max_line: usize,
        policy: impl FnOnce(Option<&str>) -> Result<Policy, String>,
    ) -> Result<(Self, Policy), TraceError> {
        let mut policy = Some(policy);
        let mut lines = Lines::new(reader, max_line);
        let mut line = Line::default();
        let mut trace: Option<(Self, Policy)> = None;
        let mut defaults = Defaults::default();
        while lines.next_into(&mut line)? {
            if line.is_blank() {
                continue;
            }
            let number = line.number;
            if line.is_too_long {
                return Err(InputError::new(number, InputErrorKind::TooLong { max: lines.max() }).into());
            }
            let parsed = |defaults: &Defaults| {
                parse(&line.bytes, defaults).map_err(|(_, kind)| InputError::new(number, kind))
            };
            let json = parsed(&defaults)?;
            let content = |error: ReadError| InputError::new(number, error);
            match &mut trace {
                None => {
                    let (name, _) = read_start(&json).map_err(content)?;
                    // There is one first line.
                    let Some(choose) = policy.take() else { continue };
                    let policy = choose(name.as_deref()).map_err(TraceError::Policy)?;
                    // Which members are read depends on the policy.
                    defaults.attributes = policy.attributes().clone();
                    let json = parsed(&defaults)?;
                    let (_, record) = read_start(&json).map_err(content)?;
                    let record = record.map(|json| record_at(json, policy.attributes()));
                    let record = record.transpose().map_err(content)?;
                    trace = Some((Self { policy: name, record, steps: Vec::new() }, policy));
                }
                Some((trace, policy)) => {
                    let last = trace.steps.last().map_or(0, |step| step.at);
                    let step = read_step(number, last, &json, policy.attributes()).map_err(content)?;
                    trace.steps.push(RecordedStep { answer: answer_in(&line.bytes), ..step });
                }
            }
        }
        trace.ok_or(TraceError::Empty)
    }

    /// Creates a file without steps, of an instance with this record, or without an instance.
    #[must_use]
    pub const fn new(record: Option<Record>) -> Self {
        Self { policy: None, record, steps: Vec::new() }
    }

    /// Returns the instance at the start.
    #[must_use]
    pub fn start(&self) -> Instance {
        self.record.as_ref().map_or(Instance::RELEASED, |record| record.instance)
    }

    /// Replays the history under a policy.
    #[must_use]
    pub fn trace(&self, policy: &Policy) -> Trace {
        Trace::record(self.start(), self.steps.iter().map(|step| (step.at, step.input)), policy)
    }

    /// The first step that a policy answers otherwise than was recorded.
    #[must_use]
    pub fn difference(&self, policy: &Policy) -> Option<Difference> {
        let inputs = self.steps.iter().map(|step| (step.at, step.input));
        let mut steps = self.steps.iter().zip(self.answered(inputs, policy));
        steps.find_map(|(step, taken)| match (&step.answer, taken.answer) {
            (Some(recorded), Some(found)) if *recorded != found => {
                Some(Difference { line: step.line, recorded: recorded.clone(), found })
            }
            _ => None,
        })
    }

    /// This file with the steps of a history of the same instance, answered anew. Its policy becomes the
    /// one that answers: the name of a built-in policy, else the name that the file has, or `custom`.
    #[must_use]
    pub fn with(&self, trace: &Trace, policy: &Policy) -> Self {
        let inputs = trace.steps().iter().map(|step| (step.at, step.input));
        let steps = self.answered(inputs, policy).zip(2..).map(|(step, line)| RecordedStep { line, ..step });
        Self { steps: steps.collect(), policy: Some(self.name_of(policy)), record: self.record.clone() }
    }

    /// Answers inputs one by one.
    fn answered<'f>(
        &'f self,
        inputs: impl Iterator<Item = (u64, Input)> + 'f,
        policy: &'f Policy,
    ) -> impl Iterator<Item = RecordedStep> + 'f {
        let record = self.record.clone().unwrap_or_default();
        let record = Record { attributes: policy.attributes().clone(), ..record };
        let mut before = self.start();
        inputs.map(move |(at, input)| {
            let (answer, after) = input.apply_to(&before, policy);
            let recorded = RecordedStep::new(&Step { at, input, answer }, &record.evolved(before), policy);
            before = after;
            recorded
        })
    }
}

impl TraceFile {
    /// The name of a policy in the first line. A policy that is not built in never gets the name of one
    /// that is.
    fn name_of(&self, policy: &Policy) -> String {
        let built_in = |revision: &&Revision| Policy::ecs(**revision) == *policy;
        if let Some(revision) = Revision::ALL.iter().find(built_in) {
            return format!("ecs-{revision}");
        }
        let is_built_in = |name: &&String| {
            Revision::ALL.iter().any(|revision| name.strip_prefix("ecs-") == Some(revision.as_str()))
        };
        self.policy.as_ref().filter(|name| !is_built_in(name)).cloned().unwrap_or_else(|| "custom".to_owned())
    }
}

/// Reads the first line: the name of the policy, and the JSON of the record, which the policy reads.
fn read_start<'j, 'a>(json: &'j Json<'a>) -> Result<(Option<String>, Option<&'j Json<'a>>), ReadError> {
    let at = At::ROOT;
    let members = at.object(json, "the first line of a trace")?;
    fields::check(&["Trace", "Policy", "Instance"], at, members)?;
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
        Some(json) => Some(json),
    };
    Ok((policy, record))
}

/// Reads the record of the first line.
fn record_at(json: &Json<'_>, attributes: &AttributeSet) -> Result<Record, ReadError> {
    Record::read_and_keep(At::ROOT.key("Instance"), json, false, Custom::of(attributes))
}

/// Returns the member `Answer` of a line, with all its members.
fn answer_in(line: &[u8]) -> Option<Value> {
    let mut value: Value = serde_json::from_slice(line).ok()?;
    value.get_mut("Answer").map(Value::take).filter(|answer| !answer.is_null())
}

impl TraceFile {
    /// Iterates over the lines, each a value that serialises as JSON.
    pub fn lines(&self) -> impl Iterator<Item = impl Serialize> {
        let start = std::iter::once(TraceLine::Start(self, self.policy.as_deref().map(Cow::Borrowed)));
        start.chain(self.steps.iter().map(|step| TraceLine::Step(Cow::Borrowed(step))))
    }

    /// Iterates over the lines with the answers of a policy. A step is answered when its line is taken, so
    /// that a long history takes no memory for its answers.
    ///
    /// ```
    /// use instance_lifecycle::Policy;
    /// use instance_lifecycle_wire::{MAX_LINE, TraceFile};
    ///
    /// let text = "{\"Trace\":1,\"Instance\":{\"Status\":\"Running\"}}\n{\"Event\":\"GuestShutdown\"}\n";
    /// let file = TraceFile::read(text.as_bytes(), MAX_LINE)?;
    /// let policy = Policy::documented();
    /// let lines: Vec<_> = file.answered_lines(&policy).map(|line| serde_json::to_value(line).unwrap()).collect();
    /// assert_eq!(lines[0]["Policy"], "ecs-2024-11-14");
    /// assert_eq!(lines[1]["Answer"]["Outcome"], "Evolved");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn answered_lines<'f>(
        &'f self,
        policy: &'f Policy,
    ) -> impl Iterator<Item = impl Serialize + 'f> + 'f {
        let start = std::iter::once(TraceLine::Start(self, Some(Cow::Owned(self.name_of(policy)))));
        let inputs = self.steps.iter().map(|step| (step.at, step.input));
        start.chain(self.answered(inputs, policy).map(|step| TraceLine::Step(Cow::Owned(step))))
    }
}

/// A line of a file: the first, with the name of the policy, or a step.
enum TraceLine<'a> {
    Start(&'a TraceFile, Option<Cow<'a, str>>),
    Step(Cow<'a, RecordedStep>),
}

impl Serialize for TraceLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Start(file, policy) => {
                let mut object = serializer.serialize_map(None)?;
                object.serialize_entry("Trace", &TRACE_VERSION)?;
                if let Some(policy) = policy {
                    object.serialize_entry("Policy", policy)?;
                }
                object.serialize_entry("Instance", &file.record)?;
                object.end()
            }
            Self::Step(step) => step.serialize(serializer),
        }
    }
}
