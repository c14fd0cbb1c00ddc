//! RebootInstance. Row numbers are those of 2025-12-03, the only known table, which is used for every
//! revision.

use super::{
    Answer, Arrears, Interpretations, Plan, RebootPath, Resource, UndocumentedLocks, Violation,
    has_undocumented_lock, is_transitional, row, status_row,
};
use instance_lifecycle::instance::{
    ChargeType, DiskStatus, EncryptionKey, Standing, StaticAddress, StoppedMode,
};
use instance_lifecycle::{Instance, RebootInstance, Status};

/// The decision of RebootInstance.
pub(crate) fn reboot(
    instance: &Instance,
    request: &RebootInstance,
    interpretations: &Interpretations,
) -> Answer {
    let violations = violations(instance, interpretations);
    if let Some(first) = violations.first() {
        let retryable = first.code == "IncorrectInstanceStatus" && is_transitional(instance);
        return Answer::Rejected { violations, retryable };
    }

    let plan = plan(instance, request, interpretations);
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
    let denies_undocumented_locks = interpretations.undocumented_locks == UndocumentedLocks::Deny;
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
    if instance.standing == Standing::Expired
        || instance.standing == Standing::InArrears
        || instance.locks.financial
        || (interpretations.arrears == Arrears::InstanceOrDisk && instance.disk_in_arrears)
        || (denies_undocumented_locks && instance.locks.dedicated_host_financial)
        || (denies_undocumented_locks && instance.locks.refunded)
    {
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
    }

    violations
}

fn plan(instance: &Instance, request: &RebootInstance, interpretations: &Interpretations) -> Plan {
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
        resources: resources(instance),
        risks: risks(instance, request),
    }
}

/// The outcome of each resource: the memory is emptied, the rest is unchanged.
fn resources(instance: &Instance) -> Vec<Resource> {
    let mut resources = Vec::new();
    let mut list = |name, disposition, billed| {
        resources.push(Resource { name, disposition, billed_before: billed, billed_after: billed });
    };

    list("Vcpu", "Retained", true);
    list("Memory", "Retained", true);
    if instance.gpu {
        list("Gpu", "Retained", true);
    }
    list("MemoryContents", "Lost", false);
    list("SystemDisk", "Retained", true);
    list("DataDisks", "Retained", true);
    list("Snapshots", "Retained", true);
    if instance.static_address != StaticAddress::None {
        list("StaticPublicIp", "Retained", false);
    }
    if instance.static_address == StaticAddress::PayByBandwidth {
        list("PublicBandwidth", "Retained", true);
    }
    if instance.elastic_address {
        list("ElasticIp", "Retained", true);
    }
    list("PrivateIp", "Retained", false);
    list("ImageLicence", "Retained", true);
    if instance.burstable {
        list("CpuCredits", "Retained", false);
    }
    if instance.local_storage {
        // R15 is about StopInstance only.
        list("LocalDisks", "Retained", false);
    }
    if instance.charge_type == ChargeType::PrePaid {
        list("SubscriptionFee", "Retained", true);
    }
    list("Configuration", "Retained", false);

    resources
}

fn risks(instance: &Instance, request: &RebootInstance) -> Vec<&'static str> {
    let mut risks = Vec::new();
    if request.force_stop {
        risks.push("CachedDataLost");
    }
    if has_undocumented_lock(instance) {
        risks.push("UndocumentedLock");
    }
    risks
}
