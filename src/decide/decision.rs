//! What is known of a call once it is matched, and what is answered on it.

use super::rejection::{DryRunPass, Rejection};
use super::violation::{Facts, OwnedViolation, Violation};
use crate::attribute::matching;
use crate::plan::Plan;
use crate::policy::{HasRuleTable, Policy, PolicyRow, RULE_TABLES, Refusing, RuleTable};

/// Which rows of a rule table match a case, of those that the policy leaves active, and which custom rules.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'p> {
    pub(super) policy: &'p Policy,
    /// What rows read of the case.
    packed: u64,
    rows: u64,
    pub(super) custom: u64,
    /// The number of the rule table.
    index: u32,
    purpose: Purpose,
}

/// What a call is for.
///
/// It is as wide as the number beside it, here as elsewhere, so that nothing is padded: to copy what
/// is padded reads bytes together that were just written one by one, and waits for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
enum Purpose {
    Act,
    Check,
}

impl<'p> Decision<'p> {
    /// What the tables say of a packed case, of which one fact and the custom rules that match are given
    /// beside.
    #[inline(always)]
    pub(crate) fn of_packed<L: HasRuleTable>(
        packed: u64,
        custom: u64,
        dry_run: bool,
        policy: &'p Policy,
    ) -> Self {
        Self::of_rows::<L>(matching(L::TABLES, packed), packed, custom, dry_run, policy)
    }

    /// Of the rows that match a packed case those that the policy leaves active.
    #[inline(always)]
    pub(super) fn of_rows<L: HasRuleTable>(
        rows: u64,
        packed: u64,
        custom: u64,
        dry_run: bool,
        policy: &'p Policy,
    ) -> Self {
        let packed = packed & const { L::LAYOUT.read };
        let rows = rows & policy.active(L::INDEX).decisions;
        let purpose = if dry_run { Purpose::Check } else { Purpose::Act };
        Self { policy, packed, rows, custom, index: L::INDEX, purpose }
    }

    #[inline(always)]
    pub(super) fn rule_table(self) -> &'static RuleTable {
        RULE_TABLES[self.index as usize]
    }

    #[inline(always)]
    pub(super) fn built_in_refusals(self) -> u64 {
        self.rows & self.rule_table().refusal_rows()
    }

    #[cold]
    pub(super) fn own_refusals(self) -> u64 {
        self.policy.custom(self.index).map_or(0, |rules| rules.refusing(self.custom))
    }

    /// Of built-in refusals the first, by the precedence. There is no branch on whether there is one.
    #[inline(always)]
    pub(super) fn first_built_in(self, rows: u64) -> Option<usize> {
        let first = self.policy.active(self.index).first(self.rule_table(), rows);
        (rows != 0).then_some(first)
    }

    /// The built-in row that decides, settlements numbered behind all refusals.
    #[inline(always)]
    pub(super) fn deciding_row(self) -> usize {
        self.policy.active(self.index).first(self.rule_table(), self.rows)
    }

    /// Of built-in and custom refusals the first, by the precedence.
    #[cold]
    pub(super) fn first(self, (rows, custom): (u64, u64)) -> Option<Refusing> {
        let active = self.policy.active(self.index);
        active.first_of_all(self.rule_table(), rows, self.policy.custom(self.index)?, custom)
    }

    #[inline(always)]
    pub(super) fn violation(self, row: Refusing) -> Violation<'p> {
        match row {
            Refusing::BuiltIn(row) => Violation { facts: self.facts(row), custom: None },
            Refusing::Own(rule) => {
                let custom = self.policy.custom(self.index).map(|rules| rules.rule(rule));
                Violation { facts: self.facts(0), custom }
            }
        }
    }

    /// What is to be known of the refusal of that number.
    #[inline(always)]
    fn facts(self, row: usize) -> Facts {
        let rule_table = self.rule_table();
        Facts::of(rule_table, row, rule_table.status(self.packed), self.policy)
    }

    /// The number of the custom rule that settles the call, where one does.
    #[inline]
    fn own_settlement(self) -> Option<usize> {
        let settling = self.policy.custom(self.index)?.settling(self.custom);
        (settling != 0).then(|| settling.trailing_zeros() as usize)
    }

    /// The plan that would run if nothing objected.
    #[inline]
    pub(super) fn settle(self) -> Plan {
        let plan = self.settle_by_rows();
        let Some(rule) = self.own_settlement() else { return plan };
        // A custom rule settles as the first built-in row does that settles calls so.
        let settlement = self.policy.custom(self.index).and_then(|rules| rules.settlement(rule));
        let row = self.rule_table().settlements.iter().position(|row| Some(row.then) == settlement);
        let settlement = row.map_or(plan.settlement, |row| row as u16);
        Plan { settlement: settlement | Plan::CUSTOM, ..plan }
    }

    #[inline(always)]
    fn settle_by_rows(self) -> Plan {
        let active = self.policy.active(self.index);
        Plan {
            index: self.index as u16,
            packed: self.packed,
            effects: active.effects,
            charges: active.charges,
            settlement: (self.rows >> self.rule_table().refusals.len()).trailing_zeros() as u16,
        }
    }

    pub(super) fn settling_row(self) -> PolicyRow<'p> {
        match (self.own_settlement(), self.policy.custom(self.index)) {
            (Some(rule), Some(rules)) => rules.rule(rule).row(),
            _ => PolicyRow::of_settlement(self.settle().built_in()),
        }
    }

    #[inline(always)]
    pub(crate) fn plan(self) -> Result<Plan, Rejection> {
        if self.custom != 0 {
            let Self { policy, packed, rows, custom, index, purpose } = self;
            return plan_by_own(policy, packed, rows, custom, index, purpose);
        }
        let refusing = self.built_in_refusals();
        if refusing != 0 {
            let first = self.policy.active(self.index).first(self.rule_table(), refusing);
            return Err(Rejection::Refused(OwnedViolation::built_in(self.facts(first))));
        }
        self.answer(self.settle_by_rows())
    }

    /// The answer to a call that nothing objects to.
    #[inline(always)]
    fn answer(self, plan: Plan) -> Result<Plan, Rejection> {
        if self.purpose == Purpose::Check && !plan.is_already_done() {
            return Err(Rejection::DryRunPassed(DryRunPass { plan, revision: self.policy.revision() }));
        }
        Ok(plan)
    }
}

/// The plan where a custom rule matches. Kept apart from what most policies need, and given the parts
/// of a [`Decision`], so that no other has to be laid out in memory.
#[cold]
#[inline(never)]
fn plan_by_own(
    policy: &Policy,
    packed: u64,
    rows: u64,
    custom: u64,
    index: u32,
    purpose: Purpose,
) -> Result<Plan, Rejection> {
    let decision = Decision { policy, packed, rows, custom, index, purpose };
    match decision.first((decision.built_in_refusals(), decision.own_refusals())) {
        Some(first) => Err(Rejection::Refused(decision.violation(first).into())),
        None => decision.answer(decision.settle()),
    }
}
