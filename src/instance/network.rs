//! The network of an instance and its public addresses.

use crate::closed_set::closed_set;

closed_set! {
    /// The network type. Source: DescribeInstances, `InstanceNetworkType` (page of 2021).
    ///
    /// ```
    /// use instance_lifecycle::instance::NetworkType;
    ///
    /// assert_eq!("vpc".parse(), Ok(NetworkType::Vpc));
    /// ```
    NetworkType {
        /// A virtual private cloud.
        Vpc = "vpc",
        /// The classic network.
        Classic = "classic",
    }
}

closed_set! {
    /// The public address assigned by the system, and how its bandwidth is billed.
    /// Source: DescribeInstances, `PublicIpAddress` and `InternetChargeType` (page of 2021).
    StaticAddress {
        /// None.
        None,
        /// An address whose traffic is billed; the bandwidth itself costs nothing.
        PayByTraffic,
        /// An address whose bandwidth is billed by time.
        PayByBandwidth,
    }
}
