//! What every event makes of an instance, a row a line: total over status, task and event.

use super::table::ways;
use super::ways::{Booting, ForArrears, Hibernated, Paid, Released, Stopped, Up};
use super::{EventError, Next, Transition};
use crate::event::Event;
use crate::instance::Instance;
use crate::region::Assignment;

type Answer = Result<Instance, EventError>;

/// Declares what each event makes of an instance that is there.
macro_rules! events {
    ($($event:ident from $document:ident/$place:tt { $($row:tt)+ })+) => {
        ways! { Answer, Ok; $($event from $document/$place { $($row)+ })+ }

        impl Event {
            /// What it makes of an instance: the first row that matches is taken, and one always does.
            ///
            /// ```
            /// use instance_lifecycle::{EventError, Condition, Event, Next};
            ///
            /// let rows = Event::CreationFailed.transitions();
            /// assert_eq!(rows[0].next, Next::Cannot(EventError::Released));
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
    let (mut all, mut n) = ([There::ROWS[0]; There::ROWS.len()], 1);
    while n < all.len() {
        all[n] = There::ROWS[n];
        n += 1;
    }
    all[n - 1].next = Next::Becomes { set: Assignment::NONE, then: rows };
    all
}

#[rustfmt::skip] // a table: one line a row
ways! { Answer, Ok;
    /// Whether there is an instance, with a task in flight that goes with its status.
    There from LifecycleGuide/statuses {
        { status: Released }                                                     cannot Released;
        { status: Pending, task: None | Start | Stop | Hibernate | Reboot | Release }    cannot NoSuchTask;
        { status: Starting, task: None | Create | Stop | Hibernate | Release }   cannot NoSuchTask;
        { status: Stopping, task: None | Create | Run | Start }                  cannot NoSuchTask;
        { status: Running | Stopped, task: Create | Run | Start | Stop | Hibernate | Reboot | Release } cannot NoSuchTask;
        {}                                                                       D sets {};
    }
}

#[rustfmt::skip] // a table: one line a row
events! {
    CreationFinished from LifecycleGuide/creation {
        { status: Starting | Stopping }                  cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        { task: Run }                                    D sets {} then Booting;
        {}                                               D sets {} then Stopped;
    }
    CreationFailed from LifecycleGuide/creation {
        { status: Starting | Stopping }                  cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        {}                                               I sets {} then Released;
    }
    InitializationFinished from LifecycleGuide/creation {
        { initializing: No }                             cannot AlreadySo;
        {}                                               I sets { initializing: No };
    }
    BootCompleted from LifecycleGuide/statuses {
        { status: Pending | Stopping }                   cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        {}                                               I sets { status: Running, task: None, initializing: No };
    }
    BootFailed from LifecycleGuide/statuses {
        { status: Pending | Stopping }                   cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        {}                                               D sets {} then Stopped;
    }
    ShutdownCompleted from LifecycleGuide/statuses {
        { status: Pending | Starting }                   cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        { task: Hibernate }                              D sets {} then Hibernated;
        { task: Reboot }                                 C sets {} then Booting;
        { task: Release }                                D sets {} then Released;
        {}                                               D sets {} then Stopped;
    }
    HibernationFailed from HibernationGuide/memory {
        { status: Running | Stopped }                    cannot NothingInFlight;
        { task: Create | Run | Start | Stop | Reboot | Release }    cannot AnotherTask;
        {}                                               D sets { task: Stop };
    }
    GuestShutdown from EconomicalModeGuide/conditions {
        { status: Pending | Starting | Stopping | Stopped }    cannot NotRunning;
        {}                                               D sets {} then Stopped;
    }
    SystemFailure from LifecycleGuide/statuses {
        { status: Pending | Starting | Stopping | Stopped }    cannot NotRunning;
        {}                                               I sets { task: Reboot } then Booting;
    }
    FinancialLockSet from DescribePage/OperationLocks {
        { financial_lock: Yes }                          cannot AlreadySo;
        {}                                               D sets { financial_lock: Yes };
    }
    FinancialLockCleared from DescribePage/OperationLocks {
        { financial_lock: No }                           cannot NotLocked;
        {}                                               D sets { financial_lock: No };
    }
    SecurityLockSet from DescribePage/OperationLocks {
        { security_lock: Yes }                           cannot AlreadySo;
        {}                                               D sets { security_lock: Yes };
    }
    SecurityLockCleared from DescribePage/OperationLocks {
        { security_lock: No }                            cannot NotLocked;
        {}                                               D sets { security_lock: No };
    }
    RecyclingLockSet from DescribePage/OperationLocks {
        { recycling_lock: Yes }                          cannot AlreadySo;
        {}                                               D sets { recycling_lock: Yes };
    }
    RecyclingLockCleared from DescribePage/OperationLocks {
        { recycling_lock: No }                           cannot NotLocked;
        {}                                               D sets { recycling_lock: No };
    }
    DedicatedHostFinancialLockSet from DescribePage/OperationLocks {
        { dedicated_host_financial_lock: Yes }           cannot AlreadySo;
        {}                                               D sets { dedicated_host_financial_lock: Yes };
    }
    DedicatedHostFinancialLockCleared from DescribePage/OperationLocks {
        { dedicated_host_financial_lock: No }            cannot NotLocked;
        {}                                               D sets { dedicated_host_financial_lock: No };
    }
    RefundedLockSet from DescribePage/OperationLocks {
        { refunded_lock: Yes }                           cannot AlreadySo;
        {}                                               D sets { refunded_lock: Yes };
    }
    RefundedLockCleared from DescribePage/OperationLocks {
        { refunded_lock: No }                            cannot NotLocked;
        {}                                               D sets { refunded_lock: No };
    }
    UnknownLockSet from DescribePage/OperationLocks {
        { unknown_lock: Yes }                            cannot AlreadySo;
        {}                                               I sets { unknown_lock: Yes };
    }
    UnknownLockCleared from DescribePage/OperationLocks {
        { unknown_lock: No }                             cannot NotLocked;
        {}                                               I sets { unknown_lock: No };
    }
    SubscriptionExpired from LifecycleGuide/expiry {
        { charge_type: PostPaid }                        cannot NoSubscription;
        { standing: Expired }                            cannot AlreadySo;
        {}                                               D sets { standing: Expired };
    }
    ExpiryStopped from LifecycleGuide/expiry {
        { charge_type: PostPaid }                        cannot NoSubscription;
        { standing: Good | InArrears }                   cannot NotExpired;
        { status: Pending | Starting | Stopping }        cannot InFlight;
        { status: Running }
            D sets { status: Stopped, hibernated: No, status_before: Running, stopped_for: Expiry, stopped_as: NotApplicable };
        { stopped_for: Expiry }                          cannot AlreadySo;
        {}                                               I sets { status_before: Stopped, stopped_for: Expiry, stopped_as: NotApplicable };
    }
    Renewed from LifecycleGuide/expiry {
        { charge_type: PostPaid }                        cannot NoSubscription;
        {}                                               D sets {} then Paid;
    }
    ArrearsIncurred from LifecycleGuide/arrears {
        { charge_type: PrePaid }                         cannot Subscription;
        { standing: InArrears }                          cannot AlreadySo;
        {}                                               D sets { standing: InArrears };
    }
    ArrearsStopped from LifecycleGuide/arrears {
        { charge_type: PrePaid }                         cannot Subscription;
        { standing: Good | Expired }                     cannot NothingOwed;
        { status: Pending | Starting | Stopping }        cannot InFlight;
        { status: Running }                              D sets { status: Stopped, hibernated: No, status_before: Running } then ForArrears;
        { stopped_for: Arrears }                         cannot AlreadySo;
        {}                                               I sets { status_before: Stopped } then ForArrears;
    }
    PaymentSettled from LifecycleGuide/arrears {
        { standing: Good | Expired, disk_in_arrears: No }    cannot NothingOwed;
        { standing: Expired }                            I sets { disk_in_arrears: No };
        { status: Stopped, stopped_for: Arrears, status_before: Running, security_lock: No }
            I sets { status: Starting, task: Start, standing: Good, financial_lock: No, disk_in_arrears: No } then Up;
        {}                                               I sets {} then Paid;
    }
    ComputeRecycled from LifecycleGuide/expiry {
        { status: Pending | Starting | Running | Stopping }    cannot NotStoppedForThat;
        { stopped_for: Request | SpotInterruption }      cannot NotStoppedForThat;
        { compute_recycled: Yes }                        cannot AlreadySo;
        {}                                               D sets { compute_recycled: Yes };
    }
    GracePeriodEnded from LifecycleGuide/expiry {
        { status: Pending | Starting | Running | Stopping }    cannot NotStoppedForThat;
        { stopped_for: Request | SpotInterruption }      cannot NotStoppedForThat;
        {}                                               D sets {} then Released;
    }
    SpotProtectionEnded from SpotGuide/interruption {
        { spot_strategy: NoSpot }                        cannot NoSpot;
        { spot_protected: No }                           cannot AlreadySo;
        {}                                               D sets { spot_protected: No };
    }
    SpotInterruptionNoticed from SpotGuide/interruption {
        { spot_strategy: NoSpot }                        cannot NoSpot;
        { status: Pending | Starting | Stopping | Stopped }    cannot NotRunning;
        { spot_protected: Yes }                          cannot Protected;
        { recycling_lock: Yes }                          cannot AlreadySo;
        {}                                               D sets { recycling_lock: Yes };
    }
    SpotInterrupted from SpotGuide/interruption {
        { spot_strategy: NoSpot }                        cannot NoSpot;
        { recycling_lock: No }                           cannot NotNoticed;
        { status: Pending | Starting | Stopping }        cannot InFlight;
        { spot_interruption: Terminate }                 D sets {} then Released;
        {}                                               I sets { status: Stopped, stopped_as: StopCharging, stopped_for: SpotInterruption, recycling_lock: No };
    }
    AutoReleaseTimeReached from LifecycleGuide/statuses {
        { charge_type: PrePaid }                         cannot Subscription;
        { status: Pending }                              cannot InFlight;
        {}                                               D sets {} then Released;
    }
}
