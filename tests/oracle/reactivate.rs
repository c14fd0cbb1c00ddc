//! ReActivateInstances. Row numbers are those of 2025-01-21, the only known table, which is used for
//! every revision.

use super::{
    Answer, Costs, Interpretations, Listing, OtherLocks, Plan, ReactivationStatus, Resource, Violation,
    facts, has_undocumented_lock, is_transitional, row, start, status_row,
};
use instance_lifecycle::environment::{Balance, PrivatePool, Site};
use instance_lifecycle::instance::{
    ChargeType, Standing, StaticAddress, StatusBefore, StoppedFor, StoppedMode,
};
use instance_lifecycle::{Environment, Instance, Status};

/// The decision of ReActivateInstances.
pub(crate) fn reactivate(
    instance: &Instance,
    environment: &Environment,
    interpretations: &Interpretations,
) -> Answer {
    let violations = violations(instance, environment, interpretations);
    if let Some(first) = violations.first() {
        let retryable = first.code == "IncorrectInstanceStatus" && is_transitional(instance);
        return Answer::Rejected { violations, retryable };
    }

    Answer::Planned(plan(instance, environment, interpretations).sorted())
}

/// The violations, in the default order.
fn violations(
    instance: &Instance,
    environment: &Environment,
    interpretations: &Interpretations,
) -> Vec<Violation> {
    let mut violations = Vec::new();

    // Row 7. Nothing else applies to an instance that does not exist.
    if instance.status == Status::Released {
        violations.push(row(404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist."));
        return violations;
    }

    // Row 8.
    if instance.charge_type == ChargeType::PrePaid {
        violations.push(row(404, "InvalidPayType.NotSupport", "The specified pre pay instance not support."));
    }

    // Row 5. Financial locks have no row: the call is about payment.
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

    // Row 4.
    if instance.status != Status::Stopped {
        violations.push(status_row(instance, "Stopped", interpretations));
    }

    // Row 3. It applies in every status, whatever the standing. The Chinese site also reactivates recycled
    // instances; the international one reactivates expired ones only.
    // A financial lock stands for arrears in every status: rows 4 and 8 refuse the instances whose lock means
    // something else.
    let is_recycled_abroad = instance.compute_recycled && environment.site == Site::International;
    let is_in_arrears = instance.stopped_for == StoppedFor::Arrears || instance.locks.financial;
    if !is_in_arrears || is_recycled_abroad {
        violations.push(row(
            400,
            "ReopenInstance.InstanceStatusNotValid",
            "Instance status is not Expired, ImageExpired or EcsAndImageExpired.",
        ));
    }

    // Row 1. Rows 2 and 6 are dormant: no attribute distinguishes them.
    if environment.balance == Balance::Insufficient && instance.charge_type == ChargeType::PostPaid {
        violations.push(row(
            400,
            "ReopenInstance.InstanceNotEnoughBalance",
            "Reopen instance must have enough account balance.",
        ));
    }

    violations
}

fn plan(instance: &Instance, environment: &Environment, interpretations: &Interpretations) -> Plan {
    if interpretations.reactivation == ReactivationStatus::StatusBefore
        && instance.status_before == StatusBefore::Stopped
    {
        return Plan {
            from: Status::Stopped,
            via: vec![],
            to: Status::Stopped,
            // The instance keeps its stop mode.
            mode: StoppedMode::NotApplicable,
            hibernates: false,
            resources: resources_of_what_stays_stopped(instance, environment, interpretations),
            risks: risks_of_what_stays_stopped(instance),
        };
    }

    Plan {
        from: Status::Stopped,
        via: vec![Status::Starting],
        to: Status::Running,
        mode: StoppedMode::NotApplicable,
        hibernates: false,
        resources: start::resources(instance, environment, false, interpretations),
        risks: start::risks(instance, false, interpretations),
    }
}

/// The outcome of each resource of a paid instance that stays stopped: it costs again what its stop mode
/// costs.
fn resources_of_what_stays_stopped(
    instance: &Instance,
    environment: &Environment,
    interpretations: &Interpretations,
) -> Vec<Resource> {
    let before = Costs::of(instance, interpretations);
    let paid = instance.with(|it| {
        it.standing = Standing::Good;
        it.stopped_for = StoppedFor::Request;
        it.locks.financial = false;
    });
    let after = Costs::of(&paid, interpretations);
    let was_stopped_economically = instance.stopped_mode == StoppedMode::StopCharging;
    let mut listing = Listing::new();

    let compute = if was_stopped_economically || instance.compute_recycled { "Released" } else { "Retained" };
    listing.add("Vcpu", compute, before.compute, after.compute);
    listing.add("Memory", compute, before.compute, after.compute);
    if instance.gpu {
        listing.add("Gpu", compute, before.compute, after.compute);
    }
    if instance.hibernated {
        listing.add("MemoryContents", "SavedToSystemDisk", false, false);
    } else {
        listing.add("MemoryContents", "NotApplicable", false, false);
    }
    listing.add("SystemDisk", "Retained", before.disks, after.disks);
    listing.add_if(facts::data_disks(instance), "DataDisks", "Retained", before.disks, after.disks);
    listing.add_if(facts::snapshots(instance), "Snapshots", "Retained", before.disks, after.disks);
    if instance.static_address != StaticAddress::None {
        let address = if was_stopped_economically { "Released" } else { "Retained" };
        listing.add("StaticPublicIp", address, false, false);
    }
    if instance.static_address == StaticAddress::PayByBandwidth {
        let bandwidth = if after.bandwidth { "Retained" } else { "Released" };
        listing.add("PublicBandwidth", bandwidth, before.bandwidth, after.bandwidth);
    }
    if instance.elastic_address {
        listing.add("ElasticIp", "Retained", before.elastic_address, after.elastic_address);
    }
    listing.add("PrivateIp", "Retained", false, false);
    listing.add_if(facts::image_licence(instance), "ImageLicence", "Retained", before.licence, after.licence);
    if instance.burstable {
        let credits = if was_stopped_economically { "Lost" } else { "Retained" };
        listing.add("CpuCredits", credits, false, false);
    }
    if instance.local_storage {
        let is_gone = start::are_local_contents_gone(instance, interpretations);
        let contents = if is_gone { "NotApplicable" } else { "Retained" };
        listing.add("LocalDisks", contents, false, false);
    }
    if environment.private_pool != PrivatePool::None {
        listing.add("ReservedCapacity", "Retained", before.reserved, after.reserved);
    }
    listing.add("Configuration", "Retained", false, false);

    listing.resources
}

fn risks_of_what_stays_stopped(instance: &Instance) -> Vec<&'static str> {
    let mut risks = Vec::new();
    if instance.local_storage && instance.compute_recycled {
        risks.push("LocalDataLost");
    }
    if has_undocumented_lock(instance) {
        risks.push("UndocumentedLock");
    }
    risks
}
