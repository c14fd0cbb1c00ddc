//! The exact difference of two policies: the cases that they decide differently, their number, the
//! reasons and the simplest example.
//!
//! The first matching row decides. The cases that row `i` decides under one policy and row `j` under the
//! other are therefore the intersection of their conditions, minus the conditions of earlier rows. Each
//! pair of rows is one [`Change`] whose condition is one cube; sizes and witnesses exclude the cases that
//! earlier rows decide.

mod causes;
mod compare;
mod resources;

pub use resources::{ResourceChange, ResourceState};

use crate::analysis::rules::{ErrorAnswer, Name, RowName, Rules};
use crate::analysis::witness::{Cases, Witness};
use crate::analysis::{Budget, BudgetError};
use crate::attribute::AttributeError;
use crate::evidence::Source;
use crate::interpretation::Interpretation;
use crate::outcome::{Resource, Settlement};
use crate::plan::ChangeKind;
use crate::policy::Policy;
use crate::request::{Action, Operation};
use alloc::vec::Vec;

/// The difference of two policies.
///
/// ```
/// use instance_lifecycle::analysis::diff;
/// use instance_lifecycle::policy::interpretations::SecurityLockedStop;
/// use instance_lifecycle::Policy;
///
/// let from = Policy::documented();
/// let to = from.clone().with(SecurityLockedStop::Allow);
/// assert!(diff(&from, &from)?.is_empty());
/// assert!(diff(&from, &to)?.summary().loosening > 0);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Diff {
    /// The operations of which some case is decided differently.
    pub operations: Vec<OperationDiff>,
}

/// The difference of two policies for one operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct OperationDiff {
    /// The operation; for a plural action, its singular.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub operation: Operation,
    /// The action that is called.
    #[cfg_attr(feature = "serde", serde(rename = "operation"))]
    pub action: Action,
    /// The number of all cases, counted by the attributes that the rows of either policy read.
    pub cases: u128,
    /// The causes of the difference, each with its changes.
    pub causes: Vec<Cause>,
    /// The number of pairs of rows that the budget does not suffice to search: there may be more changes.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "is_zero"))]
    pub unsearched: usize,
}

#[cfg(feature = "serde")]
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// A cause of changes, and the changes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Cause {
    /// The rule or resource that differs.
    pub kind: CauseKind,
    /// The reasons.
    pub why: Vec<ChangeReason>,
    /// The changes, one for each pair of rows.
    pub changes: Vec<Change>,
}

/// The rule or resource that differs under the second policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum CauseKind {
    /// Some rows of a rule are no longer active.
    NoLongerDecides(Name),
    /// Some rows of a rule are newly active.
    NewlyDecides(Name),
    /// A rule raises another error.
    DifferentAnswer(Name),
    /// A rule is evaluated after others that it preceded.
    AskedLater(Name),
    /// The effects on a resource differ.
    Resource(Resource),
}

/// The reason of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum ChangeReason {
    /// A page of the vendor changed: the errors differ, or only one revision has an error.
    Page {
        /// The error of the first revision.
        from: Option<ErrorAnswer>,
        /// The error of the second revision.
        to: Option<ErrorAnswer>,
    },
    /// The policies interpret the pages differently.
    Interpretation(InterpretationChange),
    /// The stages are in another order.
    Precedence,
    /// A custom rule.
    CustomRule,
    /// One of the policies leaves out the rule.
    LeftOut,
}

/// An interpretation for which two policies choose different values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct InterpretationChange {
    /// The id.
    pub id: &'static str,
    /// The name.
    pub interpretation: &'static str,
    /// The value of the first policy.
    pub from: &'static str,
    /// The value of the second policy.
    pub to: &'static str,
    /// The page whose change explains the difference. `None` if no page changed between the revisions, or
    /// if a policy does not use the default of its revision.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::written::source"))]
    pub page: Option<Source>,
}

impl InterpretationChange {
    /// Compares the values of two policies. `None` if they are equal.
    fn between(interpretation: &Interpretation, from: &Rules, to: &Rules) -> Option<Self> {
        let revisions = [from, to].map(|rules| rules.revision);
        let [from, to] = [from, to].map(|rules| rules.interpretations.value(interpretation));
        let by_default = [from, to] == revisions.map(|revision| interpretation.default(revision));
        let page = (interpretation.rewritten && by_default).then_some(interpretation.source);
        (from != to).then_some(Self {
            id: interpretation.id,
            interpretation: interpretation.name,
            from,
            to,
            page,
        })
    }
}

/// The cases that one row of each policy decides differently.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Change {
    /// The difference of the answers.
    pub difference: Difference,
    /// The row of the first policy.
    pub from: RowName,
    /// The row of the second policy.
    pub to: RowName,
    /// The reasons why these rows decide.
    pub why: Vec<ChangeReason>,
    /// The condition of the cases, unless an earlier rule of either policy refuses them.
    pub when: Cases,
    /// The number of cases, excluding those decided by an earlier rule; `None` if counting them exceeds the
    /// budget.
    pub size: Option<Size>,
    /// The simplest case; `None` if all cases are impossible.
    pub witness: Option<Witness>,
}

/// A number of cases out of a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Size {
    /// The number of cases.
    pub cases: u128,
    /// The total, counted by the same attributes.
    pub of: u128,
}

impl Size {
    /// Returns the share of the total, from 0 to 1.
    #[must_use]
    pub fn share(self) -> f64 {
        if self.of == 0 { 0.0 } else { self.cases as f64 / self.of as f64 }
    }
}

/// The difference between two answers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum Difference {
    /// A refused call is carried out.
    Allowed {
        /// The error.
        from: ErrorAnswer,
        /// The settlement.
        to: Settlement,
    },
    /// A call that was carried out is refused.
    Refused {
        /// The settlement.
        from: Settlement,
        /// The error.
        to: ErrorAnswer,
    },
    /// The call is refused with another HTTP status or code, or with a custom error that is retryable under
    /// one policy only.
    OtherError {
        /// The error of the first policy.
        from: ErrorAnswer,
        /// The error of the second policy.
        to: ErrorAnswer,
    },
    /// The call is refused with the same code and another message.
    OtherMessage {
        /// The error of the first policy.
        from: ErrorAnswer,
        /// The error of the second policy.
        to: ErrorAnswer,
    },
    /// The call is settled in another way.
    OtherPlan {
        /// The settlement of the first policy.
        from: Settlement,
        /// The settlement of the second policy.
        to: Settlement,
        /// The resources whose state differs.
        resources: Vec<ResourceChange>,
    },
    /// The call is settled in the same way, but the state of a resource differs.
    OtherResource {
        /// The settlement.
        settlement: Settlement,
        /// The resource.
        resource: Resource,
        /// The state under the first policy; `None` if the plan does not list the resource.
        from: Option<ResourceState>,
        /// The state under the second policy.
        to: Option<ResourceState>,
    },
}

impl Difference {
    /// Returns the kind of change.
    #[must_use]
    pub const fn kind(&self) -> ChangeKind {
        match self {
            Self::Allowed { .. } => ChangeKind::RefusalToPlan,
            Self::Refused { .. } => ChangeKind::PlanToRefusal,
            Self::OtherError { .. } => ChangeKind::OtherError,
            Self::OtherMessage { .. } => ChangeKind::OtherMessage,
            Self::OtherPlan { .. } => ChangeKind::OtherPlan,
            Self::OtherResource { .. } => ChangeKind::OtherResources,
        }
    }

    /// Returns the direction of the change.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        match self {
            Self::Allowed { .. } => Direction::Loosening,
            Self::Refused { .. } => Direction::Tightening,
            Self::OtherError { .. }
            | Self::OtherMessage { .. }
            | Self::OtherPlan { .. }
            | Self::OtherResource { .. } => Direction::Neutral,
        }
    }
}

/// The direction of a change: whether the second policy allows more or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum Direction {
    /// More is allowed.
    Loosening,
    /// Less is allowed.
    Tightening,
    /// As much is allowed; the answers differ otherwise.
    Neutral,
}

/// Compares two policies for every operation. A plural action decides each instance by the rules of its
/// singular; `OperationDiff::between` compares the rules of one.
///
/// # Errors
///
/// Returns an error if the default [`Budget`] ends before a change of an operation is found, or if the custom
/// attributes of both policies together have too many values.
///
/// ```
/// use instance_lifecycle::analysis::{Direction, diff};
/// use instance_lifecycle::policy::interpretations::SecurityLockedStop;
/// use instance_lifecycle::{Operation, Policy};
///
/// let strict = Policy::documented();
/// let diff = diff(&strict, &strict.clone().with(SecurityLockedStop::Allow))?;
/// let [stop] = &diff.operations[..] else { panic!("one operation differs") };
/// assert_eq!(stop.operation, Operation::StopInstance);
/// let change = &stop.causes[0].changes[0];
/// assert_eq!(change.difference.direction(), Direction::Neutral);
/// assert_eq!(diff.summary().direction(), Some(Direction::Loosening));
/// # Ok::<_, instance_lifecycle::analysis::DiffError>(())
/// ```
pub fn diff(from: &Policy, to: &Policy) -> Result<Diff, DiffError> {
    let [from, to] = &Policy::joined(from, to)?;
    Ok(Diff::between(Rules::all(from), Rules::all(to), Budget::default())?)
}

/// The error of policies that cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DiffError {
    /// The analysis exceeds its budget.
    #[error(transparent)]
    Budget(#[from] BudgetError),
    /// The custom attributes of both policies together have too many values.
    #[error(transparent)]
    Attributes(#[from] AttributeError),
}

impl Diff {
    /// Compares two sets of rules over the same attributes, for the actions that both contain. Policies with
    /// different custom attributes are [joined](Policy::joined) first.
    ///
    /// # Errors
    ///
    /// Returns an error if the budget ends before a change of an operation is found.
    pub fn between(
        from: impl IntoIterator<Item = Rules>,
        to: impl IntoIterator<Item = Rules>,
        budget: Budget,
    ) -> Result<Self, BudgetError> {
        let to: Vec<Rules> = to.into_iter().collect();
        let mut operations = Vec::new();
        for from in from {
            let Some(to) = to.iter().find(|to| to.action == from.action) else { continue };
            let diff = OperationDiff::between(&from, to, budget)?;
            if !diff.causes.is_empty() {
                operations.push(diff);
            }
        }
        Ok(Self { operations })
    }

    /// Whether every case is decided in the same way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// Iterates over all changes.
    pub fn changes(&self) -> impl Iterator<Item = (Operation, &Cause, &Change)> {
        self.operations.iter().flat_map(|of| {
            let causes = of.causes.iter();
            causes
                .flat_map(move |cause| cause.changes.iter().map(move |change| (of.operation, cause, change)))
        })
    }

    /// Counts the changes by direction.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for (.., change) in self.changes() {
            match change.difference.direction() {
                Direction::Loosening => summary.loosening += 1,
                Direction::Tightening => summary.tightening += 1,
                Direction::Neutral => summary.neutral += 1,
            }
        }
        summary
    }
}

impl OperationDiff {
    /// Returns the number of cases that change in a direction. Changes that concern only resources are
    /// not counted, nor those [without a size](Self::uncounted).
    #[must_use]
    pub fn size(&self, direction: Direction) -> Size {
        let counted = self.in_direction(direction).filter_map(|change| change.size);
        Size { cases: counted.map(|size| size.cases).sum(), of: self.cases }
    }

    /// Returns the number of changes in a direction without a size: their cases are not part of [`Self::size`].
    #[must_use]
    pub fn uncounted(&self, direction: Direction) -> usize {
        self.in_direction(direction).filter(|change| change.size.is_none()).count()
    }

    fn in_direction(&self, direction: Direction) -> impl Iterator<Item = &Change> {
        self.causes.iter().flat_map(|cause| &cause.changes).filter(move |change| {
            change.difference.direction() == direction
                && !matches!(change.difference, Difference::OtherResource { .. })
        })
    }
}

/// The number of changes of a [`Diff`] by direction.
///
/// ```
/// use instance_lifecycle::analysis::{Direction, diff};
/// use instance_lifecycle::{Operation, Policy};
///
/// let from = Policy::documented();
/// let to = from.clone().without(Operation::StopInstance, "security-lock")?;
/// assert_eq!(diff(&to, &from)?.summary().loosening, 0);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Summary {
    /// Changes that allow refused calls.
    pub loosening: usize,
    /// Changes that refuse allowed calls.
    pub tightening: usize,
    /// All other changes.
    pub neutral: usize,
}

impl Summary {
    /// Returns the overall direction. `None` if there are changes in both directions.
    #[must_use]
    pub const fn direction(&self) -> Option<Direction> {
        match (self.loosening, self.tightening) {
            (0, 0) => Some(Direction::Neutral),
            (_, 0) => Some(Direction::Loosening),
            (0, _) => Some(Direction::Tightening),
            _ => None,
        }
    }
}
