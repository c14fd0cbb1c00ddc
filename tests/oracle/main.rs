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
mod facts;
mod interpretations;
mod modes;
mod reactivate;
mod reboot;
mod start;
mod stop;
mod stop_plan;

pub(crate) use create::{create, run};
pub(crate) use delete::delete;
pub(crate) use interpretations::*;
pub(crate) use reactivate::reactivate;
pub(crate) use reboot::reboot;
pub(crate) use start::start;
pub(crate) use stop::stop;

use instance_lifecycle::instance::{ChargeType, SpotStrategy, Standing, StoppedFor, StoppedMode};
use instance_lifecycle::{Instance, Status};

/// The answer to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Refused; `retryable` is that of the first violation.
    Rejected { violations: Vec<Violation>, retryable: bool },
    /// A dry run passed; the plan is the one that would have run.
    DryRunPassed { plan: Plan },
    /// The instance is stopped, and interpretation R12 reports success. It stays billed for these
    /// resources.
    AlreadyDone { billed: Vec<&'static str> },
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
    /// Whether it is unknown that the instance has the resource.
    pub(crate) if_present: bool,
    pub(crate) disposition: &'static str,
    pub(crate) billed_before: bool,
    pub(crate) billed_after: bool,
    /// The effect of the next start: of a stop, on [`CHANGED_BY_A_START`].
    pub(crate) at_next_start: Option<&'static str>,
}

impl Plan {
    /// Sorts the risks, which have no documented order.
    pub(crate) fn sorted(mut self) -> Self {
        self.risks.sort_unstable();
        self
    }
}

/// The resources that a start may change after a stop.
pub(crate) const CHANGED_BY_A_START: [&str; 6] =
    ["Vcpu", "Memory", "Gpu", "MemoryContents", "StaticPublicIp", "CpuCredits"];

impl Resource {
    /// A resource that the instance certainly has.
    fn new(name: &'static str, disposition: &'static str, billed_before: bool, billed_after: bool) -> Self {
        Self { name, if_present: false, disposition, billed_before, billed_after, at_next_start: None }
    }
}

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

/// Returns whether the instance is stopped for arrears. A real record shows only the lock.
fn is_stopped_for_arrears(instance: &Instance) -> bool {
    if instance.stopped_for == StoppedFor::Arrears {
        return true;
    }
    instance.charge_type == ChargeType::PostPaid
        && instance.status == Status::Stopped
        && instance.locks.financial
}

/// Returns whether arrears of the account do not matter yet. Overdue payments, 2023: for fifteen days the
/// instance runs as usual, and a subscription is not affected at all.
fn is_usable_in_arrears(instance: &Instance, interpretations: &Interpretations) -> bool {
    interpretations.arrears_before_stop == ArrearsBeforeStop::Usable
        && (instance.charge_type == ChargeType::PrePaid || instance.status == Status::Running)
}

/// Returns whether row 5 of StopInstance and row 4 of RebootInstance refuse the instance, whatever its
/// charge type.
fn is_expired_or_in_arrears(instance: &Instance, interpretations: &Interpretations) -> bool {
    let denies_undocumented_locks = interpretations.undocumented_locks == OtherLocks::Deny;
    let is_usable = is_usable_in_arrears(instance, interpretations);

    instance.standing == Standing::Expired
        || (instance.standing == Standing::InArrears && !is_usable)
        || instance.locks.financial
        || (instance.disk_in_arrears && interpretations.arrears == WhoseArrears::InstanceOrDisk)
        || (denies_undocumented_locks && instance.locks.dedicated_host_financial)
        || (denies_undocumented_locks && instance.locks.refunded)
}

/// The billed resources of an instance.
#[derive(Clone, Copy)]
struct Costs {
    compute: bool,
    disks: bool,
    bandwidth: bool,
    elastic_address: bool,
    licence: bool,
    subscription: bool,
    /// The unused part of a private pool.
    reserved: bool,
}

impl Costs {
    const NOTHING: Self = Self {
        compute: false,
        disks: false,
        bandwidth: false,
        elastic_address: false,
        licence: false,
        subscription: false,
        reserved: false,
    };

    /// The costs of a running instance, which uses its private pool.
    const RUNNING: Self = Self {
        compute: true,
        disks: true,
        bandwidth: true,
        elastic_address: true,
        licence: true,
        subscription: true,
        reserved: false,
    };

    fn of(instance: &Instance, interpretations: &Interpretations) -> Self {
        if instance.status == Status::Released {
            return Self::NOTHING;
        }
        // Billing FAQ, 2025: an instance stopped for an overdue payment costs nothing. What an expired
        // subscription costs is on no page: nothing.
        let is_stopped_for_expiry = instance.stopped_for == StoppedFor::Expiry
            || (instance.charge_type == ChargeType::PrePaid && instance.locks.financial);
        if instance.status == Status::Stopped && (is_stopped_for_arrears(instance) || is_stopped_for_expiry) {
            return Self::NOTHING;
        }
        // The fee is paid in advance: while the subscription runs, a financial lock does not show that its
        // term is over.
        let subscription = instance.standing != Standing::Expired;
        // The stop mode matters only while the instance is stopped.
        if instance.status == Status::Stopped && instance.stopped_mode == StoppedMode::StopCharging {
            let costs = Self::stopped_economically(instance.hibernated, interpretations);
            return Self { subscription, ..costs };
        }
        // Recycled compute is not billed.
        Self {
            compute: !(instance.status == Status::Stopped && instance.compute_recycled),
            subscription,
            ..Self::RUNNING
        }
    }

    /// The costs after an economical stop.
    fn stopped_economically(hibernated: bool, interpretations: &Interpretations) -> Self {
        Self {
            compute: false,
            bandwidth: hibernated && interpretations.hibernated_bandwidth == HibernatedBandwidth::Billed,
            licence: interpretations.image_licence == ImageLicence::Billed,
            reserved: true,
            ..Self::RUNNING
        }
    }
}

/// Returns whether an instance has a resource that its record does not show: certainly, perhaps, or not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Has {
    Certainly,
    Perhaps,
    Not,
}

/// Lists the resources of an instance, in the order of the table of resources.
struct Listing {
    resources: Vec<Resource>,
}

impl Listing {
    const fn new() -> Self {
        Self { resources: Vec::new() }
    }

    fn add(&mut self, name: &'static str, disposition: &'static str, before: bool, after: bool) {
        self.resources.push(Resource::new(name, disposition, before, after));
    }

    /// Adds a resource of a stop, with the effect of the next start.
    fn add_until_start(
        &mut self,
        name: &'static str,
        disposition: &'static str,
        before: bool,
        after: bool,
        at_next_start: &'static str,
    ) {
        let resource = Resource::new(name, disposition, before, after);
        self.resources.push(Resource { at_next_start: Some(at_next_start), ..resource });
    }

    fn add_if(&mut self, has: Has, name: &'static str, disposition: &'static str, before: bool, after: bool) {
        if has != Has::Not {
            let if_present = has == Has::Perhaps;
            let resource = Resource::new(name, disposition, before, after);
            self.resources.push(Resource { if_present, ..resource });
        }
    }
}
