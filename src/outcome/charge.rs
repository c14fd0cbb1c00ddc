//! What an instance costs in the state that it is in: a row a resource that is billed. What matches
//! no row is not billed.

use super::Resource;
use crate::condition::region;
use crate::evidence::{Evidence, Source, source};
use crate::region::Region;

/// One row: a resource, and the instances that are billed for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The resource.
    pub resource: Resource,
    /// The instances, and the interpretations, that it is about.
    pub when: Region,
    /// How well this is known.
    pub evidence: Evidence,
    /// Where the row stands.
    pub source: Source,
}

macro_rules! charges {
    ($($resource:ident $when:tt $evidence:ident $document:ident/$place:tt;)+) => {
        /// What is billed, in the order of the resources. Of a subscription, billed means paid for by
        /// it.
        pub const CHARGES: &[Charge] = &[$(Charge {
            resource: Resource::$resource,
            when: region!($when),
            evidence: Evidence::$evidence,
            source: source!($document/$place),
        }),+];
    };
}

/// An instance that is up: its compute is held.
const UP: Region = region!({ status: Starting | Running | Stopping });
/// An instance whose compute outlived the stop.
const KEPT: Region = region!({ status: Stopped, stopped_mode: KeepCharging | NotApplicable });
const ECONOMICAL: Region = region!({ status: Stopped, stopped_mode: StopCharging });
/// An instance that is made: nothing is billed of one that is pending.
const MADE: Region = region!({ status: Starting | Running | Stopping | Stopped });

#[rustfmt::skip] // a table: one line a row
charges! {
    Vcpu            { ..UP }                                                            Documented   EconomicalModeGuide/billing;
    Vcpu            { compute_recycled: No, ..KEPT }                                    Documented   EconomicalModeGuide/billing;
    Memory          { ..UP }                                                            Documented   EconomicalModeGuide/billing;
    Memory          { compute_recycled: No, ..KEPT }                                    Documented   EconomicalModeGuide/billing;
    Gpu             { gpu: Yes, ..UP }                                                  Documented   EconomicalModeGuide/billing;
    Gpu             { gpu: Yes, compute_recycled: No, ..KEPT }                          Documented   EconomicalModeGuide/billing;
    SystemDisk      { ..MADE }                                                          Documented   EconomicalModeGuide/billing;
    DataDisks       { ..MADE }                                                          Documented   EconomicalModeGuide/billing;
    Snapshots       { ..MADE }                                                          Documented   EconomicalModeGuide/billing;
    PublicBandwidth { static_address: PayByBandwidth, ..UP }                            Documented   EconomicalModeGuide/billing;
    PublicBandwidth { static_address: PayByBandwidth, ..KEPT }                          Documented   EconomicalModeGuide/billing;
    PublicBandwidth { static_address: PayByBandwidth, hibernated: Yes, interpretation.HibernatedBandwidth: Billed, ..ECONOMICAL }
                                                                                        Contradicted HibernationGuide/billing;
    ElasticIp       { elastic_address: Yes, ..MADE }                                    Documented   EconomicalModeGuide/addresses;
    ImageLicence    { ..UP }                                                            Documented   EconomicalModeGuide/billing;
    ImageLicence    { ..KEPT }                                                          Documented   EconomicalModeGuide/billing;
    ImageLicence    { interpretation.ImageLicence: Billed, ..ECONOMICAL }                      Contradicted EconomicalModeGuide/billing;
    SubscriptionFee { charge_type: PrePaid, ..MADE }                                    Documented   EconomicalModeGuide/subscription;
}
