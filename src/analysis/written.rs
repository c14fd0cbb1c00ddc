//! How regions and witnesses are written by serde: by names, as a policy writes them.

use super::witness::Witness;
use crate::attribute::ATTRIBUTES;
use crate::evidence::Source;
use crate::region::Region;
use alloc::vec::Vec;
use serde::{Serialize, Serializer};

/// A region as a map of the attributes that it asks for to the values that it admits.
pub(super) fn region<S: Serializer>(region: &Region, serializer: S) -> Result<S::Ok, S::Error> {
    let asked = ATTRIBUTES.iter().filter(|attribute| region.reads(attribute.field));
    serializer.collect_map(asked.map(|attribute| {
        let admitted = region.admits(attribute.field);
        let values = attribute.values.iter().enumerate().filter(|(n, _)| admitted >> n & 1 == 1);
        (attribute.name, values.map(|(_, name)| *name).collect::<Vec<_>>())
    }))
}

/// A witness as a map of the attributes that are not default to their values.
impl Serialize for Witness {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.away().map(|(attribute, value)| (attribute.name, value)))
    }
}

/// A source in words.
pub(super) fn source<S: Serializer>(source: &Option<Source>, serializer: S) -> Result<S::Ok, S::Error> {
    match source {
        Some(source) => serializer.collect_str(source),
        None => serializer.serialize_none(),
    }
}

/// A region as [`region`] writes it, where there is one.
pub(super) fn maybe_region<S: Serializer>(region: &Option<Region>, serializer: S) -> Result<S::Ok, S::Error> {
    match region {
        Some(region) => self::region(region, serializer),
        None => serializer.serialize_none(),
    }
}
