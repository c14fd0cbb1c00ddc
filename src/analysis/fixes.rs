//! The nearest ways out of a refusal: what would have to be changed for the call to be carried out.

use super::cut::{Subtractor, Visit};
use super::rules::Rules;
use super::{Budget, BudgetError};
use crate::attribute::{ATTRIBUTES, Attribute, Case, ChangedBy, FRAME, impossible, status};
use crate::decide::{Rejection, plan};
use crate::instance::Status;
use crate::plan::Plan;
use crate::policy::Policy;
use crate::region::{Point, Region};
use crate::request::{Operation, Request};
use alloc::vec::Vec;

/// Changes after which a call is carried out. None can be left out.
#[derive(Clone, Debug)]
pub struct Fix {
    /// The attributes that change, in the order of their declaration.
    pub changes: Vec<Repair>,
    /// What the call does then.
    pub plan: Plan,
}

/// An attribute that changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The attribute.
    pub attribute: &'static Attribute,
    /// The value that it has.
    pub from: &'static str,
    /// The value that it must have; of several the plain one, else the first.
    pub to: &'static str,
}

impl Fix {
    /// Who of those that must change something is hardest to move.
    #[must_use]
    pub fn changed_by(&self) -> ChangedBy {
        let all = self.changes.iter().map(|change| change.attribute.changed_by);
        all.max().unwrap_or(ChangedBy::Request)
    }
}

/// Every way to change a case so that the operation is carried out, as sets of attributes of which
/// none can be left out: first those that the caller can change alone, then those that need the
/// owner, then those that need the vendor; of equals the smaller first. What nobody can change stays,
/// and what is released stays so. A case that is not refused has one fix, which changes nothing.
///
/// # Errors
///
/// When that takes more regions than the default [`Budget`].
///
/// ```
/// use instance_lifecycle::analysis::fixes;
/// use instance_lifecycle::{Case, DiskStatus, Instance, Operation, Policy};
///
/// let instance = Instance { local_storage: true, disk_status: DiskStatus::Incorrect, ..Instance::DEFAULT };
/// let case = Case { instance, ..Case::DEFAULT };
/// let fixes = fixes(&case, Operation::StopInstance, &Policy::documented())?;
/// let [fix] = &fixes[..] else { panic!("one way out") };
/// let changes: Vec<_> = fix.changes.iter().map(|change| (change.attribute.name, change.to)).collect();
/// assert_eq!(changes, [("disk_status", "Ready"), ("confirm_stop", "Yes")]);
/// # Ok::<_, instance_lifecycle::analysis::BudgetError>(())
/// ```
pub fn fixes(case: &Case, operation: Operation, policy: &Policy) -> Result<Vec<Fix>, BudgetError> {
    let rules = Rules::of(policy, operation);
    let planned = |repairs: Vec<Repair>| {
        let mut point = case.point();
        for repair in &repairs {
            let to = repair.attribute.values.iter().position(|name| *name == repair.to)?;
            point = point.with(repair.attribute.field, to);
        }
        let fixed = Case::at(&point);
        let request = Request::new(operation, fixed.request);
        match plan(&fixed.instance, &request, &fixed.environment, policy) {
            Ok(plan) => Some(Fix { changes: repairs, plan }),
            Err(Rejection::DryRunPassed(pass)) => Some(Fix { changes: repairs, plan: pass.plan() }),
            Err(Rejection::Refused(_)) => None,
        }
    };
    let found = rules.repairs(&case.point(), Budget::default())?;
    Ok(found.into_iter().filter_map(planned).collect())
}

impl Rules {
    /// The changes of [`fixes`], of which these rules alone say that nothing objects then.
    ///
    /// # Errors
    ///
    /// When that takes more regions than the budget.
    pub fn repairs(&self, case: &Point, budget: Budget) -> Result<Vec<Vec<Repair>>, BudgetError> {
        let released = case.value(status::FIELD) == Status::Released as usize;
        let fixed = ATTRIBUTES.iter().filter(|attribute| {
            attribute.changed_by == ChangedBy::Nobody || (released && attribute.field == status::FIELD)
        });
        let reachable = fixed.fold(Region::FULL, |region, attribute| {
            region.restrict(attribute.field, 1 << case.value(attribute.field))
        });
        // A case that cannot be is repaired as it is.
        let impossible: Vec<Region> = impossible()
            .map(|impossible| impossible.region)
            .filter(|region| !region.contains(case))
            .collect();
        let objecting = self.refusals.iter().map(|row| &row.when);
        let mut smallest = MinimalRepairs { case: *case, found: Vec::new() };
        Subtractor::new(budget).cut(&reachable, objecting.chain(&impossible), &mut smallest)?;
        let mut repairs: Vec<Vec<Repair>> =
            smallest.found.iter().map(|(_, point)| repaired(case, point)).collect();
        repairs.sort_by_key(|changes| {
            let by = changes.iter().map(|change| change.attribute.changed_by).max();
            (by, changes.len(), changes.iter().map(|change| change.attribute.field).collect::<Vec<_>>())
        });
        Ok(repairs)
    }
}

/// What one point must change to become another.
fn repaired(case: &Point, point: &Point) -> Vec<Repair> {
    let value = |attribute: &Attribute, point: &Point| attribute.values[point.value(attribute.field)];
    let changed = ATTRIBUTES.iter().filter(|attribute| value(attribute, case) != value(attribute, point));
    let repair = |attribute| Repair { attribute, from: value(attribute, case), to: value(attribute, point) };
    changed.map(repair).collect()
}

/// The smallest sets of attributes in which accepted cases differ from a case, each with the simplest
/// of the nearest of these cases.
struct MinimalRepairs {
    case: Point,
    found: Vec<(Point, Point)>,
}

impl Visit for MinimalRepairs {
    /// All cases of a cube differ from the case where the cube does: with a smaller set at hand,
    /// there is nothing to be found.
    fn enters(&self, cube: &Region) -> bool {
        let missing = FRAME.missing(cube, &self.case);
        !self.found.iter().any(|(found, _)| *found != missing && found.is_part_of(&missing))
    }

    fn take(&mut self, cube: &Region) -> Result<(), BudgetError> {
        if !self.enters(cube) {
            return Ok(());
        }
        let missing = FRAME.missing(cube, &self.case);
        let point = nearest_to_default(cube, &self.case, &missing);
        match self.found.iter_mut().find(|(found, _)| *found == missing) {
            Some((_, best)) => {
                let default = Case::DEFAULT.point();
                let away = |point: &Point| FRAME.distance(&Region::only(point), &default);
                if (away(&point), FRAME.order(&point, best, &default))
                    < (away(best), core::cmp::Ordering::Equal)
                {
                    *best = point;
                }
            }
            None => {
                self.found.retain(|(found, _)| !missing.is_part_of(found));
                self.found.push((missing, point));
            }
        }
        Ok(())
    }
}

/// The point of a cube that is the case but where it must differ, and default there where it can be.
fn nearest_to_default(cube: &Region, case: &Point, missing: &Point) -> Point {
    let default = Case::DEFAULT.point();
    let mut wanted = *case;
    for attribute in ATTRIBUTES.iter().filter(|attribute| missing.has(attribute.field)) {
        wanted = wanted.with(attribute.field, default.value(attribute.field));
    }
    FRAME.nearest(cube, &wanted)
}
