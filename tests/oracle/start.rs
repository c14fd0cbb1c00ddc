//! StartInstance. Row numbers are those of 2025-12-03, the only known table, which is used for every
//! revision.

use super::{
    Answer, Costs, Interpretations, Listing, LocalDiskContents, OtherLocks, Plan, Resource,
    SpotComputeAfterStop, StartWhilePending, Violation, WhoseArrears, facts, has_undocumented_lock, is_spot,
    is_transitional, is_usable_in_arrears, row, status_row,
};
use instance_lifecycle::environment::{
    Balance, CapacityReservation, DedicatedHost, PrivatePool, Quota, SpotPrice, Stock,
};
use instance_lifecycle::instance::{
    ChargeType, DiskStatus, EncryptionKey, SpotStrategy, Standing, StaticAddress, StoppedMode, SystemDisk,
};
use instance_lifecycle::{Environment, Instance, StartInstance, Status};

/// The decision of StartInstance.
pub(crate) fn start(
    instance: &Instance,
    environment: &Environment,
    request: &StartInstance,
    interpretations: &Interpretations,
) -> Answer {
    let violations = violations(instance, environment, interpretations);
    if let Some(first) = violations.first() {
        // Transitional statuses, initialising, host repair, quota and stock are retryable, and so are
        // pools and reservations, which are stock set aside.
        let retryable = match first.code {
            "IncorrectInstanceStatus" => is_transitional(instance),
            "InstanceNotReady"
            | "OperationDenied.HostRepairing"
            | "InvalidDedicatedHost.NotEnoughResource"
            | "LackResource"
            | "Invalid.PrivatePoolOptions.NoStock"
            | "QuotaExceed.ElasticQuota"
            | "OperationDenied.NoStock" => true,
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
    environment: &Environment,
    interpretations: &Interpretations,
) -> Vec<Violation> {
    let mut violations = Vec::new();

    // Row 26. Nothing else applies to an instance that does not exist.
    if instance.status == Status::Released {
        violations.push(row(404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist."));
        return violations;
    }

    // Row 8.
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

    // Rows 11 and 12: the charge type chooses the text.
    let is_usable =
        instance.charge_type == ChargeType::PrePaid && is_usable_in_arrears(instance, interpretations);
    if instance.standing == Standing::Expired
        || (instance.standing == Standing::InArrears && !is_usable)
        || instance.locks.financial
        || (denies_undocumented_locks && instance.locks.dedicated_host_financial)
        || (denies_undocumented_locks && instance.locks.refunded)
    {
        if instance.charge_type == ChargeType::PostPaid {
            violations.push(row(
                403,
                "InstanceExpired",
                "The postPaid instance has been expired.Please ensure your account have enough balance.",
            ));
        } else {
            violations.push(row(403, "InstanceExpired", "The prePaid instance has been expired."));
        }
    }

    // Row 14.
    if instance.disk_in_arrears && interpretations.arrears == WhoseArrears::InstanceOrDisk {
        violations.push(row(
            403,
            "DiskInArrears",
            "The specified operation is denied as your disk has expired.",
        ));
    }

    // Row 13. Under L2 it may replace the status row.
    let is_pending_not_ready = instance.status == Status::Pending
        && interpretations.start_while_pending == StartWhilePending::InstanceNotReady;
    if instance.initializing || is_pending_not_ready {
        violations.push(row(403, "InstanceNotReady", "The specified instance is not ready for use."));
    }

    // Rows 7 and 17.
    if instance.status != Status::Stopped && !is_pending_not_ready {
        violations.push(status_row(instance, "Stopped", interpretations));
    }

    // Rows 4 and 10.
    if instance.system_disk == SystemDisk::Missing {
        violations.push(row(
            400,
            "InvalidInstance.NotFoundSystemDisk",
            "The specified instance does not have system disk.",
        ));
    }
    if instance.disk_status == DiskStatus::Incorrect {
        violations.push(row(403, "DiskError", "IncorrectDiskStatus."));
    }

    // Rows 20, 18 and 19. R9 is about StopInstance only: every start checks the keys.
    match instance.encryption_key {
        EncryptionKey::None | EncryptionKey::Usable => {}
        EncryptionKey::ServiceUnauthorized => violations.push(row(
            403,
            "InvalidParameter.KMSKeyId.KMSUnauthorized",
            "ECS service have no right to access your KMS.",
        )),
        EncryptionKey::MissingEcsTag => violations.push(row(
            403,
            "InvalidParameter.KMSKeyId.CMKUnauthorized",
            "The CMK needs to be added ECS tag.",
        )),
        EncryptionKey::NotEnabled => violations.push(row(
            403,
            "InvalidParameter.KMSKeyId.CMKNotEnabled",
            "The CMK needs to be enabled.",
        )),
        other => panic!("not covered: {other:?}"),
    }

    // Row 9.
    if environment.balance == Balance::Insufficient && instance.charge_type == ChargeType::PostPaid {
        violations.push(row(403, "InsufficientBalance", "Your account does not have enough balance."));
    }

    // Row 25. It applies in every status.
    if environment.host_repairing {
        violations.push(row(
            403,
            "OperationDenied.HostRepairing",
            "The specified operation is denied as the host of ECS instance is being repaired.",
        ));
    }

    // The rows about compute that must be allocated again.
    if !must_find_compute(instance, interpretations) {
        return violations;
    }

    // Rows 2 and 3.
    match environment.dedicated_host {
        DedicatedHost::None | DedicatedHost::Available => {}
        DedicatedHost::FullByAffinity => violations.push(row(
            400,
            "InvalidDedicatedHost.NotEnoughResource",
            "The specified dedicated host has not enough resource due to host affinity.",
        )),
        DedicatedHost::NoneAvailable => violations.push(row(
            400,
            "InvalidDedicatedHost.NotEnoughResource",
            "There's no available dedicated host to perform the operation.",
        )),
        other => panic!("not covered: {other:?}"),
    }

    // Rows 1 and 27.
    match environment.capacity_reservation {
        CapacityReservation::None | CapacityReservation::Available => {}
        CapacityReservation::Insufficient => violations.push(row(
            400,
            "LackResource",
            "There's no enough resource on the specified capacity reservation.",
        )),
        CapacityReservation::Missing => violations.push(row(
            404,
            "InvalidCapacityReservationId.NotFound",
            "The specified capacity reservation does not exist.",
        )),
        other => panic!("not covered: {other:?}"),
    }

    // Row 5.
    if environment.private_pool == PrivatePool::UsedUp {
        violations.push(row(400, "Invalid.PrivatePoolOptions.NoStock", "The PrivatePool has been used up."));
    }

    // Rows 21 to 24.
    match environment.quota {
        Quota::Available => {}
        Quota::TypeExhausted => violations.push(row(
            403,
            "QuotaExceed.ElasticQuota",
            "No additional quota is available for the specified ECS instance type.",
        )),
        Quota::TypeExceeded => violations.push(row(
            403,
            "QuotaExceed.ElasticQuota",
            "The number of the specified ECS instances has exceeded the quota of the specified instance type.",
        )),
        Quota::VcpusExceeded => violations.push(row(
            403,
            "QuotaExceed.ElasticQuota",
            "The number of vCPUs assigned to the ECS instances has exceeded the quota in the zone.",
        )),
        Quota::TypeOrVcpusExceeded => violations.push(row(
            403,
            "QuotaExceed.ElasticQuota",
            "The number of the specified ECS instances has exceeded the quota of the specified instance type, or the number of vCPUs assigned to the ECS instances has exceeded the quota in the zone.",
        )),
        other => panic!("not covered: {other:?}"),
    }

    // Row 15.
    if environment.stock == Stock::SoldOut {
        violations.push(row(
            403,
            "OperationDenied.NoStock",
            "The requested resource is sold out in the specified zone; try other types of resources or other regions and zones.",
        ));
    }

    // Row 16. SpotAsPriceGo bids the market price; no price matters inside the protection period.
    if environment.spot_price == SpotPrice::AboveBid
        && instance.spot_strategy == SpotStrategy::SpotWithPriceLimit
        && !instance.spot_protected
    {
        violations.push(row(
            403,
            "OperationDenied.SpotPriceLowerThanPublicPrice",
            "The spot instance price is lower than public price.",
        ));
    }

    violations
}

/// Returns whether the compute of the instance is, or may be, released.
fn must_find_compute(instance: &Instance, interpretations: &Interpretations) -> bool {
    if instance.status != Status::Stopped {
        return false;
    }
    if instance.stopped_mode == StoppedMode::StopCharging {
        return true;
    }
    if instance.compute_recycled {
        return true;
    }
    // L6. A stopped instance without a mode was stopped in standard mode.
    // Inside the protection period the stock counts too, but not the price.
    interpretations.spot_compute == SpotComputeAfterStop::ToBeFoundAgain && is_spot(instance)
}

fn plan(
    instance: &Instance,
    environment: &Environment,
    request: &StartInstance,
    interpretations: &Interpretations,
) -> Plan {
    Plan {
        from: Status::Stopped,
        via: vec![Status::Starting],
        to: Status::Running,
        mode: StoppedMode::NotApplicable,
        hibernates: false,
        resources: resources(instance, environment, request.init_local_disk, interpretations),
        risks: {
            let mut risks = risks(instance, request.init_local_disk, interpretations);
            // An immediate start after an economical stop may conflict with it.
            if instance.stopped_mode == StoppedMode::StopCharging {
                risks.push("RestartMayConflict");
            }
            risks
        },
    }
}

/// The outcome of each resource of an instance that starts or is reactivated: billed as running.
pub(super) fn resources(
    instance: &Instance,
    environment: &Environment,
    init_local_disk: bool,
    interpretations: &Interpretations,
) -> Vec<Resource> {
    let before = Costs::of(instance, interpretations);
    let mut listing = Listing::new();

    listing.add("Vcpu", "Retained", before.compute, true);
    listing.add("Memory", "Retained", before.compute, true);
    if instance.gpu {
        listing.add("Gpu", "Retained", before.compute, true);
    }
    // Read back after hibernation, otherwise lost by the stop.
    if instance.hibernated {
        listing.add("MemoryContents", "Retained", false, false);
    } else {
        listing.add("MemoryContents", "NotApplicable", false, false);
    }
    listing.add("SystemDisk", "Retained", before.disks, true);
    listing.add_if(facts::data_disks(instance), "DataDisks", "Retained", before.disks, true);
    listing.add_if(facts::snapshots(instance), "Snapshots", "Retained", before.disks, true);
    if instance.static_address != StaticAddress::None {
        listing.add("StaticPublicIp", "Retained", false, false);
    }
    if instance.static_address == StaticAddress::PayByBandwidth {
        listing.add("PublicBandwidth", "Retained", before.bandwidth, true);
    }
    if instance.elastic_address {
        listing.add("ElasticIp", "Retained", before.elastic_address, true);
    }
    listing.add("PrivateIp", "Retained", false, false);
    listing.add_if(facts::image_licence(instance), "ImageLicence", "Retained", before.licence, true);
    if instance.burstable {
        listing.add("CpuCredits", "Retained", false, false);
    }
    if instance.local_storage {
        // The contents that recycling or the stop has erased are not lost by the start.
        if init_local_disk {
            listing.add("LocalDisks", "Lost", false, false);
        } else if are_local_contents_gone(instance, interpretations) {
            listing.add("LocalDisks", "NotApplicable", false, false);
        } else {
            listing.add("LocalDisks", "Retained", false, false);
        }
    }
    if environment.private_pool != PrivatePool::None {
        listing.add("ReservedCapacity", "Retained", before.reserved, false);
    }
    if instance.charge_type == ChargeType::PrePaid {
        listing.add("SubscriptionFee", "Retained", before.subscription, true);
    }
    listing.add("Configuration", "Retained", false, false);

    listing.resources
}

/// Returns whether the contents of the local disks are gone before the start: erased by recycling, or by the
/// stop under R15.
pub(super) fn are_local_contents_gone(instance: &Instance, interpretations: &Interpretations) -> bool {
    instance.compute_recycled
        || (instance.local_ssd && interpretations.local_ssd_contents == LocalDiskContents::Lost)
}

/// The risks of a start or a reactivation: those that the stop has named, and those of running.
pub(super) fn risks(
    instance: &Instance,
    init_local_disk: bool,
    interpretations: &Interpretations,
) -> Vec<&'static str> {
    let mut risks = Vec::new();

    let was_stopped_economically = instance.stopped_mode == StoppedMode::StopCharging;
    if must_find_compute(instance, interpretations) {
        risks.push("CapacityNotGuaranteed");
    }
    if was_stopped_economically && instance.static_address != StaticAddress::None {
        risks.push("PublicAddressMayChange");
    }
    if was_stopped_economically && instance.burstable {
        risks.push("CpuCreditsCleared");
    }
    if instance.local_storage && (init_local_disk || instance.compute_recycled) {
        risks.push("LocalDataLost");
    }
    if is_spot(instance) && !instance.spot_protected {
        risks.push("SpotMayBeInterrupted");
    }
    if has_undocumented_lock(instance) {
        risks.push("UndocumentedLock");
    }
    if instance.sealed_data && must_find_compute(instance, interpretations) {
        risks.push("SealedDataLost");
    }

    risks
}
