//! The charges of an instance in its current state: a row for each resource that is billed. A resource
//! without a matching row is not billed.

use super::Resource;
use crate::condition::region;
use crate::evidence::{Evidence, Source, against, source};
use crate::region::Region;

/// A row: a resource, and the instances that are billed for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The resource.
    pub resource: Resource,
    /// The instances, environments and interpretations under which the resource is billed.
    pub when: Region,
    /// The evidence.
    pub evidence: Evidence,
    /// The source.
    pub source: Source,
    /// The source that contradicts it; given if and only if the evidence is
    /// [`Contradicted`](Evidence::Contradicted).
    pub against: Option<Source>,
}

impl Charge {
    /// Returns the row. Checks at compile time that it names a contradicting source if and only if it is
    /// contradicted.
    const fn known(self) -> Self {
        assert!(
            matches!(self.evidence, Evidence::Contradicted) == self.against.is_some(),
            "a row is contradicted if and only if `against` names the other source"
        );
        self
    }
}

macro_rules! charges {
    ($(#[$meta:meta])* $name:ident; $($resource:ident $when:tt $evidence:ident $document:ident/$place:tt $(against $other:ident/$there:tt)?;)+) => {
        $(#[$meta])*
        pub const $name: &[Charge] = &[$(Charge {
            resource: Resource::$resource,
            when: region!($when),
            evidence: Evidence::$evidence,
            source: source!($document/$place),
            against: against!($(against $other/$there)?),
        }.known()),+];
    };
}

/// Instances that hold their compute.
const UP: Region = region!({ status: Starting | Running | Stopping });
/// Stopped instances that are paid for. Nothing is billed while an instance is stopped for arrears or
/// expiry, or locked for them.
const PAID: Region =
    region!({ status: Stopped, stopped_for: Request | SpotInterruption, locks.financial: No });
/// Stopped instances that kept their compute.
const KEPT: Region = region!({ stopped_mode: KeepCharging | NotApplicable, ..PAID });
const ECONOMICAL: Region = region!({ stopped_mode: StopCharging, ..PAID });

#[rustfmt::skip] // a table: one line a row
charges! {
    /// The charges, in the order of the resources. Resources paid for by a subscription count as
    /// billed. A pending instance is not billed.
    CHARGES;
    Vcpu            { ..UP }                                                            Documented   PayAsYouGoGuide2021/duration;
    Vcpu            { compute_recycled: No, ..KEPT }                                    Documented   StopGuide2024/precautions;
    Memory          { ..UP }                                                            Documented   PayAsYouGoGuide2021/duration;
    Memory          { compute_recycled: No, ..KEPT }                                    Documented   StopGuide2024/precautions;
    Gpu             { gpu: Yes, ..UP }                                                  Inferred     PayAsYouGoGuide2021/duration;
    Gpu             { gpu: Yes, compute_recycled: No, ..KEPT }                          Documented   EconomicalGuide2026/table;
    SystemDisk      { ..UP }                                                            Documented   PayAsYouGoGuide2021/duration;
    SystemDisk      { ..PAID }                                                          Documented   EconomicalGuide2021/resources;
    DataDisks       { data_disks: Unknown | Yes, ..UP }                                 Documented   PayAsYouGoGuide2021/duration;
    DataDisks       { data_disks: Unknown | Yes, ..PAID }                               Documented   EconomicalGuide2021/resources;
    Snapshots       { snapshots: Unknown | Yes, ..UP }                                  Documented   PayAsYouGoGuide2021/duration;
    Snapshots       { snapshots: Unknown | Yes, ..PAID }                                Documented   PayAsYouGoGuide2021/duration;
    PublicBandwidth { static_address: PayByBandwidth, ..UP }                            Documented   PayAsYouGoGuide2021/duration;
    PublicBandwidth { static_address: PayByBandwidth, ..KEPT }                          Documented   PayAsYouGoGuide2021/duration;
    PublicBandwidth { static_address: PayByBandwidth, hibernated: Yes, interpretation.HibernatedBandwidth: Billed, ..ECONOMICAL }
                                                                                        Contradicted HibernationGuide2021/billing against EconomicalGuide2021/resources;
    ElasticIp       { elastic_address: Yes, ..UP }                                      Documented   EconomicalGuide2021/resources;
    ElasticIp       { elastic_address: Yes, ..PAID }                                    Documented   EconomicalGuide2021/resources;
    ImageLicence    { image_licence: Unknown | Yes, ..UP }                              Documented   PayAsYouGoGuide2021/duration;
    ImageLicence    { image_licence: Unknown | Yes, ..KEPT }                            Documented   PayAsYouGoGuide2021/duration;
    ImageLicence    { image_licence: Unknown | Yes, interpretation.ImageLicence: Billed, ..ECONOMICAL }
                                                                                        Contradicted EconomicalGuide2021/resources against StopPage2025/StoppedMode;
    ReservedCapacity { private_pool: Available | UsedUp, ..ECONOMICAL }                 Inferred     PrivatePoolGuide2026/billing;
    SubscriptionFee { charge_type: PrePaid, standing: Good | InArrears, ..UP }          Documented   StopGuide2024/precautions;
    SubscriptionFee { charge_type: PrePaid, standing: Good | InArrears, ..PAID }        Documented   StopGuide2024/precautions;
}

#[rustfmt::skip] // a table: one line a row
charges! {
    /// What stays billed when the grace period of an instance ends, in the order of the resources: elastic
    /// addresses are unbound, and disks of a subscription that are not marked `DeleteWithInstance` become
    /// pay-as-you-go.
    GRACE_PERIOD_REMAINS;
    SystemDisk { charge_type: PrePaid, system_disk_delete_with_instance: No }           Inferred     SubscriptionGuide2026/"day 16";
    DataDisks  { charge_type: PrePaid, delete_with_instance: No, data_disks: Unknown | Yes }
                                                                                        Documented   SubscriptionGuide2026/"day 16";
    Snapshots  { charge_type: PrePaid, snapshots: Unknown | Yes }                       Inferred     SubscriptionGuide2026/"day 16";
    ElasticIp  { elastic_address: Yes }                                                 Documented   OverdueGuide2026/"after 15 days";
}
