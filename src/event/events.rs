//! The effect of every event on an instance, a row a line. Total over status, task and event.

use super::table::{Surroundings, ways};
use super::tasks::{other_tasks, status_in};
use super::ways::{Booting, ForArrears, Hibernated, Paid, Released, Stopped, StoppedForNoDebt, Up};
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
            /// use instance_lifecycle::event::{EventError, Next};
            /// use instance_lifecycle::rules::Condition;
            /// use instance_lifecycle::Event;
            ///
            /// let rows = Event::CreationFailed.transitions();
            /// assert_eq!(rows[0].next, Next::Cannot(EventError::Released));
            /// assert_eq!(Condition::new(&rows[0].when).to_string(), "status: Released");
            /// ```
            #[must_use]
            pub const fn transitions(self) -> &'static [Transition] {
                match self {
                    $(Self::$event => const { &behind_there($event::ROWS) }),+
                }
            }
        }

        pub(crate) const fn on(event: Event, it: Instance, around: Surroundings<'_>) -> Answer {
            match There::of(it) {
                Ok(it) => match event {
                    $(Event::$event => $event::of(it, around)),+
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
            against: None,
        },
    ];

    const fn cannot(when: Region, reason: EventError) -> Transition {
        let source = source!(LifecycleGuide2021 / statuses);
        Transition { when, next: Next::Cannot(reason), evidence: Evidence::Inferred, source, against: None }
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
        {}                                               Documented (LifecycleGuide2020/Stopped) sets {} then Stopped;
    }
    CreationFailed from LifecycleGuide2021/statuses {
        { status: Starting | Stopping }                  cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        {}                                               Inferred sets {} then Released;
    }
    InitializationFinished from DeletePage2025/"IncorrectInstanceStatus.Initializing" {
        { initializing: No }                             cannot AlreadySo;
        {}                                               Inferred sets { initializing: No };
    }
    BootCompleted from LifecycleGuide2021/start {
        { status: Pending | Stopping }                   cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        { locks.security: Yes, interpretation.LockStops: Stopped }
                                                         Contradicted (LifecycleGuide2020/Locked against LockPage2025/table) sets { initializing: No } then Stopped;
        {}                                               Documented sets { status: Running, task: None, initializing: No };
    }
    BootFailed from LifecycleGuide2021/statuses {
        { status: Pending | Stopping }                   cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        {}                                               Inferred sets {} then Stopped;
    }
    ShutdownCompleted from LifecycleGuide2021/stop {
        { status: Pending | Starting }                   cannot AnotherTask;
        { status: Running | Stopped }                    cannot NothingInFlight;
        { task: Hibernate }                              Documented (LifecycleGuide2021/hibernate) sets {} then Hibernated;
        { task: Reboot }                                 Contradicted (LifecycleGuide2021/restart against RebootPage2025/description) sets {} then Booting;
        { task: Release }                                Documented (DeletePage2025/ForceStop) sets {} then Released;
        {}                                               Documented sets {} then Stopped;
    }
    HibernationFailed from HibernationGuide2021/note {
        { status: Running | Stopped }                    cannot NothingInFlight;
        { task: Create | Run | Start | Stop | Reboot | Release }    cannot AnotherTask;
        {}                                               Documented sets { task: Stop };
    }
    GuestShutdown from EconomicalGuide2021/"trigger conditions" {
        { status: Pending | Starting | Stopping | Stopped }    cannot NotRunning;
        {}                                               Documented sets { stopped_mode: NotApplicable } then Stopped;
    }
    SystemFailure from LocalDiskGuide2026/recovery {
        { status: Pending | Starting | Stopping | Stopped }    cannot NotRunning;
        {}                                               Documented sets { task: Reboot } then Booting;
    }
    AutomaticRecovery from LocalDiskGuide2026/recovery {
        { local_storage: No }                            cannot NoLocalDisks;
        { status: Pending | Starting | Stopping | Stopped }    cannot NotRunning;
        {}                                               Documented sets { task: Reboot } then Booting;
    }
    FinancialLockSet from AttributePage2025/OperationLocks {
        { locks.financial: Yes }                         cannot AlreadySo;
        { status: Stopped, charge_type: PostPaid, stopped_for: Request | SpotInterruption }
                                                         Inferred (ArrearsApiPage2020/instance) sets { locks.financial: Yes, stopped_for: Arrears, status_before: Stopped };
        {}                                               Documented sets { locks.financial: Yes };
    }
    FinancialLockCleared from AttributePage2025/OperationLocks {
        { locks.financial: No }                          cannot NotLocked;
        { standing: Good, status: Stopped, stopped_for: Arrears }
                                                         Inferred sets { locks.financial: No, status_before: Running } then StoppedForNoDebt;
        {}                                               Inferred sets { locks.financial: No };
    }
    SecurityLockSet from AttributePage2025/OperationLocks {
        { locks.security: Yes }                          cannot AlreadySo;
        { status: Running, interpretation.LockStops: Stopped }
                                                         Contradicted (LifecycleGuide2020/Locked against LockPage2025/table) sets { locks.security: Yes } then Stopped;
        {}                                               Documented sets { locks.security: Yes };
    }
    SecurityLockCleared from LifecycleGuide2020/Locked {
        { locks.security: No }                           cannot NotLocked;
        {}                                               Inferred sets { locks.security: No };
    }
    RecyclingLockSet from AttributePage2025/OperationLocks {
        { spot_strategy: NoSpot }                        cannot NoSpot (Documented AttributePage2025/OperationLocks);
        { locks.recycling: Yes }                         cannot AlreadySo;
        {}                                               Documented sets { locks.recycling: Yes };
    }
    RecyclingLockCleared from AttributePage2025/OperationLocks {
        { locks.recycling: No }                          cannot NotLocked;
        {}                                               Inferred sets { locks.recycling: No };
    }
    DedicatedHostFinancialLockSet from AttributePage2025/OperationLocks {
        { dedicated_host: None }                         cannot NoDedicatedHost;
        { locks.dedicated_host_financial: Yes }          cannot AlreadySo;
        {}                                               Documented sets { locks.dedicated_host_financial: Yes };
    }
    DedicatedHostFinancialLockCleared from AttributePage2025/OperationLocks {
        { locks.dedicated_host_financial: No }           cannot NotLocked;
        {}                                               Inferred sets { locks.dedicated_host_financial: No };
    }
    RefundedLockSet from AttributePage2025/OperationLocks {
        { charge_type: PostPaid }                        cannot NoSubscription;
        { locks.refunded: Yes }                          cannot AlreadySo;
        { status: Running, interpretation.LockStops: Stopped }
                                                         Contradicted (LifecycleGuide2020/Locked against LockPage2025/table) sets { locks.refunded: Yes } then Stopped;
        {}                                               Documented sets { locks.refunded: Yes };
    }
    RefundedLockCleared from AttributePage2025/OperationLocks {
        { locks.refunded: No }                           cannot NotLocked;
        {}                                               Inferred sets { locks.refunded: No };
    }
    UnknownLockSet from DescribePage2021/OperationLocks {
        { locks.unknown: Yes }                           cannot AlreadySo;
        {}                                               Inferred sets { locks.unknown: Yes };
    }
    UnknownLockCleared from DescribePage2021/OperationLocks {
        { locks.unknown: No }                            cannot NotLocked;
        {}                                               Inferred sets { locks.unknown: No };
    }
    SubscriptionExpired from SubscriptionGuide2026/"after expiry" {
        { charge_type: PostPaid }                        cannot NoSubscription;
        { standing: Expired }                            cannot AlreadySo;
        {}                                               Documented sets { standing: Expired };
    }
    ExpiryStopped from SubscriptionGuide2026/"after expiry" {
        { charge_type: PostPaid }                        cannot NoSubscription;
        { standing: Good | InArrears }                   cannot NotExpired;
        { status: Pending | Starting | Stopping }        cannot InFlight;
        { status: Running }
            Documented sets { status: Stopped, hibernated: No, status_before: Running, stopped_for: Expiry, stopped_mode: NotApplicable };
        { stopped_for: Expiry }                          cannot AlreadySo;
        {}                                               Inferred sets { status_before: Stopped, stopped_for: Expiry, stopped_mode: NotApplicable };
    }
    Renewed from SubscriptionGuide2020/renew {
        { charge_type: PostPaid }                        cannot NoSubscription;
        {}                                               Inferred sets {} then Paid;
    }
    Refunded from LifecycleGuide2021/"expired after refund" {
        { charge_type: PostPaid }                        cannot NoSubscription;
        { locks.refunded: Yes }                          cannot AlreadySo;
        { status: Pending | Starting | Stopping }        cannot InFlight;
        { status: Running }
            Documented sets { status: Stopped, standing: Expired, locks.refunded: Yes, hibernated: No, status_before: Running, stopped_for: Expiry, stopped_mode: NotApplicable };
        {}
            Documented sets { standing: Expired, locks.refunded: Yes, status_before: Stopped, stopped_for: Expiry, stopped_mode: NotApplicable };
    }
    ArrearsIncurred from OverdueGuide2023/T {
        { charge_type: PrePaid }                         cannot Subscription;
        { standing: InArrears }                          cannot AlreadySo;
        {}                                               Documented sets { standing: InArrears };
    }
    ArrearsStopped from OverdueGuide2023/T {
        { charge_type: PrePaid }                         cannot Subscription;
        { standing: Good | Expired, locks.financial: No }    cannot NothingOwed;
        { status: Pending | Starting | Stopping }        cannot InFlight;
        { status: Running }                              Documented sets { status: Stopped, hibernated: No, status_before: Running } then ForArrears;
        { stopped_for: Arrears }                         cannot AlreadySo;
        {}                                               Inferred sets { status_before: Stopped, stopped_for: Arrears };
    }
    DiskArrearsIncurred from ArrearsApiPage2020/disk {
        { disk_in_arrears: Yes }                         cannot AlreadySo;
        {}                                               Documented sets { disk_in_arrears: Yes };
    }
    PaymentSettled from ReactivatePage2025/description {
        { standing: Good | Expired, disk_in_arrears: No, locks.financial: No }    cannot NothingOwed;
        { standing: Good | Expired, disk_in_arrears: No, charge_type: PrePaid }    cannot NothingOwed;
        { standing: Expired, locks.financial: No }       Inferred sets { disk_in_arrears: No };
        { standing: Expired, charge_type: PrePaid }      Inferred sets { disk_in_arrears: No };
        { status: Stopped, stopped_for: Arrears, status_before: Running, locks.security: No }
            Documented sets { status: Starting, task: Start, standing: Good, locks.financial: No, disk_in_arrears: No } then Up;
        { status: Stopped, charge_type: PostPaid, locks.financial: Yes, status_before: Running, locks.security: No }
            Inferred (ArrearsApiPage2020/instance) sets { status: Starting, task: Start, standing: Good, locks.financial: No, disk_in_arrears: No } then Up;
        {}                                               Inferred sets {} then Paid;
    }
    ComputeRecycled from PayAsYouGoGuide2021/recycling {
        { status: Pending | Starting | Running | Stopping }    cannot NotStoppedForThat;
        { stopped_for: Request | SpotInterruption, locks.financial: No }    cannot NotStoppedForThat;
        { stopped_for: Request | SpotInterruption, charge_type: PrePaid }    cannot NotStoppedForThat;
        { network_type: Classic }                        cannot ClassicNetwork (Documented PayAsYouGoGuide2021/recycling);
        { compute_recycled: Yes }                        cannot AlreadySo;
        { charge_type: PrePaid }                         Documented (SubscriptionGuide2026/"after expiry") sets { compute_recycled: Yes };
        {}                                               Documented sets { compute_recycled: Yes };
    }
    GracePeriodEnded from PayAsYouGoGuide2021/"after 15 days" {
        { status: Pending | Starting | Running | Stopping }    cannot NotStoppedForThat;
        { stopped_for: Request | SpotInterruption, locks.financial: No }    cannot NotStoppedForThat;
        { stopped_for: Request | SpotInterruption, charge_type: PrePaid }    cannot NotStoppedForThat;
        { charge_type: PrePaid }                         Documented (SubscriptionGuide2026/"day 16") sets {} then Released;
        {}                                               Documented sets {} then Released;
    }
    SpotProtectionEnded from SpotGuide2020/"protection period" {
        { spot_strategy: NoSpot }                        cannot NoSpot;
        { spot_protected: No }                           cannot AlreadySo;
        {}                                               Documented sets { spot_protected: No };
    }
    SpotInterruptionNoticed from SpotGuide2020/lifecycle {
        { spot_strategy: NoSpot }                        cannot NoSpot;
        { status: Pending | Starting | Stopping | Stopped }    cannot NotRunning;
        { spot_protected: Yes }                          cannot Protected (Documented SpotGuide2020/"protection period");
        { locks.recycling: Yes }                         cannot AlreadySo;
        {}                                               Documented sets { locks.recycling: Yes };
    }
    SpotInterrupted from SpotGuide2020/lifecycle {
        { spot_strategy: NoSpot }                        cannot NoSpot;
        { locks.recycling: No }                          cannot NotNoticed;
        { status: Pending | Starting | Stopping }        cannot InFlight;
        { spot_interruption: Terminate }                 Documented sets {} then Released;
        {}                                               Documented (EconomicalGuide2026/API) sets { status: Stopped, stopped_mode: StopCharging, stopped_for: SpotInterruption, locks.recycling: No };
    }
    AutoReleaseTimeReached from PayAsYouGoGuide2021/duration {
        { charge_type: PrePaid }                         cannot Subscription;
        { auto_release_time: No }                        cannot NoAutoReleaseTime;
        { standing: InArrears }                          cannot InArrears (Documented PayAsYouGoGuide2021/settlement);
        { locks.financial: Yes }                         cannot InArrears (Documented PayAsYouGoGuide2021/settlement);
        { status: Pending }                              cannot InFlight;
        {}                                               Documented sets {} then Released;
    }
}
