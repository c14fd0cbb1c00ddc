//! The kinds of changes.

use clap::ValueEnum;
use instance_lifecycle::analysis::{Change, Difference, ResourceChange, ResourceState, Size, Witness};

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(super) enum Kind {
    /// What was refused is carried out
    RefusalToPlan,
    /// What was carried out is refused
    PlanToRefusal,
    /// It is refused with another error
    AnotherError,
    /// It is settled otherwise, or another thing becomes of a resource
    OtherResources,
    /// It is refused in another text
    TextOnly,
}

impl Kind {
    pub(super) const fn of(difference: &Difference) -> Self {
        match difference {
            Difference::Allowed { .. } => Self::RefusalToPlan,
            Difference::Refused { .. } => Self::PlanToRefusal,
            Difference::AnotherError { .. } => Self::AnotherError,
            Difference::AnotherText { .. } => Self::TextOnly,
            Difference::AnotherPlan { .. } | Difference::AnotherFate { .. } => Self::OtherResources,
        }
    }

    /// What follows, in a few words.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::RefusalToPlan => "a plan",
            Self::PlanToRefusal => "a refusal",
            Self::AnotherError => "another error",
            Self::OtherResources => "another plan",
            Self::TextOnly => "another text",
        }
    }
}

/// The changes of one kind that follow from one cause.
pub(super) struct Group<'d> {
    pub(super) kind: Kind,
    pub(super) changes: Vec<&'d Change>,
}

impl<'d> Group<'d> {
    /// The changes of a cause, by kind.
    pub(super) fn all(changes: &'d [Change]) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        for change in changes {
            let kind = Kind::of(&change.difference);
            match groups.iter_mut().find(|group| group.kind == kind) {
                Some(group) => group.changes.push(change),
                None => groups.push(Self { kind, changes: vec![change] }),
            }
        }
        groups.sort_by_key(|group| group.kind);
        groups
    }

    /// How many cases: no two rows share one.
    pub(super) fn size(&self) -> Size {
        let of = self.changes.first().map_or(0, |change| change.size.of);
        Size { cases: self.changes.iter().map(|change| change.size.cases).sum(), of }
    }

    /// What becomes of resources, and the simplest case.
    pub(super) fn detail(&self) -> String {
        let witnesses = self.changes.iter().filter_map(|change| change.witness.as_ref());
        let simplest = witnesses.min_by_key(|witness| witness.away().count());
        let simplest = simplest.map(|witness| format!("e.g. {}", short(witness))).unwrap_or_default();
        match fates(&self.changes) {
            Some(fates) => format!("{fates}; {simplest}"),
            None => simplest,
        }
    }
}

/// What is not default about a case, values that are said by the name of their attribute left out.
fn short(witness: &Witness) -> String {
    let told = witness.away().map(|(attribute, value)| match value {
        "Yes" => attribute.name.to_owned(),
        value => format!("{} {value}", attribute.name),
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { "default instance, default request".to_owned() } else { told.join(", ") }
}

/// What becomes of a resource, where that is all that changes.
fn fates(changes: &[&Change]) -> Option<String> {
    let told = |fate: &Option<ResourceState>| match fate {
        None => "nothing".to_owned(),
        Some(fate) if fate.billed_after => format!("{}, billed", fate.disposition),
        Some(fate) => format!("{}, not billed", fate.disposition),
    };
    let mut fates = changes.iter().map(|change| match &change.difference {
        Difference::AnotherFate { from, to, .. } => Some(format!("{} -> {}", told(from), told(to))),
        _ => None,
    });
    let first = fates.next()??;
    Some(if fates.all(|other| other.as_ref() == Some(&first)) {
        first
    } else {
        format!("{first}, and others")
    })
}

/// What becomes of resources beside another plan.
pub(super) fn resources(changes: &[ResourceChange]) -> String {
    changes.iter().map(|change| change.resource.as_str()).collect::<Vec<_>>().join(", ")
}
