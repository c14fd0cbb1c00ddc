//! Exhaustive analysis of policies.
//!
//! Every analysis reads a policy through [`Rules`]: the active rows of an operation in order of
//! evaluation. All results are exact; nothing is sampled.
//!
//! * [`Partition`]: the cases that each row decides
//! * [`diff`]: the cases that two policies decide differently
//! * [`Rules::contributions`]: the effect of every custom rule
//! * [`check`]: unreachable rows, shadowed rules and other findings
//! * [`fixes`]: the minimal changes after which a refused call is carried out
//! * [`laws`]: proofs of invariants, or their simplest counterexamples
//! * [`vectors`](fn@vectors), [`batch_vectors`], [`event_vectors`]: test cases for other implementations
//! * [`Steps`]: reachability by calls and events
//! * [`Routes`]: the shortest sequences of calls and events to a goal
//!
//! Conditions are cubes. A row decides its cube minus the cubes of the rows before it, as a list of
//! disjoint cubes. Adversarial policies can produce exponentially many cubes, so every analysis works
//! within a [`Budget`]. [`diff`], and [`check`] where the cubes are too many, measure cases without a list of
//! them: they count conditions that share no attribute separately, and find the simplest case by a search.
//!
//! Cases are counted by the attributes that the rows read: the size of a region is the number of
//! possible combinations of the attributes in a [`Scope`].

mod check;
mod contribution;
mod count;
mod diff;
mod fixes;
pub mod laws;
mod measure;
mod partition;
mod plural;
mod reach;
mod route;
mod rules;
mod scope;
mod subtract;
mod vectors;
mod witness;
#[cfg(feature = "serde")]
mod written;

use crate::request::Operation;
use core::fmt;

pub use crate::impossible::{Impossible, impossible};
pub use check::{
    Finding, FindingKind, Search, Severity, UnreachableReason, check, check_within, instances_without_exit,
    plans_without_end,
};
pub use contribution::{ContributedCases, Contribution};
pub use diff::{
    Cause, CauseKind, Change, ChangeReason, Diff, DiffError, Difference, Direction, InterpretationChange,
    OperationDiff, ResourceChange, ResourceState, Size, Summary, diff,
};
pub use fixes::{Fix, Repair, fixes};
pub use partition::{Partition, RowCases, partition};
pub use plural::cases_of_each;
pub use reach::{Reach, ReachStep, Steps, Trigger, instance_region};
pub use route::{
    Goal, GoalError, NamedGoal, Ranking, Route, RouteAction, RouteCharge, RouteLength, RouteStep, Routes,
};
pub use rules::{
    ErrorAnswer, InactiveReason, InactiveRow, ResolvedCharge, ResolvedEffect, ResolvedRow, RowName, Rules,
};
pub use scope::Scope;
pub use vectors::{
    BatchPurpose, BatchVector, EventPurpose, EventVector, ExpectedAnswer, Purpose, Vector, batch_vectors,
    event_vectors, vectors,
};
pub use witness::{Cases, Witness, simplest};

/// The maximum number of regions that an analysis may produce.
///
/// ```
/// use instance_lifecycle::analysis::{Budget, BudgetError, Partition, Rules};
/// use instance_lifecycle::{Operation, Policy};
///
/// let rules = Rules::new(&Policy::documented(), Operation::StartInstance);
/// let error = Partition::new(rules.clone(), Budget(1)).unwrap_err();
/// assert_eq!(error, BudgetError { budget: 1, operation: Some(Operation::StartInstance) });
/// assert!(Partition::new(rules, Budget::default()).is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget(pub usize);

impl Budget {
    /// The budget of [`check`] for all operations and searches together: about 8 million regions, some
    /// seconds. The built-in policies need a fiftieth.
    pub const OF_CHECKS: Self = Self(1 << 23);
}

impl Default for Budget {
    /// About a million regions, less than a second. The built-in policies need a few thousand.
    fn default() -> Self {
        Self(1 << 20)
    }
}

/// The error of an analysis that exceeds its [`Budget`].
///
/// ```
/// use instance_lifecycle::analysis::BudgetError;
///
/// use instance_lifecycle::Operation;
///
/// let error = BudgetError { budget: 1_000, operation: Some(Operation::StopInstance) };
/// assert_eq!(error.to_string(), "the analysis of `StopInstance` exceeds its budget of 1000 regions");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the analysis{} exceeds its budget of {budget} regions", Of(*.operation))]
pub struct BudgetError {
    /// The budget.
    pub budget: usize,
    /// The operation whose rules are too many; `None` if the analysis is not about one operation.
    pub operation: Option<Operation>,
}

impl BudgetError {
    /// Returns the same error, of an operation.
    pub(crate) const fn of(self, operation: Operation) -> Self {
        Self { operation: Some(operation), ..self }
    }
}

struct Of(Option<Operation>);

impl fmt::Display for Of {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |operation| write!(f, " of `{operation}`"))
    }
}
