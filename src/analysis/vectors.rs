//! Test vectors for other implementations: a case that each row decides, and near misses.

use super::partition::Partition;
use super::rules::{ErrorAnswer, RowAnswer, RowName, Rules};
use super::witness::{Witness, nearest};
use super::{Budget, BudgetError};
use crate::attribute::{Attribute, status};
use crate::condition::of_an_instance;
use crate::outcome::Settlement;
use crate::policy::Policy;
use crate::region::Region;
use crate::request::Operation;
use alloc::format;
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
    /// The identifier, which does not depend on the policy: operation, rule, number of the row and, for
    /// a near miss, the attribute.
    pub id: String,
    /// The operation.
    pub operation: Operation,
    /// The row under test.
    pub about: RowName,
    /// The attribute by which the case misses the row; `None` if the row decides the case.
    pub misses_by: Option<&'static str>,
    /// The case.
    pub witness: Witness,
    /// The row that decides the case.
    pub decided_by: RowName,
    /// The answer of that row. If the request is a dry run, a settled call is answered with
    /// `DryRunOperation`.
    pub expected: ExpectedAnswer,
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

/// Returns the test vectors of a policy, in the order of operations, rows and attributes.
///
/// For each reachable row there is the simplest case that it decides. For each attribute that the row
/// reads there is a near miss: the nearest case that fails to match the row by that attribute, if there
/// is one.
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
/// # Ok::<_, instance_lifecycle::analysis::BudgetError>(())
/// ```
pub fn vectors(policy: &Policy) -> Result<Vec<Vector>, BudgetError> {
    let mut vectors = Vec::new();
    for rules in Rules::all(policy) {
        vectors.append(&mut rules.vectors(Budget::default())?);
    }
    Ok(vectors)
}

impl Rules {
    /// Returns the test vectors of these rules: see [`vectors`](fn@vectors).
    ///
    /// # Errors
    ///
    /// Returns an error if the analysis exceeds the budget.
    pub fn vectors(&self, budget: Budget) -> Result<Vec<Vector>, BudgetError> {
        let partition = Partition::new(self.clone(), budget)?;
        let mut vectors = Vec::new();
        for part in partition.parts() {
            let Some(witness) = part.simplest(budget)? else { continue };
            let when = self.condition(part.index);
            vectors.extend(self.vector(part.index, None, witness));
            for attribute in partition.scope().attributes() {
                if !reads(when, attribute) {
                    continue;
                }
                let kept_out = Region::FULL
                    .restrict(attribute.field, attribute.field.all() & !when.admits(attribute.field));
                if let Some(miss) = nearest(&[kept_out], witness.point(), budget)? {
                    vectors.extend(self.vector(part.index, Some(attribute), miss));
                }
            }
        }
        Ok(vectors)
    }

    /// Creates a vector. `None` if no row decides the case.
    fn vector(
        &self,
        index: usize,
        misses_by: Option<&'static Attribute>,
        witness: Witness,
    ) -> Option<Vector> {
        let about = self.row_name(index);
        let deciding = self.decides(witness.point())?;
        let id = match misses_by {
            None => format!("{}/{about}", self.operation),
            Some(attribute) => format!("{}/{about}/{}", self.operation, attribute.name),
        };
        let expected = match self.answer(deciding) {
            RowAnswer::Refuses(answer) => ExpectedAnswer::Refused(answer.clone()),
            RowAnswer::Settles(settlement) => ExpectedAnswer::Settled(settlement),
        };
        Some(Vector {
            id,
            operation: self.operation,
            about,
            misses_by: misses_by.map(|attribute| attribute.name),
            witness,
            decided_by: self.row_name(deciding),
            expected,
        })
    }
}

/// Whether a condition reads an attribute; the implicit condition `status != Released` does not count.
fn reads(when: &Region, attribute: &Attribute) -> bool {
    let there = of_an_instance(Region::FULL).admits(status::FIELD);
    when.reads(attribute.field) && !(attribute.field == status::FIELD && when.admits(status::FIELD) == there)
}
