//! What becomes of an instance, as rows: a condition, and what is then set. Events are such rows, and
//! so is what an accepted call makes of an instance at once.

mod events;
pub(crate) mod table;
pub(crate) mod ways;

use crate::event::Event;
use crate::evidence::{Evidence, Source};
use crate::instance::Instance;
use crate::region::{Assignment, Region};

/// One row of what becomes of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The instances that it is about, of those that no earlier row is about.
    pub when: Region,
    /// What becomes of them.
    pub next: Next,
    /// How well this is known. That something cannot happen no page says: it is inferred.
    pub evidence: Evidence,
    /// Where it stands.
    pub source: Source,
}

/// What becomes of the instances of a [`Transition`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It cannot happen to them.
    Cannot(EventError),
    /// They change.
    Becomes {
        /// What is set, whatever it was.
        set: Assignment,
        /// What becomes of them then, as it depends on what they are now; nothing more where there are
        /// no rows.
        then: &'static [Transition],
    },
}

/// Why an event cannot happen to an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum EventError {
    /// Nothing is in flight that could end so.
    #[error("nothing is in flight that could end so")]
    NothingInFlight,
    /// What is in flight ends in another way.
    #[error("what is in flight ends in another way")]
    AnotherTask,
    /// The status excludes the task that is in flight.
    #[error("the status excludes the task in flight")]
    NoSuchTask,
    /// The instance is gone.
    #[error("the instance is released")]
    Released,
    /// It happens only to an instance on which nothing is in flight.
    #[error("something is in flight")]
    InFlight,
    /// It happens only to a running instance.
    #[error("the instance is not running")]
    NotRunning,
    /// It is so already.
    #[error("it is so already")]
    AlreadySo,
    /// The lock is not set.
    #[error("the lock is not set")]
    NotLocked,
    /// It happens only to a subscription.
    #[error("the instance is no subscription")]
    NoSubscription,
    /// It happens only to pay-as-you-go instances.
    #[error("the instance is a subscription")]
    Subscription,
    /// The subscription has not expired.
    #[error("the subscription has not expired")]
    NotExpired,
    /// Nothing is owed.
    #[error("nothing is owed")]
    NothingOwed,
    /// The instance is not stopped for expiry or arrears.
    #[error("the instance is not stopped for expiry or arrears")]
    NotStoppedForThat,
    /// It happens only to a spot instance.
    #[error("the instance is no spot instance")]
    NoSpot,
    /// The spot instance is inside its protection period.
    #[error("the protection period is not over")]
    Protected,
    /// An interruption is noticed before it happens.
    #[error("the interruption has not been noticed")]
    NotNoticed,
}

impl Instance {
    /// The instance after an event.
    ///
    /// # Errors
    ///
    /// The reason why the event cannot happen to this instance.
    ///
    /// ```
    /// use instance_lifecycle::{EventError, Event, Instance, Status, StoppedMode, Task};
    ///
    /// let stopping = Instance {
    ///     status: Status::Stopping,
    ///     task: Task::Stop,
    ///     stopped_mode: StoppedMode::StopCharging,
    ///     ..Instance::DEFAULT
    /// };
    /// let stopped = stopping.apply(Event::ShutdownCompleted)?;
    /// assert_eq!((stopped.status, stopped.stopped_mode), (Status::Stopped, StoppedMode::StopCharging));
    /// assert_eq!(stopped.apply(Event::ShutdownCompleted), Err(EventError::NothingInFlight));
    /// # Ok::<_, EventError>(())
    /// ```
    pub const fn apply(&self, event: Event) -> Result<Self, EventError> {
        events::on(event, *self)
    }
}
