//! StopInstance. Row numbers are those of 2024-11-14 unless a comment names another table.

use super::{
    Answer, Arrears, Confirmation, FamilyI1Contents, ForceStopWhileStopping, HibernatedBandwidth,
    HibernationDefault, HibernationLimit, ImageLicence, IneligibleStopCharging, Interpretations, KeyCheck,
    Plan, Resource, SecurityLock, SpotEconomicalMode, StopOfStopped, UndocumentedLocks, Violation,
    has_undocumented_lock, is_spot, is_transitional, row, status_row,
};
use instance_lifecycle::{
    ChargeType, DiskStatus, EncryptionKey, Environment, Instance, NetworkType, Revision, SpotStrategy,
    Standing, StaticAddress, Status, StopInstance, StopMode, StoppedMode, Task,
};

/// The decision of StopInstance.
pub(crate) fn stop(
    instance: &Instance,
    environment: &Environment,
    request: &StopInstance,
    revision: Revision,
    interpretations: &Interpretations,
) -> Answer {
    let violations = violations(instance, request, revision, interpretations);
    if let Some(first) = violations.first() {
        // Only a transitional status is retryable.
        let retryable = first.code == "IncorrectInstanceStatus" && is_transitional(instance);
        return Answer::Rejected { violations, retryable };
    }

    // R12 reports success for a stop of a stopped instance, also for a dry run.
    if instance.status == Status::Stopped {
        return Answer::AlreadyDone;
    }

    let plan = plan(instance, environment, request, interpretations);
    if request.dry_run { Answer::DryRunPassed { plan } } else { Answer::Planned(plan) }
}

/// The violations, in the default order.
fn violations(
    instance: &Instance,
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

    // Row 5, whatever the charge type.
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

    // Rows 1 and 10. R5 is about hung stops, not about reboots and releases.
    let is_hung_stop_to_force = interpretations.force_stop_while_stopping == ForceStopWhileStopping::Accept
        && request.force_stop
        && instance.status == Status::Stopping
        && instance.task != Task::Reboot
        && instance.task != Task::Release;
    let is_done_already =
        interpretations.stop_of_stopped == StopOfStopped::AlreadyDone && instance.status == Status::Stopped;
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

    // In StopInstance, 2025-12-03; dated 2025-03-20. The gaps are unfilled.
    if revision >= Revision::V2025_03_20 && instance.managed_by_product {
        violations.push(row(
            403,
            "OperationDenied.SystemInstanceNotSupport",
            "The system instance does not support the %s operation because %s.",
        ));
    }

    // Row 15.
    if revision != Revision::V2021_01 && request.hibernate && !instance.hibernation_configured {
        violations.push(row(
            403,
            "HibernationConfigured.NotEnabled",
            "The instance hibernation configured option is not enabled.",
        ));
    }

    // Row 14. Only an explicit KeepCharging counts.
    let is_spot_keep = is_spot(instance) && request.stopped_mode == Some(StopMode::KeepCharging);
    let asks_what_is_forbidden = match interpretations.hibernation_limit {
        HibernationLimit::ForceOrSpotKeep => request.force_stop || is_spot_keep,
        HibernationLimit::SpotKeep => is_spot_keep,
        HibernationLimit::Nothing => false,
    };
    if revision != Revision::V2021_01
        && request.hibernate
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
    if interpretations.key_check == KeyCheck::EveryStop || request.hibernate {
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
    Plan {
        from: instance.status,
        via: if instance.status == Status::Stopping { vec![] } else { vec![Status::Stopping] },
        to: Status::Stopped,
        mode,
        hibernates: request.hibernate,
        resources: resources(instance, mode, request.hibernate, interpretations),
        risks: risks(instance, mode, request),
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
    if request.stopped_mode == Some(StopMode::KeepCharging) {
        return StoppedMode::KeepCharging;
    }
    if !is_eligible {
        return StoppedMode::KeepCharging;
    }
    if request.stopped_mode == Some(StopMode::StopCharging) {
        return StoppedMode::StopCharging;
    }
    if request.hibernate && interpretations.hibernation_default == HibernationDefault::KeepCharging {
        return StoppedMode::KeepCharging;
    }
    if environment.economical_mode_default {
        return StoppedMode::StopCharging;
    }
    StoppedMode::KeepCharging
}

/// The outcome of each resource. A subscription uses the columns of KeepCharging; `billed` then means
/// paid for by the subscription.
fn resources(
    instance: &Instance,
    mode: StoppedMode,
    hibernates: bool,
    interpretations: &Interpretations,
) -> Vec<Resource> {
    let mut resources = Vec::new();
    let mut list = |name, disposition, billed_before, billed_after| {
        resources.push(Resource { name, disposition, billed_before, billed_after });
    };
    let economical = mode == StoppedMode::StopCharging;

    let compute = if economical { "Released" } else { "Retained" };
    list("Vcpu", compute, true, !economical);
    list("Memory", compute, true, !economical);
    if instance.gpu {
        list("Gpu", compute, true, !economical);
    }
    if hibernates {
        list("MemoryContents", "SavedToSystemDisk", false, false);
    } else {
        list("MemoryContents", "Lost", false, false);
    }
    list("SystemDisk", "Retained", true, true);
    list("DataDisks", "Retained", true, true);
    list("Snapshots", "Retained", true, true);

    if instance.static_address != StaticAddress::None {
        if economical {
            list("StaticPublicIp", "Released", false, false);
        } else {
            list("StaticPublicIp", "Retained", false, false);
        }
    }
    if instance.static_address == StaticAddress::PayByBandwidth {
        let goes_on = hibernates && interpretations.hibernated_bandwidth == HibernatedBandwidth::Billed;
        if economical && !goes_on {
            list("PublicBandwidth", "Released", true, false);
        } else {
            list("PublicBandwidth", "Retained", true, true);
        }
    }
    if instance.elastic_address {
        list("ElasticIp", "Retained", true, true);
    }
    list("PrivateIp", "Retained", false, false);

    if economical && interpretations.image_licence == ImageLicence::NotBilled {
        list("ImageLicence", "Retained", true, false);
    } else {
        list("ImageLicence", "Retained", true, true);
    }
    if instance.burstable {
        if economical {
            list("CpuCredits", "Lost", false, false);
        } else {
            list("CpuCredits", "Retained", false, false);
        }
    }
    if instance.local_storage {
        // The documents mention local disks only for standard mode without hibernation.
        if economical || hibernates {
            list("LocalDisks", "NotApplicable", false, false);
        } else if instance.family_i1 && interpretations.family_i1_contents == FamilyI1Contents::Lost {
            list("LocalDisks", "Lost", false, false);
        } else {
            list("LocalDisks", "Retained", false, false);
        }
    }
    if instance.charge_type == ChargeType::PrePaid {
        if economical {
            list("SubscriptionFee", "NotApplicable", true, false);
        } else {
            list("SubscriptionFee", "Retained", true, true);
        }
    }
    list("Configuration", "Retained", false, false);

    resources
}

/// The risks.
fn risks(instance: &Instance, mode: StoppedMode, request: &StopInstance) -> Vec<&'static str> {
    let mut risks = Vec::new();
    let economical = mode == StoppedMode::StopCharging;

    if request.force_stop {
        risks.push("CachedDataLost");
    }
    if economical {
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
    if has_undocumented_lock(instance) {
        risks.push("UndocumentedLock");
    }

    risks
}
