//! The oracle of StopInstance: its documents once more, as straight `if`s, with nothing taken from
//! the library but the words for instance, environment and request.
//!
//! It is slow, repeats itself and has no idea of a rule, so that it can be read beside the documents
//! row by row and cannot share a mistake with the library. It knows one order of objections, the
//! default one, and no rules but the vendor's. Rows are those of StopInstance, 2024-11-14, unless a
//! comment says otherwise.

use instance_lifecycle::{
    ChargeType, DiskStatus, EncryptionKey, Environment, Instance, NetworkType, Revision, SpotStrategy,
    Standing, StaticAddress, Status, StopInstance, StopMode, StoppedMode, Task,
};

/// What becomes of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Refused. `retryable` is that of the first objection.
    Rejected { objections: Vec<Objection>, retryable: bool },
    /// A dry run found nothing; the plan is what would have run.
    DryRunPassed { plan: Plan },
    /// It is stopped, and the reading R12 takes that for success.
    AlreadyDone,
    /// Accepted.
    Planned(Plan),
}

/// An error row that is raised, filled where the row has a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Objection {
    pub(crate) http: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

/// What an accepted stop does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) from: Status,
    pub(crate) via: Vec<Status>,
    pub(crate) to: Status,
    pub(crate) mode: StoppedMode,
    pub(crate) hibernates: bool,
    pub(crate) resources: Vec<Resource>,
    pub(crate) risks: Vec<&'static str>,
}

/// What becomes of one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resource {
    pub(crate) name: &'static str,
    pub(crate) disposition: &'static str,
    pub(crate) billed_before: bool,
    pub(crate) billed_after: bool,
}

/// How every contested point is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Readings {
    pub(crate) ineligible_stop_charging: IneligibleStopCharging,
    pub(crate) security_lock: SecurityLock,
    pub(crate) confirmation: Confirmation,
    pub(crate) status_text: StatusText,
    pub(crate) force_stop_while_stopping: ForceStopWhileStopping,
    pub(crate) spot_economical_mode: SpotEconomicalMode,
    pub(crate) hibernation_limit: HibernationLimit,
    pub(crate) hibernation_default: HibernationDefault,
    pub(crate) key_check: KeyCheck,
    pub(crate) arrears: Arrears,
    pub(crate) stop_of_stopped: StopOfStopped,
    pub(crate) image_licence: ImageLicence,
    pub(crate) hibernated_bandwidth: HibernatedBandwidth,
    pub(crate) family_i1_contents: FamilyI1Contents,
    pub(crate) undocumented_locks: UndocumentedLocks,
}

impl Readings {
    /// The defaults of a revision.
    pub(crate) fn of(revision: Revision) -> Self {
        let v2024_11_14 = Self {
            ineligible_stop_charging: IneligibleStopCharging::Reject,
            security_lock: SecurityLock::Deny,
            confirmation: Confirmation::AnyLocalStorage,
            status_text: StatusText::Static,
            force_stop_while_stopping: ForceStopWhileStopping::Reject,
            spot_economical_mode: SpotEconomicalMode::Unsupported,
            hibernation_limit: HibernationLimit::ForceOrSpotKeep,
            hibernation_default: HibernationDefault::SameAsAnyStop,
            key_check: KeyCheck::EveryStop,
            arrears: Arrears::InstanceOrDisk,
            stop_of_stopped: StopOfStopped::Reject,
            image_licence: ImageLicence::Billed,
            hibernated_bandwidth: HibernatedBandwidth::NotBilled,
            family_i1_contents: FamilyI1Contents::Kept,
            undocumented_locks: UndocumentedLocks::Ignore,
        };
        match revision {
            Revision::V2021_01 => Self { confirmation: Confirmation::FamilyI1, ..v2024_11_14 },
            Revision::V2024_11_14 => v2024_11_14,
            Revision::V2025_12_03 => Self {
                ineligible_stop_charging: IneligibleStopCharging::StopAsKeepCharging,
                security_lock: SecurityLock::Allow,
                confirmation: Confirmation::Nobody,
                status_text: StatusText::Templated,
                spot_economical_mode: SpotEconomicalMode::Supported,
                image_licence: ImageLicence::NotBilled,
                ..v2024_11_14
            },
        }
    }
}

/// R1: StopCharging asked of an ineligible instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IneligibleStopCharging {
    Reject,
    StopAsKeepCharging,
}

/// R2: a stop under a security lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecurityLock {
    Deny,
    Allow,
}

/// R3: who must confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Confirmation {
    AnyLocalStorage,
    FamilyI1,
    Nobody,
}

/// R4: the text of a status refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatusText {
    Static,
    Templated,
}

/// R5: ForceStop while Stopping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ForceStopWhileStopping {
    Reject,
    Accept,
}

/// R6: whether a spot instance is eligible for economical mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SpotEconomicalMode {
    Unsupported,
    Supported,
}

/// R7: what is forbidden of a configured instance that is asked to hibernate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HibernationLimit {
    ForceOrSpotKeep,
    SpotKeep,
    Nothing,
}

/// R8: the stop mode of Hibernate without StoppedMode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HibernationDefault {
    SameAsAnyStop,
    KeepCharging,
}

/// R9: when the keys of encrypted disks are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyCheck {
    EveryStop,
    OnlyHibernate,
}

/// R11: whose arrears count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrears {
    InstanceOrDisk,
    InstanceOnly,
}

/// R12: a stop of a stopped instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StopOfStopped {
    Reject,
    AlreadyDone,
}

/// R13: the image licence while stopped economically.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImageLicence {
    Billed,
    NotBilled,
}

/// R14: the pay-by-bandwidth fee of a hibernated economical stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HibernatedBandwidth {
    NotBilled,
    Billed,
}

/// R15: the contents of the local disks of family i1 after a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FamilyI1Contents {
    Kept,
    Lost,
}

/// R18: the locks of which no page says what they do to a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UndocumentedLocks {
    Ignore,
    Deny,
}

/// The decision of StopInstance.
pub(crate) fn stop(
    instance: &Instance,
    environment: &Environment,
    request: &StopInstance,
    revision: Revision,
    readings: &Readings,
) -> Answer {
    let objections = objections(instance, request, revision, readings);
    if let Some(first) = objections.first() {
        // Of all that refuses a stop, time alone cures nothing but a transitional status.
        let retryable = first.code == "IncorrectInstanceStatus"
            && (instance.status == Status::Pending
                || instance.status == Status::Starting
                || instance.status == Status::Stopping);
        return Answer::Rejected { objections, retryable };
    }

    // R12 takes a stop of a stopped instance for done, a dry run as a real one.
    if instance.status == Status::Stopped {
        return Answer::AlreadyDone;
    }

    let plan = plan(instance, environment, request, readings);
    if request.dry_run { Answer::DryRunPassed { plan } } else { Answer::Planned(plan) }
}

/// Everything that refuses the stop, in the default order.
fn objections(
    instance: &Instance,
    request: &StopInstance,
    revision: Revision,
    readings: &Readings,
) -> Vec<Objection> {
    let mut objections = Vec::new();

    // Row 16. Of what does not exist nothing else can be said.
    if instance.status == Status::Released {
        objections.push(row(404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist."));
        return objections;
    }

    // Row 2.
    let denies_undocumented_locks = readings.undocumented_locks == UndocumentedLocks::Deny;
    if (readings.security_lock == SecurityLock::Deny && instance.locks.security)
        || (denies_undocumented_locks && instance.locks.recycling)
        || (denies_undocumented_locks && instance.locks.unknown)
    {
        objections.push(row(
            403,
            "InstanceLockedForSecurity",
            "The specified operation is denied as your instance is locked for security reasons.",
        ));
    }

    // Row 5. The standing is taken at its word, whatever the charge type.
    if instance.standing == Standing::Expired
        || instance.standing == Standing::InArrears
        || instance.locks.financial
        || (readings.arrears == Arrears::InstanceOrDisk && instance.disk_in_arrears)
        || (denies_undocumented_locks && instance.locks.dedicated_host_financial)
        || (denies_undocumented_locks && instance.locks.refunded)
    {
        objections.push(row(
            403,
            "InstanceExpiredOrInArrears",
            "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).",
        ));
    }

    // Rows 1 and 10. What reboots or is being released is no hung stop, which R5 is about.
    let is_hung_stop_to_force = readings.force_stop_while_stopping == ForceStopWhileStopping::Accept
        && request.force_stop
        && instance.status == Status::Stopping
        && instance.task != Task::Reboot
        && instance.task != Task::Release;
    let is_done_already =
        readings.stop_of_stopped == StopOfStopped::AlreadyDone && instance.status == Status::Stopped;
    if instance.status != Status::Running && !is_hung_stop_to_force && !is_done_already {
        match readings.status_text {
            StatusText::Static => objections.push(row(
                403,
                "IncorrectInstanceStatus",
                "The current status of the resource does not support this operation.",
            )),
            StatusText::Templated => objections.push(row(
                403,
                "IncorrectInstanceStatus",
                &format!(
                    "The specified instance is in an incorrect status for the requested action; Status of the specified instance is {} but the expected status is in (Running).",
                    instance.status
                ),
            )),
        }
    }

    // Row 3, which is a 400 with a full stop in StopInstance, 2025-12-03.
    if instance.disk_status == DiskStatus::Incorrect {
        if revision == Revision::V2025_12_03 {
            objections.push(row(400, "DiskError", "IncorrectDiskStatus."));
        } else {
            objections.push(row(403, "DiskError", "IncorrectDiskStatus"));
        }
    }

    // Row 4. R3 narrows whose local storage counts; what has none never confirms.
    let must_confirm = match readings.confirmation {
        Confirmation::AnyLocalStorage => instance.local_storage,
        Confirmation::FamilyI1 => instance.local_storage && instance.family_i1,
        Confirmation::Nobody => false,
    };
    if must_confirm && !request.confirm_stop {
        objections.push(row(
            403,
            "InstanceType.ParameterMismatch",
            "The input parameter ConfirmStop must be true when an instance have localstorage.",
        ));
    }

    // StopInstance, 2025-12-03, error row 22. Nobody has seen its gaps filled, so they stay open.
    if revision == Revision::V2025_12_03 && instance.managed_by_product {
        objections.push(row(
            403,
            "OperationDenied.SystemInstanceNotSupport",
            "The system instance does not support the %s operation because %s.",
        ));
    }

    // Row 15.
    if revision != Revision::V2021_01 && request.hibernate && !instance.hibernation_configured {
        objections.push(row(
            403,
            "HibernationConfigured.NotEnabled",
            "The instance hibernation configured option is not enabled.",
        ));
    }

    // Row 14. Only KeepCharging asked for by name counts.
    let is_spot = instance.spot_strategy != SpotStrategy::NoSpot;
    let is_spot_keep = is_spot && request.stopped_mode == Some(StopMode::KeepCharging);
    let asks_what_is_forbidden = match readings.hibernation_limit {
        HibernationLimit::ForceOrSpotKeep => request.force_stop || is_spot_keep,
        HibernationLimit::SpotKeep => is_spot_keep,
        HibernationLimit::Nothing => false,
    };
    if revision != Revision::V2021_01
        && request.hibernate
        && instance.hibernation_configured
        && asks_what_is_forbidden
    {
        objections.push(row(
            403,
            "HibernationConfigured.InstanceOperationForbidden",
            "The operation is not permitted due to limit of the hibernation configured instance.",
        ));
    }

    // Rows 6 to 9. Persistent memory is ineligible too and has no row.
    if readings.ineligible_stop_charging == IneligibleStopCharging::Reject
        && request.stopped_mode == Some(StopMode::StopCharging)
    {
        if instance.network_type == NetworkType::Classic {
            objections.push(row(
                403,
                "InvalidInstanceId.NotSupport",
                "Classic network Instance does not support this operation.",
            ));
        }
        if instance.charge_type == ChargeType::PrePaid {
            objections.push(row(
                403,
                "InvalidInstanceId.NotSupport",
                "Pre pay instance does not support this operation.",
            ));
        }
        if instance.local_storage {
            objections.push(row(
                403,
                "InvalidInstanceId.NotSupport",
                "Local disk instance does not support this operation.",
            ));
        }
        if is_spot && readings.spot_economical_mode == SpotEconomicalMode::Unsupported {
            objections.push(row(
                403,
                "InvalidInstanceId.NotSupport",
                "Spot instance does not support this operation.",
            ));
        }
    }

    // Rows 13, 11 and 12.
    if readings.key_check == KeyCheck::EveryStop || request.hibernate {
        if instance.encryption_key == EncryptionKey::ServiceUnauthorized {
            objections.push(row(
                403,
                "InvalidParameter.KMSKeyId.KMSUnauthorized",
                "ECS service have no right to access your KMS.",
            ));
        }
        if revision != Revision::V2021_01 && instance.encryption_key == EncryptionKey::MissingEcsTag {
            objections.push(row(
                403,
                "InvalidParameter.KMSKeyId.CMKUnauthorized",
                "The CMK needs to be added ECS tag",
            ));
        }
        if revision != Revision::V2021_01 && instance.encryption_key == EncryptionKey::NotEnabled {
            objections.push(row(
                403,
                "InvalidParameter.KMSKeyId.CMKNotEnabled",
                "The CMK needs to be enabled.",
            ));
        }
    }

    objections
}

fn row(http: u16, code: &'static str, message: &str) -> Objection {
    Objection { http, code, message: message.to_owned() }
}

fn plan(instance: &Instance, environment: &Environment, request: &StopInstance, readings: &Readings) -> Plan {
    let mode = effective_mode(instance, environment, request, readings);
    Plan {
        from: instance.status,
        via: if instance.status == Status::Stopping { vec![] } else { vec![Status::Stopping] },
        to: Status::Stopped,
        mode,
        hibernates: request.hibernate,
        resources: resources(instance, mode, request.hibernate, readings),
        risks: risks(instance, mode, request),
    }
}

/// The mode in which the instance stops, whatever was asked for.
fn effective_mode(
    instance: &Instance,
    environment: &Environment,
    request: &StopInstance,
    readings: &Readings,
) -> StoppedMode {
    let is_spot = instance.spot_strategy != SpotStrategy::NoSpot;
    let is_eligible = instance.network_type == NetworkType::Vpc
        && instance.charge_type == ChargeType::PostPaid
        && (!is_spot || readings.spot_economical_mode == SpotEconomicalMode::Supported)
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
    if request.hibernate && readings.hibernation_default == HibernationDefault::KeepCharging {
        return StoppedMode::KeepCharging;
    }
    if environment.economical_mode_default {
        return StoppedMode::StopCharging;
    }
    StoppedMode::KeepCharging
}

/// What becomes of each resource. A subscription reads the columns of KeepCharging, and `billed` then
/// means that the subscription pays for it.
fn resources(instance: &Instance, mode: StoppedMode, hibernates: bool, readings: &Readings) -> Vec<Resource> {
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
        let goes_on = hibernates && readings.hibernated_bandwidth == HibernatedBandwidth::Billed;
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

    if economical && readings.image_licence == ImageLicence::NotBilled {
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
        // The documents speak of local disks in standard mode without hibernation, and nowhere else.
        if economical || hibernates {
            list("LocalDisks", "NotApplicable", false, false);
        } else if instance.family_i1 && readings.family_i1_contents == FamilyI1Contents::Lost {
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

/// What may go wrong all the same.
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
    if instance.locks.recycling
        || instance.locks.dedicated_host_financial
        || instance.locks.refunded
        || instance.locks.unknown
    {
        risks.push("UndocumentedLock");
    }

    risks
}

mod tests {
    use super::*;

    const STOP_CHARGING: Option<StopMode> = Some(StopMode::StopCharging);
    const KEEP_CHARGING: Option<StopMode> = Some(StopMode::KeepCharging);

    const CLASSIC: Instance = Instance { network_type: NetworkType::Classic, ..Instance::PLAIN };
    const PRE_PAID: Instance = Instance { charge_type: ChargeType::PrePaid, ..Instance::PLAIN };
    const LOCAL_STORAGE: Instance = Instance { local_storage: true, ..Instance::PLAIN };
    const PERSISTENT_MEMORY: Instance = Instance { persistent_memory: true, ..Instance::PLAIN };
    const SPOT: Instance = Instance { spot_strategy: SpotStrategy::SpotAsPriceGo, ..Instance::PLAIN };

    /// The instances on which the table turns: billing, whether eligible, the instance.
    const INSTANCES: [(ChargeType, bool, Instance); 6] = [
        (ChargeType::PostPaid, true, Instance::PLAIN),
        (ChargeType::PostPaid, false, CLASSIC),
        (ChargeType::PostPaid, false, LOCAL_STORAGE),
        (ChargeType::PostPaid, false, PERSISTENT_MEMORY),
        (ChargeType::PostPaid, false, SPOT),
        (ChargeType::PrePaid, false, PRE_PAID),
    ];

    /// StoppedMode asked, billing, eligible, the switch of the account, effective. `None` is "absent" in
    /// the first column and "any" in the others.
    type Line = (Option<StopMode>, ChargeType, Option<bool>, Option<bool>, StoppedMode);

    /// The documented table of effective modes. What it says of a subscription in brackets stands here
    /// as a line of its own; R1 refuses nothing.
    #[rustfmt::skip]
    const EFFECTIVE: [Line; 9] = [
        (None,          ChargeType::PostPaid, Some(true),  Some(true),  StoppedMode::StopCharging),
        (None,          ChargeType::PostPaid, Some(true),  Some(false), StoppedMode::KeepCharging),
        (None,          ChargeType::PostPaid, Some(false), None,        StoppedMode::KeepCharging),
        (None,          ChargeType::PrePaid,  Some(false), None,        StoppedMode::NotApplicable),
        (KEEP_CHARGING, ChargeType::PostPaid, None,        None,        StoppedMode::KeepCharging),
        (KEEP_CHARGING, ChargeType::PrePaid,  None,        None,        StoppedMode::NotApplicable),
        (STOP_CHARGING, ChargeType::PostPaid, Some(true),  None,        StoppedMode::StopCharging),
        (STOP_CHARGING, ChargeType::PostPaid, Some(false), None,        StoppedMode::KeepCharging),
        (STOP_CHARGING, ChargeType::PrePaid,  Some(false), None,        StoppedMode::NotApplicable),
    ];

    fn decide(instance: &Instance, default: bool, asked: Option<StopMode>, readings: &Readings) -> Answer {
        let environment = Environment { economical_mode_default: default, ..Environment::PLAIN };
        let request = StopInstance { stopped_mode: asked, confirm_stop: true, ..StopInstance::default() };
        stop(instance, &environment, &request, Revision::V2024_11_14, readings)
    }

    fn mode_of(answer: &Answer) -> Option<StoppedMode> {
        match answer {
            Answer::Planned(plan) => Some(plan.mode),
            _ => None,
        }
    }

    #[test]
    fn effective_modes_are_those_of_the_table() {
        let readings = Readings {
            ineligible_stop_charging: IneligibleStopCharging::StopAsKeepCharging,
            ..Readings::of(Revision::V2024_11_14)
        };
        for (billing, eligible, instance) in INSTANCES {
            for default in [false, true] {
                for asked in [None, KEEP_CHARGING, STOP_CHARGING] {
                    let lines: Vec<StoppedMode> = EFFECTIVE
                        .iter()
                        .filter(|line| line.0 == asked && line.1 == billing)
                        .filter(|line| line.2.is_none_or(|wanted| wanted == eligible))
                        .filter(|line| line.3.is_none_or(|wanted| wanted == default))
                        .map(|line| line.4)
                        .collect();
                    let [expected] = lines[..] else { panic!("not one line but {lines:?}") };
                    let answer = decide(&instance, default, asked, &readings);
                    assert_eq!(mode_of(&answer), Some(expected), "{asked:?}, {default}, {instance:?}");
                }
            }
        }
    }

    #[test]
    fn stop_charging_of_the_ineligible_is_refused_row_by_row() {
        let refused = [
            (CLASSIC, "Classic network Instance does not support this operation."),
            (PRE_PAID, "Pre pay instance does not support this operation."),
            (LOCAL_STORAGE, "Local disk instance does not support this operation."),
            (SPOT, "Spot instance does not support this operation."),
        ];
        let readings = Readings::of(Revision::V2024_11_14);
        for (instance, message) in refused {
            let objection =
                Objection { http: 403, code: "InvalidInstanceId.NotSupport", message: message.to_owned() };
            assert_eq!(
                decide(&instance, false, STOP_CHARGING, &readings),
                Answer::Rejected { objections: vec![objection], retryable: false }
            );
        }
    }

    #[test]
    fn persistent_memory_has_no_row_and_stops_as_keep_charging() {
        let answer = decide(&PERSISTENT_MEMORY, true, STOP_CHARGING, &Readings::of(Revision::V2024_11_14));
        assert_eq!(mode_of(&answer), Some(StoppedMode::KeepCharging));
    }

    #[test]
    fn spot_is_eligible_where_economical_mode_supports_it() {
        let readings = Readings::of(Revision::V2025_12_03);
        let modes =
            [None, KEEP_CHARGING, STOP_CHARGING].map(|asked| mode_of(&decide(&SPOT, true, asked, &readings)));
        let expected = [StoppedMode::StopCharging, StoppedMode::KeepCharging, StoppedMode::StopCharging];
        assert_eq!(modes, expected.map(Some));
    }

    #[test]
    fn hibernation_without_a_mode_follows_its_reading() {
        let instance = Instance { hibernation_configured: true, ..Instance::PLAIN };
        let environment = Environment { economical_mode_default: true, ..Environment::PLAIN };
        let request = StopInstance { hibernate: true, ..StopInstance::default() };
        for (hibernation_default, expected) in [
            (HibernationDefault::SameAsAnyStop, StoppedMode::StopCharging),
            (HibernationDefault::KeepCharging, StoppedMode::KeepCharging),
        ] {
            let revision = Revision::V2024_11_14;
            let readings = Readings { hibernation_default, ..Readings::of(revision) };
            let answer = stop(&instance, &environment, &request, revision, &readings);
            assert_eq!(mode_of(&answer), Some(expected), "{hibernation_default:?}");
        }
    }
}
