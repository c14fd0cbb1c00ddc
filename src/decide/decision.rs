//! The rows that match a call, and the answer that follows from them.

use super::rejection::{DryRunPass, Rejection};
use super::violation::{Facts, OwnedViolation, Violation};
use crate::attribute::{OperationTables, RowSet};
use crate::plan::Plan;
use crate::policy::{Policy, PolicyRow, Refusing, RuleTable};
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
    operation: Operation,
    dry_run: bool,
}

impl<'p> Decision<'p> {
    /// Returns the decision of a packed case, given the rows and custom rules that match it.
    #[inline(always)]
    pub(super) fn new<T: OperationTables>(
        packed: u128,
        rows: T::Rows,
        custom: u64,
        dry_run: bool,
        policy: &'p Policy,
    ) -> Self {
        Self {
            policy,
            packed: packed as u64 & const { T::LAYOUT.read },
            rows: rows.bits() & policy.active(T::OPERATION).decisions,
            custom,
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
    pub(super) fn with_packed<T: OperationTables>(self, packed: u128) -> Self {
        Self { packed: packed as u64 & const { T::LAYOUT.read }, ..self }
    }

    #[inline(always)]
    pub(super) fn first_violation(self) -> Option<OwnedViolation> {
        if self.custom != 0 {
            return self.first_custom_violation();
        }
        let row = self.first_built_in(self.built_in_refusals())?;
        Some(OwnedViolation::built_in(self.facts(row)))
    }

    /// Returns the first violation if a custom rule matches: most policies have none.
    #[cold]
    fn first_custom_violation(self) -> Option<OwnedViolation> {
        let first = self.first(self.built_in_refusals(), self.custom_refusals())?;
        Some(self.violation(first).into())
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

    #[cold]
    pub(super) fn custom_refusals(self) -> u64 {
        self.policy.custom(self.operation).map_or(0, |rules| rules.refusing(self.custom))
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
    #[cold]
    pub(super) fn first(self, rows: u128, custom: u64) -> Option<Refusing> {
        let active = self.policy.active(self.operation);
        active.first_of_all(self.rule_table(), rows, self.policy.custom(self.operation)?, custom)
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
    fn facts(self, row: usize) -> Facts {
        let rule_table = self.rule_table();
        Facts::new(rule_table, row, rule_table.status(self.packed), self.policy)
    }

    /// Returns the plan of the call, as if no rule refused it.
    #[inline(always)]
    pub(super) fn settle(self) -> Plan {
        let active = self.policy.active(self.operation);
        let settlements = self.rows >> self.rule_table().refusals.len();
        let plan = Plan {
            packed: self.packed,
            effects: active.effects,
            charges: active.charges,
            operation: self.operation,
            settlement: settlements.trailing_zeros() as u16,
            is_custom: false,
        };
        if self.custom == 0 { plan } else { self.settle_by_custom_rules(plan) }
    }

    /// Returns the plan of the first custom settlement that matches; otherwise that of the built-in rows.
    #[cold]
    fn settle_by_custom_rules(self, plan: Plan) -> Plan {
        let settlement = self
            .custom_settlement()
            .and_then(|rule| self.policy.custom(self.operation).and_then(|rules| rules.settlement(rule)));
        let settlements = self.rule_table().settlements;
        match settlements.iter().position(|row| Some(row.then) == settlement) {
            Some(row) => Plan { settlement: row as u16, is_custom: true, ..plan },
            None => plan,
        }
    }

    /// Returns the number of the custom rule that settles the call; `None` if a built-in row does.
    fn custom_settlement(self) -> Option<usize> {
        let settling = self.policy.custom(self.operation)?.settling(self.custom);
        (settling != 0).then(|| settling.trailing_zeros() as usize)
    }

    pub(super) fn settling_row(self) -> PolicyRow<'p> {
        match (self.custom_settlement(), self.policy.custom(self.operation)) {
            (Some(rule), Some(rules)) => rules.rule(rule).row(),
            _ => PolicyRow::of_settlement(self.settle().built_in()),
        }
    }
}
