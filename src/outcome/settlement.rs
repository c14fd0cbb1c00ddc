//! How a call is settled that nothing refuses.

use crate::closed_set::closed_set;
use crate::instance::{Status, StoppedMode, Task};

/// What a settlement does to the instance.
struct Course {
    /// The statuses that the instance passes.
    via: &'static [Status],
    /// The status it ends in.
    to: Status,
    /// What is in flight until then.
    task: Task,
    /// The stop mode.
    mode: StoppedMode,
    /// Whether the memory is saved.
    hibernates: bool,
    /// The column of the effect rows that it reads.
    column: usize,
}

/// Declares the settlements, a line each: the statuses on the way and the last one, the task in
/// flight, the stop mode, whether memory is saved, the column of the effect rows.
macro_rules! settlements {
    ($(
        $(#[doc = $about:literal])+
        $settlement:ident $name:literal [$($via:ident)*] $to:ident $task:ident $mode:ident $hibernates:literal $column:literal;
    )+) => {
        closed_set! {
            /// How a call is settled that nothing refuses.
            Settlement { $($(#[doc = $about])+ $settlement = $name),+ }
        }

        impl Settlement {
            const fn course(self) -> Course {
                match self {
                    $(Self::$settlement => Course {
                        via: &[$(Status::$via),*],
                        to: Status::$to,
                        task: Task::$task,
                        mode: StoppedMode::$mode,
                        hibernates: $hibernates,
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
    StopEconomically         "stop-economically"           [Stopping]                  Stopped  Stop      StopCharging  false 0;
    /// Stop in standard mode.
    StopInStandardMode       "stop-in-standard-mode"       [Stopping]                  Stopped  Stop      KeepCharging  false 1;
    /// Stop a subscription, to which modes do not apply.
    StopSubscription         "stop-subscription"           [Stopping]                  Stopped  Stop      NotApplicable false 1;
    /// Hibernate in economical mode.
    HibernateEconomically    "hibernate-economically"      [Stopping]                  Stopped  Hibernate StopCharging  true  2;
    /// Hibernate in standard mode.
    HibernateInStandardMode  "hibernate-in-standard-mode"  [Stopping]                  Stopped  Hibernate KeepCharging  true  3;
    /// Hibernate a subscription.
    HibernateSubscription    "hibernate-subscription"      [Stopping]                  Stopped  Hibernate NotApplicable true  3;
    /// Nothing is to be done: the instance is stopped.
    AlreadyStopped           "already-stopped"             []                          Stopped  None      NotApplicable false 1;
    /// Start on compute that must be found again.
    StartOnNewCompute        "start-on-new-compute"        [Starting]                  Running  Start     NotApplicable false 0;
    /// Start on the compute that was kept.
    StartOnKeptCompute       "start-on-kept-compute"       [Starting]                  Running  Start     NotApplicable false 1;
    /// Reboot through a shutdown.
    RebootViaStopping        "reboot-via-stopping"         [Stopping Starting]         Running  Reboot    NotApplicable false 0;
    /// Reboot without a shutdown that is seen.
    RebootAtOnce             "reboot-at-once"              [Starting]                  Running  Reboot    NotApplicable false 0;
    /// Reboot through a stop that is seen.
    RebootViaStopped         "reboot-via-stopped"          [Stopping Stopped Starting] Running  Reboot    NotApplicable false 0;
    /// Release at once.
    Release                  "release"                     []                          Released None      NotApplicable false 0;
    /// Shut down, then release.
    ReleaseAfterShutdown     "release-after-shutdown"      [Stopping Stopped]          Released Release   NotApplicable false 0;
    /// Start again after the arrears.
    ReactivateAndStart       "reactivate-and-start"        [Starting]                  Running  Start     NotApplicable false 0;
    /// Clear the arrears; the instance was stopped before them and stays so.
    ReactivateStopped        "reactivate-stopped"          []                          Stopped  None      NotApplicable false 1;
    /// Make an instance.
    Create                   "create"                      [Pending]                   Stopped  Create    NotApplicable false 0;
    /// Make an instance and start it.
    Run                      "run"                         [Pending Starting]          Running  Run       NotApplicable false 0;
}

impl Settlement {
    /// The statuses that the instance passes, and the one it ends in.
    ///
    /// ```
    /// use instance_lifecycle::{Settlement, Status};
    ///
    /// assert_eq!(Settlement::Run.path(), (&[Status::Pending, Status::Starting][..], Status::Running));
    /// ```
    #[must_use]
    pub const fn path(self) -> (&'static [Status], Status) {
        let Course { via, to, .. } = self.course();
        (via, to)
    }

    /// What is in flight until then.
    pub(crate) const fn task(self) -> Task {
        self.course().task
    }

    /// The effective stop mode.
    pub(crate) const fn stopped_mode(self) -> StoppedMode {
        self.course().mode
    }

    /// Whether the memory is saved.
    pub(crate) const fn hibernates(self) -> bool {
        self.course().hibernates
    }

    /// Whether it makes the instance.
    pub(crate) const fn creates(self) -> bool {
        matches!(self, Self::Create | Self::Run)
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub const fn is_already_done(self) -> bool {
        matches!(self, Self::AlreadyStopped)
    }

    /// The column of the effect rows that it reads.
    #[must_use]
    pub const fn column(self) -> usize {
        self.course().column
    }
}
