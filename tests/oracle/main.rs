//! An oracle of the lifecycle: the documents as straight `if`s. It takes from the library only the
//! types of instances, environments and requests.
//!
//! It is slow and repetitive and has no notion of a rule, so it can be compared with the documents row
//! by row and shares no mistake with the library. It knows the default order of violations and the
//! vendor's rules only. Each operation has its own file; this one has the common types and the charges
//! of an instance. Plural calls are not covered.

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

use instance_lifecycle::instance::{SpotStrategy, StoppedMode};
use instance_lifecycle::{Instance, Status};

/// The answer to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Refused; `retryable` is that of the first violation.
    Rejected { violations: Vec<Violation>, retryable: bool },
    /// A dry run passed; the plan is the one that would have run.
    DryRunPassed { plan: Plan },
    /// The instance is stopped, and interpretation R12 reports success.
    AlreadyDone,
    /// Accepted.
    Planned(Plan),
}

/// A violated error row, with the gap of a template filled as observed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    pub(crate) http: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

/// The plan of an accepted call.
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

/// The outcome of one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resource {
    pub(crate) name: &'static str,
    pub(crate) disposition: &'static str,
    pub(crate) billed_before: bool,
    pub(crate) billed_after: bool,
}

/// The risks that the documents name for operations other than StopInstance.
pub(crate) const NAMED_RISKS: [&str; 7] = [
    "CachedDataLost",
    "PublicAddressMayChange",
    "CpuCreditsCleared",
    "LocalDataLost",
    "EveryDiskReleased",
    "SpotMayBeInterrupted",
    "UndocumentedLock",
];

/// An error row of the documented table.
fn row(http: u16, code: &'static str, message: &str) -> Violation {
    Violation { http, code, message: message.to_owned() }
}

/// The status error, fixed or filled as observed.
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

/// Returns the billed resources of an instance. Disks, snapshots, elastic addresses and subscription
/// fees are always billed.
struct Costs {
    compute: bool,
    bandwidth: bool,
    licence: bool,
}

impl Costs {
    fn of(instance: &Instance, interpretations: &Interpretations) -> Self {
        // The stop mode matters only while the instance is stopped.
        if instance.status == Status::Stopped && instance.stopped_mode == StoppedMode::StopCharging {
            return Self {
                compute: false,
                bandwidth: instance.hibernated
                    && interpretations.hibernated_bandwidth == HibernatedBandwidth::Billed,
                licence: interpretations.image_licence == ImageLicence::Billed,
            };
        }
        // Recycled compute is not billed.
        if instance.status == Status::Stopped && instance.compute_recycled {
            return Self { compute: false, bandwidth: true, licence: true };
        }
        Self { compute: true, bandwidth: true, licence: true }
    }
}
