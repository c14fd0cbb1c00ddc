//! What happens to an instance without a call.

use crate::closed_set::closed_set;

closed_set! {
    /// Something that happens to an instance without a call.
    ///
    /// Clocks are the caller's: an event says that a time has come, the core never reads one.
    ///
    /// Source: user guide on the lifecycle of an instance, 2021 to 2025.
    Event {
        /// The instance is made: it stays stopped, or starts.
        CreationFinished,
        /// The instance could not be made.
        CreationFailed,
        /// Initialising is over; it may outlast the creation.
        InitializationFinished,
        /// The instance has booted.
        BootCompleted,
        /// The instance could not boot.
        BootFailed,
        /// The shutdown is complete.
        ShutdownCompleted,
        /// The memory could not be saved: the instance shuts down all the same, as in any stop.
        HibernationFailed,
        /// The guest has shut itself down: never in economical mode.
        GuestShutdown,
        /// A failure of the system restarts the instance.
        SystemFailure,
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
        /// A lock is set that no page lists.
        UnknownLockSet,
        /// The lock that no page lists is cleared.
        UnknownLockCleared,
        /// The subscription has expired; the instance may work on for days.
        SubscriptionExpired,
        /// The expired subscription stops the instance.
        ExpiryStopped,
        /// The subscription is renewed.
        Renewed,
        /// The account has fallen into arrears.
        ArrearsIncurred,
        /// The arrears stop the instance.
        ArrearsStopped,
        /// What was owed is paid.
        PaymentSettled,
        /// The compute of an instance stopped for expiry or arrears is recycled.
        ComputeRecycled,
        /// The grace period after expiry or arrears is over.
        GracePeriodEnded,
        /// The protection period of a spot instance is over.
        SpotProtectionEnded,
        /// A spot instance is told, some five minutes ahead, that it will be interrupted.
        SpotInterruptionNoticed,
        /// A spot instance is interrupted.
        SpotInterrupted,
        /// The time has come at which the instance is to be released.
        AutoReleaseTimeReached,
    }
}
