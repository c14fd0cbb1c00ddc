//! What lies outside the instance: the account, the market, the host.

use crate::closed_set::closed_set;

closed_set! {
    /// The balance of the account.
    Balance {
        /// Enough.
        Sufficient = "Sufficient",
        /// Not enough.
        Insufficient = "Insufficient",
    }
}

closed_set! {
    /// Whether the zone has the instance type in stock.
    Stock {
        /// It has.
        Available = "Available",
        /// Sold out.
        SoldOut = "SoldOut",
    }
}

closed_set! {
    /// The quota of the account; each way to be out of it has a documented text of its own.
    Quota {
        /// Not used up.
        Available = "Available",
        /// Used up for the instance type.
        TypeExhausted = "TypeExhausted",
        /// Exceeded for the instance type.
        TypeExceeded = "TypeExceeded",
        /// Exceeded for vCPUs in the zone.
        VcpusExceeded = "VcpusExceeded",
        /// Exceeded for one of the two.
        TypeOrVcpusExceeded = "TypeOrVcpusExceeded",
    }
}

closed_set! {
    /// The market price against the bid of a spot instance.
    SpotPrice {
        /// The bid holds.
        WithinBid = "WithinBid",
        /// The market is above the bid.
        AboveBid = "AboveBid",
    }
}

closed_set! {
    /// The private pool that the instance starts from.
    PrivatePool {
        /// It starts from none.
        None = "None",
        /// It has room.
        Available = "Available",
        /// It is used up.
        UsedUp = "UsedUp",
    }
}

closed_set! {
    /// The capacity reservation that the instance starts from.
    CapacityReservation {
        /// It starts from none.
        None = "None",
        /// It has room.
        Available = "Available",
        /// It is short of resources.
        Insufficient = "Insufficient",
        /// It does not exist.
        Missing = "Missing",
    }
}

closed_set! {
    /// The dedicated host that the instance starts on.
    DedicatedHost {
        /// It starts on none.
        None = "None",
        /// It has room.
        Available = "Available",
        /// The host to which the instance is bound is full.
        FullByAffinity = "FullByAffinity",
        /// No host has room.
        NoneAvailable = "NoneAvailable",
    }
}

/// What lies outside the instance. The default is the plain one: nothing switched on, nothing short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "PascalCase", default, deny_unknown_fields))]
pub struct Environment {
    /// The switch of the account: eligible instances stop in economical mode by default.
    pub economical_mode_default: bool,
    /// The balance of the account.
    pub balance: Balance,
    /// The stock of the zone.
    pub stock: Stock,
    /// The quota of the account.
    pub quota: Quota,
    /// The market price of a spot instance.
    pub spot_price: SpotPrice,
    /// The host is being repaired.
    pub host_repairing: bool,
    /// The private pool to start from.
    pub private_pool: PrivatePool,
    /// The capacity reservation to start from.
    pub capacity_reservation: CapacityReservation,
    /// The dedicated host to start on.
    pub dedicated_host: DedicatedHost,
}

impl Environment {
    /// Nothing switched on, nothing short.
    pub const DEFAULT: Self = Self {
        economical_mode_default: false,
        balance: Balance::Sufficient,
        stock: Stock::Available,
        quota: Quota::Available,
        spot_price: SpotPrice::WithinBid,
        host_repairing: false,
        private_pool: PrivatePool::None,
        capacity_reservation: CapacityReservation::None,
        dedicated_host: DedicatedHost::None,
    };
}

impl Default for Environment {
    fn default() -> Self {
        Self::DEFAULT
    }
}
