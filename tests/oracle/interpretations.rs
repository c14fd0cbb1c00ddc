//! The contested points as fields of one struct, with the defaults of each revision.

use instance_lifecycle::Revision;
/// The answer to every contested point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Interpretations {
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
    pub(crate) local_ssd_contents: LocalSsdContents,
    pub(crate) undocumented_locks: UndocumentedLocks,
    pub(crate) reboot_path: RebootPath,
    pub(crate) start_while_pending: StartWhilePending,
    pub(crate) security_locked_delete: SecurityLockedDelete,
    pub(crate) reactivation: Reactivation,
    pub(crate) force_delete_in_transit: ForceDeleteInTransit,
    pub(crate) spot_compute: SpotCompute,
    pub(crate) account_switch: AccountSwitch,
    pub(crate) arrears_before_stop: ArrearsBeforeStop,
    pub(crate) hibernate_parameter: HibernateParameter,
    pub(crate) lock_stops: LockStops,
    pub(crate) system_disk_kept: SystemDiskKept,
    pub(crate) arrears_stop_mode: ArrearsStopMode,
}

impl Interpretations {
    /// Returns the defaults of a revision.
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
            hibernated_bandwidth: HibernatedBandwidth::Billed,
            local_ssd_contents: LocalSsdContents::Kept,
            undocumented_locks: UndocumentedLocks::Ignore,
            reboot_path: RebootPath::ViaStopping,
            start_while_pending: StartWhilePending::IncorrectInstanceStatus,
            security_locked_delete: SecurityLockedDelete::Allow,
            reactivation: Reactivation::Running,
            force_delete_in_transit: ForceDeleteInTransit::Reject,
            spot_compute: SpotCompute::ToBeFoundAgain,
            account_switch: AccountSwitch::Counts,
            arrears_before_stop: ArrearsBeforeStop::Refused,
            hibernate_parameter: HibernateParameter::Taken,
            lock_stops: LockStops::Running,
            system_disk_kept: SystemDiskKept::Kept,
            arrears_stop_mode: ArrearsStopMode::BySwitch,
        };
        match revision {
            // StopInstance, 2021: a stop clears the disks of families with local SSDs.
            Revision::V2021_01 => Self {
                confirmation: Confirmation::FamilyI1,
                local_ssd_contents: LocalSsdContents::Lost,
                hibernate_parameter: HibernateParameter::Ignored,
                ..v2024_11_14
            },
            // Only the error rows moved.
            Revision::V2024_11_14 | Revision::V2024_12_20 | Revision::V2025_03_20 => v2024_11_14,
            Revision::V2025_12_03 => Self {
                ineligible_stop_charging: IneligibleStopCharging::StopAsKeepCharging,
                security_lock: SecurityLock::Allow,
                confirmation: Confirmation::Nobody,
                status_text: StatusText::Templated,
                spot_economical_mode: SpotEconomicalMode::Supported,
                image_licence: ImageLicence::NotBilled,
                ..v2024_11_14
            },
            other => panic!("not covered: {other:?}"),
        }
    }
}

/// R1: StopCharging requested for an ineligible instance.
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

/// R7: options that are forbidden when an instance with hibernation is to hibernate.
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

/// R14: the pay-by-bandwidth fee of a hibernated economical stop. The only page on hibernation bills it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HibernatedBandwidth {
    NotBilled,
    Billed,
}

/// R15: the contents of local SSDs after a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LocalSsdContents {
    Kept,
    Lost,
}

/// R18: locks with undocumented effects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UndocumentedLocks {
    Ignore,
    Deny,
}

/// L1: the statuses that a reboot passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RebootPath {
    ViaStopping,
    StartingAtOnce,
    ViaStopped,
}

/// L2: the row that refuses the start of a pending instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StartWhilePending {
    IncorrectInstanceStatus,
    InstanceNotReady,
}

/// L3: a deletion under a security lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecurityLockedDelete {
    Allow,
    Deny,
}

/// L4: the status in which a reactivation leaves the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reactivation {
    Running,
    StatusBefore,
}

/// L5: a forced deletion in Starting or Stopping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ForceDeleteInTransit {
    Reject,
    Accept,
}

/// L6: the compute of a spot instance stopped in standard mode after its protection period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SpotCompute {
    ToBeFoundAgain,
    Kept,
}

/// Whether the switch of the account counts for a call without StoppedMode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccountSwitch {
    Counts,
    ConsoleOnly,
}

/// Whether an instance in arrears that still runs is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ArrearsBeforeStop {
    Refused,
    Usable,
}

/// Whether the parameter Hibernate counts. StopInstance, 2021, does not have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HibernateParameter {
    Taken,
    Ignored,
}

/// The status of a running instance after a security or refund lock is set. No call depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LockStops {
    Running,
    Stopped,
}

/// Whether a deletion keeps a system disk with DeleteWithInstance=false.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SystemDiskKept {
    Kept,
    Released,
}

/// The mode of a stop for arrears. No call depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ArrearsStopMode {
    BySwitch,
    Standard,
    Economical,
}
