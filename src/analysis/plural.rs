//! The rules of plural operations.
//!
//! A plural call decides each instance as its singular does, with the parameters that the plural does not
//! take at fixed values, and answers with the errors of its own page.

use super::rules::{ErrorAnswer, InactiveReason, InactiveRow, ResolvedRow, Rules};
use crate::attribute::{ATTRIBUTES, Attribute, MASKS};
use crate::condition::region;
use crate::error::ErrorTable;
use crate::evidence::Revision;
use crate::region::Region;
use crate::request::{Action, Operation};
use alloc::borrow::Cow;
use alloc::vec;
use alloc::vec::Vec;

#[rustfmt::skip] // a table: one line an action
const FIXED: &[(Action, Region)] = &[
    (Action::StopInstances,   region!({ request.confirm_stop: Yes, request.hibernate: No, request.dry_run: No })),
    (Action::StartInstances,  region!({ request.init_local_disk: No, request.dry_run: No })),
    (Action::RebootInstances, region!({ request.dry_run: No })),
    (Action::DeleteInstances, region!({ request.dry_run: No })),
];

/// Returns the cases that an action makes of its instances: the parameters of the singular operation that a
/// plural action does not take have fixed values. All cases for an action on one instance.
///
/// A dry run of a plural call is decided for the call as a whole, as [`batch`](fn@crate::batch::batch) does.
///
/// ```
/// use instance_lifecycle::Action;
/// use instance_lifecycle::analysis::cases_of_each;
/// use instance_lifecycle::rules::Condition;
///
/// let cases = cases_of_each(Action::StopInstances);
/// assert_eq!(
///     Condition::new(&cases).to_string(),
///     "request.confirm_stop: Yes, request.hibernate: No, request.dry_run: No"
/// );
/// ```
#[must_use]
pub fn cases_of_each(action: Action) -> Region {
    FIXED.iter().find(|(plural, _)| *plural == action).map_or(Region::FULL, |(_, fixed)| *fixed)
}

/// Returns the first attribute that a region restricts to values that no call of an action has.
pub(super) fn not_taken(action: Action, region: &Region) -> Option<&'static Attribute> {
    let fixed = cases_of_each(action);
    ATTRIBUTES.iter().find(|attribute| fixed.admits(attribute.field) & region.admits(attribute.field) == 0)
}

/// Returns a region without the constraints on parameters that an action does not take.
pub(super) fn of_taken(action: Action, region: &Region) -> Region {
    let fixed = cases_of_each(action);
    let fields = ATTRIBUTES.iter().map(|attribute| attribute.field).filter(|field| fixed.reads(*field));
    fields.fold(*region, |region, field| region.free_in(field))
}

/// Returns the rules by which a plural action decides each instance, given those of its singular.
pub(super) fn plural(singular: Rules, action: Action) -> Rules {
    let fixed = cases_of_each(action);
    let mut rules = singular;
    let mut dropped = drop_rows(&mut rules.refusals, &fixed, |error| error.kind);
    dropped.append(&mut drop_rows(&mut rules.settlements, &fixed, |_| None));
    rules.inactive.append(&mut dropped);
    rules.inactive.sort_by_key(|inactive| inactive.row);
    rules.effects.retain(|effect| !MASKS.are_disjoint(&effect.when, &fixed));
    rules.charges.retain(|charge| !MASKS.are_disjoint(&charge.when, &fixed));
    let conditions = rules.refusals.iter_mut().map(|row| &mut row.when);
    let conditions = conditions.chain(rules.settlements.iter_mut().map(|row| &mut row.when));
    let conditions = conditions.chain(rules.effects.iter_mut().map(|effect| &mut effect.when));
    let conditions = conditions.chain(rules.charges.iter_mut().map(|charge| &mut charge.when));
    conditions.for_each(|when| *when = of_taken(action, when));
    for row in &mut rules.refusals {
        row.verdict.make_plural(rules.operation, action, rules.revision);
    }
    Rules { action, ..rules }
}

/// Removes the rows that match no case of a region, and returns those of the rule table.
fn drop_rows<V>(
    rows: &mut Vec<ResolvedRow<V>>,
    cases: &Region,
    kind: impl Fn(&V) -> Option<crate::error::ErrorKind>,
) -> Vec<InactiveRow> {
    let mut dropped = Vec::new();
    rows.retain(|row| {
        let is_kept = !MASKS.are_disjoint(&row.when, cases);
        if !is_kept && let Some(number) = row.table_row {
            let (name, kind) = (row.name.clone(), kind(&row.verdict));
            dropped.push(InactiveRow { row: number, name, kind, why: vec![InactiveReason::NoParameter] });
        }
        is_kept
    });
    dropped
}

impl ErrorAnswer {
    /// Replaces a documented error by the corresponding one on the page of a plural action, with the message
    /// of the singular if that page has none. It stays if the page has no such error.
    fn make_plural(&mut self, operation: Operation, action: Action, revision: Revision) {
        let row = |table: &ErrorTable, kind| table.row(kind, revision, !self.expected.is_empty());
        let Some(singular) = self.kind.and_then(|kind| row(operation.errors(), kind)) else { return };
        let Some(plural) = action.errors().plural_of(singular, revision) else { return };
        (self.http_status, self.code) = (plural.http_status, Cow::Borrowed(plural.code));
        self.kind = Some(plural.kind);
        if plural.message != "%s" {
            (self.message, self.expected) = (Cow::Borrowed(plural.message), Vec::new());
        }
    }
}
