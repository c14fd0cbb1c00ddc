//! Histories of one instance: requests and events with their answers, which can be replayed, shrunk
//! and billed.

mod bill;
mod shrink;

pub use bill::{Bill, BillLine, TimeOrderError};

use crate::decide::{Rejection, plan};
use crate::environment::Environment;
use crate::event::Event;
use crate::evolve::EventError;
use crate::instance::Instance;
use crate::outcome::{Resource, Risk};
use crate::plan::Plan;
use crate::policy::Policy;
use crate::request::Request;
use alloc::vec::Vec;

/// Something that happens to an instance: a call, or what needs no call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// A call, with what lay outside the instance at the time.
    Request(Request, Environment),
    /// An event.
    Event(Event),
}

/// What something came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The answer to a call.
    Request(Result<Plan, Rejection>),
    /// The instance after an event, or why the event cannot happen.
    Event(Result<Instance, EventError>),
}

/// One step of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When, in seconds since any moment of the caller's; the core reads no clock.
    pub at: u64,
    /// What happened.
    pub input: Input,
    /// What it came to.
    pub answer: Answer,
}

/// A history: an instance, and what happened to it.
///
/// ```
/// use instance_lifecycle::trace::{Input, Trace};
/// use instance_lifecycle::{Environment, Event, Instance, Policy, RebootInstance, Resource, StopInstance, StopMode};
///
/// let policy = Policy::documented();
/// let call = |request| Input::Request(request, Environment::DEFAULT);
/// let stop = StopInstance { stopped_mode: Some(StopMode::StopCharging), ..StopInstance::DEFAULT };
/// let trace = Trace::record(
///     Instance::DEFAULT,
///     [
///         (0, call(RebootInstance::DEFAULT.into())),
///         (60, Input::Event(Event::ShutdownCompleted)),
///         (90, Input::Event(Event::BootCompleted)),
///         (100, call(stop.into())),
///         (130, Input::Event(Event::ShutdownCompleted)),
///     ],
///     &policy,
/// );
/// assert_eq!(trace.replay(&policy), Ok(trace.end()));
///
/// // The reboot has no part in where it ends.
/// assert_eq!(trace.shrink(&policy).steps().len(), 2);
///
/// let bill = trace.bill(230, &policy)?;
/// assert_eq!((bill.line(Resource::Vcpu).billed, bill.line(Resource::Vcpu).unbilled), (130, 100));
/// # Ok::<_, instance_lifecycle::trace::TimeOrderError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    start: Instance,
    steps: Vec<Step>,
    end: Instance,
}

/// A replay answers otherwise than was recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("step {step} is answered otherwise than was recorded")]
pub struct ReplayError {
    /// The number of the first step that differs, from 0.
    pub step: usize,
    /// What the replay answers.
    pub found: Answer,
}

impl Input {
    /// What it comes to, and the instance afterwards: unchanged where it is refused, cannot happen,
    /// or was only a check. A call that makes an instance makes another one, unless there is none.
    #[must_use]
    pub fn to(&self, instance: &Instance, policy: &Policy) -> (Answer, Instance) {
        match self {
            Self::Request(request, environment) => {
                let answer = plan(instance, request, environment, policy);
                let next = answer.as_ref().ok().and_then(|plan| plan.accept(instance).ok());
                (Answer::Request(answer), next.unwrap_or(*instance))
            }
            Self::Event(event) => {
                let answer = instance.on(*event);
                (Answer::Event(answer), answer.unwrap_or(*instance))
            }
        }
    }
}

impl Answer {
    /// Whether both say the same: two plans do that settle the call in the same way and with the
    /// same consequences, whatever else is true of the instances.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Request(Ok(one)), Self::Request(Ok(other))) => same_plan(one, other),
            (
                Self::Request(Err(Rejection::DryRunPassed(one))),
                Self::Request(Err(Rejection::DryRunPassed(other))),
            ) => same_plan(&one.plan(), &other.plan()),
            (one, other) => one == other,
        }
    }
}

fn same_plan(one: &Plan, other: &Plan) -> bool {
    let consequences = |plan: &Plan| -> (Vec<(Resource, bool, bool)>, Vec<Risk>) {
        let resources = plan.resources().map(|it| (it.resource, it.billed_before, it.billed_after));
        (resources.collect(), plan.risks().collect())
    };
    let settled = |plan: &Plan| (plan.settlement(), plan.row());
    settled(one) == settled(other) && one.path() == other.path() && consequences(one) == consequences(other)
}

impl Trace {
    /// The history of what happens to an instance, one thing after the other, each at its time.
    #[must_use]
    pub fn record(start: Instance, inputs: impl IntoIterator<Item = (u64, Input)>, policy: &Policy) -> Self {
        let mut end = start;
        let steps = inputs.into_iter().map(|(at, input)| {
            let (answer, next) = input.to(&end, policy);
            end = next;
            Step { at, input, answer }
        });
        let steps = steps.collect();
        Self { start, steps, end }
    }

    /// The instance before anything happened.
    #[must_use]
    pub const fn start(&self) -> Instance {
        self.start
    }

    /// What happened.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The instance at the end.
    #[must_use]
    pub const fn end(&self) -> Instance {
        self.end
    }

    /// The instance at the end of a replay.
    ///
    /// # Errors
    ///
    /// The first step that is answered otherwise than was recorded.
    pub fn replay(&self, policy: &Policy) -> Result<Instance, ReplayError> {
        let mut instance = self.start;
        for (step, Step { input, answer, .. }) in self.steps.iter().enumerate() {
            let (found, next) = input.to(&instance, policy);
            if found != *answer {
                return Err(ReplayError { step, found });
            }
            instance = next;
        }
        Ok(instance)
    }
}
