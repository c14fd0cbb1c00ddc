//! TagResources and UntagResources. Errors: their tables, pages of 2021.

use super::{Body, Context};
use crate::protocol::fault::Fault;
use crate::protocol::parameters::Parameters;
use crate::world::create::flag;
use instance_lifecycle_wire::Json;
use std::collections::BTreeMap;

/// The largest number of tags of a resource, and of a call.
const MAX: usize = 20;

/// Reads `Tag.N.Key` and `Tag.N.Value`.
///
/// # Errors
///
/// Returns the error of an invalid key or value, or of too many tags.
pub fn read(parameters: &Parameters) -> Result<BTreeMap<String, String>, Fault> {
    let mut tags = BTreeMap::new();
    for [key, value] in parameters.pairs("Tag", ["Key", "Value"]) {
        let (key, value) = (key.unwrap_or_default(), value.unwrap_or_default());
        let has_address = |text: &str| text.contains("http://") || text.contains("https://");
        let is_long = |text: &str| text.chars().count() > 128;
        let is_reserved = key.starts_with("acs:") || key.starts_with("aliyun");
        if key.is_empty() || is_long(key) || is_reserved || has_address(key) {
            let message = "The specified Tag.n.Key is not valid.";
            return Err(Fault::new(400, "InvalidTagKey.Malformed", message));
        }
        if is_long(value) || value.starts_with("acs:") || has_address(value) {
            let message = "The specified Tag.n.Value is not valid.";
            return Err(Fault::new(400, "InvalidTagValue.Malformed", message));
        }
        if tags.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(Fault::new(400, "Duplicate.TagKey", "The Tag.N.Key contain duplicate key."));
        }
    }
    if tags.len() > MAX {
        return Err(Fault::new(
            400,
            "NumberExceed.Tags",
            "The Tags parameter's number is exceed , Valid : 20",
        ));
    }
    Ok(tags)
}

/// Adds tags to instances.
pub(super) fn tag(context: &mut Context<'_>) -> Result<Body, Fault> {
    let numbers = resources(context)?;
    let tags = read(context.parameters())?;
    if tags.is_empty() {
        return Err(missing("Tags"));
    }
    let account = context.world.account(context.account);
    let is_full = numbers.iter().filter_map(|number| account.at(*number)).any(|stored| {
        let new = tags.keys().filter(|key| !stored.details.tags.contains_key(*key)).count();
        stored.details.tags.len() + new > MAX
    });
    if is_full {
        let message = "The quota of tags on resource is beyond permitted range.";
        return Err(Fault::new(400, "OperationDenied.QuotaExceed", message));
    }
    for number in numbers {
        let tags = tags.clone();
        context.world.edit(context.account, number, context.now, |stored| stored.details.tags.extend(tags));
    }
    Ok(Json::Object(Vec::new()))
}

/// Removes tags from instances.
pub(super) fn untag(context: &mut Context<'_>) -> Result<Body, Fault> {
    let numbers = resources(context)?;
    let keys: Vec<String> = context.parameters().list("TagKey").into_iter().map(str::to_owned).collect();
    let all = flag(context.parameters(), "All", false)? && keys.is_empty();
    if keys.len() > MAX {
        return Err(Fault::new(
            400,
            "NumberExceed.Tags",
            "The Tags parameter's number is exceed , Valid : 20",
        ));
    }
    for number in numbers {
        context.world.edit(context.account, number, context.now, |stored| {
            stored.details.tags.retain(|key, _| !all && !keys.contains(key));
        });
    }
    Ok(Json::Object(Vec::new()))
}

/// Returns the numbers of the instances that a call names.
fn resources(context: &mut Context<'_>) -> Result<Vec<u64>, Fault> {
    let get = |name: &str| context.parameters().get(name);
    let region = match get("RegionId") {
        Some(_) => context.region()?,
        None => return Err(missing("RegionId")),
    };
    match get("ResourceType") {
        Some("instance") => {}
        Some(other) if OTHER_TYPES.contains(&other) => {
            let message = format!("this mock does not model resources of the type `{other}`");
            return Err(Fault::own(501, "NotImplemented", message));
        }
        Some(_) => {
            let message = "The ResourceType provided does not exist in our records.";
            return Err(Fault::new(404, "InvalidResourceType.NotFound", message));
        }
        None => return Err(missing("ResourceType")),
    }
    let ids: Vec<String> = context.parameters().list("ResourceId").into_iter().map(str::to_owned).collect();
    if ids.is_empty() {
        return Err(Fault::missing("ResourceId"));
    }
    if ids.len() > 50 {
        let message = "The ResourceIds parameter's number is exceed , Valid : 50";
        return Err(Fault::new(400, "NumberExceed.ResourceIds", message));
    }
    let numbers: Option<Vec<u64>> =
        ids.iter().map(|id| context.find(id, region).map(|(number, _)| number)).collect();
    numbers.ok_or_else(|| {
        let message = "The specified ResourceIds are not found in our records.";
        Fault::new(404, "InvalidResourceId.NotFound", message)
    })
}

/// The other types that the page lists.
const OTHER_TYPES: &[&str] = &[
    "disk",
    "snapshot",
    "image",
    "securitygroup",
    "volume",
    "eni",
    "ddh",
    "ddhcluster",
    "keypair",
    "launchtemplate",
    "reservedinstance",
    "snapshotpolicy",
    "elasticityassurance",
    "capacityreservation",
];

fn missing(parameter: &str) -> Fault {
    let code = match parameter {
        "RegionId" => "MissingParameter.RegionId",
        "ResourceType" => "MissingParameter.ResourceType",
        _ => "MissingParameter.Tags",
    };
    Fault::new(404, code, format!("The parameter - {parameter} should not be null"))
}
