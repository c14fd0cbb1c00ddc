//! Assumptions: attributes at their default because neither the record nor its facts give a value.

use crate::json::fields::Shown;
use crate::record::attributes::{FACTS, SHOWN, Set, changes, locks, name, numbers, point_of, set, shown, value};
use instance_lifecycle::attribute::{ATTRIBUTES, Attribute};
use instance_lifecycle::{ChargeType, Instance, SpotStrategy, Status, StoppedFor, Task};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::fmt;

/// The set of attributes that are assumed.
///
/// It holds fields of DescribeInstances that the record lacks, and facts that no record shows. It
/// leaves out attributes that cannot matter, such as the reason of the stop of a running instance.
///
/// ```
/// use instance_lifecycle_wire::{Json, Record};
///
/// let json: Json = serde_json::from_str(r#"{"Status": "Running", "Facts": {"DiskStatus": "Ready"}}"#)?;
/// let record = Record::read(&json)?;
/// assert!(record.assumed.contains("Standing") && !record.assumed.contains("DiskStatus"));
///
/// let standing = record.assumed.filter(|attribute| attribute.name == "standing");
/// let values = standing.values(&record.instance);
/// assert_eq!(values.to_string(), "Standing=Good");
/// assert_eq!(serde_json::to_string(&values)?, r#"{"Standing":"Good"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assumed(Set);

impl Assumed {
    /// No assumptions.
    pub const NONE: Self = Self(0);

    /// Iterates over the names of the fields: those of DescribeInstances first, then facts.
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        let fields = SHOWN.iter().filter(move |(_, attribute)| self.0 & shown(attribute) != 0);
        fields.map(|(name, _)| *name).chain(numbers(self.0 & FACTS).map(name))
    }

    /// Whether the field of that name is assumed.
    #[must_use]
    pub fn contains(self, name: &str) -> bool {
        self.iter().any(|assumed| assumed == name)
    }

    /// Whether nothing is assumed.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the assumptions about the attributes that pass.
    #[must_use]
    pub fn filter(self, mut passes: impl FnMut(&'static Attribute) -> bool) -> Self {
        Self(numbers(self.0).filter(|&number| passes(&ATTRIBUTES[number])).fold(0, |set, number| set | 1 << number))
    }

    /// Returns the union of two sets.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the assumed fields with the values that `instance` has.
    #[must_use]
    pub const fn values(self, instance: &Instance) -> AssumedValues<'_> {
        AssumedValues { assumed: self, instance }
    }

    /// The assumed attributes.
    pub(crate) const fn set(self) -> Set {
        self.0
    }

    /// Returns the assumptions that remain after the instance has changed: those about unchanged
    /// attributes that still matter.
    pub(crate) fn after(self, before: &Instance, after: &Instance) -> Self {
        let mut known = changes(before, after);
        if known & const { locks() } != 0 {
            known |= const { locks() };
        }
        Self(self.0 & candidates(after) & !known)
    }

    /// Returns the assumptions about an instance of which `known` attributes are given.
    pub(crate) fn without(instance: &Instance, known: Set) -> Self {
        Self(candidates(instance) & !known)
    }
}

/// Assumed fields with their values. Displays as `Standing=Good, DiskStatus=Ready`, and serialises as
/// an object from names to values.
#[derive(Clone, Copy, Debug)]
pub struct AssumedValues<'a> {
    assumed: Assumed,
    instance: &'a Instance,
}

impl AssumedValues<'_> {
    /// Whether nothing is assumed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.assumed.is_empty()
    }

    /// Iterates over the fields, with a value unless the field has a form of its own.
    fn fields(&self) -> impl Iterator<Item = (&'static str, Set, Shown)> {
        let (set, point) = (self.assumed.0, point_of(self.instance));
        let fields = SHOWN.iter().map(|&(name, attribute)| (name, shown(attribute)));
        let facts = numbers(set & FACTS).map(|number| (name(number), 1 << number));
        fields.chain(facts).filter(move |(_, of)| set & of != 0).map(move |(name, of)| {
            let attribute = &ATTRIBUTES[of.trailing_zeros() as usize];
            (name, of, value(attribute, point.value(attribute.field)))
        })
    }
}

impl fmt::Display for AssumedValues<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, of, value)) in self.fields().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{name}=")?;
            match value {
                _ if of == const { locks() } => f.write_str("none")?,
                Shown::Flag(flag) => write!(f, "{flag}")?,
                Shown::Word(word) => f.write_str(word)?,
                Shown::Number(number) => write!(f, "{number}")?,
                Shown::Absent => {}
            }
        }
        Ok(())
    }
}

impl Serialize for AssumedValues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (name, of, value) in self.fields() {
            object.serialize_key(name)?;
            if of == const { locks() } {
                object.serialize_value(&[(); 0])?;
            } else if of == const { set("hibernation_configured") } {
                object.serialize_value(&std::collections::BTreeMap::from([("Configured", value)]))?;
            } else {
                object.serialize_value(&value)?;
            }
        }
        object.end()
    }
}

/// The attributes whose value may matter to the instance.
fn candidates(instance: &Instance) -> Set {
    const FIELDS: Set = set("charge_type")
        | set("network_type")
        | set("spot_strategy")
        | set("hibernation_configured")
        | locks();
    // The mode of a stopped subscription is known: it does not apply.
    let is_billed = instance.status == Status::Stopped && instance.charge_type == ChargeType::PostPaid;
    FIELDS | relevant(instance) | if is_billed { const { set("stopped_as") } } else { 0 }
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
        none |= const { set("stopped_as") };
    }
    if !instance.hibernation_configured {
        none |= const { set("hibernated") };
    }
    if instance.spot_strategy == SpotStrategy::NoSpot {
        none |= const { set("spot_protected") };
    }
    FACTS & !none
}
