//! The task in flight of an instance, and the event that completes it.

use super::Event;
use crate::instance::{Instance, Status, Task};

impl Instance {
    /// Returns the task in flight; `None` if the status is steady, or does not allow the task.
    ///
    /// ```
    /// use instance_lifecycle::instance::Task;
    /// use instance_lifecycle::{Instance, Status};
    ///
    /// assert_eq!(Instance::in_status(Status::Stopping).in_flight(), Some(Task::Stop));
    /// assert_eq!(Instance::in_status(Status::Running).in_flight(), None);
    /// ```
    #[must_use]
    pub const fn in_flight(&self) -> Option<Task> {
        if self.status.is_transitional() && self.status.allows(self.task) { Some(self.task) } else { None }
    }

    /// Returns the event with which the transitional status ends as planned; `None` if no task is in flight.
    /// The task may have a further status: a reboot ends with `ShutdownCompleted`, then `BootCompleted`.
    ///
    /// ```
    /// use instance_lifecycle::{Event, Instance, Status};
    ///
    /// assert_eq!(Instance::in_status(Status::Starting).completed_by(), Some(Event::BootCompleted));
    /// assert_eq!(Instance::in_status(Status::Stopped).completed_by(), None);
    /// ```
    #[must_use]
    pub const fn completed_by(&self) -> Option<Event> {
        match (self.in_flight(), self.status) {
            (Some(_), Status::Pending) => Some(Event::CreationFinished),
            (Some(_), Status::Starting) => Some(Event::BootCompleted),
            (Some(_), Status::Stopping) => Some(Event::ShutdownCompleted),
            (Some(_), Status::Running | Status::Stopped | Status::Released) | (None, _) => None,
        }
    }
}
