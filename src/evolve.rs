//! What an event makes of an instance: total over status, task and event.

use crate::event::Event;
use crate::instance::{ChargeType, Instance, Status, StoppedFor, StoppedMode, Task};

/// Why an event cannot happen to an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotHappen {
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
}

impl Instance {
    /// The instance after an event.
    ///
    /// # Errors
    ///
    /// The reason why the event cannot happen to this instance.
    ///
    /// ```
    /// use instance_lifecycle::{CannotHappen, Event, Instance, Status, StoppedMode, Task};
    ///
    /// let stopping = Instance {
    ///     status: Status::Stopping,
    ///     task: Task::Stop,
    ///     stopped_mode: StoppedMode::StopCharging,
    ///     ..Instance::PLAIN
    /// };
    /// let stopped = stopping.on(Event::ShutdownCompleted)?;
    /// assert_eq!((stopped.status, stopped.stopped_mode), (Status::Stopped, StoppedMode::StopCharging));
    /// assert_eq!(stopped.on(Event::ShutdownCompleted), Err(CannotHappen::NothingInFlight));
    /// # Ok::<_, CannotHappen>(())
    /// ```
    pub fn on(&self, event: Event) -> Result<Self, CannotHappen> {
        match event {
            Event::ShutdownCompleted => self.on_shutdown_completed(),
            Event::HibernationFailed => self.on_hibernation_failed(),
        }
    }

    fn on_shutdown_completed(&self) -> Result<Self, CannotHappen> {
        match (self.status, self.task) {
            (Status::Stopping, Task::Stop) => Ok(self.stopped(false)),
            (Status::Stopping, Task::Hibernate) => Ok(self.stopped(true)),
            (Status::Stopping, Task::Reboot) => Ok(Self { status: Status::Starting, ..*self }),
            (Status::Stopping, Task::Release) => Ok(Self::RELEASED),
            (Status::Stopping, Task::None | Task::Create | Task::Run | Task::Start) => {
                Err(CannotHappen::NoSuchTask)
            }
            (Status::Pending | Status::Starting, _) => Err(CannotHappen::AnotherTask),
            (Status::Running | Status::Stopped, _) => Err(CannotHappen::NothingInFlight),
            (Status::Released, _) => Err(CannotHappen::Released),
        }
    }

    fn on_hibernation_failed(&self) -> Result<Self, CannotHappen> {
        match (self.status, self.task) {
            (Status::Stopping, Task::Hibernate) => Ok(Self { task: Task::Stop, ..*self }),
            (Status::Stopping, Task::Stop | Task::Reboot | Task::Release) => Err(CannotHappen::AnotherTask),
            (Status::Stopping, Task::None | Task::Create | Task::Run | Task::Start) => {
                Err(CannotHappen::NoSuchTask)
            }
            (Status::Pending | Status::Starting, _) => Err(CannotHappen::AnotherTask),
            (Status::Running | Status::Stopped, _) => Err(CannotHappen::NothingInFlight),
            (Status::Released, _) => Err(CannotHappen::Released),
        }
    }

    /// This instance, stopped in the mode of the stop that was in flight.
    fn stopped(&self, hibernated: bool) -> Self {
        let stopped_mode = match (self.charge_type, self.stopped_mode) {
            (ChargeType::PrePaid, _) => StoppedMode::NotApplicable,
            // A record does not show the mode while the instance is stopping; standard is the default.
            (ChargeType::PostPaid, StoppedMode::NotApplicable) => StoppedMode::KeepCharging,
            (ChargeType::PostPaid, mode) => mode,
        };
        Self {
            status: Status::Stopped,
            task: Task::None,
            stopped_mode,
            stopped_for: StoppedFor::Request,
            hibernated,
            ..*self
        }
    }
}
