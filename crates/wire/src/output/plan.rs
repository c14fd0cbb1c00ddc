//! Plans as they are written and read.

use instance_lifecycle::instance::StoppedMode;
use instance_lifecycle::plan::{AtNextStart, Disposition, Guard, Path, Resource, ResourceOutcome, Risk};
use instance_lifecycle::{Plan, Status};
use serde::{Deserialize, Serialize};

/// A path of statuses, owned. Its JSON form is `{"From": …, "Via": […], "To": …}`.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Policy, StopInstance, plan};
/// use instance_lifecycle_wire::RecordedPath;
///
/// let policy = Policy::documented();
/// let plan = plan(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy).unwrap();
/// let path = RecordedPath::from(plan.path());
/// let json = serde_json::to_string(&path)?;
/// assert_eq!(json, r#"{"From":"Running","Via":["Stopping"],"To":"Stopped"}"#);
/// assert_eq!(serde_json::from_str::<RecordedPath>(&json)?, path);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RecordedPath {
    /// The status before the call.
    pub from: Status,
    /// The transitional statuses, in order.
    pub via: Vec<Status>,
    /// The status at the end.
    pub to: Status,
}

impl From<Path> for RecordedPath {
    fn from(Path { from, via, to }: Path) -> Self {
        Self { from, via: via.to_vec(), to }
    }
}

/// The effect of a call on one resource, owned, without evidence and source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RecordedResource {
    /// The resource.
    pub resource: Resource,
    /// What happens to the resource.
    pub disposition: Disposition,
    /// Whether the resource is billed before the call.
    pub billed_before: bool,
    /// Whether the resource is billed at the end of the path.
    pub billed_after: bool,
    /// Whether it is unknown if the instance has the resource. Written only if it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub if_present: bool,
    /// The state at the next start.
    pub at_next_start: AtNextStart,
}

impl From<ResourceOutcome> for RecordedResource {
    fn from(outcome: ResourceOutcome) -> Self {
        Self {
            resource: outcome.resource,
            disposition: outcome.disposition,
            billed_before: outcome.billed_before,
            billed_after: outcome.billed_after,
            if_present: outcome.if_present,
            at_next_start: outcome.at_next_start,
        }
    }
}

/// A plan, owned: the member `Plan` of an answer.
///
/// ```
/// use instance_lifecycle::instance::StoppedMode;
/// use instance_lifecycle::{Environment, Instance, Policy, StopInstance, plan};
/// use instance_lifecycle_wire::RecordedPlan;
///
/// let policy = Policy::documented();
/// let plan = plan(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy)?;
/// let json = serde_json::to_string(&RecordedPlan::from(plan))?;
/// let read: RecordedPlan = serde_json::from_str(&json)?;
/// assert_eq!(read, plan.into());
/// assert_eq!(read.stopped_mode, StoppedMode::KeepCharging);
/// // A worker that reads the plan compares the instance, as it is then, with the guard.
/// assert_eq!(read.guard.check(&Instance::DEFAULT), Ok(()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RecordedPlan {
    /// The statuses of the instance from the call to its end.
    pub status: RecordedPath,
    /// The effective stop mode.
    pub stopped_mode: StoppedMode,
    /// Whether the memory is saved to the system disk.
    pub hibernates: bool,
    /// The effect on each resource.
    pub resources: Vec<RecordedResource>,
    /// The risks of the call, each once.
    pub risks: Vec<Risk>,
    /// The precondition: the attributes that the decision read, by their names in rules.
    pub guard: Guard,
}

impl From<Plan> for RecordedPlan {
    fn from(plan: Plan) -> Self {
        Self {
            status: plan.path().into(),
            stopped_mode: plan.stopped_mode(),
            hibernates: plan.hibernates(),
            resources: plan.resources().map(Into::into).collect(),
            risks: plan.risks().collect(),
            guard: plan.guard(),
        }
    }
}
