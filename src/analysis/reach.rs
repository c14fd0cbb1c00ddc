//! Reachability by calls and events, computed on whole regions of instances.
//!
//! Calls and events are rows as well: a condition and an [`Assignment`]. Images and preimages of cubes are
//! cubes, so the reachable instances are computed without enumerating instances.
//!
//! ```
//! use instance_lifecycle::analysis::{Budget, Steps};
//! use instance_lifecycle::rules::attributes::region_of;
//! use instance_lifecycle::{Event, Policy};
//!
//! let bought = region_of(&[("status", &["Pending"]), ("locks.security", &["No"])])?;
//! let policy = Policy::documented();
//! let steps = Steps::from_policy(&policy, Budget::default())?.and(Steps::from_events(&policy, Event::ALL));
//! let reached = steps.reachable_from(&[bought], Budget::default())?;
//!
//! // An instance can be locked for security reasons while it boots, and then it still runs:
//! let running = region_of(&[("status", &["Running"]), ("locks.security", &["Yes"])])?;
//! let witness = reached.simplest(&running, Budget::default())?.expect("it is reachable");
//! assert_eq!(witness.to_string(), "locks.security: Yes");
//!
//! // A hibernated instance is always stopped.
//! let awake = region_of(&[("status", &["Running", "Starting", "Stopping"]), ("hibernated", &["Yes"])])?;
//! assert_eq!(reached.simplest(&awake, Budget::default())?, None);
//! # Ok::<_, Box<dyn core::error::Error>>(())
//! ```

use super::rules::Rules;
use super::scope::Scope;
use super::subtract::{Meter, Subtractor};
use super::witness::{Witness, simplest_within};
use super::{Budget, BudgetError};
use crate::attribute::{AttributeSet, Case, END, MASKS, Part, PolicyAttribute, request::dry_run};
use crate::environment::Environment;
use crate::event::Event;
use crate::event::{Next, Transition};
use crate::instance::Instance;
use crate::interpretation::Interpretations;
use crate::outcome::Settlement;
use crate::policy::Policy;
use crate::region::{Assignment, Region};
use crate::request::{Operation, Request};
use alloc::vec;
use alloc::vec::Vec;

/// The trigger of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// A call of the operation with this settlement.
    Call(Operation, Settlement),
    /// An event.
    Event(Event),
}

/// A step of all instances in a region.
///
/// ```
/// use instance_lifecycle::analysis::{Steps, Trigger};
/// use instance_lifecycle::{Event, Policy};
///
/// let steps = Steps::from_events(&Policy::documented(), &[Event::BootCompleted]);
/// assert!(steps.iter().all(|step| step.trigger == Trigger::Event(Event::BootCompleted)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReachStep {
    /// The trigger.
    pub trigger: Trigger,
    /// The condition on the instance, on the environment and, for a call, on the request.
    pub when: Region,
    /// The attributes that the step sets.
    pub set: Assignment,
}

/// A set of steps, which can be taken in any order and any number of times.
///
/// ```
/// use instance_lifecycle::analysis::{Budget, Steps};
/// use instance_lifecycle::rules::attributes::region_of;
/// use instance_lifecycle::{Event, Policy};
///
/// let (policy, budget) = (Policy::documented(), Budget::default());
/// let steps = Steps::from_policy(&policy, budget)?.and(Steps::from_events(&policy, Event::ALL));
/// let created =
///     region_of(&[("status", &["Pending"]), ("hibernation_configured", &["No"]), ("hibernated", &["No"])])?;
/// let hibernated = region_of(&[("hibernated", &["Yes"])])?;
///
/// // No sequence of calls and events hibernates an instance that was created without hibernation.
/// assert_eq!(steps.reachable_from(&[created], budget)?.simplest(&hibernated, budget)?, None);
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    steps: Vec<ReachStep>,
    /// The attributes that the conditions test.
    attributes: AttributeSet,
}

impl Steps {
    /// Returns the steps of events under the interpretations of a policy, in any environment.
    pub fn from_events<'e>(policy: &Policy, events: impl IntoIterator<Item = &'e Event>) -> Self {
        let interpretations = policy.interpretations();
        let steps = events.into_iter().flat_map(|&event| {
            steps_of(Trigger::Event(event), event.transitions(), Region::FULL, interpretations)
        });
        Self { steps: steps.collect(), attributes: policy.attributes().clone() }
    }

    /// Returns the steps of all calls that a policy accepts, with any parameters and in any environment.
    /// Creations are not steps of an instance.
    ///
    /// # Errors
    ///
    /// Returns an error if the analysis of an operation exceeds the budget.
    pub fn from_policy(policy: &Policy, budget: Budget) -> Result<Self, BudgetError> {
        Rules::all(policy).try_fold(Self::default(), |steps, rules| {
            Ok(steps.and(Self::from_calls(&rules, &Region::FULL, budget)?))
        })
    }

    /// Returns the steps of one call in one environment.
    ///
    /// # Errors
    ///
    /// Returns an error if the analysis exceeds the budget.
    pub fn from_call(
        policy: &Policy,
        request: &Request,
        environment: &Environment,
        budget: Budget,
    ) -> Result<Self, BudgetError> {
        let case =
            Case { instance: Instance::DEFAULT, environment: *environment, request: request.parameters() };
        let attributes = policy.attributes();
        let free = free_parts(attributes, |part| part == Part::Instance);
        let within = Region::only(&attributes.point(&case)).or(&free);
        Self::from_calls(&Rules::new(policy, request.operation()), &within, budget)
    }

    /// Returns the steps of the calls of an operation that lie in a region.
    ///
    /// # Errors
    ///
    /// Returns an error if the analysis exceeds the budget.
    pub fn from_calls(rules: &Rules, within: &Region, budget: Budget) -> Result<Self, BudgetError> {
        let meter = Meter::new(budget, rules.attributes.masks());
        let mut subtractor = Subtractor::new(&meter);
        let mut steps = Vec::new();
        for (n, row) in rules.settlements.iter().enumerate() {
            let settlement = row.verdict;
            if settlement.creates() || settlement.is_already_done() {
                continue;
            }
            // A dry run changes nothing.
            let when = row.when.intersect(within).restrict(dry_run::FIELD, 1 << u32::from(dry_run::No));
            let earlier = rules.conditions().take(rules.refusals.len() + n);
            let cut = subtractor.subtract(&when, earlier, &mut |cube: &Region| {
                let trigger = Trigger::Call(rules.operation, settlement);
                steps.extend(steps_of(trigger, settlement.transitions(), *cube, &rules.interpretations));
                Ok(())
            });
            cut.map_err(|error| error.of(rules.operation))?;
        }
        Ok(Self { steps, attributes: rules.attributes.clone() })
    }

    /// Returns the union of two sets of steps, of policies with the same custom attributes.
    #[must_use]
    pub fn and(mut self, mut others: Self) -> Self {
        self.steps.append(&mut others.steps);
        if others.attributes.has_custom() {
            self.attributes = others.attributes;
        }
        self
    }

    /// Iterates over the steps.
    pub fn iter(&self) -> impl Iterator<Item = &ReachStep> {
        self.steps.iter()
    }

    /// Returns the attributes that the conditions of the steps test.
    #[must_use]
    pub const fn attributes(&self) -> &AttributeSet {
        &self.attributes
    }

    /// Returns all instances reachable from the instances of some regions, including these.
    ///
    /// # Errors
    ///
    /// Returns an error if the analysis exceeds the budget.
    pub fn reachable_from(&self, starts: &[Region], budget: Budget) -> Result<Reach, BudgetError> {
        let masks = self.attributes.masks();
        self.closure(starts, &Meter::new(budget, masks), |step, region| {
            masks.intersection(region, &step.when).map(|leaving| step.set.apply(&leaving))
        })
    }

    /// Returns all instances from which the instances of some regions are reachable, including these.
    ///
    /// # Errors
    ///
    /// Returns an error if the analysis exceeds the budget.
    pub fn leading_to(&self, ends: &[Region], budget: Budget) -> Result<Reach, BudgetError> {
        self.leading_within(ends, &Meter::new(budget, self.attributes.masks()))
    }

    pub(super) fn leading_within(&self, ends: &[Region], meter: &Meter) -> Result<Reach, BudgetError> {
        let masks = self.attributes.masks();
        self.closure(ends, meter, |step, region| masks.intersection(&step.set.preimage(region), &step.when))
    }

    fn closure(
        &self,
        regions: &[Region],
        meter: &Meter,
        take: impl Fn(&ReachStep, &Region) -> Option<Region>,
    ) -> Result<Reach, BudgetError> {
        let elsewhere = free_parts(&self.attributes, |part| part != Part::Instance);
        let mut met = Reach { cubes: Vec::new(), attributes: self.attributes.clone() };
        let mut open: Vec<Region> = Vec::new();
        open.extend(regions.iter().filter_map(|region| met.add(region.or(&elsewhere))));
        // Largest region first: it mostly covers the successors of the smaller ones.
        while let Some(greatest) = (0..open.len()).max_by_key(|&n| open[n].values()) {
            let region = open.swap_remove(greatest);
            if !met.cubes.contains(&region) {
                // The region was widened since; the widened region is queued.
                continue;
            }
            meter.spend(met.cubes.len())?;
            for next in self.steps.iter().filter_map(|step| take(step, &region)) {
                if region.covers(&next) {
                    continue;
                }
                if let Some(grown) = met.add(next.or(&elsewhere)) {
                    open.push(grown);
                    if grown.covers(&region) {
                        break;
                    }
                }
            }
        }
        Ok(met)
    }
}

/// Returns the region of all cases of one instance, with any environment and any request.
///
/// ```
/// use instance_lifecycle::analysis::instance_region;
/// use instance_lifecycle::{Case, Instance};
///
/// assert!(instance_region(&Instance::DEFAULT).contains(&Case::DEFAULT.point()));
/// let gpu = Instance::DEFAULT.with(|it| it.gpu = true);
/// assert!(!instance_region(&gpu).contains(&Case::DEFAULT.point()));
/// ```
#[must_use]
pub fn instance_region(instance: &Instance) -> Region {
    let case = Case { instance: *instance, ..Case::DEFAULT };
    let attributes = &AttributeSet::BUILT_IN;
    Region::only(&case.point()).or(&free_parts(attributes, |part| part != Part::Instance))
}

/// Returns the bits of all values of the attributes of some parts.
pub(super) fn free_parts(attributes: &AttributeSet, is_free: impl Fn(Part) -> bool) -> Region {
    free_attributes(attributes, |attribute| is_free(attribute.part()))
}

/// Returns the region in which some attributes are free, and the others have their first values.
pub(super) fn free_attributes(
    attributes: &AttributeSet,
    is_free: impl Fn(&PolicyAttribute) -> bool,
) -> Region {
    let others = attributes.iter().filter(|attribute| !is_free(attribute));
    others.fold(Region::FULL, |region, attribute| region.restrict(attribute.field(), 0))
}

impl FromIterator<ReachStep> for Steps {
    fn from_iter<I: IntoIterator<Item = ReachStep>>(steps: I) -> Self {
        Self { steps: Vec::from_iter(steps), attributes: AttributeSet::BUILT_IN }
    }
}

/// Returns the steps of rows from a region.
pub(super) fn steps_of(
    trigger: Trigger,
    rows: &[Transition],
    from: Region,
    interpretations: &Interpretations,
) -> Vec<ReachStep> {
    let mut steps = Vec::new();
    follow(trigger, rows, from, Assignment::NONE, interpretations, &mut steps);
    steps
}

/// Follows rows from a region to which `set` has been applied.
fn follow(
    trigger: Trigger,
    rows: &[Transition],
    from: Region,
    set: Assignment,
    interpretations: &Interpretations,
    steps: &mut Vec<ReachStep>,
) {
    let mut rest = vec![from];
    for row in rows.iter().filter(|row| interpretations.admit(&row.when)) {
        // The interpretations are settled: only attributes remain.
        let condition = set.preimage(&row.when).free_from(END);
        let mut left = Vec::new();
        for mut when in rest {
            if MASKS.are_disjoint(&when, &condition) {
                left.push(when);
                continue;
            }
            while let Some(piece) = MASKS.split(&mut when, &condition) {
                left.push(piece);
            }
            let Next::Becomes { set: next, then } = row.next else { continue };
            let set = set.then(&next);
            if then.is_empty() {
                steps.push(ReachStep { trigger, when, set });
            } else {
                follow(trigger, then, when, set, interpretations, steps);
            }
        }
        rest = left;
    }
}

/// A set of instances, as cubes that may overlap.
///
/// ```
/// use instance_lifecycle::analysis::{Budget, Steps, instance_region};
/// use instance_lifecycle::{Environment, Event, Instance, Policy, Status};
///
/// let (policy, running) = (Policy::documented(), Instance::default());
/// let steps = Steps::from_events(&policy, Event::ALL);
/// let reach = steps.reachable_from(&[instance_region(&running)], Budget::default())?;
/// assert!(reach.contains(&running.apply(Event::GuestShutdown, &Environment::default(), &policy)?));
/// assert!(!reach.contains(&running.with(|it| it.status = Status::Pending)));
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Reach {
    cubes: Vec<Region>,
    attributes: AttributeSet,
}

impl Reach {
    /// Returns the cubes.
    #[must_use]
    pub fn cubes(&self) -> &[Region] {
        &self.cubes
    }

    /// Whether the set contains the instance.
    #[must_use]
    pub fn contains(&self, instance: &Instance) -> bool {
        let point = self.attributes.point(&Case { instance: *instance, ..Case::DEFAULT });
        self.cubes.iter().any(|cube| cube.contains(&point))
    }

    /// Returns the number of possible instances in the set.
    ///
    /// # Errors
    ///
    /// Returns an error if the analysis exceeds the budget.
    pub fn size(&self, budget: Budget) -> Result<u128, BudgetError> {
        let scope = Scope::with_attributes(&self.attributes, |attribute| attribute.part() == Part::Instance);
        let meter = Meter::new(budget, self.attributes.masks());
        let (mut subtractor, mut size) = (Subtractor::new(&meter), 0);
        for (n, cube) in self.cubes.iter().enumerate() {
            let earlier = self.cubes[..n].iter().chain(scope.impossible());
            subtractor.subtract(cube, earlier, &mut |cube: &Region| {
                size += scope.combinations(cube);
                Ok(())
            })?;
        }
        Ok(size)
    }

    /// Returns the simplest instance of the set in a region. `None` if there is none.
    ///
    /// # Errors
    ///
    /// Returns an error if the analysis exceeds the budget.
    pub fn simplest(&self, region: &Region, budget: Budget) -> Result<Option<Witness>, BudgetError> {
        let within: Vec<Region> = self.cubes.iter().map(|cube| cube.intersect(region)).collect();
        simplest_within(&within, &self.attributes, &Meter::new(budget, self.attributes.masks()))
    }

    /// Inserts a region, widened by merging it with known cubes. Returns the widened region; `None` if it
    /// was covered already.
    fn add(&mut self, mut region: Region) -> Option<Region> {
        // The latest cubes are mostly the widest ones.
        if self.cubes.iter().rev().any(|known| known.covers(&region)) {
            return None;
        }
        loop {
            let before = region;
            let masks = self.attributes.masks();
            self.cubes.iter().for_each(|known| masks.grow(&mut region, known));
            if region == before {
                break;
            }
        }
        self.cubes.retain(|known| !region.covers(known));
        self.cubes.push(region);
        Some(region)
    }
}
