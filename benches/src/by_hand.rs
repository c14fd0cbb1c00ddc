//! StopInstance under the documents of 2024-11-14 as hand-written `if`s over the typed values: 15 rules
//! and the settlements. There are no reasons, sources or plans, and no other interpretations, revisions
//! or precedences.

use instance_lifecycle::errors::ErrorKind;
use instance_lifecycle::instance::{
    ChargeType, DiskStatus, EncryptionKey, NetworkType, SpotStrategy, Standing, StoppedMode,
};
use instance_lifecycle::packed::Call;
use instance_lifecycle::plan::Settlement;
use instance_lifecycle::request::StopMode;
use instance_lifecycle::{Environment, Instance, Status, StopInstance};

/// Returns the first error, otherwise the settlement.
#[inline]
pub fn answer(call: &Call<StopInstance>) -> Result<Settlement, ErrorKind> {
    let Call { instance, request, environment } = call;
    if instance.status == Status::Released {
        return Err(ErrorKind::InstanceNotFound);
    }
    if instance.locks.security {
        return Err(ErrorKind::InstanceLockedForSecurity);
    }
    if instance.standing != Standing::Good || instance.locks.financial || instance.disk_in_arrears {
        return Err(ErrorKind::InstanceExpiredOrInArrears);
    }
    if instance.status != Status::Running {
        return Err(ErrorKind::IncorrectInstanceStatus);
    }
    if instance.disk_status == DiskStatus::Incorrect {
        return Err(ErrorKind::DiskError);
    }
    if instance.local_storage && !request.confirm_stop {
        return Err(ErrorKind::ConfirmStopRequired);
    }
    if request.hibernate {
        if !instance.hibernation_configured {
            return Err(ErrorKind::HibernationNotEnabled);
        }
        if request.force_stop || is_spot(instance) {
            return Err(ErrorKind::HibernationForbidden);
        }
    }
    if request.stopped_mode == Some(StopMode::StopCharging) {
        if instance.network_type == NetworkType::Classic {
            return Err(ErrorKind::ClassicNetworkNotSupported);
        }
        if instance.charge_type == ChargeType::PrePaid {
            return Err(ErrorKind::SubscriptionNotSupported);
        }
        if instance.local_storage {
            return Err(ErrorKind::LocalDiskNotSupported);
        }
        if is_spot(instance) {
            return Err(ErrorKind::SpotNotSupported);
        }
    }
    match instance.encryption_key {
        EncryptionKey::ServiceUnauthorized => Err(ErrorKind::KmsUnauthorized),
        EncryptionKey::MissingEcsTag => Err(ErrorKind::KmsKeyUntagged),
        EncryptionKey::NotEnabled => Err(ErrorKind::KmsKeyNotEnabled),
        _ => Ok(settle(instance, request, environment)),
    }
}

/// Returns all errors, one bit each in the order of [`answer`], and the settlement if there were none.
#[inline]
pub fn all(call: &Call<StopInstance>) -> (u16, Settlement) {
    let Call { instance, request, environment } = call;
    let settlement = settle(instance, request, environment);
    if instance.status == Status::Released {
        return (1, settlement);
    }
    let economical = request.stopped_mode == Some(StopMode::StopCharging);
    let hibernates = request.hibernate && instance.hibernation_configured;
    let violations = [
        instance.locks.security,
        instance.standing != Standing::Good || instance.locks.financial || instance.disk_in_arrears,
        instance.status != Status::Running,
        instance.disk_status == DiskStatus::Incorrect,
        instance.local_storage && !request.confirm_stop,
        request.hibernate && !instance.hibernation_configured,
        hibernates && (request.force_stop || is_spot(instance)),
        economical && instance.network_type == NetworkType::Classic,
        economical && instance.charge_type == ChargeType::PrePaid,
        economical && instance.local_storage,
        economical && is_spot(instance),
        instance.encryption_key == EncryptionKey::ServiceUnauthorized,
        instance.encryption_key == EncryptionKey::MissingEcsTag,
        instance.encryption_key == EncryptionKey::NotEnabled,
    ];
    let numbered = violations.into_iter().enumerate();
    (numbered.fold(0, |all, (n, violated)| all | u16::from(violated) << (n + 1)), settlement)
}

fn is_spot(instance: &Instance) -> bool {
    instance.spot_strategy != SpotStrategy::NoSpot
}

fn settle(instance: &Instance, request: &StopInstance, environment: &Environment) -> Settlement {
    let hibernates = request.hibernate && instance.hibernation_configured;
    if instance.charge_type == ChargeType::PrePaid {
        return if hibernates { Settlement::HibernateSubscription } else { Settlement::StopSubscription };
    }
    let is_eligible = instance.network_type == NetworkType::Vpc
        && !is_spot(instance)
        && !instance.local_storage
        && !instance.persistent_memory;
    let economical = match request.stopped_mode {
        None if instance.status == Status::Stopping => instance.stopped_mode == StoppedMode::StopCharging,
        None => environment.economical_mode_default && is_eligible,
        Some(StopMode::StopCharging) => is_eligible,
        Some(StopMode::KeepCharging) => false,
    };
    match (hibernates, economical) {
        (true, true) => Settlement::HibernateEconomically,
        (true, false) => Settlement::HibernateInStandardMode,
        (false, true) => Settlement::StopEconomically,
        (false, false) => Settlement::StopInStandardMode,
    }
}
