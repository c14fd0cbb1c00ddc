//! Combinations of attribute values that cannot occur.

use crate::attribute::{ATTRIBUTES, Part};
use crate::condition::region;
use crate::evidence::{Source, source};
use crate::evolve::other_tasks;
use crate::instance::Status;
use crate::region::Region;

/// A region of cases that cannot occur. Such cases are decided like any other, but are left out of sizes,
/// witnesses and near misses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Impossible {
    /// Why no such case exists.
    pub reason: &'static str,
    /// The source of the reason.
    pub source: Source,
    /// The cases.
    pub region: Region,
}

#[rustfmt::skip] // a table: one line a row
const IMPOSSIBLE: &[Impossible] = &[
    Impossible { reason: "family i1 has local disks",          source: source!(FamilyGuide2021/i1),                region: region!({ family_i1: Yes, local_storage: No }) },
    Impossible { reason: "a subscription does not bid",        source: source!(CreatePage2026/SpotStrategy),       region: region!({ charge_type: PrePaid, spot_strategy: SpotWithPriceLimit | SpotAsPriceGo }) },
    Impossible { reason: "only a stop has a mode",             source: source!(AttributePage2025/StoppedMode),     region: region!({ status: Pending | Starting | Running, stopped_mode: StopCharging | KeepCharging }) },
    Impossible { reason: "only what is stopped hibernates",    source: source!(LifecycleGuide2021/hibernate),      region: region!({ status: Pending | Starting | Running | Stopping, hibernated: Yes }) },
    Impossible { reason: "hibernation needs a VPC",            source: source!(HibernationGuide2021/network),      region: region!({ network_type: Classic, hibernation_configured: Yes }) },
    Impossible { reason: "only what is stopped is recycled",   source: source!(LifecycleGuide2021/statuses),       region: region!({ status: Pending | Starting | Running | Stopping, compute_recycled: Yes }) },
    Impossible { reason: "pending is a creation",              source: source!(LifecycleGuide2021/statuses),       region: other_tasks(&[Status::Pending]) },
    Impossible { reason: "starting is a start",                source: source!(LifecycleGuide2021/statuses),       region: other_tasks(&[Status::Starting]) },
    Impossible { reason: "stopping is a stop",                 source: source!(LifecycleGuide2021/statuses),       region: other_tasks(&[Status::Stopping]) },
    Impossible { reason: "nothing is in flight when steady",   source: source!(LifecycleGuide2021/statuses),       region: other_tasks(&[Status::Running, Status::Stopped]) },
];

/// Returns the cases that cannot occur: those of the table, and released instances with any other
/// attribute off its default.
pub fn impossible() -> impl Iterator<Item = Impossible> {
    let released = ATTRIBUTES
        .iter()
        .filter(|attribute| attribute.part == Part::Instance && attribute.name != "status")
        .map(|attribute| Impossible {
            reason: "of a released instance nothing is left",
            source: source!(LifecycleGuide2021 / release),
            region: region!({ status: Released }).restrict(attribute.field, !(1 << attribute.default)),
        });
    IMPOSSIBLE.iter().copied().chain(released)
}
