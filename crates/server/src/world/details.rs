//! What a record shows beside the attributes that the library decides with.

use crate::protocol::time::Millis;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The fields of a record that affect no decision, and the times of an instance.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Details {
    /// `RegionId`.
    pub region: String,
    /// `ZoneId`.
    pub zone: String,
    /// `InstanceType`.
    pub instance_type: String,
    /// `ImageId`.
    pub image: String,
    /// `InstanceName`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// `HostName`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub host_name: String,
    /// `Description`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// `VpcId`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub vpc: String,
    /// `VSwitchId`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub v_switch: String,
    /// `SecurityGroupIds`.
    pub security_groups: Vec<String>,
    /// `CreationTime`.
    pub created: Millis,
    /// `StartTime`; `None` before the first start.
    pub started: Option<Millis>,
    /// `ExpiredTime` of a subscription.
    pub expires: Option<Millis>,
    /// `AutoReleaseTime`.
    pub auto_release: Option<Millis>,
    /// `InternetMaxBandwidthOut`, in Mbit/s.
    pub bandwidth_out: i64,
    /// The last number of its addresses, which are of ranges reserved for documentation and private use.
    pub address: u32,
    /// `SpotPriceLimit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spot_price_limit: Option<f64>,
    /// `SpotDuration`, in hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spot_duration: Option<u32>,
    /// The locks of the record that the library does not know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_locks: Vec<String>,
    /// Tags, in the order of their keys.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub tags: std::collections::BTreeMap<String, String>,
    /// The facts for custom attributes, as texts.
    #[serde(skip_serializing_if = "super::custom::Facts::is_empty")]
    pub facts: super::custom::Facts,
    /// Members of an imported record that are not modelled. They are shown as they were given.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    pub other: serde_json::Map<String, Value>,
}

impl Details {
    /// Returns the family of the instance type, without `ecs.`: `g7` of `ecs.g7.large`.
    #[must_use]
    pub fn family(&self) -> &str {
        self.instance_type.split('.').nth(1).unwrap_or_default()
    }
}
