//! What of a rule table speaks under a policy, and in which order.

use super::custom_rules::CustomRules;
use super::rule_table::RuleTable;
use crate::evidence::Revision;
use crate::interpretation::Interpretations;
use crate::outcome::CHARGES;
use crate::rule::Stages;

/// What of a rule table speaks under a policy, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Active {
    /// Refusals, and above them settlements.
    pub(crate) decisions: u64,
    pub(crate) effects: u64,
    pub(crate) charges: u32,
    /// The refusals that the policy removes.
    pub(super) removed: u64,
    /// None is the order of the rule table, and behind it that in which custom stages were added.
    pub(super) order: Option<Order>,
}

/// Stages by their numbers; those behind the last are empty.
pub(super) type Order = [u8; Stages::MAX];

/// The number of a stage that never is: it has no rows.
pub(super) const NO_STAGE: u8 = Stages::MAX as u8 - 1;

/// A refusal, by its number among the built-in rows or among the custom rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusing {
    BuiltIn(usize),
    Own(usize),
}

impl Active {
    /// Nothing speaks yet.
    pub(super) const NOTHING: Self = Self { decisions: 0, effects: 0, charges: 0, removed: 0, order: None };

    /// The same order and removals under these interpretations.
    pub(super) const fn under(
        self,
        rule_table: &RuleTable,
        revision: Revision,
        interpretations: &Interpretations,
    ) -> Self {
        let Self { removed, order, .. } = self;
        let (mut decisions, mut effects, mut charges) = (0, 0, 0);
        let mut n = 0;
        while n < rule_table.refusals.len() {
            let row = &rule_table.refusals[n];
            // What a revision has no error for it cannot refuse.
            let raised = rule_table.operation.errors().row(row.then, revision, false).is_some();
            decisions |= ((raised && interpretations.admit(&row.when)) as u64) << n;
            n += 1;
        }
        while n < rule_table.refusals.len() + rule_table.settlements.len() {
            let row = &rule_table.settlements[n - rule_table.refusals.len()];
            decisions |= (interpretations.admit(&row.when) as u64) << n;
            n += 1;
        }
        n = 0;
        while n < rule_table.effects.len() {
            effects |= (interpretations.admit(&rule_table.effects[n].when) as u64) << n;
            n += 1;
        }
        n = 0;
        while n < CHARGES.len() {
            charges |= (interpretations.admit(&CHARGES[n].when) as u32) << n;
            n += 1;
        }
        Self { decisions: decisions & !removed, effects, charges, removed, order }
    }

    /// The stages, by their numbers, in this order.
    pub(super) fn stages(&self, count: usize) -> impl Iterator<Item = usize> + use<> {
        let order = self.order;
        (0..count).map(move |place| order.map_or(place, |order| usize::from(order[place])))
    }

    /// Of a set of rows the first, by the precedence, settlements behind all refusals; of none a number
    /// that no row has.
    #[inline(always)]
    pub(crate) fn first(&self, rule_table: &RuleTable, rows: u64) -> usize {
        match &self.order {
            None => rows.trailing_zeros() as usize,
            Some(order) => Self::first_in(order, rule_table, rows),
        }
    }

    fn first_in(order: &Order, rule_table: &RuleTable, rows: u64) -> usize {
        order
            .iter()
            .map(|&stage| rows & rule_table.stage_rows[stage as usize])
            .find(|&refusals| refusals != 0)
            .unwrap_or(rows)
            .trailing_zeros() as usize
    }

    /// Of built-in and custom refusals the first, by the precedence; in a stage the built-in one.
    pub(crate) fn first_of_all(
        &self,
        rule_table: &RuleTable,
        refusals: u64,
        rows: &CustomRules,
        custom: u64,
    ) -> Option<Refusing> {
        self.stages(Stages::MAX).find_map(|stage| {
            let (built_in, custom) = (refusals & rule_table.stage_rows[stage], rows.in_stage(custom, stage));
            match (built_in, custom) {
                (0, 0) => None,
                (0, custom) => Some(Refusing::Own(custom.trailing_zeros() as usize)),
                (built_in, _) => Some(Refusing::BuiltIn(built_in.trailing_zeros() as usize)),
            }
        })
    }
}
