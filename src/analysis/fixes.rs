//! Fixes of a refused call: the minimal changes after which it is carried out.

use super::rules::{Name, Rules};
use super::subtract::{Meter, Subtractor, Visitor};
use super::{Budget, BudgetError};
use crate::attribute::{AttributeSet, Case, ChangedBy, PolicyAttribute, status};
use crate::decide::{Rejection, plan};
use crate::impossible::impossible;
use crate::instance::Status;
use crate::plan::Plan;
use crate::policy::Policy;
use crate::region::{Point, Region};
use crate::request::{Operation, Request};
use alloc::vec::Vec;

/// A minimal set of changes after which a call is carried out.
///
/// ```
/// use instance_lifecycle::analysis::fixes;
/// use instance_lifecycle::{Case, Operation, Policy};
///
/// let fixes = fixes(&Case::DEFAULT, Operation::StartInstance, &Policy::documented())?;
/// let change = &fixes[0].changes[0];
/// assert_eq!((change.attribute.name(), &*change.from, &*change.to), ("status", "Running", "Stopped"));
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Fix {
    /// The attributes that change, in the order of their declaration.
    pub changes: Vec<Repair>,
    /// The plan of the repaired call.
    pub plan: Plan,
    case: Case,
    request: Request,
}

/// An attribute that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The attribute.
    pub attribute: PolicyAttribute,
    /// The current value.
    pub from: Name,
    /// The required value: if several are possible, the default one, else the first.
    pub to: Name,
}

impl Fix {
    /// Returns the repaired case.
    #[must_use]
    pub const fn case(&self) -> Case {
        self.case
    }

    /// Returns the repaired request, to call again.
    ///
    /// It differs from the original request only if an attribute of the request changes.
    #[must_use]
    pub const fn request(&self) -> Request {
        self.request
    }

    /// Returns the most distant party that must change something, in the order of [`ChangedBy`].
    #[must_use]
    pub fn changed_by(&self) -> ChangedBy {
        let all = self.changes.iter().map(|change| change.attribute.changed_by());
        all.max().unwrap_or(ChangedBy::Request)
    }
}

/// Returns all minimal fixes of a case: sets of attributes to change so that the operation is carried
/// out, none of which is redundant.
///
/// Fixes that the caller can apply alone come first, then those that need the owner, then those that
/// need the vendor; among these, smaller ones first. Immutable attributes never change, and a released
/// instance stays released. A case that is not refused has one fix without changes. The list is empty
/// if the operation has no rules.
///
/// # Errors
///
/// Returns an error if the analysis exceeds the default [`Budget`].
///
/// ```
/// use instance_lifecycle::analysis::fixes;
/// use instance_lifecycle::instance::DiskStatus;
/// use instance_lifecycle::{Case, Instance, Operation, Policy, StopInstance};
///
/// let instance = Instance::DEFAULT.with(|it| {
///     it.local_storage = true;
///     it.disk_status = DiskStatus::Incorrect;
/// });
/// let case = Case::DEFAULT.with(|it| it.instance = instance);
/// let fixes = fixes(&case, Operation::StopInstance, &Policy::documented())?;
/// let [fix] = &fixes[..] else { panic!("there is one fix") };
/// let changes: Vec<_> = fix.changes.iter().map(|change| (change.attribute.name(), &*change.to)).collect();
/// assert_eq!(changes, [("disk_status", "Ready"), ("request.confirm_stop", "Yes")]);
///
/// let confirmed = StopInstance::DEFAULT.with(|it| it.confirm_stop = true);
/// assert_eq!(fix.request(), confirmed.into());
/// assert_eq!(fix.case().instance.disk_status, DiskStatus::Ready);
/// # Ok::<_, instance_lifecycle::analysis::BudgetError>(())
/// ```
pub fn fixes(case: &Case, operation: Operation, policy: &Policy) -> Result<Vec<Fix>, BudgetError> {
    let (rules, attributes) = (Rules::new(policy, operation), policy.attributes());
    let planned = |repairs: Vec<Repair>| {
        let mut point = attributes.point(case);
        for repair in &repairs {
            let to = repair.attribute.values().position(|name| *name == *repair.to)?;
            point = point.with(repair.attribute.field(), to);
        }
        let fixed = attributes.case(&point);
        let request = Request::new(operation, fixed.request);
        let plan = match plan(&fixed.instance, &request, &fixed.environment, policy) {
            Ok(plan) => plan,
            Err(Rejection::DryRunPassed(pass)) => pass.plan(),
            Err(Rejection::Refused(_)) => return None,
        };
        Some(Fix { changes: repairs, plan, case: fixed, request })
    };
    let found = rules.repairs(case, Budget::default())?;
    Ok(found.into_iter().filter_map(planned).collect())
}

impl Rules {
    /// Returns the changes of all minimal [`fixes`] under these rules.
    ///
    /// # Errors
    ///
    /// Returns an error if the analysis exceeds the budget.
    pub fn repairs(&self, case: &Case, budget: Budget) -> Result<Vec<Vec<Repair>>, BudgetError> {
        let attributes = &self.attributes;
        let case = &attributes.point(case);
        let released = case.value(status::FIELD) == Status::Released as usize;
        let fixed = attributes.iter().filter(|attribute| {
            attribute.changed_by() == ChangedBy::Nobody || (released && attribute.field() == status::FIELD)
        });
        let reachable = fixed.fold(Region::FULL, |region, attribute| {
            region.restrict(attribute.field(), 1 << case.value(attribute.field()))
        });
        // An impossible case is repaired as it is.
        let impossible: Vec<Region> = impossible()
            .map(|impossible| impossible.region)
            .filter(|region| !region.contains(case))
            .collect();
        let refusing = self.refusals.iter().map(|row| &row.when);
        let mut smallest = MinimalRepairs::new(*case, attributes);
        Subtractor::new(&Meter::new(budget, attributes.masks()))
            .subtract(&reachable, refusing.chain(&impossible), &mut smallest)
            .map_err(|error| error.of(self.operation))?;
        let mut repairs = smallest.repairs();
        repairs.sort_by_key(|changes| {
            let by = changes.iter().map(|change| change.attribute.changed_by()).max();
            (by, changes.len(), changes.iter().map(|change| change.attribute.field()).collect::<Vec<_>>())
        });
        Ok(repairs)
    }
}

/// Returns the changes from one point to another.
fn repaired(attributes: &AttributeSet, case: &Point, point: &Point) -> Vec<Repair> {
    let value = |attribute: &PolicyAttribute, point: &Point| point.value(attribute.field());
    let changed = attributes.iter().filter(|attribute| value(attribute, case) != value(attribute, point));
    let repair = |attribute: PolicyAttribute| {
        let [from, to] = [case, point].map(|point| attribute.to_value_name(value(&attribute, point)));
        Repair { attribute, from, to }
    };
    changed.map(repair).collect()
}

/// Collects the minimal sets of attributes in which accepted cases differ from a case, each with the
/// nearest of these cases; among equally near ones, the simplest.
pub(super) struct MinimalRepairs<'a> {
    case: Point,
    attributes: &'a AttributeSet,
    found: Vec<(Point, Point)>,
}

impl<'a> MinimalRepairs<'a> {
    pub(super) const fn new(case: Point, attributes: &'a AttributeSet) -> Self {
        Self { case, attributes, found: Vec::new() }
    }

    /// Returns the changes of each set.
    pub(super) fn repairs(&self) -> Vec<Vec<Repair>> {
        self.found.iter().map(|(_, point)| repaired(self.attributes, &self.case, point)).collect()
    }
}

impl Visitor for MinimalRepairs<'_> {
    /// All cases of a cube differ from the case wherever the cube does, so the cube is skipped if a
    /// subset of these attributes is known to suffice.
    fn should_descend(&self, cube: &Region) -> bool {
        let differing = self.attributes.masks().differing(cube, &self.case);
        !self.found.iter().any(|(found, _)| *found != differing && found.is_part_of(&differing))
    }

    fn visit(&mut self, cube: &Region) -> Result<(), BudgetError> {
        if !self.should_descend(cube) {
            return Ok(());
        }
        let masks = self.attributes.masks();
        let differing = masks.differing(cube, &self.case);
        let point = nearest_to_default(self.attributes, cube, &self.case, &differing);
        match self.found.iter_mut().find(|(found, _)| *found == differing) {
            Some((_, best)) => {
                let default = self.attributes.default_point();
                let distance = |point: &Point| masks.distance(&Region::only(point), &default);
                if (distance(&point), masks.order(&point, best, &default))
                    < (distance(best), core::cmp::Ordering::Equal)
                {
                    *best = point;
                }
            }
            None => {
                self.found.retain(|(found, _)| !differing.is_part_of(found));
                self.found.push((differing, point));
            }
        }
        Ok(())
    }
}

/// Returns the point of a cube that equals the case where possible; elsewhere, it has default values
/// where possible.
fn nearest_to_default(attributes: &AttributeSet, cube: &Region, case: &Point, differing: &Point) -> Point {
    let default = attributes.default_point();
    let mut wanted = *case;
    for field in attributes.iter().map(|attribute| attribute.field()).filter(|field| differing.has(*field)) {
        wanted = wanted.with(field, default.value(field));
    }
    attributes.masks().nearest(cube, &wanted)
}
