//! The changes in the order of their weight: what is newly refused, what is newly allowed, the rest.

use super::examples::Examples;
use super::kind::Group;
use super::words::{self, Detail, Total, subject, why};
use instance_lifecycle::analysis::{Diff, Direction};
use instance_lifecycle::plan::ChangeKind;
use instance_lifecycle::{Action, Revision};
use std::cmp::Reverse;

/// The changes in one direction.
pub(super) struct Section {
    pub(super) direction: Direction,
    /// What is changed, with the number of cases of each operation.
    pub(super) heading: String,
    /// The changes, the largest first; those that are not counted ahead of all.
    pub(super) entries: Vec<Entry>,
}

/// The changes of one kind that have one cause.
pub(super) struct Entry {
    pub(super) action: Action,
    pub(super) kind: ChangeKind,
    /// The rule or resource.
    pub(super) subject: String,
    /// The reasons.
    pub(super) why: String,
    /// The number of cases.
    pub(super) cases: Total,
    /// The changed state of a resource, and an example.
    pub(super) detail: String,
}

/// Returns the sections that are not empty.
pub(super) fn sections(diff: &Diff, revisions: [Revision; 2], examples: &Examples) -> Vec<Section> {
    let mut sections = Vec::new();
    for (direction, name) in [
        (Direction::Tightening, "newly refused"),
        (Direction::Loosening, "newly allowed"),
        (Direction::Neutral, "other changes"),
    ] {
        let mut entries = Vec::new();
        for of in &diff.operations {
            for cause in &of.causes {
                let groups = Group::all(&cause.changes);
                for group in groups.iter().filter(|group| direction_of(group.kind) == direction) {
                    entries.push(Entry {
                        action: of.action,
                        kind: group.kind,
                        subject: subject(cause),
                        why: why(&cause.why, revisions, Detail::Short),
                        cases: group.total(),
                        detail: group.detail(examples),
                    });
                }
            }
        }
        // The sort is stable: among equals the order of the operations stays.
        let is_unknown = |total: Total| total.cases == 0 && total.uncounted > 0;
        entries.sort_by_key(|entry| Reverse((is_unknown(entry.cases), entry.cases.cases)));
        if !entries.is_empty() {
            let heading = match direction {
                Direction::Neutral => format!("{name}: {}", entries.len()),
                _ => format!("{name}: {}", totals(diff, direction)),
            };
            sections.push(Section { direction, heading, entries });
        }
    }
    sections
}

const fn direction_of(kind: ChangeKind) -> Direction {
    match kind {
        ChangeKind::PlanToRefusal => Direction::Tightening,
        ChangeKind::RefusalToPlan => Direction::Loosening,
        ChangeKind::OtherError
        | ChangeKind::OtherPlan
        | ChangeKind::OtherResources
        | ChangeKind::OtherMessage => Direction::Neutral,
    }
}

/// The number of cases of each operation that change in a direction: `12 of 40 cases of StopInstance`.
fn totals(diff: &Diff, direction: Direction) -> String {
    let totals = diff.operations.iter().filter_map(|of| {
        let (cases, uncounted) = (of.size(direction).cases, of.uncounted(direction));
        let total = Total { cases, uncounted: uncounted + of.unsearched };
        let is_some = cases > 0 || uncounted > 0;
        is_some.then(|| format!("{} of {} of {}", total.long(), words::cases(of.cases), of.action))
    });
    totals.collect::<Vec<_>>().join(", ")
}
