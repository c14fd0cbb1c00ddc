//! The resources of an instance and the charges for them.

use crate::attribute::Case;
use crate::instance::Instance;
pub use crate::outcome::{CHARGES, Charge};

use crate::outcome::Resource;
use crate::policy::Policy;
use crate::request::Operation;

/// Returns the charges of an instance in its present state, in the order of the resources.
///
/// ```
/// use instance_lifecycle::billing::charges;
/// use instance_lifecycle::instance::StoppedMode;
/// use instance_lifecycle::plan::Resource;
/// use instance_lifecycle::{Instance, Policy, Status};
///
/// let stopped = Instance { status: Status::Stopped, stopped_mode: StoppedMode::StopCharging, ..Instance::DEFAULT };
/// let billed: Vec<Resource> = charges(&stopped, &Policy::documented()).map(|charge| charge.resource).collect();
/// assert_eq!(billed, [Resource::SystemDisk, Resource::DataDisks, Resource::Snapshots, Resource::ImageLicence]);
/// ```
pub fn charges(instance: &Instance, policy: &Policy) -> impl Iterator<Item = &'static Charge> {
    let point = Case { instance: *instance, ..Case::DEFAULT }.point();
    let interpretations = *policy.interpretations();
    let billed = move |charge: &&Charge| interpretations.admit(&charge.when) && charge.when.contains(&point);
    CHARGES.iter().filter(billed)
}

/// Returns the resources of an instance, billed or not; none if it is released.
///
/// ```
/// use instance_lifecycle::billing::resources;
/// use instance_lifecycle::plan::Resource;
/// use instance_lifecycle::Instance;
///
/// assert!(resources(&Instance::DEFAULT).any(|resource| resource == Resource::SystemDisk));
/// assert!(!resources(&Instance::DEFAULT).any(|resource| resource == Resource::Gpu));
/// assert_eq!(resources(&Instance::RELEASED).count(), 0);
/// ```
pub fn resources(instance: &Instance) -> impl Iterator<Item = Resource> {
    let point = Case { instance: *instance, ..Case::DEFAULT }.point();
    let exists = *instance != Instance::RELEASED;
    // StopInstance has an effect for every resource that an instance can have.
    let rows = Operation::StopInstance.rule_table().effects;
    let there = move |resource: &Resource| {
        exists && rows.iter().any(|row| row.resource == *resource && row.when.contains(&point))
    };
    Resource::ALL.iter().copied().filter(there)
}
