//! The network and the addresses of a record.

use crate::json::error::ReadError;
use crate::json::names;
use crate::json::tree::Json;
use crate::record::addresses::has_address;
use crate::record::attributes::{Set, set};
use crate::record::read::{Members, Name, mark};
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::instance::{NetworkType, StaticAddress, StoppedMode};
use instance_lifecycle::{Instance, Status};

impl Members<'_, '_> {
    /// Reads the type of the network and the addresses, and adds what is known to the known attributes.
    pub(crate) fn read_network(&self, instance: &mut Instance, known: &mut Set) -> Result<(), ReadError> {
        let network_type = self.network_type()?;
        mark(known, network_type.is_some(), const { set("network_type") });
        instance.network_type = network_type.unwrap_or(NetworkType::Vpc);
        instance.elastic_address = self.has_address(Name::EipAddress)?;
        mark(known, self.is_present(Name::EipAddress), const { set("elastic_address") });
        mark(known, self.is_present(Name::PublicIpAddress), const { set("static_address") });
        if self.has_address(Name::PublicIpAddress)? || self.has_released_address(instance)? {
            const BILLED: &[&str] = StaticAddress::NAMES.split_at(1).1;
            let billed = match self.get(Name::InternetChargeType) {
                Some((at, json)) => at.choice(json, BILLED)?,
                None => None,
            };
            instance.static_address = match billed {
                Some(index) => StaticAddress::from_index(index + 1),
                None => StaticAddress::PayByTraffic,
            };
        }
        Ok(())
    }

    /// Whether an economical stop has released the static address: the record lists no address, but
    /// keeps its bandwidth. Bandwidth beside an elastic address is that of the elastic address.
    fn has_released_address(&self, instance: &Instance) -> Result<bool, ReadError> {
        let is_released = instance.status == Status::Stopped
            && instance.stopped_mode == StoppedMode::StopCharging
            && !instance.elastic_address;
        Ok(is_released
            && self.number(Name::InternetMaxBandwidthOut)?.is_some_and(|bandwidth| bandwidth > 0.0))
    }

    fn network_type(&self) -> Result<Option<NetworkType>, ReadError> {
        if let Some((at, json)) = self.get(Name::InstanceNetworkType) {
            return at.folded_word(json);
        }
        if let Some((_, Json::Object(attributes))) = self.get(Name::VpcAttributes)
            && let Some((_, id)) = names::member(attributes, "VpcId")
            && !id.is_empty()
        {
            return Ok(Some(NetworkType::Vpc));
        }
        Ok(self.has_address(Name::InnerIpAddress)?.then_some(NetworkType::Classic))
    }

    /// Whether there is an address: `{"IpAddress": ["…"]}`, or a less wrapped form.
    fn has_address(&self, name: Name) -> Result<bool, ReadError> {
        self.get(name).map_or(Ok(false), |(at, json)| has_address(at, json))
    }
}
