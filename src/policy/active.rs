//! The rows of a rule table that a policy activates, and their order.

use super::custom_rules::{Cursor, CustomCase, CustomRules};
use super::row_index::RuleRow;
use super::rule_table::RuleTable;
use crate::evidence::Revision;
use crate::interpretation::Interpretations;
use crate::outcome::CHARGES;
use crate::rule::Stages;

/// The rows of a rule table that a policy activates, and their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Active {
    /// Refusals, then settlements.
    pub(crate) decisions: u128,
    pub(crate) effects: u64,
    pub(crate) charges: u32,
    /// The refusals that the policy removes.
    pub(super) removed: u128,
    /// `None` is the order of the rule table, followed by custom stages in the order of their addition.
    pub(super) order: Option<Order>,
}

/// The numbers of the stages in their order, filled up with [`NO_STAGE`].
pub(super) type Order = [u8; Stages::MAX];

/// The number of a stage that is always empty.
pub(super) const NO_STAGE: u8 = Stages::MAX as u8 - 1;

/// A refusal, by its number among the built-in rows or among the custom rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusing {
    BuiltIn(usize),
    Custom(RuleRow),
}

impl Active {
    /// No row is active.
    pub(super) const NONE: Self = Self { decisions: 0, effects: 0, charges: 0, removed: 0, order: None };

    /// Returns the same order and removals under other interpretations.
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
            // A row whose error the revision lacks is inactive.
            let has_error = rule_table.operation.errors().lists(row.then, revision);
            decisions |= ((has_error && interpretations.admit(&row.when)) as u128) << n;
            n += 1;
        }
        while n < rule_table.refusals.len() + rule_table.settlements.len() {
            let row = &rule_table.settlements[n - rule_table.refusals.len()];
            decisions |= (interpretations.admit(&row.when) as u128) << n;
            n += 1;
        }
        n = 0;
        while n < rule_table.effects.len() {
            effects |= (interpretations.admit(&rule_table.effects[n].when) as u64) << n;
            n += 1;
        }
        n = 0;
        while n < rule_table.risks.len() {
            let admitted = interpretations.admit(&rule_table.risks[n].when) as u64;
            effects |= admitted << (rule_table.effects.len() + n);
            n += 1;
        }
        n = 0;
        while n < CHARGES.len() {
            charges |= (interpretations.admit(&CHARGES[n].when) as u32) << n;
            n += 1;
        }
        Self { decisions: decisions & !removed, effects, charges, removed, order }
    }

    /// Returns the numbers of the stages in their order.
    pub(super) fn stages(&self, count: usize) -> impl Iterator<Item = usize> + use<> {
        let order = self.order;
        (0..count).map(move |place| order.map_or(place, |order| usize::from(order[place])))
    }

    /// Returns the first of some rows by the precedence, settlements behind all refusals; a number that no
    /// row has if there are none.
    #[inline(always)]
    pub(crate) fn first(&self, rule_table: &RuleTable, rows: u128) -> usize {
        match &self.order {
            None => rows.trailing_zeros() as usize,
            Some(order) => Self::first_in(order, rule_table, rows),
        }
    }

    fn first_in(order: &Order, rule_table: &RuleTable, rows: u128) -> usize {
        order
            .iter()
            .map(|&stage| rows & rule_table.stage_rows[stage as usize])
            .find(|&refusals| refusals != 0)
            .unwrap_or(rows)
            .trailing_zeros() as usize
    }

    /// Returns the first refusal of a case from a position on, of the built-in rows `refusals` and the custom
    /// rules, and the position after it. In a stage, built-in rules are first.
    pub(crate) fn first_of_all(
        &self,
        rule_table: &RuleTable,
        refusals: u128,
        custom: &CustomRules,
        case: &CustomCase,
        from: Cursor,
    ) -> Option<(Refusing, Cursor)> {
        let (first, mut row) = (usize::from(from.place), from.row);
        for (place, stage) in self.stages(Stages::MAX).enumerate().skip(first) {
            let built_in = refusals & rule_table.stage_rows[stage];
            if built_in != 0 {
                let refusing = Refusing::BuiltIn(built_in.trailing_zeros() as usize);
                return Some((refusing, Cursor { place: place as u8, row }));
            }
            if let Some((rule, row)) = custom.refusing(case, stage, row) {
                return Some((Refusing::Custom(rule), Cursor { place: place as u8, row }));
            }
            row = 0;
        }
        None
    }
}
