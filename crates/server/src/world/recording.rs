//! The recorded history of one instance, in the form that `lifecycle replay` reads.

use crate::protocol::time::Millis;
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle::trace::Input;
use instance_lifecycle::{Instance, Policy};
use instance_lifecycle_wire::{Json, Record, RecordedStep, TraceFile};

/// A history: the instance at its beginning, and the calls and events since then, refused ones included.
///
/// It begins when the instance is created. It begins again when an attribute is changed by hand, custom ones
/// with their tags included, or another policy is chosen, since a replay under one policy could not reproduce what was before.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    /// The instance at the beginning.
    pub start: Instance,
    /// The time and the input of each step, in seconds.
    steps: Vec<(u64, Input)>,
    /// The number of the first step: those before it are forgotten.
    first: u64,
}

impl Recording {
    /// The largest number of steps that are kept; after it the history begins again.
    pub const MAX: usize = 10_000;

    /// Begins a history.
    #[must_use]
    pub const fn new(start: Instance) -> Self {
        Self { start, steps: Vec::new(), first: 0 }
    }

    /// Appends a step. `before` is the instance that the step found. Returns whether the history began again
    /// because it was too long.
    pub fn push(&mut self, at: Millis, input: Input, before: &Instance) -> bool {
        let is_full = self.steps.len() >= Self::MAX;
        if is_full {
            self.restart(*before);
        }
        self.steps.push((seconds(at), input));
        is_full
    }

    /// Begins again.
    pub fn restart(&mut self, start: Instance) {
        self.first += self.steps.len() as u64;
        self.start = start;
        self.steps.clear();
    }

    /// Returns the steps.
    #[must_use]
    pub fn steps(&self) -> &[(u64, Input)] {
        &self.steps
    }

    /// Returns the last step with its number, counted from the creation.
    #[must_use]
    pub fn last(&self, attributes: &AttributeSet) -> Option<(u64, RecordedStep)> {
        let step = step(*self.steps.last()?, attributes);
        Some((self.first + self.steps.len() as u64 - 1, step))
    }

    /// Iterates over the steps as JSON, without answers.
    pub fn lines(&self, attributes: &AttributeSet) -> impl Iterator<Item = String> {
        self.steps.iter().map(|&taken| serde_json::to_string(&step(taken, attributes)).unwrap_or_default())
    }

    /// Restores a history from its beginning and the JSON of its steps.
    ///
    /// # Errors
    ///
    /// Returns the reason if a step cannot be read.
    pub fn restore(
        start: Instance,
        first: u64,
        steps: impl Iterator<Item = String>,
        attributes: &AttributeSet,
    ) -> Result<Self, String> {
        let read = |line: String| {
            let json: Json<'_> = serde_json::from_str(&line).map_err(|error| error.to_string())?;
            let step = RecordedStep::read(&json, attributes).map_err(|error| error.to_string())?;
            Ok((step.at, step.input))
        };
        Ok(Self { start, first, steps: steps.map(read).collect::<Result<_, String>>()? })
    }

    /// Returns the number of the first step.
    #[must_use]
    pub const fn first(&self) -> u64 {
        self.first
    }

    /// Writes the history with the answers of a policy, a line a step.
    #[must_use]
    pub fn write(&self, id: &str, policy: &Policy) -> String {
        let attributes = policy.attributes();
        let record =
            Record { instance_id: Some(id.to_owned()), attributes: attributes.clone(), ..self.start.into() };
        let record = Some(record).filter(|_| self.start != Instance::RELEASED);
        let mut file = TraceFile::new(record);
        file.steps = self.steps.iter().map(|&taken| step(taken, attributes)).collect();
        file.answered_lines(policy).fold(String::new(), |mut text, line| {
            text.push_str(&serde_json::to_string(&line).unwrap_or_default());
            text.push('\n');
            text
        })
    }
}

/// Returns a step without its answer.
fn step((at, input): (u64, Input), attributes: &AttributeSet) -> RecordedStep {
    RecordedStep { line: 0, at, input, answer: None, attributes: attributes.clone() }
}

/// Returns a time in whole seconds; times before 1970 are 0.
fn seconds(at: Millis) -> u64 {
    u64::try_from(at / 1_000).unwrap_or_default()
}
