//! Transitions of an instance, as rows: a condition, and the attributes that are then set. Events are
//! declared in this form, and so are the immediate effects of accepted calls.

mod events;
mod in_flight;
mod kind;
pub(crate) mod table;
mod tasks;
pub(crate) mod ways;

pub(crate) use events::on;
pub use kind::Event;

use crate::evidence::{Evidence, Source};
use crate::region::{Assignment, Region};
pub(crate) use tasks::other_tasks;

/// A row: a condition, and what follows from it.
///
/// ```
/// use instance_lifecycle::rules::Evidence;
/// use instance_lifecycle::Event;
///
/// let rows = Event::BootCompleted.transitions();
/// assert!(rows.iter().any(|row| row.evidence == Evidence::Documented));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The instances, environments and interpretations, of those that no earlier row matches.
    pub when: Region,
    /// The consequence.
    pub next: Next,
    /// The evidence.
    pub evidence: Evidence,
    /// The source.
    pub source: Source,
    /// The source that contradicts it; given if and only if the evidence is
    /// [`Contradicted`](Evidence::Contradicted).
    pub against: Option<Source>,
}

impl Transition {
    /// Returns the row. Checks at compile time that it names a contradicting source if and only if it is
    /// contradicted.
    pub(crate) const fn known(self) -> Self {
        assert!(
            matches!(self.evidence, Evidence::Contradicted) == self.against.is_some(),
            "a row is contradicted if and only if `against` names the other source"
        );
        self
    }
}

/// The consequence of a [`Transition`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The event cannot occur.
    Cannot(EventError),
    /// The instance changes.
    Becomes {
        /// The attributes that are set.
        set: Assignment,
        /// The rows that then apply to the changed instance; none if the change is complete.
        then: &'static [Transition],
    },
}

/// The reason why an event cannot occur.
///
/// ```
/// use instance_lifecycle::event::EventError;
/// use instance_lifecycle::{Environment, Event, Instance, Policy};
///
/// let (environment, policy) = (Environment::default(), Policy::documented());
/// let answer = Instance::default().apply(Event::BootCompleted, &environment, &policy);
/// assert_eq!(answer, Err(EventError::NothingInFlight));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum EventError {
    /// No matching task is in flight.
    #[error("no matching task is in flight")]
    NothingInFlight,
    /// The task in flight ends with another event.
    #[error("the task in flight ends with another event")]
    AnotherTask,
    /// The status does not allow the task in flight.
    #[error("the status does not allow the task in flight")]
    NoSuchTask,
    /// The instance is released.
    #[error("the instance is released")]
    Released,
    /// A task is in flight.
    #[error("a task is in flight")]
    InFlight,
    /// The instance is not running.
    #[error("the instance is not running")]
    NotRunning,
    /// The event has no effect: it has already occurred.
    #[error("the event has already occurred")]
    AlreadySo,
    /// The lock is not set.
    #[error("the lock is not set")]
    NotLocked,
    /// The instance is not a subscription.
    #[error("the instance is not a subscription")]
    NoSubscription,
    /// The instance is a subscription.
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
    /// The instance is not a spot instance.
    #[error("the instance is not a spot instance")]
    NoSpot,
    /// The spot instance is in its protection period.
    #[error("the spot instance is in its protection period")]
    Protected,
    /// The interruption has not been announced.
    #[error("the interruption has not been announced")]
    NotNoticed,
    /// The instance is not on a dedicated host.
    #[error("the instance is not on a dedicated host")]
    NoDedicatedHost,
    /// The instance has no local disks.
    #[error("the instance has no local disks")]
    NoLocalDisks,
    /// The instance is in the classic network.
    #[error("the instance is in the classic network")]
    ClassicNetwork,
    /// No automatic release time is set.
    #[error("no automatic release time is set")]
    NoAutoReleaseTime,
    /// The instance is in arrears.
    #[error("the instance is in arrears")]
    InArrears,
}
