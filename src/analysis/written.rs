//! Serialization of regions and witnesses by the names that policies use.

use super::witness::{Cases, Witness};
use crate::evidence::Source;
use alloc::vec::Vec;
use serde::{Serialize, Serializer};

/// Serializes a region as a map from constrained attributes to admitted values.
impl Serialize for Cases {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let read = self.attributes().iter().filter(|attribute| self.region().reads(attribute.field()));
        serializer.collect_map(read.map(|attribute| {
            let admitted = self.region().admits(attribute.field());
            let values = (0..attribute.field().width()).filter(|value| admitted >> value & 1 == 1);
            let values = values.map(|value| attribute.to_value_name(value)).collect::<Vec<_>>();
            (attribute.to_name(), values)
        }))
    }
}

/// Serializes a witness as a map from deviating attributes to their values.
impl Serialize for Witness {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.deviations().map(|(attribute, value)| (attribute.to_name(), value)))
    }
}

/// Serializes a source as text.
pub(super) fn source<S: Serializer>(source: &Option<Source>, serializer: S) -> Result<S::Ok, S::Error> {
    match source {
        Some(source) => serializer.collect_str(source),
        None => serializer.serialize_none(),
    }
}
