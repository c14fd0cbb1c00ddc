//! What an event makes of an instance: total over status, task and event.

use crate::event::Event;
use crate::instance::{
    ChargeType, Instance, LockReason, Locks, NetworkType, SpotInterruptionBehavior, SpotStrategy, Standing,
    Status, StatusBefore, StoppedFor, StoppedMode, Task,
};

/// Why an event cannot happen to an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
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

/// Where an instance stands: status and task together.
#[derive(Clone, Copy)]
enum Phase {
    Creating,
    CreatingToRun,
    Booting,
    Running,
    ShuttingDown,
    Hibernating,
    Rebooting,
    Releasing,
    Stopped,
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
        let phase = self.phase()?;
        match event {
            Event::CreationFinished => self.on_creation_finished(phase),
            Event::CreationFailed => in_creation(phase).map(|()| Self::RELEASED),
            Event::InitializationFinished => self.on_initialization_finished(),
            Event::BootCompleted => in_boot(phase).map(|()| self.running()),
            Event::BootFailed => in_boot(phase).map(|()| self.stopped()),
            Event::ShutdownCompleted => self.on_shutdown_completed(phase),
            Event::HibernationFailed => self.on_hibernation_failed(phase),
            Event::GuestShutdown => while_running(phase).map(|()| self.stopped()),
            Event::SystemFailure => while_running(phase).map(|()| self.starting(Task::Reboot)),
            Event::FinancialLockSet => self.locked(LockReason::Financial),
            Event::FinancialLockCleared => self.unlocked(LockReason::Financial),
            Event::SecurityLockSet => self.locked(LockReason::Security),
            Event::SecurityLockCleared => self.unlocked(LockReason::Security),
            Event::RecyclingLockSet => self.locked(LockReason::Recycling),
            Event::RecyclingLockCleared => self.unlocked(LockReason::Recycling),
            Event::DedicatedHostFinancialLockSet => self.locked(LockReason::DedicatedHostFinancial),
            Event::DedicatedHostFinancialLockCleared => self.unlocked(LockReason::DedicatedHostFinancial),
            Event::RefundedLockSet => self.locked(LockReason::Refunded),
            Event::RefundedLockCleared => self.unlocked(LockReason::Refunded),
            Event::UnknownLockSet => {
                self.with_locks(Locks { unknown: true, ..self.locks }, CannotHappen::AlreadySo)
            }
            Event::UnknownLockCleared => {
                self.with_locks(Locks { unknown: false, ..self.locks }, CannotHappen::NotLocked)
            }
            Event::SubscriptionExpired => self.on_subscription_expired(),
            Event::ExpiryStopped => self.on_expiry_stopped(phase),
            Event::Renewed => self.on_renewed(),
            Event::ArrearsIncurred => self.on_arrears_incurred(),
            Event::ArrearsStopped => self.on_arrears_stopped(phase),
            Event::PaymentSettled => self.on_payment_settled(phase),
            Event::ComputeRecycled => self.on_compute_recycled(phase),
            Event::GracePeriodEnded => self.stopped_for_money(phase).map(|()| Self::RELEASED),
            Event::SpotProtectionEnded => self.on_spot_protection_ended(),
            Event::SpotInterruptionNoticed => self.on_spot_interruption_noticed(phase),
            Event::SpotInterrupted => self.on_spot_interrupted(phase),
            Event::AutoReleaseTimeReached => self.on_auto_release_time_reached(phase),
        }
    }

    fn phase(&self) -> Result<Phase, CannotHappen> {
        match (self.status, self.task) {
            (Status::Pending, Task::Create) => Ok(Phase::Creating),
            (Status::Pending, Task::Run) => Ok(Phase::CreatingToRun),
            (Status::Starting, Task::Start | Task::Run | Task::Reboot) => Ok(Phase::Booting),
            (Status::Running, Task::None) => Ok(Phase::Running),
            (Status::Stopping, Task::Stop) => Ok(Phase::ShuttingDown),
            (Status::Stopping, Task::Hibernate) => Ok(Phase::Hibernating),
            (Status::Stopping, Task::Reboot) => Ok(Phase::Rebooting),
            (Status::Stopping, Task::Release) => Ok(Phase::Releasing),
            (Status::Stopped, Task::None) => Ok(Phase::Stopped),
            (
                Status::Pending,
                Task::None | Task::Start | Task::Stop | Task::Hibernate | Task::Reboot | Task::Release,
            )
            | (Status::Starting, Task::None | Task::Create | Task::Stop | Task::Hibernate | Task::Release)
            | (Status::Stopping, Task::None | Task::Create | Task::Run | Task::Start)
            | (
                Status::Running | Status::Stopped,
                Task::Create
                | Task::Run
                | Task::Start
                | Task::Stop
                | Task::Hibernate
                | Task::Reboot
                | Task::Release,
            ) => Err(CannotHappen::NoSuchTask),
            (
                Status::Released,
                Task::None
                | Task::Create
                | Task::Run
                | Task::Start
                | Task::Stop
                | Task::Hibernate
                | Task::Reboot
                | Task::Release,
            ) => Err(CannotHappen::Released),
        }
    }

    fn on_creation_finished(&self, phase: Phase) -> Result<Self, CannotHappen> {
        in_creation(phase)?;
        Ok(if matches!(phase, Phase::CreatingToRun) { self.starting(Task::Run) } else { self.stopped() })
    }

    fn on_initialization_finished(&self) -> Result<Self, CannotHappen> {
        if self.initializing {
            Ok(Self { initializing: false, ..*self })
        } else {
            Err(CannotHappen::AlreadySo)
        }
    }

    fn on_shutdown_completed(&self, phase: Phase) -> Result<Self, CannotHappen> {
        match phase {
            Phase::ShuttingDown => Ok(self.stopped()),
            Phase::Hibernating => Ok(Self { hibernated: true, ..self.stopped() }),
            Phase::Rebooting => Ok(self.starting(Task::Reboot)),
            Phase::Releasing => Ok(Self::RELEASED),
            Phase::Creating | Phase::CreatingToRun | Phase::Booting => Err(CannotHappen::AnotherTask),
            Phase::Running | Phase::Stopped => Err(CannotHappen::NothingInFlight),
        }
    }

    fn on_hibernation_failed(&self, phase: Phase) -> Result<Self, CannotHappen> {
        match phase {
            Phase::Hibernating => Ok(Self { task: Task::Stop, ..*self }),
            Phase::Creating
            | Phase::CreatingToRun
            | Phase::Booting
            | Phase::ShuttingDown
            | Phase::Rebooting
            | Phase::Releasing => Err(CannotHappen::AnotherTask),
            Phase::Running | Phase::Stopped => Err(CannotHappen::NothingInFlight),
        }
    }

    fn locked(&self, reason: LockReason) -> Result<Self, CannotHappen> {
        self.with_locks(self.locks.with(reason), CannotHappen::AlreadySo)
    }

    fn unlocked(&self, reason: LockReason) -> Result<Self, CannotHappen> {
        self.with_locks(self.locks.without(reason), CannotHappen::NotLocked)
    }

    /// This instance with other locks; where they are the same, the reason why they cannot be.
    fn with_locks(&self, locks: Locks, unchanged: CannotHappen) -> Result<Self, CannotHappen> {
        if locks == self.locks { Err(unchanged) } else { Ok(Self { locks, ..*self }) }
    }

    fn on_subscription_expired(&self) -> Result<Self, CannotHappen> {
        match (self.charge_type, self.standing) {
            (ChargeType::PostPaid, Standing::Good | Standing::Expired | Standing::InArrears) => {
                Err(CannotHappen::NoSubscription)
            }
            (ChargeType::PrePaid, Standing::Expired) => Err(CannotHappen::AlreadySo),
            (ChargeType::PrePaid, Standing::Good | Standing::InArrears) => {
                Ok(Self { standing: Standing::Expired, ..*self })
            }
        }
    }

    fn on_expiry_stopped(&self, phase: Phase) -> Result<Self, CannotHappen> {
        if self.charge_type == ChargeType::PostPaid {
            return Err(CannotHappen::NoSubscription);
        }
        if self.standing != Standing::Expired {
            return Err(CannotHappen::NotExpired);
        }
        self.stopped_by_owner(phase, StoppedFor::Expiry, StoppedMode::NotApplicable)
    }

    fn on_renewed(&self) -> Result<Self, CannotHappen> {
        match self.charge_type {
            ChargeType::PrePaid => Ok(self.paid()),
            ChargeType::PostPaid => Err(CannotHappen::NoSubscription),
        }
    }

    fn on_arrears_incurred(&self) -> Result<Self, CannotHappen> {
        match (self.charge_type, self.standing) {
            (ChargeType::PrePaid, Standing::Good | Standing::Expired | Standing::InArrears) => {
                Err(CannotHappen::Subscription)
            }
            (ChargeType::PostPaid, Standing::InArrears) => Err(CannotHappen::AlreadySo),
            (ChargeType::PostPaid, Standing::Good | Standing::Expired) => {
                Ok(Self { standing: Standing::InArrears, ..*self })
            }
        }
    }

    /// The stop is economical where the instance can be stopped so.
    fn on_arrears_stopped(&self, phase: Phase) -> Result<Self, CannotHappen> {
        if self.charge_type == ChargeType::PrePaid {
            return Err(CannotHappen::Subscription);
        }
        if self.standing != Standing::InArrears {
            return Err(CannotHappen::NothingOwed);
        }
        let economical =
            self.network_type == NetworkType::Vpc && !self.local_storage && !self.persistent_memory;
        let mode = if economical { StoppedMode::StopCharging } else { StoppedMode::KeepCharging };
        self.stopped_by_owner(phase, StoppedFor::Arrears, mode)
    }

    /// Stopped for expiry or arrears. What was stopped already stays so, with its reason and mode
    /// changed.
    fn stopped_by_owner(
        &self,
        phase: Phase,
        stopped_for: StoppedFor,
        stopped_mode: StoppedMode,
    ) -> Result<Self, CannotHappen> {
        match phase {
            Phase::Running => {
                Ok(Self { stopped_for, stopped_mode, status_before: StatusBefore::Running, ..self.stopped() })
            }
            Phase::Stopped if self.stopped_for == stopped_for => Err(CannotHappen::AlreadySo),
            Phase::Stopped => {
                Ok(Self { stopped_for, stopped_mode, status_before: StatusBefore::Stopped, ..*self })
            }
            Phase::Creating
            | Phase::CreatingToRun
            | Phase::Booting
            | Phase::ShuttingDown
            | Phase::Hibernating
            | Phase::Rebooting
            | Phase::Releasing => Err(CannotHappen::InFlight),
        }
    }

    /// Back to the status before: the page of 2025.
    fn on_payment_settled(&self, phase: Phase) -> Result<Self, CannotHappen> {
        if self.standing != Standing::InArrears && !self.disk_in_arrears {
            return Err(CannotHappen::NothingOwed);
        }
        if self.standing == Standing::Expired {
            // What is paid is owed for a disk; a subscription is renewed.
            return Ok(Self { disk_in_arrears: false, ..*self });
        }
        let was_running = match phase {
            Phase::Stopped => {
                self.stopped_for == StoppedFor::Arrears && self.status_before == StatusBefore::Running
            }
            Phase::Creating
            | Phase::CreatingToRun
            | Phase::Booting
            | Phase::Running
            | Phase::ShuttingDown
            | Phase::Hibernating
            | Phase::Rebooting
            | Phase::Releasing => false,
        };
        let paid = self.paid();
        Ok(if was_running && !paid.locks.security { paid.up().starting(Task::Start) } else { paid })
    }

    fn on_compute_recycled(&self, phase: Phase) -> Result<Self, CannotHappen> {
        self.stopped_for_money(phase)?;
        if self.compute_recycled {
            return Err(CannotHappen::AlreadySo);
        }
        Ok(Self { compute_recycled: true, ..*self })
    }

    /// Whether it is stopped for expiry or arrears.
    fn stopped_for_money(&self, phase: Phase) -> Result<(), CannotHappen> {
        match phase {
            Phase::Stopped => match self.stopped_for {
                StoppedFor::Expiry | StoppedFor::Arrears => Ok(()),
                StoppedFor::Request | StoppedFor::SpotInterruption => Err(CannotHappen::NotStoppedForThat),
            },
            Phase::Creating
            | Phase::CreatingToRun
            | Phase::Booting
            | Phase::Running
            | Phase::ShuttingDown
            | Phase::Hibernating
            | Phase::Rebooting
            | Phase::Releasing => Err(CannotHappen::NotStoppedForThat),
        }
    }

    fn of_spot(&self) -> Result<(), CannotHappen> {
        match self.spot_strategy {
            SpotStrategy::NoSpot => Err(CannotHappen::NoSpot),
            SpotStrategy::SpotWithPriceLimit | SpotStrategy::SpotAsPriceGo => Ok(()),
        }
    }

    fn on_spot_protection_ended(&self) -> Result<Self, CannotHappen> {
        self.of_spot()?;
        if self.spot_protected {
            Ok(Self { spot_protected: false, ..*self })
        } else {
            Err(CannotHappen::AlreadySo)
        }
    }

    fn on_spot_interruption_noticed(&self, phase: Phase) -> Result<Self, CannotHappen> {
        self.of_spot()?;
        while_running(phase)?;
        if self.spot_protected {
            return Err(CannotHappen::Protected);
        }
        self.locked(LockReason::Recycling)
    }

    fn on_spot_interrupted(&self, phase: Phase) -> Result<Self, CannotHappen> {
        self.of_spot()?;
        if !self.locks.recycling {
            return Err(CannotHappen::NotNoticed);
        }
        match phase {
            Phase::Running | Phase::Stopped => Ok(match self.spot_interruption {
                SpotInterruptionBehavior::Terminate => Self::RELEASED,
                SpotInterruptionBehavior::Stop => Self {
                    stopped_mode: StoppedMode::StopCharging,
                    stopped_for: StoppedFor::SpotInterruption,
                    locks: self.locks.without(LockReason::Recycling),
                    hibernated: self.hibernated,
                    ..self.stopped()
                },
            }),
            Phase::Creating
            | Phase::CreatingToRun
            | Phase::Booting
            | Phase::ShuttingDown
            | Phase::Hibernating
            | Phase::Rebooting
            | Phase::Releasing => Err(CannotHappen::InFlight),
        }
    }

    fn on_auto_release_time_reached(&self, phase: Phase) -> Result<Self, CannotHappen> {
        if self.charge_type == ChargeType::PrePaid {
            return Err(CannotHappen::Subscription);
        }
        match phase {
            Phase::Creating | Phase::CreatingToRun => Err(CannotHappen::InFlight),
            Phase::Booting
            | Phase::Running
            | Phase::ShuttingDown
            | Phase::Hibernating
            | Phase::Rebooting
            | Phase::Releasing
            | Phase::Stopped => Ok(Self::RELEASED),
        }
    }

    /// This instance, on its way up: of a stop no mode is left. One that is locked for security
    /// reasons is never started: it ends stopped.
    fn starting(&self, task: Task) -> Self {
        if self.locks.security {
            return self.stopped();
        }
        Self { status: Status::Starting, task, stopped_mode: StoppedMode::NotApplicable, ..*self }
    }

    fn running(&self) -> Self {
        Self { status: Status::Running, task: Task::None, initializing: false, ..*self }
    }

    /// This instance, stopped in the mode of the stop that was in flight.
    fn stopped(&self) -> Self {
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
            hibernated: false,
            ..*self
        }
    }
}

fn in_creation(phase: Phase) -> Result<(), CannotHappen> {
    match phase {
        Phase::Creating | Phase::CreatingToRun => Ok(()),
        Phase::Booting | Phase::ShuttingDown | Phase::Hibernating | Phase::Rebooting | Phase::Releasing => {
            Err(CannotHappen::AnotherTask)
        }
        Phase::Running | Phase::Stopped => Err(CannotHappen::NothingInFlight),
    }
}

fn in_boot(phase: Phase) -> Result<(), CannotHappen> {
    match phase {
        Phase::Booting => Ok(()),
        Phase::Creating
        | Phase::CreatingToRun
        | Phase::ShuttingDown
        | Phase::Hibernating
        | Phase::Rebooting
        | Phase::Releasing => Err(CannotHappen::AnotherTask),
        Phase::Running | Phase::Stopped => Err(CannotHappen::NothingInFlight),
    }
}

fn while_running(phase: Phase) -> Result<(), CannotHappen> {
    match phase {
        Phase::Running => Ok(()),
        Phase::Creating
        | Phase::CreatingToRun
        | Phase::Booting
        | Phase::ShuttingDown
        | Phase::Hibernating
        | Phase::Rebooting
        | Phase::Releasing
        | Phase::Stopped => Err(CannotHappen::NotRunning),
    }
}
