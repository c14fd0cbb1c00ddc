//! Serialization of regions and witnesses by the names that policies use.

use super::witness::Witness;
use crate::attribute::ATTRIBUTES;
use crate::evidence::Source;
use crate::region::Region;
use alloc::vec::Vec;
use serde::{Serialize, Serializer};

/// Serializes a region as a map from constrained attributes to admitted values.
pub(super) fn region<S: Serializer>(region: &Region, serializer: S) -> Result<S::Ok, S::Error> {
    let read = ATTRIBUTES.iter().filter(|attribute| region.reads(attribute.field));
    serializer.collect_map(read.map(|attribute| {
        let admitted = region.admits(attribute.field);
        let values = attribute.values.iter().enumerate().filter(|(n, _)| admitted >> n & 1 == 1);
        (attribute.name, values.map(|(_, name)| *name).collect::<Vec<_>>())
    }))
}

/// Serializes a witness as a map from deviating attributes to their values.
impl Serialize for Witness {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.deviations().map(|(attribute, value)| (attribute.name, value)))
    }
}

/// Serializes a source as text.
pub(super) fn source<S: Serializer>(source: &Option<Source>, serializer: S) -> Result<S::Ok, S::Error> {
    match source {
        Some(source) => serializer.collect_str(source),
        None => serializer.serialize_none(),
    }
}

/// Serializes an optional region like [`region`].
pub(super) fn maybe_region<S: Serializer>(region: &Option<Region>, serializer: S) -> Result<S::Ok, S::Error> {
    match region {
        Some(region) => self::region(region, serializer),
        None => serializer.serialize_none(),
    }
}
