//! Rules that a policy adds: refusals, in any stage, and settlements, ahead of the built-in ones.

use super::row::{PolicyRow, RuleSource, Verdict};
use crate::attribute::{AttributeSet, ConditionError, Constraint, Lift, OwnedConditionError, region_of};
use crate::error::ErrorKind;
use crate::evidence::Evidence;
use crate::outcome::Settlement;
use crate::region::Region;
use crate::request::Operation;
use alloc::string::String;

/// A rule that a policy adds: a condition and a verdict.
///
/// ```
/// use instance_lifecycle::policy::{CustomError, CustomRule};
/// use instance_lifecycle::{Environment, Instance, Operation, Policy, StopInstance, plan};
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
    /// The attributes that `when` tests, if some of them are custom.
    attributes: AttributeSet,
    then: CustomVerdict,
    reason: String,
}

/// The verdict of a custom rule.
///
/// ```
/// use instance_lifecycle::plan::Settlement;
/// use instance_lifecycle::policy::{CustomRule, CustomVerdict};
/// use instance_lifecycle::Operation;
///
/// let rule = CustomRule::settlement(Operation::StopInstance, "no-op", Settlement::AlreadyStopped);
/// assert_eq!(*rule.then(), CustomVerdict::Settle(Settlement::AlreadyStopped));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomVerdict {
    /// The call is refused.
    Refuse {
        /// The stage; in it, custom rules are behind the built-in ones.
        stage: String,
        /// The error.
        error: RuleError,
    },
    /// The call is settled.
    Settle(Settlement),
}

/// The error that a custom rule raises.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleError {
    /// A documented error of the operation.
    Documented(ErrorKind),
    /// A custom error.
    Custom(CustomError),
}

/// An error that no page documents.
///
/// ```
/// use instance_lifecycle::policy::CustomError;
///
/// let error = CustomError::new(403, "House.StopFirst", "Stop the instance first.");
/// assert_eq!((error.code.as_str(), error.retryable), ("House.StopFirst", false));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CustomError {
    /// The HTTP status, 400 to 599.
    pub http_status: u16,
    /// The error code.
    pub code: String,
    /// The message.
    pub message: String,
    /// Whether the call may succeed later without a change by the caller or the owner.
    pub retryable: bool,
}

impl CustomError {
    /// Returns an error that is not retryable.
    pub fn new(http_status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { http_status, code: code.into(), message: message.into(), retryable: false }
    }

    /// Declares the error retryable: the call may succeed later without a change by the caller or the owner.
    ///
    /// ```
    /// use instance_lifecycle::policy::CustomError;
    ///
    /// assert!(CustomError::new(503, "House.Freeze", "No stops during the fair.").retryable().retryable);
    /// ```
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.retryable = true;
        self
    }
}

impl From<CustomError> for RuleError {
    fn from(error: CustomError) -> Self {
        Self::Custom(error)
    }
}

impl From<ErrorKind> for RuleError {
    fn from(kind: ErrorKind) -> Self {
        Self::Documented(kind)
    }
}

impl CustomRule {
    /// Returns a rule that refuses every call of the operation on an existing instance. Narrow it with
    /// [`Self::when`].
    pub fn refusal(
        operation: Operation,
        name: impl Into<String>,
        stage: impl Into<String>,
        error: impl Into<RuleError>,
    ) -> Self {
        let then = CustomVerdict::Refuse { stage: stage.into(), error: error.into() };
        Self {
            operation,
            name: name.into(),
            when: Region::FULL,
            attributes: AttributeSet::BUILT_IN,
            then,
            reason: String::new(),
        }
    }

    /// Returns a rule that settles every call of the operation that no rule refuses. Narrow it with
    /// [`Self::when`].
    pub fn settlement(operation: Operation, name: impl Into<String>, settlement: Settlement) -> Self {
        let then = CustomVerdict::Settle(settlement);
        Self {
            operation,
            name: name.into(),
            when: Region::FULL,
            attributes: AttributeSet::BUILT_IN,
            then,
            reason: String::new(),
        }
    }

    /// Narrows the rule to the cases in which each attribute has one of the given values. A refusal
    /// without a condition on `status` does not match `Released`.
    ///
    /// # Errors
    ///
    /// Returns an error if a name is unknown, an attribute has no values or is given twice.
    pub fn when<'a>(mut self, asked: &[Constraint<'a>]) -> Result<Self, ConditionError<'a>> {
        self.when = self.when.intersect(&region_of(asked)?);
        Ok(self)
    }

    /// Narrows the rule as [`Self::when`] does, by the attributes of a policy: built-in and custom ones.
    ///
    /// # Errors
    ///
    /// Returns an error if a name is unknown, an attribute has no values or is given twice.
    pub fn when_in(
        mut self,
        attributes: &AttributeSet,
        asked: &[Constraint<'_>],
    ) -> Result<Self, OwnedConditionError> {
        self.when = self.when.intersect(&attributes.region_of(asked)?);
        self.attributes = attributes.clone();
        Ok(self)
    }

    /// Sets the reason of the rule, a text for people.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }

    /// Returns the operation.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        self.operation
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the cases that match the rule.
    #[must_use]
    pub const fn region(&self) -> Region {
        self.when
    }

    /// Returns the verdict.
    #[must_use]
    pub const fn then(&self) -> &CustomVerdict {
        &self.then
    }

    /// Returns the reason; it may be empty.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Returns the rule as a row of its policy.
    pub(crate) fn row(&self) -> PolicyRow<'_> {
        let (stage, then) = match &self.then {
            CustomVerdict::Refuse { stage, error: RuleError::Documented(kind) } => {
                (Some(stage.as_str()), Verdict::Raise(*kind))
            }
            CustomVerdict::Refuse {
                stage,
                error: RuleError::Custom(CustomError { http_status, code, message, retryable }),
            } => (
                Some(stage.as_str()),
                Verdict::RaiseCustom { http_status: *http_status, code, message, retryable: *retryable },
            ),
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
            attributes: Some(&self.attributes),
        }
    }

    /// Returns the settlement; `None` if the rule is a refusal.
    pub(super) fn settles(&self) -> Option<Settlement> {
        match self.then {
            CustomVerdict::Settle(settlement) => Some(settlement),
            CustomVerdict::Refuse { .. } => None,
        }
    }

    /// Returns the attributes that the condition tests.
    #[must_use]
    pub const fn attributes(&self) -> &AttributeSet {
        &self.attributes
    }

    /// Returns the rule over the joined attributes of two policies.
    pub(super) fn lifted(mut self, attributes: &AttributeSet, lift: &Lift) -> Self {
        self.when = lift.apply(&self.when);
        self.attributes = attributes.clone();
        self
    }

    pub(super) fn with_region(mut self, when: Region) -> Self {
        self.when = when;
        self
    }
}
