//! ReActivateInstances. Row numbers are those of 2025-01-21, the only known table, which is used for
//! every revision.

use super::{
    Answer, Costs, Interpretations, Plan, Reactivation, Resource, UndocumentedLocks, Violation,
    has_undocumented_lock, is_transitional, row, start, status_row,
};
use instance_lifecycle::environment::Balance;
use instance_lifecycle::instance::{ChargeType, StaticAddress, StatusBefore, StoppedFor, StoppedMode};
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

    Answer::Planned(plan(instance, interpretations))
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

    // Row 4.
    if instance.status != Status::Stopped {
        violations.push(status_row(instance, "Stopped", interpretations));
    }

    // Row 3. It applies in every status, whatever the standing and the locks.
    if instance.stopped_for != StoppedFor::Arrears {
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

fn plan(instance: &Instance, interpretations: &Interpretations) -> Plan {
    if interpretations.reactivation == Reactivation::StatusBefore
        && instance.status_before == StatusBefore::Stopped
    {
        return Plan {
            from: Status::Stopped,
            via: vec![],
            to: Status::Stopped,
            // The instance keeps its stop mode.
            mode: StoppedMode::NotApplicable,
            hibernates: false,
            resources: resources_of_what_stays_stopped(instance, interpretations),
            risks: if has_undocumented_lock(instance) { vec!["UndocumentedLock"] } else { vec![] },
        };
    }

    Plan {
        from: Status::Stopped,
        via: vec![Status::Starting],
        to: Status::Running,
        mode: StoppedMode::NotApplicable,
        hibernates: false,
        resources: start::resources(instance, false, interpretations),
        risks: start::risks(instance, false),
    }
}

/// The outcome of each resource of a paid instance that stays stopped: unchanged.
fn resources_of_what_stays_stopped(instance: &Instance, interpretations: &Interpretations) -> Vec<Resource> {
    let costs = Costs::of(instance, interpretations);
    let was_stopped_economically = instance.stopped_mode == StoppedMode::StopCharging;
    let mut resources = Vec::new();
    let mut list = |name, disposition, billed| {
        resources.push(Resource { name, disposition, billed_before: billed, billed_after: billed });
    };

    let compute = if was_stopped_economically || instance.compute_recycled { "Released" } else { "Retained" };
    list("Vcpu", compute, costs.compute);
    list("Memory", compute, costs.compute);
    if instance.gpu {
        list("Gpu", compute, costs.compute);
    }
    if instance.hibernated {
        list("MemoryContents", "SavedToSystemDisk", false);
    } else {
        list("MemoryContents", "NotApplicable", false);
    }
    list("SystemDisk", "Retained", true);
    list("DataDisks", "Retained", true);
    list("Snapshots", "Retained", true);
    if instance.static_address != StaticAddress::None {
        list("StaticPublicIp", if was_stopped_economically { "Released" } else { "Retained" }, false);
    }
    if instance.static_address == StaticAddress::PayByBandwidth {
        list("PublicBandwidth", if costs.bandwidth { "Retained" } else { "Released" }, costs.bandwidth);
    }
    if instance.elastic_address {
        list("ElasticIp", "Retained", true);
    }
    list("PrivateIp", "Retained", false);
    list("ImageLicence", "Retained", costs.licence);
    if instance.burstable {
        list("CpuCredits", if was_stopped_economically { "Lost" } else { "Retained" }, false);
    }
    if instance.local_storage {
        list("LocalDisks", "Retained", false);
    }
    list("Configuration", "Retained", false);

    resources
}
