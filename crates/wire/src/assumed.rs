//! What was assumed.

use crate::fields::FACTS;
use instance_lifecycle::{ChargeType, Instance, SpotStrategy, Status, StoppedFor, Task};

/// The attributes of a record whose absence may change an answer.
const ATTRIBUTES: [&str; 6] = [
    "InstanceChargeType",
    "InstanceNetworkType",
    "SpotStrategy",
    "OperationLocks",
    "HibernationOptions",
    "StoppedMode",
];

/// A set of fields whose default value was taken because nothing tells another: attributes that the
/// record leaves out, and facts that no record shows.
///
/// A fact that cannot matter to the instance is not among them: why it was stopped, while it runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assumed(u64);

impl Assumed {
    /// Nothing was.
    pub const NOTHING: Self = Self(0);

    /// The names of all fields that can be assumed: attributes first, then facts.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ATTRIBUTES.into_iter().chain(FACTS.iter().map(|fact| fact.name))
    }

    /// The set without the field of that name.
    #[must_use]
    pub fn without(self, name: &str) -> Self {
        // Two fields have the name `StoppedMode`: at most one of them is assumed.
        let named = Self::names().enumerate().filter(|(_, known)| *known == name);
        Self(named.fold(self.0, |set, (index, _)| set & !(1 << index)))
    }

    /// The names of the fields: attributes first, then facts.
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        Self::names().enumerate().filter(move |(index, _)| self.0 >> index & 1 == 1).map(|(_, name)| name)
    }

    /// Whether the field of that name was.
    #[must_use]
    pub fn contains(self, name: &str) -> bool {
        self.iter().any(|assumed| assumed == name)
    }

    /// Whether nothing was.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The facts among them, by their number.
    pub(crate) const fn facts(self) -> u64 {
        self.0 >> ATTRIBUTES.len()
    }

    /// What is still assumed of an instance that has changed: what still matters and is as it was.
    pub(crate) fn after(self, before: &Instance, after: &Instance) -> Self {
        let mut known = 0;
        for (index, fact) in FACTS.iter().enumerate() {
            known |= u64::from((fact.shown)(before) != (fact.shown)(after)) << index;
        }
        let mut known = (known | !matter(after)) << ATTRIBUTES.len();
        for (index, attribute) in ATTRIBUTES.iter().enumerate() {
            let is_known = match *attribute {
                "OperationLocks" => before.locks != after.locks,
                "StoppedMode" => before.stopped_mode != after.stopped_mode || after.status != Status::Stopped,
                _ => false,
            };
            known |= u64::from(is_known) << index;
        }
        Self(self.0 & !known)
    }

    pub(crate) fn of(instance: &Instance, shown: &Shown) -> Self {
        let stopped = instance.status == Status::Stopped;
        let attributes = [
            shown.charge_type,
            shown.network_type,
            shown.spot_strategy,
            shown.locks,
            shown.hibernation,
            // Of a subscription the mode is known: it does not apply.
            shown.stopped_mode || !stopped || instance.charge_type == ChargeType::PrePaid,
        ];
        let mut set = 0;
        for (index, &shown) in attributes.iter().enumerate() {
            set |= u64::from(!shown) << index;
        }
        Self(set | (matter(instance) & !shown.facts) << ATTRIBUTES.len())
    }
}

/// What the record and its facts tell.
#[derive(Default)]
pub(crate) struct Shown {
    pub(crate) charge_type: bool,
    pub(crate) network_type: bool,
    pub(crate) spot_strategy: bool,
    pub(crate) locks: bool,
    pub(crate) hibernation: bool,
    pub(crate) stopped_mode: bool,
    /// Facts, by their number.
    pub(crate) facts: u64,
}

impl Shown {
    /// Marks the facts that the type tells: its family all four, the number of local disks and the
    /// kind of CPU credits one each.
    pub(crate) fn show_type(&mut self, family: bool, disks: bool, credits: bool) {
        if family || disks {
            self.facts |= const { fact("LocalStorage") };
        }
        if family || credits {
            self.facts |= const { fact("Burstable") };
        }
        if family {
            self.facts |= const { fact("PersistentMemory") } | const { fact("FamilyI1") };
        }
    }
}

/// The facts that may matter to the instance.
pub(crate) fn matter(instance: &Instance) -> u64 {
    const ALL: u64 = (1 << FACTS.len()) - 1;
    let mut none = 0;
    if !instance.status.is_transitional() {
        none |= const { fact("Task") };
    }
    if instance.status != Status::Stopped {
        none |=
            const { fact("StoppedFor") } | const { fact("ComputeRecycled") } | const { fact("Hibernated") };
    }
    if instance.status != Status::Stopped || instance.stopped_for != StoppedFor::Arrears {
        none |= const { fact("StatusBefore") };
    }
    // A stopped instance shows its mode itself, and a subscription has none.
    let stops = matches!(instance.task, Task::Stop | Task::Hibernate);
    if instance.status != Status::Stopping || !stops || instance.charge_type == ChargeType::PrePaid {
        none |= const { fact("StoppedMode") };
    }
    if !instance.hibernation_configured {
        none |= const { fact("Hibernated") };
    }
    if instance.spot_strategy == SpotStrategy::NoSpot {
        none |= const { fact("SpotProtected") };
    }
    ALL & !none
}

/// The set of one fact.
const fn fact(name: &str) -> u64 {
    let mut index = 0;
    while index < FACTS.len() {
        if same(FACTS[index].name, name) {
            return 1 << index;
        }
        index += 1;
    }
    panic!("a fact of that name")
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut n = 0;
    while n < a.len() {
        if a[n] != b[n] {
            return false;
        }
        n += 1;
    }
    true
}
