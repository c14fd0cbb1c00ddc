//! What every event makes of an instance, a row a line: total over status, task and event.

use super::table::ways;
use super::ways::{Booting, ForArrears, Hibernated, Paid, Released, Stopped, Up};
use super::{CannotHappen, Next, Transition};
use crate::event::Event;
use crate::instance::Instance;
use crate::region::{Assignment, Region};

type Answer = Result<Instance, CannotHappen>;

/// Declares what each event makes of an instance that is there.
macro_rules! events {
    ($($event:ident { $($row:tt)+ })+) => {
        ways! { Answer, Ok; $($event { $($row)+ })+ }

        impl Event {
            /// What it makes of an instance: the first row that matches is taken, and one always does.
            ///
            /// ```
            /// use instance_lifecycle::{CannotHappen, Condition, Event, Next};
            ///
            /// let rows = Event::CreationFailed.transitions();
            /// assert_eq!(rows[0].next, Next::Cannot(CannotHappen::Released));
            /// assert_eq!(Condition(&rows[0].when).to_string(), "status: Released");
            /// ```
            #[must_use]
            pub const fn transitions(self) -> &'static [Transition] {
                match self {
                    $(Self::$event => const { &of_what_is_there($event::ROWS) }),+
                }
            }
        }

        pub(super) const fn on(event: Event, it: Instance) -> Answer {
            match There::of(it) {
                Ok(it) => match event {
                    $(Event::$event => $event::of(it)),+
                },
                Err(reason) => Err(reason),
            }
        }
    };
}

/// The rows of an event, behind those that answer for what is not there.
const fn of_what_is_there(rows: &'static [Transition]) -> [Transition; There::ROWS.len()] {
    let mut all =
        [Transition { when: Region::FULL, next: Next::Becomes { set: Assignment::NONE, then: rows } };
            There::ROWS.len()];
    let mut n = 0;
    while n + 1 < all.len() {
        all[n] = There::ROWS[n];
        n += 1;
    }
    all
}

#[rustfmt::skip] // a table: one line a row
ways! { Answer, Ok;
    /// Whether there is an instance, with a task in flight that goes with its status.
    There {
        { status: Released }                                                     cannot Released;
        { status: Pending, task: None | Start | Stop | Hibernate | Reboot | Release }    cannot NoSuchTask;
        { status: Starting, task: None | Create | Stop | Hibernate | Release }   cannot NoSuchTask;
        { status: Stopping, task: None | Create | Run | Start }                  cannot NoSuchTask;
        { status: Running | Stopped, task: Create | Run | Start | Stop | Hibernate | Reboot | Release } cannot NoSuchTask;
        {}                                                                       sets {};
    }
}

#[rustfmt::skip] // a table: one line a row
events! {
    CreationFinished {
        { status: Starting | Stopping }                  cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        { task: Run }                                    sets {} then Booting;
        {}                                               sets {} then Stopped;
    }
    CreationFailed {
        { status: Starting | Stopping }                  cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        {}                                               sets {} then Released;
    }
    InitializationFinished {
        { initializing: No }                             cannot AlreadySo;
        {}                                               sets { initializing: No };
    }
    BootCompleted {
        { status: Pending | Stopping }                   cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        {}                                               sets { status: Running, task: None, initializing: No };
    }
    BootFailed {
        { status: Pending | Stopping }                   cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        {}                                               sets {} then Stopped;
    }
    ShutdownCompleted {
        { status: Pending | Starting }                   cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        { task: Hibernate }                              sets {} then Hibernated;
        { task: Reboot }                                 sets {} then Booting;
        { task: Release }                                sets {} then Released;
        {}                                               sets {} then Stopped;
    }
    HibernationFailed {
        { status: Running | Stopped }                    cannot NothingInFlight;
        { task: Create | Run | Start | Stop | Reboot | Release }    cannot AnotherTask;
        {}                                               sets { task: Stop };
    }
    GuestShutdown {
        { status: Pending | Starting | Stopping | Stopped }    cannot NotRunning;
        {}                                               sets {} then Stopped;
    }
    SystemFailure {
        { status: Pending | Starting | Stopping | Stopped }    cannot NotRunning;
        {}                                               sets { task: Reboot } then Booting;
    }
    FinancialLockSet {
        { financial_lock: Yes }                          cannot AlreadySo;
        {}                                               sets { financial_lock: Yes };
    }
    FinancialLockCleared {
        { financial_lock: No }                           cannot NotLocked;
        {}                                               sets { financial_lock: No };
    }
    SecurityLockSet {
        { security_lock: Yes }                           cannot AlreadySo;
        {}                                               sets { security_lock: Yes };
    }
    SecurityLockCleared {
        { security_lock: No }                            cannot NotLocked;
        {}                                               sets { security_lock: No };
    }
    RecyclingLockSet {
        { recycling_lock: Yes }                          cannot AlreadySo;
        {}                                               sets { recycling_lock: Yes };
    }
    RecyclingLockCleared {
        { recycling_lock: No }                           cannot NotLocked;
        {}                                               sets { recycling_lock: No };
    }
    DedicatedHostFinancialLockSet {
        { dedicated_host_financial_lock: Yes }           cannot AlreadySo;
        {}                                               sets { dedicated_host_financial_lock: Yes };
    }
    DedicatedHostFinancialLockCleared {
        { dedicated_host_financial_lock: No }            cannot NotLocked;
        {}                                               sets { dedicated_host_financial_lock: No };
    }
    RefundedLockSet {
        { refunded_lock: Yes }                           cannot AlreadySo;
        {}                                               sets { refunded_lock: Yes };
    }
    RefundedLockCleared {
        { refunded_lock: No }                            cannot NotLocked;
        {}                                               sets { refunded_lock: No };
    }
    UnknownLockSet {
        { unknown_lock: Yes }                            cannot AlreadySo;
        {}                                               sets { unknown_lock: Yes };
    }
    UnknownLockCleared {
        { unknown_lock: No }                             cannot NotLocked;
        {}                                               sets { unknown_lock: No };
    }
    SubscriptionExpired {
        { charge_type: PostPaid }                        cannot NoSubscription;
        { standing: Expired }                            cannot AlreadySo;
        {}                                               sets { standing: Expired };
    }
    ExpiryStopped {
        { charge_type: PostPaid }                        cannot NoSubscription;
        { standing: Good | InArrears }                   cannot NotExpired;
        { status: Pending | Starting | Stopping }        cannot InFlight;
        { status: Running }
            sets { status: Stopped, hibernated: No, status_before: Running, stopped_for: Expiry, stopped_as: NotApplicable };
        { stopped_for: Expiry }                          cannot AlreadySo;
        {}                                               sets { status_before: Stopped, stopped_for: Expiry, stopped_as: NotApplicable };
    }
    Renewed {
        { charge_type: PostPaid }                        cannot NoSubscription;
        {}                                               sets {} then Paid;
    }
    ArrearsIncurred {
        { charge_type: PrePaid }                         cannot Subscription;
        { standing: InArrears }                          cannot AlreadySo;
        {}                                               sets { standing: InArrears };
    }
    ArrearsStopped {
        { charge_type: PrePaid }                         cannot Subscription;
        { standing: Good | Expired }                     cannot NothingOwed;
        { status: Pending | Starting | Stopping }        cannot InFlight;
        { status: Running }                              sets { status: Stopped, hibernated: No, status_before: Running } then ForArrears;
        { stopped_for: Arrears }                         cannot AlreadySo;
        {}                                               sets { status_before: Stopped } then ForArrears;
    }
    PaymentSettled {
        { standing: Good | Expired, disk_in_arrears: No }    cannot NothingOwed;
        { standing: Expired }                            sets { disk_in_arrears: No };
        { status: Stopped, stopped_for: Arrears, status_before: Running, security_lock: No }
            sets { status: Starting, task: Start, standing: Good, financial_lock: No, disk_in_arrears: No } then Up;
        {}                                               sets {} then Paid;
    }
    ComputeRecycled {
        { status: Pending | Starting | Running | Stopping }    cannot NotStoppedForThat;
        { stopped_for: Request | SpotInterruption }      cannot NotStoppedForThat;
        { compute_recycled: Yes }                        cannot AlreadySo;
        {}                                               sets { compute_recycled: Yes };
    }
    GracePeriodEnded {
        { status: Pending | Starting | Running | Stopping }    cannot NotStoppedForThat;
        { stopped_for: Request | SpotInterruption }      cannot NotStoppedForThat;
        {}                                               sets {} then Released;
    }
    SpotProtectionEnded {
        { spot_strategy: NoSpot }                        cannot NoSpot;
        { spot_protected: No }                           cannot AlreadySo;
        {}                                               sets { spot_protected: No };
    }
    SpotInterruptionNoticed {
        { spot_strategy: NoSpot }                        cannot NoSpot;
        { status: Pending | Starting | Stopping | Stopped }    cannot NotRunning;
        { spot_protected: Yes }                          cannot Protected;
        { recycling_lock: Yes }                          cannot AlreadySo;
        {}                                               sets { recycling_lock: Yes };
    }
    SpotInterrupted {
        { spot_strategy: NoSpot }                        cannot NoSpot;
        { recycling_lock: No }                           cannot NotNoticed;
        { status: Pending | Starting | Stopping }        cannot InFlight;
        { spot_interruption: Terminate }                 sets {} then Released;
        {}                                               sets { status: Stopped, stopped_as: StopCharging, stopped_for: SpotInterruption, recycling_lock: No };
    }
    AutoReleaseTimeReached {
        { charge_type: PrePaid }                         cannot Subscription;
        { status: Pending }                              cannot InFlight;
        {}                                               sets {} then Released;
    }
}
