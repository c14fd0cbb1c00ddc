//! The attributes read from a record.

use crate::record::attributes::{FACTS, name, numbers, point_of, set, value};
use crate::record::custom;
use crate::record::read::Record;
use instance_lifecycle::instance::StaticAddress;
use instance_lifecycle::rules::attributes::ATTRIBUTES;
use instance_lifecycle::{Policy, Status};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

/// The attributes read from a record, custom ones included. It serialises as one flat object.
///
/// ```
/// use instance_lifecycle::Policy;
/// use instance_lifecycle_wire::{Inspection, Json, Record};
///
/// let json: Json = serde_json::from_str(r#"{"InstanceId": "i-1", "Status": "Running", "GPUAmount": "1"}"#)?;
/// let record = Record::read(&json)?;
/// let understood = serde_json::to_value(Inspection::new(&record, &Policy::documented()))?;
/// assert_eq!(understood["Gpu"], true);
/// assert_eq!(understood["EligibleForEconomicalMode"], true);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Inspection<'r> {
    /// The record.
    pub record: &'r Record,
    /// Whether the policy allows an economical stop.
    pub is_eligible_for_economical_mode: bool,
}

impl<'r> Inspection<'r> {
    /// Inspects a record under a policy.
    #[must_use]
    pub fn new(record: &'r Record, policy: &Policy) -> Self {
        let is_eligible_for_economical_mode = record.instance.is_eligible_for_economical_mode(policy);
        Self { record, is_eligible_for_economical_mode }
    }
}

impl Serialize for Inspection<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let instance = &self.record.instance;
        let is_stopped = instance.status == Status::Stopped;
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("InstanceId", &self.record.instance_id)?;
        object.serialize_entry("Status", &instance.status)?;
        object.serialize_entry("InstanceChargeType", &instance.charge_type)?;
        object.serialize_entry("InstanceNetworkType", &instance.network_type)?;
        object.serialize_entry("SpotStrategy", &instance.spot_strategy)?;
        object.serialize_entry("SpotInterruptionBehavior", &instance.spot_interruption)?;
        object.serialize_entry("Locks", &self.record.locks)?;
        object.serialize_entry("StoppedMode", &is_stopped.then_some(instance.stopped_mode))?;
        object.serialize_entry("HibernationConfigured", &instance.hibernation_configured)?;
        object.serialize_entry("Gpu", &instance.gpu)?;
        object.serialize_entry("StaticPublicIp", &(instance.static_address != StaticAddress::None))?;
        object.serialize_entry("ElasticIp", &instance.elastic_address)?;
        object.serialize_entry("DeletionProtection", &instance.deletion_protection)?;
        let point = point_of(instance);
        for number in numbers(FACTS & !const { set("stopped_mode") }) {
            let attribute = &ATTRIBUTES[number];
            object.serialize_entry(name(number), &value(attribute, point.value(attribute.field)))?;
        }
        let attributes = &self.record.attributes;
        for (name, value) in custom::named(attributes, instance.custom, custom::of_instances(attributes)) {
            object.serialize_entry(name, value)?;
        }
        object.serialize_entry("EligibleForEconomicalMode", &self.is_eligible_for_economical_mode)?;
        let mut assumed: Map<String, Value> =
            self.record.assumed.values(instance).map(|(name, value)| (name.to_owned(), value)).collect();
        let custom = self.record.assumed_custom();
        assumed.extend(custom.map(|(name, value)| (name.to_owned(), value.into())));
        object.serialize_entry("Assumed", &assumed)?;
        object.end()
    }
}
