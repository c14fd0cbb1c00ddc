//! What two policies decide differently: which cases, how many, why, and the simplest of them.
//!
//! In a list of rows of which the first that matches decides, the cases that row `i` decides under
//! one policy and row `j` under another are exactly `when_i` and `when_j` together, among those that
//! reach both. So every pair of rows is one line, and its condition one cube, to be read as "unless
//! an earlier rule objects"; sizes and witnesses leave those cases out.

mod compare;
mod resources;

use crate::analysis::rules::{Answer, Name, RowName, Rules};
use crate::analysis::witness::Witness;
use crate::analysis::{Budget, BudgetError};
use crate::evidence::Source;
use crate::interpretation::Interpretation;
use crate::outcome::{AtNextStart, Disposition, Resource, Settlement};
use crate::policy::Policy;
use crate::region::Region;
use crate::request::Operation;
use alloc::vec::Vec;

/// What two policies decide differently.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Diff {
    /// The operations that are decided differently in some case.
    pub operations: Vec<OperationDiff>,
}

/// What two policies decide differently of one operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct OperationDiff {
    /// The operation.
    pub operation: Operation,
    /// How many cases there are, by the attributes that the rows of either policy ask for.
    pub cases: u128,
    /// Why they differ, each with what it changes.
    pub causes: Vec<Cause>,
}

/// Something that is otherwise under the second policy, and what follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Cause {
    /// What is otherwise.
    pub subject: Subject,
    /// Why it is.
    pub why: Vec<ChangeReason>,
    /// What follows, a line for every two rows.
    pub changes: Vec<Change>,
}

/// What is otherwise under the second policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum Subject {
    /// A rule no longer decides, with some of its rows or all.
    NoLongerDecides(Name),
    /// A rule newly decides.
    NewlyDecides(Name),
    /// A rule answers another error.
    AnswersOtherwise(Name),
    /// A rule is asked behind others that it was asked before.
    AskedLater(Name),
    /// Other things become of a resource.
    Becomes(Resource),
}

/// Why something is otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum ChangeReason {
    /// A page of the vendor changed: the error is another one, or stands only in one revision.
    Page {
        /// The error of the first revision.
        from: Option<Answer>,
        /// The error of the second revision.
        to: Option<Answer>,
    },
    /// No page changed but our interpretation of one.
    Interpretation(InterpretationChange),
    /// The stages are asked in another order.
    Precedence,
    /// A caller's custom rule.
    CustomRule,
    /// One of the policies leaves the row out.
    LeftOut,
}

/// A interpretation that two policies answer differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct InterpretationChange {
    /// Its id.
    pub id: &'static str,
    /// Its name.
    pub interpretation: &'static str,
    /// The answer of the first policy.
    pub from: &'static str,
    /// The answer of the second policy.
    pub to: &'static str,
    /// The page that says otherwise since the later of the two revisions; none where no page changed
    /// and the two revisions, or whoever wrote the policies, read the same pages differently.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::written::source"))]
    pub page: Option<Source>,
}

impl InterpretationChange {
    /// What two policies answer to a interpretation; none where they agree.
    fn of(interpretation: &Interpretation, from: &Rules, to: &Rules) -> Option<Self> {
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

/// Cases that are decided differently: those of one row of each policy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Change {
    /// What is decided differently.
    pub difference: Difference,
    /// The row of the first policy.
    pub from: RowName,
    /// The row of the second policy.
    pub to: RowName,
    /// Why these two rows decide.
    pub why: Vec<ChangeReason>,
    /// The cases, unless an earlier rule of either policy objects.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::written::region"))]
    pub when: Region,
    /// How many they are, those left out of which an earlier rule disposes.
    pub size: Size,
    /// The simplest of them; none where only cases that cannot be are concerned.
    pub witness: Option<Witness>,
}

/// A number of cases, and of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Size {
    /// How many.
    pub cases: u128,
    /// How many there are in all, counted by the same attributes.
    pub of: u128,
}

impl Size {
    /// The share: 1 is all.
    #[must_use]
    pub fn share(self) -> f64 {
        if self.of == 0 { 0.0 } else { self.cases as f64 / self.of as f64 }
    }
}

/// What is decided differently.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum Difference {
    /// What was refused is carried out.
    Allowed {
        /// The error.
        from: Answer,
        /// How it is settled.
        to: Settlement,
    },
    /// What was carried out is refused.
    Refused {
        /// How it was settled.
        from: Settlement,
        /// The error.
        to: Answer,
    },
    /// It is refused with another HTTP status or code.
    AnotherError {
        /// The error of the first policy.
        from: Answer,
        /// The error of the second policy.
        to: Answer,
    },
    /// It is refused with the same code and another text.
    AnotherText {
        /// The error of the first policy.
        from: Answer,
        /// The error of the second policy.
        to: Answer,
    },
    /// It is settled in another way.
    AnotherPlan {
        /// How the first policy settles it.
        from: Settlement,
        /// How the second policy settles it.
        to: Settlement,
        /// The resources of which another thing becomes.
        resources: Vec<ResourceChange>,
    },
    /// It is settled in the same way, and another thing becomes of a resource.
    AnotherFate {
        /// How it is settled.
        settlement: Settlement,
        /// The resource.
        resource: Resource,
        /// What becomes of it under the first policy; none where it is not spoken of.
        from: Option<ResourceState>,
        /// What becomes of it under the second policy.
        to: Option<ResourceState>,
    },
}

impl Difference {
    /// Whether more is allowed, or less, or neither.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        match self {
            Self::Allowed { .. } => Direction::Loosening,
            Self::Refused { .. } => Direction::Tightening,
            Self::AnotherError { .. }
            | Self::AnotherText { .. }
            | Self::AnotherPlan { .. }
            | Self::AnotherFate { .. } => Direction::Neutral,
        }
    }
}

/// Whether more is allowed, or less, or neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum Direction {
    /// More is allowed.
    Loosening,
    /// Less is allowed.
    Tightening,
    /// As much is allowed, and something else is said or done.
    Neutral,
}

/// Another thing that becomes of a resource, of some of the cases of a [`Change`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ResourceChange {
    /// The resource.
    pub resource: Resource,
    /// What becomes of it under the first policy; none where it is not spoken of.
    pub from: Option<ResourceState>,
    /// What becomes of it under the second policy.
    pub to: Option<ResourceState>,
    /// The cases, unless an earlier rule of either policy objects.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::written::region"))]
    pub when: Region,
    /// How many they are, counted also by what the rows of the resource ask for.
    pub size: Size,
    /// The simplest of them.
    pub witness: Option<Witness>,
}

/// What becomes of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ResourceState {
    /// What becomes of it.
    pub disposition: Disposition,
    /// Whether it is billed before the call.
    pub billed_before: bool,
    /// Whether it is billed afterwards.
    pub billed_after: bool,
    /// What the next start finds.
    pub at_next_start: AtNextStart,
}

/// What two policies decide differently, of every operation.
///
/// # Errors
///
/// When that takes more regions of an operation than the default [`Budget`].
///
/// ```
/// use instance_lifecycle::analysis::{Direction, diff};
/// use instance_lifecycle::{Operation, Policy, SecurityLockedStop};
///
/// let strict = Policy::documented();
/// let diff = diff(&strict, &strict.clone().with(SecurityLockedStop::Allow))?;
/// let [stop] = &diff.operations[..] else { panic!("one operation differs") };
/// assert_eq!(stop.operation, Operation::StopInstance);
/// let change = &stop.causes[0].changes[0];
/// assert_eq!(change.difference.direction(), Direction::Neutral);
/// assert_eq!(diff.summary().direction(), Some(Direction::Loosening));
/// # Ok::<_, instance_lifecycle::analysis::BudgetError>(())
/// ```
pub fn diff(from: &Policy, to: &Policy) -> Result<Diff, BudgetError> {
    Diff::between(Rules::all(from), Rules::all(to), Budget::default())
}

impl Diff {
    /// What two sets of rules decide differently, of the operations that both have.
    ///
    /// # Errors
    ///
    /// When that takes more regions of an operation than the budget.
    pub fn between(
        from: impl IntoIterator<Item = Rules>,
        to: impl IntoIterator<Item = Rules>,
        budget: Budget,
    ) -> Result<Self, BudgetError> {
        let to: Vec<Rules> = to.into_iter().collect();
        let mut operations = Vec::new();
        for from in from {
            let Some(to) = to.iter().find(|to| to.operation == from.operation) else { continue };
            let diff = OperationDiff::between(&from, to, budget)?;
            if !diff.causes.is_empty() {
                operations.push(diff);
            }
        }
        Ok(Self { operations })
    }

    /// Whether every case is decided the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// Every line.
    pub fn changes(&self) -> impl Iterator<Item = (Operation, &Cause, &Change)> {
        self.operations.iter().flat_map(|of| {
            let causes = of.causes.iter();
            causes
                .flat_map(move |cause| cause.changes.iter().map(move |change| (of.operation, cause, change)))
        })
    }

    /// How many lines loosen, tighten or do neither.
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
    /// How many cases a direction has: no two rows share a case, so that they add up. What becomes
    /// of resources is not counted here, where the settlement is the same.
    #[must_use]
    pub fn size(&self, direction: Direction) -> Size {
        let changes = self.causes.iter().flat_map(|cause| &cause.changes);
        let counted = changes.filter(|change| {
            change.difference.direction() == direction
                && !matches!(change.difference, Difference::AnotherFate { .. })
        });
        Size { cases: counted.map(|change| change.size.cases).sum(), of: self.cases }
    }
}

/// How many lines of a [`Diff`] loosen, tighten or do neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Summary {
    /// Lines that allow what was refused.
    pub loosening: usize,
    /// Lines that refuse what was allowed.
    pub tightening: usize,
    /// Lines that do neither.
    pub neutral: usize,
}

impl Summary {
    /// Which way the second policy differs; none where it differs both ways.
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
