//! The comparison of resources under two policies. Resources are independent of each other, so each is
//! compared separately.

use super::{ChangeReason, InterpretationChange, Size};
use crate::analysis::BudgetError;
use crate::analysis::partition::CaseCounter;
use crate::analysis::rules::Rules;
use crate::analysis::scope::Scope;
use crate::analysis::subtract::{Meter, Subtractor, Visitor};
use crate::analysis::witness::{Cases, Witness};
use crate::attribute::MASKS;
use crate::interpretation::Interpretation;
use crate::outcome::{AtNextStart, CHARGES, Disposition, Resource, Settlement};
use crate::plan::ResourceOutcome;
use crate::region::Region;
use alloc::vec::Vec;
use core::fmt;

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
    /// The number of cases, counted also by the attributes that the rows of the resource read.
    pub size: Size,
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
    meter: &'r Meter<'r>,
}

/// The rows about one resource.
struct Rows<'r> {
    resource: Resource,
    from: Side<'r>,
    to: Side<'r>,
    /// Whether the two policies have different rows about the resource, and the reasons.
    differ: bool,
    why: Vec<ChangeReason>,
    scope: Scope,
    cases: u128,
}

/// The rows of one policy about one resource: its effects and its charges.
#[derive(PartialEq, Eq)]
struct Side<'r> {
    effects: Vec<&'r crate::analysis::rules::ResolvedEffect>,
    charges: Vec<&'r Region>,
}

impl<'r> Side<'r> {
    fn new(rules: &'r Rules, resource: Resource) -> Self {
        Self {
            effects: rules.effects.iter().filter(|effect| effect.resource == resource).collect(),
            charges: rules
                .charges
                .iter()
                .filter(|charge| charge.resource == resource)
                .map(|charge| &charge.when)
                .collect(),
        }
    }

    fn conditions(&self) -> impl Iterator<Item = &'r Region> + '_ {
        self.effects.iter().map(|effect| &effect.when).chain(self.charges.iter().copied())
    }

    /// Returns the effect that matches a cube, and the state of the resource. No condition may split the
    /// cube.
    fn state(&self, cube: &Region, settlement: Settlement) -> Option<(usize, ResourceState)> {
        if settlement == Settlement::AlreadyStopped {
            return None;
        }
        let effect = self.effects.iter().position(|effect| effect.when.covers(cube))?;
        let cell = self.effects[effect].cells.get(settlement.column())?;
        let state = ResourceState {
            disposition: cell.disposition,
            billed_before: self.charges.iter().any(|charge| charge.covers(cube)),
            billed_after: cell.billed,
            at_next_start: cell.at_next_start,
        };
        Some((effect, state))
    }
}

impl<'r> Resources<'r> {
    pub(super) fn new(from: &'r Rules, to: &'r Rules, meter: &'r Meter<'r>) -> Self {
        let mut rows = Vec::new();
        for &resource in Resource::ALL {
            let [a, b] = [from, to].map(|rules| Side::new(rules, resource));
            if a.effects.is_empty() && b.effects.is_empty() {
                continue;
            }
            let decisions = from.conditions().chain(to.conditions());
            let scope =
                Scope::read_by(&from.attributes, decisions.chain(a.conditions()).chain(b.conditions()));
            let differ = a != b;
            let why = if differ { interpretation_changes(from, to, resource) } else { Vec::new() };
            rows.push(Rows { resource, from: a, to: b, differ, why, scope, cases: 0 });
        }
        Self { rows, meter }
    }

    /// Whether two settlements may differ in the state of some resource.
    pub(super) fn may_differ(&self, from: Settlement, to: Settlement) -> bool {
        from != to || self.rows.iter().any(|rows| rows.differ)
    }

    /// Returns the changes between two settlements of the cases in `cubes`, with their reasons.
    pub(super) fn changes(
        &mut self,
        settlements: (Settlement, Settlement),
        when: &Region,
        cubes: &[Region],
    ) -> Result<Vec<(ResourceChange, Vec<ChangeReason>)>, BudgetError> {
        let mut changes = Vec::new();
        for rows in &mut self.rows {
            if settlements.0 == settlements.1 && !rows.differ {
                continue;
            }
            if rows.cases == 0 {
                rows.cases = rows.scope.cases_within(&Region::FULL, self.meter)?;
            }
            let found = rows.changes(settlements, when, cubes, self.meter)?;
            changes.extend(found.into_iter().map(|change| (change, rows.why.clone())));
        }
        Ok(changes)
    }
}

/// The effect and the state under each policy; `None` if no effect lists the resource.
type ResourceStates = (Option<(usize, ResourceState)>, Option<(usize, ResourceState)>);

impl Rows<'_> {
    fn changes(
        &self,
        (from, to): (Settlement, Settlement),
        when: &Region,
        cubes: &[Region],
        meter: &Meter,
    ) -> Result<Vec<ResourceChange>, BudgetError> {
        let cuts: Vec<&Region> = self.from.conditions().chain(self.to.conditions()).collect();
        let mut subtractor = Subtractor::new(meter);
        let mut found: Vec<(ResourceStates, CaseCounter<'_>)> = Vec::new();
        let mut left: Vec<(Region, usize)> = cubes.iter().map(|cube| (*cube, 0)).collect();
        while let Some((mut cube, cut)) = left.pop() {
            subtractor.spend(1)?;
            if let Some(&region) = cuts.get(cut) {
                if !MASKS.are_disjoint(&cube, region) {
                    while let Some(piece) = MASKS.split(&mut cube, region) {
                        left.push((piece, cut + 1));
                    }
                }
                left.push((cube, cut + 1));
                continue;
            }
            let states = (self.from.state(&cube, from), self.to.state(&cube, to));
            if states.0.map(|(_, state)| state) == states.1.map(|(_, state)| state) {
                continue;
            }
            let at = match found.iter().position(|(known, _)| *known == states) {
                Some(at) => at,
                None => {
                    found.push((states, CaseCounter::new(&self.scope, meter)));
                    found.len() - 1
                }
            };
            // The attributes that only the rows of the resource read exclude more impossible cases.
            subtractor
                .subtract(&cube, self.scope.impossible(), &mut |cube: &Region| found[at].1.visit(cube))?;
        }
        found.retain(|(_, counter)| counter.cases > 0);
        found.sort_by_key(|(states, _)| *states);
        Ok(found.into_iter().map(|(states, counter)| self.change(states, when, &counter)).collect())
    }

    fn change(&self, (from, to): ResourceStates, when: &Region, counter: &CaseCounter<'_>) -> ResourceChange {
        let of = |side: &Side<'_>, row: Option<(usize, ResourceState)>| {
            row.map_or(Region::FULL, |(effect, _)| side.effects[effect].when)
        };
        ResourceChange {
            resource: self.resource,
            from: from.map(|(_, state)| state),
            to: to.map(|(_, state)| state),
            when: Cases::new(
                when.intersect(&of(&self.from, from)).intersect(&of(&self.to, to)),
                self.scope.set(),
            ),
            size: Size { cases: counter.cases, of: self.cases },
            witness: counter.nearest.found(),
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
