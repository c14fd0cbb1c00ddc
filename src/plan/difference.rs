//! The comparison of answers: whether two plans have the same outcome, and the kinds of change from one
//! answer to another.

use crate::instance::{Instance, Status};
use crate::outcome::{AtNextStart, Disposition, Resource};
use crate::plan::{Plan, ResourceOutcome};
use core::fmt;

/// The first respect in which two plans differ.
///
/// ```
/// use instance_lifecycle::plan::PlanDifference;
/// use instance_lifecycle::{Environment, Instance, Policy, StartInstance, Status, StopInstance, plan};
///
/// let (environment, policy) = (Environment::default(), Policy::documented());
/// let stop = plan(&Instance::default(), &StopInstance::default(), &environment, &policy)?;
/// let stopped = Instance::default().with(|it| it.status = Status::Stopped);
/// let start = plan(&stopped, &StartInstance::default(), &environment, &policy)?;
/// assert_eq!(stop.difference(&start), Some(PlanDifference::Settlement));
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanDifference {
    /// The settlement, and with it the stop mode and whether the instance hibernates.
    Settlement,
    /// The statuses that the instance passes.
    Path,
    /// A resource: its disposition, its state at the next start, whether it is billed before or after, or
    /// whether that is known or depends on its presence.
    Resources,
    /// The risks.
    Risks,
    /// The instance that a creation makes.
    CreatedInstance,
}

impl Plan {
    /// Compares the outcomes of two plans; `None` if they are the same.
    ///
    /// The outcome is everything that a plan does. Evidence, sources and the name of the deciding rule
    /// do not count.
    ///
    /// ```
    /// use instance_lifecycle::plan::PlanDifference;
    /// use instance_lifecycle::policy::interpretations::ImageLicence;
    /// use instance_lifecycle::request::StopMode;
    /// use instance_lifecycle::{Environment, Instance, Policy, StopInstance, plan};
    ///
    /// let request = StopInstance::DEFAULT.with(|it| it.stopped_mode = Some(StopMode::StopCharging));
    /// let stop = |policy: &Policy| plan(&Instance::DEFAULT, &request, &Environment::DEFAULT, policy);
    /// let documented = stop(&Policy::documented())?;
    /// let other = stop(&Policy::documented().with(ImageLicence::NotBilled))?;
    /// assert_eq!(documented.difference(&documented), None);
    /// assert_eq!(documented.difference(&other), Some(PlanDifference::Resources));
    /// # Ok::<_, instance_lifecycle::Rejection>(())
    /// ```
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<PlanDifference> {
        if self.settlement() != other.settlement() {
            Some(PlanDifference::Settlement)
        } else if self.path() != other.path() {
            Some(PlanDifference::Path)
        } else if !self.resources().map(outcome).eq(other.resources().map(outcome)) {
            Some(PlanDifference::Resources)
        } else if !self.risks().eq(other.risks()) {
            Some(PlanDifference::Risks)
        } else if created(self) != created(other) {
            Some(PlanDifference::CreatedInstance)
        } else {
            None
        }
    }

    /// Whether two plans have the same outcome: see [`Self::difference`].
    #[must_use]
    pub fn same_outcome(&self, other: &Self) -> bool {
        self.difference(other).is_none()
    }
}

/// The outcome of a resource, without evidence and source.
fn outcome(of: ResourceOutcome) -> (Resource, Disposition, [bool; 3], AtNextStart) {
    let ResourceOutcome {
        resource, disposition, billed_before, billed_after, if_present, at_next_start, ..
    } = of;
    (resource, disposition, [billed_before, billed_after, if_present], at_next_start)
}

/// The instance that a creation makes; `None` for other operations.
fn created(plan: &Plan) -> Option<Instance> {
    let creates = plan.path().from == Status::Released;
    creates.then(|| plan.accept(&Instance::RELEASED).ok()).flatten()
}

/// The kind of change from one answer to another.
///
/// `Display` writes words, [`Self::as_str`] the name of an option.
///
/// ```
/// use instance_lifecycle::plan::ChangeKind;
///
/// assert_eq!(ChangeKind::OtherMessage.as_str(), "other-message");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum ChangeKind {
    /// A refused call is carried out.
    RefusalToPlan,
    /// A call that was carried out is refused.
    PlanToRefusal,
    /// The call is refused with another error.
    OtherError,
    /// The call is settled in another way.
    OtherPlan,
    /// The call is settled in the same way, with other resources, billing or risks.
    OtherResources,
    /// The call is refused with the same code and another message.
    OtherMessage,
}

impl ChangeKind {
    /// Every kind, in order.
    pub const ALL: [Self; 6] = [
        Self::RefusalToPlan,
        Self::PlanToRefusal,
        Self::OtherError,
        Self::OtherPlan,
        Self::OtherResources,
        Self::OtherMessage,
    ];

    /// Returns the name in kebab case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RefusalToPlan => "refusal-to-plan",
            Self::PlanToRefusal => "plan-to-refusal",
            Self::OtherError => "other-error",
            Self::OtherPlan => "other-plan",
            Self::OtherResources => "other-resources",
            Self::OtherMessage => "other-message",
        }
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::RefusalToPlan => "refusal to plan",
            Self::PlanToRefusal => "plan to refusal",
            Self::OtherError => "other error",
            Self::OtherPlan => "other plan",
            Self::OtherResources => "other resources",
            Self::OtherMessage => "other message",
        })
    }
}

impl From<PlanDifference> for ChangeKind {
    fn from(difference: PlanDifference) -> Self {
        match difference {
            PlanDifference::Settlement | PlanDifference::Path | PlanDifference::CreatedInstance => {
                Self::OtherPlan
            }
            PlanDifference::Resources | PlanDifference::Risks => Self::OtherResources,
        }
    }
}
