//! CreateInstance and RunInstances. No error table is transcribed, so nothing refuses them.

use super::{Answer, Has, Listing, Plan, Resource};
use instance_lifecycle::environment::PrivatePool;
use instance_lifecycle::instance::{ChargeType, SpotStrategy, StoppedMode};
use instance_lifecycle::{CreateInstance, Environment, RunInstances, Status};

/// The decision of CreateInstance: the new instance stays stopped. It has no stop mode, so its compute
/// is kept as in standard mode.
pub(crate) fn create(environment: &Environment, request: &CreateInstance) -> Answer {
    Answer::Planned(Plan {
        from: Status::Released,
        via: vec![Status::Pending],
        to: Status::Stopped,
        mode: StoppedMode::NotApplicable,
        hibernates: false,
        resources: resources(request.charge_type, environment),
        risks: risks(request.charge_type, request.spot_strategy),
    })
}

/// The decision of RunInstances, per instance.
pub(crate) fn run(environment: &Environment, request: &RunInstances) -> Answer {
    Answer::Planned(Plan {
        from: Status::Released,
        via: vec![Status::Pending, Status::Starting],
        to: Status::Running,
        mode: StoppedMode::NotApplicable,
        hibernates: false,
        resources: resources(request.charge_type, environment),
        risks: risks(request.charge_type, request.spot_strategy),
    })
}

/// The resources of a new instance; none is billed before, and there are no snapshots yet.
fn resources(charge_type: ChargeType, environment: &Environment) -> Vec<Resource> {
    let mut listing = Listing::new();

    listing.add("Vcpu", "Retained", false, true);
    listing.add("Memory", "Retained", false, true);
    listing.add("MemoryContents", "NotApplicable", false, false);
    listing.add("SystemDisk", "Retained", false, true);
    listing.add_if(Has::Perhaps, "DataDisks", "Retained", false, true);
    listing.add("PrivateIp", "Retained", false, false);
    listing.add_if(Has::Perhaps, "ImageLicence", "Retained", false, true);
    if environment.private_pool != PrivatePool::None {
        listing.add("ReservedCapacity", "Retained", false, false);
    }
    if charge_type == ChargeType::PrePaid {
        listing.add("SubscriptionFee", "Retained", false, true);
    }
    listing.add("Configuration", "Retained", false, false);

    listing.resources
}

/// The spot parameters count for pay-as-you-go only.
fn risks(charge_type: ChargeType, spot_strategy: SpotStrategy) -> Vec<&'static str> {
    if charge_type == ChargeType::PostPaid && spot_strategy != SpotStrategy::NoSpot {
        vec!["SpotMayBeInterrupted"]
    } else {
        vec![]
    }
}
