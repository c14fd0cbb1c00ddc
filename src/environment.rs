//! The environment of an instance: the account, the market, the host.

use crate::closed_set::closed_set;
use crate::custom_values::CustomValues;
use crate::record::record;

closed_set! {
    /// The balance of the account.
    Balance {
        /// Enough.
        Sufficient,
        /// Not enough.
        Insufficient,
    }
}

closed_set! {
    /// Whether the zone has the instance type in stock.
    ///
    /// ```
    /// use instance_lifecycle::environment::Stock;
    ///
    /// assert_eq!("SoldOut".parse(), Ok(Stock::SoldOut));
    /// ```
    Stock {
        /// In stock.
        Available,
        /// Sold out.
        SoldOut,
    }
}

closed_set! {
    /// The quota of the account. Each kind of exhaustion has its own documented text.
    #[non_exhaustive]
    Quota {
        /// Not used up.
        Available,
        /// Used up for the instance type.
        TypeExhausted,
        /// Exceeded for the instance type.
        TypeExceeded,
        /// Exceeded for vCPUs in the zone.
        VcpusExceeded,
        /// Exceeded for one of the two.
        TypeOrVcpusExceeded,
    }
}

closed_set! {
    /// The market price against the bid of a spot instance.
    SpotPrice {
        /// The market price is within the bid.
        WithinBid,
        /// The market price is above the bid.
        AboveBid,
    }
}

closed_set! {
    /// The private pool that the instance starts from.
    #[non_exhaustive]
    PrivatePool {
        /// Not used.
        None,
        /// Capacity is available.
        Available,
        /// Exhausted.
        UsedUp,
    }
}

closed_set! {
    /// The capacity reservation that the instance starts from.
    #[non_exhaustive]
    CapacityReservation {
        /// Not used.
        None,
        /// Capacity is available.
        Available,
        /// Not enough capacity.
        Insufficient,
        /// Does not exist.
        Missing,
    }
}

closed_set! {
    /// The dedicated host that the instance starts on.
    #[non_exhaustive]
    DedicatedHost {
        /// Not used.
        None,
        /// Capacity is available.
        Available,
        /// The host that the instance is bound to is full.
        FullByAffinity,
        /// No host has capacity.
        NoneAvailable,
    }
}

closed_set! {
    /// The site of the vendor that the account belongs to. Some pages differ between the sites.
    #[non_exhaustive]
    Site {
        /// The international site.
        International,
        /// The site of mainland China.
        China,
    }
}

record! {
    /// The environment of an instance. By default nothing is switched on and nothing is exhausted.
    ///
    /// ```
    /// use instance_lifecycle::environment::Stock;
    /// use instance_lifecycle::instance::StoppedMode;
    /// use instance_lifecycle::{Environment, Instance, Policy, StartInstance, Status, plan};
    ///
    /// let status = Status::Stopped;
    /// let stopped = Instance::default().with(|it| {
    ///     it.status = status;
    ///     it.stopped_mode = StoppedMode::StopCharging;
    /// });
    /// let sold_out = Environment::default().with(|it| it.stock = Stock::SoldOut);
    /// let (request, policy) = (StartInstance::default(), Policy::documented());
    /// assert!(plan(&stopped, &request, &Environment::default(), &policy).is_ok());
    /// assert!(plan(&stopped, &request, &sold_out, &policy).is_err());
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
    #[cfg_attr(feature = "serde", serde(rename_all = "PascalCase", default, deny_unknown_fields))]
    pub struct Environment {
        /// The switch of the account: eligible instances stop in economical mode by default.
        pub economical_mode_default: bool = false,
        /// The balance of the account.
        pub balance: Balance = Balance::Sufficient,
        /// The stock of the zone.
        pub stock: Stock = Stock::Available,
        /// The quota of the account.
        pub quota: Quota = Quota::Available,
        /// The market price of a spot instance.
        pub spot_price: SpotPrice = SpotPrice::WithinBid,
        /// The host is being repaired.
        pub host_repairing: bool = false,
        /// The private pool to start from.
        pub private_pool: PrivatePool = PrivatePool::None,
        /// The capacity reservation to start from.
        pub capacity_reservation: CapacityReservation = CapacityReservation::None,
        /// The dedicated host to start on.
        pub dedicated_host: DedicatedHost = DedicatedHost::None,
        /// The site of the account.
        pub site: Site = Site::International,
        /// The values of custom attributes.
        #[cfg_attr(feature = "serde", serde(skip))]
        pub custom: CustomValues = CustomValues::NONE,
    }
}
