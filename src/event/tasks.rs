//! Regions of the tasks that a status does not allow.

use crate::attribute::{status, task};
use crate::instance::{Status, Task};
use crate::region::Region;

/// Returns the instances of one of these statuses.
pub(super) const fn status_in(statuses: &[Status]) -> Region {
    let (mut set, mut n) = (0, 0);
    while n < statuses.len() {
        set |= 1 << statuses[n] as u32;
        n += 1;
    }
    Region::FULL.restrict(status::FIELD, set)
}

/// Returns the instances of one of these statuses with a task that it does not allow. The statuses allow
/// the same tasks.
pub(crate) const fn other_tasks(statuses: &[Status]) -> Region {
    let (mut set, mut n) = (0, 0);
    while n < Task::ALL.len() {
        if !statuses[0].allows(Task::ALL[n]) {
            set |= 1 << Task::ALL[n] as u32;
        }
        n += 1;
    }
    status_in(statuses).restrict(task::FIELD, set)
}
