//! Rules that a policy adds: refusals anywhere in the precedence, settlements ahead of the built-in
//! ones and behind every refusal. An error that they raise may be documented; that they raise it is
//! not.

use super::row::{PolicyRow, RuleSource, Verdict};
use crate::attribute::{ConditionError, Constraint, region_of};
use crate::error::ErrorKind;
use crate::evidence::Evidence;
use crate::outcome::Settlement;
use crate::region::Region;
use crate::request::Operation;
use alloc::string::String;

/// A rule of a policy's own: one condition, and what follows from it.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Operation, CustomError, CustomRule, Policy, StopInstance, plan};
///
/// let rule = CustomRule::refusal(
///     Operation::StopInstance,
///     "frozen",
///     "Confirmation",
///     CustomError::new(403, "House.Frozen", "No stops in the week of the fair."),
/// );
/// let rule = rule.when(&[("charge_type", &["PostPaid"])])?.because("the fair");
/// let policy = Policy::documented().with_rule(rule)?;
///
/// let rejection = plan(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy).unwrap_err();
/// assert_eq!(rejection.error().code, "House.Frozen");
/// assert!(!rejection.error().is_documented());
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomRule {
    operation: Operation,
    name: String,
    when: Region,
    then: CustomVerdict,
    reason: String,
}

/// What a custom rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomVerdict {
    /// It refuses.
    Refuse {
        /// The stage that it stands in, behind the built-in rules.
        stage: String,
        /// The error that it raises.
        error: RuleError,
    },
    /// It settles the call.
    Settle(Settlement),
}

/// The error that a custom rule raises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleError {
    /// A documented error of the operation.
    Documented(ErrorKind),
    /// One of its own.
    Own(CustomError),
}

/// An error that no page documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomError {
    /// The HTTP status, 400 to 599.
    pub http_status: u16,
    /// The error code.
    pub code: String,
    /// The message.
    pub message: String,
}

impl CustomError {
    /// An error.
    pub fn new(http_status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { http_status, code: code.into(), message: message.into() }
    }
}

impl From<CustomError> for RuleError {
    fn from(error: CustomError) -> Self {
        Self::Own(error)
    }
}

impl From<ErrorKind> for RuleError {
    fn from(kind: ErrorKind) -> Self {
        Self::Documented(kind)
    }
}

impl CustomRule {
    /// A rule that refuses every call of the operation on an instance that is there; see
    /// [`Self::when`].
    pub fn refusal(
        operation: Operation,
        name: impl Into<String>,
        stage: impl Into<String>,
        error: impl Into<RuleError>,
    ) -> Self {
        let then = CustomVerdict::Refuse { stage: stage.into(), error: error.into() };
        Self { operation, name: name.into(), when: Region::FULL, then, reason: String::new() }
    }

    /// A rule that settles every call of the operation that nothing refuses; see [`Self::when`].
    pub fn settlement(operation: Operation, name: impl Into<String>, settlement: Settlement) -> Self {
        let then = CustomVerdict::Settle(settlement);
        Self { operation, name: name.into(), when: Region::FULL, then, reason: String::new() }
    }

    /// This rule, kept to the cases in which each attribute has one of the values beside it. A
    /// refusal that does not ask for a status is not asked of an instance that is not there.
    ///
    /// # Errors
    ///
    /// When a name is unknown, or no value is given.
    pub fn when<'a>(mut self, asked: &[Constraint<'a>]) -> Result<Self, ConditionError<'a>> {
        self.when = self.when.intersect(&region_of(asked)?);
        Ok(self)
    }

    /// This rule with its reason, for people.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }

    /// The operation.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        self.operation
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The cases in which it speaks.
    #[must_use]
    pub const fn region(&self) -> Region {
        self.when
    }

    /// What it says.
    #[must_use]
    pub const fn then(&self) -> &CustomVerdict {
        &self.then
    }

    /// Its reason; it may be empty.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The rule as a row of its policy.
    pub(crate) fn row(&self) -> PolicyRow<'_> {
        let (stage, then) = match &self.then {
            CustomVerdict::Refuse { stage, error: RuleError::Documented(kind) } => {
                (Some(stage.as_str()), Verdict::Raise(*kind))
            }
            CustomVerdict::Refuse {
                stage,
                error: RuleError::Own(CustomError { http_status, code, message }),
            } => (Some(stage.as_str()), Verdict::RaiseCustom { http_status: *http_status, code, message }),
            CustomVerdict::Settle(settlement) => (None, Verdict::Settle(*settlement)),
        };
        let Self { name, when, reason, .. } = self;
        PolicyRow {
            rule: name,
            stage,
            when: *when,
            then,
            evidence: Evidence::Own,
            source: RuleSource::Policy(reason),
            against: None,
        }
    }

    pub(super) fn spoken_when(mut self, when: Region) -> Self {
        self.when = when;
        self
    }
}
