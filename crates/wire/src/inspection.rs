//! What was understood of a record.

use crate::record::Record;
use instance_lifecycle::{Policy, StaticAddress, Status, is_eligible_for_economical_mode};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// What was understood of a record. Serialising it writes one flat object.
///
/// ```
/// use instance_lifecycle::Policy;
/// use instance_lifecycle_wire::{Inspection, Json, Record};
///
/// let json: Json = serde_json::from_str(r#"{"InstanceId": "i-1", "Status": "Running", "GPUAmount": "1"}"#)?;
/// let record = Record::read(&json)?;
/// let understood = serde_json::to_value(Inspection::of(&record, &Policy::documented()))?;
/// assert_eq!(understood["Gpu"], true);
/// assert_eq!(understood["EligibleForEconomicalMode"], true);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Inspection<'r> {
    /// The record.
    pub record: &'r Record,
    /// Whether a stop can be economical, under the policy asked for.
    pub is_eligible_for_economical_mode: bool,
}

impl<'r> Inspection<'r> {
    /// What was understood of a record, and what a policy makes of it.
    #[must_use]
    pub fn of(record: &'r Record, policy: &Policy) -> Self {
        let is_eligible_for_economical_mode = is_eligible_for_economical_mode(&record.instance, policy);
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
        object.serialize_entry("Locks", &self.record.locks)?;
        object.serialize_entry("StoppedMode", &is_stopped.then_some(instance.stopped_mode))?;
        object.serialize_entry("HibernationConfigured", &instance.hibernation_configured)?;
        object.serialize_entry("LocalStorage", &instance.local_storage)?;
        object.serialize_entry("PersistentMemory", &instance.persistent_memory)?;
        object.serialize_entry("Burstable", &instance.burstable)?;
        object.serialize_entry("Gpu", &instance.gpu)?;
        object.serialize_entry("StaticPublicIp", &(instance.static_address != StaticAddress::None))?;
        object.serialize_entry("ElasticIp", &instance.elastic_address)?;
        object.serialize_entry("EligibleForEconomicalMode", &self.is_eligible_for_economical_mode)?;
        object.end()
    }
}
