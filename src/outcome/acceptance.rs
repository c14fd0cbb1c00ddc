//! The immediate effect of an accepted call on the instance, by settlement.

use super::Settlement;
use crate::attribute::{ATTRIBUTES, END, Part};
use crate::environment::Environment;
use crate::event::table::{Surroundings, ways};
use crate::event::ways::{Paid, Released, Up};
use crate::event::{Next, Transition};
use crate::evidence::Revision;
use crate::instance::Instance;
use crate::interpretation::Interpretations;
use crate::region::Region;
use core::convert::identity;

/// Declares the transitions of each settlement.
macro_rules! acceptance {
    ($($settlement:ident from $document:ident/$place:tt { $($row:tt)+ })+) => {
        ways! { Instance, identity; $($settlement from $document/$place { $($row)+ })+ }

        impl Settlement {
            /// Returns the immediate transitions of the instance. The first matching row applies; one
            /// always matches.
            ///
            /// ```
            /// use instance_lifecycle::event::{Next, Transition};
            /// use instance_lifecycle::plan::Settlement;
            ///
            /// let [Transition { next: Next::Becomes { then, .. }, .. }] = Settlement::StartOnKeptCompute.transitions() else {
            ///     panic!("a start is one row")
            /// };
            /// assert_eq!(then.len(), 1, "every attribute of the stop is cleared");
            /// ```
            #[must_use]
            pub const fn transitions(self) -> &'static [Transition] {
                match self {
                    $(Self::$settlement => $settlement::ROWS),+
                }
            }

            /// Returns the instance right after the call; after a creation, the described instance.
            ///
            /// A function for each settlement: in one function, the compiler would copy every field on its
            /// own.
            pub(crate) fn accepted(self, it: &Instance) -> Instance {
                let accepted: fn(&Instance) -> Instance = match self {
                    $(Self::$settlement => |it| $settlement::of(*it, NOTHING),)+
                };
                accepted(it)
            }
        }
    };
}

/// The rows of acceptance read the instance alone: the settlement has taken everything else into account.
const NOTHING: Surroundings<'_> = Surroundings {
    environment: &Environment::DEFAULT,
    interpretations: &Interpretations::of(Revision::V2024_11_14),
};

const _: () = {
    let mut n = 0;
    while n < Settlement::ALL.len() {
        assert_read_instance(Settlement::ALL[n].transitions());
        n += 1;
    }
};

const fn assert_read_instance(rows: &[Transition]) {
    let mut n = 0;
    while n < rows.len() {
        assert!(reads_instance(&rows[n].when), "an acceptance reads the instance alone");
        if let Next::Becomes { then, .. } = rows[n].next {
            assert_read_instance(then);
        }
        n += 1;
    }
}

const fn reads_instance(when: &Region) -> bool {
    let mut n = 0;
    while n < ATTRIBUTES.len() {
        if when.reads(ATTRIBUTES[n].field) && !matches!(ATTRIBUTES[n].part, Part::Instance) {
            return false;
        }
        n += 1;
    }
    when.is_free_from(END)
}

#[rustfmt::skip] // a table: one line a row
acceptance! {
    StopEconomically         from StopPage2024/description       { {} Documented sets { status: Stopping, task: Stop, stopped_mode: StopCharging }; }
    StopInStandardMode       from StopPage2024/description       { {} Documented sets { status: Stopping, task: Stop, stopped_mode: KeepCharging }; }
    StopSubscription         from StopPage2024/description       { {} Documented sets { status: Stopping, task: Stop, stopped_mode: NotApplicable }; }
    HibernateEconomically    from LifecycleGuide2021/hibernate   { {} Documented sets { status: Stopping, task: Hibernate, stopped_mode: StopCharging }; }
    HibernateInStandardMode  from LifecycleGuide2021/hibernate   { {} Documented sets { status: Stopping, task: Hibernate, stopped_mode: KeepCharging }; }
    HibernateSubscription    from LifecycleGuide2021/hibernate   { {} Documented sets { status: Stopping, task: Hibernate, stopped_mode: NotApplicable }; }
    AlreadyStopped           from PublicReports2021/idempotence  { {} Inferred sets {}; }
    StartOnNewCompute        from StartPage2025/description      { {} Documented sets { status: Starting, task: Start } then Up; }
    StartOnKeptCompute       from StartPage2025/description      { {} Documented sets { status: Starting, task: Start } then Up; }
    RebootViaStopping        from LifecycleGuide2021/restart     { {} Contradicted (against RebootPage2025/description) sets { status: Stopping, task: Reboot }; }
    RebootAtOnce             from RebootPage2025/description     { {} Contradicted (against LifecycleGuide2021/restart) sets { status: Starting, task: Reboot }; }
    RebootViaStopped         from PublicReports2020/reboot       { {} Observed sets { status: Stopping, task: Reboot }; }
    Release                  from DeletePage2025/description     { {} Documented sets {} then Released; }
    ReleaseAfterShutdown     from DeletePage2025/ForceStop       { {} Documented sets { status: Stopping, task: Release, stopped_mode: NotApplicable }; }
    ReactivateAndStart       from ReactivatePage2020/description { {} Contradicted (against ReactivatePage2025/description) sets { status: Starting, task: Start, standing: Good, locks.financial: No, disk_in_arrears: No } then Up; }
    ReactivateStopped        from ReactivatePage2025/description { {} Contradicted (against ReactivatePage2020/description) sets { status: Stopped, task: None } then Paid; }
    Create                   from LifecycleGuide2021/create      { {} Documented sets { status: Pending, task: Create, snapshots: No }; }
    Run                      from LifecycleGuide2021/create      { {} Documented sets { status: Pending, task: Run, snapshots: No }; }
}
