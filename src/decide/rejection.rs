//! Why a call is not carried out.

use super::violation::{OwnedViolation, documented};
use crate::error::{ApiError, ErrorKind};
use crate::evidence::Revision;
use crate::plan::Plan;
use crate::rule::DRY_RUN;

/// A dry run that has passed: an error on the wire, and no violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DryRunPass {
    pub(super) plan: Plan,
    pub(super) revision: Revision,
}

impl DryRunPass {
    /// The name of the rule, beside those of the rule tables.
    pub const RULE: &'static str = DRY_RUN;

    /// The plan that would have run.
    pub const fn plan(&self) -> Plan {
        self.plan
    }

    /// The exact documented answer.
    #[must_use]
    pub fn error(&self) -> ApiError<'static> {
        documented(self.plan.operation(), ErrorKind::DryRunPassed, self.revision, false)
    }
}

/// Why a call is not carried out. `Display` writes the documented message.
///
/// It borrows nothing, so that it passes through `?` into any error type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.error())]
pub enum Rejection {
    /// A rule objects.
    Refused(OwnedViolation),
    /// Nothing objects, and the call was only a check.
    DryRunPassed(DryRunPass),
}

impl Rejection {
    /// The exact error.
    #[must_use]
    pub fn error(&self) -> ApiError<'_> {
        match self {
            Self::Refused(refusal) => refusal.error(),
            Self::DryRunPassed(pass) => pass.error(),
        }
    }

    /// The name of the rule that answers.
    #[must_use]
    pub fn rule(&self) -> &str {
        match self {
            Self::Refused(refusal) => refusal.row().rule,
            Self::DryRunPassed(_) => DryRunPass::RULE,
        }
    }

    /// Whether time alone may cure it.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Refused(refusal) => refusal.violation().is_retryable(),
            Self::DryRunPassed(_) => false,
        }
    }
}
