//! What becomes of resources under two policies. Resources are independent of each other: each is
//! compared alone.

use super::{ChangeReason, InterpretationChange, ResourceChange, ResourceState, Size};
use crate::analysis::cut::{Subtractor, Visit};
use crate::analysis::partition::CaseCounter;
use crate::analysis::rules::Rules;
use crate::analysis::scope::Scope;
use crate::analysis::{Budget, BudgetError};
use crate::attribute::FRAME;
use crate::interpretation::Interpretation;
use crate::outcome::{CHARGES, Resource, Settlement};
use crate::region::Region;
use alloc::vec::Vec;

/// The rows about resources of two policies, a resource at a time.
pub(super) struct Resources<'r> {
    rows: Vec<Rows<'r>>,
    budget: Budget,
}

/// The rows about one resource.
struct Rows<'r> {
    resource: Resource,
    from: Side<'r>,
    to: Side<'r>,
    /// Whether the two policies have different rows about it, and why.
    differ: bool,
    why: Vec<ChangeReason>,
    scope: Scope,
    cases: u128,
}

/// The rows of one policy about one resource: the numbers of its effects, and its charges.
#[derive(PartialEq, Eq)]
struct Side<'r> {
    effects: Vec<&'r crate::analysis::rules::ResolvedEffect>,
    charges: Vec<&'r Region>,
}

impl<'r> Side<'r> {
    fn of(rules: &'r Rules, resource: Resource) -> Self {
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

    /// The row that speaks of a cube that no row cuts, and what it says.
    fn fate(&self, cube: &Region, settlement: Settlement) -> Option<(usize, ResourceState)> {
        if settlement == Settlement::AlreadyStopped {
            return None;
        }
        let effect = self.effects.iter().position(|effect| effect.when.covers(cube))?;
        let cell = self.effects[effect].cells.get(settlement.column())?;
        let fate = ResourceState {
            disposition: cell.disposition,
            billed_before: self.charges.iter().any(|charge| charge.covers(cube)),
            billed_after: cell.billed,
            at_next_start: cell.at_next_start,
        };
        Some((effect, fate))
    }
}

impl<'r> Resources<'r> {
    pub(super) fn of(from: &'r Rules, to: &'r Rules, budget: Budget) -> Result<Self, BudgetError> {
        let mut rows = Vec::new();
        for &resource in Resource::ALL {
            let [a, b] = [from, to].map(|rules| Side::of(rules, resource));
            if a.effects.is_empty() && b.effects.is_empty() {
                continue;
            }
            let decisions = from.conditions().chain(to.conditions());
            let scope = Scope::read_by(decisions.chain(a.conditions()).chain(b.conditions()));
            let differ = a != b;
            let why = if differ { rereadings(from, to, resource) } else { Vec::new() };
            rows.push(Rows { resource, from: a, to: b, differ, why, scope, cases: 0 });
        }
        Ok(Self { rows, budget })
    }

    /// Whether two settlements may do different things to some resource.
    pub(super) fn may_differ(&self, from: Settlement, to: Settlement) -> bool {
        from != to || self.rows.iter().any(|rows| rows.differ)
    }

    /// The differences between two settlements of the cases in `cubes`, and why they are.
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
                rows.cases = rows.scope.cases(&Region::FULL, self.budget)?;
            }
            let found = rows.changes(settlements, when, cubes, self.budget)?;
            changes.extend(found.into_iter().map(|change| (change, rows.why.clone())));
        }
        Ok(changes)
    }
}

/// The row and what it says, under each policy; none where the resource is not spoken of.
type ResourceStates = (Option<(usize, ResourceState)>, Option<(usize, ResourceState)>);

impl Rows<'_> {
    fn changes(
        &self,
        (from, to): (Settlement, Settlement),
        when: &Region,
        cubes: &[Region],
        budget: Budget,
    ) -> Result<Vec<ResourceChange>, BudgetError> {
        let cuts: Vec<&Region> = self.from.conditions().chain(self.to.conditions()).collect();
        let mut cutter = Subtractor::new(budget);
        let mut found: Vec<(ResourceStates, CaseCounter<'_>)> = Vec::new();
        let mut left: Vec<(Region, usize)> = cubes.iter().map(|cube| (*cube, 0)).collect();
        while let Some((mut cube, cut)) = left.pop() {
            cutter.spend(1)?;
            if let Some(&region) = cuts.get(cut) {
                if !FRAME.apart(&cube, region) {
                    while let Some(piece) = FRAME.split(&mut cube, region) {
                        left.push((piece, cut + 1));
                    }
                }
                left.push((cube, cut + 1));
                continue;
            }
            let fates = (self.from.fate(&cube, from), self.to.fate(&cube, to));
            if fates.0.map(|(_, fate)| fate) == fates.1.map(|(_, fate)| fate) {
                continue;
            }
            let at = match found.iter().position(|(known, _)| *known == fates) {
                Some(at) => at,
                None => {
                    found.push((fates, CaseCounter::new(&self.scope, budget)));
                    found.len() - 1
                }
            };
            // The attributes that only the rows of the resource ask for tell more impossible cases.
            cutter.cut(&cube, self.scope.impossible(), &mut |cube: &Region| found[at].1.take(cube))?;
        }
        found.retain(|(_, survey)| survey.cases > 0);
        found.sort_by_key(|(fates, _)| *fates);
        Ok(found.into_iter().map(|(fates, survey)| self.change(fates, when, &survey)).collect())
    }

    fn change(&self, (from, to): ResourceStates, when: &Region, survey: &CaseCounter<'_>) -> ResourceChange {
        let of = |side: &Side<'_>, row: Option<(usize, ResourceState)>| {
            row.map_or(Region::FULL, |(effect, _)| side.effects[effect].when)
        };
        ResourceChange {
            resource: self.resource,
            from: from.map(|(_, fate)| fate),
            to: to.map(|(_, fate)| fate),
            when: when.intersect(&of(&self.from, from)).intersect(&of(&self.to, to)),
            size: Size { cases: survey.cases, of: self.cases },
            witness: survey.nearest.found(),
        }
    }
}

/// The interpretations of the rows about a resource that two policies answer differently.
fn rereadings(from: &Rules, to: &Rules, resource: Resource) -> Vec<ChangeReason> {
    let effects = from.operation.rule_table().effects;
    let effects = effects.iter().filter(|effect| effect.resource == resource).map(|effect| &effect.when);
    let charges = CHARGES.iter().filter(|charge| charge.resource == resource).map(|charge| &charge.when);
    let rows: Vec<&Region> = effects.chain(charges).collect();
    let asked = Interpretation::ALL
        .iter()
        .filter(|interpretation| rows.iter().any(|when| when.reads(interpretation.field())));
    asked
        .filter_map(|interpretation| InterpretationChange::of(interpretation, from, to))
        .map(ChangeReason::Interpretation)
        .collect()
}
