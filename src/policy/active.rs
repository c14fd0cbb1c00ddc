//! What of a ladder speaks under a policy, and in which order.

use super::ladder::Ladder;
use super::own_rows::OwnRows;
use crate::evidence::Revision;
use crate::outcome::CHARGES;
use crate::reading::Readings;
use crate::rule::Chapters;

/// What of a ladder speaks under a policy, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Active {
    /// Refusals, and above them settlements.
    pub(crate) decisions: u64,
    pub(crate) effects: u32,
    pub(crate) charges: u32,
    /// The refusals that the policy removes.
    pub(super) removed: u64,
    /// None is the order of the ladder, and behind it that in which own chapters were added.
    pub(super) order: Option<Order>,
}

/// Chapters by their numbers; those behind the last are empty.
pub(super) type Order = [u8; Chapters::MOST];

/// The number of a chapter that never is: it has no rows.
pub(super) const NO_CHAPTER: u8 = Chapters::MOST as u8 - 1;

/// A refusal, by its number among the built-in rows or among the own rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusing {
    BuiltIn(usize),
    Own(usize),
}

impl Active {
    /// Nothing speaks yet.
    pub(super) const NOTHING: Self = Self { decisions: 0, effects: 0, charges: 0, removed: 0, order: None };

    /// The same order and removals under these readings.
    pub(super) const fn under(self, ladder: &Ladder, revision: Revision, readings: &Readings) -> Self {
        let Self { removed, order, .. } = self;
        let (mut decisions, mut effects, mut charges) = (0, 0, 0);
        let mut n = 0;
        while n < ladder.refusals.len() {
            let row = &ladder.refusals[n];
            // What a revision has no error for it cannot refuse.
            let raised = ladder.operation.errors().row(row.then, revision, false).is_some();
            decisions |= ((raised && readings.admit(&row.when)) as u64) << n;
            n += 1;
        }
        while n < ladder.refusals.len() + ladder.settlements.len() {
            let row = &ladder.settlements[n - ladder.refusals.len()];
            decisions |= (readings.admit(&row.when) as u64) << n;
            n += 1;
        }
        n = 0;
        while n < ladder.effects.len() {
            effects |= (readings.admit(&ladder.effects[n].when) as u32) << n;
            n += 1;
        }
        n = 0;
        while n < CHARGES.len() {
            charges |= (readings.admit(&CHARGES[n].when) as u32) << n;
            n += 1;
        }
        Self { decisions: decisions & !removed, effects, charges, removed, order }
    }

    /// The chapters, by their numbers, in this order.
    pub(super) fn chapters(&self, count: usize) -> impl Iterator<Item = usize> + use<> {
        let order = self.order;
        (0..count).map(move |place| order.map_or(place, |order| usize::from(order[place])))
    }

    /// Of a set of rows the first, by the precedence, settlements behind all refusals; of none a number
    /// that no row has.
    #[inline(always)]
    pub(crate) fn first(&self, ladder: &Ladder, rows: u64) -> usize {
        match &self.order {
            None => rows.trailing_zeros() as usize,
            Some(order) => Self::first_in(order, ladder, rows),
        }
    }

    fn first_in(order: &Order, ladder: &Ladder, rows: u64) -> usize {
        order
            .iter()
            .map(|&chapter| rows & ladder.chapter_rows[chapter as usize])
            .find(|&refusals| refusals != 0)
            .unwrap_or(rows)
            .trailing_zeros() as usize
    }

    /// Of built-in and own refusals the first, by the precedence; in a chapter the built-in one.
    pub(crate) fn first_of_all(
        &self,
        ladder: &Ladder,
        refusals: u64,
        rows: &OwnRows,
        own: u64,
    ) -> Option<Refusing> {
        self.chapters(Chapters::MOST).find_map(|chapter| {
            let (built_in, own) = (refusals & ladder.chapter_rows[chapter], rows.in_chapter(own, chapter));
            match (built_in, own) {
                (0, 0) => None,
                (0, own) => Some(Refusing::Own(own.trailing_zeros() as usize)),
                (built_in, _) => Some(Refusing::BuiltIn(built_in.trailing_zeros() as usize)),
            }
        })
    }
}
