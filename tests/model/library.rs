//! The library as a system: a call is `plan` and `Plan::accept`, an input is `Instance::on`.

use super::actions::{Action, Constraint, Deletion, Input};
use super::compare::System;
use super::state::{Account, Billed, Cause, Kind, Lock, Machine, Mode, Phase};
use instance_lifecycle::billing::charges;
use instance_lifecycle::environment::DedicatedHost;
use instance_lifecycle::instance::{
    ChargeType, Locks, NetworkType, Presence, SpotInterruptionBehavior, SpotStrategy, Standing, StatusBefore,
    StoppedFor, StoppedMode, Task,
};
use instance_lifecycle::plan::{Disposition, Resource};
use instance_lifecycle::request::StopMode;
use instance_lifecycle::{
    CreateInstance, DeleteInstance, Environment, Event, Instance, Plan, Policy, ReActivateInstances,
    RebootInstance, Rejection, RunInstances, StartInstance, Status, StopInstance, plan,
};

/// Attributes beside those of the model.
type Facts = fn(Instance) -> Instance;

pub(super) static POLICY: Policy = Policy::documented();

/// The library with the policy of 2024-11-14.
#[derive(Clone, Copy)]
pub(super) struct Library {
    /// The switch of the account for economical mode.
    pub(super) switch: bool,
    /// The account has a dedicated host, and nothing is missing on it.
    pub(super) host: bool,
}

impl Library {
    pub(super) fn environment(&self) -> Environment {
        let dedicated_host = if self.host { DedicatedHost::Available } else { DedicatedHost::None };
        Environment::DEFAULT.with(|it| {
            it.economical_mode_default = self.switch;
            it.dedicated_host = dedicated_host;
        })
    }

    /// The plan of a call; `None` if it is refused or the action is not a call.
    fn plan(&self, instance: &Instance, action: Action) -> Option<Plan> {
        let environment = self.environment();
        let answer = match action {
            Action::Stop { asked, power_off, sleep } => {
                let stopped_mode = match asked {
                    Constraint::Nothing => None,
                    Constraint::Economical => Some(StopMode::StopCharging),
                    Constraint::Standard => Some(StopMode::KeepCharging),
                };
                let request = StopInstance::DEFAULT.with(|it| {
                    it.stopped_mode = stopped_mode;
                    it.force_stop = power_off;
                    it.hibernate = sleep;
                    it.confirm_stop = true;
                });
                plan(instance, &request, &environment, &POLICY)
            }
            Action::Start => plan(instance, &StartInstance::DEFAULT, &environment, &POLICY),
            Action::Reboot { power_off } => {
                let request = RebootInstance::DEFAULT.with(|it| it.force_stop = power_off);
                plan(instance, &request, &environment, &POLICY)
            }
            Action::Delete { how, end_subscription } => {
                let request = DeleteInstance::DEFAULT.with(|it| {
                    it.force = how != Deletion::Default;
                    it.force_stop = how != Deletion::AfterShutdown;
                    it.terminate_subscription = end_subscription;
                });
                plan(instance, &request, &environment, &POLICY)
            }
            Action::Reactivate => plan(instance, &ReActivateInstances::DEFAULT, &environment, &POLICY),
            Action::Happens(_) => return None,
        };
        match answer {
            Ok(plan) => Some(plan),
            Err(Rejection::Refused(_)) => None,
            Err(Rejection::DryRunPassed(_)) => panic!("nothing here asks for a dry run"),
        }
    }
}

impl System for Library {
    type State = Instance;

    fn initial(&self) -> Vec<Instance> {
        let default = CreateInstance::DEFAULT;
        let sleeper = default.with(|it| it.hibernation_configured = true);
        let spot = default.with(|it| it.spot_strategy = SpotStrategy::SpotAsPriceGo);
        // The parameters of the call, and the other attributes of a new instance.
        let nothing: Facts = |instance| instance;
        let table: [(CreateInstance, Facts); 6] = [
            (default, nothing),
            (sleeper, |instance| instance.with(|it| it.auto_release_time = true)),
            (default.with(|it| it.network_type = NetworkType::Classic), |instance| {
                instance.with(|it| it.disk_in_arrears = true)
            }),
            (sleeper.with(|it| it.charge_type = ChargeType::PrePaid), |instance| {
                instance.with(|it| it.local_storage = true)
            }),
            (spot.with(|it| it.hibernation_configured = true), |instance| {
                instance.with(|it| it.spot_protected = true)
            }),
            (spot, |instance| {
                instance.with(|it| {
                    it.spot_protected = true;
                    it.spot_interruption = SpotInterruptionBehavior::Stop;
                })
            }),
        ];
        let environment = self.environment();
        let mut initial = vec![];
        for (create, facts) in table {
            let run = RunInstances::DEFAULT.with(|it| {
                it.charge_type = create.charge_type;
                it.network_type = create.network_type;
                it.spot_strategy = create.spot_strategy;
                it.hibernation_configured = create.hibernation_configured;
            });
            for plan in [
                plan(&Instance::RELEASED, &run, &environment, &POLICY),
                plan(&Instance::RELEASED, &create, &environment, &POLICY),
            ] {
                let plan = plan.expect("no page lists a refusal");
                let instance = facts(plan.accept(&Instance::RELEASED).expect("there is no instance yet"));
                initial.extend(
                    [false, true].map(|initializing| instance.with(|it| it.initializing = initializing)),
                );
            }
        }
        initial
    }

    fn step(&self, instance: &Instance, action: Action) -> Option<Instance> {
        match action {
            Action::Happens(input) => instance.apply(event(input), &self.environment(), &POLICY).ok(),
            call => self
                .plan(instance, call)
                .map(|plan| plan.accept(instance).expect("the plan is for this instance")),
        }
    }

    /// The instance as a machine; attributes that the model lacks must be default.
    fn seen(&self, instance: &Instance) -> Machine {
        if instance.status == Status::Released {
            assert_eq!(*instance, Instance::RELEASED, "nothing is left of what is released");
            return Machine::GONE;
        }
        let Locks { financial, security, recycling, dedicated_host_financial, refunded, unknown, .. } =
            instance.locks;
        let classic = instance.network_type == NetworkType::Classic;
        let machine = Machine {
            kind: kind(instance),
            classic,
            local: instance.local_storage,
            timed: instance.auto_release_time,
            can_sleep: instance.hibernation_configured,
            phase: phase(instance),
            settling: instance.initializing,
            guarded: instance.spot_protected,
            locks: [security, financial, recycling, dedicated_host_financial, refunded, unknown],
            account: match instance.standing {
                Standing::Good => Account::Even,
                Standing::Expired => Account::Lapsed,
                Standing::InArrears => Account::Owing,
            },
            disk_unpaid: instance.disk_in_arrears,
            mode: match instance.stopped_mode {
                StoppedMode::NotApplicable => Mode::Unset,
                StoppedMode::StopCharging => Mode::Economical,
                StoppedMode::KeepCharging => Mode::Standard,
            },
            cause: match instance.stopped_for {
                StoppedFor::Request => Cause::Wish,
                StoppedFor::Arrears => Cause::Debt,
                StoppedFor::Expiry => Cause::Lapse,
                StoppedFor::SpotInterruption => Cause::Market,
                other => panic!("not covered: {other:?}"),
            },
            was_down: instance.status_before == StatusBefore::Stopped,
            asleep: instance.hibernated,
            recycled: instance.compute_recycled,
        };
        let rest = Instance::DEFAULT.with(|it| {
            it.status = instance.status;
            it.task = instance.task;
            it.charge_type = instance.charge_type;
            it.network_type = instance.network_type;
            it.spot_strategy = instance.spot_strategy;
            it.spot_interruption = instance.spot_interruption;
            it.spot_protected = instance.spot_protected;
            it.locks = instance.locks;
            it.standing = instance.standing;
            it.disk_in_arrears = instance.disk_in_arrears;
            it.stopped_mode = instance.stopped_mode;
            it.stopped_for = instance.stopped_for;
            it.status_before = instance.status_before;
            it.hibernated = instance.hibernated;
            it.hibernation_configured = instance.hibernation_configured;
            it.local_storage = instance.local_storage;
            it.auto_release_time = instance.auto_release_time;
            it.snapshots = Presence::No;
            it.initializing = instance.initializing;
            it.compute_recycled = instance.compute_recycled;
        });
        assert_eq!(*instance, rest, "the model sees everything that is not default");
        machine
    }

    fn billed(&self, instance: &Instance) -> Billed {
        let environment = self.environment();
        let [vcpu, memory, disks] =
            [Resource::Vcpu, Resource::Memory, Resource::SystemDisk].map(|resource| {
                charges(instance, &environment, &POLICY).any(|charge| charge.resource == resource)
            });
        assert_eq!(vcpu, memory, "one is not had without the other");
        Billed { compute: vcpu, disks }
    }

    /// Asserts that released resources and resources given up by a call are not billed.
    fn bills_what_is_released(&self, instance: &Instance) -> bool {
        let gone = instance.status == Status::Released;
        let mut plans = Action::with_locks(&[]).into_iter().filter_map(|action| self.plan(instance, action));
        gone && charges(instance, &Environment::DEFAULT, &POLICY).next().is_some()
            || plans.any(|plan| {
                plan.resources().any(|outcome| {
                    outcome.billed_after && !matches!(outcome.disposition, Disposition::Retained)
                })
            })
    }
}

fn kind(instance: &Instance) -> Kind {
    match (instance.charge_type, instance.spot_strategy, instance.spot_interruption) {
        (ChargeType::PostPaid, SpotStrategy::NoSpot, _) => Kind::PayAsYouGo,
        (ChargeType::PrePaid, SpotStrategy::NoSpot, _) => Kind::Subscription,
        (_, _, SpotInterruptionBehavior::Terminate) => Kind::SpotReleased,
        (_, _, SpotInterruptionBehavior::Stop) => Kind::SpotStopped,
    }
}

fn phase(instance: &Instance) -> Phase {
    match (instance.status, instance.task) {
        (Status::Pending, Task::Create) => Phase::MadeToRest,
        (Status::Pending, Task::Run) => Phase::MadeToRun,
        (Status::Starting, Task::Run) => Phase::FirstBoot,
        (Status::Starting, Task::Start) => Phase::Booting,
        (Status::Starting, Task::Reboot) => Phase::BootingAgain,
        (Status::Running, Task::None) => Phase::Up,
        (Status::Stopping, Task::Stop) => Phase::GoingDown,
        (Status::Stopping, Task::Hibernate) => Phase::FallingAsleep,
        (Status::Stopping, Task::Reboot) => Phase::GoingDownToReboot,
        (Status::Stopping, Task::Release) => Phase::GoingDownToGo,
        (Status::Stopped, Task::None) => Phase::Down,
        (status, task) => panic!("the documents have no `{status}` with the task `{task}`"),
    }
}

/// The event of the library for an input.
pub(super) const fn event(input: Input) -> Event {
    match input {
        Input::Made => Event::CreationFinished,
        Input::NotMade => Event::CreationFailed,
        Input::Settled => Event::InitializationFinished,
        Input::Booted => Event::BootCompleted,
        Input::NotBooted => Event::BootFailed,
        Input::WentDown => Event::ShutdownCompleted,
        Input::MemoryNotSaved => Event::HibernationFailed,
        Input::GuestWentDown => Event::GuestShutdown,
        Input::Crashed => Event::SystemFailure,
        Input::Recovered => Event::AutomaticRecovery,
        Input::Locked(Lock::Suspect) => Event::SecurityLockSet,
        Input::Unlocked(Lock::Suspect) => Event::SecurityLockCleared,
        Input::Locked(Lock::Unpaid) => Event::FinancialLockSet,
        Input::Unlocked(Lock::Unpaid) => Event::FinancialLockCleared,
        Input::Locked(Lock::Reclaim) => Event::RecyclingLockSet,
        Input::Unlocked(Lock::Reclaim) => Event::RecyclingLockCleared,
        Input::Locked(Lock::HostUnpaid) => Event::DedicatedHostFinancialLockSet,
        Input::Unlocked(Lock::HostUnpaid) => Event::DedicatedHostFinancialLockCleared,
        Input::Locked(Lock::Refunded) => Event::RefundedLockSet,
        Input::Unlocked(Lock::Refunded) => Event::RefundedLockCleared,
        Input::Locked(Lock::Unlisted) => Event::UnknownLockSet,
        Input::Unlocked(Lock::Unlisted) => Event::UnknownLockCleared,
        Input::Lapsed => Event::SubscriptionExpired,
        Input::StoppedForLapse => Event::ExpiryStopped,
        Input::Renewed => Event::Renewed,
        Input::MoneyBack => Event::Refunded,
        Input::FellIntoDebt => Event::ArrearsIncurred,
        Input::StoppedForDebt => Event::ArrearsStopped,
        Input::DiskInDebt => Event::DiskArrearsIncurred,
        Input::Paid => Event::PaymentSettled,
        Input::Recycled => Event::ComputeRecycled,
        Input::GraceOver => Event::GracePeriodEnded,
        Input::ProtectionOver => Event::SpotProtectionEnded,
        Input::ReclaimNoticed => Event::SpotInterruptionNoticed,
        Input::Reclaimed => Event::SpotInterrupted,
        Input::TimeUp => Event::AutoReleaseTimeReached,
    }
}
