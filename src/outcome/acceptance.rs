//! What an accepted call makes of an instance at once, by how it is settled.

use super::Settlement;
use crate::evolve::Transition;
use crate::evolve::table::ways;
use crate::evolve::ways::{Paid, Released, Up};
use crate::instance::Instance;
use core::convert::identity;

/// Declares what becomes of an instance by each settlement.
macro_rules! acceptance {
    ($($settlement:ident { $($row:tt)+ })+) => {
        ways! { Instance, identity; $($settlement { $($row)+ })+ }

        impl Settlement {
            /// What it makes of an instance at once, before anything else happens: the first row that
            /// matches is taken, and one always does.
            ///
            /// ```
            /// use instance_lifecycle::{Next, Settlement, Transition};
            ///
            /// let [Transition { next: Next::Becomes { then, .. }, .. }] = Settlement::StartOnKeptCompute.transitions() else {
            ///     panic!("a start is one row")
            /// };
            /// assert_eq!(then.len(), 1, "and then nothing is left of the stop");
            /// ```
            #[must_use]
            pub const fn transitions(self) -> &'static [Transition] {
                match self {
                    $(Self::$settlement => $settlement::ROWS),+
                }
            }

            /// What it makes of an instance at once; of a creation, of the instance that it describes.
            pub(crate) const fn accepted(self, it: Instance) -> Instance {
                match self {
                    $(Self::$settlement => $settlement::of(it)),+
                }
            }
        }
    };
}

#[rustfmt::skip] // a table: one line a row
acceptance! {
    StopEconomically         { {} sets { status: Stopping, task: Stop, stopped_as: StopCharging }; }
    StopInStandardMode       { {} sets { status: Stopping, task: Stop, stopped_as: KeepCharging }; }
    StopSubscription         { {} sets { status: Stopping, task: Stop, stopped_as: NotApplicable }; }
    HibernateEconomically    { {} sets { status: Stopping, task: Hibernate, stopped_as: StopCharging }; }
    HibernateInStandardMode  { {} sets { status: Stopping, task: Hibernate, stopped_as: KeepCharging }; }
    HibernateSubscription    { {} sets { status: Stopping, task: Hibernate, stopped_as: NotApplicable }; }
    AlreadyStopped           { {} sets {}; }
    StartOnNewCompute        { {} sets { status: Starting, task: Start } then Up; }
    StartOnKeptCompute       { {} sets { status: Starting, task: Start } then Up; }
    RebootViaStopping        { {} sets { status: Stopping, task: Reboot }; }
    RebootAtOnce             { {} sets { status: Starting, task: Reboot }; }
    RebootViaStopped         { {} sets { status: Stopping, task: Reboot }; }
    Release                  { {} sets {} then Released; }
    ReleaseAfterShutdown     { {} sets { status: Stopping, task: Release, stopped_as: NotApplicable }; }
    ReactivateAndStart       { {} sets { status: Starting, task: Start, standing: Good, financial_lock: No, disk_in_arrears: No } then Up; }
    ReactivateStopped        { {} sets { status: Stopped, task: None } then Paid; }
    Create                   { {} sets { status: Pending, task: Create }; }
    Run                      { {} sets { status: Pending, task: Run }; }
}
