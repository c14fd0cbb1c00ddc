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
    /// The lower half of the packed case, with the attributes that built-in rows read.
    packed: u64,
    /// The case, if the operation has custom rules.
    pub(super) case: Option<CustomCase>,
    /// Built-in refusals, then settlements.
    rows: u128,
    pub(super) operation: Operation,
    dry_run: bool,
}

impl<'p> Decision<'p> {
    /// Returns the decision of a case, given the rows that match it.
    #[inline(always)]
    pub(super) fn new<T: OperationTables>(
        packed: u64,
        case: Option<CustomCase>,
        rows: T::Rows,
        dry_run: bool,
        policy: &'p Policy,
    ) -> Self {
        Self {
            policy,
            packed,
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
            None => self.accept(self.settle()),
        }
    }

    #[inline(always)]
    fn first_violation(self) -> Option<OwnedViolation> {
        let rows = self.built_in_refusals();
        let Some(case) = self.case else {
            return Some(OwnedViolation::built_in(self.facts(self.first_built_in(rows)?)));
        };
        let (first, _) = next(self.policy, self.operation, rows, case, Cursor::default())?;
        Some(violation(self.policy, self.operation, self.packed, first).into())
    }

    /// Returns the answer to a call that no rule refuses.
    #[inline(always)]
    fn accept(self, plan: Plan) -> Result<Plan, Rejection> {
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

    /// Returns the violation of a row.
    pub(super) fn violation(self, row: Refusing) -> Violation<'p> {
        violation(self.policy, self.operation, self.packed, row)
    }

    /// Returns the facts of a violation of the row of that number.
    #[inline(always)]
    pub(super) fn facts(self, row: usize) -> Facts {
        facts(self.policy, self.operation, self.packed, row)
    }

    /// Returns the plan of the call, as if no rule refused it.
    #[inline(always)]
    pub(super) fn settle(self) -> Plan {
        let active = self.policy.active(self.operation);
        let settlements = self.rows >> self.rule_table().refusals.len();
        // The parts are kept in registers: the plan is stored once.
        let (unread, (set, mask, values), row) = match self.case {
            None => (0, (0, 0, 0), None),
            Some(case) => {
                let Settled { unread, custom, row } = settlement(self.policy, self.operation, case);
                (unread, custom.into_parts(), row)
            }
        };
        Plan {
            packed: self.packed & self.rule_table().layout.read,
            unread,
            custom: CustomGuard::from_parts(set, mask, values),
            effects: active.effects,
            charges: active.charges,
            operation: self.operation,
            settlement: row.unwrap_or(settlements.trailing_zeros() as u8),
            is_custom: row.is_some(),
        }
    }

    pub(super) fn settling_row(self) -> PolicyRow<'p> {
        let settling = |rules: &'p CustomRules| Some((rules, rules.settling(&self.case?)?));
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

/// Returns the violation of a row.
#[cold]
#[inline(never)]
fn violation(policy: &Policy, operation: Operation, packed: u64, row: Refusing) -> Violation<'_> {
    let (row, custom) = match row {
        Refusing::BuiltIn(row) => (row, None),
        Refusing::Custom(RuleRow { rule, region }) => {
            (region, policy.custom(operation).map(|rules| rules.rule(rule)))
        }
    };
    Violation { facts: facts(policy, operation, packed, row), custom }
}

/// Returns the facts of a violation of the row of that number.
#[inline(always)]
fn facts(policy: &Policy, operation: Operation, packed: u64, row: usize) -> Facts {
    let rule_table = operation.rule_table();
    Facts::new(rule_table, row, rule_table.status(packed), policy)
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
