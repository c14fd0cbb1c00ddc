//! Chains of rows that several events or settlements share.

use super::table::{Surroundings, ways};
use super::{Next, Transition};
use crate::attribute::{ATTRIBUTES, Part, status};
use crate::evidence::{Evidence, source};
use crate::instance::Instance;
use crate::region::{Assignment, Region};
use core::convert::identity;

#[rustfmt::skip] // a table: one line a row
ways! { Instance, identity;
    /// The instance is stopped.
    Stopped from LifecycleGuide2021/stop {
        {} Documented sets { status: Stopped, task: None, stopped_for: Request, hibernated: No } then InItsMode;
    }
    /// The instance is stopped, with its memory saved.
    Hibernated from LifecycleGuide2021/hibernate {
        {} Documented sets { status: Stopped, task: None, stopped_for: Request, hibernated: Yes } then InItsMode;
    }
    /// The stop mode is that of the stop in flight. Records do not show it while the instance is
    /// stopping; the default is standard mode.
    InItsMode from StopPage2024/StoppedMode {
        { charge_type: PrePaid }             Documented sets { stopped_mode: NotApplicable };
        { stopped_mode: NotApplicable }        Inferred sets { stopped_mode: KeepCharging };
        {}                                   Inferred sets {};
    }
    /// The instance boots, and its stop mode is cleared. An instance under a security lock is stopped
    /// instead.
    Booting from LifecycleGuide2021/start {
        { locks.security: Yes }               Inferred sets {} then Stopped;
        {}                                   Documented sets { status: Starting, stopped_mode: NotApplicable };
    }
    /// A running instance is stopped for arrears: in economical mode if it is eligible and the switch of
    /// the account is on.
    ForArrears from EconomicalGuide2021/overdue {
        { interpretation.ArrearsStopMode: BySwitch, economical_mode_default: Yes, network_type: Vpc, local_storage: No, persistent_memory: No }
            Contradicted (against CreditGuide2021/stop) sets { stopped_for: Arrears, stopped_mode: StopCharging };
        { interpretation.ArrearsStopMode: Economical, network_type: Vpc, local_storage: No, persistent_memory: No }
            Contradicted (EconomicalGuide2021/conditions against CreditGuide2021/stop) sets { stopped_for: Arrears, stopped_mode: StopCharging };
        {}                                   Documented sets { stopped_for: Arrears, stopped_mode: KeepCharging };
    }
    /// A start clears every attribute of the stop.
    Up from LifecycleGuide2021/statuses {
        {} Inferred sets { stopped_mode: NotApplicable, stopped_for: Request, status_before: Running, hibernated: No, compute_recycled: No };
    }
    /// Everything owed is paid.
    Paid from ReactivatePage2025/description {
        {} Inferred sets { standing: Good, locks.financial: No, disk_in_arrears: No, status_before: Running } then StoppedForNoDebt;
    }
    /// An instance stopped for expiry or arrears counts as stopped on request.
    StoppedForNoDebt from ReactivatePage2025/description {
        { stopped_for: Expiry | Arrears }    Inferred sets { stopped_for: Request };
        {}                                   Inferred sets {};
    }
}

/// The instance is released: every attribute returns to its default.
pub(crate) enum Released {}

impl Released {
    pub(crate) const ROWS: &'static [Transition] = &[Transition {
        when: Region::FULL,
        next: Next::Becomes { set: nothing_left(), then: &[] },
        evidence: Evidence::Documented,
        source: source!(LifecycleGuide2021 / release),
        against: None,
    }];

    pub(crate) const fn of(_: Instance, _: Surroundings<'_>) -> Instance {
        Instance::RELEASED
    }
}

const fn nothing_left() -> Assignment {
    let (mut set, mut n) = (Assignment::NONE, 0);
    while n < ATTRIBUTES.len() {
        if matches!(ATTRIBUTES[n].part, Part::Instance) {
            set = set.with(ATTRIBUTES[n].field, ATTRIBUTES[n].default);
        }
        n += 1;
    }
    set.with(status::FIELD, status::Released as usize)
}
