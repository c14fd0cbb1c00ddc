//! Goals: the instances that a route leads to.

use crate::analysis::subtract::{Meter, Subtractor};
use crate::analysis::{Budget, BudgetError};
use crate::attribute::{AttributeSet, Part, static_address, status, stopped_mode};
use crate::closed_set::closed_set;
use crate::instance::{Instance, StaticAddress, Status, StoppedMode};
use crate::outcome::{CHARGES, Resource};
use crate::policy::Policy;
use crate::region::{Field, Point, Region};
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

closed_set! {
    /// A goal with a name.
    ///
    /// ```
    /// use instance_lifecycle::analysis::NamedGoal;
    ///
    /// assert_eq!("released".parse(), Ok(NamedGoal::Released));
    /// ```
    #[non_exhaustive]
    NamedGoal {
        /// The instance is stopped, and no vCPU, memory or GPU is billed. A released instance is not at this
        /// goal: the question is about an instance that is kept.
        NotBilled = "not-billed",
        /// The instance is released.
        Released = "released",
        /// The instance is running.
        Running = "running",
        /// The instance is stopped and has not given up a static public address by this stop.
        AddressKept = "address-kept",
    }
}

/// The instances that a [`Route`](super::Route) leads to: a union of regions over the attributes of
/// instances and their environment.
///
/// ```
/// use instance_lifecycle::analysis::Goal;
/// use instance_lifecycle::Policy;
/// use instance_lifecycle::rules::attributes::region_of;
///
/// let attributes = Policy::documented().attributes().clone();
/// let goal = Goal::new([region_of(&[("status", &["Stopped"]), ("hibernated", &["Yes"])])?], &attributes)?;
/// assert_eq!(goal.regions().len(), 1);
///
/// let forced = region_of(&[("request.force_stop", &["Yes"])])?;
/// let error = Goal::new([forced], &attributes).unwrap_err();
/// assert_eq!(error.to_string(), "a goal is about instances, `request.force_stop` is a parameter of a call");
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal(Vec<Region>);

/// The error of a goal that tests a parameter of a call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a goal is about instances, `{attribute}` is a parameter of a call")]
pub struct GoalError {
    /// The name of the attribute.
    pub attribute: String,
}

impl Goal {
    /// Creates the goal of some regions over the attributes of a policy.
    ///
    /// # Errors
    ///
    /// Returns an error if a region tests a parameter of a call.
    pub fn new(
        regions: impl IntoIterator<Item = Region>,
        attributes: &AttributeSet,
    ) -> Result<Self, GoalError> {
        let regions = Vec::from_iter(regions);
        let of_requests = attributes.iter().filter(|attribute| attribute.part() == Part::Request);
        for attribute in of_requests {
            if regions.iter().any(|region| region.reads(attribute.field())) {
                return Err(GoalError { attribute: attribute.name().to_string() });
            }
        }
        Ok(Self(regions))
    }

    /// Returns a named goal under the interpretations of a policy.
    ///
    /// # Errors
    ///
    /// Returns an error if the analysis exceeds the budget.
    ///
    /// ```
    /// use instance_lifecycle::analysis::{Budget, Goal, NamedGoal};
    /// use instance_lifecycle::instance::StoppedMode;
    /// use instance_lifecycle::{Environment, Instance, Policy, Status};
    ///
    /// let goal = Goal::named(NamedGoal::NotBilled, &Policy::documented(), Budget::default())?;
    /// let (standard, environment) = (Instance::in_status(Status::Stopped), Environment::DEFAULT);
    /// let economical = standard.with(|it| it.stopped_mode = StoppedMode::StopCharging);
    /// assert!(goal.contains(&economical, &environment, &Policy::documented()));
    /// assert!(!goal.contains(&standard, &environment, &Policy::documented()));
    /// # Ok::<_, instance_lifecycle::analysis::BudgetError>(())
    /// ```
    pub fn named(name: NamedGoal, policy: &Policy, budget: Budget) -> Result<Self, BudgetError> {
        let in_status = |status: Status| Region::FULL.restrict(status::FIELD, 1 << status as u32);
        Ok(Self(match name {
            NamedGoal::Released => vec![in_status(Status::Released)],
            NamedGoal::Running => vec![in_status(Status::Running)],
            NamedGoal::AddressKept => {
                let all = |field: Field| field.all();
                let kept = all(stopped_mode::FIELD) & !(1 << StoppedMode::StopCharging as u32);
                let stopped = in_status(Status::Stopped);
                let none = 1 << StaticAddress::None as u32;
                vec![
                    stopped.restrict(stopped_mode::FIELD, kept),
                    stopped.restrict(static_address::FIELD, none),
                ]
            }
            NamedGoal::NotBilled => {
                let compute = [Resource::Vcpu, Resource::Memory, Resource::Gpu];
                let interpretations = policy.interpretations();
                let charged: Vec<Region> = CHARGES
                    .iter()
                    .filter(|charge| {
                        compute.contains(&charge.resource) && interpretations.admit(&charge.when)
                    })
                    .map(|charge| charge.when.free_from(crate::attribute::END))
                    .collect();
                let meter = Meter::new(budget, policy.attributes().masks());
                Subtractor::new(&meter).remainder(&in_status(Status::Stopped), &charged)?
            }
        }))
    }

    /// Returns the regions.
    #[must_use]
    pub fn regions(&self) -> &[Region] {
        &self.0
    }

    /// Whether an instance is at the goal.
    #[must_use]
    pub fn contains(
        &self,
        instance: &Instance,
        environment: &crate::environment::Environment,
        policy: &Policy,
    ) -> bool {
        self.has(&super::point(instance, environment, policy.attributes()))
    }

    pub(super) fn has(&self, point: &Point) -> bool {
        self.0.iter().any(|region| region.contains(point))
    }
}
