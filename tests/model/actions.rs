//! The actions of the model: the calls of the owner, and inputs without a call.

use super::state::Lock;

/// The stop mode that a call asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Constraint {
    Nothing,
    Economical,
    Standard,
}

/// The variants of a deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Deletion {
    Default,
    /// Forced, by power-off.
    PowerOff,
    /// Forced, after a shutdown.
    AfterShutdown,
}

/// A step of a machine, possible or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Action {
    Stop { asked: Constraint, power_off: bool, sleep: bool },
    Start,
    Reboot { power_off: bool },
    Delete { how: Deletion, end_subscription: bool },
    Reactivate,
    Happens(Input),
}

/// Inputs without a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Input {
    Made,
    NotMade,
    Settled,
    Booted,
    NotBooted,
    WentDown,
    MemoryNotSaved,
    GuestWentDown,
    Crashed,
    Recovered,
    Locked(Lock),
    Unlocked(Lock),
    Lapsed,
    StoppedForLapse,
    Renewed,
    MoneyBack,
    FellIntoDebt,
    StoppedForDebt,
    DiskInDebt,
    Paid,
    Recycled,
    GraceOver,
    ProtectionOver,
    ReclaimNoticed,
    Reclaimed,
    TimeUp,
}

impl Input {
    /// All inputs but those that set or clear a lock.
    const DEFAULT: [Self; 24] = [
        Self::Made,
        Self::NotMade,
        Self::Settled,
        Self::Booted,
        Self::NotBooted,
        Self::WentDown,
        Self::MemoryNotSaved,
        Self::GuestWentDown,
        Self::Crashed,
        Self::Recovered,
        Self::Lapsed,
        Self::StoppedForLapse,
        Self::Renewed,
        Self::MoneyBack,
        Self::FellIntoDebt,
        Self::StoppedForDebt,
        Self::DiskInDebt,
        Self::Paid,
        Self::Recycled,
        Self::GraceOver,
        Self::ProtectionOver,
        Self::ReclaimNoticed,
        Self::Reclaimed,
        Self::TimeUp,
    ];
}

impl Action {
    /// Every call, and every input; only `locks` are set and cleared.
    pub(super) fn with_locks(locks: &[Lock]) -> Vec<Self> {
        let mut all = vec![Self::Start, Self::Reactivate];
        for flag in [false, true] {
            all.push(Self::Reboot { power_off: flag });
            for asked in [Constraint::Nothing, Constraint::Economical, Constraint::Standard] {
                for sleep in [false, true] {
                    all.push(Self::Stop { asked, power_off: flag, sleep });
                }
            }
            for how in [Deletion::Default, Deletion::PowerOff, Deletion::AfterShutdown] {
                all.push(Self::Delete { how, end_subscription: flag });
            }
        }
        all.extend(Input::DEFAULT.map(Self::Happens));
        for &lock in locks {
            all.extend([Input::Locked(lock), Input::Unlocked(lock)].map(Self::Happens));
        }
        all
    }
}
