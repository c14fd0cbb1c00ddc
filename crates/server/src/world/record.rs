//! Writing records: all fields of DescribeInstances that the mock models, and those of
//! DescribeInstanceAttribute.

use super::account::Stored;
use super::details::Details;
use crate::protocol::answer::{list, number, object, text};
use crate::protocol::time;
use instance_lifecycle::instance::{ChargeType, NetworkType, StaticAddress, StoppedMode};
use instance_lifecycle::{Instance, Status};
use instance_lifecycle_wire::Json;
use serde_json::Value;
use std::borrow::Cow;

/// The expiry of an instance that does not expire. Source: sample of DescribeInstances, 2021.
const NEVER: &str = "2099-12-31T15:59Z";

/// The beginning of the names of our own members in imported records.
const FACTS: &str = "Facts";

type Members = Vec<(Cow<'static, str>, Json<'static>)>;

/// Returns the record of an instance as DescribeInstances shows it.
#[must_use]
pub fn describe(stored: &Stored) -> Json<'static> {
    let (it, details) = (&stored.instance, &stored.details);
    let mut members = common(stored);
    let mut put = |name: &'static str, value: Json<'static>| members.push((Cow::Borrowed(name), value));
    put("CreationTime", text(time::minutes(details.created)));
    put("StartTime", text(details.started.map(time::minutes).unwrap_or_default()));
    put("AutoReleaseTime", text(details.auto_release.map(time::minutes).unwrap_or_default()));
    put("OperationLocks", locks(stored, true));
    put("IoOptimized", Json::Bool(true));
    put("DeletionProtection", Json::Bool(it.deletion_protection));
    put("SpotStrategy", text(it.spot_strategy.as_str()));
    put("SpotPriceLimit", decimal(details.spot_price_limit.unwrap_or_default()));
    put("SpotDuration", number(details.spot_duration.unwrap_or_default()));
    put("SpotInterruptionBehavior", text(it.spot_interruption.as_str()));
    put("HibernationOptions", object([("Configured", Json::Bool(it.hibernation_configured))]));
    if it.local_storage {
        put("LocalStorageAmount", number(1));
    }
    let tag = |(key, value): (&String, &String)| {
        object([("TagKey", text(key.clone())), ("TagValue", text(value.clone()))])
    };
    put("Tags", list("Tag", details.tags.iter().map(tag)));
    put("DedicatedInstanceAttribute", object([("Tenancy", text("default")), ("Affinity", text("default"))]));
    put("Recyclable", Json::Bool(false));
    put("DeviceAvailable", Json::Bool(true));
    put("SaleCycle", text(""));
    put("InstanceTypeFamily", text(family(details)));
    put("GPUAmount", number(it.gpu));
    put("GPUSpec", text(""));
    put("OSType", text(os_type(details)));
    others(&mut members, details);
    Json::Object(members)
}

/// Returns the record of an instance as DescribeInstanceAttribute shows it: it lacks fields that
/// DescribeInstances has, its times have seconds, and `IoOptimized` is a word.
#[must_use]
pub fn attribute(stored: &Stored) -> Json<'static> {
    let mut members = common(stored);
    let mut put = |name: &'static str, value: Json<'static>| members.push((Cow::Borrowed(name), value));
    put("CreationTime", text(time::seconds(stored.details.created)));
    put("OperationLocks", locks(stored, false));
    put("IoOptimized", text("optimized"));
    Json::Object(members)
}

/// The members that both actions show.
fn common(stored: &Stored) -> Members {
    let (it, details) = (&stored.instance, &stored.details);
    let is_vpc = it.network_type == NetworkType::Vpc;
    let private = || text(format!("10.{}", last_numbers(details.address)));
    let addresses = |address: Option<Json<'static>>| list("IpAddress", address);
    let public = (it.static_address != StaticAddress::None && !has_lost_address(it))
        .then(|| text(format!("203.0.113.{}", details.address % 254 + 1)));
    let billed = match it.static_address {
        StaticAddress::None => StaticAddress::PayByTraffic,
        billed => billed,
    };
    let elastic = if it.elastic_address {
        object([
            ("AllocationId", text(format!("eip-mock{}", details.address))),
            ("IpAddress", text(format!("198.51.100.{}", details.address % 254 + 1))),
            ("InternetChargeType", text("PayByTraffic")),
            ("Bandwidth", number(5)),
            ("IsSupportUnassociate", Json::Bool(true)),
        ])
    } else {
        object([("AllocationId", text("")), ("IpAddress", text("")), ("InternetChargeType", text(""))])
    };
    let vpc = object([
        ("VpcId", text(details.vpc.clone())),
        ("VSwitchId", text(details.v_switch.clone())),
        ("NatIpAddress", text("")),
        ("PrivateIpAddress", addresses(is_vpc.then(private))),
    ]);
    let credits = match (it.burstable, it.unlimited_credits) {
        (false, _) => "",
        (true, false) => "Standard",
        (true, true) => "Unlimited",
    };
    let expires = match (it.charge_type, details.expires) {
        (ChargeType::PrePaid, Some(at)) => Cow::Owned(time::minutes(at)),
        _ => Cow::Borrowed(NEVER),
    };
    let host = [
        ("DedicatedHostId", text("")),
        ("DedicatedHostName", text("")),
        ("DedicatedHostClusterId", text("")),
    ];
    let reservation = [("CapacityReservationId", text("")), ("CapacityReservationPreference", text(""))];
    let groups = details.security_groups.iter().map(|group| text(group.clone()));
    let (cpu, memory) = size(&details.instance_type);
    let members: [(&'static str, Json<'static>); 27] = [
        ("InstanceId", text(stored.id.clone())),
        ("InstanceName", text(details.name.clone())),
        ("HostName", text(details.host_name.clone())),
        ("Description", text(details.description.clone())),
        ("Status", text(it.status.as_str())),
        ("StoppedMode", text(shown_mode(it).as_str())),
        ("InstanceChargeType", text(it.charge_type.as_str())),
        ("InstanceNetworkType", text(it.network_type.as_str())),
        ("InstanceType", text(details.instance_type.clone())),
        ("CreditSpecification", text(credits)),
        ("Cpu", number(cpu)),
        ("Memory", number(memory)),
        ("RegionId", text(details.region.clone())),
        ("ZoneId", text(details.zone.clone())),
        ("ImageId", text(details.image.clone())),
        ("SecurityGroupIds", list("SecurityGroupId", groups)),
        // An older client needs this one before the other.
        ("EipAddress", elastic),
        ("PublicIpAddress", addresses(public)),
        ("InnerIpAddress", addresses((!is_vpc).then(private))),
        ("VpcAttributes", vpc),
        ("InternetChargeType", text(billed.as_str())),
        ("InternetMaxBandwidthIn", number(-1)),
        ("InternetMaxBandwidthOut", number(details.bandwidth_out)),
        ("VlanId", text("")),
        ("ExpiredTime", text(expires)),
        ("DedicatedHostAttribute", object(host)),
        ("EcsCapacityReservationAttr", object(reservation)),
    ];
    members.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect()
}

/// Replaces and adds members that were imported and are not modelled.
fn others(members: &mut Members, details: &Details) {
    for (name, value) in details.other.iter().filter(|(name, _)| *name != FACTS) {
        let value = json(value);
        match members.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => members.push((Cow::Owned(name.clone()), value)),
        }
    }
}

/// Returns the value as the tree that answers are written from.
#[must_use]
pub fn json(value: &Value) -> Json<'static> {
    match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Number(number) => Json::Number(number.clone()),
        Value::String(content) => text(content.clone()),
        Value::Array(elements) => Json::Array(elements.iter().map(json).collect()),
        Value::Object(members) => Json::Object(
            members.iter().map(|(name, value)| (Cow::Owned(name.clone()), json(value))).collect(),
        ),
    }
}

/// A stopped pay-as-you-go instance shows the mode of its stop; others show that it does not apply.
const fn shown_mode(it: &Instance) -> StoppedMode {
    match (it.status, it.charge_type) {
        (Status::Stopped, ChargeType::PostPaid) => it.stopped_mode,
        _ => StoppedMode::NotApplicable,
    }
}

/// An economical stop releases the address that the system assigned.
fn has_lost_address(it: &Instance) -> bool {
    it.status == Status::Stopped && it.stopped_mode == StoppedMode::StopCharging
}

/// The locks, with a message as in the vendor's samples.
fn locks(stored: &Stored, with_messages: bool) -> Json<'static> {
    let known = stored.instance.locks.iter().map(|reason| reason.as_str().to_owned());
    let unknown = stored.instance.locks.unknown.then_some(&stored.details.other_locks).into_iter().flatten();
    let is_unnamed = stored.instance.locks.unknown && stored.details.other_locks.is_empty();
    let reasons = known.chain(unknown.cloned()).chain(is_unnamed.then(|| "unknown".to_owned()));
    let lock = |reason: String| {
        let message = format!("The specified instance is locked due to {reason} reason.");
        let reason = ("LockReason", text(reason));
        if with_messages { object([reason, ("LockMsg", text(message))]) } else { object([reason]) }
    };
    list("LockReason", reasons.map(lock))
}

/// Returns `InstanceTypeFamily`: `ecs.g7` of `ecs.g7.large`. The family of a burstable type ends before its
/// hyphen.
fn family(details: &Details) -> String {
    match details.family() {
        "" => String::new(),
        family => format!("ecs.{family}"),
    }
}

fn os_type(details: &Details) -> &'static str {
    if details.image.to_ascii_lowercase().contains("win") { "windows" } else { "linux" }
}

/// The number of vCPUs and the memory in MiB by the size at the end of the type. The sizes are those of the
/// general-purpose families; others differ, and a record can state its own.
fn size(instance_type: &str) -> (i64, i64) {
    let size = instance_type.rsplit('.').next().unwrap_or_default();
    let cpu = match size {
        "small" => 1,
        "large" => 2,
        "xlarge" => 4,
        _ => match size.strip_suffix("xlarge").and_then(|times| times.parse::<i64>().ok()) {
            Some(times) if (1..=64).contains(&times) => 4 * times,
            _ => 2,
        },
    };
    (cpu, cpu * 4_096)
}

fn last_numbers(address: u32) -> String {
    format!("{}.{}.{}", address >> 16 & 0xff, address >> 8 & 0xff, address & 0xff)
}

fn decimal(value: f64) -> Json<'static> {
    serde_json::Number::from_f64(value).map_or(Json::Null, Json::Number)
}
