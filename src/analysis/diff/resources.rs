//! The comparison of resources under two policies. Resources are independent of each other, so each is
//! compared separately.

use super::{ChangeReason, InterpretationChange, Size};
use crate::analysis::BudgetError;
use crate::analysis::measure::{Counted, Measure, Measured};
use crate::analysis::rules::{ResolvedEffect, Rules};
use crate::analysis::scope::Scope;
use crate::analysis::witness::{Cases, Witness};
use crate::attribute::AttributeSet;
use crate::interpretation::Interpretation;
use crate::outcome::{AtNextStart, CHARGES, Disposition, Resource, Settlement};
use crate::plan::ResourceOutcome;
use crate::region::Region;
use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

/// A change of the state of a resource, in some cases of a [`Change`](super::Change).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ResourceChange {
    /// The resource.
    pub resource: Resource,
    /// The state under the first policy; `None` if the plan does not list the resource.
    pub from: Option<ResourceState>,
    /// The state under the second policy.
    pub to: Option<ResourceState>,
    /// The condition of the cases, unless an earlier rule of either policy refuses them.
    pub when: Cases,
    /// The number of cases, counted also by the attributes that the rows of the resource read; `None` if
    /// counting them exceeds the budget.
    pub size: Option<Size>,
    /// The simplest case.
    pub witness: Option<Witness>,
}

/// The state of a resource in a plan. `Display` writes it in words.
///
/// ```
/// use instance_lifecycle::analysis::ResourceState;
/// use instance_lifecycle::plan::{AtNextStart, Disposition};
///
/// let state = ResourceState {
///     disposition: Disposition::Released,
///     billed_before: true,
///     billed_after: false,
///     at_next_start: AtNextStart::Unchanged,
/// };
/// assert_eq!(state.to_string(), "Released, no longer billed, next start: Unchanged");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ResourceState {
    /// The disposition.
    pub disposition: Disposition,
    /// Whether it is billed before the call.
    pub billed_before: bool,
    /// Whether it is billed afterwards.
    pub billed_after: bool,
    /// The state at the next start.
    pub at_next_start: AtNextStart,
}

impl fmt::Display for ResourceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let billed = match (self.billed_before, self.billed_after) {
            (true, true) => "billed",
            (true, false) => "no longer billed",
            (false, true) => "newly billed",
            (false, false) => "not billed",
        };
        write!(f, "{}, {billed}, next start: {}", self.disposition, self.at_next_start)
    }
}

impl From<ResourceOutcome> for ResourceState {
    fn from(of: ResourceOutcome) -> Self {
        let ResourceOutcome { disposition, billed_before, billed_after, at_next_start, .. } = of;
        Self { disposition, billed_before, billed_after, at_next_start }
    }
}

/// The rows about resources of two policies, by resource.
pub(super) struct Resources<'r> {
    rows: Vec<Rows<'r>>,
}

/// The rows about one resource.
struct Rows<'r> {
    resource: Resource,
    from: Side<'r>,
    to: Side<'r>,
    /// Whether the two policies have different rows about the resource, and the reasons.
    differ: bool,
    why: Vec<ChangeReason>,
    attributes: AttributeSet,
    by: Counted,
    /// The number of all cases, once it is counted.
    cases: Option<u128>,
}

/// The rows of one policy about one resource: its effects and its charges.
struct Side<'r> {
    effects: Vec<&'r ResolvedEffect>,
    charges: Vec<&'r Region>,
    /// The numbers of the conditions in the measure: those of the effects, then those of the charges.
    numbers: Range<usize>,
}

/// The effect that lists a resource, and its state; `None` if no effect lists it.
type Listed = Option<(usize, ResourceState)>;

/// Cases in which a resource is in one state: those of a cube outside of regions.
struct Part {
    listed: Listed,
    when: Region,
    away: Vec<usize>,
}

impl<'r> Side<'r> {
    fn new(rules: &'r Rules, resource: Resource, measure: &mut Measure<'_>) -> Self {
        let effects: Vec<_> = rules.effects.iter().filter(|effect| effect.resource == resource).collect();
        let charges = rules.charges.iter().filter(|charge| charge.resource == resource);
        let charges: Vec<_> = charges.map(|charge| &charge.when).collect();
        let numbers = measure.add(effects.iter().map(|effect| &effect.when).chain(charges.iter().copied()));
        Self { effects, charges, numbers }
    }

    fn conditions(&self) -> impl Iterator<Item = &'r Region> + '_ {
        self.effects.iter().map(|effect| &effect.when).chain(self.charges.iter().copied())
    }

    fn is_as(&self, other: &Self) -> bool {
        self.effects == other.effects && self.charges == other.charges
    }

    /// Returns the parts of all cases by the state of the resource. Several parts may have the same state.
    fn parts(&self, settlement: Settlement) -> Vec<Part> {
        if settlement == Settlement::AlreadyStopped {
            return vec![Part { listed: None, when: Region::FULL, away: Vec::new() }];
        }
        let (first_charge, mut parts) = (self.numbers.start + self.effects.len(), Vec::new());
        for (n, effect) in self.effects.iter().enumerate() {
            let earlier = self.numbers.start..self.numbers.start + n;
            let Some(cell) = effect.cells.get(settlement.column()) else {
                parts.push(Part { listed: None, when: effect.when, away: earlier.collect() });
                continue;
            };
            let state = |billed_before| ResourceState {
                disposition: cell.disposition,
                billed_before,
                billed_after: cell.billed,
                at_next_start: cell.at_next_start,
            };
            for (charge, when) in self.charges.iter().enumerate() {
                let away = earlier.clone().chain(first_charge..first_charge + charge).collect();
                parts.push(Part { listed: Some((n, state(true))), when: effect.when.intersect(when), away });
            }
            let away = earlier.chain(first_charge..self.numbers.end).collect();
            parts.push(Part { listed: Some((n, state(false))), when: effect.when, away });
        }
        let away = (self.numbers.start..first_charge).collect();
        parts.push(Part { listed: None, when: Region::FULL, away });
        parts
    }
}

impl<'r> Resources<'r> {
    pub(super) fn new(from: &'r Rules, to: &'r Rules, measure: &mut Measure<'_>) -> Self {
        let mut rows = Vec::new();
        for &resource in Resource::ALL {
            let [a, b] = [from, to].map(|rules| Side::new(rules, resource, measure));
            if a.effects.is_empty() && b.effects.is_empty() {
                continue;
            }
            let decisions = from.conditions().chain(to.conditions());
            let scope =
                Scope::read_by(&from.attributes, decisions.chain(a.conditions()).chain(b.conditions()));
            let differ = !a.is_as(&b);
            let why = if differ { interpretation_changes(from, to, resource) } else { Vec::new() };
            let (attributes, by) = (from.attributes.clone(), measure.by(&scope));
            rows.push(Rows { resource, from: a, to: b, differ, why, attributes, by, cases: None });
        }
        Self { rows }
    }

    /// Whether two settlements may differ in the state of some resource.
    pub(super) fn may_differ(&self, from: Settlement, to: Settlement) -> bool {
        from != to || self.rows.iter().any(|rows| rows.differ)
    }

    /// Returns the changes between two settlements of the cases of a cube outside of regions, with their reasons.
    pub(super) fn changes(
        &mut self,
        settlements: (Settlement, Settlement),
        when: &Region,
        away: &[usize],
        measure: &mut Measure<'_>,
    ) -> Result<Vec<(ResourceChange, Vec<ChangeReason>)>, BudgetError> {
        let mut changes = Vec::new();
        for rows in &mut self.rows {
            if settlements.0 == settlements.1 && !rows.differ {
                continue;
            }
            let found = rows.changes(settlements, when, away, measure)?;
            changes.extend(found.into_iter().map(|change| (change, rows.why.clone())));
        }
        Ok(changes)
    }
}

impl Rows<'_> {
    fn changes(
        &mut self,
        (from, to): (Settlement, Settlement),
        when: &Region,
        away: &[usize],
        measure: &mut Measure<'_>,
    ) -> Result<Vec<ResourceChange>, BudgetError> {
        let cases = match self.cases {
            Some(cases) => cases,
            None => *self.cases.insert(measure.all(&self.by)?),
        };
        let mut found: BTreeMap<(Listed, Listed), Measured> = BTreeMap::new();
        let others = self.to.parts(to);
        for part in self.from.parts(from) {
            for other in &others {
                let states = (part.listed, other.listed);
                if states.0.map(|(_, state)| state) == states.1.map(|(_, state)| state) {
                    continue;
                }
                let both = when.intersect(&part.when).intersect(&other.when);
                let away = part.away.iter().chain(&other.away).chain(away).copied();
                let Some(measured) = measure.measure(&self.by, &both, away)? else { continue };
                let measured = match found.remove(&states) {
                    Some(known) => measure.sum(known, measured),
                    None => measured,
                };
                found.insert(states, measured);
            }
        }
        Ok(found.into_iter().map(|(states, measured)| self.change(states, when, measured, cases)).collect())
    }

    fn change(
        &self,
        (from, to): (Listed, Listed),
        when: &Region,
        measured: Measured,
        of: u128,
    ) -> ResourceChange {
        let condition =
            |side: &Side<'_>, row: Listed| row.map_or(Region::FULL, |(effect, _)| side.effects[effect].when);
        let when = when.intersect(&condition(&self.from, from)).intersect(&condition(&self.to, to));
        ResourceChange {
            resource: self.resource,
            from: from.map(|(_, state)| state),
            to: to.map(|(_, state)| state),
            when: Cases::new(when, &self.attributes),
            size: measured.cases.map(|cases| Size { cases, of }),
            witness: measured.witness,
        }
    }
}

/// Returns the changed interpretations that the rows about a resource depend on.
fn interpretation_changes(from: &Rules, to: &Rules, resource: Resource) -> Vec<ChangeReason> {
    let effects = from.operation.rule_table().effects;
    let effects = effects.iter().filter(|effect| effect.resource == resource).map(|effect| &effect.when);
    let charges = CHARGES.iter().filter(|charge| charge.resource == resource).map(|charge| &charge.when);
    let rows: Vec<&Region> = effects.chain(charges).collect();
    let read = Interpretation::ALL
        .iter()
        .filter(|interpretation| rows.iter().any(|when| when.reads(interpretation.field())));
    read.filter_map(|interpretation| InterpretationChange::between(interpretation, from, to))
        .map(ChangeReason::Interpretation)
        .collect()
}
