//! Rules that a policy adds: refusals anywhere in the precedence, settlements ahead of the built-in
//! ones and behind every refusal. An error that they raise may be documented; that they raise it is
//! not.

use super::row::{Origin, PolicyRow, Verdict};
use crate::attribute::{Asked, NotAsked, region_of};
use crate::error::ErrorKind;
use crate::evidence::Evidence;
use crate::outcome::Settlement;
use crate::region::Region;
use crate::request::Operation;
use alloc::string::String;

/// A rule of a policy's own: one condition, and what follows from it.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Operation, OwnError, OwnRule, Policy, StopInstance, plan};
///
/// let rule = OwnRule::refusal(
///     Operation::StopInstance,
///     "frozen",
///     "Confirmation",
///     OwnError::new(403, "House.Frozen", "No stops in the week of the fair."),
/// );
/// let rule = rule.when(&[("charge_type", &["PostPaid"])])?.because("the fair");
/// let policy = Policy::documented().with_rule(rule)?;
///
/// let rejection = plan(&Instance::PLAIN, &StopInstance::DEFAULT, &Environment::PLAIN, &policy).unwrap_err();
/// assert_eq!(rejection.error().code, "House.Frozen");
/// assert!(!rejection.error().is_documented());
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRule {
    operation: Operation,
    name: String,
    when: Region,
    then: OwnVerdict,
    reason: String,
}

/// What an own rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnVerdict {
    /// It refuses.
    Refuse {
        /// The chapter that it stands in, behind the built-in rules.
        chapter: String,
        /// The error that it raises.
        error: Raised,
    },
    /// It settles the call.
    Settle(Settlement),
}

/// The error that an own rule raises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raised {
    /// A documented error of the operation.
    Documented(ErrorKind),
    /// One of its own.
    Own(OwnError),
}

/// An error that no page documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnError {
    /// The HTTP status, 400 to 599.
    pub http_status: u16,
    /// The error code.
    pub code: String,
    /// The message.
    pub message: String,
}

impl OwnError {
    /// An error.
    pub fn new(http_status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { http_status, code: code.into(), message: message.into() }
    }
}

impl From<OwnError> for Raised {
    fn from(error: OwnError) -> Self {
        Self::Own(error)
    }
}

impl From<ErrorKind> for Raised {
    fn from(kind: ErrorKind) -> Self {
        Self::Documented(kind)
    }
}

impl OwnRule {
    /// A rule that refuses every call of the operation on an instance that is there; see
    /// [`Self::when`].
    pub fn refusal(
        operation: Operation,
        name: impl Into<String>,
        chapter: impl Into<String>,
        error: impl Into<Raised>,
    ) -> Self {
        let then = OwnVerdict::Refuse { chapter: chapter.into(), error: error.into() };
        Self { operation, name: name.into(), when: Region::FULL, then, reason: String::new() }
    }

    /// A rule that settles every call of the operation that nothing refuses; see [`Self::when`].
    pub fn settlement(operation: Operation, name: impl Into<String>, settlement: Settlement) -> Self {
        let then = OwnVerdict::Settle(settlement);
        Self { operation, name: name.into(), when: Region::FULL, then, reason: String::new() }
    }

    /// This rule, kept to the cases in which each attribute has one of the values beside it. A
    /// refusal that does not ask for a status is not asked of an instance that is not there.
    ///
    /// # Errors
    ///
    /// When a name is unknown, or no value is given.
    pub fn when<'a>(mut self, asked: &[Asked<'a>]) -> Result<Self, NotAsked<'a>> {
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
    pub const fn then(&self) -> &OwnVerdict {
        &self.then
    }

    /// Its reason; it may be empty.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The rule as a row of its policy.
    pub(crate) fn row(&self) -> PolicyRow<'_> {
        let (chapter, then) = match &self.then {
            OwnVerdict::Refuse { chapter, error: Raised::Documented(kind) } => {
                (Some(chapter.as_str()), Verdict::Raise(*kind))
            }
            OwnVerdict::Refuse { chapter, error: Raised::Own(OwnError { http_status, code, message }) } => {
                (Some(chapter.as_str()), Verdict::RaiseOwn { http_status: *http_status, code, message })
            }
            OwnVerdict::Settle(settlement) => (None, Verdict::Settle(*settlement)),
        };
        let Self { name, when, reason, .. } = self;
        PolicyRow {
            rule: name,
            chapter,
            when: *when,
            then,
            evidence: Evidence::Own,
            source: Origin::Policy(reason),
        }
    }

    pub(super) fn spoken_when(mut self, when: Region) -> Self {
        self.when = when;
        self
    }
}
