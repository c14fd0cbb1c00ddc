//! What is known of a call once it is matched, and what is answered on it.

use super::objection::{Facts, Objection, Refusal};
use super::rejection::{DryRunPass, Rejection};
use crate::attribute::matching;
use crate::plan::Plan;
use crate::policy::{LADDERS, Ladder, Laddered, Policy, PolicyRow, Refusing};

/// Which rows of a ladder match a case, of those that the policy leaves active, and which own rules.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'p> {
    policy: &'p Policy,
    /// What rows read of the case.
    packed: u64,
    rows: u64,
    pub(super) own: u64,
    /// The number of the ladder.
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
    /// What the tables say of a packed case, of which one fact and the own rules that match are given
    /// beside.
    #[inline(always)]
    pub(crate) fn of_packed<L: Laddered>(packed: u64, own: u64, dry_run: bool, policy: &'p Policy) -> Self {
        Self::of_rows::<L>(matching(L::TABLES, packed), packed, own, dry_run, policy)
    }

    /// Of the rows that match a packed case those that the policy leaves active.
    #[inline(always)]
    pub(super) fn of_rows<L: Laddered>(
        rows: u64,
        packed: u64,
        own: u64,
        dry_run: bool,
        policy: &'p Policy,
    ) -> Self {
        let packed = packed & const { L::LAYOUT.read };
        let rows = rows & policy.active(L::INDEX).decisions;
        let purpose = if dry_run { Purpose::Check } else { Purpose::Act };
        Self { policy, packed, rows, own, index: L::INDEX, purpose }
    }

    #[inline(always)]
    pub(super) fn ladder(self) -> &'static Ladder {
        LADDERS[self.index as usize]
    }

    #[inline(always)]
    pub(super) fn built_in_refusals(self) -> u64 {
        self.rows & self.ladder().refusal_rows()
    }

    #[cold]
    pub(super) fn own_refusals(self) -> u64 {
        self.policy.own(self.index).map_or(0, |rules| rules.refusing(self.own))
    }

    /// Of built-in refusals the first, by the precedence. There is no branch on whether there is one.
    #[inline(always)]
    pub(super) fn first_built_in(self, rows: u64) -> Option<usize> {
        let first = self.policy.active(self.index).first(self.ladder(), rows);
        (rows != 0).then_some(first)
    }

    /// The built-in row that decides, settlements numbered behind all refusals.
    #[inline(always)]
    pub(super) fn deciding_row(self) -> usize {
        self.policy.active(self.index).first(self.ladder(), self.rows)
    }

    /// Of built-in and own refusals the first, by the precedence.
    #[cold]
    pub(super) fn first(self, (rows, own): (u64, u64)) -> Option<Refusing> {
        let active = self.policy.active(self.index);
        active.first_of_all(self.ladder(), rows, self.policy.own(self.index)?, own)
    }

    #[inline(always)]
    pub(super) fn objection(self, row: Refusing) -> Objection<'p> {
        match row {
            Refusing::BuiltIn(row) => Objection { facts: self.facts(row), own: None },
            Refusing::Own(rule) => {
                let own = self.policy.own(self.index).map(|rules| rules.rule(rule));
                Objection { facts: self.facts(0), own }
            }
        }
    }

    /// What is to be known of the refusal of that number.
    #[inline(always)]
    fn facts(self, row: usize) -> Facts {
        let ladder = self.ladder();
        Facts::of(ladder, row, ladder.status(self.packed), self.policy)
    }

    /// The number of the own rule that settles the call, where one does.
    #[inline]
    fn own_settlement(self) -> Option<usize> {
        let settling = self.policy.own(self.index)?.settling(self.own);
        (settling != 0).then(|| settling.trailing_zeros() as usize)
    }

    /// The plan that would run if nothing objected.
    #[inline]
    pub(super) fn settle(self) -> Plan {
        let plan = self.settle_by_rows();
        let Some(rule) = self.own_settlement() else { return plan };
        // An own rule settles as the first built-in row does that settles calls so.
        let settlement = self.policy.own(self.index).and_then(|rules| rules.settlement(rule));
        let row = self.ladder().settlements.iter().position(|row| Some(row.then) == settlement);
        let settlement = row.map_or(plan.settlement, |row| row as u32);
        Plan { settlement: settlement | Plan::OWN, ..plan }
    }

    #[inline(always)]
    fn settle_by_rows(self) -> Plan {
        let active = self.policy.active(self.index);
        Plan {
            index: self.index,
            packed: self.packed,
            effects: active.effects,
            charges: active.charges,
            settlement: (self.rows >> self.ladder().refusals.len()).trailing_zeros(),
        }
    }

    pub(super) fn settling_row(self) -> PolicyRow<'p> {
        match (self.own_settlement(), self.policy.own(self.index)) {
            (Some(rule), Some(rules)) => rules.rule(rule).row(),
            _ => PolicyRow::of_settlement(self.settle().built_in()),
        }
    }

    #[inline(always)]
    pub(crate) fn plan(self) -> Result<Plan, Rejection> {
        if self.own != 0 {
            let Self { policy, packed, rows, own, index, purpose } = self;
            return plan_by_own(policy, packed, rows, own, index, purpose);
        }
        let refusing = self.built_in_refusals();
        if refusing != 0 {
            let first = self.policy.active(self.index).first(self.ladder(), refusing);
            return Err(Rejection::Refused(Refusal::built_in(self.facts(first))));
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

/// The plan where an own rule matches. Kept apart from what most policies need, and given the parts
/// of a [`Decision`], so that no other has to be laid out in memory.
#[cold]
#[inline(never)]
fn plan_by_own(
    policy: &Policy,
    packed: u64,
    rows: u64,
    own: u64,
    index: u32,
    purpose: Purpose,
) -> Result<Plan, Rejection> {
    let decision = Decision { policy, packed, rows, own, index, purpose };
    match decision.first((decision.built_in_refusals(), decision.own_refusals())) {
        Some(first) => Err(Rejection::Refused(decision.objection(first).into())),
        None => decision.answer(decision.settle()),
    }
}
