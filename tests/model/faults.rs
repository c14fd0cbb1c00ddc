//! Faults to be detected: in the model a changed transition, in the library a redirected step.

use super::actions::{Action, Input};
use super::checks::{CAN_BE_RELEASED, ENDS_BY_ITSELF, NEVER_STARTED};
use super::compare::System;
use super::state::{Billed, Machine};
use instance_lifecycle::instance::{
    ChargeType, LockReason, Standing, StatusBefore, StoppedFor, StoppedMode, Task,
};
use instance_lifecycle::{Instance, Status};

/// A fault of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A reboot ends stopped.
    RebootEndsStopped,
    /// A shutdown inside the guest is economical.
    GuestShutdownEconomical,
    /// A payment starts a machine that is locked for security.
    PaymentStartsLocked,
    /// StartInstance starts a machine that is locked for security.
    LockedMachineStarts,
    /// A subscription that has not expired is deleted.
    UnexpiredSubscriptionDeleted,
    /// The lock of a reclaimed spot machine stays.
    ReclaimLockKept,
    /// The shutdown before a release never ends.
    ReleaseHangs,
    /// Recycled compute stays billed.
    RecycledComputeBilled,
}

impl Fault {
    pub(super) const ALL: [Self; 8] = [
        Self::RebootEndsStopped,
        Self::GuestShutdownEconomical,
        Self::PaymentStartsLocked,
        Self::LockedMachineStarts,
        Self::UnexpiredSubscriptionDeleted,
        Self::ReclaimLockKept,
        Self::ReleaseHangs,
        Self::RecycledComputeBilled,
    ];
}

/// A redirected step: the state before, the action, the state after.
pub(super) type Perturbation<State> = fn(&State, Action, Option<State>) -> Option<State>;

/// A system with redirected steps.
#[derive(Clone, Copy)]
pub(super) struct Perturbed<S, P> {
    pub(super) system: S,
    pub(super) perturbation: P,
}

impl<S, P> System for Perturbed<S, P>
where
    S: System,
    P: Fn(&S::State, Action, Option<S::State>) -> Option<S::State> + Copy + Send + Sync + 'static,
{
    type State = S::State;

    fn initial(&self) -> Vec<S::State> {
        self.system.initial()
    }

    fn step(&self, state: &S::State, action: Action) -> Option<S::State> {
        (self.perturbation)(state, action, self.system.step(state, action))
    }

    fn seen(&self, state: &S::State) -> Machine {
        self.system.seen(state)
    }

    fn billed(&self, state: &S::State) -> Billed {
        self.system.billed(state)
    }

    fn bills_what_is_released(&self, state: &S::State) -> bool {
        self.system.bills_what_is_released(state)
    }
}

fn starting(instance: Instance) -> Instance {
    instance.with(|it| {
        it.status = Status::Starting;
        it.task = Task::Start;
        it.stopped_mode = StoppedMode::NotApplicable;
    })
}

/// Faults of the library: name, redirection, and the checks that detect them.
pub(super) const OF_THE_LIBRARY: [(&str, Perturbation<Instance>, &[&str]); 8] = [
    (
        "a reboot ends stopped",
        |before, action, after| match action {
            Action::Happens(Input::WentDown) if before.task == Task::Reboot => Some(before.with(|it| {
                it.status = Status::Stopped;
                it.task = Task::None;
            })),
            _ => after,
        },
        &[],
    ),
    (
        "a shutdown inside the guest is economical",
        |_, action, after| match action {
            Action::Happens(Input::GuestWentDown) => {
                after.map(|after| after.with(|it| it.stopped_mode = StoppedMode::StopCharging))
            }
            _ => after,
        },
        &[],
    ),
    (
        "a payment starts what is locked for security",
        |before, action, after| match action {
            Action::Happens(Input::Paid)
                if before.stopped_for == StoppedFor::Arrears
                    && before.status_before == StatusBefore::Running =>
            {
                after.map(starting)
            }
            _ => after,
        },
        &[NEVER_STARTED],
    ),
    (
        "StartInstance starts what is locked for security",
        |before, action, after| match action {
            Action::Start if before.status == Status::Stopped && before.locks.security => {
                Some(starting(*before))
            }
            _ => after,
        },
        &[NEVER_STARTED],
    ),
    (
        "a subscription that has not expired is deleted",
        |before, action, after| {
            let subscribed = before.charge_type == ChargeType::PrePaid && before.standing == Standing::Good;
            match action {
                Action::Delete { .. } if subscribed && before.status == Status::Stopped => {
                    Some(Instance::RELEASED)
                }
                _ => after,
            }
        },
        &[],
    ),
    (
        "the lock of a reclaimed spot instance stays",
        |_, action, after| match action {
            Action::Happens(Input::Reclaimed) => after.map(|after| match after.status {
                Status::Released => after,
                _ => after.with(|it| it.locks = after.locks.with(LockReason::Recycling)),
            }),
            _ => after,
        },
        &[],
    ),
    (
        "the shutdown before a release never ends",
        |before, action, after| match action {
            Action::Happens(Input::WentDown) if before.task == Task::Release => None,
            _ => after,
        },
        &[CAN_BE_RELEASED, ENDS_BY_ITSELF],
    ),
    (
        "a hibernation that failed saves the memory",
        |before, action, after| match action {
            Action::Happens(Input::MemoryNotSaved) => after.map(|_| *before),
            _ => after,
        },
        &[],
    ),
];
