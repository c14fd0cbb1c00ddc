//! Test vectors as cases of the wire format.

use crate::exit::Failure;
use instance_lifecycle::analysis::{self, Vector};
use instance_lifecycle::{Operation, Policy, Request};
use instance_lifecycle_wire::{Case, Notes, Record};

/// A test vector as a case.
pub(crate) struct Stated {
    pub(crate) id: String,
    pub(crate) case: Case,
}

impl Stated {
    /// The vectors of a policy, or of one operation, in the order of operations and rules.
    pub(crate) fn all(policy: &Policy, operation: Option<Operation>) -> Result<Vec<Self>, Failure> {
        let vectors = analysis::vectors(policy).map_err(|error| Failure::Usage(error.to_string()))?;
        let is_asked = |vector: &Vector| operation.is_none_or(|asked| asked == vector.operation);
        Ok(vectors.into_iter().filter(is_asked).map(Self::new).collect())
    }

    fn new(vector: Vector) -> Self {
        let asked = vector.witness.case();
        let request = Request::new(vector.operation, asked.request);
        let record = (!request.creates()).then(|| Record::from(asked.instance));
        let (environment, notes) = (asked.environment, Notes::default());
        Self { id: vector.id, case: Case { id: None, record, environment, request, notes } }
    }
}
