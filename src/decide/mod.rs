//! Decisions: a plan or the exact documented error, and explanations of both.

mod decidable;
mod decision;
mod explanation;
mod rejection;
mod reliance;
mod violation;
mod warning;

pub use decidable::Decidable;
pub use explanation::Explanation;
pub use rejection::{DryRunPass, Rejection};
pub use reliance::Reliance;
pub(crate) use violation::documented;
pub use violation::{OwnedViolation, Violation};
pub use warning::Warning;

use crate::environment::Environment;
use crate::instance::{Instance, Status, StoppedMode};
use crate::plan::Plan;
use crate::policy::Policy;
use crate::request::{Operation, Request, StopInstance};

/// Decides a call: returns its plan, or the documented error.
///
/// The function is pure and total, and allocates nothing.
///
/// # Errors
///
/// Returns [`Rejection::Refused`] with the first violation in the precedence of the policy, or
/// [`Rejection::DryRunPassed`] if the call is a dry run that no rule refuses.
///
/// ```
/// use instance_lifecycle::instance::{LockReason, Locks};
/// use instance_lifecycle::{Environment, Instance, Policy, StopInstance, plan};
///
/// let locked = Instance::DEFAULT.with(|it| it.locks = Locks::NONE.with(LockReason::Security));
/// let rejection =
///     plan(&locked, &StopInstance::default(), &Environment::DEFAULT, &Policy::documented()).unwrap_err();
/// assert_eq!(
///     rejection.to_string(),
///     "The specified operation is denied as your instance is locked for security reasons."
/// );
/// assert_eq!(rejection.error().code, "InstanceLockedForSecurity");
/// assert_eq!(rejection.error().http_status, 403);
/// ```
#[inline]
pub fn plan(
    instance: &Instance,
    request: &impl Decidable,
    environment: &Environment,
    policy: &Policy,
) -> Result<Plan, Rejection> {
    request.plan(instance, environment, policy)
}

/// Explains the decision of a call: every violation, and how the call is settled if no rule refuses it.
///
/// ```
/// use instance_lifecycle::instance::{LockReason, Locks};
/// use instance_lifecycle::{Environment, Instance, Policy, Status, StopInstance, explain};
///
/// let policy = Policy::documented();
/// let locked = Locks::NONE.with(LockReason::Security);
/// let instance = Instance::DEFAULT.with(|it| {
///     it.status = Status::Stopped;
///     it.locks = locked;
/// });
/// let explanation = explain(&instance, &StopInstance::default(), &Environment::DEFAULT, &policy);
/// let rules: Vec<&str> = explanation.violations().map(|violation| violation.row().rule).collect();
/// assert_eq!(rules, ["security-lock", "status-not-running"]);
/// ```
#[inline]
pub fn explain<'p>(
    instance: &Instance,
    request: &impl Decidable,
    environment: &Environment,
    policy: &'p Policy,
) -> Explanation<'p> {
    Explanation(request.decide(instance, environment, policy))
}

/// Returns the answer of each operation on an instance with default parameters, creations left out.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Operation, Policy, permitted};
///
/// let policy = Policy::documented();
/// let answers = permitted(&Instance::DEFAULT, &Environment::DEFAULT, &policy);
/// let open: Vec<Operation> = answers.filter(|(_, answer)| answer.is_ok()).map(|(operation, _)| operation).collect();
/// assert_eq!(open, [Operation::StopInstance, Operation::RebootInstance]);
/// ```
pub fn permitted<'a>(
    instance: &'a Instance,
    environment: &'a Environment,
    policy: &'a Policy,
) -> impl Iterator<Item = (Operation, Result<Plan, Rejection>)> + 'a {
    Request::DEFAULTS
        .iter()
        .filter(|request| !request.creates())
        .map(|request| (request.operation(), plan(instance, request, environment, policy)))
}

impl Instance {
    /// Returns whether the instance can stop in economical mode: whether it does when the account has
    /// economical mode by default and the request names no mode.
    ///
    /// ```
    /// use instance_lifecycle::instance::NetworkType;
    /// use instance_lifecycle::{Instance, Policy};
    ///
    /// let classic = Instance::DEFAULT.with(|it| it.network_type = NetworkType::Classic);
    /// assert!(Instance::DEFAULT.is_eligible_for_economical_mode(&Policy::documented()));
    /// assert!(!classic.is_eligible_for_economical_mode(&Policy::documented()));
    /// ```
    #[must_use]
    pub fn is_eligible_for_economical_mode(&self, policy: &Policy) -> bool {
        let running = Self { status: Status::Running, ..*self };
        let environment = Environment { economical_mode_default: true, ..Environment::DEFAULT };
        let plan = explain(&running, &StopInstance::DEFAULT, &environment, policy).plan();
        plan.stopped_mode() == StoppedMode::StopCharging
    }
}
