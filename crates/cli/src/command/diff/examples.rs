//! The first counted case of each change.

use instance_lifecycle::analysis::Change;
use std::fmt;

/// The first case of each change, if real cases are counted.
#[derive(Debug, Default)]
pub(super) struct Examples(Vec<(Change, Example)>);

/// A counted case.
#[derive(Debug)]
pub(super) struct Example {
    pub(super) line: u64,
    pub(super) id: Option<String>,
}

impl Examples {
    /// Adds the first case of a change.
    pub(super) fn add(&mut self, change: &Change, example: Example) {
        self.0.push((change.clone(), example));
    }

    /// The first case of a change.
    pub(super) fn of(&self, change: &Change) -> Option<&Example> {
        self.0.iter().find(|(known, _)| known == change).map(|(_, example)| example)
    }
}

impl fmt::Display for Example {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.id {
            Some(id) => write!(f, "e.g. {id}, line {}", self.line),
            None => write!(f, "e.g. line {}", self.line),
        }
    }
}
