//! The status, and the task in flight.

use crate::closed_set::closed_set;

closed_set! {
    /// The status of an instance.
    ///
    /// Records show the first five; a `Released` instance has no record. Expired, locked and hibernated
    /// are not statuses but attributes of a stopped instance.
    ///
    /// Source: DescribeInstances, `Status` (page of 2021).
    ///
    /// ```
    /// use instance_lifecycle::Status;
    ///
    /// assert!(Status::Stopping.is_transitional());
    /// assert!(!Status::Stopped.is_transitional());
    /// ```
    Status {
        /// Being created.
        Pending,
        /// Booting.
        Starting,
        /// Running; steady.
        Running,
        /// Shutting down: to stop, to reboot or to be released.
        Stopping,
        /// Stopped; steady.
        Stopped,
        /// Released, or never created; has no record.
        Released,
    }
}

impl Status {
    /// Whether the status changes without a call: `Pending`, `Starting`, `Stopping`.
    #[must_use]
    pub const fn is_transitional(self) -> bool {
        matches!(self, Self::Pending | Self::Starting | Self::Stopping)
    }

    /// Returns the task that is assumed if only the status is known.
    ///
    /// ```
    /// use instance_lifecycle::instance::Task;
    /// use instance_lifecycle::Status;
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

    /// Returns the tasks that can be in flight in this status.
    ///
    /// ```
    /// use instance_lifecycle::instance::Task;
    /// use instance_lifecycle::Status;
    ///
    /// assert_eq!(Status::Pending.tasks(), [Task::Create, Task::Run]);
    /// ```
    #[must_use]
    pub const fn tasks(self) -> &'static [Task] {
        match self {
            Self::Pending => &[Task::Create, Task::Run],
            Self::Starting => &[Task::Start, Task::Run, Task::Reboot],
            Self::Stopping => &[Task::Stop, Task::Hibernate, Task::Reboot, Task::Release],
            Self::Running | Self::Stopped | Self::Released => &[Task::None],
        }
    }

    /// Whether a task can be in flight in this status.
    pub(crate) const fn allows(self, task: Task) -> bool {
        let (tasks, mut n) = (self.tasks(), 0);
        while n < tasks.len() {
            if tasks[n] as u8 == task as u8 {
                return true;
            }
            n += 1;
        }
        false
    }
}

closed_set! {
    /// The task in flight. The status alone does not determine how a `Stopping` instance ends.
    ///
    /// ```
    /// use instance_lifecycle::instance::Task;
    /// use instance_lifecycle::{Environment, Instance, Policy, StopInstance, plan};
    ///
    /// let (environment, policy) = (Environment::default(), Policy::documented());
    /// let running = Instance::default();
    /// let stopping = plan(&running, &StopInstance::default(), &environment, &policy)?.accept(&running)?;
    /// assert_eq!((running.task, stopping.task), (Task::None, Task::Stop));
    /// # Ok::<_, Box<dyn core::error::Error>>(())
    /// ```
    #[non_exhaustive]
    Task {
        /// None: the status is steady.
        None,
        /// CreateInstance: `Pending`, then `Stopped`.
        Create,
        /// RunInstances: `Pending`, `Starting`, then `Running`.
        Run,
        /// `Starting`, then `Running`.
        Start,
        /// `Stopping`, then `Stopped`.
        Stop,
        /// `Stopping`, then `Stopped` with its memory on the system disk.
        Hibernate,
        /// `Stopping`, `Starting`, then `Running`.
        Reboot,
        /// `Stopping`, `Stopped`, then gone.
        Release,
    }
}
