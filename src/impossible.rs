//! Combinations of attribute values that cannot occur.

use crate::attribute::{ATTRIBUTES, Case, Part};
use crate::condition::region;
use crate::event::other_tasks;
use crate::evidence::{Source, source};
use crate::instance::{Instance, Status};
use crate::region::Region;
use core::fmt;

/// A region of cases that cannot occur. Such cases are decided like any other, but are left out of sizes,
/// witnesses and near misses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "alloc"), allow(unreachable_pub, reason = "`analysis` exports it"))]
pub struct Impossible {
    /// Why no such case exists.
    pub reason: &'static str,
    /// The source of the reason.
    pub source: Source,
    /// The cases.
    pub region: Region,
}

#[rustfmt::skip] // a table: one line a row
const IMPOSSIBLE: &[Impossible] = &[
    Impossible { reason: "family i1 has local disks",          source: source!(FamilyGuide2021/i1),                region: region!({ family_i1: Yes, local_storage: No }) },
    Impossible { reason: "family i1 has local SSDs",           source: source!(FamilyGuide2021/i1),                region: region!({ family_i1: Yes, local_ssd: No }) },
    Impossible { reason: "local SSDs are local disks",         source: source!(FamilyGuide2021/i1),                region: region!({ local_ssd: Yes, local_storage: No }) },
    Impossible { reason: "only burstable instances have credits", source: source!(CreditGuide2021/"unlimited mode"), region: region!({ unlimited_credits: Yes, burstable: No }) },
    Impossible { reason: "a subscription does not bid",        source: source!(CreatePage2026/SpotStrategy),       region: region!({ charge_type: PrePaid, spot_strategy: SpotWithPriceLimit | SpotAsPriceGo }) },
    Impossible { reason: "only a stop has a mode",             source: source!(AttributePage2025/StoppedMode),     region: region!({ status: Pending | Starting | Running, stopped_mode: StopCharging | KeepCharging }) },
    Impossible { reason: "only what is stopped hibernates",    source: source!(LifecycleGuide2021/hibernate),      region: region!({ status: Pending | Starting | Running | Stopping, hibernated: Yes }) },
    Impossible { reason: "hibernation needs a VPC",            source: source!(HibernationGuide2021/network),      region: region!({ network_type: Classic, hibernation_configured: Yes }) },
    Impossible { reason: "only what is stopped is recycled",   source: source!(LifecycleGuide2021/statuses),       region: region!({ status: Pending | Starting | Running | Stopping, compute_recycled: Yes }) },
    Impossible { reason: "recycling needs a VPC",              source: source!(PayAsYouGoGuide2021/recycling),     region: region!({ network_type: Classic, compute_recycled: Yes }) },
    Impossible { reason: "only what is stopped has a reason",  source: source!(LifecycleGuide2021/statuses),       region: region!({ status: Pending | Starting | Running | Stopping, stopped_for: Arrears | Expiry | SpotInterruption }) },
    Impossible { reason: "pending is a creation",              source: source!(LifecycleGuide2021/statuses),       region: other_tasks(&[Status::Pending]) },
    Impossible { reason: "starting is a start",                source: source!(LifecycleGuide2021/statuses),       region: other_tasks(&[Status::Starting]) },
    Impossible { reason: "stopping is a stop",                 source: source!(LifecycleGuide2021/statuses),       region: other_tasks(&[Status::Stopping]) },
    Impossible { reason: "nothing is in flight when steady",   source: source!(LifecycleGuide2021/statuses),       region: other_tasks(&[Status::Running, Status::Stopped]) },
];

/// Returns the cases that cannot occur: those of the table, and released instances with any other
/// attribute off its default.
#[cfg_attr(not(feature = "alloc"), allow(unreachable_pub, reason = "`analysis` exports it"))]
pub fn impossible() -> impl Iterator<Item = Impossible> {
    let released = ATTRIBUTES
        .iter()
        .filter(|attribute| attribute.part == Part::Instance && attribute.name != "status")
        .map(|attribute| Impossible {
            reason: "of a released instance nothing is left",
            source: source!(LifecycleGuide2021 / release),
            region: region!({ status: Released }).restrict(attribute.field, !(1 << attribute.default)),
        });
    IMPOSSIBLE.iter().copied().chain(released)
}

/// The error of an instance whose attributes contradict each other.
///
/// ```
/// use instance_lifecycle::instance::StoppedMode;
/// use instance_lifecycle::{Instance, Status};
///
/// let running = Instance::default().with(|it| it.stopped_mode = StoppedMode::StopCharging);
/// assert_eq!(running.validate().unwrap_err().reason, "only a stop has a mode");
/// assert_eq!(running.with(|it| it.status = Status::Stopped).validate(), Ok(()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {reason}", Values(.instance, &self.region()))]
pub struct ImpossibleInstanceError {
    /// The instance.
    pub instance: Instance,
    /// Why no such instance exists.
    pub reason: &'static str,
    /// The source of the reason.
    pub cited: Source,
}

impl ImpossibleInstanceError {
    /// Returns the combination of values that cannot occur.
    #[must_use]
    pub fn region(&self) -> Region {
        found(&self.instance).map_or(Region::FULL, |impossible| impossible.region)
    }
}

/// Returns the first combination of values that cannot occur in an instance.
fn found(instance: &Instance) -> Option<Impossible> {
    let point = Case { instance: *instance, ..Case::DEFAULT }.point();
    impossible().find(|impossible| impossible.region.contains(&point))
}

impl Instance {
    /// Checks that the attributes of the instance do not contradict each other, such as a stop mode of a
    /// running instance.
    ///
    /// The fields of an instance can be set one by one; this function is where they are checked against
    /// each other. An instance that passes is changed by accepted calls and events into instances that pass.
    ///
    /// An instance that fails is decided all the same, since deciding does not check: [`plan`](fn@crate::plan),
    /// [`explain`](fn@crate::explain) and [`batch`](fn@crate::batch::batch) give one answer, by the rows that
    /// match. [`Instance::apply`] does so too, unless the status does not allow the task in flight: no event
    /// can be said to end it, and each answers [`EventError::NoSuchTask`](crate::event::EventError).
    /// Check instances that are built from input of unknown origin.
    ///
    /// # Errors
    ///
    /// Returns the first combination of values that cannot occur.
    ///
    /// ```
    /// use instance_lifecycle::Instance;
    /// use instance_lifecycle::instance::StoppedMode;
    ///
    /// assert_eq!(Instance::DEFAULT.validate(), Ok(()));
    /// let contradictory = Instance::DEFAULT.with(|it| it.stopped_mode = StoppedMode::StopCharging);
    /// assert_eq!(
    ///     contradictory.validate().unwrap_err().to_string(),
    ///     "`status: Running, stopped_mode: StopCharging`: only a stop has a mode"
    /// );
    /// ```
    pub fn validate(&self) -> Result<(), ImpossibleInstanceError> {
        match found(self) {
            None => Ok(()),
            Some(Impossible { reason, source, .. }) => {
                Err(ImpossibleInstanceError { instance: *self, reason, cited: source })
            }
        }
    }
}

/// The values of an instance that a region reads.
struct Values<'a>(&'a Instance, &'a Region);

impl fmt::Display for Values<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let point = Case { instance: *self.0, ..Case::DEFAULT }.point();
        let mut separator = "`";
        for attribute in ATTRIBUTES.iter().filter(|attribute| self.1.reads(attribute.field)) {
            write!(f, "{separator}{}: {}", attribute.name, attribute.values[point.value(attribute.field)])?;
            separator = ", ";
        }
        f.write_str("`")
    }
}
