//! Warnings: custom rules that match a call and decide nothing.

use super::violation::Violation;
use crate::error::{ApiError, Message};
use crate::policy::{PolicyRow, Verdict};
use crate::request::Action;
use core::fmt;

/// A custom rule that warns of a call. `Display` writes its message.
///
/// ```
/// # #[cfg(feature = "alloc")] {
/// use instance_lifecycle::policy::CustomRule;
/// use instance_lifecycle::{Environment, Instance, Operation, Policy, StopInstance, explain};
///
/// let rule = CustomRule::warning(Operation::StopInstance, "fair", "The fair begins on Monday.");
/// let policy = Policy::documented().with_rule(rule.because("capacity is short"))?;
/// let explanation = explain(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy);
/// let warning = explanation.warnings().next().expect("a warning");
/// assert_eq!((warning.rule(), warning.error()), ("fair", None));
/// # }
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Warning<'p>(pub(super) Violation<'p>);

impl<'p> Warning<'p> {
    /// Returns the warning as the plural action reports it.
    #[must_use]
    pub const fn to_plural(self, action: Action) -> Self {
        Self(self.0.to_plural(action))
    }

    /// Returns the row that matches the call.
    #[must_use]
    pub fn row(&self) -> PolicyRow<'p> {
        self.0.row()
    }

    /// Returns the name of the rule.
    #[must_use]
    pub fn rule(&self) -> &'p str {
        self.row().rule
    }

    /// Returns the message: that of the rule, or of the error that a refusal on trial would raise.
    #[must_use]
    pub fn message(&self) -> Message<'p> {
        match self.row().then {
            Verdict::Warn(text) => Message { text, status: None },
            Verdict::Raise(_) | Verdict::RaiseCustom { .. } | Verdict::Settle(_) => self.0.error().message,
        }
    }

    /// Returns the violation that the call would have if the rule, a refusal on trial, did not only warn;
    /// `None` if the rule is just a warning.
    #[must_use]
    pub fn violation(&self) -> Option<Violation<'p>> {
        self.row().then.refuses().then_some(self.0)
    }

    /// Returns the error that a refusal on trial would raise; `None` if the rule is just a warning.
    #[must_use]
    pub fn error(&self) -> Option<ApiError<'p>> {
        self.violation().map(|violation| violation.error())
    }
}

impl PartialEq for Warning<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.row() == other.row() && self.message() == other.message()
    }
}

impl Eq for Warning<'_> {}

impl fmt::Debug for Warning<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Warning").field("row", &self.row()).finish()
    }
}

impl fmt::Display for Warning<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}
