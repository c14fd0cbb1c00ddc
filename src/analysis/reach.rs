//! Where calls and events lead: from instances to instances, whole regions at a time.
//!
//! What happens to an instance is rows as well: a condition, and what is set. What a row makes of a
//! cube is a cube, and so is what it makes one of. That which can be reached, or from where, is found
//! without looking at an instance by itself.
//!
//! ```
//! use instance_lifecycle::analysis::{Budget, Steps};
//! use instance_lifecycle::attribute::region_of;
//! use instance_lifecycle::{Event, Policy};
//!
//! let bought = region_of(&[("status", &["Pending"]), ("security_lock", &["No"])])?;
//! let steps = Steps::of_policy(&Policy::documented(), Budget::default())?.and(Steps::of_events(Event::ALL));
//! let reached = steps.from(&[bought], Budget::default())?;
//!
//! // An instance can be locked for security reasons while it boots, and then it still runs:
//! let running = region_of(&[("status", &["Running"]), ("security_lock", &["Yes"])])?;
//! let witness = reached.simplest(&running, Budget::default())?.expect("it is reached");
//! assert_eq!(witness.to_string(), "security_lock: Yes");
//!
//! // One that is hibernated is stopped.
//! let awake = region_of(&[("status", &["Running", "Starting", "Stopping"]), ("hibernated", &["Yes"])])?;
//! assert_eq!(reached.simplest(&awake, Budget::default())?, None);
//! # Ok::<_, Box<dyn core::error::Error>>(())
//! ```

use super::cut::Subtractor;
use super::rules::Rules;
use super::scope::Scope;
use super::witness::Witness;
use super::{Budget, BudgetError};
use crate::attribute::{ATTRIBUTES, Case, FRAME, Part, dry_run};
use crate::environment::Environment;
use crate::event::Event;
use crate::evolve::{Next, Transition};
use crate::instance::Instance;
use crate::outcome::Settlement;
use crate::policy::Policy;
use crate::region::{Assignment, Region};
use crate::request::{Operation, Request};
use alloc::vec;
use alloc::vec::Vec;

/// What takes instances to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A call of the operation, settled so.
    Call(Operation, Settlement),
    /// An event.
    Event(Event),
}

/// One step, of every instance of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What takes it.
    pub by: By,
    /// The instances that it is taken from, and for a call what it asks of the environment and the
    /// request.
    pub when: Region,
    /// What is set then.
    pub set: Assignment,
}

/// Steps that can be taken, in any order and as often as one likes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps(Vec<Step>);

impl Steps {
    /// Those of events.
    pub fn of_events<'e>(events: impl IntoIterator<Item = &'e Event>) -> Self {
        let steps =
            events.into_iter().flat_map(|&event| taken(By::Event(event), event.transitions(), Region::FULL));
        steps.collect()
    }

    /// Those of every call that a policy carries out, with whatever parameters and in whatever
    /// environment. To make an instance is no step of one.
    ///
    /// # Errors
    ///
    /// When that takes more regions of an operation than the budget.
    pub fn of_policy(policy: &Policy, budget: Budget) -> Result<Self, BudgetError> {
        Rules::all(policy).try_fold(Self::default(), |steps, rules| {
            Ok(steps.and(Self::of_calls(&rules, &Region::FULL, budget)?))
        })
    }

    /// Those of one call in one environment.
    ///
    /// # Errors
    ///
    /// As [`Self::of_policy`].
    pub fn of_call(
        policy: &Policy,
        request: &Request,
        environment: &Environment,
        budget: Budget,
    ) -> Result<Self, BudgetError> {
        let case =
            Case { instance: Instance::DEFAULT, environment: *environment, request: request.parameters() };
        let asked = Region::only(&case.point()).or(&of(|part| part == Part::Instance));
        Self::of_calls(&Rules::of(policy, request.operation()), &asked, budget)
    }

    /// Those of the calls of an operation that lie in a region.
    ///
    /// # Errors
    ///
    /// As [`Self::of_policy`].
    pub fn of_calls(rules: &Rules, asked: &Region, budget: Budget) -> Result<Self, BudgetError> {
        let mut cutter = Subtractor::new(budget);
        let mut steps = Vec::new();
        for (n, row) in rules.settlements.iter().enumerate() {
            let settlement = row.verdict;
            if settlement.creates() || settlement.is_already_done() {
                continue;
            }
            // A dry run changes nothing.
            let when = row.when.intersect(asked).restrict(dry_run::FIELD, 1 << u32::from(dry_run::No));
            let earlier = rules.conditions().take(rules.refusals.len() + n);
            cutter.cut(&when, earlier, &mut |cube: &Region| {
                let by = By::Call(rules.operation, settlement);
                steps.extend(taken(by, settlement.transitions(), *cube));
                Ok(())
            })?;
        }
        Ok(Self(steps))
    }

    /// These and others.
    #[must_use]
    pub fn and(mut self, mut others: Self) -> Self {
        self.0.append(&mut others.0);
        self
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Step> {
        self.0.iter()
    }

    /// All instances that these steps lead to from those of some regions, which belong to them.
    ///
    /// # Errors
    ///
    /// When that takes more regions than the budget.
    pub fn from(&self, starts: &[Region], budget: Budget) -> Result<Reach, BudgetError> {
        self.closure(starts, budget, |step, region| {
            FRAME.shared(region, &step.when).map(|leaving| step.set.of(&leaving))
        })
    }

    /// All instances from which these steps can lead to those of some regions, which belong to them.
    ///
    /// # Errors
    ///
    /// When that takes more regions than the budget.
    pub fn to(&self, ends: &[Region], budget: Budget) -> Result<Reach, BudgetError> {
        self.closure(ends, budget, |step, region| FRAME.shared(&step.set.origin(region), &step.when))
    }

    fn closure(
        &self,
        regions: &[Region],
        budget: Budget,
        take: impl Fn(&Step, &Region) -> Option<Region>,
    ) -> Result<Reach, BudgetError> {
        let elsewhere = of(|part| part != Part::Instance);
        let mut cutter = Subtractor::new(budget);
        let mut met = Reach::default();
        let mut open: Vec<Region> = Vec::new();
        open.extend(regions.iter().filter_map(|region| met.add(region.or(&elsewhere))));
        // The greatest region first: what smaller ones lead to mostly lies in what it leads to.
        while let Some(greatest) = (0..open.len()).max_by_key(|&n| open[n].values()) {
            let region = open.swap_remove(greatest);
            if !met.0.contains(&region) {
                // It has grown since, and is open as that.
                continue;
            }
            cutter.spend(met.0.len())?;
            for next in self.0.iter().filter_map(|step| take(step, &region)) {
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

/// The region of one instance, whatever the environment is and whatever is asked of it.
///
/// ```
/// use instance_lifecycle::analysis::only;
/// use instance_lifecycle::{Case, Instance};
///
/// assert!(only(&Instance::DEFAULT).contains(&Case::DEFAULT.point()));
/// let gpu = Instance { gpu: true, ..Instance::DEFAULT };
/// assert!(!only(&gpu).contains(&Case::DEFAULT.point()));
/// ```
#[must_use]
pub fn only(instance: &Instance) -> Region {
    let case = Case { instance: *instance, ..Case::DEFAULT };
    Region::only(&case.point()).or(&of(|part| part != Part::Instance))
}

/// The region of which attributes of some parts may be anything, and nothing else is.
fn of(is_free: impl Fn(Part) -> bool) -> Region {
    let others = ATTRIBUTES.iter().filter(|attribute| !is_free(attribute.part));
    others.fold(Region::FULL, |region, attribute| region.restrict(attribute.field, 0))
}

impl FromIterator<Step> for Steps {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        Self(Vec::from_iter(steps))
    }
}

/// The steps that rows take from a region.
pub(super) fn taken(by: By, rows: &[Transition], from: Region) -> Vec<Step> {
    let mut steps = Vec::new();
    follow(by, rows, from, Assignment::NONE, &mut steps);
    steps
}

/// Follows rows from a region of which `set` has been set already.
fn follow(by: By, rows: &[Transition], from: Region, set: Assignment, steps: &mut Vec<Step>) {
    let mut rest = vec![from];
    for row in rows {
        let asked = set.origin(&row.when);
        let mut left = Vec::new();
        for mut when in rest {
            if FRAME.apart(&when, &asked) {
                left.push(when);
                continue;
            }
            while let Some(piece) = FRAME.split(&mut when, &asked) {
                left.push(piece);
            }
            let Next::Becomes { set: next, then } = row.next else { continue };
            let set = set.then(&next);
            if then.is_empty() {
                steps.push(Step { by, when, set });
            } else {
                follow(by, then, when, set, steps);
            }
        }
        rest = left;
    }
}

/// Instances that steps lead to, or from: cubes, of which some may share points.
#[derive(Clone, Debug, Default)]
pub struct Reach(Vec<Region>);

impl Reach {
    /// Their cubes.
    #[must_use]
    pub fn cubes(&self) -> &[Region] {
        &self.0
    }

    /// Whether the instance is one of them.
    #[must_use]
    pub fn contains(&self, instance: &Instance) -> bool {
        let point = Case { instance: *instance, ..Case::DEFAULT }.point();
        self.0.iter().any(|cube| cube.contains(&point))
    }

    /// How many they are, without those that cannot be.
    ///
    /// # Errors
    ///
    /// When that takes more regions than the budget.
    pub fn size(&self, budget: Budget) -> Result<u128, BudgetError> {
        let scope = Scope::of(|attribute| attribute.part == Part::Instance);
        let (mut cutter, mut size) = (Subtractor::new(budget), 0);
        for (n, cube) in self.0.iter().enumerate() {
            let earlier = self.0[..n].iter().chain(scope.impossible());
            cutter.cut(cube, earlier, &mut |cube: &Region| {
                size += scope.combinations(cube);
                Ok(())
            })?;
        }
        Ok(size)
    }

    /// The simplest of them in a region; none where none is.
    ///
    /// # Errors
    ///
    /// When that takes more regions than the budget.
    pub fn simplest(&self, region: &Region, budget: Budget) -> Result<Option<Witness>, BudgetError> {
        let within: Vec<Region> = self.0.iter().map(|cube| cube.intersect(region)).collect();
        super::simplest(&within, budget)
    }

    /// Adds a region, as great as what is known of its surroundings lets it be; none where it is known.
    fn add(&mut self, mut region: Region) -> Option<Region> {
        // What was found last has mostly grown most.
        if self.0.iter().rev().any(|known| known.covers(&region)) {
            return None;
        }
        loop {
            let before = region;
            self.0.iter().for_each(|known| FRAME.grow(&mut region, known));
            if region == before {
                break;
            }
        }
        self.0.retain(|known| !region.covers(known));
        self.0.push(region);
        Some(region)
    }
}
