//! Static checks of a policy: unreachable rows, shadowed rules, unreachable errors, interpretations and
//! attributes without influence, and statuses without an exit.

mod errors;
mod influence;
mod lifecycle;
mod rows;

use lifecycle::Ends;
pub use lifecycle::{instances_without_exit, plans_without_end};

use crate::analysis::diff::Size;
use crate::analysis::measure::{Counted, Measure, Measured};
use crate::analysis::partition::{MOST_REGIONS, Partition};
use crate::analysis::reach::Steps;
use crate::analysis::rules::{ErrorAnswer, Name, RowName, Rules};
use crate::analysis::subtract::Meter;
use crate::analysis::witness::{Cases, Witness};
use crate::analysis::{Budget, BudgetError};
use crate::attribute::AttributeSet;
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
/// let findings = check(&Policy::documented());
/// assert!(findings.iter().all(|finding| finding.severity != Severity::Error));
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
    pub region: Option<Cases>,
    /// The number of affected cases; `None` if counting them exceeds the budget, or if the finding is about none.
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
    /// A rule or effect that does not work as intended, or an unfinished search.
    Error,
}

/// The kind of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum FindingKind {
    /// A row decides no case; the row of a rule that warns would decide none if it refused. The region is its
    /// condition, the witness one of its cases.
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
        attribute: Name,
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
    /// A search exceeds its share of the budget: there may be more findings of its kind.
    Unfinished {
        /// The search.
        search: Search,
        /// The rule, the attribute or the interpretation at which it ends, if it is about one.
        at: Option<Name>,
        /// The share of the budget.
        budget: usize,
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

/// A search of [`check`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Search {
    /// The search for unreachable rows.
    UnreachableRows,
    /// The search for undecided cases.
    UndecidedCases,
    /// The search for partly shadowed rules.
    PartlyShadowed,
    /// The search for stages whose order matters.
    OrderMatters,
    /// The search for resources that are billed but not retained.
    BilledNotRetained,
    /// The search for unreachable errors.
    UnreachableErrors,
    /// The search for attributes without influence.
    Attributes,
    /// The search for interpretations without influence.
    Interpretations,
    /// The search for plans without an end.
    PlansWithoutEnd,
    /// The search for statuses without an exit.
    StatusesWithoutExit,
}

/// Writes what is searched for.
impl core::fmt::Display for Search {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::UnreachableRows => "unreachable rows",
            Self::UndecidedCases => "undecided cases",
            Self::PartlyShadowed => "partly shadowed rules",
            Self::OrderMatters => "stages whose order matters",
            Self::BilledNotRetained => "resources billed but not retained",
            Self::UnreachableErrors => "unreachable errors",
            Self::Attributes => "attributes without influence",
            Self::Interpretations => "interpretations without influence",
            Self::PlansWithoutEnd => "plans without an end",
            Self::StatusesWithoutExit => "statuses without an exit",
        })
    }
}

/// Checks a policy and returns all findings: errors first, then notes, each by operation. The built-in
/// policies have no errors.
///
/// The work is bounded by [`Budget::OF_CHECKS`] for all operations and searches together. A search that exceeds its share ends with the finding [`FindingKind::Unfinished`], and the
/// others go on.
///
/// ```
/// use instance_lifecycle::analysis::{Severity, check};
/// use instance_lifecycle::Policy;
///
/// let findings = check(&Policy::documented());
/// assert!(findings.iter().all(|finding| finding.severity == Severity::Note));
/// ```
#[must_use]
pub fn check(policy: &Policy) -> Vec<Finding> {
    check_within(policy, Budget::OF_CHECKS)
}

/// Checks a policy as [`check`] does, within a budget for all operations and searches together.
///
/// ```
/// use instance_lifecycle::analysis::{Budget, FindingKind, check_within};
/// use instance_lifecycle::Policy;
///
/// let findings = check_within(&Policy::documented(), Budget(1_000));
/// assert!(findings.iter().any(|finding| matches!(finding.kind, FindingKind::Unfinished { .. })));
/// ```
#[must_use]
pub fn check_within(policy: &Policy, budget: Budget) -> Vec<Finding> {
    let meter = Meter::new(budget, policy.attributes().masks());
    let events = Steps::from_events(policy, Event::ALL);
    let warning = Operation::ALL.iter().map(|&operation| (operation, names_of_warnings(policy, operation)));
    let warning: Vec<(Operation, Vec<&str>)> = warning.filter(|(_, names)| !names.is_empty()).collect();
    let mut searches = Searches::new(None, &meter, Operation::ALL.len() + 2 + warning.len());
    searches.run(Search::StatusesWithoutExit, |found, meter| {
        found.findings.append(&mut lifecycle::without_exit(&events, meter)?);
        Ok(())
    });
    let mut ends = None;
    searches.run(Search::PlansWithoutEnd, |_, meter| {
        ends = Some(Ends::of(&events, meter)?);
        Ok(())
    });
    // The operations with the fewest rows leave the most to the others.
    let mut rules: Vec<Rules> = Rules::all(policy).collect();
    rules.sort_by_key(Rules::len);
    for rules in rules {
        searches.part(|meter| rules.check_all(Some(policy), ends.as_ref(), meter));
    }
    for (operation, names) in warning {
        searches.part(|meter| {
            let mut searches = Searches::new(Some(operation), meter, names.len());
            for name in names {
                searches.run(Search::UnreachableRows, |found, meter| {
                    rows::unreachable_warnings(policy, operation, name, found, meter)
                });
            }
            searches.findings
        });
    }
    let mut findings = searches.findings;
    findings.sort_by_key(|finding| {
        (finding.operation.is_none(), finding.operation.map(|operation| operation as usize))
    });
    findings.sort_by_key(|finding| core::cmp::Reverse(finding.severity));
    findings
}

/// Returns the names of the rules of an operation that warn.
fn names_of_warnings(policy: &Policy, operation: Operation) -> Vec<&str> {
    let mut names: Vec<&str> = policy.warning_rows(operation).map(|row| row.rule).collect();
    names.dedup();
    names
}

impl Rules {
    /// Checks these rules, within a budget for all searches together. A search that exceeds its share
    /// ends with the finding [`FindingKind::Unfinished`].
    #[must_use]
    pub fn check(&self, budget: Budget) -> Vec<Finding> {
        self.check_all(None, None, &Meter::new(budget, self.attributes.masks()))
    }

    /// Checks these rules; given their policy, also its interpretations; given the instances that lead to
    /// each end, also the ends of their plans.
    fn check_all(&self, policy: Option<&Policy>, ends: Option<&Ends>, meter: &Meter) -> Vec<Finding> {
        let share = meter.share(3).at_most(MOST_REGIONS);
        let (partition, _) = Partition::within(self.clone(), &share);
        meter.settle(&share);
        let share = meter.share(3);
        let reachable = rows::reachable(&partition, |_| true, &share);
        meter.settle(&share);
        let checked = &Checked::new(&partition, reachable);
        let mut searches = Searches::new(Some(self.operation), meter, 9);
        searches.run(Search::UnreachableRows, |found, meter| rows::unreachable(checked, found, meter));
        searches.run(Search::UndecidedCases, |found, meter| rows::undecided(checked, found, meter));
        let first = searches.findings.len();
        searches
            .run(Search::BilledNotRetained, |found, meter| rows::billed_not_retained(checked, found, meter));
        searches
            .run(Search::UnreachableErrors, |found, meter| errors::unreachable_errors(checked, found, meter));
        searches.run(Search::Attributes, |found, meter| influence::attributes(&partition, found, meter));
        if let Some(policy) = policy {
            searches.run(Search::Interpretations, |found, meter| {
                influence::interpretations(policy, self, found, meter)
            });
        }
        if let Some(ends) = ends {
            searches.run(Search::PlansWithoutEnd, |found, meter| {
                lifecycle::without_end(self, ends, found, meter)
            });
        }
        // The costliest searches may spend what the others leave; their findings are listed before.
        let others = searches.findings.len();
        searches.run(Search::PartlyShadowed, |found, meter| rows::partly_shadowed(checked, found, meter));
        searches.run(Search::OrderMatters, |found, meter| rows::order_matters(checked, found, meter));
        searches.findings[first..].rotate_left(others - first);
        searches.findings
    }
}

/// What the searches of an operation share.
struct Checked<'p> {
    /// The cases of each row, as far as they are few regions.
    partition: &'p Partition,
    /// The number of cases.
    cases: u128,
    /// Whether each row decides some case; `None` if that is not known.
    reachable: Vec<Option<bool>>,
}

impl<'p> Checked<'p> {
    fn new(partition: &'p Partition, reachable: Vec<Option<bool>>) -> Self {
        // The impossible cases are the same for every policy, and few.
        let all = || partition.scope().cases(&Region::FULL, Budget::default());
        let cases =
            if partition.is_whole() { partition.size() } else { all().unwrap_or_else(|_| partition.size()) };
        Self { partition, cases, reachable }
    }

    /// Returns the measure of cases outside of the conditions of the rows, for half of a budget to count and half of
    /// it to search.
    fn measure<'m>(&self, meter: &'m Meter<'m>) -> (Measure<'m>, Counted) {
        let rules = self.partition.rules();
        let measure = Measure::new(&rules.attributes, rules.conditions(), meter, meter.take(2));
        let by = measure.by(self.partition.scope());
        (measure, by)
    }
}

/// The findings so far, and the rule, attribute or interpretation that a search has reached.
#[derive(Default)]
struct Found {
    findings: Vec<Finding>,
    at: Option<Name>,
}

/// Searches that share a budget: each may spend an equal share of what is left.
struct Searches<'m> {
    operation: Option<Operation>,
    meter: &'m Meter<'m>,
    left: usize,
    findings: Vec<Finding>,
}

impl<'m> Searches<'m> {
    const fn new(operation: Option<Operation>, meter: &'m Meter<'m>, count: usize) -> Self {
        Self { operation, meter, left: count, findings: Vec::new() }
    }

    /// Runs a search. Its findings are kept if it exceeds the budget.
    fn run(&mut self, search: Search, find: impl FnOnce(&mut Found, &Meter) -> Result<(), BudgetError>) {
        let operation = self.operation;
        self.part(|meter| {
            let mut found = Found::default();
            if let Err(BudgetError { budget, .. }) = find(&mut found, meter) {
                let kind = FindingKind::Unfinished { search, at: found.at, budget };
                let severity = Severity::Error;
                let (region, size, witness) = (None, None, None);
                found.findings.push(Finding { operation, severity, kind, region, size, witness });
            }
            found.findings
        });
    }

    /// Runs several searches that share the share of one.
    fn part(&mut self, find: impl FnOnce(&Meter) -> Vec<Finding>) {
        let share = self.meter.share(self.left);
        self.left = self.left.saturating_sub(1);
        self.findings.append(&mut find(&share));
        self.meter.settle(&share);
    }
}

impl Finding {
    const fn new(operation: Operation, severity: Severity, kind: FindingKind) -> Self {
        Self { operation: Some(operation), severity, kind, region: None, size: None, witness: None }
    }

    fn within(mut self, region: Region, attributes: &AttributeSet) -> Self {
        self.region = Some(Cases::new(region, attributes));
        self
    }

    fn measured(mut self, measured: Measured, of: u128) -> Self {
        self.size = measured.cases.map(|cases| Size { cases, of });
        self.witness = measured.witness;
        self
    }
}
