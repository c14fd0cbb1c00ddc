//! The state of the model: a machine, in words of its own.
//!
//! Where it stands and what is under way are one value here, so that no phase has a task it cannot
//! have. What moves it is not here.

/// Where a machine stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Phase {
    /// Being made, and then left stopped.
    MadeToRest,
    /// Being made, and then booted.
    MadeToRun,
    /// Booting for the first time.
    FirstBoot,
    /// Booting after a start.
    Booting,
    /// Booting again, in a reboot.
    BootingAgain,
    /// Running.
    Up,
    /// Shutting down, to stay so.
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

    /// Whether it passes by itself.
    pub(super) const fn passes(self) -> bool {
        self.is_being_made() || self.is_booting() || self.is_going_down()
    }
}

/// How a machine was bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    PayAsYouGo,
    Subscription,
    /// Spot, released when the market takes it back.
    SpotReleased,
    /// Spot, stopped when the market takes it back.
    SpotStopped,
}

impl Kind {
    pub(super) const fn is_spot(self) -> bool {
        matches!(self, Self::SpotReleased | Self::SpotStopped)
    }

    /// Paid for after use: a spot machine is.
    pub(super) const fn pays_as_it_goes(self) -> bool {
        !matches!(self, Self::Subscription)
    }
}

/// A lock, by what it says of the machine.
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

    /// Those that a rule of the documents names.
    pub(super) const NAMED: [Self; 3] = [Self::Suspect, Self::Unpaid, Self::Reclaim];

    /// Those that no rule names.
    pub(super) const UNNAMED: [Self; 3] = [Self::HostUnpaid, Self::Refunded, Self::Unlisted];
}

/// Whether the machine is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Account {
    Even,
    /// The subscription is over.
    Lapsed,
    /// In arrears.
    Owing,
}

/// How the machine went down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Mode {
    /// It is not down, or a subscription.
    Unset,
    Economical,
    Standard,
}

/// Why the machine went down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Cause {
    /// It was asked, from without or from within.
    Wish,
    Debt,
    Lapse,
    Market,
}

/// A machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Machine {
    pub(super) kind: Kind,
    /// In the classic network.
    pub(super) classic: bool,
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
    /// A disk of it is in arrears.
    pub(super) disk_unpaid: bool,
    pub(super) mode: Mode,
    pub(super) cause: Cause,
    /// It was down already when it was stopped for money.
    pub(super) was_down: bool,
    /// Its memory is on the disk.
    pub(super) asleep: bool,
    /// Its compute was recycled while it was down.
    pub(super) recycled: bool,
}

impl Machine {
    /// A machine of a kind as soon as it is asked for, to run.
    pub(super) const fn asked(kind: Kind) -> Self {
        Self {
            kind,
            classic: false,
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

    /// What is left of a released machine: nothing that could be told apart.
    pub(super) const GONE: Self = Self { phase: Phase::Gone, ..Self::asked(Kind::PayAsYouGo) };

    pub(super) const fn has(&self, lock: Lock) -> bool {
        self.locks[lock as usize]
    }

    pub(super) const fn with(mut self, lock: Lock, set: bool) -> Self {
        self.locks[lock as usize] = set;
        self
    }

    /// Whether money stands in its way: its own, a lock for it, or a disk's.
    pub(super) fn owes(&self) -> bool {
        self.account != Account::Even || self.has(Lock::Unpaid) || self.disk_unpaid
    }

    /// Whether a call may stop it in economical mode; nothing here has local disks or persistent
    /// memory.
    pub(super) fn may_economise(&self) -> bool {
        self.kind == Kind::PayAsYouGo && !self.classic
    }

    /// The mode of a stop that is not economical.
    pub(super) fn standard(&self) -> Mode {
        if self.kind.pays_as_it_goes() { Mode::Standard } else { Mode::Unset }
    }

    /// Whether vCPU and memory are set aside for it: an economical stop and recycling give them up.
    /// That a start may have to look for those of a spot machine too does not take them from it.
    pub(super) fn compute_held(&self) -> bool {
        match self.phase {
            Phase::Gone => false,
            Phase::Down => self.mode != Mode::Economical && !self.recycled,
            _ => true,
        }
    }

    /// Whether vCPU and memory are paid for: as the clock runs, or by the subscription.
    pub(super) fn compute_billed(&self) -> bool {
        match (self.phase, self.mode) {
            (Phase::Gone | Phase::MadeToRest | Phase::MadeToRun, _) | (Phase::Down, Mode::Economical) => {
                false
            }
            (Phase::Down, Mode::Standard | Mode::Unset) => !self.recycled,
            _ => true,
        }
    }
}
