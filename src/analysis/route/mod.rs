//! Routes: the shortest sequences of calls and events from an instance to a goal.
//!
//! A caller chooses calls and their parameters, and waits for what completes by itself
//! ([`Routes::WAITS`]). Nothing else is assumed: no failure, no lock that the vendor sets or clears, no
//! payment. Other events take part only if they are named. The environment stays the same all the way.
//!
//! Lengths are computed backwards from the goal on whole regions of instances, so that one computation
//! answers for every instance in an environment, and proves that none exists where there is none. From one
//! instance, routes are then searched forwards among the instances with a length.

mod goal;
mod levels;
mod search;

pub use goal::{Goal, GoalError, NamedGoal};
pub use search::Ranking;

use super::fixes::{MinimalRepairs, Repair};
use super::reach::{ReachStep, Steps, Trigger, free_attributes, steps_of};
use super::rules::Rules;
use super::subtract::{Meter, Subtractor};
use super::{Budget, BudgetError};
use crate::attribute::{
    ATTRIBUTES, AttributeSet, Case, Part, PolicyAttribute, compute_recycled, disk_in_arrears, hibernated,
    locks, request::dry_run, standing, status, status_before, stopped_for, stopped_mode, task,
};
use crate::environment::Environment;
use crate::event::Event;
use crate::impossible::impossible;
use crate::instance::Instance;
use crate::outcome::{Resource, Risk};
use crate::plan::Plan;
use crate::policy::Policy;
use crate::region::{Field, Point, Region};
use crate::request::{Operation, Parameters, Request};
use crate::trace::Cost;
use alloc::vec;
use alloc::vec::Vec;
use levels::Levels;

/// The length of a route. Calls count before events.
///
/// ```
/// use instance_lifecycle::analysis::RouteLength;
///
/// assert!(RouteLength { calls: 1, events: 3 } < RouteLength { calls: 2, events: 0 });
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RouteLength {
    /// The number of calls.
    pub calls: u32,
    /// The number of events.
    pub events: u32,
}

/// The routes to a goal from every instance in an environment.
///
/// ```
/// use instance_lifecycle::analysis::{Budget, Goal, NamedGoal, Ranking, RouteAction, Routes};
/// use instance_lifecycle::instance::StoppedMode;
/// use instance_lifecycle::{Environment, Event, Instance, Operation, Policy, Status};
///
/// let (policy, budget) = (Policy::documented(), Budget::default());
/// let goal = Goal::named(NamedGoal::NotBilled, &policy, budget)?;
/// let routes = Routes::new(goal, &Environment::DEFAULT, &[], &policy, budget)?;
///
/// // Shut down in the guest: the instance is stopped, and billed.
/// let instance = Instance::in_status(Status::Stopped);
/// let found = routes.from(&instance, Ranking::Calls, 1, budget)?;
/// let calls: Vec<Operation> = found[0].calls().map(|(request, _)| request.operation()).collect();
/// assert_eq!(calls, [Operation::StartInstance, Operation::StopInstance]);
/// assert_eq!(found[0].steps[1].action, RouteAction::Wait(Event::BootCompleted));
/// assert_eq!(found[0].end().stopped_mode, StoppedMode::StopCharging);
///
/// // A stop never ends the fee of a subscription.
/// let instance = instance.with(|it| it.charge_type = "PrePaid".parse().unwrap());
/// assert_eq!(routes.length(&instance), None);
/// let blockers = routes.blockers(&instance, budget)?;
/// let [blocker] = &blockers[0][..] else { panic!("one attribute blocks") };
/// assert_eq!((blocker.attribute.name(), &*blocker.to), ("charge_type", "PostPaid"));
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Routes {
    goal: Goal,
    environment: Environment,
    events: Vec<Event>,
    policy: Policy,
    levels: Levels,
    /// The requests of each operation, those with the fewest parameters first.
    requests: Vec<Request>,
}

/// A route from an instance to a goal.
///
/// ```
/// use instance_lifecycle::analysis::{Budget, Goal, NamedGoal, Ranking, Routes};
/// use instance_lifecycle::plan::Resource;
/// use instance_lifecycle::{Environment, Instance, Policy};
///
/// let (policy, budget) = (Policy::documented(), Budget::default());
/// let goal = Goal::named(NamedGoal::Released, &policy, budget)?;
/// let routes = Routes::new(goal, &Environment::DEFAULT, &[], &policy, budget)?;
/// let found = routes.from(&Instance::DEFAULT, Ranking::Risk, 3, budget)?;
/// assert_eq!(found[0].risks().count(), 0);
/// assert_eq!(found[0].end(), &Instance::RELEASED);
/// assert_eq!(found[0].cost_per_hour(|resource| f64::from(resource == Resource::Vcpu)).billed, 0.0);
/// # Ok::<_, instance_lifecycle::analysis::BudgetError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The instance.
    pub from: Instance,
    /// What is billed before the first step.
    pub billed: Vec<RouteCharge>,
    /// The steps; none if the instance is at the goal.
    pub steps: Vec<RouteStep>,
}

/// A step of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteStep {
    /// The call or the event.
    pub action: RouteAction,
    /// The instance right after it.
    pub after: Instance,
    /// What is billed from then on, in the order of the resources; after a release, what outlives the
    /// instance.
    pub billed: Vec<RouteCharge>,
}

/// A resource that is billed after a step of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteCharge {
    /// The resource.
    pub resource: Resource,
    /// Whether it is billed only if the instance has it, which is unknown.
    pub if_present: bool,
}

/// The call or the event of a step of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "most steps are calls or follow one")]
pub enum RouteAction {
    /// A call, with its plan.
    Call(Request, Plan),
    /// An event that is waited for.
    Wait(Event),
}

impl Route {
    /// Returns the number of calls and events.
    #[must_use]
    pub fn length(&self) -> RouteLength {
        let calls = self.calls().count();
        RouteLength { calls: calls as u32, events: (self.steps.len() - calls) as u32 }
    }

    /// Iterates over the calls, with their plans.
    pub fn calls(&self) -> impl Iterator<Item = (&Request, &Plan)> {
        self.steps.iter().filter_map(|step| match &step.action {
            RouteAction::Call(request, plan) => Some((request, plan)),
            RouteAction::Wait(_) => None,
        })
    }

    /// Iterates over the risks of the calls, in order. A risk that two calls have is listed twice.
    pub fn risks(&self) -> impl Iterator<Item = Risk> + '_ {
        self.calls().flat_map(|(_, plan)| plan.risks())
    }

    /// Returns the instance at the end.
    #[must_use]
    pub fn end(&self) -> &Instance {
        self.steps.last().map_or(&self.from, |step| &step.after)
    }

    /// Returns what is billed at the end.
    #[must_use]
    pub fn billed_at_end(&self) -> &[RouteCharge] {
        self.steps.last().map_or(&self.billed, |step| &step.billed)
    }

    /// Returns the cost of an hour at the end, at prices per hour.
    #[must_use]
    pub fn cost_per_hour(&self, price: impl FnMut(Resource) -> f64) -> Cost {
        cost(self.billed_at_end(), price)
    }
}

/// Returns the cost of an hour of what is billed.
fn cost(billed: &[RouteCharge], mut price: impl FnMut(Resource) -> f64) -> Cost {
    billed.iter().fold(Cost::default(), |cost, charge| {
        let price = price(charge.resource);
        match charge.if_present {
            true => Cost { if_present: cost.if_present + price, ..cost },
            false => Cost { billed: cost.billed + price, ..cost },
        }
    })
}

impl Routes {
    /// The events that are waited for: they complete a task, or an initialisation.
    pub const WAITS: [Event; 4] = [
        Event::CreationFinished,
        Event::BootCompleted,
        Event::ShutdownCompleted,
        Event::InitializationFinished,
    ];

    /// Computes the routes to a goal by calls, by [`WAITS`](Self::WAITS) and by other events that may be
    /// assumed. The environment stays as it is.
    ///
    /// # Errors
    ///
    /// Returns an error if the analysis exceeds the budget.
    pub fn new(
        goal: Goal,
        environment: &Environment,
        events: &[Event],
        policy: &Policy,
        budget: Budget,
    ) -> Result<Self, BudgetError> {
        let waits = Self::WAITS.into_iter().filter(|wait| !events.contains(wait));
        let events: Vec<Event> = waits.chain(events.iter().copied()).collect();
        let attributes = policy.attributes();
        let here = point(&Instance::DEFAULT, environment, attributes);
        let is_free =
            |attribute: &PolicyAttribute| attribute.part() == Part::Instance || is_parameter(attribute);
        let within = Region::only(&here).or(&free_attributes(attributes, is_free));
        let levels = levels(&goal, &events, policy, &within, budget)?;
        let requests = Operation::ALL.iter().filter(|operation| !operation.creates());
        Ok(Self {
            goal,
            environment: *environment,
            events,
            policy: policy.clone(),
            levels,
            requests: requests.flat_map(|operation| requests_of(*operation)).collect(),
        })
    }

    /// Returns the goal.
    #[must_use]
    pub const fn goal(&self) -> &Goal {
        &self.goal
    }

    /// Returns the environment.
    #[must_use]
    pub const fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Iterates over the regions of instances with a route, in ascending order of its length. Each region
    /// is about instances that no earlier one contains.
    pub fn levels(&self) -> impl Iterator<Item = (RouteLength, &Region)> {
        self.levels.cubes().map(|(length, region)| (*length, region))
    }

    /// Returns the length of the shortest route: the fewest calls, and among these the fewest events.
    /// `None` if no route exists.
    #[must_use]
    pub fn length(&self, instance: &Instance) -> Option<RouteLength> {
        self.levels.length(&point(instance, &self.environment, self.policy.attributes()))
    }

    /// Returns the minimal changes of other attributes after which a route exists from an instance that has
    /// none, smaller ones first. They may change the environment, and attributes that no one can change:
    /// they say what blocks the way. The status stays as it is, with its task, its stop mode and how it came
    /// about; and an instance without a lock or arrears stays without.
    ///
    /// # Errors
    ///
    /// Returns an error if the analysis exceeds the budget.
    pub fn blockers(&self, instance: &Instance, budget: Budget) -> Result<Vec<Vec<Repair>>, BudgetError> {
        let attributes = self.policy.attributes();
        let levels = levels(&self.goal, &self.events, &self.policy, &Region::FULL, budget)?;
        let here = point(instance, &self.environment, attributes);
        let default = attributes.default_point();
        let clear = TROUBLE.into_iter().filter(|field| here.value(*field) == default.value(*field));
        let there = POSITION
            .into_iter()
            .chain(clear)
            .fold(Region::FULL, |region, field| region.restrict(field, 1 << here.value(field)));
        let impossible: Vec<Region> = impossible()
            .map(|impossible| impossible.region)
            .filter(|region| !region.contains(&here))
            .collect();
        let meter = Meter::new(budget, attributes.masks());
        let (mut subtractor, mut smallest) = (Subtractor::new(&meter), MinimalRepairs::new(here, attributes));
        for (_, cube) in levels.cubes() {
            subtractor.subtract(&cube.intersect(&there), &impossible, &mut smallest)?;
        }
        let mut repairs = smallest.repairs();
        repairs.sort_by_key(|changes| {
            (changes.len(), changes.iter().map(|change| change.attribute.field()).collect::<Vec<_>>())
        });
        Ok(repairs)
    }
}

/// The attributes that tell where an instance is on its way.
const POSITION: [Field; 7] = [
    status::FIELD,
    task::FIELD,
    stopped_mode::FIELD,
    stopped_for::FIELD,
    status_before::FIELD,
    hibernated::FIELD,
    compute_recycled::FIELD,
];

/// The attributes that only block while they have another value than the default.
const TROUBLE: [Field; 8] = [
    standing::FIELD,
    disk_in_arrears::FIELD,
    locks::financial::FIELD,
    locks::security::FIELD,
    locks::recycling::FIELD,
    locks::dedicated_host_financial::FIELD,
    locks::refunded::FIELD,
    locks::unknown::FIELD,
];

/// Whether each call of a route chooses the attribute anew. The number of instances of a call is given, like the
/// environment: a route is about one instance of it.
fn is_parameter(attribute: &PolicyAttribute) -> bool {
    attribute.part() == Part::Request && !attribute.is_custom()
}

/// Returns the point of an instance in an environment.
fn point(instance: &Instance, environment: &Environment, attributes: &AttributeSet) -> Point {
    attributes.point(&Case { instance: *instance, environment: *environment, ..Case::DEFAULT })
}

/// Computes the levels of a goal for the cases within a region.
fn levels(
    goal: &Goal,
    events: &[Event],
    policy: &Policy,
    within: &Region,
    budget: Budget,
) -> Result<Levels, BudgetError> {
    let attributes = policy.attributes();
    let mut steps: Vec<ReachStep> = Vec::new();
    for rules in Rules::all(policy) {
        steps.extend(Steps::from_calls(&rules, within, budget)?.iter());
    }
    for &event in events {
        let trigger = Trigger::Event(event);
        steps.extend(steps_of(trigger, event.transitions(), *within, policy.interpretations()));
    }
    let goal: Vec<Region> = goal.regions().iter().map(|region| region.intersect(within)).collect();
    Levels::of(&goal, &steps, attributes, &Meter::new(budget, attributes.masks()))
}

/// Returns the requests of an operation but dry runs, those with the fewest parameters first.
fn requests_of(operation: Operation) -> Vec<Request> {
    let of = |point: &Point| Request::new(operation, Case::at(point).request);
    let (default, start) = (Request::new(operation, Parameters::DEFAULT), Case::DEFAULT.point());
    let mut points = vec![(0_u32, start)];
    for attribute in ATTRIBUTES.iter().filter(|it| it.part == Part::Request && it.field != dry_run::FIELD) {
        let values = 0..attribute.values.len();
        if values.clone().all(|value| of(&start.with(attribute.field, value)) == default) {
            continue;
        }
        let given = |value: usize| u32::from(value != attribute.default);
        points = points
            .iter()
            .flat_map(|(set, point)| {
                values.clone().map(move |value| (set + given(value), point.with(attribute.field, value)))
            })
            .collect();
    }
    points.sort_by_key(|(set, _)| *set);
    points.iter().map(|(_, point)| of(point)).collect()
}
