//! What lies outside the instance: the account, the market, the host.

use crate::closed_set::closed_set;
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
    Stock {
        /// It has.
        Available,
        /// Sold out.
        SoldOut,
    }
}

closed_set! {
    /// The quota of the account; each way to be out of it has a documented text of its own.
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
        /// The bid holds.
        WithinBid,
        /// The market is above the bid.
        AboveBid,
    }
}

closed_set! {
    /// The private pool that the instance starts from.
    PrivatePool {
        /// It starts from none.
        None,
        /// It has room.
        Available,
        /// It is used up.
        UsedUp,
    }
}

closed_set! {
    /// The capacity reservation that the instance starts from.
    CapacityReservation {
        /// It starts from none.
        None,
        /// It has room.
        Available,
        /// It is short of resources.
        Insufficient,
        /// It does not exist.
        Missing,
    }
}

closed_set! {
    /// The dedicated host that the instance starts on.
    DedicatedHost {
        /// It starts on none.
        None,
        /// It has room.
        Available,
        /// The host to which the instance is bound is full.
        FullByAffinity,
        /// No host has room.
        NoneAvailable,
    }
}

record! {
    /// What lies outside the instance. The default is the plain one: nothing switched on, nothing short.
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
    }
}
