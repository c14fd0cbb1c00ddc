//! The state of the model: a machine.
//!
//! The phase and the task are one value, so that no phase can have an impossible task.

/// The phase of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Phase {
    /// Being created, to stay stopped.
    MadeToRest,
    /// Being created, to run.
    MadeToRun,
    /// Booting for the first time.
    FirstBoot,
    /// Booting after a start.
    Booting,
    /// Booting again, in a reboot.
    BootingAgain,
    /// Running.
    Up,
    /// Shutting down, to stay stopped.
    GoingDown,
    /// Shutting down, with its memory written to the disk.
    FallingAsleep,
    /// Shutting down, to boot again.
    GoingDownToReboot,
    /// Shutting down, to be released.
    GoingDownToGo,
    /// Stopped.
    Down,
    /// Released.
    Gone,
}

impl Phase {
    pub(super) const fn is_being_made(self) -> bool {
        matches!(self, Self::MadeToRest | Self::MadeToRun)
    }

    pub(super) const fn is_booting(self) -> bool {
        matches!(self, Self::FirstBoot | Self::Booting | Self::BootingAgain)
    }

    pub(super) const fn is_going_down(self) -> bool {
        matches!(self, Self::GoingDown | Self::FallingAsleep | Self::GoingDownToReboot | Self::GoingDownToGo)
    }

    /// Whether the phase ends by itself.
    pub(super) const fn passes(self) -> bool {
        self.is_being_made() || self.is_booting() || self.is_going_down()
    }
}

/// The kind of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    PayAsYouGo,
    Subscription,
    /// Spot, released by an interruption.
    SpotReleased,
    /// Spot, stopped by an interruption.
    SpotStopped,
}

impl Kind {
    pub(super) const fn is_spot(self) -> bool {
        matches!(self, Self::SpotReleased | Self::SpotStopped)
    }

    /// Pay-as-you-go, as spot machines are.
    pub(super) const fn pays_as_it_goes(self) -> bool {
        !matches!(self, Self::Subscription)
    }
}

/// A lock, by its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Lock {
    /// `security`
    Suspect,
    /// `financial`
    Unpaid,
    /// `recycling`
    Reclaim,
    /// `dedicatedhostfinancial`
    HostUnpaid,
    /// `refunded`
    Refunded,
    /// Any other.
    Unlisted,
}

impl Lock {
    pub(super) const ALL: [Self; 6] =
        [Self::Suspect, Self::Unpaid, Self::Reclaim, Self::HostUnpaid, Self::Refunded, Self::Unlisted];

    /// The locks that a documented rule names.
    pub(super) const NAMED: [Self; 3] = [Self::Suspect, Self::Unpaid, Self::Reclaim];

    /// The locks that no rule names.
    pub(super) const UNNAMED: [Self; 3] = [Self::HostUnpaid, Self::Refunded, Self::Unlisted];
}

/// The payment status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Account {
    Even,
    /// The subscription has expired.
    Lapsed,
    /// In arrears.
    Owing,
}

/// The stop mode of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Mode {
    /// The machine is not stopped, or is a subscription.
    Unset,
    Economical,
    Standard,
}

/// Why the machine stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Cause {
    /// By a call or by the guest.
    Wish,
    Debt,
    Lapse,
    Market,
}

/// What is billed of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Billed {
    /// vCPU and memory.
    pub(super) compute: bool,
    /// The system disk.
    pub(super) disks: bool,
}

/// A machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Machine {
    pub(super) kind: Kind,
    /// In the classic network.
    pub(super) classic: bool,
    /// With local disks.
    pub(super) local: bool,
    /// Created with a time of automatic release.
    pub(super) timed: bool,
    /// Bought with hibernation.
    pub(super) can_sleep: bool,
    pub(super) phase: Phase,
    /// Still initialising.
    pub(super) settling: bool,
    /// Inside the protection period of a spot machine.
    pub(super) guarded: bool,
    /// In the order of [`Lock::ALL`].
    pub(super) locks: [bool; 6],
    pub(super) account: Account,
    /// A disk is in arrears.
    pub(super) disk_unpaid: bool,
    pub(super) mode: Mode,
    pub(super) cause: Cause,
    /// It was stopped before its arrears.
    pub(super) was_down: bool,
    /// Hibernated.
    pub(super) asleep: bool,
    /// Its compute was recycled while it was stopped.
    pub(super) recycled: bool,
}

impl Machine {
    /// Returns a new machine of a kind, created to run.
    pub(super) const fn asked(kind: Kind) -> Self {
        Self {
            kind,
            classic: false,
            local: false,
            timed: false,
            can_sleep: false,
            phase: Phase::MadeToRun,
            settling: false,
            guarded: false,
            locks: [false; 6],
            account: Account::Even,
            disk_unpaid: false,
            mode: Mode::Unset,
            cause: Cause::Wish,
            was_down: false,
            asleep: false,
            recycled: false,
        }
    }

    /// Returns a released machine; all are equal.
    pub(super) const GONE: Self = Self { phase: Phase::Gone, ..Self::asked(Kind::PayAsYouGo) };

    pub(super) const fn has(&self, lock: Lock) -> bool {
        self.locks[lock as usize]
    }

    pub(super) const fn with(mut self, lock: Lock, set: bool) -> Self {
        self.locks[lock as usize] = set;
        self
    }

    /// Returns whether the machine, a lock or a disk is in arrears.
    pub(super) fn owes(&self) -> bool {
        self.account != Account::Even || self.has(Lock::Unpaid) || self.disk_unpaid
    }

    /// Returns whether a machine is in arrears. A record shows only the lock.
    pub(super) fn in_debt(&self) -> bool {
        self.account == Account::Owing || self.kind.pays_as_it_goes() && self.has(Lock::Unpaid)
    }

    /// Returns whether a machine is stopped for arrears. A record shows only the lock.
    pub(super) fn down_for_debt(&self) -> bool {
        self.phase == Phase::Down
            && (self.cause == Cause::Debt || self.kind.pays_as_it_goes() && self.has(Lock::Unpaid))
    }

    /// Returns whether a machine is stopped for arrears, expiry or a refund: it costs nothing.
    pub(super) fn down_for_money(&self) -> bool {
        self.down_for_debt() || self.phase == Phase::Down && self.cause == Cause::Lapse
    }

    /// Returns whether a stop may be economical; no such machine has local disks or persistent
    /// memory.
    pub(super) fn may_economise(&self) -> bool {
        self.kind == Kind::PayAsYouGo && !self.classic
    }

    /// Returns the stop mode of a stop that is not economical.
    pub(super) fn standard(&self) -> Mode {
        if self.kind.pays_as_it_goes() { Mode::Standard } else { Mode::Unset }
    }

    /// Returns whether vCPU and memory are reserved: not after an economical stop or recycling.
    pub(super) fn compute_held(&self) -> bool {
        match self.phase {
            Phase::Gone => false,
            Phase::Down => self.mode != Mode::Economical && !self.recycled,
            _ => true,
        }
    }

    /// Returns what is paid for, by use or by the subscription.
    pub(super) fn billed(&self) -> Billed {
        let disks = match self.phase {
            Phase::Gone | Phase::MadeToRest | Phase::MadeToRun => false,
            // A record of an expired subscription shows only the lock.
            Phase::Down => !self.down_for_money() && !self.has(Lock::Unpaid),
            _ => true,
        };
        Billed { compute: disks && self.compute_held(), disks }
    }
}
