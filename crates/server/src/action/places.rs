//! DescribeRegions and DescribeZones.

use super::{Body, Context};
use crate::protocol::answer::{list, object, text};
use crate::protocol::fault::Fault;
use crate::world::regions::REGIONS;

/// Lists the regions.
pub(super) fn regions(_: &mut Context<'_>) -> Result<Body, Fault> {
    let region = |region: &crate::world::regions::Region| {
        object([
            ("RegionId", text(region.id)),
            ("RegionEndpoint", text(region.endpoint())),
            ("LocalName", text(region.name)),
            ("Status", text("available")),
        ])
    };
    Ok(object([("Regions", list("Region", REGIONS.iter().map(region)))]))
}

/// Lists the zones of a region.
pub(super) fn zones(context: &mut Context<'_>) -> Result<Body, Fault> {
    let region = context.region()?.ok_or_else(|| Fault::missing("RegionId"))?;
    let zone = |id: String| {
        object([
            ("ZoneId", text(id.clone())),
            ("LocalName", text(id)),
            ("AvailableResourceCreation", list("ResourceTypes", [text("Instance"), text("Disk")])),
            ("AvailableDiskCategories", list("DiskCategories", [text("cloud_essd")])),
        ])
    };
    Ok(object([("Zones", list("Zone", region.zones().map(zone)))]))
}
