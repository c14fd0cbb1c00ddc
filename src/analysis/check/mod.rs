//! Static checks of a policy: unreachable rows, shadowed rules, unreachable errors, interpretations and
//! attributes without influence, and statuses without an exit.

mod errors;
mod influence;
mod lifecycle;
mod rows;

pub use lifecycle::{instances_without_exit, plans_without_end};

use crate::analysis::diff::Size;
use crate::analysis::partition::{CaseCounter, Partition};
use crate::analysis::reach::Steps;
use crate::analysis::rules::{ErrorAnswer, Name, RowName, Rules};
use crate::analysis::witness::Witness;
use crate::analysis::{Budget, BudgetError};
use crate::event::Event;
use crate::instance::{Status, Task};
use crate::outcome::{Disposition, Resource, Settlement};
use crate::policy::Policy;
use crate::region::Region;
use crate::request::Operation;
use alloc::vec::Vec;

/// A finding about a policy.
///
/// ```
/// use instance_lifecycle::analysis::{Severity, check};
/// use instance_lifecycle::Policy;
///
/// let findings = check(&Policy::documented())?;
/// assert!(findings.iter().all(|finding| finding.severity != Severity::Error));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Finding {
    /// The operation; `None` if the finding is not about one operation.
    pub operation: Option<Operation>,
    /// The severity.
    pub severity: Severity,
    /// The kind of finding.
    pub kind: FindingKind,
    /// The condition of the affected cases, if it is a single one.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::written::maybe_region"))]
    pub region: Option<Region>,
    /// The number of affected cases.
    pub size: Option<Size>,
    /// The simplest affected case.
    pub witness: Option<Witness>,
}

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum Severity {
    /// Information that does not indicate a fault.
    Note,
    /// A rule or effect that does not work as intended.
    Error,
}

/// The kind of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum FindingKind {
    /// A row decides no case. The region is its condition, the witness one of its cases.
    UnreachableRow {
        /// The row.
        row: RowName,
        /// The rows that decide its cases; empty if its condition is impossible.
        shadowed_by: Vec<RowName>,
    },
    /// A rule decides cases that a later rule would decide differently, and one of them is custom or their
    /// order differs from the documents.
    PartlyShadowed {
        /// The shadowed rule.
        rule: Name,
        /// The rule that decides its cases.
        by: Name,
    },
    /// Two stages refuse the same cases with different errors, so their order determines the answer.
    OrderMatters {
        /// The stage that is evaluated first.
        first: Name,
        /// The stage that is evaluated later, or the same one.
        then: Name,
        /// The number of pairs of rows that refuse the same cases.
        pairs: usize,
    },
    /// No case raises a documented error.
    UnreachableError {
        /// The error.
        error: ErrorAnswer,
        /// The reason.
        reason: UnreachableReason,
    },
    /// A case is decided by no row.
    Undecided,
    /// Rows depend on an interpretation, but every value leads to the same decisions.
    InterpretationWithoutInfluence {
        /// The id.
        id: &'static str,
        /// The name.
        interpretation: &'static str,
    },
    /// Rows read an attribute, but every value leads to the same decisions.
    AttributeWithoutInfluence {
        /// The attribute.
        attribute: &'static str,
    },
    /// An instance in a transitional status can never leave it.
    StatusWithoutExit {
        /// The status.
        status: Status,
        /// The task in progress.
        task: Task,
    },
    /// A resource is billed although it is not retained.
    BilledNotRetained {
        /// The resource.
        resource: Resource,
        /// The disposition.
        disposition: Disposition,
        /// The row of the settlement.
        row: RowName,
    },
    /// A plan does not end in a steady status, or no events complete it.
    PlanWithoutEnd {
        /// The settlement.
        settlement: Settlement,
        /// The final status of the plan.
        to: Status,
    },
}

/// The reason why an error is unreachable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum UnreachableReason {
    /// No policy raises it, for this reason.
    Dormant(&'static str),
    /// The rows that raise it are inactive under these interpretations, given by name.
    Interpretations(Vec<&'static str>),
    /// The same error is raised with another message.
    OtherMessage,
    /// The rows that raise it are unreachable.
    Shadowed(Vec<RowName>),
    /// The policy leaves out the rule that raises it.
    LeftOut(Name),
    /// No row raises it.
    NoRow,
}

/// Checks a policy and returns all findings: errors first, then notes, each by operation. The built-in
/// policies have no errors.
///
/// # Errors
///
/// Returns an error if the analysis of an operation exceeds the default [`Budget`].
///
/// ```
/// use instance_lifecycle::analysis::{Severity, check};
/// use instance_lifecycle::Policy;
///
/// let findings = check(&Policy::documented())?;
/// assert!(findings.iter().all(|finding| finding.severity == Severity::Note));
/// # Ok::<_, instance_lifecycle::analysis::BudgetError>(())
/// ```
pub fn check(policy: &Policy) -> Result<Vec<Finding>, BudgetError> {
    let budget = Budget::default();
    let events = Steps::from_events(policy, Event::ALL);
    let mut findings = Vec::new();
    for rules in Rules::all(policy) {
        findings.append(&mut rules.check(budget)?);
        findings.append(&mut influence::interpretations(policy, &rules, budget)?);
        findings.append(&mut plans_without_end(&rules, &events, budget)?);
    }
    findings.append(&mut instances_without_exit(&events, budget)?);
    findings.sort_by_key(|finding| core::cmp::Reverse(finding.severity));
    Ok(findings)
}

impl Rules {
    /// Checks these rules.
    ///
    /// # Errors
    ///
    /// Returns an error if the analysis exceeds the budget.
    pub fn check(&self, budget: Budget) -> Result<Vec<Finding>, BudgetError> {
        let partition = Partition::new(self.clone(), budget)?;
        let mut findings = rows::unreachable(&partition, budget)?;
        findings.extend(rows::undecided(&partition, budget)?);
        findings.append(&mut rows::partly_shadowed(&partition, budget)?);
        findings.append(&mut rows::order_matters(&partition, budget)?);
        findings.append(&mut rows::billed_not_retained(&partition, budget)?);
        findings.append(&mut errors::unreachable_errors(&partition));
        findings.append(&mut influence::attributes(&partition, budget)?);
        Ok(findings)
    }
}

impl Finding {
    const fn new(operation: Operation, severity: Severity, kind: FindingKind) -> Self {
        Self { operation: Some(operation), severity, kind, region: None, size: None, witness: None }
    }

    const fn within(mut self, region: Region) -> Self {
        self.region = Some(region);
        self
    }

    fn counted(mut self, counter: &CaseCounter<'_>, of: u128) -> Self {
        self.size = Some(Size { cases: counter.cases, of });
        self.witness = counter.nearest.found();
        self
    }
}
