//! Changes grouped by kind, and the wording of causes.

use super::examples::Examples;
use super::words::Total;
use instance_lifecycle::analysis::{Change, Difference, ResourceChange, ResourceState, Witness};
use instance_lifecycle::plan::ChangeKind;

/// The changes of one kind that have one cause.
pub(super) struct Group<'d> {
    pub(super) kind: ChangeKind,
    pub(super) changes: Vec<&'d Change>,
}

impl<'d> Group<'d> {
    /// Groups the changes of a cause by kind.
    pub(super) fn all(changes: &'d [Change]) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        for change in changes {
            let kind = change.difference.kind();
            match groups.iter_mut().find(|group| group.kind == kind) {
                Some(group) => group.changes.push(change),
                None => groups.push(Self { kind, changes: vec![change] }),
            }
        }
        groups.sort_by_key(|group| group.kind);
        groups
    }

    /// The number of cases.
    pub(super) fn total(&self) -> Total {
        Total::of(self.changes.iter().copied())
    }

    /// Whether the changes are about all cases.
    pub(super) fn is_all(&self) -> bool {
        let size = self.changes.first().and_then(|change| change.size);
        size.is_some_and(|size| self.total() == Total { cases: size.of, uncounted: 0 })
    }

    /// The changed state of a resource, and an example: the first counted case, else the simplest one.
    pub(super) fn detail(&self, examples: &Examples) -> String {
        let counted = self.changes.iter().filter_map(|change| examples.of(change));
        let witnesses = self.changes.iter().filter_map(|change| change.witness.as_ref());
        let simplest = witnesses.min_by_key(|witness| witness.deviations().count());
        let example = match counted.min_by_key(|example| example.line) {
            Some(example) => example.to_string(),
            None => simplest.map(|witness| format!("e.g. {}", short(witness))).unwrap_or_default(),
        };
        match states(&self.changes) {
            Some(states) => format!("{states}; {example}"),
            None => example,
        }
    }
}

/// The deviations of a case from the default.
fn short(witness: &Witness) -> String {
    let deviations = witness.deviations().map(|(attribute, value)| format!("{} {value}", attribute.name()));
    let deviations: Vec<String> = deviations.collect();
    if deviations.is_empty() { "default instance, default request".to_owned() } else { deviations.join(", ") }
}

/// The changed state of a resource, if all changes concern one, or whether an error is retryable.
fn states(changes: &[&Change]) -> Option<String> {
    let retryable = |is: bool| if is { "retryable" } else { "not retryable" };
    let mut states = changes.iter().map(|change| match &change.difference {
        Difference::OtherResource { from, to, .. } => Some(states_of(from.as_ref(), to.as_ref())),
        Difference::OtherError { from, to } if from.retryable != to.retryable && from.code == to.code => {
            Some(format!("{} -> {}", retryable(from.retryable), retryable(to.retryable)))
        }
        _ => None,
    });
    let first = states.next()??;
    Some(if states.all(|other| other.as_ref() == Some(&first)) {
        first
    } else {
        format!("{first}, and others")
    })
}

/// The respects in which two states of a resource differ.
fn states_of(from: Option<&ResourceState>, to: Option<&ResourceState>) -> String {
    let (Some(from), Some(to)) = (from, to) else {
        let text = |state: Option<&ResourceState>| state.map_or("not listed".to_owned(), ToString::to_string);
        return format!("{} -> {}", text(from), text(to));
    };
    let billed = |billed: bool| if billed { "billed" } else { "not billed" };
    let respects = [
        (from.disposition != to.disposition).then(|| format!("{} -> {}", from.disposition, to.disposition)),
        (from.billed_before != to.billed_before)
            .then(|| format!("before: {} -> {}", billed(from.billed_before), billed(to.billed_before))),
        (from.billed_after != to.billed_after)
            .then(|| format!("after: {} -> {}", billed(from.billed_after), billed(to.billed_after))),
        (from.at_next_start != to.at_next_start)
            .then(|| format!("next start: {} -> {}", from.at_next_start, to.at_next_start)),
    ];
    respects.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The names of the resources whose state differs.
pub(super) fn resources(changes: &[ResourceChange]) -> String {
    changes.iter().map(|change| change.resource.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use instance_lifecycle::plan::{AtNextStart, Disposition};
    use std::collections::BTreeSet;

    /// A difference in what was billed before is one too.
    #[test]
    fn every_change_of_a_state_has_its_own_words() {
        let flags = [false, true];
        let mut states = Vec::new();
        for &disposition in Disposition::ALL {
            for &at_next_start in AtNextStart::ALL {
                for (billed_before, billed_after) in
                    flags.iter().flat_map(|before| flags.map(|after| (*before, after)))
                {
                    states.push(ResourceState { disposition, billed_before, billed_after, at_next_start });
                }
            }
        }
        for from in &states {
            let words: BTreeSet<String> = states.iter().map(|to| states_of(Some(from), Some(to))).collect();
            assert_eq!(words.len(), states.len(), "from {from}");
            assert_eq!(states_of(Some(from), Some(from)), "");
        }
    }
}
