//! Combinations of attribute values that cannot occur.

use crate::attribute::{ATTRIBUTES, Part};
use crate::condition::region;
use crate::event::other_tasks;
use crate::instance::Status;
use crate::region::Region;

/// A region of cases that cannot occur. Such cases are decided like any other, but are left out of sizes,
/// witnesses and near misses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Impossible {
    /// Why no such case exists.
    pub reason: &'static str,
    /// The cases.
    pub region: Region,
}

#[rustfmt::skip] // a table: one line a row
const IMPOSSIBLE: &[Impossible] = &[
    Impossible { reason: "family i1 has local disks",          region: region!({ family_i1: Yes, local_storage: No }) },
    Impossible { reason: "a subscription does not bid",        region: region!({ charge_type: PrePaid, spot_strategy: SpotWithPriceLimit | SpotAsPriceGo }) },
    Impossible { reason: "a subscription does not bid",        region: region!({ request.new_charge_type: PrePaid, request.new_spot_strategy: SpotWithPriceLimit | SpotAsPriceGo }) },
    Impossible { reason: "only a stop has a mode",             region: region!({ status: Pending | Starting | Running, stopped_mode: StopCharging | KeepCharging }) },
    Impossible { reason: "only what is stopped hibernates",    region: region!({ status: Pending | Starting | Running | Stopping, hibernated: Yes }) },
    Impossible { reason: "only what is stopped is recycled",   region: region!({ status: Pending | Starting | Running | Stopping, compute_recycled: Yes }) },
    Impossible { reason: "pending is a creation",              region: other_tasks(&[Status::Pending]) },
    Impossible { reason: "starting is a start",                region: other_tasks(&[Status::Starting]) },
    Impossible { reason: "stopping is a stop",                 region: other_tasks(&[Status::Stopping]) },
    Impossible { reason: "nothing is in flight when steady",   region: other_tasks(&[Status::Running, Status::Stopped]) },
];

/// Returns the cases that cannot occur: those of the table, and released instances with any other
/// attribute off its default.
pub fn impossible() -> impl Iterator<Item = Impossible> {
    let released = ATTRIBUTES
        .iter()
        .filter(|attribute| attribute.part == Part::Instance && attribute.name != "status")
        .map(|attribute| Impossible {
            reason: "of a released instance nothing is left",
            region: region!({ status: Released }).restrict(attribute.field, !(1 << attribute.default)),
        });
    IMPOSSIBLE.iter().copied().chain(released)
}
