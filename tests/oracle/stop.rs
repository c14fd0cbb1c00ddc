//! StopInstance: the decision. Row numbers are those of 2024-11-14 unless a comment names another table.

use super::stop_plan::{asks_to_hibernate, billed, plan};
use super::{
    AccountSwitch, Answer, ForceStopWhileStopping, HibernateMode, HibernationForbids, IneligibleStopCharging,
    Interpretations, KeysChecked, OtherLocks, SecurityLockedStop, SpotEconomicalMode, StopOfStopped,
    Violation, WhoConfirms, is_expired_or_in_arrears, is_spot, is_transitional, row, status_row,
};
use instance_lifecycle::instance::{ChargeType, DiskStatus, EncryptionKey, NetworkType, StoppedMode, Task};
use instance_lifecycle::request::StopMode;
use instance_lifecycle::{Environment, Instance, Revision, Status, StopInstance};

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

/// The product's row was added on 2025-03-20.
fn refuses_system_instances(revision: Revision) -> bool {
    match revision {
        Revision::V2021_01 | Revision::V2024_11_14 | Revision::V2024_12_20 => false,
        Revision::V2025_03_20 | Revision::V2025_12_03 => true,
        other => panic!("not covered: {other:?}"),
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
    let denies_undocumented_locks = interpretations.undocumented_locks == OtherLocks::Deny;
    if (interpretations.security_lock == SecurityLockedStop::Deny && instance.locks.security)
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
        WhoConfirms::AnyLocalStorage => instance.local_storage,
        WhoConfirms::FamilyI1 => instance.local_storage && instance.family_i1,
        WhoConfirms::Nobody => false,
    };
    if must_confirm && !request.confirm_stop {
        violations.push(row(
            403,
            "InstanceType.ParameterMismatch",
            "The input parameter ConfirmStop must be true when an instance have localstorage.",
        ));
    }

    // In StopInstance, 2025-12-03; dated 2025-03-20. The gaps are unfilled.
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

    // Row 14. Hibernation, 2021: a spot instance hibernates in economical mode only. The row reads the call
    // and what economical mode supports, and neither the mode of a stop in flight nor the charge type and
    // the network, which a spot instance with hibernation cannot vary.
    let asks_for_economical_mode = match request.stopped_mode {
        Some(mode) => mode == StopMode::StopCharging,
        None => {
            environment.economical_mode_default
                && interpretations.account_switch == AccountSwitch::Counts
                && interpretations.hibernation_default == HibernateMode::SameDefault
        }
    };
    let can_be_economical = interpretations.spot_economical_mode == SpotEconomicalMode::Supported
        && !instance.local_storage
        && !instance.persistent_memory;
    let is_spot_in_standard_mode = is_spot(instance) && !(asks_for_economical_mode && can_be_economical);
    let asks_what_is_forbidden = match interpretations.hibernation_limit {
        HibernationForbids::ForceOrSpotKeep => request.force_stop || is_spot_in_standard_mode,
        HibernationForbids::SpotKeep => is_spot_in_standard_mode,
        HibernationForbids::Nothing => false,
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
    if interpretations.key_check == KeysChecked::EveryStop || asks_to_hibernate(request, interpretations) {
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
