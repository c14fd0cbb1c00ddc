//! The verdict on the plan of a stop: what the instance surely has after it, and what it may lose.

use instance_lifecycle::plan::{AtNextStart, Disposition, Resource, ResourceOutcome, Risk};
use instance_lifecycle::{Operation, Plan};
use serde::Serialize;

/// What a stop keeps, and what it may lose until the next start or for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Verdict {
    keeps: Vec<&'static str>,
    may_lose: Vec<&'static str>,
    keeps_address: bool,
    keeps_data: bool,
    keeps_place: bool,
}

/// The parts that people ask about: a resource, its name, and the risks that it may be lost.
#[rustfmt::skip] // a table: one line a part
const PARTS: &[(Resource, &str, &[Risk])] = &[
    (Resource::StaticPublicIp, "public address",  &[Risk::PublicAddressMayChange]),
    (Resource::ElasticIp,      "elastic address", &[]),
    (Resource::PrivateIp,      "private address", &[]),
    (Resource::SystemDisk,     "disk data",       &[]),
    (Resource::LocalDisks,     "local disk data", &[Risk::LocalDataLost]),
    (Resource::Vcpu,           "capacity",        &[Risk::CapacityNotGuaranteed, Risk::SpotPriceMayExceedBid]),
    (Resource::CpuCredits,     "CPU credits",     &[Risk::CpuCreditsCleared]),
];

impl Verdict {
    /// The verdict on a plan; `None` if it is not the plan of a stop, or changes nothing.
    pub(crate) fn of(plan: &Plan) -> Option<Self> {
        if plan.operation() != Operation::StopInstance || plan.is_already_done() {
            return None;
        }
        let mut verdict = Self {
            keeps: Vec::new(),
            may_lose: Vec::new(),
            keeps_address: true,
            keeps_data: true,
            keeps_place: true,
        };
        for (resource, name, risks) in PARTS {
            let Some(outcome) = plan.resources().find(|outcome| outcome.resource == *resource) else {
                continue;
            };
            let is_kept = is_kept(&outcome) && plan.risks().all(|risk| !risks.contains(&risk));
            if is_kept { &mut verdict.keeps } else { &mut verdict.may_lose }.push(*name);
            match resource {
                Resource::StaticPublicIp | Resource::ElasticIp => verdict.keeps_address &= is_kept,
                Resource::SystemDisk | Resource::LocalDisks => verdict.keeps_data &= is_kept,
                Resource::Vcpu => verdict.keeps_place &= is_kept,
                _ => {}
            }
        }
        // Data that is not yet written to a disk is data as well.
        verdict.keeps_data &= plan.risks().all(|risk| risk != Risk::CachedDataLost);
        Some(verdict)
    }

    /// Whether the instance keeps its public addresses, its data, and its place: capacity for its next
    /// start.
    pub(crate) const fn keeps(&self) -> [bool; 3] {
        [self.keeps_address, self.keeps_data, self.keeps_place]
    }

    /// `keeps: disk data; may lose: capacity`.
    pub(crate) fn words(&self) -> String {
        let list = |head: &str, names: &[&str]| format!("{head}: {}", names.join(", "));
        match (self.keeps.as_slice(), self.may_lose.as_slice()) {
            (keeps, []) => list("keeps", keeps),
            ([], may_lose) => list("may lose", may_lose),
            (keeps, may_lose) => format!("{}; {}", list("keeps", keeps), list("may lose", may_lose)),
        }
    }
}

/// Whether the instance has the resource again at its next start without a new allocation.
fn is_kept(outcome: &ResourceOutcome) -> bool {
    outcome.disposition == Disposition::Retained && outcome.at_next_start == AtNextStart::Unchanged
}
