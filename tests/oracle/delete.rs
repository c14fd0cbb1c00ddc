//! DeleteInstance. Row numbers are those of 2025-04-09, the only known table, which is used for every
//! revision.

use super::{
    Answer, Costs, ForceDeleteInTransit, Has, Interpretations, Listing, OtherLocks, Plan, Resource,
    SecurityLockedDelete, SystemDiskKept, Violation, facts, has_undocumented_lock, is_spot, is_transitional,
    row, status_row,
};
use instance_lifecycle::environment::PrivatePool;
use instance_lifecycle::instance::{ChargeType, Standing, StaticAddress, StoppedMode};
use instance_lifecycle::{DeleteInstance, Environment, Instance, Status};

/// The decision of DeleteInstance.
pub(crate) fn delete(
    instance: &Instance,
    environment: &Environment,
    request: &DeleteInstance,
    interpretations: &Interpretations,
) -> Answer {
    let violations = violations(instance, request, interpretations);
    if let Some(first) = violations.first() {
        // Initialising and transitional statuses are retryable; attached volumes are not.
        let volumes = "The specified instance is still attached by volumes.";
        let retryable = match first.code {
            "IncorrectInstanceStatus.Initializing" => true,
            "IncorrectInstanceStatus" => first.message != volumes && is_transitional(instance),
            _ => false,
        };
        return Answer::Rejected { violations, retryable };
    }

    let plan = plan(instance, environment, request, interpretations).sorted();
    if request.dry_run { Answer::DryRunPassed { plan } } else { Answer::Planned(plan) }
}

/// The violations, in the default order.
fn violations(
    instance: &Instance,
    request: &DeleteInstance,
    interpretations: &Interpretations,
) -> Vec<Violation> {
    let mut violations = Vec::new();

    // Row 13. Nothing else applies to an instance that does not exist.
    if instance.status == Status::Released {
        violations.push(row(404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist."));
        return violations;
    }

    // Row 7. Pending counts as initialising.
    if instance.initializing || instance.status == Status::Pending {
        violations.push(row(
            403,
            "IncorrectInstanceStatus.Initializing",
            "The specified instance status does not support this operation.",
        ));
    }

    // Row 10; its twin without a text is dormant. Pay-as-you-go only, not spot.
    if instance.deletion_protection && instance.charge_type == ChargeType::PostPaid && !is_spot(instance) {
        violations.push(row(
            403,
            "InvalidOperation.DeletionProtection",
            "The operation is not allowed due to deletion protection.",
        ));
    }

    // Row 6. Only an expired subscription may be given up by request.
    let is_expired = instance.standing == Standing::Expired || instance.locks.financial;
    let is_given_up = is_expired && request.terminate_subscription;
    if instance.charge_type == ChargeType::PrePaid && !is_given_up {
        violations.push(row(
            403,
            "ChargeTypeViolation",
            "The operation is not permitted due to charge type of the instance.",
        ));
    }

    // Row 5. Financial locks do not refuse a deletion.
    let denies_undocumented_locks = interpretations.undocumented_locks == OtherLocks::Deny;
    if (interpretations.security_locked_delete == SecurityLockedDelete::Deny && instance.locks.security)
        || (denies_undocumented_locks && instance.locks.recycling)
        || (denies_undocumented_locks && instance.locks.unknown)
    {
        violations.push(row(
            403,
            "InstanceLockedForSecurity",
            "The specified operation is denied as your instance is locked for security reasons.",
        ));
    }

    // Row 4. Pending instances violate row 7 instead.
    let is_status_wrong = match instance.status {
        Status::Pending | Status::Stopped | Status::Released => false,
        Status::Running => !request.force,
        Status::Starting | Status::Stopping => {
            !(request.force && interpretations.force_delete_in_transit == ForceDeleteInTransit::Accept)
        }
    };
    if is_status_wrong && request.force {
        violations.push(status_row(instance, "Running, Stopped", interpretations));
    }
    if is_status_wrong && !request.force {
        violations.push(status_row(instance, "Stopped", interpretations));
    }

    // Rows 8, 11, 2, 1 and 12, with unfilled gaps.
    if instance.volumes_attached {
        violations.push(row(
            403,
            "IncorrectInstanceStatus",
            "The specified instance is still attached by volumes.",
        ));
    }
    if instance.network_interface_linked {
        violations.push(row(403, "InvalidOperation.EniLinked", "%s"));
    }
    if instance.route_entry {
        violations.push(row(
            400,
            "DependencyViolation.RouteEntry",
            "Specified instance is used by route entry.",
        ));
    }
    if instance.load_balancer_configuring {
        violations.push(row(
            400,
            "DependencyViolation.SLBConfiguring",
            "Specified operation is denied as your instance is using by another product.",
        ));
    }
    if instance.managed_by_product {
        violations.push(row(
            403,
            "OperationDenied.SystemInstanceNotSupport",
            "The system instance does not support the %s operation because %s.",
        ));
    }

    violations
}

fn plan(
    instance: &Instance,
    environment: &Environment,
    request: &DeleteInstance,
    interpretations: &Interpretations,
) -> Plan {
    // ForceStop needs Force; a stopped instance needs no shutdown.
    let shuts_down_first = request.force && !request.force_stop && instance.status != Status::Stopped;
    Plan {
        from: instance.status,
        via: match (shuts_down_first, instance.status) {
            (false, _) => vec![],
            (true, Status::Stopping) => vec![Status::Stopped],
            (true, _) => vec![Status::Stopping, Status::Stopped],
        },
        to: Status::Released,
        mode: StoppedMode::NotApplicable,
        hibernates: false,
        resources: resources(instance, environment, interpretations),
        risks: risks(instance, request),
    }
}

/// The outcome of each resource. Released resources are not billed; kept disks are, also those of a
/// subscription, which become pay-as-you-go.
fn resources(
    instance: &Instance,
    environment: &Environment,
    interpretations: &Interpretations,
) -> Vec<Resource> {
    let before = Costs::of(instance, interpretations);
    let mut listing = Listing::new();

    listing.add("Vcpu", "Released", before.compute, false);
    listing.add("Memory", "Released", before.compute, false);
    if instance.gpu {
        listing.add("Gpu", "Released", before.compute, false);
    }
    listing.add("MemoryContents", "Lost", false, false);

    // Under a security lock every cloud disk is released, even with DeleteWithInstance=false.
    let keeps_system_disk = !instance.system_disk_delete_with_instance
        && interpretations.system_disk_kept == SystemDiskKept::Kept
        && !instance.locks.security;
    if keeps_system_disk {
        listing.add("SystemDisk", "Retained", before.disks, true);
    } else {
        listing.add("SystemDisk", "Released", before.disks, false);
    }
    let has_data_disks = facts::data_disks(instance);
    if !instance.delete_with_instance && !instance.locks.security {
        listing.add_if(has_data_disks, "DataDisks", "Retained", before.disks, true);
    } else {
        listing.add_if(has_data_disks, "DataDisks", "Released", before.disks, false);
    }
    // Snapshots outlive their disks, but for automatic ones if the disks say so. It is then unknown whether
    // any are left.
    let snapshots = match facts::snapshots(instance) {
        Has::Certainly if instance.delete_auto_snapshot => Has::Perhaps,
        has => has,
    };
    listing.add_if(snapshots, "Snapshots", "Retained", before.disks, true);

    if instance.static_address != StaticAddress::None {
        listing.add("StaticPublicIp", "Released", false, false);
    }
    if instance.static_address == StaticAddress::PayByBandwidth {
        listing.add("PublicBandwidth", "Released", before.bandwidth, false);
    }
    if instance.elastic_address {
        listing.add("ElasticIp", "Retained", before.elastic_address, true);
    }
    listing.add("PrivateIp", "Released", false, false);
    listing.add_if(facts::image_licence(instance), "ImageLicence", "Released", before.licence, false);
    if instance.burstable {
        listing.add("CpuCredits", "Lost", false, false);
    }
    if instance.local_storage {
        listing.add("LocalDisks", "Lost", false, false);
    }
    // Private pools, 2026: what a release leaves unused is charged.
    if environment.private_pool != PrivatePool::None {
        listing.add("ReservedCapacity", "Retained", before.reserved, true);
    }
    if instance.charge_type == ChargeType::PrePaid {
        listing.add("SubscriptionFee", "Released", before.subscription, false);
    }
    listing.add("Configuration", "Lost", false, false);

    listing.resources
}

fn risks(instance: &Instance, request: &DeleteInstance) -> Vec<&'static str> {
    let mut risks = Vec::new();
    if request.force && request.force_stop && instance.status != Status::Stopped {
        risks.push("CachedDataLost");
    }
    // Local disks lose their contents.
    if instance.local_storage {
        risks.push("LocalDataLost");
    }
    if instance.locks.security {
        risks.push("EveryDiskReleased");
    }
    if instance.delete_auto_snapshot && facts::snapshots(instance) != Has::Not {
        risks.push("AutomaticSnapshotsDeleted");
    }
    if has_undocumented_lock(instance) {
        risks.push("UndocumentedLock");
    }
    // Burstable instances, 2026: a release charges advance credits.
    if instance.burstable && instance.unlimited_credits {
        risks.push("AdvanceCreditsCharged");
    }
    risks
}
