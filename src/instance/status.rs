//! The status, and the task behind a transitional one.

use crate::closed_set::closed_set;

closed_set! {
    /// The status of an instance.
    ///
    /// Five stand on the wire; `Released` is the end, where the record is gone. Expired, locked and
    /// hibernated are no statuses but attributes of a stopped instance.
    ///
    /// Source: DescribeInstances, `Status` (page of 2021).
    Status {
        /// Being created.
        Pending = "Pending",
        /// Booting.
        Starting = "Starting",
        /// Running; steady.
        Running = "Running",
        /// Shutting down: to stop, to reboot or to be released.
        Stopping = "Stopping",
        /// Stopped; steady.
        Stopped = "Stopped",
        /// Gone, or never there; never on the wire.
        Released = "Released",
    }
}

impl Status {
    /// Whether it passes without a call: `Pending`, `Starting`, `Stopping`.
    #[must_use]
    pub const fn is_transitional(self) -> bool {
        matches!(self, Self::Pending | Self::Starting | Self::Stopping)
    }

    /// The task of an instance of which only the status is known.
    ///
    /// ```
    /// use instance_lifecycle::{Status, Task};
    ///
    /// assert_eq!(Status::Stopping.default_task(), Task::Stop);
    /// ```
    #[must_use]
    pub const fn default_task(self) -> Task {
        match self {
            Self::Pending => Task::Run,
            Self::Starting => Task::Start,
            Self::Stopping => Task::Stop,
            Self::Running | Self::Stopped | Self::Released => Task::None,
        }
    }
}

closed_set! {
    /// What is in flight: the status alone does not tell where a `Stopping` instance will end.
    Task {
        /// Nothing: the status is steady.
        None = "None",
        /// CreateInstance: `Pending`, then `Stopped`.
        Create = "Create",
        /// RunInstances: `Pending`, `Starting`, then `Running`.
        Run = "Run",
        /// `Starting`, then `Running`.
        Start = "Start",
        /// `Stopping`, then `Stopped`.
        Stop = "Stop",
        /// `Stopping`, then `Stopped` with its memory on the system disk.
        Hibernate = "Hibernate",
        /// `Stopping`, `Starting`, then `Running`.
        Reboot = "Reboot",
        /// `Stopping`, `Stopped`, then gone.
        Release = "Release",
    }
}
