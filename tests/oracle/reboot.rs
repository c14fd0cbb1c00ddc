//! RebootInstance. Row numbers are those of 2025-12-03, the only known table, which is used for every
//! revision.

use super::{
    Answer, Interpretations, Listing, OtherLocks, Plan, RebootPath, Resource, Violation, facts,
    has_undocumented_lock, is_expired_or_in_arrears, is_transitional, row, status_row,
};
use instance_lifecycle::environment::PrivatePool;
use instance_lifecycle::instance::{ChargeType, DiskStatus, EncryptionKey, StaticAddress, StoppedMode};
use instance_lifecycle::{Environment, Instance, RebootInstance, Status};

/// The decision of RebootInstance.
pub(crate) fn reboot(
    instance: &Instance,
    environment: &Environment,
    request: &RebootInstance,
    interpretations: &Interpretations,
) -> Answer {
    let violations = violations(instance, interpretations);
    if let Some(first) = violations.first() {
        let retryable = first.code == "IncorrectInstanceStatus" && is_transitional(instance);
        return Answer::Rejected { violations, retryable };
    }

    let plan = plan(instance, environment, request, interpretations).sorted();
    if request.dry_run { Answer::DryRunPassed { plan } } else { Answer::Planned(plan) }
}

/// The violations, in the default order.
fn violations(instance: &Instance, interpretations: &Interpretations) -> Vec<Violation> {
    let mut violations = Vec::new();

    // Row 10. Nothing else applies to an instance that does not exist.
    if instance.status == Status::Released {
        violations.push(row(404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist."));
        return violations;
    }

    // Row 2. R2 is about StopInstance only.
    let denies_undocumented_locks = interpretations.undocumented_locks == OtherLocks::Deny;
    if instance.locks.security
        || (denies_undocumented_locks && instance.locks.recycling)
        || (denies_undocumented_locks && instance.locks.unknown)
    {
        violations.push(row(
            403,
            "InstanceLockedForSecurity",
            "The specified operation is denied as your instance is locked for security reasons.",
        ));
    }

    // Row 4. A disk in arrears refuses a reboot as it does a stop.
    if is_expired_or_in_arrears(instance, interpretations) {
        violations.push(row(
            403,
            "InstanceExpiredOrInArrears",
            "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).",
        ));
    }

    // Rows 1 and 5.
    if instance.status != Status::Running {
        violations.push(status_row(instance, "Running", interpretations));
    }

    // Row 3.
    if instance.disk_status == DiskStatus::Incorrect {
        violations.push(row(403, "DiskError", "IncorrectDiskStatus."));
    }

    // Rows 8, 6 and 7, with unfilled gaps.
    match instance.encryption_key {
        EncryptionKey::None | EncryptionKey::Usable => {}
        EncryptionKey::ServiceUnauthorized => {
            violations.push(row(403, "InvalidParameter.KMSKeyId.KMSUnauthorized", "%s"));
        }
        EncryptionKey::MissingEcsTag => {
            violations.push(row(403, "InvalidParameter.KMSKeyId.CMKUnauthorized", "%s"));
        }
        EncryptionKey::NotEnabled => {
            violations.push(row(403, "InvalidParameter.KMSKeyId.CMKNotEnabled", "%s"));
        }
        other => panic!("not covered: {other:?}"),
    }

    violations
}

fn plan(
    instance: &Instance,
    environment: &Environment,
    request: &RebootInstance,
    interpretations: &Interpretations,
) -> Plan {
    Plan {
        from: Status::Running,
        via: match interpretations.reboot_path {
            RebootPath::ViaStopping => vec![Status::Stopping, Status::Starting],
            RebootPath::StartingAtOnce => vec![Status::Starting],
            RebootPath::ViaStopped => vec![Status::Stopping, Status::Stopped, Status::Starting],
        },
        to: Status::Running,
        mode: StoppedMode::NotApplicable,
        hibernates: false,
        resources: resources(instance, environment),
        risks: risks(instance, request),
    }
}

/// The outcome of each resource: the memory is emptied, the rest is unchanged.
fn resources(instance: &Instance, environment: &Environment) -> Vec<Resource> {
    let mut listing = Listing::new();

    listing.add("Vcpu", "Retained", true, true);
    listing.add("Memory", "Retained", true, true);
    if instance.gpu {
        listing.add("Gpu", "Retained", true, true);
    }
    listing.add("MemoryContents", "Lost", false, false);
    listing.add("SystemDisk", "Retained", true, true);
    listing.add_if(facts::data_disks(instance), "DataDisks", "Retained", true, true);
    listing.add_if(facts::snapshots(instance), "Snapshots", "Retained", true, true);
    if instance.static_address != StaticAddress::None {
        listing.add("StaticPublicIp", "Retained", false, false);
    }
    if instance.static_address == StaticAddress::PayByBandwidth {
        listing.add("PublicBandwidth", "Retained", true, true);
    }
    if instance.elastic_address {
        listing.add("ElasticIp", "Retained", true, true);
    }
    listing.add("PrivateIp", "Retained", false, false);
    listing.add_if(facts::image_licence(instance), "ImageLicence", "Retained", true, true);
    if instance.burstable {
        listing.add("CpuCredits", "Retained", false, false);
    }
    if instance.local_storage {
        // R15 is about StopInstance only.
        listing.add("LocalDisks", "Retained", false, false);
    }
    if environment.private_pool != PrivatePool::None {
        listing.add("ReservedCapacity", "Retained", false, false);
    }
    if instance.charge_type == ChargeType::PrePaid {
        listing.add("SubscriptionFee", "Retained", true, true);
    }
    listing.add("Configuration", "Retained", false, false);

    listing.resources
}

fn risks(instance: &Instance, request: &RebootInstance) -> Vec<&'static str> {
    let mut risks = Vec::new();
    if request.force_stop {
        risks.push("CachedDataLost");
    }
    // Lifecycle, 2021: a restart may move the instance to another host, which cannot decrypt sealed data.
    if instance.sealed_data {
        risks.push("SealedDataLost");
    }
    if has_undocumented_lock(instance) {
        risks.push("UndocumentedLock");
    }
    risks
}
