//! The causes of changes: which rows both policies have, and why a row is active under one of them only.

use super::compare::Comparison;
use super::{CauseKind, ChangeReason, InterpretationChange};
use crate::analysis::rules::{InactiveReason, InactiveRow, Name, RowAnswer, Rules};
use crate::error::ErrorKind;
use crate::interpretation::{Interpretation, StatusText};
use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;

impl Rules {
    /// Returns what identifies the row at an index, regardless of its answer.
    fn key(&self, index: usize) -> (Option<usize>, &Name, usize, bool) {
        let is_refusal = index < self.refusals.len();
        let number = match self.refusals.get(index) {
            Some(row) => row.number,
            None => self.settlements[index - self.refusals.len()].number,
        };
        (self.table_row(index), self.rule(index), number, is_refusal)
    }

    /// Returns the index of each row in other rules; `None` if it is not active there.
    pub(super) fn indices_in(&self, other: &Self) -> Vec<Option<usize>> {
        let mut indices: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for index in 0..other.len() {
            indices.entry(other.key(index)).or_default().push(index);
        }
        let index_of = |index| {
            let same = indices.get(&self.key(index))?;
            same.iter().copied().find(|&there| self.condition(index) == other.condition(there))
        };
        (0..self.len()).map(index_of).collect()
    }

    /// Returns the reasons why a row of other rules is not active in these.
    fn why_inactive(&self, other: &Self, index: usize) -> Vec<ChangeReason> {
        let Some(row) = other.row_name(index).table_row else {
            return vec![ChangeReason::CustomRule];
        };
        let inactive = self.inactive.iter().find(|inactive| inactive.row == row);
        let reason = |why: &InactiveReason| match why {
            InactiveReason::Interpretation(interpretation) => {
                InterpretationChange::between(interpretation, other, self).map(ChangeReason::Interpretation)
            }
            InactiveReason::NoError => match other.answer(index) {
                RowAnswer::Refuses(error) => Some(ChangeReason::Page { from: Some(error.clone()), to: None }),
                RowAnswer::Settles(_) => None,
            },
            InactiveReason::LeftOut => Some(ChangeReason::LeftOut),
            // The action is the same under both policies.
            InactiveReason::NoParameter => None,
        };
        inactive.map_or_else(
            || vec![ChangeReason::LeftOut],
            |InactiveRow { why, .. }| why.iter().filter_map(reason).collect(),
        )
    }
}

/// Swaps the two policies of a reason.
fn reversed(reason: ChangeReason) -> ChangeReason {
    match reason {
        ChangeReason::Page { from, to } => ChangeReason::Page { from: to, to: from },
        ChangeReason::Interpretation(InterpretationChange { id, interpretation, from, to, page }) => {
            ChangeReason::Interpretation(InterpretationChange {
                id,
                interpretation,
                from: to,
                to: from,
                page,
            })
        }
        same => same,
    }
}

/// Adds reasons without duplicates.
pub(super) fn merge(reasons: &mut Vec<ChangeReason>, more: Vec<ChangeReason>) {
    for reason in more {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
}

impl Comparison<'_> {
    /// Returns the cause of the change of two rows, its reasons, and all reasons why these rows decide.
    pub(super) fn cause(&self, i: usize, j: usize) -> (CauseKind, Vec<ChangeReason>, Vec<ChangeReason>) {
        let (row, other) = (self.from.row_name(i), self.to.row_name(j));
        let removed = if self.forth[i].is_none() { self.to.why_inactive(self.from, i) } else { Vec::new() };
        let added = if self.back[j].is_none() {
            self.from.why_inactive(self.to, j).into_iter().map(reversed).collect()
        } else {
            Vec::new()
        };
        let mut all = removed.clone();
        merge(&mut all, added.clone());
        let (kind, why) = if self.forth[i].is_none() {
            (CauseKind::NoLongerDecides(row.rule), removed)
        } else if self.back[j].is_none() {
            (CauseKind::NewlyDecides(other.rule), added)
        } else if self.forth[i] == Some(j) {
            all = self.error_reasons(i, j);
            (CauseKind::DifferentAnswer(row.rule), all.clone())
        } else {
            all.push(ChangeReason::Precedence);
            (CauseKind::AskedLater(row.rule), vec![ChangeReason::Precedence])
        };
        (kind, why, all)
    }

    /// Returns the reasons why a row raises another error: the interpretation of the message, or a page.
    fn error_reasons(&self, i: usize, j: usize) -> Vec<ChangeReason> {
        let (RowAnswer::Refuses(from), RowAnswer::Refuses(to)) = (self.from.answer(i), self.to.answer(j))
        else {
            return Vec::new();
        };
        let text =
            Interpretation::ALL.iter().find(|interpretation| interpretation.field() == StatusText::FIELD);
        let change = text
            .filter(|_| from.kind == Some(ErrorKind::IncorrectInstanceStatus))
            .and_then(|text| InterpretationChange::between(text, self.from, self.to));
        vec![match change {
            Some(change) => ChangeReason::Interpretation(change),
            None => ChangeReason::Page { from: Some(from.clone()), to: Some(to.clone()) },
        }]
    }
}
