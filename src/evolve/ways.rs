//! Ways that several events, or settlements, lead into.

use super::table::ways;
use super::{Next, Transition};
use crate::attribute::{ATTRIBUTES, Part, status};
use crate::evidence::{grade, source};
use crate::instance::Instance;
use crate::region::{Assignment, Region};
use core::convert::identity;

#[rustfmt::skip] // a table: one line a row
ways! { Instance, identity;
    /// It ends stopped.
    Stopped from LifecycleGuide/statuses {
        {} D sets { status: Stopped, task: None, stopped_for: Request, hibernated: No } then InItsMode;
    }
    /// It ends stopped, with its memory saved.
    Hibernated from HibernationGuide/memory {
        {} D sets { status: Stopped, task: None, stopped_for: Request, hibernated: Yes } then InItsMode;
    }
    /// In the mode of the stop that was in flight. A record does not show it while the instance is
    /// stopping; standard is the default.
    InItsMode from StopPage/StoppedMode {
        { charge_type: PrePaid }             D sets { stopped_as: NotApplicable };
        { stopped_as: NotApplicable }        I sets { stopped_as: KeepCharging };
        {}                                   I sets {};
    }
    /// It boots: of a stop no mode is left. One that is locked for security reasons is never started:
    /// it ends stopped.
    Booting from LifecycleGuide/statuses {
        { security_lock: Yes }               I sets {} then Stopped;
        {}                                   D sets { status: Starting, stopped_as: NotApplicable };
    }
    /// It is stopped for arrears: economically where it can be.
    ForArrears from EconomicalModeGuide/conditions {
        { network_type: Vpc, local_storage: No, persistent_memory: No } D sets { stopped_for: Arrears, stopped_as: StopCharging };
        {}                                   I sets { stopped_for: Arrears, stopped_as: KeepCharging };
    }
    /// On its way up, nothing is left of how it was stopped.
    Up from LifecycleGuide/statuses {
        {} I sets { stopped_as: NotApplicable, stopped_for: Request, status_before: Running, hibernated: No, compute_recycled: No };
    }
    /// Nothing is owed for it.
    Paid from LifecycleGuide/arrears {
        {} I sets { standing: Good, financial_lock: No, disk_in_arrears: No, status_before: Running } then StoppedForNoDebt;
    }
    /// What was stopped for a debt is now stopped on request.
    StoppedForNoDebt from LifecycleGuide/arrears {
        { stopped_for: Expiry | Arrears }    I sets { stopped_for: Request };
        {}                                   I sets {};
    }
}

/// Nothing is left of it.
pub(crate) enum Released {}

impl Released {
    pub(crate) const ROWS: &'static [Transition] = &[Transition {
        when: Region::FULL,
        next: Next::Becomes { set: nothing_left(), then: &[] },
        evidence: grade!(D),
        source: source!(LifecycleGuide / statuses),
    }];

    pub(crate) const fn of(_: Instance) -> Instance {
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
