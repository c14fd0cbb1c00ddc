//! The rows that match a call, and the answer that follows from them.

use super::rejection::{DryRunPass, Rejection};
use super::violation::{Facts, OwnedViolation, Violation};
use crate::attribute::{OperationTables, RowSet};
use crate::plan::Plan;
use crate::policy::{CustomRules, Policy, PolicyRow, Refusing, RuleTable};
use crate::region::Point;
use crate::request::Operation;

/// The active rows and the custom rules that match a call.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'p> {
    pub(super) policy: &'p Policy,
    /// The attributes of the case that rows read.
    packed: u64,
    /// Built-in refusals, then settlements.
    rows: u128,
    pub(super) custom: u64,
    /// The values of the attributes that custom rules read and no built-in row.
    unread: u64,
    operation: Operation,
    dry_run: bool,
}

/// The custom rules that match a call.
#[derive(Clone, Copy)]
pub(super) struct CustomMatch {
    /// The rules, as a set.
    rules: u64,
    /// The values of the attributes that custom rules read and no built-in row.
    unread: u64,
}

impl CustomMatch {
    pub(super) const NONE: Self = Self { rules: 0, unread: 0 };

    pub(super) fn of(operation: Operation, rules: &CustomRules, point: &Point) -> Self {
        let unread = operation.rule_table().unread.hold(point, rules.unread());
        Self { rules: rules.matching(point), unread }
    }
}

impl<'p> Decision<'p> {
    /// Returns the decision of a packed case, given the rows and custom rules that match it.
    #[inline(always)]
    pub(super) fn new<T: OperationTables>(
        packed: u128,
        rows: T::Rows,
        CustomMatch { rules: custom, unread }: CustomMatch,
        dry_run: bool,
        policy: &'p Policy,
    ) -> Self {
        Self {
            policy,
            packed: packed as u64 & const { T::LAYOUT.read },
            rows: rows.bits() & policy.active(T::OPERATION).decisions,
            custom,
            unread,
            operation: T::OPERATION,
            dry_run,
        }
    }

    /// Returns the plan, or the first violation.
    #[inline(always)]
    pub(crate) fn plan(self) -> Result<Plan, Rejection> {
        match self.first_violation() {
            Some(violation) => Err(Rejection::Refused(violation)),
            None => self.accept(),
        }
    }

    /// Returns the same decision of the whole case: refusing a call needs no more of it than its status.
    #[inline(always)]
    pub(super) fn with_packed(self, packed: u64) -> Self {
        Self { packed, ..self }
    }

    #[inline(always)]
    pub(super) fn first_violation(self) -> Option<OwnedViolation> {
        if self.custom == 0 {
            let row = self.first_built_in(self.built_in_refusals())?;
            Some(OwnedViolation::built_in(self.facts(row)))
        } else {
            let first = first(self.policy, self.operation, self.built_in_refusals(), self.custom_refusals())?;
            Some(self.violation(first).into())
        }
    }

    /// Returns the answer to a call that no rule refuses.
    #[inline(always)]
    pub(super) fn accept(self) -> Result<Plan, Rejection> {
        let plan = self.settle();
        if self.dry_run && !plan.is_already_done() {
            return Err(Rejection::DryRunPassed(DryRunPass { plan, revision: self.policy.revision() }));
        }
        Ok(plan)
    }

    #[inline(always)]
    pub(super) fn rule_table(self) -> &'static RuleTable {
        self.operation.rule_table()
    }

    #[inline(always)]
    pub(super) fn built_in_refusals(self) -> u128 {
        self.rows & self.rule_table().refusal_rows()
    }

    #[inline(always)]
    pub(super) fn custom_refusals(self) -> u64 {
        if self.custom == 0 { 0 } else { custom_refusals(self.policy, self.operation, self.custom) }
    }

    /// Returns the first of some built-in refusals by the precedence.
    #[inline(always)]
    pub(super) fn first_built_in(self, rows: u128) -> Option<usize> {
        let first = self.policy.active(self.operation).first(self.rule_table(), rows);
        (rows != 0).then_some(first)
    }

    /// Returns the built-in row that decides, settlements numbered behind refusals.
    #[inline(always)]
    pub(super) fn deciding_row(self) -> usize {
        self.policy.active(self.operation).first(self.rule_table(), self.rows)
    }

    /// Returns the first of some built-in and custom refusals by the precedence.
    #[inline(always)]
    pub(super) fn first(self, rows: u128, custom: u64) -> Option<Refusing> {
        if custom == 0 {
            self.first_built_in(rows).map(Refusing::BuiltIn)
        } else {
            first(self.policy, self.operation, rows, custom)
        }
    }

    #[inline(always)]
    pub(super) fn violation(self, row: Refusing) -> Violation<'p> {
        match row {
            Refusing::BuiltIn(row) => Violation { facts: self.facts(row), custom: None },
            Refusing::Custom(rule) => {
                let custom = self.policy.custom(self.operation).map(|rules| rules.rule(rule));
                Violation { facts: self.facts(0), custom }
            }
        }
    }

    /// Returns the facts of a violation of the built-in row of that number.
    #[inline(always)]
    pub(super) fn facts(self, row: usize) -> Facts {
        let rule_table = self.rule_table();
        Facts::new(rule_table, row, rule_table.status(self.packed), self.policy)
    }

    /// Returns the plan of the call, as if no rule refused it.
    #[inline(always)]
    pub(super) fn settle(self) -> Plan {
        let active = self.policy.active(self.operation);
        let settlements = self.rows >> self.rule_table().refusals.len();
        let custom =
            if self.custom == 0 { None } else { custom_settlement(self.policy, self.operation, self.custom) };
        Plan {
            packed: self.packed,
            unread: self.unread,
            effects: active.effects,
            charges: active.charges,
            operation: self.operation,
            settlement: custom.unwrap_or(settlements.trailing_zeros() as u16),
            is_custom: custom.is_some(),
        }
    }

    pub(super) fn settling_row(self) -> PolicyRow<'p> {
        match (settling(self.policy, self.operation, self.custom), self.policy.custom(self.operation)) {
            (Some(rule), Some(rules)) => rules.rule(rule).row(),
            _ => PolicyRow::of_settlement(self.settle().built_in()),
        }
    }
}

// Most policies have no custom rules. These functions take the parts of a decision that they read, since a
// decision that is passed by reference is stored before every call.

/// Returns the custom rules that match and refuse.
#[cold]
#[inline(never)]
fn custom_refusals(policy: &Policy, operation: Operation, custom: u64) -> u64 {
    policy.custom(operation).map_or(0, |rules| rules.refusing(custom))
}

/// Returns the first of some built-in and custom refusals by the precedence.
#[cold]
#[inline(never)]
fn first(policy: &Policy, operation: Operation, rows: u128, custom: u64) -> Option<Refusing> {
    policy.active(operation).first_of_all(operation.rule_table(), rows, policy.custom(operation)?, custom)
}

/// Returns the number of the built-in row with the settlement of the first custom rule that settles the
/// call; `None` if no custom rule does.
#[cold]
#[inline(never)]
fn custom_settlement(policy: &Policy, operation: Operation, custom: u64) -> Option<u16> {
    let settlement = policy.custom(operation)?.settlement(settling(policy, operation, custom)?)?;
    let row = operation.rule_table().settlements.iter().position(|row| row.then == settlement)?;
    Some(row as u16)
}

/// Returns the number of the custom rule that settles the call; `None` if a built-in row does.
fn settling(policy: &Policy, operation: Operation, custom: u64) -> Option<usize> {
    let settling = policy.custom(operation)?.settling(custom);
    (settling != 0).then(|| settling.trailing_zeros() as usize)
}
