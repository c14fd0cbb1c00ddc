//! What is wrong with a policy, or only worth knowing: rows that never fire, rows that hide others,
//! errors that nobody raises, questions that make no difference, statuses without a way out.

mod errors;
mod influence;
mod lifecycle;
mod rows;

pub use lifecycle::{instances_without_exit, plans_without_end};

use crate::analysis::diff::Size;
use crate::analysis::partition::{CaseCounter, Partition};
use crate::analysis::reach::Steps;
use crate::analysis::rules::{Answer, Name, RowName, Rules};
use crate::analysis::witness::Witness;
use crate::analysis::{Budget, BudgetError};
use crate::event::Event;
use crate::instance::{Status, Task};
use crate::outcome::{Disposition, Resource, Settlement};
use crate::policy::Policy;
use crate::region::Region;
use crate::request::Operation;
use alloc::vec::Vec;

/// Something that is wrong with a policy, or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Finding {
    /// The operation; none of what is not of one operation.
    pub operation: Option<Operation>,
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub kind: Kind,
    /// The cases, as one condition: see [`Kind`] for how to read it.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::written::maybe_region"))]
    pub region: Option<Region>,
    /// How many cases are concerned.
    pub size: Option<Size>,
    /// The simplest case that is concerned.
    pub witness: Option<Witness>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Something does not do what it was written for.
    Error,
}

/// What a finding is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum Kind {
    /// A row decides nothing. The region is its condition, the witness one of its cases.
    NeverFires {
        /// The row.
        row: RowName,
        /// The rows that decide its cases; none where they cannot be.
        hidden_by: Vec<RowName>,
    },
    /// A rule takes cases from a later one that would say something else, and one of them is the
    /// caller's own, or they stand in another order than in the documents.
    PartlyHidden {
        /// The rule that is hidden.
        rule: Name,
        /// The rule that takes its cases.
        by: Name,
    },
    /// Two stages object to the same cases with different errors: their order decides which is
    /// answered.
    OrderDecides {
        /// The stage that is asked first.
        first: Name,
        /// The stage that is asked later, or the same one.
        then: Name,
        /// How many pairs of rows meet.
        pairs: usize,
    },
    /// No case is answered with a documented error.
    NobodyRaises {
        /// The error.
        error: Answer,
        /// Why.
        why: Unraised,
    },
    /// A case is decided by no row.
    Undecided,
    /// Rows follow a interpretation, and every answer to it leads to the same.
    InterpretationWithoutInfluence {
        /// Its id.
        id: &'static str,
        /// Its name.
        interpretation: &'static str,
    },
    /// Rows ask for an attribute, and every value of it leads to the same.
    AttributeWithoutInfluence {
        /// The attribute.
        attribute: &'static str,
    },
    /// An instance in transit can never leave its status.
    StatusWithoutExit {
        /// The status.
        status: Status,
        /// What is in flight.
        task: Task,
    },
    /// A resource is billed that is no longer there.
    BilledThoughGone {
        /// The resource.
        resource: Resource,
        /// What became of it.
        disposition: Disposition,
        /// The row that settles the call.
        row: RowName,
    },
    /// A plan leads to no steady status, or nothing that happens leads to its end.
    PlanWithoutEnd {
        /// How the call is settled.
        settlement: Settlement,
        /// The status that the plan names as its end.
        to: Status,
    },
}

/// Why nobody raises an error.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum Unraised {
    /// Nothing raises it under any policy, with the reason.
    Dormant(&'static str),
    /// The rows that would raise it are silenced by these interpretations, by name.
    Interpretations(Vec<&'static str>),
    /// The same is said in another text.
    AnotherText,
    /// The rows that would raise it never fire.
    Hidden(Vec<RowName>),
    /// The policy leaves out the rule that would raise it.
    LeftOut(Name),
    /// There is no row that would.
    NoRow,
}

/// Everything that is wrong with a policy, or worth knowing: errors first, then by operation. The
/// policies of this crate have notes alone.
///
/// # Errors
///
/// When that takes more regions of an operation than the default [`Budget`].
///
/// ```
/// use instance_lifecycle::Policy;
/// use instance_lifecycle::analysis::{Severity, check};
///
/// let findings = check(&Policy::documented())?;
/// assert!(findings.iter().all(|finding| finding.severity == Severity::Note));
/// # Ok::<_, instance_lifecycle::analysis::BudgetError>(())
/// ```
pub fn check(policy: &Policy) -> Result<Vec<Finding>, BudgetError> {
    let budget = Budget::default();
    let events = Steps::of_events(Event::ALL);
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
    /// What is wrong with these rules, or worth knowing.
    ///
    /// # Errors
    ///
    /// When that takes more regions than the budget.
    pub fn check(&self, budget: Budget) -> Result<Vec<Finding>, BudgetError> {
        let partition = Partition::of(self.clone(), budget)?;
        let mut findings = rows::never_firing(&partition, budget)?;
        findings.extend(rows::undecided(&partition, budget)?);
        findings.append(&mut rows::hidden(&partition, budget)?);
        findings.append(&mut rows::order_decides(&partition, budget)?);
        findings.append(&mut rows::billed_though_gone(&partition, budget)?);
        findings.append(&mut errors::nobody_raises(&partition));
        findings.append(&mut influence::attributes(&partition, budget)?);
        Ok(findings)
    }
}

impl Finding {
    const fn of(operation: Operation, severity: Severity, kind: Kind) -> Self {
        Self { operation: Some(operation), severity, kind, region: None, size: None, witness: None }
    }

    const fn within(mut self, region: Region) -> Self {
        self.region = Some(region);
        self
    }

    fn surveyed(mut self, survey: &CaseCounter<'_>, of: u128) -> Self {
        self.size = Some(Size { cases: survey.cases, of });
        self.witness = survey.nearest.found();
        self
    }
}
