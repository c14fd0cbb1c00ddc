//! The events that complete a plan.

use super::Plan;
use crate::environment::Environment;
use crate::event::Event;
use crate::instance::Instance;
use crate::plan::StalePlanError;
use crate::policy::Policy;

impl Plan {
    /// Accepts the plan and returns the events that complete it, in order, each with the instance after it;
    /// none if the call is complete once it is accepted. The statuses are those of the [path](Self::path),
    /// unless the state of the instance prevents its end, such as a security lock.
    ///
    /// # Errors
    ///
    /// Returns an error if the plan is stale, as [`Plan::accept`] does.
    ///
    /// ```
    /// use instance_lifecycle::{Environment, Event, Instance, Policy, RebootInstance, Status, plan};
    ///
    /// let (instance, environment, policy) = (Instance::DEFAULT, Environment::DEFAULT, Policy::documented());
    /// let plan = plan(&instance, &RebootInstance::DEFAULT, &environment, &policy)?;
    /// let events: Vec<(Event, Status)> = plan
    ///     .completed_by(&instance, &environment, &policy)?
    ///     .map(|(event, after)| (event, after.status))
    ///     .collect();
    /// assert_eq!(
    ///     events,
    ///     [(Event::ShutdownCompleted, Status::Starting), (Event::BootCompleted, Status::Running)]
    /// );
    /// # Ok::<_, Box<dyn core::error::Error>>(())
    /// ```
    pub fn completed_by<'a>(
        &self,
        instance: &Instance,
        environment: &'a Environment,
        policy: &'a Policy,
    ) -> Result<impl Iterator<Item = (Event, Instance)> + use<'a>, StalePlanError> {
        Ok(completions(self.accept(instance)?, environment, policy))
    }
}

/// Returns the events that complete what is in flight, in order, each with the instance after it.
pub(crate) fn completions<'a>(
    mut instance: Instance,
    environment: &'a Environment,
    policy: &'a Policy,
) -> impl Iterator<Item = (Event, Instance)> + use<'a> {
    core::iter::from_fn(move || {
        let event = instance.completed_by()?;
        instance = instance.apply(event, environment, policy).ok()?;
        Some((event, instance))
    })
}
