//! Settlements: the outcomes of calls that no rule refuses.

use crate::attribute::{status, stopped_mode, task};
use crate::closed_set::closed_set;
use crate::event::Next;
use crate::instance::{Status, StoppedMode, Task};
use crate::region::Field;

/// The course of a settlement.
struct Course {
    /// The statuses that the instance passes through.
    via: &'static [Status],
    /// The final status.
    to: Status,
    /// The column of the effect rows.
    column: usize,
}

/// Declares the settlements, a line each: the statuses on the way, the final status, and the column of
/// the effect rows.
macro_rules! settlements {
    ($(
        $(#[doc = $about:literal])+
        $settlement:ident $name:literal [$($via:ident)*] $to:ident $column:literal;
    )+) => {
        closed_set! {
            /// The outcome of a call that no rule refuses.
            ///
            /// ```
            /// use instance_lifecycle::plan::Settlement;
            /// use instance_lifecycle::{Environment, Instance, Policy, StopInstance, plan};
            ///
            /// let (environment, policy) = (Environment::default(), Policy::documented());
            /// let plan = plan(&Instance::default(), &StopInstance::default(), &environment, &policy)?;
            /// assert_eq!(plan.settlement(), Settlement::StopInStandardMode);
            /// # Ok::<_, Box<dyn core::error::Error>>(())
            /// ```
            #[non_exhaustive]
            Settlement { $($(#[doc = $about])+ $settlement = $name),+ }
        }

        impl Settlement {
            const fn course(self) -> Course {
                match self {
                    $(Self::$settlement => Course {
                        via: &[$(Status::$via),*],
                        to: Status::$to,
                        column: $column,
                    }),+
                }
            }
        }
    };
}

#[rustfmt::skip] // a table: one line a row
settlements! {
    /// Stop in economical mode.
    StopEconomically         "stop-economically"           [Stopping]                  Stopped  0;
    /// Stop in standard mode.
    StopInStandardMode       "stop-in-standard-mode"       [Stopping]                  Stopped  1;
    /// Stop a subscription, to which modes do not apply.
    StopSubscription         "stop-subscription"           [Stopping]                  Stopped  1;
    /// Hibernate in economical mode.
    HibernateEconomically    "hibernate-economically"      [Stopping]                  Stopped  2;
    /// Hibernate in standard mode.
    HibernateInStandardMode  "hibernate-in-standard-mode"  [Stopping]                  Stopped  3;
    /// Hibernate a subscription.
    HibernateSubscription    "hibernate-subscription"      [Stopping]                  Stopped  3;
    /// Do nothing: the instance is already stopped.
    AlreadyStopped           "already-stopped"             []                          Stopped  1;
    /// Start on newly allocated compute.
    StartOnNewCompute        "start-on-new-compute"        [Starting]                  Running  0;
    /// Start on the kept compute.
    StartOnKeptCompute       "start-on-kept-compute"       [Starting]                  Running  1;
    /// Reboot through a shutdown.
    RebootViaStopping        "reboot-via-stopping"         [Stopping Starting]         Running  0;
    /// Reboot without a visible shutdown.
    RebootAtOnce             "reboot-at-once"              [Starting]                  Running  0;
    /// Reboot through a visible stop.
    RebootViaStopped         "reboot-via-stopped"          [Stopping Stopped Starting] Running  0;
    /// Release at once.
    Release                  "release"                     []                          Released 0;
    /// Shut down, then release.
    ReleaseAfterShutdown     "release-after-shutdown"      [Stopping Stopped]          Released 0;
    /// Clear the arrears and start.
    ReactivateAndStart       "reactivate-and-start"        [Starting]                  Running  0;
    /// Clear the arrears; the instance was stopped before and stays stopped.
    ReactivateStopped        "reactivate-stopped"          []                          Stopped  1;
    /// Create an instance.
    Create                   "create"                      [Pending]                   Stopped  0;
    /// Create an instance and start it.
    Run                      "run"                         [Pending Starting]          Running  0;
}

impl Settlement {
    /// Returns the statuses that the instance passes through, and the final one.
    ///
    /// ```
    /// use instance_lifecycle::plan::Settlement;
    /// use instance_lifecycle::Status;
    ///
    /// assert_eq!(Settlement::Run.path(), (&[Status::Pending, Status::Starting][..], Status::Running));
    /// ```
    #[must_use]
    pub const fn path(self) -> (&'static [Status], Status) {
        let Course { via, to, .. } = self.course();
        (via, to)
    }

    /// Returns the value that the first transition sets for an attribute, `None` if it sets none.
    const fn sets(self, field: Field) -> Option<usize> {
        match self.transitions()[0].next {
            Next::Becomes { set, .. } => set.value(field),
            Next::Cannot(_) => None,
        }
    }

    /// Returns the effective stop mode.
    pub(crate) const fn stopped_mode(self) -> StoppedMode {
        match self.sets(stopped_mode::FIELD) {
            Some(mode) => StoppedMode::ALL[mode],
            None => StoppedMode::NotApplicable,
        }
    }

    /// Whether the memory is saved.
    pub(crate) const fn hibernates(self) -> bool {
        matches!(self.sets(task::FIELD), Some(set) if set == Task::Hibernate as usize)
    }

    /// Whether the call creates the instance.
    pub(crate) const fn creates(self) -> bool {
        matches!(self, Self::Create | Self::Run)
    }

    /// Whether the requested state is already reached.
    #[must_use]
    pub const fn is_already_done(self) -> bool {
        matches!(self, Self::AlreadyStopped)
    }

    /// Returns the column of the effect rows that the settlement reads.
    #[doc(hidden)]
    #[must_use]
    pub const fn column(self) -> usize {
        self.course().column
    }
}

// The first transition sets the first status of the path.
const _: () = {
    let mut n = 0;
    while n < Settlement::ALL.len() {
        let (via, to) = Settlement::ALL[n].path();
        let first = if via.is_empty() { to } else { via[0] };
        if let Some(set) = Settlement::ALL[n].sets(status::FIELD) {
            assert!(set == first as usize, "a settlement sets the first status of its path");
        }
        n += 1;
    }
};
