//! A record of DescribeInstances, read into what decides. Source: DescribeInstances, 2021.
//!
//! The reader is tolerant of the shapes that records take on their way: numbers and booleans as
//! strings, `null`, `""` and empty lists for nothing, other capitals, lists without their wrapper
//! and lone elements without their list. It guesses nothing that decides: an unknown status, charge
//! type or bidding policy is an error.

use crate::assumed::{Assumed, Shown};
use crate::at::At;
use crate::error::{Expected, Problem, ReadError};
use crate::family::Family;
use crate::fields::{self, FACTS};
use crate::json::Json;
use crate::names::{self, ATTRIBUTES, Attribute, Spelling};
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::{
    ChargeType, Instance, LockReason, NetworkType, SpotStrategy, StaticAddress, Status, StoppedMode, Task,
};
use std::borrow::Cow;

/// An instance as its record shows it.
///
/// ```
/// use instance_lifecycle::{Locks, LockReason, Instance, Task};
/// use instance_lifecycle_wire::{Json, Record};
///
/// let json: Json = serde_json::from_str(
///     r#"{"InstanceId": "i-1", "Status": "Running", "OperationLocks": {"LockReason": [{"LockReason": "Security"}]}}"#,
/// )?;
/// let record = Record::read(&json)?;
/// assert_eq!(record.instance_id.as_deref(), Some("i-1"));
/// assert_eq!(record.instance, Instance { locks: Locks::NONE.with(LockReason::Security), ..Instance::DEFAULT });
/// assert_eq!(record.locks, ["security"]);
/// assert!(record.assumed.contains("EncryptionKey"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// `InstanceId`.
    pub instance_id: Option<String>,
    /// What decides.
    pub instance: Instance,
    /// The names of all locks in lower case, the unknown ones too: sorted, each once.
    pub locks: Vec<Cow<'static, str>>,
    /// What was assumed because neither the record nor its `Facts` tell it.
    pub assumed: Assumed,
}

/// A record of the instance with nothing assumed, and no id. An unknown lock is called `unknown`.
impl From<Instance> for Record {
    fn from(instance: Instance) -> Self {
        let known = instance.locks.iter().map(LockReason::as_str);
        let mut locks: Vec<_> =
            known.chain(instance.locks.unknown.then_some("unknown")).map(Cow::Borrowed).collect();
        locks.sort_unstable();
        Self { instance_id: None, instance, locks, assumed: Assumed::NOTHING }
    }
}

impl Record {
    /// Reads a record, with or without our `Facts`.
    ///
    /// # Errors
    ///
    /// When the status is missing, or a value that decides cannot be understood.
    pub fn read(json: &Json<'_>) -> Result<Self, ReadError> {
        Self::read_at(At::ROOT, json)
    }

    /// The record of the same instance after something has happened to it. What has changed is no
    /// longer assumed.
    #[must_use]
    pub fn evolved(&self, instance: Instance) -> Self {
        let is_known = |name: &str| name.parse::<LockReason>().is_ok();
        let unknown = self.locks.iter().filter(|name| instance.locks.unknown && !is_known(name)).cloned();
        let mut record = Self { instance_id: self.instance_id.clone(), ..instance.into() };
        let unknown: Vec<_> = unknown.collect();
        if !unknown.is_empty() {
            record.locks.retain(|name| is_known(name));
            record.locks.extend(unknown);
            record.locks.sort_unstable();
        }
        record.assumed = self.assumed.after(&self.instance, &instance);
        record
    }

    pub(crate) fn read_at(at: At<'_>, json: &Json<'_>) -> Result<Self, ReadError> {
        Attributes::read(at, json)?.record()
    }
}

/// The statuses of the wire.
const STATUSES: &[&str] = Status::NAMES.split_at(5).0;

/// The members of a record that matter, by attribute.
struct Attributes<'t, 'a> {
    at: At<'t>,
    found: [Option<(Spelling, &'t str, &'t Json<'a>)>; ATTRIBUTES],
}

impl<'t, 'a> Attributes<'t, 'a> {
    fn read(at: At<'t>, json: &'t Json<'a>) -> Result<Self, ReadError> {
        let mut found: [Option<(Spelling, &'t str, &'t Json<'a>)>; ATTRIBUTES] = [None; ATTRIBUTES];
        for (key, value) in at.object(json, "a record")? {
            if let Some((index, spelling)) = names::RECORD.find(key)
                && found[index].is_none_or(|(best, ..)| spelling <= best)
            {
                found[index] = Some((spelling, key, value));
            }
        }
        Ok(Self { at, found })
    }

    /// The attribute with its place, where it is not empty.
    fn get(&self, attribute: Attribute) -> Option<(At<'_>, &'t Json<'a>)> {
        let (_, key, value) = self.found[attribute as usize]?;
        (!is_empty(value)).then(|| (self.at.key(key), value))
    }

    fn stands(&self, attribute: Attribute) -> bool {
        self.found[attribute as usize].is_some()
    }

    fn text(&self, attribute: Attribute) -> Result<Option<&'t str>, ReadError> {
        self.get(attribute).map_or(Ok(None), |(at, json)| at.text(json))
    }

    fn word<T: Finite>(&self, attribute: Attribute) -> Result<Option<T>, ReadError> {
        self.get(attribute).map_or(Ok(None), |(at, json)| at.word(json))
    }

    fn flag(&self, attribute: Attribute) -> Result<Option<bool>, ReadError> {
        self.get(attribute).map_or(Ok(None), |(at, json)| at.flag(json))
    }

    fn number(&self, attribute: Attribute) -> Result<Option<f64>, ReadError> {
        self.get(attribute).map_or(Ok(None), |(at, json)| at.number(json))
    }

    /// Whether there is an address: `{"IpAddress": ["…"]}`, or less wrapped.
    fn has_address(&self, attribute: Attribute) -> Result<bool, ReadError> {
        self.get(attribute).map_or(Ok(false), |(at, json)| has_address(at, json))
    }

    fn record(&self) -> Result<Record, ReadError> {
        let status = self.status()?;
        let mut shown = Shown::default();
        let mut record = Record {
            instance_id: self.text(Attribute::InstanceId)?.map(str::to_owned),
            instance: Instance { status, task: status.default_task(), ..Instance::DEFAULT },
            locks: Vec::new(),
            assumed: Assumed::NOTHING,
        };
        self.read_locks(&mut record)?;
        let instance = &mut record.instance;
        self.read_billing(instance, &mut shown)?;
        self.read_type(instance, &mut shown)?;
        self.read_network(instance, &mut shown)?;
        self.read_stopped_mode(instance, &mut shown)?;
        shown.locks = self.stands(Attribute::OperationLocks);
        if let Some((at, json)) = self.get(Attribute::HibernationOptions) {
            let options = at.object(json, "an object")?;
            if let Some((key, value)) = names::member(options, "Configured") {
                let configured = at.key(key).flag(value)?;
                shown.hibernation = configured.is_some();
                instance.hibernation_configured = configured.unwrap_or(false);
            }
        }
        instance.deletion_protection = self.flag(Attribute::DeletionProtection)?.unwrap_or(false);
        shown.facts |= self.read_facts(instance)?;
        record.assumed = Assumed::of(&record.instance, &shown);
        Ok(record)
    }

    fn status(&self) -> Result<Status, ReadError> {
        let expected = Expected::OneOf(STATUSES);
        match self.found[Attribute::Status as usize] {
            Some((_, key, json)) => match self.at.key(key).choice(json, STATUSES)? {
                Some(index) => Ok(Status::from_index(index)),
                None => Err(self.at.key(key).unexpected(expected, json)),
            },
            None => Err(self.at.key("Status").missing(expected)),
        }
    }

    fn read_billing(&self, instance: &mut Instance, shown: &mut Shown) -> Result<(), ReadError> {
        let charge_type = self.word(Attribute::InstanceChargeType)?;
        shown.charge_type = charge_type.is_some();
        instance.charge_type = charge_type.unwrap_or(ChargeType::PostPaid);
        let spot_strategy = self.word(Attribute::SpotStrategy)?;
        shown.spot_strategy = spot_strategy.is_some();
        instance.spot_strategy = spot_strategy.unwrap_or(SpotStrategy::NoSpot);
        // Beside `NoSpot` it is meaningless, and found with all sorts of values.
        if instance.spot_strategy != SpotStrategy::NoSpot
            && let Some(interruption) = self.word(Attribute::SpotInterruptionBehavior)?
        {
            instance.spot_interruption = interruption;
        }
        Ok(())
    }

    fn read_type(&self, instance: &mut Instance, shown: &mut Shown) -> Result<(), ReadError> {
        let family = match self.text(Attribute::InstanceTypeFamily)?.and_then(Family::of) {
            Some(family) => Some(family),
            None => self.text(Attribute::InstanceType)?.and_then(Family::of),
        };
        let disks = self.number(Attribute::LocalStorageAmount)?;
        let credits = self.text(Attribute::CreditSpecification)?.is_some();
        instance.local_storage =
            disks.is_some_and(|disks| disks > 0.0) || family.is_some_and(Family::has_local_storage);
        instance.persistent_memory = family.is_some_and(Family::has_persistent_memory);
        instance.burstable = credits || family.is_some_and(Family::is_burstable);
        instance.family_i1 = family.is_some_and(Family::is_i1);
        instance.gpu = self.number(Attribute::GPUAmount)?.is_some_and(|amount| amount > 0.0);
        shown.show_type(family.is_some(), disks.is_some(), credits);
        Ok(())
    }

    fn read_network(&self, instance: &mut Instance, shown: &mut Shown) -> Result<(), ReadError> {
        let network_type = self.network_type()?;
        shown.network_type = network_type.is_some();
        instance.network_type = network_type.unwrap_or(NetworkType::Vpc);
        instance.elastic_address = self.has_address(Attribute::EipAddress)?;
        if self.has_address(Attribute::PublicIpAddress)? {
            const BILLED: &[&str] = StaticAddress::NAMES.split_at(1).1;
            let billed = match self.get(Attribute::InternetChargeType) {
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

    fn network_type(&self) -> Result<Option<NetworkType>, ReadError> {
        if let Some((at, json)) = self.get(Attribute::InstanceNetworkType) {
            return at.folded_word(json);
        }
        if let Some((_, Json::Object(attributes))) = self.get(Attribute::VpcAttributes)
            && let Some((_, id)) = names::member(attributes, "VpcId")
            && !is_empty(id)
        {
            return Ok(Some(NetworkType::Vpc));
        }
        Ok(self.has_address(Attribute::InnerIpAddress)?.then_some(NetworkType::Classic))
    }

    /// Records of instances in other statuses all say `Not-applicable`, whatever applies.
    fn read_stopped_mode(&self, instance: &mut Instance, shown: &mut Shown) -> Result<(), ReadError> {
        if instance.status != Status::Stopped {
            return Ok(());
        }
        let mode = self.word(Attribute::StoppedMode)?;
        shown.stopped_mode = mode.is_some();
        instance.stopped_mode = mode.unwrap_or(match instance.charge_type {
            ChargeType::PostPaid => StoppedMode::KeepCharging,
            ChargeType::PrePaid => StoppedMode::NotApplicable,
        });
        Ok(())
    }

    /// Locks as `{"LockReason": [{"LockReason": "…"}]}`, or less wrapped.
    fn read_locks(&self, record: &mut Record) -> Result<(), ReadError> {
        let Some((at, json)) = self.get(Attribute::OperationLocks) else { return Ok(()) };
        each_lock(at, json, &mut |name| {
            let known = LockReason::ALL.iter().find(|reason| reason.as_str().eq_ignore_ascii_case(name));
            let locks = &mut record.instance.locks;
            record.locks.push(match known {
                Some(&reason) => {
                    *locks = locks.with(reason);
                    Cow::Borrowed(reason.as_str())
                }
                None => {
                    locks.unknown = true;
                    Cow::Owned(name.to_lowercase())
                }
            });
        })?;
        record.locks.sort_unstable();
        record.locks.dedup();
        Ok(())
    }

    /// The facts that are given win over what the record shows.
    fn read_facts(&self, instance: &mut Instance) -> Result<u64, ReadError> {
        let Some((at, json)) = self.get(Attribute::Facts) else { return Ok(0) };
        let facts = at.object(json, "an object of facts")?;
        let given = fields::read(FACTS, &[], at, facts, instance)?;
        let allowed = instance.status.tasks();
        if !allowed.contains(&instance.task) {
            return Err(at.key("Task").error(Problem::TaskOutOfStatus {
                status: instance.status,
                task: instance.task,
                allowed: allowed.iter().copied().map(Task::as_str).collect(),
            }));
        }
        if !matches!(instance.status, Status::Stopping | Status::Stopped) {
            instance.stopped_mode = StoppedMode::NotApplicable;
        }
        Ok(given)
    }
}

/// Nothing, in one of its spellings.
fn is_empty(json: &Json<'_>) -> bool {
    match json {
        Json::Null | Json::Ignored => true,
        Json::String(text) => text.is_empty(),
        Json::Array(elements) => elements.is_empty(),
        Json::Object(members) => members.is_empty(),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

fn has_address(at: At<'_>, json: &Json<'_>) -> Result<bool, ReadError> {
    match json {
        Json::Null => Ok(false),
        Json::String(text) => Ok(!text.is_empty()),
        Json::Array(addresses) => {
            let mut any = false;
            for (index, address) in addresses.iter().enumerate() {
                any |= at.index(index).text(address)?.is_some();
            }
            Ok(any)
        }
        Json::Object(members) => match names::member(members, "IpAddress") {
            Some((key, addresses)) => has_address(at.key(key), addresses),
            None => Ok(false),
        },
        other => Err(at.unexpected("an address or a list of them", other)),
    }
}

/// Calls `lock` with every reason. The list of locks and the reason of one are both called
/// `LockReason`, so that the same steps lead through the wrapper, the list and the lock, whichever
/// of them are there.
fn each_lock(at: At<'_>, json: &Json<'_>, lock: &mut impl FnMut(&str)) -> Result<(), ReadError> {
    match json {
        Json::Object(members) => match names::member(members, "LockReason") {
            Some((key, inner)) => each_lock(at.key(key), inner, lock),
            None => Ok(()),
        },
        Json::Array(locks) => {
            for (index, one) in locks.iter().enumerate() {
                each_lock(at.index(index), one, lock)?;
            }
            Ok(())
        }
        other => {
            if let Some(reason) = at.text(other)? {
                lock(reason);
            }
            Ok(())
        }
    }
}
