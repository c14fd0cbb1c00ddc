//! Events: changes of an instance without a call.

use crate::closed_set::closed_set;

closed_set! {
    /// An event that changes an instance without a call.
    ///
    /// The caller keeps the time: an event reports that a time has come; the library reads no clock.
    ///
    /// Source: the rows of [`Event::transitions`] cite the pages.
    ///
    /// ```
    /// use instance_lifecycle::{Environment, Event, Instance, Policy, Status};
    ///
    /// let (environment, policy) = (Environment::default(), Policy::documented());
    /// let stopped = Instance::default().apply(Event::GuestShutdown, &environment, &policy)?;
    /// assert_eq!(stopped.status, Status::Stopped);
    /// # Ok::<_, instance_lifecycle::event::EventError>(())
    /// ```
    #[non_exhaustive]
    Event {
        /// The instance is created: it stays stopped, or starts.
        CreationFinished,
        /// The creation failed.
        CreationFailed,
        /// Initialisation is complete; it may take longer than the creation.
        InitializationFinished,
        /// The instance has booted.
        BootCompleted,
        /// The boot failed.
        BootFailed,
        /// The shutdown is complete.
        ShutdownCompleted,
        /// The memory could not be saved: the instance shuts down as in a stop without hibernation.
        HibernationFailed,
        /// The guest has shut down; never in economical mode.
        GuestShutdown,
        /// A failure of the system restarts the instance.
        SystemFailure,
        /// The vendor recovers an instance with local disks: it restarts, and their contents are lost.
        AutomaticRecovery,
        /// The lock `financial` is set.
        FinancialLockSet,
        /// The lock `financial` is cleared.
        FinancialLockCleared,
        /// The lock `security` is set.
        SecurityLockSet,
        /// The lock `security` is cleared.
        SecurityLockCleared,
        /// The lock `recycling` is set.
        RecyclingLockSet,
        /// The lock `recycling` is cleared.
        RecyclingLockCleared,
        /// The lock `dedicatedhostfinancial` is set.
        DedicatedHostFinancialLockSet,
        /// The lock `dedicatedhostfinancial` is cleared.
        DedicatedHostFinancialLockCleared,
        /// The lock `refunded` is set.
        RefundedLockSet,
        /// The lock `refunded` is cleared.
        RefundedLockCleared,
        /// An undocumented lock is set.
        UnknownLockSet,
        /// The undocumented lock is cleared.
        UnknownLockCleared,
        /// The subscription has expired; the instance may continue to run for days.
        SubscriptionExpired,
        /// The expired subscription stops the instance.
        ExpiryStopped,
        /// The subscription is renewed.
        Renewed,
        /// The subscription is refunded: the instance is stopped until it is released.
        Refunded,
        /// The account has fallen into arrears.
        ArrearsIncurred,
        /// The arrears stop the instance.
        ArrearsStopped,
        /// A disk of the instance has fallen into arrears or expired.
        DiskArrearsIncurred,
        /// The arrears are paid.
        PaymentSettled,
        /// The compute of an instance stopped for expiry or arrears is recycled.
        ComputeRecycled,
        /// The grace period after expiry or arrears is over.
        GracePeriodEnded,
        /// The protection period of a spot instance is over.
        SpotProtectionEnded,
        /// The interruption of a spot instance is announced, about five minutes in advance.
        SpotInterruptionNoticed,
        /// A spot instance is interrupted.
        SpotInterrupted,
        /// The automatic release time is reached.
        AutoReleaseTimeReached,
    }
}
