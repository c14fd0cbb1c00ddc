//! The one view of a policy that the analysis has: the rows of an operation in the order in which
//! they are asked, interpretations resolved away.
//!
//! Its fields are public and its names may be owned: a view can be built by hand.

use crate::attribute;
use crate::closed_set::Finite;
use crate::error::{ErrorKind, of_status};
use crate::evidence::Revision;
use crate::instance::Status;
use crate::interpretation::{Interpretation, Interpretations};
use crate::outcome::{CHARGES, Cell, Resource, Settlement};
use crate::policy::{Origin, Policy, PolicyRow, RuleTable, Verdict};
use crate::region::{Region, bits};
use crate::request::Operation;
use crate::rule::Row;
use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

/// A name of this crate, or a caller's own.
pub(super) type Name = Cow<'static, str>;

/// The rows of an operation, as a policy asks them: the first refusal that matches decides, else the
/// first settlement.
///
/// ```
/// use instance_lifecycle::analysis::Rules;
/// use instance_lifecycle::{Operation, Policy, Revision, SecurityLockedStop};
///
/// let rules = Rules::of(&Policy::documented(), Operation::StopInstance);
/// assert_eq!(rules.refusals[1].name, "security-lock");
/// assert_eq!(rules.refusals[1].verdict.code, "InstanceLockedForSecurity");
///
/// let silent = Rules::of(&Policy::ecs(Revision::V2025_12_03), Operation::StopInstance);
/// assert!(silent.refusals.iter().all(|row| row.name != "security-lock"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The operation.
    pub operation: Operation,
    /// The revision of the documents.
    pub revision: Revision,
    /// The interpretations, as the rows follow them.
    pub interpretations: Interpretations,
    /// The rows that object, in the order in which they are asked.
    pub refusals: Vec<ResolvedRow<Answer>>,
    /// The rows that settle what nothing objects to, in the order in which they are asked.
    pub settlements: Vec<ResolvedRow<Settlement>>,
    /// What becomes of each resource.
    pub effects: Vec<ResolvedEffect>,
    /// What is billed before the call.
    pub charges: Vec<ResolvedCharge>,
    /// The rows that the policy does not ask, with the reason.
    pub silent: Vec<InactiveRow>,
}

/// A row that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedRow<V> {
    /// Its rule.
    pub name: Name,
    /// Its number among the rows of the rule, from 1, whether they are asked or not.
    pub number: usize,
    /// Its stage; of a settlement `Settlement`.
    pub stage: Name,
    /// The cases that it speaks of, all those on which it does not depend what a interpretation says.
    pub when: Region,
    /// What it says.
    pub verdict: V,
    /// Where it comes from.
    pub origin: Provenance,
}

/// Where a row comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum Provenance {
    /// The rule table of the operation, with the number of the row there.
    RuleTable(usize),
    /// The caller.
    Own,
}

/// The error that a refusal answers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Answer {
    /// The HTTP status.
    pub http_status: u16,
    /// The code.
    pub code: Name,
    /// The message as its row of the catalogue has it, gaps included.
    pub message: Name,
    /// The statuses that fill its gap for those expected, where they do.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub expected: Vec<Status>,
    /// What it says, of a documented error.
    pub kind: Option<ErrorKind>,
}

/// A row of [`Effect`](crate::Effect)s that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedEffect {
    /// The resource.
    pub resource: Resource,
    /// The cases.
    pub when: Region,
    /// What becomes of it, a cell for each way to settle the call.
    pub cells: Cow<'static, [Cell]>,
}

/// A [`Charge`](crate::Charge) that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedCharge {
    /// The resource.
    pub resource: Resource,
    /// The cases.
    pub when: Region,
}

/// A row of the rule table that is not asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InactiveRow {
    /// Its number in the rule table: refusals first, then settlements.
    pub row: usize,
    /// Its rule.
    pub name: Name,
    /// The kind of error that it would raise; of a settlement none.
    pub kind: Option<ErrorKind>,
    /// Why it is not asked.
    pub why: Vec<Why>,
}

/// Why a row is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// This interpretation is answered otherwise.
    Interpretation(&'static Interpretation),
    /// The revision has no such error.
    NoError,
    /// The policy leaves it out.
    LeftOut,
}

/// What a row says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Says<'r> {
    Refuses(&'r Answer),
    Settles(Settlement),
}

/// The name of a row. `Display` writes rule and number: `security-lock/1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RowName {
    /// Its rule.
    pub rule: Name,
    /// Its number among the rows of the rule, from 1.
    pub number: usize,
    /// Its stage.
    pub stage: Name,
    /// Where it comes from.
    pub origin: Provenance,
}

impl fmt::Display for RowName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.rule, self.number)
    }
}

impl<V> ResolvedRow<V> {
    /// Its name.
    #[must_use]
    pub fn row_name(&self) -> RowName {
        RowName {
            rule: self.name.clone(),
            number: self.number,
            stage: self.stage.clone(),
            origin: self.origin,
        }
    }

    /// Whether it is the same row of two policies, whatever it answers.
    pub(super) fn is_same_row<W>(&self, other: &ResolvedRow<W>) -> bool {
        self.origin == other.origin
            && self.when == other.when
            && self.name == other.name
            && self.number == other.number
    }
}

/// The stage in which settlements stand, which have none of their own.
pub(super) const SETTLEMENT: &str = "Settlement";

impl Rules {
    /// Returns the rules of an operation under a policy.
    #[must_use]
    pub fn of(policy: &Policy, operation: Operation) -> Self {
        let rule_table = operation.rule_table();
        let (mut refusals, mut settlements) = (Vec::new(), Vec::new());
        for row in policy.rows(operation) {
            match row.then {
                Verdict::Settle(settlement) => {
                    let place = place(rule_table.settlements, &row);
                    let place = place.map(|(n, number)| (rule_table.refusals.len() + n, number));
                    settlements.push(ResolvedRow::of(&row, place, SETTLEMENT.into(), settlement));
                }
                Verdict::Raise(kind) => {
                    let expected = if policy.fills_templates() { row.expected(rule_table) } else { 0 };
                    let Some(raised) = Answer::of(policy, operation, kind, expected) else { continue };
                    refusals.push(ResolvedRow::of(
                        &row,
                        place(rule_table.refusals, &row),
                        stage(&row),
                        raised,
                    ));
                }
                Verdict::RaiseCustom { http_status, code, message } => {
                    let (code, message) = (owned(code), owned(message));
                    let raised = Answer { http_status, code, message, expected: Vec::new(), kind: None };
                    refusals.push(ResolvedRow::of(&row, None, stage(&row), raised));
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
            // What makes an instance is billed for nothing before.
            .filter(|charge| admitted(&charge.when) && !rule_table.settlements[0].then.creates())
            .map(|charge| ResolvedCharge { resource: charge.resource, when: of_cases(&charge.when) });
        Self {
            operation,
            revision: policy.revision(),
            interpretations: *policy.interpretations(),
            refusals,
            settlements,
            effects: effects.collect(),
            charges: charges.collect(),
            silent: silent(policy, rule_table).collect(),
        }
    }

    /// Returns the rules of every operation.
    pub fn all(policy: &Policy) -> impl Iterator<Item = Self> + '_ {
        Operation::ALL.iter().map(|operation| Self::of(policy, *operation))
    }

    /// How many rows are asked.
    #[must_use]
    pub fn len(&self) -> usize {
        self.refusals.len() + self.settlements.len()
    }

    /// Whether no row is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The conditions of all rows in the order in which they are asked: a row is known by its place
    /// here.
    pub fn conditions(&self) -> impl Iterator<Item = &Region> + Clone {
        let refusals = self.refusals.iter().map(|row| &row.when);
        refusals.chain(self.settlements.iter().map(|row| &row.when))
    }

    /// The condition of the row at a place.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    pub fn condition(&self, place: usize) -> &Region {
        match self.refusals.get(place) {
            Some(row) => &row.when,
            None => &self.settlements[place - self.refusals.len()].when,
        }
    }

    /// The name of the row at a place.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    pub fn row_name(&self, place: usize) -> RowName {
        match self.refusals.get(place) {
            Some(row) => row.row_name(),
            None => self.settlements[place - self.refusals.len()].row_name(),
        }
    }

    /// What the row at a place says.
    pub(super) fn says(&self, place: usize) -> Says<'_> {
        match self.refusals.get(place) {
            Some(row) => Says::Refuses(&row.verdict),
            None => Says::Settles(self.settlements[place - self.refusals.len()].verdict),
        }
    }

    /// The row that decides a point; none where the settlements are not total.
    #[must_use]
    pub fn decides(&self, point: &crate::region::Point) -> Option<usize> {
        self.conditions().position(|when| when.contains(point))
    }
}

impl<V> ResolvedRow<V> {
    /// A row that a policy asks, with its number in the rule table and in its rule; an own one has none.
    fn of(row: &PolicyRow<'_>, place: Option<(usize, usize)>, stage: Name, verdict: V) -> Self {
        Self {
            name: owned(row.rule),
            number: place.map_or(1, |(_, number)| number),
            stage,
            when: of_cases(&row.when),
            verdict,
            origin: place.map_or(Provenance::Own, |(n, _)| Provenance::RuleTable(n)),
        }
    }
}

fn owned(text: &str) -> Name {
    Cow::Owned(text.into())
}

fn stage(row: &PolicyRow<'_>) -> Name {
    owned(row.stage.unwrap_or_default())
}

/// The number of a built-in row in its rule table, and in its rule from 1.
fn place<V>(rows: &'static [Row<V>], row: &PolicyRow<'_>) -> Option<(usize, usize)> {
    let Origin::Documents(_) = row.source else { return None };
    let mut places = numbered(rows).enumerate();
    places
        .find(|(_, (_, built_in))| built_in.rule == row.rule && built_in.when == row.when)
        .map(|(n, (number, _))| (n, number))
}

impl Answer {
    /// The row of the catalogue that a policy answers for a kind; where statuses are expected, in the
    /// text that names them.
    fn of(policy: &Policy, operation: Operation, kind: ErrorKind, expected: u64) -> Option<Self> {
        let row = operation.errors().row(kind, policy.revision(), expected != 0)?;
        Some(Self {
            http_status: row.http_status,
            code: Cow::Borrowed(row.code),
            message: Cow::Borrowed(if expected == 0 { row.message } else { of_status(row) }),
            expected: bits(expected).map(Status::from_index).collect(),
            kind: Some(kind),
        })
    }
}

/// Rows with their number in their rule.
fn numbered<V>(rows: &'static [Row<V>]) -> impl Iterator<Item = (usize, &'static Row<V>)> {
    RuleTable::rules(rows).flat_map(|rule| (1..).zip(rule))
}

/// What a row asks of a case.
fn of_cases(when: &Region) -> Region {
    when.free_from(attribute::END)
}

fn silent(policy: &Policy, rule_table: &'static RuleTable) -> impl Iterator<Item = InactiveRow> {
    let refusals = rule_table.refusals.iter().map(|row| (row.rule, &row.when, Some(row.then)));
    let settlements = rule_table.settlements.iter().map(|row| (row.rule, &row.when, None));
    let unasked = refusals
        .chain(settlements)
        .enumerate()
        .filter(|(row, _)| !policy.has_row(rule_table.operation, *row));
    unasked.map(|(row, (name, when, kind))| {
        let answered = |interpretation: &&Interpretation| {
            when.admits(interpretation.field()) >> policy.interpretations().index(interpretation.field()) & 1
                == 0
        };
        let mut why: Vec<Why> =
            Interpretation::ALL.iter().filter(answered).map(Why::Interpretation).collect();
        if kind.is_some_and(|kind| Answer::of(policy, rule_table.operation, kind, 0).is_none()) {
            why.push(Why::NoError);
        }
        if why.is_empty() {
            why.push(Why::LeftOut);
        }
        InactiveRow { row, name: Cow::Borrowed(name), kind, why }
    })
}
