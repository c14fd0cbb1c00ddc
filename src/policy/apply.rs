//! Events, under the interpretations of a policy.

use super::Policy;
use crate::environment::Environment;
use crate::event::table::Surroundings;
use crate::event::{Event, EventError, on};
use crate::instance::Instance;

impl Instance {
    /// Returns the instance after an event in an environment, under the interpretations of a policy.
    ///
    /// # Errors
    ///
    /// Returns the reason why the event cannot occur.
    ///
    /// ```
    /// use instance_lifecycle::event::EventError;
    /// use instance_lifecycle::instance::{StoppedMode, Task};
    /// use instance_lifecycle::{Environment, Event, Instance, Policy, Status};
    ///
    /// let (environment, policy) = (Environment::DEFAULT, Policy::documented());
    /// let stopping = Instance::DEFAULT.with(|it| {
    ///     it.status = Status::Stopping;
    ///     it.task = Task::Stop;
    ///     it.stopped_mode = StoppedMode::StopCharging;
    /// });
    /// let stopped = stopping.apply(Event::ShutdownCompleted, &environment, &policy)?;
    /// assert_eq!((stopped.status, stopped.stopped_mode), (Status::Stopped, StoppedMode::StopCharging));
    /// let again = stopped.apply(Event::ShutdownCompleted, &environment, &policy);
    /// assert_eq!(again, Err(EventError::NothingInFlight));
    /// # Ok::<_, EventError>(())
    /// ```
    pub const fn apply(
        &self,
        event: Event,
        environment: &Environment,
        policy: &Policy,
    ) -> Result<Self, EventError> {
        on(event, *self, Surroundings { environment, interpretations: policy.interpretations() })
    }

    /// Returns the events that can occur, in the order of [`Event::ALL`], each with the instance after it.
    ///
    /// ```
    /// use instance_lifecycle::{Environment, Event, Instance, Policy, Status};
    ///
    /// let (environment, policy) = (Environment::DEFAULT, Policy::documented());
    /// let stopping = Instance::in_status(Status::Stopping);
    /// let ends: Vec<(Event, Status)> = stopping
    ///     .possible_events(&environment, &policy)
    ///     .filter(|(_, after)| after.status != Status::Stopping)
    ///     .map(|(event, after)| (event, after.status))
    ///     .collect();
    /// assert_eq!(ends, [(Event::ShutdownCompleted, Status::Stopped)]);
    /// ```
    pub fn possible_events(
        &self,
        environment: &Environment,
        policy: &Policy,
    ) -> impl Iterator<Item = (Event, Self)> + use<> {
        let (instance, environment) = (*self, *environment);
        let interpretations = *policy.interpretations();
        Event::ALL.iter().filter_map(move |&event| {
            let around = Surroundings { environment: &environment, interpretations: &interpretations };
            Some((event, on(event, instance, around).ok()?))
        })
    }
}
