//! How a call is settled that nothing refuses.

use crate::closed_set::closed_set;
use crate::instance::{Status, StoppedMode, Task};

closed_set! {
    /// How a call is settled that nothing refuses.
    Settlement {
        /// Stop in economical mode.
        StopEconomically = "stop-economically",
        /// Stop in standard mode.
        StopInStandardMode = "stop-in-standard-mode",
        /// Stop a subscription, to which modes do not apply.
        StopSubscription = "stop-subscription",
        /// Hibernate in economical mode.
        HibernateEconomically = "hibernate-economically",
        /// Hibernate in standard mode.
        HibernateInStandardMode = "hibernate-in-standard-mode",
        /// Hibernate a subscription.
        HibernateSubscription = "hibernate-subscription",
        /// Nothing is to be done: the instance is stopped.
        AlreadyStopped = "already-stopped",
    }
}

impl Settlement {
    /// The statuses that the instance passes, and the one it ends in.
    pub(crate) const fn path(self) -> (&'static [Status], Status) {
        match self {
            Self::AlreadyStopped => (&[], Status::Stopped),
            _ => (&[Status::Stopping], Status::Stopped),
        }
    }

    /// What is in flight until then.
    pub(crate) const fn task(self) -> Task {
        match self {
            Self::AlreadyStopped => Task::None,
            _ if self.hibernates() => Task::Hibernate,
            _ => Task::Stop,
        }
    }

    /// The effective stop mode.
    pub(crate) const fn stopped_mode(self) -> StoppedMode {
        match self {
            Self::StopEconomically | Self::HibernateEconomically => StoppedMode::StopCharging,
            Self::StopInStandardMode | Self::HibernateInStandardMode => StoppedMode::KeepCharging,
            Self::StopSubscription | Self::HibernateSubscription | Self::AlreadyStopped => {
                StoppedMode::NotApplicable
            }
        }
    }

    /// Whether the memory is saved.
    pub(crate) const fn hibernates(self) -> bool {
        matches!(
            self,
            Self::HibernateEconomically | Self::HibernateInStandardMode | Self::HibernateSubscription
        )
    }

    /// The column of the effect rows that it reads.
    pub(crate) const fn column(self) -> usize {
        match self {
            Self::StopEconomically => 0,
            Self::StopInStandardMode | Self::StopSubscription | Self::AlreadyStopped => 1,
            Self::HibernateEconomically => 2,
            Self::HibernateInStandardMode | Self::HibernateSubscription => 3,
        }
    }
}
