//! The lifecycle as a model, explored by the model checker `stateright`, by a plain search over the
//! answers of the library, and by its analysis, which steps whole regions of instances at a time.
//!
//! From newly bought instances, calls and events are applied until no new state is found.

use instance_lifecycle::analysis::{Budget, Steps, instance_region};
use instance_lifecycle::instance::Task;
use instance_lifecycle::request::StopMode;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Part, region_of};
use instance_lifecycle::rules::region::{Point, Region};
use instance_lifecycle::{
    Case, DeleteInstance, Environment, Event, Instance, Policy, ReActivateInstances, RebootInstance, Request,
    StartInstance, StopInstance, plan,
};
use rustc_hash::FxHashSet;
use stateright::{Checker, Model, Property};

/// The lifecycle as a model.
#[derive(Clone)]
pub struct Lifecycle {
    policy: Policy,
    environment: Environment,
    steps: Vec<Step>,
    starts: Vec<Region>,
}

/// A transition of an instance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// A call.
    Call(Request),
    /// An event.
    Event(Event),
}

/// Attributes with their possible values. All others have their default.
type Free<'a> = &'a [(&'a str, &'a [&'a str])];

const EITHER: &[&str] = &["No", "Yes"];

/// Initial instances of the small model: five.
const FEW: [Free<'_>; 5] = [
    &[],
    &[("hibernation_configured", &["Yes"])],
    &[("network_type", &["classic"]), ("disk_in_arrears", &["Yes"])],
    &[("charge_type", &["PrePaid"])],
    &[("spot_strategy", &["SpotAsPriceGo"]), ("spot_protected", &["Yes"]), ("spot_interruption", &["Stop"])],
];

/// Initial instances of the large model: all combinations of these values.
const ANY: [Free<'_>; 2] = [
    &[
        ("task", &["Create", "Run"]),
        ("charge_type", &["PrePaid", "PostPaid"]),
        ("network_type", &["classic", "vpc"]),
        ("hibernation_configured", EITHER),
        ("local_storage", EITHER),
        ("persistent_memory", EITHER),
    ],
    &[
        ("task", &["Create", "Run"]),
        ("network_type", &["classic", "vpc"]),
        ("hibernation_configured", EITHER),
        ("local_storage", EITHER),
        ("persistent_memory", EITHER),
        ("spot_strategy", &["SpotWithPriceLimit", "SpotAsPriceGo"]),
        ("spot_protected", &["Yes"]),
        ("spot_interruption", &["Terminate", "Stop"]),
    ],
];

/// Returns the newly bought instances with these attributes.
fn bought(free: Free<'_>) -> Region {
    let initial = [("status", &["Pending"][..]), ("task", &["Run"]), ("initializing", &["Yes"])];
    let fixed = initial.iter().filter(|(name, _)| !free.iter().any(|(freed, _)| freed == name));
    let asked: Vec<(&str, &[&str])> = fixed.chain(free).copied().collect();
    let region = region_of(&asked).expect("known names");
    let default = instance_region(&Instance::DEFAULT);
    let others = ATTRIBUTES.iter().filter(|attribute| !asked.iter().any(|(name, _)| *name == attribute.name));
    others.fold(region, |region, attribute| region.restrict(attribute.field, default.admits(attribute.field)))
}

impl Lifecycle {
    /// Creates the model of five instances, under the documented policy.
    pub fn few() -> Self {
        Self::of(&FEW)
    }

    /// Creates the model of all purchasable instances, under the documented policy.
    pub fn any() -> Self {
        Self::of(&ANY)
    }

    fn of(starts: &[Free<'_>]) -> Self {
        let stop = |stopped_mode, hibernate| {
            StopInstance::DEFAULT.with(|it| {
                it.stopped_mode = stopped_mode;
                it.hibernate = hibernate;
            })
        };
        let calls = [
            stop(None, false).into(),
            stop(Some(StopMode::StopCharging), false).into(),
            stop(Some(StopMode::StopCharging), true).into(),
            stop(Some(StopMode::KeepCharging), true).into(),
            StartInstance::DEFAULT.into(),
            RebootInstance::DEFAULT.into(),
            DeleteInstance::DEFAULT.into(),
            DeleteInstance::DEFAULT.with(|it| it.force = true).into(),
            ReActivateInstances::DEFAULT.into(),
        ];
        let events = Event::ALL.iter().copied().map(Step::Event);
        Self {
            policy: Policy::documented(),
            environment: Environment::DEFAULT,
            steps: calls.map(Step::Call).into_iter().chain(events).collect(),
            starts: starts.iter().map(|free| bought(free)).collect(),
        }
    }

    /// Lists the newly bought instances.
    fn starts(&self) -> Vec<Instance> {
        let mut starts = Vec::new();
        for region in &self.starts {
            let mut points = vec![Case::DEFAULT.point()];
            for attribute in ATTRIBUTES.iter().filter(|attribute| attribute.part == Part::Instance) {
                let values =
                    (0..attribute.values.len()).filter(|n| region.admits(attribute.field) >> n & 1 == 1);
                let with = |value| move |point: &Point| point.with(attribute.field, value);
                points = values.flat_map(|value| points.iter().map(with(value))).collect();
            }
            starts.extend(points.iter().map(|point| Case::at(point).instance));
        }
        starts
    }

    /// Returns the instance after a step; `None` if the call is refused or the event cannot happen.
    #[inline]
    fn after(&self, instance: &Instance, step: Step) -> Option<Instance> {
        match step {
            Step::Call(request) => {
                let plan = plan(instance, &request, &self.environment, &self.policy).ok()?;
                plan.accept(instance).ok()
            }
            Step::Event(event) => instance.apply(event, &self.environment, &self.policy).ok(),
        }
    }

    /// Returns the number of states found by a plain search, and whether the invariant holds in all.
    pub fn search(&self) -> (usize, bool) {
        let mut open = self.starts();
        let mut seen = FxHashSet::from_iter(open.iter().copied());
        let mut holds = open.iter().all(invariant);
        while let Some(instance) = open.pop() {
            for &step in &self.steps {
                if let Some(next) = self.after(&instance, step)
                    && seen.insert(next)
                {
                    holds &= invariant(&next);
                    open.push(next);
                }
            }
        }
        (seen.len(), holds)
    }

    /// Returns the same by `stateright`, on one thread.
    pub fn check(&self) -> (usize, bool) {
        let checker = self.clone().checker().threads(1).spawn_bfs().join();
        (checker.unique_state_count(), checker.discoveries().is_empty())
    }

    /// Returns the same by regions, including the time to derive the steps from the policy and the events.
    pub fn regions(&self) -> (usize, bool) {
        let budget = Budget::default();
        let events = self.steps.iter().filter_map(|step| match step {
            Step::Event(event) => Some(event),
            Step::Call(_) => None,
        });
        let mut steps = Steps::from_events(&self.policy, events);
        for step in &self.steps {
            if let Step::Call(request) = step {
                let call = Steps::from_call(&self.policy, request, &self.environment, budget);
                steps = steps.and(call.expect("within the budget"));
            }
        }
        let reached = steps.reachable_from(&self.starts, budget).expect("within the budget");
        let size = reached.size(budget).expect("within the budget");
        let in_flight = region_of(&IN_FLIGHT).expect("known names");
        let witness = reached.simplest(&in_flight, budget).expect("within the budget");
        (size.try_into().expect("the number of states fits"), witness.is_none())
    }
}

/// The invariant: an instance in a steady status has no task in flight.
fn invariant(instance: &Instance) -> bool {
    instance.status.is_transitional() || instance.task == Task::None
}

/// The region that violates the invariant.
const IN_FLIGHT: [(&str, &[&str]); 2] = [
    ("status", &["Running", "Stopped", "Released"]),
    ("task", &["Create", "Run", "Start", "Stop", "Hibernate", "Reboot", "Release"]),
];

impl Model for Lifecycle {
    type State = Instance;
    type Action = Step;

    fn init_states(&self) -> Vec<Instance> {
        self.starts()
    }

    fn actions(&self, _: &Instance, steps: &mut Vec<Step>) {
        steps.extend_from_slice(&self.steps);
    }

    fn next_state(&self, instance: &Instance, step: Step) -> Option<Instance> {
        self.after(instance, step)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("a steady instance has no task", |_, instance: &Instance| invariant(instance))]
    }
}
