//! Policies, and what they answer.

use crate::errors;
use instance_lifecycle::{Event, Policy as Rules, Status, plan};
use instance_lifecycle_cli::{Answers, Question};
use instance_lifecycle_wire::{
    AnyCase, Defaults, Evolution, Json, MAX_LINE, PolicyFormat, ReadError, Record, Stream, TraceError,
    TraceFile, read_policy, read_request, write_policy,
};
use pyo3::prelude::*;
use serde::Serialize;
use std::sync::Arc;

/// A policy.
#[pyclass(frozen, eq, module = "instance_lifecycle._native")]
#[derive(Clone)]
pub(crate) struct Policy(Arc<Answers>);

impl PartialEq for Policy {
    fn eq(&self, other: &Self) -> bool {
        self.rules() == other.rules()
    }
}

impl Policy {
    fn new(policy: Rules) -> Self {
        Self(Arc::new(Answers::new(policy)))
    }

    /// The rules.
    pub(crate) fn rules(&self) -> &Rules {
        self.0.policy()
    }

    /// The defaults of cases without a request.
    fn defaults(&self) -> Defaults {
        Defaults { attributes: self.rules().attributes().clone(), ..Defaults::default() }
    }
}

/// A line of a trace with another answer: its number, the recorded answer and the found one.
type Different = (u64, Vec<u8>, Vec<u8>);

/// Why a case has no answer.
pub(crate) enum Failure {
    Content(ReadError),
    Other(String),
}

impl Failure {
    pub(crate) fn raised(self, py: Python<'_>) -> PyErr {
        match self {
            Self::Content(error) => errors::of_content(py, None, &error),
            Self::Other(reason) => errors::unreadable(py, reason, None),
        }
    }
}

/// Reads one case.
fn case(text: &str, defaults: &Defaults) -> Result<AnyCase, Failure> {
    let json: Json<'_> =
        serde_json::from_str(text).map_err(|error| Failure::Other(format!("not JSON: {error}")))?;
    AnyCase::read(&json, defaults).map_err(Failure::Content)
}

/// Reads a case of one instance, and keeps its record.
fn one(text: &str, policy: &Policy) -> Result<instance_lifecycle_wire::Case, Failure> {
    let request = instance_lifecycle::Request::DEFAULTS.first().copied();
    let defaults = Defaults { keep_records: true, request, ..policy.defaults() };
    case(text, &defaults)?.one().map_err(Failure::Content)
}

fn to_json(value: &impl Serialize) -> Vec<u8> {
    // Names, texts, flags and numbers are written, and every key is a text.
    serde_json::to_vec(value).unwrap_or_default()
}

#[pymethods]
impl Policy {
    /// The built-in policy of that name, the policy in the file of that name, or the one of which it is the text.
    #[new]
    #[pyo3(signature = (name = "ecs-2024-11-14"))]
    fn named(py: Python<'_>, name: &str) -> PyResult<Self> {
        let policy = instance_lifecycle_cli::policy(name);
        policy.map(Self::new).map_err(|reason| errors::of_policy(py, format!("`{name}`: {reason}")))
    }

    /// The policy of which it is the text, in TOML or JSON.
    #[staticmethod]
    fn from_text(py: Python<'_>, text: &str) -> PyResult<Self> {
        let policy = read_policy(text, PolicyFormat::of(text));
        policy.map(Self::new).map_err(|error| errors::of_policy_file(py, &error))
    }

    /// The name of the revision of the documents.
    #[getter]
    fn revision(&self) -> String {
        format!("ecs-{}", self.rules().revision())
    }

    /// The text of the policy, in TOML or JSON.
    #[pyo3(signature = (*, json = false))]
    fn to_text(&self, json: bool) -> String {
        write_policy(self.rules(), if json { PolicyFormat::Json } else { PolicyFormat::Toml })
    }

    /// The policy with another value of one interpretation.
    fn with_interpretation(&self, py: Python<'_>, name: &str, value: &str) -> PyResult<Self> {
        let choice = instance_lifecycle_cli::interpretation(name, value);
        let choice = choice.map_err(|reason| errors::of_policy(py, reason))?;
        Ok(Self::new(self.rules().clone().with(choice)))
    }

    /// The answer to a case, as JSON.
    #[pyo3(signature = (case, *, explain = false))]
    fn answer(&self, py: Python<'_>, case: &str, explain: bool) -> PyResult<Vec<u8>> {
        let question = question(explain);
        let answer = py.detach(|| {
            let read = self::case(case, &self.defaults())?;
            Ok(self.0.answer(question, 1, &read))
        });
        answer.map_err(|failure: Failure| failure.raised(py))
    }

    /// The answers to the cases of a text, as lines of JSON. `request` is the default request, as JSON.
    #[pyo3(signature = (cases, request = None, *, explain = false))]
    fn answers(
        &self,
        py: Python<'_>,
        cases: &[u8],
        request: Option<&str>,
        explain: bool,
    ) -> PyResult<Vec<u8>> {
        let question = question(explain);
        let request =
            request.map(|text| request_of(text).map_err(|failure| failure.raised(py))).transpose()?;
        let answers = py.detach(|| {
            let mut answers = Vec::new();
            let defaults = Defaults { request, ..self.defaults() };
            for item in Stream::new(cases, MAX_LINE, defaults) {
                let item = item.map_err(|error| Failure::Other(error.to_string()))?;
                match &item.case {
                    Ok(case) => answers.extend(self.0.answer(question, item.line, case)),
                    Err(error) => {
                        answers.extend(to_json(error));
                        answers.push(b'\n');
                    }
                }
            }
            Ok(answers)
        });
        answers.map_err(|failure: Failure| failure.raised(py))
    }

    /// The record after an accepted call, as JSON; `None` if the call is not accepted.
    fn accept(&self, py: Python<'_>, case: &str) -> PyResult<Option<Vec<u8>>> {
        let record = py.detach(|| {
            let case = one(case, self)?;
            let instance = case.instance();
            let Ok(plan) = plan(&instance, &case.request, &case.environment, self.rules()) else {
                return Ok(None);
            };
            let after = plan.accept(&instance).map_err(|error| Failure::Other(error.to_string()))?;
            let record = case.record.unwrap_or_else(|| Record::from(after)).evolved(after);
            let is_gone = after.status == Status::Released;
            Ok(Some(if is_gone { b"null".to_vec() } else { to_json(&record) }))
        });
        record.map_err(|failure: Failure| failure.raised(py))
    }

    /// The record after events, as JSON.
    fn evolve(&self, py: Python<'_>, case: &str, events: Vec<String>) -> PyResult<Vec<u8>> {
        let event = |text: &String| text.parse().map_err(|error| format!("`{text}` is {error}"));
        let events: Result<Vec<Event>, String> = events.iter().map(event).collect();
        let events = events.map_err(|reason| errors::usage(py, reason))?;
        let evolved =
            py.detach(|| one(case, self).map(|case| to_json(&Evolution::new(&case, &events, self.rules()))));
        evolved.map_err(|failure| failure.raised(py))
    }

    fn __repr__(&self) -> String {
        let name = self.revision();
        let is_built_in = Rules::ecs(self.rules().revision()) == *self.rules();
        if is_built_in { format!("Policy('{name}')") } else { format!("<Policy based on {name}>") }
    }
}

/// The steps of a recorded history with the answers of a policy, by default of the built-in one that the history
/// names, as lines of JSON, and the first line with another answer: its number, the recorded answer and the found
/// one.
#[pyfunction]
#[pyo3(signature = (trace, policy = None))]
pub(crate) fn replay(
    py: Python<'_>,
    trace: &[u8],
    policy: Option<&Policy>,
) -> PyResult<(Vec<u8>, Option<Different>)> {
    let replayed = py.detach(|| {
        let (file, policy) = TraceFile::read_under(trace, MAX_LINE, |named| match (policy, named) {
            (Some(policy), _) => Ok(policy.rules().clone()),
            (None, None) => Ok(Rules::documented()),
            (None, Some(name)) => instance_lifecycle_cli::built_in_policy(name).map_err(|expected| {
                format!("the policy `{name}` of the trace is not built in, {expected}: pass one as `policy`")
            }),
        })?;
        let mut lines = Vec::new();
        for line in file.answered_lines(&policy) {
            lines.extend(to_json(&line));
            lines.push(b'\n');
        }
        let difference = file.difference(&policy);
        let difference = difference.map(|it| (it.line, to_json(&it.recorded), to_json(&it.found)));
        Ok((lines, difference))
    });
    replayed.map_err(|error: TraceError| match error {
        TraceError::Line(error) => errors::of_line(py, &error),
        TraceError::Policy(reason) => errors::usage(py, reason),
        other => errors::unreadable(py, other.to_string(), None),
    })
}

const fn question(explain: bool) -> Question {
    if explain { Question::Explain } else { Question::Plan }
}

pub(crate) fn request_of(text: &str) -> Result<instance_lifecycle::Request, Failure> {
    let json: Json<'_> =
        serde_json::from_str(text).map_err(|error| Failure::Other(format!("not JSON: {error}")))?;
    read_request(&json).map(|(request, _)| request).map_err(Failure::Content)
}
