//! Deciding: a plan, or the exact documented error; and all violations, with their reasons.

mod decision;
mod explanation;
mod rejection;
mod reliance;
mod typed;
mod violation;

pub(crate) use decision::Decision;
pub use explanation::Explanation;
pub use rejection::{DryRunPass, Rejection};
pub use reliance::Reliance;
pub use typed::Decidable;
pub(crate) use violation::documented;
pub use violation::{OwnedViolation, Violation};

use crate::environment::Environment;
use crate::instance::{Instance, Status, StoppedMode};
use crate::plan::Plan;
use crate::policy::Policy;
use crate::request::{Operation, Request, StopInstance};

/// Decides a call: the plan, or the error that the documents name.
///
/// Pure and total: it reads nothing but its arguments, and answers every case. Nothing is allocated.
///
/// # Errors
///
/// [`Rejection::Refused`] with the first violation by the precedence of the policy, or
/// [`Rejection::DryRunPassed`], which nobody must take for an execution.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, LockReason, Locks, Policy, StopInstance, plan};
///
/// let locked = Instance { locks: Locks::NONE.with(LockReason::Security), ..Instance::DEFAULT };
/// let rejection = plan(&locked, &StopInstance::default(), &Environment::DEFAULT, &Policy::documented()).unwrap_err();
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

/// All that is to be said of a call: every violation, and how it would be settled.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, LockReason, Locks, Policy, Status, StopInstance, explain};
///
/// let policy = Policy::documented();
/// let locked = Locks::NONE.with(LockReason::Security);
/// let instance = Instance { status: Status::Stopped, locks: locked, ..Instance::DEFAULT };
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

/// For each operation on an instance, what it answers now under default parameters.
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

/// Whether a stop of the instance can be economical: whether one would be that names no mode, where
/// the account asks for economical mode by default.
///
/// ```
/// use instance_lifecycle::{Instance, NetworkType, Policy, is_eligible_for_economical_mode};
///
/// let classic = Instance { network_type: NetworkType::Classic, ..Instance::DEFAULT };
/// assert!(is_eligible_for_economical_mode(&Instance::DEFAULT, &Policy::documented()));
/// assert!(!is_eligible_for_economical_mode(&classic, &Policy::documented()));
/// ```
#[must_use]
pub fn is_eligible_for_economical_mode(instance: &Instance, policy: &Policy) -> bool {
    let running = Instance { status: Status::Running, ..*instance };
    let environment = Environment { economical_mode_default: true, ..Environment::DEFAULT };
    let plan = explain(&running, &StopInstance::DEFAULT, &environment, policy).plan();
    plan.stopped_mode() == StoppedMode::StopCharging
}
