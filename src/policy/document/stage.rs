//! The custom stages of a document, and their places.

use crate::policy::{Policy, PolicyError};
use crate::request::Operation;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

/// A custom stage of a [`PolicyDocument`](super::PolicyDocument), and its place among the others.
///
/// ```
/// use instance_lifecycle::policy::StageDocument;
/// use instance_lifecycle::{Operation, Policy};
///
/// let policy = Policy::documented().with_stage_after(Operation::StopInstance, "House", "Existence")?;
/// let stages = &policy.document().stages["StopInstance"];
/// assert_eq!(stages[..], [StageDocument::Before { name: "House".into(), before: "SecurityLock".into() }]);
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum StageDocument {
    /// A stage behind the others.
    Last(String),
    /// A stage directly before another.
    Before {
        /// The name.
        name: String,
        /// The other stage.
        before: String,
    },
    /// A stage directly after another.
    After {
        /// The name.
        name: String,
        /// The other stage.
        after: String,
    },
}

impl StageDocument {
    /// Returns the policy with this stage.
    pub(super) fn add_to(&self, policy: Policy, operation: Operation) -> Result<Policy, PolicyError<'_>> {
        match self {
            Self::Last(name) => policy.with_stage(operation, name),
            Self::Before { name, before } => policy.with_stage_before(operation, name, before),
            Self::After { name, after } => policy.with_stage_after(operation, name, after),
        }
    }

    /// Returns the name of the member that an error is about; empty if the stage is just a name.
    pub(super) const fn member_of(&self, error: &PolicyError<'_>) -> &'static str {
        match (self, error) {
            (Self::Last(_), _) => "",
            (Self::Before { .. }, PolicyError::Unknown(_)) => "before",
            (Self::After { .. }, PolicyError::Unknown(_)) => "after",
            _ => "name",
        }
    }

    /// Returns the custom stages of an operation in the order of their addition, each with its place
    /// among the built-in stages and those added before it; `None` if a precedence has to state the places,
    /// because the built-in stages are in another order, too.
    pub(super) fn placed(policy: &Policy, operation: Operation) -> Option<Vec<Self>> {
        let built_in = operation.rule_table().stages.names().len();
        let order: Vec<usize> = policy.stages(operation).collect();
        if !order.iter().filter(|number| **number < built_in).is_sorted() {
            return None;
        }
        let stages = policy.custom_stages(operation).zip(built_in..).map(|(name, number)| {
            let mut known = order.iter().copied().filter(|other| *other <= number);
            let next = known.by_ref().skip_while(|other| *other != number).nth(1);
            match next {
                Some(next) => Self::Before {
                    name: name.to_owned(),
                    before: policy.stage_name(operation, next).to_owned(),
                },
                None => Self::Last(name.to_owned()),
            }
        });
        Some(stages.collect())
    }
}
