//! The oracle of the lifecycle: the documents once more, as straight `if`s, with nothing taken from
//! the library but the words for instance, environment and request.
//!
//! It is slow, repeats itself and has no idea of a rule, so that it can be read beside the documents
//! row by row and cannot share a mistake with the library. It knows one order of violations, the
//! default one, and no rules but the vendor's. Each operation has a file of its own; here are the
//! words that all of them answer with, and what an instance costs as it stands. Plural calls are not
//! here.

mod agreement;
mod create;
mod delete;
mod interpretations;
mod modes;
mod reactivate;
mod reboot;
mod start;
mod stop;

pub(crate) use create::{create, run};
pub(crate) use delete::delete;
pub(crate) use interpretations::{
    Arrears, Confirmation, FamilyI1Contents, ForceDeleteInTransit, ForceStopWhileStopping,
    HibernatedBandwidth, HibernationDefault, HibernationLimit, ImageLicence, IneligibleStopCharging,
    Interpretations, KeyCheck, Reactivation, RebootPath, SecurityLock, SecurityLockedDelete, SpotCompute,
    SpotEconomicalMode, StartWhilePending, StatusText, StopOfStopped, UndocumentedLocks,
};
pub(crate) use reactivate::reactivate;
pub(crate) use reboot::reboot;
pub(crate) use start::start;
pub(crate) use stop::stop;

use instance_lifecycle::{Instance, SpotStrategy, Status, StoppedMode};

/// What becomes of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Refused. `retryable` is that of the first violation.
    Rejected { violations: Vec<Violation>, retryable: bool },
    /// A dry run found nothing; the plan is what would have run.
    DryRunPassed { plan: Plan },
    /// It is stopped, and the interpretation R12 takes that for success.
    AlreadyDone,
    /// Accepted.
    Planned(Plan),
}

/// An error row that is raised, filled where the row has a gap and its filling was observed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    pub(crate) http: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

/// What an accepted call does.
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

/// The risks that a document names of an operation other than StopInstance; of others the oracle does
/// not speak.
pub(crate) const NAMED_RISKS: [&str; 7] = [
    "CachedDataLost",
    "PublicAddressMayChange",
    "CpuCreditsCleared",
    "LocalDataLost",
    "EveryDiskReleased",
    "SpotMayBeInterrupted",
    "UndocumentedLock",
];

/// An error row as it stands in the table.
fn row(http: u16, code: &'static str, message: &str) -> Violation {
    Violation { http, code, message: message.to_owned() }
}

/// The refusal of a status, fixed or filled as it was observed.
fn status_row(instance: &Instance, expected: &str, interpretations: &Interpretations) -> Violation {
    match interpretations.status_text {
        StatusText::Static => row(
            403,
            "IncorrectInstanceStatus",
            "The current status of the resource does not support this operation.",
        ),
        StatusText::Templated => row(
            403,
            "IncorrectInstanceStatus",
            &format!(
                "The specified instance is in an incorrect status for the requested action; Status of the specified instance is {} but the expected status is in ({expected}).",
                instance.status
            ),
        ),
    }
}

fn is_transitional(instance: &Instance) -> bool {
    instance.status == Status::Pending
        || instance.status == Status::Starting
        || instance.status == Status::Stopping
}

fn is_spot(instance: &Instance) -> bool {
    instance.spot_strategy != SpotStrategy::NoSpot
}

fn has_undocumented_lock(instance: &Instance) -> bool {
    instance.locks.recycling
        || instance.locks.dedicated_host_financial
        || instance.locks.refunded
        || instance.locks.unknown
}

/// What of an existing instance is billed as it stands. Disks, snapshots, elastic addresses and the
/// fee of a subscription always are.
struct Costs {
    compute: bool,
    bandwidth: bool,
    licence: bool,
}

impl Costs {
    fn of(instance: &Instance, interpretations: &Interpretations) -> Self {
        // A mode counts only while the instance is stopped.
        if instance.status == Status::Stopped && instance.stopped_mode == StoppedMode::StopCharging {
            return Self {
                compute: false,
                bandwidth: instance.hibernated
                    && interpretations.hibernated_bandwidth == HibernatedBandwidth::Billed,
                licence: interpretations.image_licence == ImageLicence::Billed,
            };
        }
        // What is recycled is not there to be billed.
        if instance.status == Status::Stopped && instance.compute_recycled {
            return Self { compute: false, bandwidth: true, licence: true };
        }
        Self { compute: true, bandwidth: true, licence: true }
    }
}
