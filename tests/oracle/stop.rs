//! StopInstance. Row numbers are those of 2024-11-14 unless a comment names another table.

use super::{
    AccountSwitch, Answer, Confirmation, Costs, ForceStopWhileStopping, HibernateParameter,
    HibernatedBandwidth, HibernationDefault, HibernationLimit, ImageLicence, IneligibleStopCharging,
    Interpretations, KeyCheck, Listing, LocalSsdContents, Plan, Resource, SecurityLock, SpotCompute,
    SpotEconomicalMode, StopOfStopped, UndocumentedLocks, Violation, facts, has_undocumented_lock,
    is_expired_or_in_arrears, is_spot, is_transitional, row, status_row,
};
use instance_lifecycle::{
    ChargeType, DiskStatus, EncryptionKey, Environment, Instance, NetworkType, PrivatePool, Revision,
    SpotStrategy, StaticAddress, Status, StopInstance, StopMode, StoppedMode, Task,
};

/// The decision of StopInstance.
pub(crate) fn stop(
    instance: &Instance,
    environment: &Environment,
    request: &StopInstance,
    revision: Revision,
    interpretations: &Interpretations,
) -> Answer {
    let violations = violations(instance, environment, request, revision, interpretations);
    if let Some(first) = violations.first() {
        // Only a transitional status is retryable.
        let retryable = first.code == "IncorrectInstanceStatus" && is_transitional(instance);
        return Answer::Rejected { violations, retryable };
    }

    // R12 reports success for a stop of a stopped instance, also for a dry run.
    if instance.status == Status::Stopped {
        return Answer::AlreadyDone { billed: billed(instance, environment, interpretations) };
    }

    let plan = plan(instance, environment, request, interpretations).sorted();
    if request.dry_run { Answer::DryRunPassed { plan } } else { Answer::Planned(plan) }
}

/// Returns whether the request asks to hibernate. StopInstance, 2021, has no parameter Hibernate.
fn asks_to_hibernate(request: &StopInstance, interpretations: &Interpretations) -> bool {
    request.hibernate && interpretations.hibernate_parameter == HibernateParameter::Taken
}

/// The product's row was added on 2025-03-20.
fn refuses_system_instances(revision: Revision) -> bool {
    match revision {
        Revision::V2021_01 | Revision::V2024_11_14 | Revision::V2024_12_20 => false,
        Revision::V2025_03_20 | Revision::V2025_12_03 => true,
    }
}

/// Returns whether the instance is stopped as the request asks: no mode is named, or the one in force.
fn is_stopped_as_asked(instance: &Instance, request: &StopInstance) -> bool {
    let is_economical = instance.stopped_mode == StoppedMode::StopCharging;
    instance.status == Status::Stopped
        && match request.stopped_mode {
            None => true,
            Some(StopMode::StopCharging) => is_economical,
            Some(StopMode::KeepCharging) => !is_economical,
        }
}

/// The violations, in the default order.
fn violations(
    instance: &Instance,
    environment: &Environment,
    request: &StopInstance,
    revision: Revision,
    interpretations: &Interpretations,
) -> Vec<Violation> {
    let mut violations = Vec::new();

    // Row 16. Nothing else applies to an instance that does not exist.
    if instance.status == Status::Released {
        violations.push(row(404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist."));
        return violations;
    }

    // Row 2.
    let denies_undocumented_locks = interpretations.undocumented_locks == UndocumentedLocks::Deny;
    if (interpretations.security_lock == SecurityLock::Deny && instance.locks.security)
        || (denies_undocumented_locks && instance.locks.recycling)
        || (denies_undocumented_locks && instance.locks.unknown)
    {
        violations.push(row(
            403,
            "InstanceLockedForSecurity",
            "The specified operation is denied as your instance is locked for security reasons.",
        ));
    }

    // Row 5.
    if is_expired_or_in_arrears(instance, interpretations) {
        violations.push(row(
            403,
            "InstanceExpiredOrInArrears",
            "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).",
        ));
    }

    // Rows 1 and 10. R5 is about hung stops, not about reboots and releases.
    let is_hung_stop_to_force = interpretations.force_stop_while_stopping == ForceStopWhileStopping::Accept
        && request.force_stop
        && instance.status == Status::Stopping
        && instance.task != Task::Reboot
        && instance.task != Task::Release;
    let is_done_already = interpretations.stop_of_stopped == StopOfStopped::AlreadyDone
        && is_stopped_as_asked(instance, request);
    if instance.status != Status::Running && !is_hung_stop_to_force && !is_done_already {
        violations.push(status_row(instance, "Running", interpretations));
    }

    // Row 3, which is a 400 with a full stop in StopInstance, 2025-12-03.
    if instance.disk_status == DiskStatus::Incorrect {
        if revision == Revision::V2025_12_03 {
            violations.push(row(400, "DiskError", "IncorrectDiskStatus."));
        } else {
            violations.push(row(403, "DiskError", "IncorrectDiskStatus"));
        }
    }

    // Row 4. R3 chooses whose local storage needs confirmation.
    let must_confirm = match interpretations.confirmation {
        Confirmation::AnyLocalStorage => instance.local_storage,
        Confirmation::FamilyI1 => instance.local_storage && instance.family_i1,
        Confirmation::Nobody => false,
    };
    if must_confirm && !request.confirm_stop {
        violations.push(row(
            403,
            "InstanceType.ParameterMismatch",
            "The input parameter ConfirmStop must be true when an instance have localstorage.",
        ));
    }

    // StopInstance, 2025-12-03, with unfilled gaps.
    if refuses_system_instances(revision) && instance.managed_by_product {
        violations.push(row(
            403,
            "OperationDenied.SystemInstanceNotSupport",
            "The system instance does not support the %s operation because %s.",
        ));
    }

    // Row 15.
    let has_hibernation_rows = revision != Revision::V2021_01;
    if has_hibernation_rows && asks_to_hibernate(request, interpretations) && !instance.hibernation_configured
    {
        violations.push(row(
            403,
            "HibernationConfigured.NotEnabled",
            "The instance hibernation configured option is not enabled.",
        ));
    }

    // Row 14. Hibernation, 2021: a spot instance hibernates in economical mode only.
    let is_spot_in_standard_mode = is_spot(instance)
        && instance.charge_type == ChargeType::PostPaid
        && effective_mode(instance, environment, request, interpretations) != StoppedMode::StopCharging;
    let asks_what_is_forbidden = match interpretations.hibernation_limit {
        HibernationLimit::ForceOrSpotKeep => request.force_stop || is_spot_in_standard_mode,
        HibernationLimit::SpotKeep => is_spot_in_standard_mode,
        HibernationLimit::Nothing => false,
    };
    if has_hibernation_rows
        && asks_to_hibernate(request, interpretations)
        && instance.hibernation_configured
        && asks_what_is_forbidden
    {
        violations.push(row(
            403,
            "HibernationConfigured.InstanceOperationForbidden",
            "The operation is not permitted due to limit of the hibernation configured instance.",
        ));
    }

    // Rows 6 to 9. Persistent memory is ineligible too but has no row.
    if interpretations.ineligible_stop_charging == IneligibleStopCharging::Reject
        && request.stopped_mode == Some(StopMode::StopCharging)
    {
        if instance.network_type == NetworkType::Classic {
            violations.push(row(
                403,
                "InvalidInstanceId.NotSupport",
                "Classic network Instance does not support this operation.",
            ));
        }
        if instance.charge_type == ChargeType::PrePaid {
            violations.push(row(
                403,
                "InvalidInstanceId.NotSupport",
                "Pre pay instance does not support this operation.",
            ));
        }
        if instance.local_storage {
            violations.push(row(
                403,
                "InvalidInstanceId.NotSupport",
                "Local disk instance does not support this operation.",
            ));
        }
        if is_spot(instance) && interpretations.spot_economical_mode == SpotEconomicalMode::Unsupported {
            violations.push(row(
                403,
                "InvalidInstanceId.NotSupport",
                "Spot instance does not support this operation.",
            ));
        }
    }

    // Rows 13, 11 and 12.
    if interpretations.key_check == KeyCheck::EveryStop || asks_to_hibernate(request, interpretations) {
        if instance.encryption_key == EncryptionKey::ServiceUnauthorized {
            violations.push(row(
                403,
                "InvalidParameter.KMSKeyId.KMSUnauthorized",
                "ECS service have no right to access your KMS.",
            ));
        }
        if revision != Revision::V2021_01 && instance.encryption_key == EncryptionKey::MissingEcsTag {
            violations.push(row(
                403,
                "InvalidParameter.KMSKeyId.CMKUnauthorized",
                "The CMK needs to be added ECS tag",
            ));
        }
        if revision != Revision::V2021_01 && instance.encryption_key == EncryptionKey::NotEnabled {
            violations.push(row(
                403,
                "InvalidParameter.KMSKeyId.CMKNotEnabled",
                "The CMK needs to be enabled.",
            ));
        }
    }

    violations
}

fn plan(
    instance: &Instance,
    environment: &Environment,
    request: &StopInstance,
    interpretations: &Interpretations,
) -> Plan {
    let mode = effective_mode(instance, environment, request, interpretations);
    // Nothing saves the memory of an instance without hibernation.
    let hibernates = asks_to_hibernate(request, interpretations) && instance.hibernation_configured;
    Plan {
        from: instance.status,
        via: if instance.status == Status::Stopping { vec![] } else { vec![Status::Stopping] },
        to: Status::Stopped,
        mode,
        hibernates,
        resources: resources(instance, environment, mode, hibernates, interpretations),
        risks: risks(instance, mode, request, hibernates, interpretations),
    }
}

/// The effective stop mode.
fn effective_mode(
    instance: &Instance,
    environment: &Environment,
    request: &StopInstance,
    interpretations: &Interpretations,
) -> StoppedMode {
    let is_eligible = instance.network_type == NetworkType::Vpc
        && instance.charge_type == ChargeType::PostPaid
        && (!is_spot(instance) || interpretations.spot_economical_mode == SpotEconomicalMode::Supported)
        && !instance.local_storage
        && !instance.persistent_memory;

    if instance.charge_type == ChargeType::PrePaid {
        return StoppedMode::NotApplicable;
    }
    // A stop in flight keeps its mode unless one is named.
    if instance.status == Status::Stopping && request.stopped_mode.is_none() {
        return match instance.stopped_mode {
            StoppedMode::StopCharging => StoppedMode::StopCharging,
            StoppedMode::KeepCharging | StoppedMode::NotApplicable => StoppedMode::KeepCharging,
        };
    }
    if request.stopped_mode == Some(StopMode::KeepCharging) {
        return StoppedMode::KeepCharging;
    }
    if !is_eligible {
        return StoppedMode::KeepCharging;
    }
    if request.stopped_mode == Some(StopMode::StopCharging) {
        return StoppedMode::StopCharging;
    }
    if asks_to_hibernate(request, interpretations)
        && interpretations.hibernation_default == HibernationDefault::KeepCharging
    {
        return StoppedMode::KeepCharging;
    }
    // Economical mode, 2026: the switch only presets the console.
    if environment.economical_mode_default && interpretations.account_switch == AccountSwitch::Counts {
        return StoppedMode::StopCharging;
    }
    StoppedMode::KeepCharging
}

/// Returns whether the compute must be found again at the next start. In standard mode that is the case
/// for spot instances only.
fn must_be_found_again(instance: &Instance, economical: bool, interpretations: &Interpretations) -> bool {
    if economical {
        return true;
    }
    is_spot(instance) && interpretations.spot_compute == SpotCompute::ToBeFoundAgain
}

/// The outcome of each resource. A subscription uses the columns of KeepCharging; `billed` then means
/// paid for by the subscription.
fn resources(
    instance: &Instance,
    environment: &Environment,
    mode: StoppedMode,
    hibernates: bool,
    interpretations: &Interpretations,
) -> Vec<Resource> {
    let economical = mode == StoppedMode::StopCharging;
    let mut listing = Listing::new();

    let compute = if economical { "Released" } else { "Retained" };
    let at_next_start =
        if must_be_found_again(instance, economical, interpretations) { "Reallocated" } else { "Unchanged" };
    listing.add_until_start("Vcpu", compute, true, !economical, at_next_start);
    listing.add_until_start("Memory", compute, true, !economical, at_next_start);
    if instance.gpu {
        listing.add_until_start("Gpu", compute, true, !economical, at_next_start);
    }
    if hibernates {
        listing.add_until_start("MemoryContents", "SavedToSystemDisk", false, false, "ReadBack");
    } else {
        listing.add_until_start("MemoryContents", "Lost", false, false, "Empty");
    }
    listing.add("SystemDisk", "Retained", true, true);
    listing.add_if(facts::data_disks(instance), "DataDisks", "Retained", true, true);
    listing.add_if(facts::snapshots(instance), "Snapshots", "Retained", true, true);

    if instance.static_address != StaticAddress::None {
        if economical {
            listing.add_until_start("StaticPublicIp", "Released", false, false, "NewAddress");
        } else {
            listing.add_until_start("StaticPublicIp", "Retained", false, false, "Unchanged");
        }
    }
    if instance.static_address == StaticAddress::PayByBandwidth {
        let goes_on = hibernates && interpretations.hibernated_bandwidth == HibernatedBandwidth::Billed;
        if economical && !goes_on {
            listing.add("PublicBandwidth", "Released", true, false);
        } else {
            listing.add("PublicBandwidth", "Retained", true, true);
        }
    }
    if instance.elastic_address {
        listing.add("ElasticIp", "Retained", true, true);
    }
    listing.add("PrivateIp", "Retained", false, false);

    let licence_goes_on = !economical || interpretations.image_licence == ImageLicence::Billed;
    listing.add_if(facts::image_licence(instance), "ImageLicence", "Retained", true, licence_goes_on);
    if instance.burstable {
        if economical {
            listing.add_until_start("CpuCredits", "Lost", false, false, "Initial");
        } else {
            listing.add_until_start("CpuCredits", "Retained", false, false, "Unchanged");
        }
    }
    if instance.local_storage {
        // The documents mention local disks only for standard mode without hibernation.
        if economical || hibernates {
            listing.add("LocalDisks", "NotApplicable", false, false);
        } else if instance.local_ssd && interpretations.local_ssd_contents == LocalSsdContents::Lost {
            listing.add("LocalDisks", "Lost", false, false);
        } else {
            listing.add("LocalDisks", "Retained", false, false);
        }
    }
    // Private pools, 2026: the account pays for the part of the pool that is not used.
    if environment.private_pool != PrivatePool::None {
        listing.add("ReservedCapacity", "Retained", false, economical);
    }
    if instance.charge_type == ChargeType::PrePaid {
        if economical {
            listing.add("SubscriptionFee", "NotApplicable", true, false);
        } else {
            listing.add("SubscriptionFee", "Retained", true, true);
        }
    }
    listing.add("Configuration", "Retained", false, false);

    listing.resources
}

/// The billed resources of an instance that stays stopped.
fn billed(
    instance: &Instance,
    environment: &Environment,
    interpretations: &Interpretations,
) -> Vec<&'static str> {
    let costs = Costs::of(instance, interpretations);
    let mut listing = Listing::new();
    listing.add("Vcpu", "", costs.compute, costs.compute);
    listing.add("Memory", "", costs.compute, costs.compute);
    if instance.gpu {
        listing.add("Gpu", "", costs.compute, costs.compute);
    }
    listing.add("SystemDisk", "", costs.disks, costs.disks);
    listing.add_if(facts::data_disks(instance), "DataDisks", "", costs.disks, costs.disks);
    listing.add_if(facts::snapshots(instance), "Snapshots", "", costs.disks, costs.disks);
    if instance.static_address == StaticAddress::PayByBandwidth {
        listing.add("PublicBandwidth", "", costs.bandwidth, costs.bandwidth);
    }
    if instance.elastic_address {
        listing.add("ElasticIp", "", costs.elastic_address, costs.elastic_address);
    }
    listing.add_if(facts::image_licence(instance), "ImageLicence", "", costs.licence, costs.licence);
    if environment.private_pool != PrivatePool::None {
        listing.add("ReservedCapacity", "", costs.reserved, costs.reserved);
    }
    if instance.charge_type == ChargeType::PrePaid {
        listing.add("SubscriptionFee", "", costs.subscription, costs.subscription);
    }
    listing.resources.iter().filter(|resource| resource.billed_after).map(|resource| resource.name).collect()
}

/// The risks.
fn risks(
    instance: &Instance,
    mode: StoppedMode,
    request: &StopInstance,
    hibernates: bool,
    interpretations: &Interpretations,
) -> Vec<&'static str> {
    let mut risks = Vec::new();
    let economical = mode == StoppedMode::StopCharging;

    if request.force_stop {
        risks.push("CachedDataLost");
    }
    if must_be_found_again(instance, economical, interpretations) {
        risks.push("CapacityNotGuaranteed");
    }
    if economical && instance.static_address != StaticAddress::None {
        risks.push("PublicAddressMayChange");
    }
    if economical && instance.burstable {
        risks.push("CpuCreditsCleared");
    }
    if instance.spot_strategy == SpotStrategy::SpotWithPriceLimit {
        risks.push("SpotPriceMayExceedBid");
    }
    if economical {
        risks.push("RestartMayConflict");
    }
    // The pages disagree, so the contents may be lost under either answer to R15.
    if instance.local_storage && instance.local_ssd {
        risks.push("LocalDataLost");
    }
    if has_undocumented_lock(instance) {
        risks.push("UndocumentedLock");
    }
    if instance.locks.security {
        risks.push("CannotStartWhileLocked");
    }
    if hibernates {
        risks.push("PreviewFeature");
    }
    if request.stopped_mode == Some(StopMode::StopCharging) && !economical {
        risks.push("RequestedModeIgnored");
    }
    // Another host cannot decrypt sealed data.
    if instance.sealed_data && must_be_found_again(instance, economical, interpretations) {
        risks.push("SealedDataLost");
    }
    // Burstable instances, 2026: an economical stop charges advance credits.
    if economical && instance.burstable && instance.unlimited_credits {
        risks.push("AdvanceCreditsCharged");
    }

    risks
}
