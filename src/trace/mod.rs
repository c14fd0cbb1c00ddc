//! Traces: recorded histories of one instance, which can be replayed, minimized and billed.

mod bill;
mod shrink;

pub(crate) use bill::outliving;
pub use bill::{Bill, BillLine, Cost, LeftBehind, TimeOrderError};

use crate::decide::{Rejection, plan};
use crate::environment::Environment;
use crate::event::Event;
use crate::event::EventError;
use crate::instance::Instance;
use crate::plan::Plan;
use crate::policy::Policy;
use crate::request::Request;
use alloc::vec::Vec;

/// An input of the state machine: a call or an event.
///
/// ```
/// use instance_lifecycle::trace::Input;
/// use instance_lifecycle::{Environment, Event, Instance, Policy, Status};
///
/// let input = Input::Event(Event::GuestShutdown, Environment::default());
/// let (_, instance) = input.apply_to(&Instance::default(), &Policy::documented());
/// assert_eq!(instance.status, Status::Stopped);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// A call, with the environment at that time.
    Request(Request, Environment),
    /// An event, with the environment at that time.
    Event(Event, Environment),
}

/// The answer to an [`Input`].
///
/// ```
/// use instance_lifecycle::trace::{Answer, Input};
/// use instance_lifecycle::{Environment, Instance, Policy, StopInstance, plan};
///
/// let (instance, environment, policy) = (Instance::default(), Environment::default(), Policy::documented());
/// let request = StopInstance::default();
/// let (answer, _) = Input::Request(request.into(), environment).apply_to(&instance, &policy);
/// assert_eq!(answer, Answer::Request(plan(&instance, &request, &environment, &policy)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The answer to a call.
    Request(Result<Plan, Rejection>),
    /// The instance after an event, or the reason why the event is not possible.
    Event(Result<Instance, EventError>),
}

/// One step of a trace.
///
/// ```
/// use instance_lifecycle::trace::{Input, Trace};
/// use instance_lifecycle::{Environment, Event, Instance, Policy};
///
/// let policy = Policy::documented();
/// let shutdown = Input::Event(Event::GuestShutdown, Environment::default());
/// let trace = Trace::record(Instance::default(), [(60, shutdown)], &policy);
/// assert_eq!((trace.steps()[0].at, trace.steps()[0].input), (60, shutdown));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The time, in seconds since an arbitrary origin; the crate reads no clock.
    pub at: u64,
    /// The input.
    pub input: Input,
    /// The answer.
    pub answer: Answer,
}

/// A recorded history: an instance, and the inputs that were applied to it with their answers.
///
/// ```
/// use instance_lifecycle::plan::Resource;
/// use instance_lifecycle::request::StopMode;
/// use instance_lifecycle::trace::{Input, Trace};
/// use instance_lifecycle::{Environment, Event, Instance, Policy, RebootInstance, StopInstance};
///
/// let policy = Policy::documented();
/// let call = |request| Input::Request(request, Environment::DEFAULT);
/// let event = |event| Input::Event(event, Environment::DEFAULT);
/// let stop = StopInstance::DEFAULT.with(|it| it.stopped_mode = Some(StopMode::StopCharging));
/// let trace = Trace::record(
///     Instance::DEFAULT,
///     [
///         (0, call(RebootInstance::DEFAULT.into())),
///         (60, event(Event::ShutdownCompleted)),
///         (90, event(Event::BootCompleted)),
///         (100, call(stop.into())),
///         (130, event(Event::ShutdownCompleted)),
///     ],
///     &policy,
/// );
/// assert_eq!(trace.replay(&policy), Ok(trace.end()));
///
/// // The reboot does not affect the last answer.
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

/// The error of a replay that does not reproduce the recorded answers.
///
/// ```
/// use instance_lifecycle::instance::{LockReason, Locks};
/// use instance_lifecycle::policy::interpretations::SecurityLockedStop;
/// use instance_lifecycle::trace::{Input, Trace};
/// use instance_lifecycle::{Environment, Instance, Policy, StopInstance};
///
/// let locked = Instance::default().with(|it| it.locks = Locks::NONE.with(LockReason::Security));
/// let inputs = [(0, Input::Request(StopInstance::default().into(), Environment::default()))];
/// let trace = Trace::record(locked, inputs, &Policy::documented());
/// let permissive = Policy::documented().with(SecurityLockedStop::Allow);
/// assert_eq!(trace.replay(&permissive).unwrap_err().step, 0);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer to step {step} differs from the recorded one")]
pub struct ReplayError {
    /// The number of the first step that differs, from 0.
    pub step: usize,
    /// The answer of the replay.
    pub found: Answer,
}

impl Input {
    /// Applies the input and returns the answer and the instance afterwards.
    ///
    /// The instance is unchanged if the call is refused or a dry run, or if the event is not possible.
    /// A creation replaces a released instance only; any other instance is unchanged.
    #[must_use]
    pub fn apply_to(&self, instance: &Instance, policy: &Policy) -> (Answer, Instance) {
        let answer = match self {
            Self::Request(request, environment) => {
                Answer::Request(plan(instance, request, environment, policy))
            }
            Self::Event(event, environment) => Answer::Event(instance.apply(*event, environment, policy)),
        };
        let next = answer.after(instance);
        (answer, next)
    }
}

impl Answer {
    /// Returns the instance after the answer, given the one before. It is unchanged if the call is refused or
    /// a dry run, or if the event is not possible.
    #[must_use]
    pub fn after(&self, before: &Instance) -> Instance {
        match self {
            Self::Request(answer) => answer.as_ref().ok().and_then(|plan| plan.accept(before).ok()),
            Self::Event(answer) => answer.ok(),
        }
        .unwrap_or(*before)
    }

    /// Whether two answers are equivalent: equal, or plans with the [same outcome](Plan::same_outcome).
    #[must_use]
    pub fn is_equivalent(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Request(Ok(one)), Self::Request(Ok(other))) => one.same_outcome(other),
            (
                Self::Request(Err(Rejection::DryRunPassed(one))),
                Self::Request(Err(Rejection::DryRunPassed(other))),
            ) => one.plan().same_outcome(&other.plan()),
            (one, other) => one == other,
        }
    }
}

impl Trace {
    /// Creates a trace without steps.
    #[must_use]
    pub const fn new(start: Instance) -> Self {
        Self { start, steps: Vec::new(), end: start }
    }

    /// Applies timed inputs to an instance in order and records the answers.
    #[must_use]
    pub fn record(start: Instance, inputs: impl IntoIterator<Item = (u64, Input)>, policy: &Policy) -> Self {
        let mut trace = Self::new(start);
        for (at, input) in inputs {
            trace.push(at, input, policy);
        }
        trace
    }

    /// Applies an input to the instance at the end, appends the step, and returns its answer.
    ///
    /// A simulator needs no instance and no history beside its trace:
    ///
    /// ```
    /// use instance_lifecycle::trace::{Answer, Input, Trace};
    /// use instance_lifecycle::{Environment, Event, Instance, Policy, Status, StopInstance};
    ///
    /// let policy = Policy::documented();
    /// let mut trace = Trace::new(Instance::DEFAULT);
    /// let stop = Input::Request(StopInstance::DEFAULT.into(), Environment::DEFAULT);
    /// assert!(matches!(trace.push(10, stop, &policy), Answer::Request(Ok(_))));
    /// assert_eq!(trace.end().status, Status::Stopping);
    /// trace.push(40, Input::Event(Event::ShutdownCompleted, Environment::DEFAULT), &policy);
    /// assert_eq!((trace.end().status, trace.steps().len()), (Status::Stopped, 2));
    /// ```
    pub fn push(&mut self, at: u64, input: Input, policy: &Policy) -> &Answer {
        let (answer, next) = input.apply_to(&self.end, policy);
        self.end = next;
        self.steps.push(Step { at, input, answer });
        &self.steps[self.steps.len() - 1].answer
    }

    /// Returns the instance before the first step.
    #[must_use]
    pub const fn start(&self) -> Instance {
        self.start
    }

    /// Returns the steps.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Returns the instance after the last step.
    #[must_use]
    pub const fn end(&self) -> Instance {
        self.end
    }

    /// Replays the inputs and returns the instance at the end.
    ///
    /// # Errors
    ///
    /// Returns the first step whose answer differs from the recorded one.
    pub fn replay(&self, policy: &Policy) -> Result<Instance, ReplayError> {
        let mut instance = self.start;
        for (step, Step { input, answer, .. }) in self.steps.iter().enumerate() {
            let (found, next) = input.apply_to(&instance, policy);
            if found != *answer {
                return Err(ReplayError { step, found });
            }
            instance = next;
        }
        Ok(instance)
    }
}
