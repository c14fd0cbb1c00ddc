//! Assumptions: attributes at their default because neither the record nor its facts give a value.

use crate::json::fields::Shown;
use crate::record::attributes::{FACTS, SHOWN, Set, changes, locks, name, numbers, point_of, set, value};
use crate::record::custom::{self, CUSTOM};
use instance_lifecycle::instance::{ChargeType, LockReason, SpotStrategy, StoppedFor, Task};
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute, AttributeSet};
use instance_lifecycle::{Instance, Status};
use serde_json::Value;

/// The set of attributes that are assumed.
///
/// It holds fields of DescribeInstances that the record lacks, and facts that no record shows. It
/// leaves out attributes that cannot matter, such as the reason of the stop of a running instance. Custom
/// attributes of a policy are in the set as well; their names are those of
/// [`Record::assumed_custom`](crate::Record::assumed_custom), and the methods below are about the built-in
/// ones.
///
/// ```
/// use instance_lifecycle_wire::{Json, Record};
///
/// let json: Json = serde_json::from_str(r#"{"Status": "Running", "Facts": {"DiskStatus": "Ready"}}"#)?;
/// let record = Record::read(&json)?;
/// assert!(record.assumed.contains("Standing") && !record.assumed.contains("DiskStatus"));
///
/// let (name, value) = record.assumed.values(&record.instance).last().expect("a fact");
/// assert_eq!((name, value), ("ManagedByProduct", false.into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assumed(Set);

impl Assumed {
    /// No assumptions.
    pub const NONE: Self = Self(0);

    /// All built-in attributes that can be assumed.
    pub const ALL: Self = Self(FIELDS | FACTS);

    /// Iterates over the names of the fields: those of DescribeInstances first, then facts.
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        self.fields().map(|(name, _)| name)
    }

    /// Iterates over the fields, with the attributes that each gives.
    fn fields(self) -> impl Iterator<Item = (&'static str, Set)> {
        let shown = SHOWN.into_iter().filter(move |(_, shown)| self.0 & shown != 0);
        shown.chain(numbers(self.0 & FACTS).map(|number| (name(number), 1 << number)))
    }

    /// Whether the field of that name is assumed.
    #[must_use]
    pub fn contains(self, name: &str) -> bool {
        self.iter().any(|assumed| assumed == name)
    }

    /// Whether nothing is assumed, custom attributes included.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Iterates over the attributes that a field gives: all locks for `OperationLocks`, one for other
    /// fields, and none for an unknown field.
    pub fn attributes(name: &str) -> impl Iterator<Item = &'static Attribute> {
        numbers(of(name)).map(|number| &ATTRIBUTES[number])
    }

    /// Returns the fields that are in both sets.
    ///
    /// ```
    /// use instance_lifecycle_wire::Assumed;
    ///
    /// let others = Assumed::ALL.without("Standing");
    /// assert!(others.and(Assumed::ALL) == others && others.and(Assumed::NONE).is_empty());
    /// ```
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Returns the set without the field of that name.
    #[must_use]
    pub fn without(self, name: &str) -> Self {
        Self(self.0 & !of(name))
    }

    /// Iterates over the fields with the values that `instance` has: a flag, a word, or for
    /// `OperationLocks` the list of locks.
    pub fn values(self, instance: &Instance) -> impl Iterator<Item = (&'static str, Value)> {
        let (point, locks) = (point_of(instance), instance.locks);
        self.fields().map(move |(name, set)| {
            if set == LOCKS {
                return (name, locks.iter().map(LockReason::as_str).collect());
            }
            let attribute = &ATTRIBUTES[set.trailing_zeros() as usize];
            let value = match value(attribute, point.value(attribute.field)) {
                Shown::Flag(flag) => flag.into(),
                Shown::Word(word) => word.into(),
                Shown::Number(number) => number.into(),
                Shown::Absent => Value::Null,
            };
            (name, value)
        })
    }

    /// The assumed attributes.
    pub(crate) const fn set(self) -> Set {
        self.0
    }

    /// Returns the assumptions that remain after the instance has changed: those about unchanged
    /// attributes that still matter.
    pub(crate) fn after(self, before: &Instance, after: &Instance) -> Self {
        let mut known = changes(before, after);
        if known & LOCKS != 0 {
            known |= LOCKS;
        }
        Self(self.0 & (candidates(after) | CUSTOM) & !known)
    }

    /// Returns the assumptions about an instance of which `known` attributes are given.
    pub(crate) fn new(instance: &Instance, attributes: &AttributeSet, known: Set) -> Self {
        Self((candidates(instance) | custom::of_instances(attributes)) & !known)
    }
}

/// All locks, shown by one field.
const LOCKS: Set = locks();

/// The vendor's fields that can be assumed.
const FIELDS: Set = set("charge_type")
    | set("network_type")
    | set("spot_strategy")
    | set("hibernation_configured")
    | set("gpu")
    | set("static_address")
    | set("elastic_address")
    | set("deletion_protection")
    | LOCKS;

/// Returns the attributes that a field gives.
fn of(name: &str) -> Set {
    Assumed::ALL.fields().find(|(field, _)| *field == name).map_or(0, |(_, set)| set)
}

/// The attributes whose value may matter to the instance.
fn candidates(instance: &Instance) -> Set {
    // The mode of a stopped subscription is known: it does not apply.
    let is_billed = instance.status == Status::Stopped && instance.charge_type == ChargeType::PostPaid;
    FIELDS | relevant(instance) | if is_billed { const { set("stopped_mode") } } else { 0 }
}

/// The facts that may matter to the instance.
pub(crate) fn relevant(instance: &Instance) -> Set {
    let mut none = 0;
    if !instance.status.is_transitional() {
        none |= const { set("task") };
    }
    if instance.status != Status::Stopped {
        none |= const { set("stopped_for") | set("compute_recycled") | set("hibernated") };
    }
    if instance.status != Status::Stopped || instance.stopped_for != StoppedFor::Arrears {
        none |= const { set("status_before") };
    }
    // The record of a stopped instance shows the mode, and a subscription has none.
    let stops = matches!(instance.task, Task::Stop | Task::Hibernate);
    if instance.status != Status::Stopping || !stops || instance.charge_type == ChargeType::PrePaid {
        none |= const { set("stopped_mode") };
    }
    if !instance.hibernation_configured {
        none |= const { set("hibernated") };
    }
    if instance.spot_strategy == SpotStrategy::NoSpot {
        none |= const { set("spot_protected") };
    }
    FACTS & !none
}
