//! The rows that match a call, and the answer that follows from them.

use super::rejection::{DryRunPass, Rejection};
use super::violation::{Facts, OwnedViolation, Violation};
use crate::attribute::{OperationTables, RowSet};
use crate::custom_values::CustomGuard;
use crate::plan::Plan;
use crate::policy::{Cursor, CustomCase, CustomRules, Policy, PolicyRow, Refusing, RuleRow, RuleTable};
use crate::request::Operation;

/// The active rows that match a call, and its case.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'p> {
    pub(super) policy: &'p Policy,
    /// The case: without custom rules, the attributes that rows read.
    pub(super) case: CustomCase,
    /// Built-in refusals, then settlements.
    rows: u128,
    pub(super) operation: Operation,
    dry_run: bool,
}

impl<'p> Decision<'p> {
    /// Returns the decision of a case, given the rows that match it.
    #[inline(always)]
    pub(super) fn new<T: OperationTables>(
        case: CustomCase,
        rows: T::Rows,
        dry_run: bool,
        policy: &'p Policy,
    ) -> Self {
        Self {
            policy,
            case,
            rows: rows.bits() & policy.active(T::OPERATION).decisions,
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

    #[inline(always)]
    fn first_violation(self) -> Option<OwnedViolation> {
        let rows = self.built_in_refusals();
        if self.case.is_none() {
            return Some(OwnedViolation::built_in(self.facts(self.first_built_in(rows)?)));
        }
        let (first, _) = next(self.policy, self.operation, rows, self.case, Cursor::default())?;
        Some(self.violation(first).into())
    }

    /// Returns the answer to a call that no rule refuses.
    #[inline(always)]
    fn accept(self) -> Result<Plan, Rejection> {
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

    #[inline(always)]
    pub(super) fn violation(self, row: Refusing) -> Violation<'p> {
        match row {
            Refusing::BuiltIn(row) => Violation { facts: self.facts(row), custom: None },
            Refusing::Custom(row) => self.violation_of(row),
        }
    }

    /// Returns the violation of a custom rule.
    pub(super) fn violation_of(self, RuleRow { rule, region }: RuleRow) -> Violation<'p> {
        let custom = self.policy.custom(self.operation).map(|rules| rules.rule(rule));
        Violation { facts: self.facts(region), custom }
    }

    /// Returns the facts of a violation of the row of that number.
    #[inline(always)]
    pub(super) fn facts(self, row: usize) -> Facts {
        let rule_table = self.rule_table();
        Facts::new(rule_table, row, rule_table.status(self.case.low), self.policy)
    }

    /// Returns the plan of the call, as if no rule refused it.
    #[inline(always)]
    pub(super) fn settle(self) -> Plan {
        let active = self.policy.active(self.operation);
        let settlements = self.rows >> self.rule_table().refusals.len();
        let (packed, added) = if self.case.is_none() {
            (self.case.low, Settled::BUILT_IN)
        } else {
            let packed = self.case.low & self.rule_table().layout.read;
            (packed, settlement(self.policy, self.operation, self.case))
        };
        let Settled { unread, custom, row } = added;
        Plan {
            packed,
            unread,
            custom,
            effects: active.effects,
            charges: active.charges,
            operation: self.operation,
            settlement: row.unwrap_or(settlements.trailing_zeros() as u8),
            is_custom: row.is_some(),
        }
    }

    pub(super) fn settling_row(self) -> PolicyRow<'p> {
        let settling = |rules: &'p CustomRules| Some((rules, rules.settling(&self.case)?));
        match self.policy.custom(self.operation).and_then(settling) {
            Some((rules, RuleRow { rule, region })) => rules.rule(rule).row(region),
            None => PolicyRow::of_settlement(self.settle().built_in()),
        }
    }
}

// Most policies have no custom rules. These functions take the parts of a decision that they read, since a
// decision that is passed by reference is stored before every call.

/// Returns the first refusal from a position on, of some built-in rows and the custom rules, and the position
/// after it.
#[cold]
#[inline(never)]
pub(super) fn next(
    policy: &Policy,
    operation: Operation,
    rows: u128,
    case: CustomCase,
    from: Cursor,
) -> Option<(Refusing, Cursor)> {
    let (active, rules) = (policy.active(operation), policy.custom(operation)?);
    active.first_of_all(operation.rule_table(), rows, rules, &case, from)
}

/// What custom rules add to a plan.
struct Settled {
    /// The values of the built-in attributes that only custom rules read.
    unread: u64,
    /// The values of the custom attributes that they read.
    custom: CustomGuard,
    /// The number of the built-in row with the settlement of the first custom rule that settles the call;
    /// `None` if no custom rule does.
    row: Option<u8>,
}

impl Settled {
    /// There are no custom rules.
    const BUILT_IN: Self = Self { unread: 0, custom: CustomGuard::NONE, row: None };
}

/// Returns what custom rules add to the plan of a case.
#[cold]
#[inline(never)]
fn settlement(policy: &Policy, operation: Operation, case: CustomCase) -> Settled {
    let Some(rules) = policy.custom(operation) else { return Settled::BUILT_IN };
    let rule_table = operation.rule_table();
    let settlement = rules.settling(&case).and_then(|row| rules.settlement(row.rule));
    let row = settlement.and_then(|then| rule_table.settlements.iter().position(|row| row.then == then));
    Settled {
        unread: rule_table.unread.hold(&rule_table.layout, case.packed(), rules.unread()),
        custom: policy.custom_guard(rules, case.custom),
        row: row.map(|row| row as u8),
    }
}
