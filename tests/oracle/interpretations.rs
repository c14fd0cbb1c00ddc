//! The contested points as fields of one struct, with the defaults of each revision.

use instance_lifecycle::Revision;
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::policy::interpretations as library;

/// Declares the interpretations: the name and the answers of the library, and the defaults of the revisions
/// 2021-01, 2024-11-14 and 2025-12-03. The revisions between the last two moved error rows only.
macro_rules! interpretations {
    ($($(#[doc = $about:literal])* $name:ident: $field:ident { $($answer:ident),+ } = [$old:ident, $page:ident, $new:ident];)+) => {
        $(
            $(#[doc = $about])+
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub(crate) enum $name { $($answer),+ }
        )+

        /// The answer to every contested point.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) struct Interpretations { $(pub(crate) $field: $name),+ }

        impl Interpretations {
            /// Returns the defaults of a revision.
            pub(crate) fn of(revision: Revision) -> Self {
                match revision {
                    Revision::V2021_01 => Self { $($field: $name::$old),+ },
                    Revision::V2024_11_14 | Revision::V2024_12_20 | Revision::V2025_03_20 => {
                        Self { $($field: $name::$page),+ }
                    }
                    Revision::V2025_12_03 => Self { $($field: $name::$new),+ },
                    _ => panic!("the oracle does not know {revision}"),
                }
            }
        }

        /// Gives one interpretation another answer, both by number; returns the answer of the library.
        pub(crate) fn answer(it: &mut Interpretations, interpretation: usize, answer: usize) -> library::Choice {
            let answers: &[fn(&mut Interpretations, usize) -> library::Choice] = &[$(|it, answer| {
                let answers = [$(($name::$answer, library::$name::$answer)),+];
                let (here, there) = answers[answer % answers.len()];
                it.$field = here;
                there.into()
            }),+];
            answers[interpretation](it, answer)
        }

        /// The answers of the library to each interpretation.
        pub(crate) const ANSWERS: &[&[&str]] = &[$(<library::$name as Finite>::NAMES),+];

        /// The answers that the oracle knows.
        pub(crate) const KNOWN: &[&[&str]] = &[$(&[$(stringify!($answer)),+]),+];
    };
}

#[rustfmt::skip] // a table: one line an interpretation
interpretations! {
    /// R1: StopCharging requested for an ineligible instance.
    IneligibleStopCharging: ineligible_stop_charging { Reject, StopAsKeepCharging } = [Reject, Reject, StopAsKeepCharging];
    /// R2: a stop under a security lock.
    SecurityLockedStop: security_lock { Deny, Allow } = [Deny, Deny, Allow];
    /// R3: who must confirm.
    WhoConfirms: confirmation { AnyLocalStorage, FamilyI1, Nobody } = [FamilyI1, AnyLocalStorage, Nobody];
    /// R4: the text of a status refusal.
    StatusText: status_text { Static, Templated } = [Static, Static, Templated];
    /// R5: ForceStop while Stopping.
    ForceStopWhileStopping: force_stop_while_stopping { Reject, Accept } = [Reject, Reject, Reject];
    /// R6: whether a spot instance is eligible for economical mode.
    SpotEconomicalMode: spot_economical_mode { Unsupported, Supported } = [Unsupported, Unsupported, Supported];
    /// R7: options that are forbidden when an instance with hibernation is to hibernate.
    HibernationForbids: hibernation_limit { ForceOrSpotKeep, SpotKeep, Nothing } = [ForceOrSpotKeep, ForceOrSpotKeep, ForceOrSpotKeep];
    /// R8: the stop mode of Hibernate without StoppedMode.
    HibernateMode: hibernation_default { SameDefault, KeepCharging } = [SameDefault, SameDefault, SameDefault];
    /// R9: when the keys of encrypted disks are checked.
    KeysChecked: key_check { EveryStop, OnlyHibernate } = [EveryStop, EveryStop, EveryStop];
    /// R11: whose arrears count.
    WhoseArrears: arrears { InstanceOrDisk, InstanceOnly } = [InstanceOrDisk, InstanceOrDisk, InstanceOrDisk];
    /// R12: a stop of a stopped instance.
    StopOfStopped: stop_of_stopped { Reject, AlreadyDone } = [Reject, Reject, Reject];
    /// R13: the image licence while stopped economically.
    ImageLicence: image_licence { Billed, NotBilled } = [Billed, Billed, NotBilled];
    /// R14: the pay-by-bandwidth fee of a hibernated economical stop. The only page on hibernation bills it.
    HibernatedBandwidth: hibernated_bandwidth { NotBilled, Billed } = [Billed, Billed, Billed];
    /// R15: the contents of local SSDs after a stop.
    LocalDiskContents: local_ssd_contents { Kept, Lost } = [Lost, Kept, Kept];
    /// R18: locks with undocumented effects.
    OtherLocks: undocumented_locks { Ignore, Deny } = [Ignore, Ignore, Ignore];
    /// L1: the statuses that a reboot passes.
    RebootPath: reboot_path { ViaStopping, StartingAtOnce, ViaStopped } = [ViaStopping, ViaStopping, ViaStopping];
    /// L2: the row that refuses the start of a pending instance.
    StartWhilePending: start_while_pending { IncorrectInstanceStatus, InstanceNotReady } = [IncorrectInstanceStatus, IncorrectInstanceStatus, IncorrectInstanceStatus];
    /// L3: a deletion under a security lock.
    SecurityLockedDelete: security_locked_delete { Allow, Deny } = [Allow, Allow, Allow];
    /// L4: the status in which a reactivation leaves the instance.
    ReactivationStatus: reactivation { Running, StatusBefore } = [Running, Running, Running];
    /// L5: a forced deletion in Starting or Stopping.
    ForceDeleteInTransit: force_delete_in_transit { Reject, Accept } = [Reject, Reject, Reject];
    /// L6: the compute of a spot instance stopped in standard mode after its protection period.
    SpotComputeAfterStop: spot_compute { ToBeFoundAgain, Kept } = [ToBeFoundAgain, ToBeFoundAgain, ToBeFoundAgain];
    /// Whether the switch of the account counts for a call without StoppedMode.
    AccountSwitch: account_switch { Counts, ConsoleOnly } = [Counts, Counts, Counts];
    /// Whether an instance in arrears that still runs is refused.
    ArrearsBeforeStop: arrears_before_stop { Refused, Usable } = [Refused, Refused, Refused];
    /// Whether the parameter Hibernate counts. StopInstance, 2021, does not have it.
    HibernateParameter: hibernate_parameter { Taken, Ignored } = [Ignored, Taken, Taken];
    /// The status of a running instance after a security or refund lock is set. No call depends on it.
    LockStops: lock_stops { Running, Stopped } = [Running, Running, Running];
    /// Whether a deletion keeps a system disk with DeleteWithInstance=false.
    SystemDiskKept: system_disk_kept { Kept, Released } = [Kept, Kept, Kept];
    /// The mode of a stop for arrears. No call depends on it.
    ArrearsStopMode: arrears_stop_mode { BySwitch, Standard, Economical } = [BySwitch, BySwitch, BySwitch];
}
