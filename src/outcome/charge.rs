//! The charges of an instance in its current state: a row for each resource that is billed. A resource
//! without a matching row is not billed.

use super::Resource;
use crate::condition::region;
use crate::evidence::{Evidence, Source, source};
use crate::region::Region;

/// A row: a resource, and the instances that are billed for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The resource.
    pub resource: Resource,
    /// The instances and interpretations under which the resource is billed.
    pub when: Region,
    /// The evidence.
    pub evidence: Evidence,
    /// The source.
    pub source: Source,
}

macro_rules! charges {
    ($($resource:ident $when:tt $evidence:ident $document:ident/$place:tt;)+) => {
        /// The charges, in the order of the resources. Resources paid for by a subscription count as
        /// billed.
        pub const CHARGES: &[Charge] = &[$(Charge {
            resource: Resource::$resource,
            when: region!($when),
            evidence: Evidence::$evidence,
            source: source!($document/$place),
        }),+];
    };
}

/// Instances that hold their compute.
const UP: Region = region!({ status: Starting | Running | Stopping });
/// Stopped instances that kept their compute.
const KEPT: Region = region!({ status: Stopped, stopped_mode: KeepCharging | NotApplicable });
const ECONOMICAL: Region = region!({ status: Stopped, stopped_mode: StopCharging });
/// Instances after creation: a pending instance is not billed.
const MADE: Region = region!({ status: Starting | Running | Stopping | Stopped });

#[rustfmt::skip] // a table: one line a row
charges! {
    Vcpu            { ..UP }                                                            Documented   PayAsYouGoGuide2021/duration;
    Vcpu            { compute_recycled: No, ..KEPT }                                    Documented   PayAsYouGoGuide2021/duration;
    Memory          { ..UP }                                                            Documented   PayAsYouGoGuide2021/duration;
    Memory          { compute_recycled: No, ..KEPT }                                    Documented   PayAsYouGoGuide2021/duration;
    Gpu             { gpu: Yes, ..UP }                                                  Documented   PayAsYouGoGuide2021/duration;
    Gpu             { gpu: Yes, compute_recycled: No, ..KEPT }                          Documented   PayAsYouGoGuide2021/duration;
    SystemDisk      { ..MADE }                                                          Documented   PayAsYouGoGuide2021/duration;
    DataDisks       { ..MADE }                                                          Documented   PayAsYouGoGuide2021/duration;
    Snapshots       { ..MADE }                                                          Documented   PayAsYouGoGuide2021/duration;
    PublicBandwidth { static_address: PayByBandwidth, ..UP }                            Documented   PayAsYouGoGuide2021/duration;
    PublicBandwidth { static_address: PayByBandwidth, ..KEPT }                          Documented   PayAsYouGoGuide2021/duration;
    PublicBandwidth { static_address: PayByBandwidth, hibernated: Yes, interpretation.HibernatedBandwidth: Billed, ..ECONOMICAL }
                                                                                        Contradicted HibernationGuide2021/billing;
    ElasticIp       { elastic_address: Yes, ..MADE }                                    Documented   EconomicalGuide2021/impacts;
    ImageLicence    { ..UP }                                                            Documented   PayAsYouGoGuide2021/duration;
    ImageLicence    { ..KEPT }                                                          Documented   PayAsYouGoGuide2021/duration;
    ImageLicence    { interpretation.ImageLicence: Billed, ..ECONOMICAL }                      Contradicted PayAsYouGoGuide2021/duration;
    SubscriptionFee { charge_type: PrePaid, ..MADE }                                    Documented   StopGuide2024/precautions;
}
