//! The reader of records. Source: DescribeInstances, 2021.
//!
//! It accepts the forms in which clients pass records on: numbers and booleans as strings; `null`,
//! `""` and empty lists for absent values; other letter case; lists without their wrapper, and lone
//! elements without their list. It does not guess: an unknown status, charge type or bidding policy is
//! an error.

use crate::json::at::At;
use crate::json::error::{Expected, ReadError, ReadErrorKind};
use crate::json::names::{self, Names, Spelling};
use crate::json::tree::{Json, Member};
use crate::record::assumed::Assumed;
use crate::record::attributes::{Set, locks, set};
use crate::record::custom::{self, Custom};
use crate::record::disks;
use crate::record::facts::read_facts;
use crate::record::family::Family;
use crate::record::locks;
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::instance::{ChargeType, Presence, SpotStrategy, StoppedMode, Task};
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle::{Instance, Status};
use std::borrow::Cow;

/// The members of a record that are read, including our `Facts`.
macro_rules! members {
    ($($name:ident),+ $(,)?) => {
        #[derive(Clone, Copy)]
        pub(crate) enum Name {
            $($name),+
        }

        /// The names of the members that are read.
        pub(crate) const MEMBERS: [&str; COUNT] = [$(stringify!($name)),+];

        pub(crate) const COUNT: usize = [$(Name::$name),+].len();
    };
}

members! {
    InstanceId, Status, InstanceChargeType, InstanceNetworkType, VpcAttributes, InnerIpAddress,
    SpotStrategy, SpotInterruptionBehavior, OperationLocks, StoppedMode, HibernationOptions,
    LocalStorageAmount, InstanceType, InstanceTypeFamily, CreditSpecification, GPUAmount,
    PublicIpAddress, EipAddress, InternetChargeType, InternetMaxBandwidthOut, DeletionProtection,
    AutoReleaseTime, Disks, Snapshots, Facts,
}

pub(crate) static NAMES: Names<COUNT> = Names::new(MEMBERS);

/// An instance as described by its record.
///
/// ```
/// use instance_lifecycle::Instance;
/// use instance_lifecycle::instance::{LockReason, Locks, Task};
/// use instance_lifecycle_wire::{Json, Record};
///
/// let json: Json = serde_json::from_str(
///     r#"{"InstanceId": "i-1", "Status": "Running", "OperationLocks": {"LockReason": [{"LockReason": "Security"}]}}"#,
/// )?;
/// let record = Record::read(&json)?;
/// assert_eq!(record.instance_id.as_deref(), Some("i-1"));
/// assert_eq!(
///     record.instance,
///     Instance::DEFAULT.with(|it| it.locks = Locks::NONE.with(LockReason::Security))
/// );
/// assert_eq!(record.locks, ["security"]);
/// assert!(record.assumed.contains("EncryptionKey"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// `InstanceId`.
    pub instance_id: Option<String>,
    /// The attributes of the instance.
    pub instance: Instance,
    /// The names of all locks in lower case, including unknown ones; sorted, without repetitions.
    pub locks: Vec<Cow<'static, str>>,
    /// The attributes that neither the record nor its `Facts` give, custom ones included.
    pub assumed: Assumed,
    /// The JSON of the record, with every member; `None` unless
    /// [`Defaults::keep_records`](crate::Defaults::keep_records) is set.
    pub source: Option<Json<'static>>,
    /// The attributes of the policy that it was read for.
    pub attributes: AttributeSet,
}

/// A record of the instance without an id and without assumptions. An unknown lock is named `unknown`.
impl From<Instance> for Record {
    fn from(instance: Instance) -> Self {
        let locks = locks::names(instance.locks, &[]);
        Self { instance, locks, ..Self::default() }
    }
}

impl Record {
    /// Reads a record, with or without our `Facts`.
    ///
    /// # Errors
    ///
    /// If the status is missing, or a value that is read is invalid.
    pub fn read(json: &Json<'_>) -> Result<Self, ReadError> {
        Self::read_for(json, &AttributeSet::BUILT_IN)
    }

    /// Reads a record with the values of the custom attributes of a policy: from its tags and fields, and from
    /// its `Facts`.
    ///
    /// # Errors
    ///
    /// If [`read`](Self::read) does, or if a text stands for no value of its attribute.
    ///
    /// ```
    /// use instance_lifecycle::rules::attributes::{AttributeSet, AttributeSource, CustomAttribute};
    /// use instance_lifecycle_wire::{Json, Record};
    ///
    /// let env = CustomAttribute::new("env", ["test", "live"], AttributeSource::Tag("env".to_owned()));
    /// let attributes = AttributeSet::BUILT_IN.with(env)?;
    /// let text = r#"{"Status": "Running", "Tags": {"Tag": [{"TagKey": "env", "TagValue": "live"}]}}"#;
    /// let record = Record::read_for(&serde_json::from_str::<Json>(text)?, &attributes)?;
    /// assert_eq!(record.instance.custom, attributes.values([("env", "live")])?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read_for(json: &Json<'_>, attributes: &AttributeSet) -> Result<Self, ReadError> {
        Self::read_with(At::ROOT, json, Custom::of(attributes))
    }

    /// Reads a record, and the values of custom attributes.
    fn read_with(at: At<'_>, json: &Json<'_>, custom: Custom<'_>) -> Result<Self, ReadError> {
        Members::find(at, json)?.record(custom)
    }

    /// Iterates over the custom attributes that neither the record nor its `Facts` give, with the name of the
    /// value that is assumed.
    ///
    /// ```
    /// use instance_lifecycle::rules::attributes::{AttributeSet, AttributeSource, CustomAttribute};
    /// use instance_lifecycle_wire::{Json, Record};
    ///
    /// let env = CustomAttribute::new("env", ["test", "live"], AttributeSource::Tag("env".to_owned()));
    /// let attributes = AttributeSet::BUILT_IN.with(env)?;
    /// let read = |text| Record::read_for(&serde_json::from_str::<Json>(text).expect("JSON"), &attributes);
    /// let record = read(r#"{"Status": "Running"}"#)?;
    /// assert_eq!(record.assumed_custom().collect::<Vec<_>>(), [("env", "test")]);
    /// // A record with tags shows that this one is missing.
    /// assert_eq!(read(r#"{"Status": "Running", "Tags": {"Tag": []}}"#)?.assumed_custom().count(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn assumed_custom(&self) -> impl Iterator<Item = (&str, &str)> {
        custom::named(&self.attributes, self.instance.custom, self.assumed.set())
    }

    /// Reads a record, and keeps its JSON if `keep` is set.
    pub(crate) fn read_and_keep(
        at: At<'_>,
        json: &Json<'_>,
        keep: bool,
        custom: Custom<'_>,
    ) -> Result<Self, ReadError> {
        let source = keep.then(|| json.to_owned());
        Ok(Self { source, ..Self::read_with(at, json, custom)? })
    }
}

/// The statuses that records show.
pub(crate) const STATUSES: &[&str] = Status::NAMES.split_at(5).0;

/// The members of a record that are read, by name.
pub(crate) struct Members<'t, 'a> {
    pub(crate) at: At<'t>,
    pub(crate) all: &'t [Member<'a>],
    pub(crate) found: [Option<(Spelling, &'t str, &'t Json<'a>)>; COUNT],
}

impl<'t, 'a> Members<'t, 'a> {
    fn find(at: At<'t>, json: &'t Json<'a>) -> Result<Self, ReadError> {
        let mut found: [Option<(Spelling, &'t str, &'t Json<'a>)>; COUNT] = [None; COUNT];
        let all = at.object(json, "a record")?;
        for (key, value) in all {
            if let Some((index, spelling)) = NAMES.find(key)
                && found[index].is_none_or(|(best, ..)| spelling <= best)
            {
                found[index] = Some((spelling, key, value));
            }
        }
        Ok(Self { at, all, found })
    }

    /// Returns the member with its path; `None` if it is absent or empty.
    pub(crate) fn get(&self, name: Name) -> Option<(At<'_>, &'t Json<'a>)> {
        let (_, key, value) = self.found[name as usize]?;
        (!value.is_empty()).then(|| (self.at.key(key), value))
    }

    pub(crate) fn is_present(&self, name: Name) -> bool {
        self.found[name as usize].is_some()
    }

    pub(crate) fn text(&self, name: Name) -> Result<Option<&'t str>, ReadError> {
        self.get(name).map_or(Ok(None), |(at, json)| at.text(json))
    }

    pub(crate) fn word<T: Finite>(&self, name: Name) -> Result<Option<T>, ReadError> {
        self.get(name).map_or(Ok(None), |(at, json)| at.word(json))
    }

    pub(crate) fn flag(&self, name: Name) -> Result<Option<bool>, ReadError> {
        self.get(name).map_or(Ok(None), |(at, json)| at.flag(json))
    }

    pub(crate) fn number(&self, name: Name) -> Result<Option<f64>, ReadError> {
        self.get(name).map_or(Ok(None), |(at, json)| at.number(json))
    }

    pub(crate) fn record(&self, custom: Custom<'_>) -> Result<Record, ReadError> {
        let attributes = custom.attributes;
        let status = self.status()?;
        let mut known = 0;
        let mut record = Record {
            instance_id: self.text(Name::InstanceId)?.map(str::to_owned),
            instance: Instance::DEFAULT.with(|it| {
                it.status = status;
                it.task = status.default_task();
            }),
            locks: Vec::new(),
            assumed: Assumed::NONE,
            source: None,
            attributes: attributes.clone(),
        };
        if let Some((at, json)) = self.get(Name::OperationLocks) {
            locks::read(at, json, &mut record.instance.locks, &mut record.locks)?;
        }
        if self.is_present(Name::OperationLocks) {
            known |= const { locks() };
        }
        let instance = &mut record.instance;
        self.read_billing(instance, &mut known)?;
        self.read_type(instance, &mut known)?;
        self.read_stopped_mode(instance, &mut known)?;
        self.read_network(instance, &mut known)?;
        if let Some((at, json)) = self.get(Name::HibernationOptions) {
            let options = at.object(json, "an object")?;
            if let Some((key, value)) = names::member(options, "Configured") {
                let configured = at.key(key).flag(value)?;
                mark(&mut known, configured.is_some(), const { set("hibernation_configured") });
                instance.hibernation_configured = configured.unwrap_or(false);
            }
        }
        instance.deletion_protection = self.flag(Name::DeletionProtection)?.unwrap_or(false);
        mark(&mut known, self.is_present(Name::DeletionProtection), const { set("deletion_protection") });
        instance.auto_release_time = self.text(Name::AutoReleaseTime)?.is_some();
        mark(&mut known, self.is_present(Name::AutoReleaseTime), const { set("auto_release_time") });
        if let Some((_, _, Json::Array(snapshots))) = self.found[Name::Snapshots as usize] {
            instance.snapshots = if snapshots.is_empty() { Presence::No } else { Presence::Yes };
            known |= const { set("snapshots") };
        }
        if let Some((at, json)) = self.get(Name::Disks) {
            known |= disks::read(at, json, instance)?;
        }
        if attributes.has_custom() {
            let (values, given) = custom::read_record(custom, self.at, self.all)?;
            instance.custom = values;
            known |= given;
        }
        known |= self.read_facts(attributes, instance)?;
        record.assumed = Assumed::new(&record.instance, attributes, known);
        Ok(record)
    }

    fn status(&self) -> Result<Status, ReadError> {
        let expected = Expected::OneOf(STATUSES);
        match self.found[Name::Status as usize] {
            Some((_, key, json)) => match self.at.key(key).choice(json, STATUSES)? {
                Some(index) => Ok(Status::from_index(index)),
                None => Err(self.at.key(key).unexpected(expected, json)),
            },
            None => Err(self.at.key("Status").missing(expected)),
        }
    }

    fn read_billing(&self, instance: &mut Instance, known: &mut Set) -> Result<(), ReadError> {
        let charge_type = self.word(Name::InstanceChargeType)?;
        mark(known, charge_type.is_some(), const { set("charge_type") });
        instance.charge_type = charge_type.unwrap_or(ChargeType::PostPaid);
        let spot_strategy = self.word(Name::SpotStrategy)?;
        mark(known, spot_strategy.is_some(), const { set("spot_strategy") });
        instance.spot_strategy = spot_strategy.unwrap_or(SpotStrategy::NoSpot);
        // Meaningless beside `NoSpot`, where it has arbitrary values.
        if instance.spot_strategy != SpotStrategy::NoSpot
            && let Some(interruption) = self.word(Name::SpotInterruptionBehavior)?
        {
            instance.spot_interruption = interruption;
        }
        Ok(())
    }

    fn read_type(&self, instance: &mut Instance, known: &mut Set) -> Result<(), ReadError> {
        let family = match self.text(Name::InstanceTypeFamily)?.and_then(Family::parse) {
            Some(family) => Some(family),
            None => self.text(Name::InstanceType)?.and_then(Family::parse),
        };
        let disks = self.number(Name::LocalStorageAmount)?;
        let gpus = self.number(Name::GPUAmount)?;
        let credit_mode = self.text(Name::CreditSpecification)?;
        let credits = credit_mode.is_some();
        instance.local_storage =
            disks.is_some_and(|disks| disks > 0.0) || family.is_some_and(|family| family.local_storage);
        instance.persistent_memory = family.is_some_and(|family| family.persistent_memory);
        instance.burstable = credits || family.is_some_and(|family| family.burstable);
        instance.local_ssd = family.is_some_and(|family| family.local_ssd);
        instance.sealed_data = family.is_some_and(|family| family.sealed_data);
        instance.unlimited_credits = credit_mode.is_some_and(|mode| mode.eq_ignore_ascii_case("Unlimited"));
        instance.family_i1 = family.is_some_and(|family| family.i1);
        instance.gpu = match gpus {
            Some(gpus) => gpus > 0.0,
            None => family.is_some_and(|family| family.gpu),
        };
        let by_family =
            const { set("local_ssd") | set("persistent_memory") | set("sealed_data") | set("family_i1") };
        mark(known, family.is_some(), by_family);
        mark(known, family.is_some() || disks.is_some(), const { set("local_storage") });
        mark(known, family.is_some() || credits, const { set("burstable") });
        let has_no_credits = family.is_some() && !instance.burstable;
        mark(known, has_no_credits || credits, const { set("unlimited_credits") });
        mark(known, family.is_some() || gpus.is_some(), const { set("gpu") });
        Ok(())
    }

    /// Records of instances in other statuses show `Not-applicable`, except some in `Stopping`.
    fn read_stopped_mode(&self, instance: &mut Instance, known: &mut Set) -> Result<(), ReadError> {
        let default = match (instance.status, instance.charge_type) {
            (Status::Stopped, ChargeType::PostPaid) => StoppedMode::KeepCharging,
            (Status::Stopped, ChargeType::PrePaid) | (Status::Stopping, ChargeType::PostPaid) => {
                StoppedMode::NotApplicable
            }
            _ => return Ok(()),
        };
        let mode = match instance.status {
            Status::Stopped => self.word(Name::StoppedMode)?,
            _ => match self.get(Name::StoppedMode) {
                Some((_, Json::String(mode))) => mode.parse().ok(),
                _ => None,
            },
        };
        let mode =
            mode.filter(|mode| instance.status == Status::Stopped || *mode != StoppedMode::NotApplicable);
        mark(known, mode.is_some(), const { set("stopped_mode") });
        instance.stopped_mode = mode.unwrap_or(default);
        Ok(())
    }

    /// Facts take precedence over the other members.
    fn read_facts(&self, attributes: &AttributeSet, instance: &mut Instance) -> Result<Set, ReadError> {
        let Some((at, json)) = self.get(Name::Facts) else { return Ok(0) };
        let facts = at.object(json, "an object of facts")?;
        let given = read_facts(at, facts, attributes, instance)?;
        let allowed = tasks(instance.status);
        if !allowed.contains(&instance.task) {
            return Err(at.key("Task").error(ReadErrorKind::TaskOutOfStatus {
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

/// Adds attributes to the known ones.
pub(crate) fn mark(known: &mut Set, is_known: bool, attributes: Set) {
    if is_known {
        *known |= attributes;
    }
}

/// Returns the tasks that may be in progress in a status.
const fn tasks(status: Status) -> &'static [Task] {
    match status {
        Status::Pending => &[Task::Create, Task::Run],
        Status::Starting => &[Task::Start, Task::Run, Task::Reboot],
        Status::Stopping => &[Task::Stop, Task::Hibernate, Task::Reboot, Task::Release],
        Status::Running | Status::Stopped | Status::Released => &[Task::None],
    }
}
