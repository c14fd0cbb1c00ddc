//! What an instance has and costs in the state that it is in.

use crate::attribute::Case;
use crate::environment::Environment;
use crate::instance::Instance;
use crate::outcome::{CHARGES, Charge, Resource};
use crate::policy::Policy;
use crate::request::Operation;

/// What an instance is billed for now, in the order of the resources.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Policy, Resource, Status, StoppedMode, charges};
///
/// let stopped = Instance { status: Status::Stopped, stopped_mode: StoppedMode::StopCharging, ..Instance::DEFAULT };
/// let billed: Vec<Resource> = charges(&stopped, &Environment::DEFAULT, &Policy::documented()).map(|charge| charge.resource).collect();
/// assert_eq!(billed, [Resource::SystemDisk, Resource::DataDisks, Resource::Snapshots, Resource::ImageLicence]);
/// ```
pub fn charges(
    instance: &Instance,
    environment: &Environment,
    policy: &Policy,
) -> impl Iterator<Item = &'static Charge> + use<> {
    let point = Case { instance: *instance, environment: *environment, ..Case::DEFAULT }.point();
    let interpretations = *policy.interpretations();
    let billed = move |charge: &&Charge| interpretations.admit(&charge.when) && charge.when.contains(&point);
    CHARGES.iter().filter(billed)
}

/// The resources that an instance has, billed or not; none where it is released.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Resource, resources};
///
/// assert!(resources(&Instance::DEFAULT, &Environment::DEFAULT).any(|resource| resource == Resource::SystemDisk));
/// assert!(!resources(&Instance::DEFAULT, &Environment::DEFAULT).any(|resource| resource == Resource::Gpu));
/// assert_eq!(resources(&Instance::RELEASED, &Environment::DEFAULT).count(), 0);
/// ```
pub fn resources(instance: &Instance, environment: &Environment) -> impl Iterator<Item = Resource> {
    let point = Case { instance: *instance, environment: *environment, ..Case::DEFAULT }.point();
    let is_there = *instance != Instance::RELEASED;
    // The table of a stop has a row of every resource that an instance can have.
    let rows = Operation::StopInstance.rule_table().map_or(&[][..], |rule_table| rule_table.effects);
    let there = move |resource: &Resource| {
        is_there && rows.iter().any(|row| row.resource == *resource && row.when.contains(&point))
    };
    Resource::ALL.iter().copied().filter(there)
}
