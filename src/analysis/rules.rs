//! The view of a policy that the analysis uses: the active rows of an operation in order of evaluation,
//! with interpretations resolved.
//!
//! All fields are public, so that rules can also be built by hand.

use super::plural::plural;
use crate::attribute::{self, AttributeSet};
use crate::closed_set::Finite;
use crate::error::{ErrorKind, of_status};
use crate::evidence::Revision;
use crate::instance::Status;
use crate::interpretation::{Interpretation, Interpretations};
use crate::outcome::{CHARGES, Cell, Resource, Settlement};
use crate::policy::{Policy, PolicyRow, RuleSource, RuleTable, Verdict};
use crate::region::{Region, bits};
use crate::request::{Action, Operation};
use crate::rule::Row;
use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

/// A static or owned name.
pub(super) type Name = Cow<'static, str>;

/// The active rows of an operation, or of a plural action for each instance, under a policy. The first matching refusal decides; if there is none,
/// the first matching settlement decides.
///
/// ```
/// use instance_lifecycle::analysis::Rules;
/// use instance_lifecycle::policy::interpretations::SecurityLockedStop;
/// use instance_lifecycle::{Operation, Policy, Revision};
///
/// let rules = Rules::new(&Policy::documented(), Operation::StopInstance);
/// assert_eq!(rules.refusals[1].name, "security-lock");
/// assert_eq!(rules.refusals[1].verdict.code, "InstanceLockedForSecurity");
///
/// let later = Rules::new(&Policy::ecs(Revision::V2025_12_03), Operation::StopInstance);
/// assert!(later.refusals.iter().all(|row| row.name != "security-lock"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The operation whose rule table has the rows: for a plural action, its singular.
    pub operation: Operation,
    /// The action that is called.
    pub action: Action,
    /// The revision of the documents.
    pub revision: Revision,
    /// The interpretations of the policy.
    pub interpretations: Interpretations,
    /// The attributes of the policy.
    pub attributes: AttributeSet,
    /// The refusals, in order of evaluation.
    pub refusals: Vec<ResolvedRow<ErrorAnswer>>,
    /// The settlements, in order of evaluation.
    pub settlements: Vec<ResolvedRow<Settlement>>,
    /// The effects on resources.
    pub effects: Vec<ResolvedEffect>,
    /// The charges before the call.
    pub charges: Vec<ResolvedCharge>,
    /// The inactive rows, with the reasons.
    pub inactive: Vec<InactiveRow>,
}

/// An active row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedRow<V> {
    /// The rule.
    pub name: Name,
    /// The number of the row in its rule, from 1; inactive rows count.
    pub number: usize,
    /// The stage; `Settlement` for a settlement.
    pub stage: Name,
    /// The cases that it matches.
    pub when: Region,
    /// The error or the settlement.
    pub verdict: V,
    /// The number of the row in the rule table: refusals first, then settlements. `None` for a custom
    /// rule.
    pub table_row: Option<usize>,
}

/// The error of a refusal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ErrorAnswer {
    /// The HTTP status.
    pub http_status: u16,
    /// The code.
    pub code: Name,
    /// The message of the catalogue, with placeholders.
    pub message: Name,
    /// The statuses that fill the placeholder for expected statuses, if any.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub expected: Vec<Status>,
    /// The kind of a documented error; `None` for a custom error.
    pub kind: Option<ErrorKind>,
    /// Whether a custom error is declared retryable. For a documented error the kind and the status decide.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "core::ops::Not::not"))]
    pub retryable: bool,
}

/// An active row of [`Effect`](crate::rules::Effect)s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedEffect {
    /// The resource.
    pub resource: Resource,
    /// The cases.
    pub when: Region,
    /// The effect of each settlement on the resource.
    pub cells: Cow<'static, [Cell]>,
}

/// An active [`Charge`](crate::billing::Charge).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedCharge {
    /// The resource.
    pub resource: Resource,
    /// The cases.
    pub when: Region,
}

/// A row of the rule table that is inactive under a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InactiveRow {
    /// The number of the row in the rule table: refusals first, then settlements.
    pub row: usize,
    /// The rule.
    pub name: Name,
    /// The kind of error of a refusal; `None` for a settlement.
    pub kind: Option<ErrorKind>,
    /// The reasons why it is inactive.
    pub why: Vec<InactiveReason>,
}

/// The reason why a row is inactive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InactiveReason {
    /// The policy chooses another value of this interpretation.
    Interpretation(&'static Interpretation),
    /// The revision has no such error.
    NoError,
    /// The policy leaves out the rule.
    LeftOut,
    /// It needs a value of a parameter that the plural action does not take.
    NoParameter,
}

/// The answer of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RowAnswer<'r> {
    Refuses(&'r ErrorAnswer),
    Settles(Settlement),
}

/// The name of a row. `Display` writes rule and number: `security-lock/1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RowName {
    /// The rule.
    pub rule: Name,
    /// The number of the row in its rule, from 1.
    pub number: usize,
    /// The stage.
    pub stage: Name,
    /// The number of the row in the rule table: refusals first, then settlements. `None` for a custom
    /// rule.
    pub table_row: Option<usize>,
}

impl fmt::Display for RowName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.rule, self.number)
    }
}

impl<V> ResolvedRow<V> {
    /// Returns the name of the row.
    #[must_use]
    pub fn row_name(&self) -> RowName {
        RowName {
            rule: self.name.clone(),
            number: self.number,
            stage: self.stage.clone(),
            table_row: self.table_row,
        }
    }
}

/// The stage name of settlements.
pub(super) const SETTLEMENT: &str = "Settlement";

impl Rules {
    /// Returns the rules of an operation under a policy. For a plural action, the rules by which it decides
    /// each instance: those of its singular in the [cases](super::cases_of_each) that it can ask, with the
    /// errors of its own page.
    ///
    /// ```
    /// use instance_lifecycle::analysis::Rules;
    /// use instance_lifecycle::{Action, Policy};
    ///
    /// let rules = Rules::new(&Policy::documented(), Action::StopInstances);
    /// assert!(rules.refusals.iter().all(|row| row.name != "confirm-stop"), "the plural needs no confirmation");
    /// ```
    #[must_use]
    pub fn new(policy: &Policy, action: impl Into<Action>) -> Self {
        let action = action.into();
        let singular = Self::of_operation(policy, action.singular());
        if action.operation().is_some() { singular } else { plural(singular, action) }
    }

    fn of_operation(policy: &Policy, operation: Operation) -> Self {
        let rule_table = operation.rule_table();
        let (mut refusals, mut settlements) = (Vec::new(), Vec::new());
        for row in policy.rows(operation) {
            match row.then {
                // A warning decides nothing.
                Verdict::Warn(_) => {}
                Verdict::Settle(settlement) => {
                    let index = index(rule_table.settlements, &row);
                    let index = index.map(|(n, number)| (rule_table.refusals.len() + n, number));
                    let row = ResolvedRow::new(&row, index, SETTLEMENT.into(), settlement, &settlements);
                    settlements.push(row);
                }
                Verdict::Raise(kind) => {
                    let expected = if policy.fills_templates() { row.expected(rule_table) } else { 0 };
                    let Some(error) = ErrorAnswer::new(policy, operation, kind, expected) else { continue };
                    let index = index(rule_table.refusals, &row);
                    refusals.push(ResolvedRow::new(&row, index, stage(&row), error, &refusals));
                }
                Verdict::RaiseCustom { http_status, code, message, retryable } => {
                    let (code, message, expected) = (owned(code), owned(message), Vec::new());
                    let error = ErrorAnswer { http_status, code, message, expected, kind: None, retryable };
                    refusals.push(ResolvedRow::new(&row, None, stage(&row), error, &refusals));
                }
            }
        }
        let admitted = |when: &Region| policy.interpretations().admit(when);
        let effects =
            rule_table.effects.iter().filter(|effect| admitted(&effect.when)).map(|effect| ResolvedEffect {
                resource: effect.resource,
                when: of_cases(&effect.when),
                cells: Cow::Borrowed(effect.cells),
            });
        let charges = CHARGES
            .iter()
            // A creation has no prior charges.
            .filter(|charge| admitted(&charge.when) && !rule_table.settlements[0].then.creates())
            .map(|charge| ResolvedCharge { resource: charge.resource, when: of_cases(&charge.when) });
        Self {
            operation,
            action: operation.action(),
            revision: policy.revision(),
            interpretations: *policy.interpretations(),
            attributes: policy.attributes().clone(),
            refusals,
            settlements,
            effects: effects.collect(),
            charges: charges.collect(),
            inactive: inactive_rows(policy, rule_table).collect(),
        }
    }

    /// Iterates over the rules of every operation.
    pub fn all(policy: &Policy) -> impl Iterator<Item = Self> + '_ {
        Operation::ALL.iter().map(|operation| Self::new(policy, *operation))
    }

    /// Returns the number of active rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.refusals.len() + self.settlements.len()
    }

    /// Whether no row is active.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Iterates over the conditions of all active rows in order of evaluation. The position of a row here
    /// is its index.
    pub fn conditions(&self) -> impl Iterator<Item = &Region> + Clone {
        let refusals = self.refusals.iter().map(|row| &row.when);
        refusals.chain(self.settlements.iter().map(|row| &row.when))
    }

    /// Returns the condition of the row at an index.
    ///
    /// # Panics
    ///
    /// Panics if the index is not less than [`Self::len`].
    #[must_use]
    pub fn condition(&self, index: usize) -> &Region {
        match self.refusals.get(index) {
            Some(row) => &row.when,
            None => &self.settlements[index - self.refusals.len()].when,
        }
    }

    /// Returns the name of the row at an index.
    ///
    /// # Panics
    ///
    /// Panics if the index is not less than [`Self::len`].
    #[must_use]
    pub fn row_name(&self, index: usize) -> RowName {
        match self.refusals.get(index) {
            Some(row) => row.row_name(),
            None => self.settlements[index - self.refusals.len()].row_name(),
        }
    }

    /// Returns the rule of the row at an index.
    pub(super) fn rule(&self, index: usize) -> &Name {
        match self.refusals.get(index) {
            Some(row) => &row.name,
            None => &self.settlements[index - self.refusals.len()].name,
        }
    }

    /// Returns the number of the row at an index in the rule table; `None` for a custom rule.
    pub(super) fn table_row(&self, index: usize) -> Option<usize> {
        match self.refusals.get(index) {
            Some(row) => row.table_row,
            None => self.settlements[index - self.refusals.len()].table_row,
        }
    }

    /// Returns a number for the answer of each row. Rows with equal answers have equal numbers; the numbers of
    /// settlements are behind those of refusals.
    pub(super) fn answer_numbers(&self) -> Vec<usize> {
        let mut errors: Vec<&ErrorAnswer> = self.refusals.iter().map(|row| &row.verdict).collect();
        errors.sort_unstable();
        errors.dedup();
        let number = |index| match self.answer(index) {
            RowAnswer::Refuses(error) => errors.partition_point(|other| *other < error),
            RowAnswer::Settles(settlement) => errors.len() + settlement as usize,
        };
        (0..self.len()).map(number).collect()
    }

    /// Returns the answer of the row at an index.
    pub(super) fn answer(&self, index: usize) -> RowAnswer<'_> {
        match self.refusals.get(index) {
            Some(row) => RowAnswer::Refuses(&row.verdict),
            None => RowAnswer::Settles(self.settlements[index - self.refusals.len()].verdict),
        }
    }

    /// Returns the index of the row that decides a point. `None` if no row matches.
    #[must_use]
    pub fn decides(&self, point: &crate::region::Point) -> Option<usize> {
        self.conditions().position(|when| when.contains(point))
    }
}

impl<V> ResolvedRow<V> {
    /// Resolves a row of a policy, behind others; `index` is its number in the rule table and in its rule,
    /// `None` for a custom rule.
    fn new(
        row: &PolicyRow<'_>,
        index: Option<(usize, usize)>,
        stage: Name,
        verdict: V,
        before: &[Self],
    ) -> Self {
        // The rows of a custom rule are adjacent.
        let last = before.last().filter(|last| last.name == row.rule).map_or(0, |last| last.number);
        Self {
            name: owned(row.rule),
            number: index.map_or(last + 1, |(_, number)| number),
            stage,
            when: of_cases(&row.when),
            verdict,
            table_row: index.map(|(n, _)| n),
        }
    }
}

fn owned(text: &str) -> Name {
    Cow::Owned(text.into())
}

fn stage(row: &PolicyRow<'_>) -> Name {
    owned(row.stage.unwrap_or_default())
}

/// Returns the number of a built-in row in its rule table, and in its rule from 1.
fn index<V>(rows: &'static [Row<V>], row: &PolicyRow<'_>) -> Option<(usize, usize)> {
    let RuleSource::Documents(_) = row.source else { return None };
    let mut indices = numbered(rows).enumerate();
    indices
        .find(|(_, (_, built_in))| built_in.rule == row.rule && built_in.when == row.when)
        .map(|(n, (number, _))| (n, number))
}

impl ErrorAnswer {
    /// Returns the error of a kind in the revision of the policy; if statuses are expected, with the
    /// message that names them. `None` if the revision has no such error.
    fn new(policy: &Policy, operation: Operation, kind: ErrorKind, expected: u64) -> Option<Self> {
        let row = operation.errors().row(kind, policy.revision(), expected != 0)?;
        Some(Self {
            http_status: row.http_status,
            code: Cow::Borrowed(row.code),
            message: Cow::Borrowed(if expected == 0 { row.message } else { of_status(row) }),
            expected: bits(expected).map(Status::from_index).collect(),
            kind: Some(kind),
            retryable: false,
        })
    }
}

/// Iterates over rows with their number in their rule.
fn numbered<V>(rows: &'static [Row<V>]) -> impl Iterator<Item = (usize, &'static Row<V>)> {
    RuleTable::rules(rows).flat_map(|rule| (1..).zip(rule))
}

/// Returns the condition of a row on the case, without interpretations.
fn of_cases(when: &Region) -> Region {
    when.free_from(attribute::END)
}

fn inactive_rows(policy: &Policy, rule_table: &'static RuleTable) -> impl Iterator<Item = InactiveRow> {
    let refusals = rule_table.refusals.iter().map(|row| (row.rule, &row.when, Some(row.then)));
    let settlements = rule_table.settlements.iter().map(|row| (row.rule, &row.when, None));
    let inactive = refusals
        .chain(settlements)
        .enumerate()
        .filter(|(row, _)| !policy.has_row(rule_table.operation, *row));
    inactive.map(|(row, (name, when, kind))| {
        let excludes = |interpretation: &&Interpretation| {
            when.admits(interpretation.field()) >> policy.interpretations().index(interpretation.field()) & 1
                == 0
        };
        let mut why: Vec<InactiveReason> =
            Interpretation::ALL.iter().filter(excludes).map(InactiveReason::Interpretation).collect();
        if kind.is_some_and(|kind| ErrorAnswer::new(policy, rule_table.operation, kind, 0).is_none()) {
            why.push(InactiveReason::NoError);
        }
        if why.is_empty() {
            why.push(InactiveReason::LeftOut);
        }
        InactiveRow { row, name: Cow::Borrowed(name), kind, why }
    })
}
