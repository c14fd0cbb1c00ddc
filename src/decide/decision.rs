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
        let Self { policy, packed, case, rows, operation, dry_run } = self;
        if let Some(case) = case {
            return plan_by_custom_rules(policy, packed, case, rows, operation, dry_run);
        }
        match self.first_built_in(self.built_in_refusals()) {
            Some(row) => Err(Rejection::Refused(OwnedViolation::built_in(self.facts(row)))),
            None => self.accept(self.plan_with(Settled::BUILT_IN)),
        }
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
        Facts::new(rule_table, row, rule_table.status(self.packed), self.policy)
    }

    /// Returns the plan of the call, as if no rule refused it.
    #[inline(always)]
    pub(super) fn settle(self) -> Plan {
        self.plan_with(match self.case {
            None => Settled::BUILT_IN,
            Some(case) => settlement(self.policy, self.operation, case),
        })
    }

    /// Returns the plan of the call with what custom rules add to it.
    #[inline(always)]
    fn plan_with(self, Settled { unread, custom, row }: Settled) -> Plan {
        let active = self.policy.active(self.operation);
        let settlements = self.rows >> self.rule_table().refusals.len();
        Plan {
            packed: self.packed & self.rule_table().layout.read,
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

/// Returns the plan of a call, or the first violation, by all rules.
#[cold]
#[inline(never)]
fn plan_by_custom_rules(
    policy: &Policy,
    packed: u64,
    case: CustomCase,
    rows: u128,
    operation: Operation,
    dry_run: bool,
) -> Result<Plan, Rejection> {
    let decision = Decision { policy, packed, case: Some(case), rows, operation, dry_run };
    match next(policy, operation, decision.built_in_refusals(), case, Cursor::default()) {
        Some((first, _)) => Err(Rejection::Refused(decision.violation(first).into())),
        None => decision.accept(decision.settle()),
    }
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
