//! Instances from records of DescribeInstances, with or without our `Facts`.

use super::account::Stored;
use super::custom::{self, Facts};
use super::details::Details;
use super::recording::Recording;
use super::regions;
use crate::protocol::time::{self, Millis};
use instance_lifecycle::instance::{ChargeType, StaticAddress};
use instance_lifecycle::rules::attributes::{AttributeSet, Part};
use instance_lifecycle_wire::{Json, Record};
use serde_json::{Map, Value};

/// The members of a record that are modelled: they are written anew.
const MODELLED: &[&str] = &[
    "InstanceId",
    "InstanceName",
    "HostName",
    "Description",
    "Status",
    "StoppedMode",
    "InstanceChargeType",
    "InstanceNetworkType",
    "InstanceType",
    "InstanceTypeFamily",
    "CreditSpecification",
    "RegionId",
    "ZoneId",
    "ImageId",
    "SecurityGroupIds",
    "PublicIpAddress",
    "EipAddress",
    "InnerIpAddress",
    "VpcAttributes",
    "InternetChargeType",
    "InternetMaxBandwidthOut",
    "ExpiredTime",
    "CreationTime",
    "StartTime",
    "AutoReleaseTime",
    "OperationLocks",
    "DeletionProtection",
    "SpotStrategy",
    "SpotPriceLimit",
    "SpotDuration",
    "SpotInterruptionBehavior",
    "HibernationOptions",
    "LocalStorageAmount",
    "Tags",
    "Facts",
    "GPUAmount",
];

/// Reads a record, with the custom attributes of a policy among its `Facts`. Fields that it lacks have plain values: an id of the mock, the region `cn-hangzhou`, the
/// type `ecs.g7.large`.
///
/// # Errors
///
/// Returns the reason, with the path, if the record cannot be read.
pub fn read(
    record: &Value,
    new_id: impl FnOnce() -> String,
    attributes: &AttributeSet,
    now: Millis,
) -> Result<Stored, String> {
    let text = record.to_string();
    let json: Json<'_> = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let read = Record::read_for(&json, attributes).map_err(|error| error.to_string())?;
    let members = record.as_object().ok_or("a record is an object")?;
    let mut facts = Facts::new();
    let mut given = members.get("Facts").and_then(Value::as_object).cloned().unwrap_or_default();
    custom::take(&mut given, &mut facts, attributes, |part| part == Part::Instance)?;
    read.instance.validate().map_err(|error| format!("the record is contradictory: {error}"))?;
    let region = string(members, "RegionId").unwrap_or("cn-hangzhou");
    let region = regions::find(region).ok_or_else(|| format!("`RegionId`: unknown region `{region}`"))?;
    let at = |name: &str| string(members, name).and_then(time::parse);
    let inner = |outer: &str, name: &str| members.get(outer).and_then(|outer| outer.get(name));
    let has_address = read.instance.static_address != StaticAddress::None;
    let bandwidth = members.get("InternetMaxBandwidthOut").and_then(Value::as_i64);
    let groups = inner("SecurityGroupIds", "SecurityGroupId").and_then(Value::as_array);
    let vpc = |name| inner("VpcAttributes", name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let is_prepaid = read.instance.charge_type == ChargeType::PrePaid;
    let other_locks = read.locks.iter().filter(|lock| {
        lock.parse::<instance_lifecycle::instance::LockReason>().is_err() && *lock != "unknown"
    });
    let details = Details {
        region: region.id.to_owned(),
        zone: string(members, "ZoneId")
            .map_or_else(|| region.zones().next().unwrap_or_default(), str::to_owned),
        instance_type: string(members, "InstanceType").unwrap_or("ecs.g7.large").to_owned(),
        image: string(members, "ImageId").unwrap_or("aliyun_3_x64_20G_alibase.vhd").to_owned(),
        name: string(members, "InstanceName").unwrap_or_default().to_owned(),
        host_name: string(members, "HostName").unwrap_or_default().to_owned(),
        description: string(members, "Description").unwrap_or_default().to_owned(),
        vpc: vpc("VpcId"),
        v_switch: vpc("VSwitchId"),
        security_groups: groups.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
        created: at("CreationTime").unwrap_or(now),
        started: at("StartTime"),
        expires: at("ExpiredTime").filter(|_| is_prepaid),
        auto_release: at("AutoReleaseTime"),
        bandwidth_out: bandwidth.filter(|out| *out > 0).unwrap_or(if has_address { 5 } else { 0 }),
        address: 0,
        spot_price_limit: members.get("SpotPriceLimit").and_then(Value::as_f64).filter(|price| *price > 0.0),
        spot_duration: members
            .get("SpotDuration")
            .and_then(Value::as_u64)
            .and_then(|hours| u32::try_from(hours).ok()),
        other_locks: other_locks.map(|lock| lock.clone().into_owned()).collect(),
        tags: tags(members),
        facts,
        other: members
            .iter()
            .filter(|(name, _)| !MODELLED.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    };
    let id = read.instance_id.unwrap_or_else(new_id);
    let recording = Recording::new(read.instance);
    Ok(Stored { id, instance: read.instance, details, due: Vec::new(), recording })
}

fn string<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn tags(members: &Map<String, Value>) -> std::collections::BTreeMap<String, String> {
    let tags = members.get("Tags").map(|tags| tags.get("Tag").unwrap_or(tags)).and_then(Value::as_array);
    let tag = |tag: &Value| {
        let part = |long: &str, short: &str| {
            tag.get(long).or_else(|| tag.get(short)).and_then(Value::as_str).map(str::to_owned)
        };
        Some((part("TagKey", "Key")?, part("TagValue", "Value").unwrap_or_default()))
    };
    tags.into_iter().flatten().filter_map(tag).collect()
}
