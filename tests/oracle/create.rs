//! CreateInstance and RunInstances. No error table is transcribed, so nothing refuses them.

use super::{Answer, Plan, Resource};
use instance_lifecycle::instance::{ChargeType, SpotStrategy, StoppedMode};
use instance_lifecycle::{CreateInstance, RunInstances, Status};

/// The decision of CreateInstance: the new instance stays stopped. It has no stop mode, so its compute
/// is kept as in standard mode.
pub(crate) fn create(request: &CreateInstance) -> Answer {
    Answer::Planned(Plan {
        from: Status::Released,
        via: vec![Status::Pending],
        to: Status::Stopped,
        mode: StoppedMode::NotApplicable,
        hibernates: false,
        resources: resources(request.charge_type),
        risks: risks(request.spot_strategy),
    })
}

/// The decision of RunInstances, per instance.
pub(crate) fn run(request: &RunInstances) -> Answer {
    Answer::Planned(Plan {
        from: Status::Released,
        via: vec![Status::Pending, Status::Starting],
        to: Status::Running,
        mode: StoppedMode::NotApplicable,
        hibernates: false,
        resources: resources(request.charge_type),
        risks: risks(request.spot_strategy),
    })
}

/// The resources of a new instance; none is billed before.
fn resources(charge_type: ChargeType) -> Vec<Resource> {
    let mut resources = Vec::new();
    let mut list = |name, disposition, billed_after| {
        resources.push(Resource { name, disposition, billed_before: false, billed_after });
    };

    list("Vcpu", "Retained", true);
    list("Memory", "Retained", true);
    list("MemoryContents", "NotApplicable", false);
    list("SystemDisk", "Retained", true);
    list("DataDisks", "Retained", true);
    list("Snapshots", "Retained", true);
    list("PrivateIp", "Retained", false);
    list("ImageLicence", "Retained", true);
    if charge_type == ChargeType::PrePaid {
        list("SubscriptionFee", "Retained", true);
    }
    list("Configuration", "Retained", false);

    resources
}

fn risks(spot_strategy: SpotStrategy) -> Vec<&'static str> {
    if spot_strategy == SpotStrategy::NoSpot { vec![] } else { vec!["SpotMayBeInterrupted"] }
}
