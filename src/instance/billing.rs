//! How an instance is paid for, and how it was stopped.

use crate::closed_set::closed_set;

closed_set! {
    /// The billing method. Source: DescribeInstances, `InstanceChargeType` (page of 2021).
    ///
    /// ```
    /// use instance_lifecycle::instance::ChargeType;
    /// use instance_lifecycle::Instance;
    ///
    /// assert_eq!(Instance::default().charge_type, ChargeType::PostPaid);
    /// assert_eq!("PrePaid".parse(), Ok(ChargeType::PrePaid));
    /// ```
    ChargeType {
        /// Pay-as-you-go, spot instances too.
        PostPaid,
        /// Subscription.
        PrePaid,
    }
}

closed_set! {
    /// The bidding policy. Source: DescribeInstances, `SpotStrategy` (page of 2021).
    SpotStrategy {
        /// Not a spot instance.
        NoSpot,
        /// Spot, with a price limit.
        SpotWithPriceLimit,
        /// Spot, at the market price.
        SpotAsPriceGo,
    }
}

closed_set! {
    /// What an interruption does to a spot instance.
    /// Source: DescribeInstances, `SpotInterruptionBehavior` (page of 2021).
    SpotInterruptionBehavior {
        /// Releases it.
        Terminate,
        /// Stops it in economical mode.
        Stop,
    }
}

closed_set! {
    /// Whether the instance is paid for, as far as the caller knows. An explicit fact, not
    /// derived from a date or lock.
    Standing {
        /// Paid for.
        Good,
        /// The subscription has expired.
        Expired,
        /// Pay-as-you-go, in arrears.
        InArrears,
    }
}

closed_set! {
    /// How an instance was stopped. Source: DescribeInstances, `StoppedMode` (page of 2021).
    ///
    /// ```
    /// use instance_lifecycle::instance::StoppedMode;
    /// use instance_lifecycle::Instance;
    ///
    /// assert_eq!(Instance::default().stopped_mode, StoppedMode::NotApplicable);
    /// ```
    StoppedMode {
        /// Economical mode: compute is released and not billed.
        StopCharging,
        /// Standard mode: compute is kept and billed.
        KeepCharging,
        /// The mode does not apply: not stopped, or a subscription.
        NotApplicable = "Not-applicable",
    }
}

closed_set! {
    /// Why an instance was stopped.
    #[non_exhaustive]
    StoppedFor {
        /// A call, or a shutdown inside the guest.
        Request,
        /// The account is in arrears.
        Arrears,
        /// The subscription has expired.
        Expiry,
        /// The spot instance was interrupted.
        SpotInterruption,
    }
}

closed_set! {
    /// The status of an instance before it was stopped for expiry or arrears.
    StatusBefore {
        /// Running.
        Running,
        /// Already stopped.
        Stopped,
    }
}
