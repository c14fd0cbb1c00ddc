//! The rejection of a call.

use super::violation::{OwnedViolation, documented};
use crate::error::{ApiError, ErrorKind};
use crate::evidence::Revision;
use crate::plan::Plan;
use crate::rule::DRY_RUN;

/// A passed dry run: no rule refuses the call. The service answers it with an error.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Policy, Rejection, Status, StopInstance, plan};
///
/// let request = StopInstance::default().with(|it| it.dry_run = true);
/// let rejection = plan(&Instance::default(), &request, &Environment::default(), &Policy::documented());
/// let Err(Rejection::DryRunPassed(pass)) = rejection else { panic!("the call passes") };
/// assert_eq!(pass.plan().path().to, Status::Stopped);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DryRunPass {
    pub(super) plan: Plan,
    pub(super) revision: Revision,
}

impl DryRunPass {
    /// The rule name of passed dry runs.
    pub const RULE: &'static str = DRY_RUN;

    /// Returns the plan of the call.
    pub const fn plan(&self) -> Plan {
        self.plan
    }

    /// Returns the documented error.
    #[must_use]
    pub fn error(&self) -> ApiError<'static> {
        documented(self.plan.operation(), ErrorKind::DryRunPassed, self.revision, false)
    }
}

/// The reason why a call is not carried out. `Display` writes the documented message.
///
/// A rejection borrows nothing, so it converts into other error types with `?`.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Policy, StartInstance, plan};
///
/// let (environment, policy) = (Environment::default(), Policy::documented());
/// let rejection = plan(&Instance::default(), &StartInstance::default(), &environment, &policy).unwrap_err();
/// assert_eq!(rejection.rule(), "status-not-stopped");
/// assert_eq!(rejection.error().code, "IncorrectInstanceStatus");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.error())]
pub enum Rejection {
    /// A rule refuses the call.
    Refused(OwnedViolation),
    /// The call is a dry run, and no rule refuses it.
    DryRunPassed(DryRunPass),
}

impl Rejection {
    /// Returns the error.
    #[must_use]
    pub fn error(&self) -> ApiError<'_> {
        match self {
            Self::Refused(violation) => violation.error(),
            Self::DryRunPassed(pass) => pass.error(),
        }
    }

    /// Returns the kind of the documented error, [`DryRunPassed`](ErrorKind::DryRunPassed) of a passed dry run;
    /// `None` if the error is a custom one of the policy.
    ///
    /// ```
    /// use instance_lifecycle::errors::ErrorKind;
    /// use instance_lifecycle::{Environment, Instance, Policy, StartInstance, plan};
    ///
    /// let (environment, policy) = (Environment::default(), Policy::documented());
    /// let rejection = plan(&Instance::default(), &StartInstance::default(), &environment, &policy).unwrap_err();
    /// let action = match rejection.kind() {
    ///     Some(ErrorKind::DryRunPassed) => "report success",
    ///     Some(ErrorKind::IncorrectInstanceStatus) if rejection.is_retryable() => "wait",
    ///     Some(ErrorKind::IncorrectInstanceStatus) => "read the status again",
    ///     Some(_) => "report the error",
    ///     None => "report the error of the policy",
    /// };
    /// assert_eq!((action, rejection.http_status()), ("read the status again", 403));
    /// ```
    #[must_use]
    pub fn kind(&self) -> Option<ErrorKind> {
        match self {
            Self::Refused(violation) => violation.kind(),
            Self::DryRunPassed(_) => Some(ErrorKind::DryRunPassed),
        }
    }

    /// Returns the error code.
    #[must_use]
    pub fn code(&self) -> &str {
        self.error().code
    }

    /// Returns the HTTP status of the error.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        self.error().http_status
    }

    /// Returns the name of the rule.
    #[must_use]
    pub fn rule(&self) -> &str {
        match self {
            Self::Refused(violation) => violation.row().rule,
            Self::DryRunPassed(_) => DryRunPass::RULE,
        }
    }

    /// Returns whether the call may succeed later without a change by the caller or the owner. A custom error
    /// says so itself.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Refused(violation) => violation.is_retryable(),
            Self::DryRunPassed(_) => false,
        }
    }
}
