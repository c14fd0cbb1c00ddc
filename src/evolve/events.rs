//! The effect of every event on an instance, a row a line. Total over status, task and event.

use super::table::ways;
use super::tasks::{other_tasks, status_in};
use super::ways::{Booting, ForArrears, Hibernated, Paid, Released, Stopped, Up};
use super::{EventError, Next, Transition};
use crate::event::Event;
use crate::evidence::{Evidence, source};
use crate::instance::{Instance, Status};
use crate::region::{Assignment, Region};

type Answer = Result<Instance, EventError>;

/// Declares the rows of each event, for instances that exist.
macro_rules! events {
    ($($event:ident from $document:ident/$place:tt { $($row:tt)+ })+) => {
        ways! { Answer, Ok; $($event from $document/$place { $($row)+ })+ }

        impl Event {
            /// Returns the transitions of the event. The first matching row applies; one always matches.
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
                    $(Self::$event => const { &behind_there($event::ROWS) }),+
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

/// Returns the rows of [`There`] followed by those of an event.
const fn behind_there(rows: &'static [Transition]) -> [Transition; There::ROWS.len()] {
    let (mut all, mut n) = ([There::ROWS[0]; There::ROWS.len()], 1);
    while n < all.len() {
        all[n] = There::ROWS[n];
        n += 1;
    }
    all[n - 1].next = Next::Becomes { set: Assignment::NONE, then: rows };
    all
}

/// Whether an instance exists, with a task in flight that its status allows.
enum There {}

impl There {
    const ROWS: &'static [Transition] = &[
        Self::cannot(status_in(&[Status::Released]), EventError::Released),
        Self::cannot(other_tasks(&[Status::Pending]), EventError::NoSuchTask),
        Self::cannot(other_tasks(&[Status::Starting]), EventError::NoSuchTask),
        Self::cannot(other_tasks(&[Status::Stopping]), EventError::NoSuchTask),
        Self::cannot(other_tasks(&[Status::Running, Status::Stopped]), EventError::NoSuchTask),
        Transition {
            when: Region::FULL,
            next: Next::Becomes { set: Assignment::NONE, then: &[] },
            evidence: Evidence::Documented,
            source: source!(LifecycleGuide2021 / statuses),
        },
    ];

    const fn cannot(when: Region, reason: EventError) -> Transition {
        let source = source!(LifecycleGuide2021 / statuses);
        Transition { when, next: Next::Cannot(reason), evidence: Evidence::Inferred, source }
    }

    const fn of(it: Instance) -> Answer {
        match it.status {
            Status::Released => Err(EventError::Released),
            status if status.allows(it.task) => Ok(it),
            _ => Err(EventError::NoSuchTask),
        }
    }
}

#[rustfmt::skip] // a table: one line a row
events! {
    CreationFinished from LifecycleGuide2021/create {
        { status: Starting | Stopping }                  cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        { task: Run }                                    Documented sets {} then Booting;
        {}                                               Documented sets {} then Stopped;
    }
    CreationFailed from LifecycleGuide2021/create {
        { status: Starting | Stopping }                  cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        {}                                               Inferred sets {} then Released;
    }
    InitializationFinished from LifecycleGuide2021/create {
        { initializing: No }                             cannot AlreadySo;
        {}                                               Inferred sets { initializing: No };
    }
    BootCompleted from LifecycleGuide2021/statuses {
        { status: Pending | Stopping }                   cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        {}                                               Inferred sets { status: Running, task: None, initializing: No };
    }
    BootFailed from LifecycleGuide2021/statuses {
        { status: Pending | Stopping }                   cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        {}                                               Documented sets {} then Stopped;
    }
    ShutdownCompleted from LifecycleGuide2021/statuses {
        { status: Pending | Starting }                   cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        { task: Hibernate }                              Documented sets {} then Hibernated;
        { task: Reboot }                                 Contradicted sets {} then Booting;
        { task: Release }                                Documented sets {} then Released;
        {}                                               Documented sets {} then Stopped;
    }
    HibernationFailed from HibernationGuide2021/description {
        { status: Running | Stopped }                    cannot NothingInFlight;
        { task: Create | Run | Start | Stop | Reboot | Release }    cannot AnotherTask;
        {}                                               Documented sets { task: Stop };
    }
    GuestShutdown from EconomicalGuide2021/conditions {
        { status: Pending | Starting | Stopping | Stopped }    cannot NotRunning;
        {}                                               Documented sets {} then Stopped;
    }
    SystemFailure from LifecycleGuide2021/statuses {
        { status: Pending | Starting | Stopping | Stopped }    cannot NotRunning;
        {}                                               Inferred sets { task: Reboot } then Booting;
    }
    FinancialLockSet from DescribePage2021/OperationLocks {
        { locks.financial: Yes }                          cannot AlreadySo;
        {}                                               Documented sets { locks.financial: Yes };
    }
    FinancialLockCleared from DescribePage2021/OperationLocks {
        { locks.financial: No }                           cannot NotLocked;
        {}                                               Documented sets { locks.financial: No };
    }
    SecurityLockSet from DescribePage2021/OperationLocks {
        { locks.security: Yes }                           cannot AlreadySo;
        {}                                               Documented sets { locks.security: Yes };
    }
    SecurityLockCleared from DescribePage2021/OperationLocks {
        { locks.security: No }                            cannot NotLocked;
        {}                                               Documented sets { locks.security: No };
    }
    RecyclingLockSet from DescribePage2021/OperationLocks {
        { locks.recycling: Yes }                          cannot AlreadySo;
        {}                                               Documented sets { locks.recycling: Yes };
    }
    RecyclingLockCleared from DescribePage2021/OperationLocks {
        { locks.recycling: No }                           cannot NotLocked;
        {}                                               Documented sets { locks.recycling: No };
    }
    DedicatedHostFinancialLockSet from DescribePage2021/OperationLocks {
        { locks.dedicated_host_financial: Yes }           cannot AlreadySo;
        {}                                               Documented sets { locks.dedicated_host_financial: Yes };
    }
    DedicatedHostFinancialLockCleared from DescribePage2021/OperationLocks {
        { locks.dedicated_host_financial: No }            cannot NotLocked;
        {}                                               Documented sets { locks.dedicated_host_financial: No };
    }
    RefundedLockSet from DescribePage2021/OperationLocks {
        { locks.refunded: Yes }                           cannot AlreadySo;
        {}                                               Documented sets { locks.refunded: Yes };
    }
    RefundedLockCleared from DescribePage2021/OperationLocks {
        { locks.refunded: No }                            cannot NotLocked;
        {}                                               Documented sets { locks.refunded: No };
    }
    UnknownLockSet from DescribePage2021/OperationLocks {
        { locks.unknown: Yes }                            cannot AlreadySo;
        {}                                               Inferred sets { locks.unknown: Yes };
    }
    UnknownLockCleared from DescribePage2021/OperationLocks {
        { locks.unknown: No }                             cannot NotLocked;
        {}                                               Inferred sets { locks.unknown: No };
    }
    SubscriptionExpired from SubscriptionGuide2026/expiry {
        { charge_type: PostPaid }                        cannot NoSubscription;
        { standing: Expired }                            cannot AlreadySo;
        {}                                               Documented sets { standing: Expired };
    }
    ExpiryStopped from SubscriptionGuide2026/expiry {
        { charge_type: PostPaid }                        cannot NoSubscription;
        { standing: Good | InArrears }                   cannot NotExpired;
        { status: Pending | Starting | Stopping }        cannot InFlight;
        { status: Running }
            Documented sets { status: Stopped, hibernated: No, status_before: Running, stopped_for: Expiry, stopped_mode: NotApplicable };
        { stopped_for: Expiry }                          cannot AlreadySo;
        {}                                               Inferred sets { status_before: Stopped, stopped_for: Expiry, stopped_mode: NotApplicable };
    }
    Renewed from SubscriptionGuide2026/expiry {
        { charge_type: PostPaid }                        cannot NoSubscription;
        {}                                               Documented sets {} then Paid;
    }
    ArrearsIncurred from OverdueGuide2023/overdue {
        { charge_type: PrePaid }                         cannot Subscription;
        { standing: InArrears }                          cannot AlreadySo;
        {}                                               Documented sets { standing: InArrears };
    }
    ArrearsStopped from OverdueGuide2023/overdue {
        { charge_type: PrePaid }                         cannot Subscription;
        { standing: Good | Expired }                     cannot NothingOwed;
        { status: Pending | Starting | Stopping }        cannot InFlight;
        { status: Running }                              Documented sets { status: Stopped, hibernated: No, status_before: Running } then ForArrears;
        { stopped_for: Arrears }                         cannot AlreadySo;
        {}                                               Inferred sets { status_before: Stopped } then ForArrears;
    }
    PaymentSettled from OverdueGuide2023/overdue {
        { standing: Good | Expired, disk_in_arrears: No }    cannot NothingOwed;
        { standing: Expired }                            Inferred sets { disk_in_arrears: No };
        { status: Stopped, stopped_for: Arrears, status_before: Running, locks.security: No }
            Inferred sets { status: Starting, task: Start, standing: Good, locks.financial: No, disk_in_arrears: No } then Up;
        {}                                               Inferred sets {} then Paid;
    }
    ComputeRecycled from SubscriptionGuide2026/expiry {
        { status: Pending | Starting | Running | Stopping }    cannot NotStoppedForThat;
        { stopped_for: Request | SpotInterruption }      cannot NotStoppedForThat;
        { compute_recycled: Yes }                        cannot AlreadySo;
        {}                                               Documented sets { compute_recycled: Yes };
    }
    GracePeriodEnded from SubscriptionGuide2026/expiry {
        { status: Pending | Starting | Running | Stopping }    cannot NotStoppedForThat;
        { stopped_for: Request | SpotInterruption }      cannot NotStoppedForThat;
        {}                                               Documented sets {} then Released;
    }
    SpotProtectionEnded from SpotGuide2020/interruption {
        { spot_strategy: NoSpot }                        cannot NoSpot;
        { spot_protected: No }                           cannot AlreadySo;
        {}                                               Documented sets { spot_protected: No };
    }
    SpotInterruptionNoticed from SpotGuide2020/interruption {
        { spot_strategy: NoSpot }                        cannot NoSpot;
        { status: Pending | Starting | Stopping | Stopped }    cannot NotRunning;
        { spot_protected: Yes }                          cannot Protected;
        { locks.recycling: Yes }                          cannot AlreadySo;
        {}                                               Documented sets { locks.recycling: Yes };
    }
    SpotInterrupted from SpotGuide2020/interruption {
        { spot_strategy: NoSpot }                        cannot NoSpot;
        { locks.recycling: No }                           cannot NotNoticed;
        { status: Pending | Starting | Stopping }        cannot InFlight;
        { spot_interruption: Terminate }                 Documented sets {} then Released;
        {}                                               Inferred sets { status: Stopped, stopped_mode: StopCharging, stopped_for: SpotInterruption, locks.recycling: No };
    }
    AutoReleaseTimeReached from LifecycleGuide2021/statuses {
        { charge_type: PrePaid }                         cannot Subscription;
        { status: Pending }                              cannot InFlight;
        {}                                               Documented sets {} then Released;
    }
}
