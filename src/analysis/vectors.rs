//! Test cases for other implementations: for every row a case that it decides, and near misses.

use super::partition::Partition;
use super::rules::{Answer, RowName, Rules, Says};
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

/// A case with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Vector {
    /// What it is known by, whatever the policy: operation, rule and number of the row, and of a near
    /// miss the attribute that misses.
    pub id: String,
    /// The operation.
    pub operation: Operation,
    /// The row that it is about.
    pub about: RowName,
    /// The attribute by which it misses the row; none where the row decides it.
    pub misses_by: Option<&'static str>,
    /// The case.
    pub witness: Witness,
    /// The row that decides it.
    pub decided_by: RowName,
    /// What that row says. A call that is settled is answered with the pass of a dry run where it
    /// asks for one.
    pub expected: Expected,
}

/// What a case is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum Expected {
    /// An error, its message with the gaps that the catalogue has.
    Refused(Answer),
    /// A plan.
    Settled(Settlement),
}

/// For every row under a policy the simplest case that it decides, and for every attribute that it
/// asks for the nearest case to that one which the attribute keeps out of the row, if there is one.
/// Rows that decide nothing have none. In the order of operations, rows and attributes.
///
/// # Errors
///
/// When that takes more regions of an operation than the default [`Budget`].
///
/// ```
/// use instance_lifecycle::Policy;
/// use instance_lifecycle::analysis::vectors;
///
/// let vectors = vectors(&Policy::documented())?;
/// let vector = vectors.iter().find(|vector| vector.id == "StopInstance/confirm-stop/1/confirm_stop");
/// let vector = vector.expect("a near miss of the row");
/// assert_eq!(vector.witness.to_string(), "local_storage: Yes, request.confirm_stop: Yes");
/// assert_eq!(vector.decided_by.to_string(), "stop-in-standard-mode/1");
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
    /// The vectors of these rules: see [`vectors`](fn@vectors).
    ///
    /// # Errors
    ///
    /// When that takes more regions than the budget.
    pub fn vectors(&self, budget: Budget) -> Result<Vec<Vector>, BudgetError> {
        let partition = Partition::of(self.clone(), budget)?;
        let mut vectors = Vec::new();
        for part in partition.parts() {
            let Some(witness) = part.simplest(budget)? else { continue };
            let when = self.condition(part.place);
            vectors.extend(self.vector(part.place, None, witness));
            for attribute in partition.scope().attributes() {
                if !asks_for(when, attribute) {
                    continue;
                }
                let kept_out = Region::FULL
                    .restrict(attribute.field, attribute.field.all() & !when.admits(attribute.field));
                if let Some(miss) = nearest(&[kept_out], witness.point(), budget)? {
                    vectors.extend(self.vector(part.place, Some(attribute), miss));
                }
            }
        }
        Ok(vectors)
    }

    /// A vector, where some row decides the case.
    fn vector(
        &self,
        place: usize,
        misses_by: Option<&'static Attribute>,
        witness: Witness,
    ) -> Option<Vector> {
        let about = self.row_name(place);
        let deciding = self.decides(witness.point())?;
        let id = match misses_by {
            None => format!("{}/{about}", self.operation),
            Some(attribute) => format!("{}/{about}/{}", self.operation, attribute.name),
        };
        let expected = match self.says(deciding) {
            Says::Refuses(answer) => Expected::Refused(answer.clone()),
            Says::Settles(settlement) => Expected::Settled(settlement),
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

/// Whether a condition asks for an attribute. That the instance is there goes without saying.
fn asks_for(when: &Region, attribute: &Attribute) -> bool {
    let there = of_an_instance(Region::FULL).admits(status::FIELD);
    when.reads(attribute.field) && !(attribute.field == status::FIELD && when.admits(status::FIELD) == there)
}
