//! The model: the effect of each call and input according to the documents.
//!
//! It is written from the documents, with the default interpretations of 2024-11-14, and uses nothing
//! of the library.

use super::actions::{Action, Constraint, Deletion, Input};
use super::compare::System;
use super::faults::Fault;
use super::state::{Account, Billed, Cause, Kind, Lock, Machine, Mode, Phase};

/// The documented lifecycle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Documented {
    /// The switch of the account: eligible machines stop in economical mode by default.
    pub(super) switch: bool,
    /// The account has a dedicated host, and nothing is missing on it.
    pub(super) host: bool,
    /// A fault to be detected.
    pub(super) fault: Option<Fault>,
}

impl System for Documented {
    type State = Machine;

    /// Each kind of machine at its creation: by CreateInstance, which leaves it stopped, or
    /// RunInstances, initialising or not.
    fn initial(&self) -> Vec<Machine> {
        let kinds = [
            Machine::asked(Kind::PayAsYouGo),
            Machine { can_sleep: true, timed: true, ..Machine::asked(Kind::PayAsYouGo) },
            Machine { classic: true, disk_unpaid: true, ..Machine::asked(Kind::PayAsYouGo) },
            Machine { can_sleep: true, local: true, ..Machine::asked(Kind::Subscription) },
            Machine { guarded: true, can_sleep: true, ..Machine::asked(Kind::SpotReleased) },
            Machine { guarded: true, ..Machine::asked(Kind::SpotStopped) },
        ];
        let each = |machine| {
            [Phase::MadeToRun, Phase::MadeToRest]
                .map(|phase| Machine { phase, ..machine })
                .into_iter()
                .flat_map(|machine| [false, true].map(|settling| Machine { settling, ..machine }))
        };
        kinds.into_iter().flat_map(each).collect()
    }

    fn step(&self, machine: &Machine, action: Action) -> Option<Machine> {
        // The machine does not exist: 404.
        if machine.phase == Phase::Gone {
            return None;
        }
        let next = match action {
            Action::Stop { asked, power_off, sleep } => self.stop(*machine, asked, power_off, sleep),
            Action::Start => self.start(*machine),
            Action::Reboot { .. } => self.reboot(*machine),
            Action::Delete { how, end_subscription } => self.delete(*machine, how, end_subscription),
            Action::Reactivate => reactivate(*machine),
            Action::Happens(input) => self.happens(*machine, input),
        }?;
        Some(if next.phase == Phase::Gone { Machine::GONE } else { next })
    }

    fn seen(&self, machine: &Machine) -> Machine {
        *machine
    }

    fn billed(&self, machine: &Machine) -> Billed {
        let billed = machine.billed();
        let faulty = self.has(Fault::RecycledComputeBilled) && machine.recycled;
        Billed { compute: billed.compute || faulty, ..billed }
    }

    fn bills_what_is_released(&self, machine: &Machine) -> bool {
        self.billed(machine).compute && !machine.compute_held()
    }
}

/// The calls.
impl Documented {
    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    fn stop(&self, machine: Machine, asked: Constraint, power_off: bool, sleep: bool) -> Option<Machine> {
        let refused = machine.has(Lock::Suspect)
            || machine.owes()
            || machine.phase != Phase::Up
            // A machine without hibernation, and requests that need it. Spot machines sleep in economical
            // mode only, for which they are not eligible.
            || sleep && !machine.can_sleep
            || sleep && power_off
            || sleep && machine.kind.is_spot()
            || asked == Constraint::Economical && !machine.may_economise();
        let economical = match asked {
            Constraint::Nothing => machine.may_economise() && self.switch,
            Constraint::Economical => true,
            Constraint::Standard => false,
        };
        (!refused).then(|| Machine {
            phase: if sleep { Phase::FallingAsleep } else { Phase::GoingDown },
            mode: if economical { Mode::Economical } else { machine.standard() },
            ..machine
        })
    }

    fn start(&self, machine: Machine) -> Option<Machine> {
        let locked = machine.has(Lock::Suspect) && !self.has(Fault::LockedMachineStarts);
        let refused = locked || machine.owes() || machine.settling || machine.phase != Phase::Down;
        (!refused).then(|| starting(machine))
    }

    fn reboot(&self, machine: Machine) -> Option<Machine> {
        let refused = machine.has(Lock::Suspect) || machine.owes() || machine.phase != Phase::Up;
        (!refused).then_some(Machine { phase: Phase::GoingDownToReboot, ..machine })
    }

    fn delete(&self, machine: Machine, how: Deletion, end_subscription: bool) -> Option<Machine> {
        let subscribed = machine.kind == Kind::Subscription;
        let expired = machine.account == Account::Lapsed || machine.has(Lock::Unpaid);
        let held_by_subscription = subscribed && !(expired && end_subscription);
        let refused = machine.settling
            || machine.phase.is_being_made()
            || held_by_subscription && !self.has(Fault::UnexpiredSubscriptionDeleted)
            || !match how {
                Deletion::Default => machine.phase == Phase::Down,
                Deletion::PowerOff | Deletion::AfterShutdown => {
                    matches!(machine.phase, Phase::Down | Phase::Up)
                }
            };
        let phase = match (how, machine.phase) {
            (Deletion::AfterShutdown, Phase::Up) => Phase::GoingDownToGo,
            _ => Phase::Gone,
        };
        (!refused).then_some(Machine { phase, ..machine })
    }
}

fn reactivate(machine: Machine) -> Option<Machine> {
    let refused = machine.kind == Kind::Subscription
        || machine.has(Lock::Suspect)
        || machine.phase != Phase::Down
        || !machine.down_for_debt()
        // Only the Chinese site reactivates recycled machines.
        || machine.recycled;
    (!refused).then(|| starting(paid(machine)))
}

/// The inputs without a call.
impl Documented {
    fn happens(&self, machine: Machine, input: Input) -> Option<Machine> {
        use Input as H;
        let phase = machine.phase;
        match input {
            H::Made if phase == Phase::MadeToRun => Some(booting(machine, Phase::FirstBoot)),
            H::Made if phase == Phase::MadeToRest => Some(down(machine)),
            H::NotMade if phase.is_being_made() => Some(Machine::GONE),
            H::Settled if machine.settling => Some(Machine { settling: false, ..machine }),
            H::Booted if phase.is_booting() => Some(Machine { phase: Phase::Up, settling: false, ..machine }),
            H::NotBooted if phase.is_booting() => Some(down(machine)),
            H::WentDown => self.went_down(machine),
            H::MemoryNotSaved if phase == Phase::FallingAsleep => {
                Some(Machine { phase: Phase::GoingDown, ..machine })
            }
            H::GuestWentDown if phase == Phase::Up => {
                let economical = self.has(Fault::GuestShutdownEconomical);
                Some(Machine {
                    mode: if economical { Mode::Economical } else { machine.standard() },
                    ..down(machine)
                })
            }
            H::Crashed if phase == Phase::Up => Some(booting(machine, Phase::BootingAgain)),
            // Local disks, 2026: the vendor recovers machines with local disks on another host.
            H::Recovered if phase == Phase::Up && machine.local => {
                Some(booting(machine, Phase::BootingAgain))
            }
            H::Locked(lock) if !machine.has(lock) => {
                // The reasons of the locks, DescribeInstanceAttribute.
                let fits = match lock {
                    Lock::Reclaim => machine.kind.is_spot(),
                    Lock::Refunded => machine.kind == Kind::Subscription,
                    Lock::HostUnpaid => self.host,
                    Lock::Suspect | Lock::Unpaid | Lock::Unlisted => true,
                };
                // A stopped machine that is locked for its debt is stopped for arrears.
                let owing = lock == Lock::Unpaid
                    && machine.kind.pays_as_it_goes()
                    && phase == Phase::Down
                    && machine.cause != Cause::Debt;
                let cause = if owing { Cause::Debt } else { machine.cause };
                let was_down = machine.was_down || owing;
                fits.then(|| Machine { cause, was_down, ..machine.with(lock, true) })
            }
            H::Unlocked(lock) if machine.has(lock) => {
                let unlocked = machine.with(lock, false);
                // Without the lock, nothing is owed but what the account owes.
                let settled =
                    lock == Lock::Unpaid && machine.cause == Cause::Debt && machine.account == Account::Even;
                Some(if settled {
                    Machine { cause: Cause::Wish, was_down: false, ..unlocked }
                } else {
                    unlocked
                })
            }
            H::Lapsed | H::StoppedForLapse | H::Renewed | H::MoneyBack
                if machine.kind == Kind::Subscription =>
            {
                subscription(machine, input)
            }
            H::FellIntoDebt | H::StoppedForDebt if machine.kind.pays_as_it_goes() => {
                self.debt(machine, input)
            }
            H::DiskInDebt if !machine.disk_unpaid => Some(Machine { disk_unpaid: true, ..machine }),
            H::Paid if machine.in_debt() || machine.disk_unpaid || machine.down_for_debt() => {
                Some(self.settled(machine))
            }
            // Compute is recycled in a VPC only.
            H::Recycled if machine.down_for_money() && !machine.recycled && !machine.classic => {
                Some(Machine { recycled: true, ..machine })
            }
            H::GraceOver if machine.down_for_money() => Some(Machine::GONE),
            H::ProtectionOver if machine.guarded => Some(Machine { guarded: false, ..machine }),
            H::ReclaimNoticed if phase == Phase::Up && machine.kind.is_spot() => {
                let told = machine.guarded || machine.has(Lock::Reclaim);
                (!told).then(|| machine.with(Lock::Reclaim, true))
            }
            H::Reclaimed if matches!(phase, Phase::Up | Phase::Down) && machine.has(Lock::Reclaim) => {
                self.reclaimed(machine)
            }
            // The time is not honoured in arrears.
            H::TimeUp if machine.timed && !phase.is_being_made() => {
                (!machine.in_debt() && !machine.down_for_debt()).then_some(Machine::GONE)
            }
            _ => None,
        }
    }

    fn went_down(&self, machine: Machine) -> Option<Machine> {
        match machine.phase {
            Phase::GoingDown => Some(Machine { phase: Phase::Down, ..machine }),
            Phase::FallingAsleep => Some(Machine { phase: Phase::Down, asleep: true, ..machine }),
            Phase::GoingDownToReboot if self.has(Fault::RebootEndsStopped) => Some(down(machine)),
            Phase::GoingDownToReboot => Some(booting(machine, Phase::BootingAgain)),
            Phase::GoingDownToGo if self.has(Fault::ReleaseHangs) => None,
            Phase::GoingDownToGo => Some(Machine::GONE),
            _ => None,
        }
    }

    /// The effect of a payment: a machine that ran before its arrears runs again.
    fn settled(&self, machine: Machine) -> Machine {
        // A payment for a disk does not renew a subscription.
        if machine.account == Account::Lapsed {
            return Machine { disk_unpaid: false, ..machine };
        }
        let locked = machine.has(Lock::Suspect) && !self.has(Fault::PaymentStartsLocked);
        if machine.down_for_debt() && !machine.was_down && !locked {
            starting(paid(machine))
        } else {
            paid(machine)
        }
    }

    fn debt(&self, machine: Machine, input: Input) -> Option<Machine> {
        match input {
            Input::FellIntoDebt if machine.account == Account::Even => {
                Some(Machine { account: Account::Owing, ..machine })
            }
            Input::StoppedForDebt if machine.in_debt() => {
                // Economical where the switch is on, for spot machines too: the page that says so counts
                // them as eligible. What is stopped already keeps its mode.
                let mode = if machine.phase == Phase::Down {
                    machine.mode
                } else if self.switch && !machine.classic {
                    Mode::Economical
                } else {
                    Mode::Standard
                };
                stopped_for_money(machine, Cause::Debt, mode)
            }
            _ => None,
        }
    }

    fn reclaimed(&self, machine: Machine) -> Option<Machine> {
        match machine.kind {
            Kind::PayAsYouGo | Kind::Subscription => None,
            Kind::SpotReleased => Some(Machine::GONE),
            Kind::SpotStopped => Some(Machine {
                phase: Phase::Down,
                mode: Mode::Economical,
                cause: Cause::Market,
                ..machine.with(Lock::Reclaim, self.has(Fault::ReclaimLockKept))
            }),
        }
    }
}

fn subscription(machine: Machine, input: Input) -> Option<Machine> {
    match input {
        Input::Lapsed if machine.account == Account::Even => {
            Some(Machine { account: Account::Lapsed, ..machine })
        }
        Input::StoppedForLapse if machine.account == Account::Lapsed => {
            stopped_for_money(machine, Cause::Lapse, Mode::Unset)
        }
        Input::Renewed => Some(paid(machine)),
        // Lifecycle, 2021: a refunded machine is stopped and expired.
        Input::MoneyBack if !machine.has(Lock::Refunded) => {
            let expired = Machine { account: Account::Lapsed, ..machine.with(Lock::Refunded, true) };
            if machine.down_for_money() {
                Some(Machine { was_down: true, ..expired })
            } else {
                stopped_for_money(expired, Cause::Lapse, Mode::Unset)
            }
        }
        _ => None,
    }
}

/// The vendor stops unpaid machines, running or stopped, but not during a task.
fn stopped_for_money(machine: Machine, cause: Cause, mode: Mode) -> Option<Machine> {
    let was_down = machine.phase == Phase::Down;
    let can = (was_down || machine.phase == Phase::Up) && machine.cause != cause;
    can.then_some(Machine { phase: Phase::Down, mode, cause, was_down, ..machine })
}

/// A machine without debt.
fn paid(machine: Machine) -> Machine {
    let cause = match machine.cause {
        Cause::Debt | Cause::Lapse => Cause::Wish,
        other => other,
    };
    let unlocked = machine.with(Lock::Unpaid, false);
    Machine { account: Account::Even, disk_unpaid: false, cause, was_down: false, ..unlocked }
}

/// A starting machine has no stop mode.
fn starting(machine: Machine) -> Machine {
    Machine {
        phase: Phase::Booting,
        mode: Mode::Unset,
        cause: Cause::Wish,
        was_down: false,
        asleep: false,
        recycled: false,
        ..machine
    }
}

/// A machine that starts without a call; one with a security lock stays stopped.
fn booting(machine: Machine, phase: Phase) -> Machine {
    if machine.has(Lock::Suspect) { down(machine) } else { Machine { phase, ..machine } }
}

/// A machine stopped in standard mode.
fn down(machine: Machine) -> Machine {
    Machine { phase: Phase::Down, mode: machine.standard(), ..machine }
}
