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
        CreationFinished = "CreationFinished",
        /// The instance could not be made.
        CreationFailed = "CreationFailed",
        /// Initialising is over; it may outlast the creation.
        InitializationFinished = "InitializationFinished",
        /// The instance has booted.
        BootCompleted = "BootCompleted",
        /// The instance could not boot.
        BootFailed = "BootFailed",
        /// The shutdown is complete.
        ShutdownCompleted = "ShutdownCompleted",
        /// The memory could not be saved: the instance shuts down all the same, as in any stop.
        HibernationFailed = "HibernationFailed",
        /// The guest has shut itself down: never in economical mode.
        GuestShutdown = "GuestShutdown",
        /// A failure of the system restarts the instance.
        SystemFailure = "SystemFailure",
        /// The lock `financial` is set.
        FinancialLockSet = "FinancialLockSet",
        /// The lock `financial` is cleared.
        FinancialLockCleared = "FinancialLockCleared",
        /// The lock `security` is set.
        SecurityLockSet = "SecurityLockSet",
        /// The lock `security` is cleared.
        SecurityLockCleared = "SecurityLockCleared",
        /// The lock `recycling` is set.
        RecyclingLockSet = "RecyclingLockSet",
        /// The lock `recycling` is cleared.
        RecyclingLockCleared = "RecyclingLockCleared",
        /// The lock `dedicatedhostfinancial` is set.
        DedicatedHostFinancialLockSet = "DedicatedHostFinancialLockSet",
        /// The lock `dedicatedhostfinancial` is cleared.
        DedicatedHostFinancialLockCleared = "DedicatedHostFinancialLockCleared",
        /// The lock `refunded` is set.
        RefundedLockSet = "RefundedLockSet",
        /// The lock `refunded` is cleared.
        RefundedLockCleared = "RefundedLockCleared",
        /// A lock is set that no page lists.
        UnknownLockSet = "UnknownLockSet",
        /// The lock that no page lists is cleared.
        UnknownLockCleared = "UnknownLockCleared",
        /// The subscription has expired; the instance may work on for days.
        SubscriptionExpired = "SubscriptionExpired",
        /// The expired subscription stops the instance.
        ExpiryStopped = "ExpiryStopped",
        /// The subscription is renewed.
        Renewed = "Renewed",
        /// The account has fallen into arrears.
        ArrearsIncurred = "ArrearsIncurred",
        /// The arrears stop the instance.
        ArrearsStopped = "ArrearsStopped",
        /// What was owed is paid.
        PaymentSettled = "PaymentSettled",
        /// The compute of an instance stopped for expiry or arrears is recycled.
        ComputeRecycled = "ComputeRecycled",
        /// The grace period after expiry or arrears is over.
        GracePeriodEnded = "GracePeriodEnded",
        /// The protection period of a spot instance is over.
        SpotProtectionEnded = "SpotProtectionEnded",
        /// A spot instance is told, some five minutes ahead, that it will be interrupted.
        SpotInterruptionNoticed = "SpotInterruptionNoticed",
        /// A spot instance is interrupted.
        SpotInterrupted = "SpotInterrupted",
        /// The time has come at which the instance is to be released.
        AutoReleaseTimeReached = "AutoReleaseTimeReached",
    }
}
