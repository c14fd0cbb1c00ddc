//! A small model of the lifecycle, explored twice: by the checker of `stateright`, and by a plain
//! walk over what the library answers.
//!
//! Five instances, as they are bought, are called and befall events until nothing new is reached. The
//! locks that only the vendor's back office sets are left out: they double the states four times and
//! open no way.

use instance_lifecycle::{
    ChargeType, DeleteInstance, Environment, Event, Instance, NetworkType, Policy, ReActivateInstances,
    RebootInstance, Request, SpotInterruptionBehavior, SpotStrategy, StartInstance, Status, StopInstance,
    StopMode, Task, plan,
};
use rustc_hash::FxHashSet;
use stateright::{Checker, Model, Property};

/// The lifecycle as a model.
#[derive(Clone)]
pub struct Lifecycle {
    policy: Policy,
    environment: Environment,
    steps: Vec<Step>,
}

/// What can happen to an instance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// A call.
    Call(Request),
    /// An event.
    Event(Event),
}

const LEFT_OUT: [Event; 8] = [
    Event::RecyclingLockSet,
    Event::RecyclingLockCleared,
    Event::DedicatedHostFinancialLockSet,
    Event::DedicatedHostFinancialLockCleared,
    Event::RefundedLockSet,
    Event::RefundedLockCleared,
    Event::UnknownLockSet,
    Event::UnknownLockCleared,
];

impl Lifecycle {
    /// The model under the documented policy.
    pub fn new() -> Self {
        let stop =
            |stopped_mode, hibernate| StopInstance { stopped_mode, hibernate, ..StopInstance::DEFAULT };
        let calls = [
            stop(None, false).into(),
            stop(Some(StopMode::StopCharging), false).into(),
            stop(Some(StopMode::StopCharging), true).into(),
            stop(Some(StopMode::KeepCharging), true).into(),
            StartInstance::DEFAULT.into(),
            RebootInstance::DEFAULT.into(),
            DeleteInstance::DEFAULT.into(),
            DeleteInstance { force: true, ..DeleteInstance::DEFAULT }.into(),
            ReActivateInstances::DEFAULT.into(),
        ];
        let events = Event::ALL.iter().filter(|event| !LEFT_OUT.contains(event));
        let steps = calls.map(Step::Call).into_iter().chain(events.copied().map(Step::Event)).collect();
        Self { policy: Policy::documented(), environment: Environment::PLAIN, steps }
    }

    fn starts() -> [Instance; 5] {
        let bought =
            Instance { status: Status::Pending, task: Task::Run, initializing: true, ..Instance::PLAIN };
        let spot = Instance { spot_strategy: SpotStrategy::SpotAsPriceGo, spot_protected: true, ..bought };
        [
            bought,
            Instance { hibernation_configured: true, ..bought },
            Instance { network_type: NetworkType::Classic, disk_in_arrears: true, ..bought },
            Instance { charge_type: ChargeType::PrePaid, ..bought },
            Instance { spot_interruption: SpotInterruptionBehavior::Stop, ..spot },
        ]
    }

    /// The instance after a step; none where it is refused, or cannot happen.
    #[inline]
    fn after(&self, instance: &Instance, step: Step) -> Option<Instance> {
        match step {
            Step::Call(request) => {
                let plan = plan(instance, &request, &self.environment, &self.policy).ok()?;
                plan.accept(instance).ok()
            }
            Step::Event(event) => instance.on(event).ok(),
        }
    }

    /// The states that a plain walk reaches, and the steps it takes.
    pub fn walk(&self) -> (usize, usize) {
        let mut seen = FxHashSet::from_iter(Self::starts());
        let mut open = Vec::from(Self::starts());
        let mut taken = 0;
        while let Some(instance) = open.pop() {
            for &step in &self.steps {
                if let Some(next) = self.after(&instance, step) {
                    taken += 1;
                    if seen.insert(next) {
                        open.push(next);
                    }
                }
            }
        }
        (seen.len(), taken)
    }

    /// The states that the checker reaches on one thread, and the steps it takes.
    pub fn check(&self) -> (usize, usize) {
        let checker = self.clone().checker().threads(1).spawn_bfs().join();
        (checker.unique_state_count(), checker.state_count() - Self::starts().len())
    }
}

impl Default for Lifecycle {
    fn default() -> Self {
        Self::new()
    }
}

impl Model for Lifecycle {
    type State = Instance;
    type Action = Step;

    fn init_states(&self) -> Vec<Instance> {
        Self::starts().to_vec()
    }

    fn actions(&self, _: &Instance, steps: &mut Vec<Step>) {
        steps.extend_from_slice(&self.steps);
    }

    fn next_state(&self, instance: &Instance, step: Step) -> Option<Instance> {
        self.after(instance, step)
    }

    /// A checker without a property has nothing to look for.
    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("nothing is in flight when steady", |_, instance: &Instance| {
            instance.status.is_transitional() || instance.task == Task::None
        })]
    }
}
