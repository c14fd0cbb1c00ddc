//! What an instance has and costs in its current state.

use crate::attribute::Case;
use crate::environment::Environment;
use crate::evidence::{Evidence, Source};
use crate::instance::{Instance, Presence, Status};
use crate::outcome::Resource;
pub use crate::outcome::{CHARGES, Charge, GRACE_PERIOD_REMAINS};
use crate::policy::Policy;
use crate::region::Point;
use crate::request::Operation;

/// A resource that an instance is billed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChargeLine {
    /// The resource.
    pub resource: Resource,
    /// Whether it is billed only if the instance has it, which is unknown.
    pub if_present: bool,
    /// The evidence.
    pub evidence: Evidence,
    /// The source.
    pub source: Source,
    /// The source that contradicts it; given if and only if the evidence is
    /// [`Contradicted`](Evidence::Contradicted).
    pub against: Option<Source>,
}

/// Returns what an instance is billed for now, in the order of the resources.
///
/// ```
/// use instance_lifecycle::billing::charges;
/// use instance_lifecycle::instance::{Presence, StoppedMode};
/// use instance_lifecycle::plan::Resource;
/// use instance_lifecycle::{Environment, Instance, Policy, Status};
///
/// let stopped = Instance::DEFAULT.with(|it| {
///     it.status = Status::Stopped;
///     it.stopped_mode = StoppedMode::StopCharging;
///     it.data_disks = Presence::No;
/// });
/// let billed = charges(&stopped, &Environment::DEFAULT, &Policy::documented());
/// let billed: Vec<(Resource, bool)> = billed.map(|line| (line.resource, line.if_present)).collect();
/// assert_eq!(
///     billed,
///     [(Resource::SystemDisk, false), (Resource::Snapshots, true), (Resource::ImageLicence, true)]
/// );
/// ```
pub fn charges(
    instance: &Instance,
    environment: &Environment,
    policy: &Policy,
) -> impl Iterator<Item = ChargeLine> + use<> {
    lines(CHARGES, *instance, point(instance, environment), policy)
}

/// Returns the rows that match, as lines.
pub(crate) fn lines(
    rows: &'static [Charge],
    instance: Instance,
    point: Point,
    policy: &Policy,
) -> impl Iterator<Item = ChargeLine> + use<> {
    let interpretations = *policy.interpretations();
    rows.iter().filter(move |charge| interpretations.admit(&charge.when) && charge.when.contains(&point)).map(
        move |&Charge { resource, evidence, source, against, .. }| ChargeLine {
            resource,
            if_present: resource.presence(&instance) == Presence::Unknown,
            evidence,
            source,
            against,
        },
    )
}

pub(crate) fn point(instance: &Instance, environment: &Environment) -> Point {
    Case { instance: *instance, environment: *environment, ..Case::DEFAULT }.point()
}

/// Returns the resources that an instance has or may have, billed or not; none if it is released.
///
/// ```
/// use instance_lifecycle::billing::resources;
/// use instance_lifecycle::plan::Resource;
/// use instance_lifecycle::{Environment, Instance};
///
/// let environment = Environment::DEFAULT;
/// assert!(resources(&Instance::DEFAULT, &environment).any(|resource| resource == Resource::SystemDisk));
/// assert!(!resources(&Instance::DEFAULT, &environment).any(|resource| resource == Resource::Gpu));
/// assert_eq!(resources(&Instance::RELEASED, &environment).count(), 0);
/// ```
pub fn resources(instance: &Instance, environment: &Environment) -> impl Iterator<Item = Resource> + use<> {
    let point = point(instance, environment);
    let exists = instance.status != Status::Released;
    // The table of a stop has a row for each resource that an instance can have.
    let rows = Operation::StopInstance.rule_table().effects;
    let has = move |resource: &Resource| {
        exists && rows.iter().any(|row| row.resource == *resource && row.when.contains(&point))
    };
    Resource::ALL.iter().copied().filter(has)
}
