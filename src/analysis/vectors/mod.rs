//! Test vectors for other implementations: cases and instances with the expected answers.

mod batches;
mod calls;
mod events;

pub use batches::{BatchPurpose, BatchVector, batch_vectors};
pub use events::{EventPurpose, EventVector, event_vectors};

use super::rules::{ErrorAnswer, Name, RowName, Rules};
use super::witness::Witness;
use super::{Budget, BudgetError};
use crate::outcome::{Resource, Risk, Settlement};
use crate::policy::Policy;
use crate::request::Operation;
use alloc::string::String;
use alloc::vec::Vec;

/// A case with its expected answer.
///
/// ```
/// use instance_lifecycle::analysis::vectors;
/// use instance_lifecycle::{Operation, Policy};
///
/// let vectors = vectors(&Policy::documented())?;
/// assert!(vectors.iter().any(|vector| vector.operation == Operation::StopInstance));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Vector {
    /// The identifier, which does not depend on the policy: operation, rule, number of the row and, by
    /// the purpose, what else is tested.
    pub id: String,
    /// The operation.
    pub operation: Operation,
    /// The row under test.
    pub about: RowName,
    /// What the case shows about the row.
    pub purpose: Purpose,
    /// The case.
    pub witness: Witness,
    /// The row that decides the case.
    pub decided_by: RowName,
    /// The answer of that row. If the request is a dry run, a settled call is answered with
    /// `DryRunOperation`.
    pub expected: ExpectedAnswer,
}

/// What a [`Vector`] shows about its row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Purpose {
    /// The row decides the case.
    Decides,
    /// The case misses the row by this attribute, and is the nearest that does.
    Misses(Name),
    /// The row decides the case before this later row, which matches too and has another answer.
    Precedes(RowName),
    /// The row is inactive under the policy. It would decide the case, with another answer.
    Inactive,
    /// The row decides the case, and the request is a dry run.
    DryRun,
    /// The row settles the case, and one effect on this resource applies.
    Affects(Resource),
    /// The row settles the case, and this resource is billed before.
    Bills(Resource),
    /// The row settles the case with this risk.
    Risks(Risk),
    /// The row settles the case with another value of this parameter, which changes nothing.
    Ignores(&'static str),
}

/// The expected answer to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum ExpectedAnswer {
    /// An error; its message contains the placeholders of the catalogue.
    Refused(ErrorAnswer),
    /// A plan with this settlement.
    Settled(Settlement),
}

/// Returns the test vectors of a policy, in the order of operations, rows and purposes.
///
/// * For each reachable row, the simplest case that it decides.
/// * For each attribute that the row reads, the nearest case that misses the row by that attribute.
/// * For each pair of rules with different answers that can match together, a case that both match.
/// * For each row that is inactive under the policy, the simplest case that it would decide otherwise.
/// * For each rule and each settlement, a dry run.
/// * For each effect on a resource, each resource billed before and each risk, the simplest call that has
///   it, under any interpretation.
/// * For each value of a parameter that changes no answer, a call with it.
///
/// [`batch_vectors`] returns the vectors of the plural operations, [`event_vectors`] those of events.
///
/// # Errors
///
/// Returns an error if the analysis of an operation exceeds the default [`Budget`].
///
/// ```
/// use instance_lifecycle::analysis::vectors;
/// use instance_lifecycle::Policy;
///
/// let vectors = vectors(&Policy::documented())?;
/// let vector = vectors.iter().find(|vector| vector.id == "StopInstance/confirm-stop/1/request.confirm_stop");
/// let vector = vector.expect("the row has a near miss");
/// assert_eq!(vector.witness.to_string(), "local_storage: Yes, request.confirm_stop: Yes");
/// assert_eq!(vector.decided_by.to_string(), "stop-in-standard-mode/4");
///
/// // The lock is asked before the status.
/// let id = "StopInstance/security-lock/1/before/status-not-running/5";
/// let vector = vectors.iter().find(|vector| vector.id == id).expect("both rules can match");
/// assert_eq!(vector.witness.to_string(), "status: Stopped, locks.security: Yes");
/// # Ok::<_, instance_lifecycle::analysis::BudgetError>(())
/// ```
pub fn vectors(policy: &Policy) -> Result<Vec<Vector>, BudgetError> {
    let mut vectors = Vec::new();
    for rules in Rules::all(policy) {
        vectors.append(&mut rules.vectors(Budget::default())?);
    }
    Ok(vectors)
}
