//! Violations: borrowed from the policy in explanations, owned in rejections.

use crate::error::{ApiError, ErrorKind, Message};
use crate::evidence::{Evidence, Revision};
use crate::instance::Status;
use crate::policy::{Policy, PolicyRow, RuleTable, SharedRule, Verdict};
use crate::request::Action;
use core::fmt;

/// A rule that refuses a call. `Display` writes the message of its error.
///
/// ```
/// use instance_lifecycle::rules::Evidence;
/// use instance_lifecycle::{Environment, Instance, Policy, StartInstance, explain};
///
/// let (environment, policy) = (Environment::default(), Policy::documented());
/// let explanation = explain(&Instance::default(), &StartInstance::default(), &environment, &policy);
/// let violation = explanation.violations().next().unwrap();
/// assert_eq!((violation.rule(), violation.evidence()), ("status-not-stopped", Evidence::Documented));
/// ```
#[derive(Clone, Copy)]
pub struct Violation<'p> {
    pub(super) facts: Facts,
    pub(super) custom: Option<&'p SharedRule>,
}

/// A [`Violation`] that borrows nothing. `Display` writes the message of its error.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Policy, Rejection, StartInstance, plan};
///
/// let (environment, policy) = (Environment::default(), Policy::documented());
/// let rejection = plan(&Instance::default(), &StartInstance::default(), &environment, &policy).unwrap_err();
/// let Rejection::Refused(violation) = rejection else { panic!("the instance is running") };
/// assert_eq!(violation.error().code, "IncorrectInstanceStatus");
/// ```
#[derive(Clone)]
pub struct OwnedViolation {
    facts: Facts,
    custom: Option<SharedRule>,
}

#[derive(Clone, Copy)]
pub(super) struct Facts {
    pub(super) rule_table: &'static RuleTable,
    /// The action that is called: the operation of the rule table, or its plural.
    pub(super) action: Action,
    /// The number of the built-in row, or of the row in the custom rule.
    pub(super) row: u32,
    pub(super) status: Status,
    pub(super) revision: Revision,
    pub(super) template: bool,
}

impl<'p> Violation<'p> {
    /// Returns the violation as the plural action reports it.
    #[must_use]
    pub const fn to_plural(mut self, action: Action) -> Self {
        self.facts.action = action;
        self
    }

    /// Returns the row that refuses the call.
    #[must_use]
    pub fn row(&self) -> PolicyRow<'p> {
        let Facts { rule_table, row, .. } = self.facts;
        match self.custom {
            Some(rule) => rule.row(row as usize),
            None => PolicyRow::of_refusal(rule_table, &rule_table.refusals[row as usize]),
        }
    }

    /// Returns the name of the rule.
    #[must_use]
    #[inline]
    pub fn rule(&self) -> &'p str {
        match self.custom {
            Some(rule) => rule.row(0).rule,
            None => self.facts.rule_table.refusals[self.facts.row as usize].rule,
        }
    }

    /// Returns the name of the stage.
    #[must_use]
    pub fn stage(&self) -> &'p str {
        self.row().stage.unwrap_or_default()
    }

    /// Returns the evidence for this error. The error of a plural operation is inferred if only the page of
    /// the singular operation lists it; a text with the status filled in is observed; an error that a
    /// reconstructed page has by its date alone is inferred.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        let (evidence, error) = (self.row().evidence, self.error());
        let is_listed = evidence == Evidence::Own || error.action == self.facts.action;
        let is_dated = error.row.is_some_and(|row| {
            let column = error.action.errors().column(self.facts.revision);
            row.evidence_in(column) != row.evidence
        });
        match error.message.status {
            _ if !is_listed => Evidence::Inferred,
            _ if is_dated => evidence.max(Evidence::Inferred),
            Some(_) => evidence.max(Evidence::Observed),
            None => evidence,
        }
    }

    /// Returns the error. For a plural operation this is the corresponding row of its own page, with the
    /// message of the singular operation if that row has none; the row of the singular operation if the
    /// page has no such row.
    #[must_use]
    pub fn error(&self) -> ApiError<'p> {
        let row = self.row();
        match row.then {
            Verdict::Raise(kind) => self.facts.documented(kind, &row),
            Verdict::RaiseCustom { http_status, code, message, .. } => ApiError {
                action: self.facts.action,
                http_status,
                code,
                message: Message { text: message, status: None },
                row: None,
            },
            Verdict::Settle(_) | Verdict::Warn(_) => unreachable!("only a refusal is a violation"),
        }
    }

    /// Returns the vendor's description of the error, `None` if its page has none. It may contradict the
    /// message; no decision depends on it.
    #[must_use]
    pub fn description(&self) -> Option<&'static str> {
        let ApiError { action, row, .. } = self.error();
        let table = action.errors();
        table.description(row?, table.column(self.facts.revision))
    }

    /// Returns the kind of the documented error that the rule raises; `None` if it raises a custom error.
    ///
    /// ```
    /// use instance_lifecycle::errors::ErrorKind;
    /// use instance_lifecycle::{Environment, Instance, Policy, StartInstance, explain};
    ///
    /// let policy = Policy::documented();
    /// let explanation = explain(&Instance::DEFAULT, &StartInstance::DEFAULT, &Environment::DEFAULT, &policy);
    /// let kinds: Vec<_> = explanation.violations().map(|violation| violation.kind()).collect();
    /// assert_eq!(kinds, [Some(ErrorKind::IncorrectInstanceStatus)]);
    /// ```
    #[must_use]
    pub fn kind(&self) -> Option<ErrorKind> {
        match self.row().then {
            Verdict::Raise(kind) => Some(kind),
            Verdict::RaiseCustom { .. } | Verdict::Settle(_) | Verdict::Warn(_) => None,
        }
    }

    /// Returns the error code.
    #[must_use]
    pub fn code(&self) -> &'p str {
        self.error().code
    }

    /// Returns the HTTP status of the error.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        self.error().http_status
    }

    /// Returns whether the call may succeed later without a change by the caller or the owner. A custom error
    /// says so itself.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.row().then {
            Verdict::Raise(kind) => kind.is_retryable(self.facts.status),
            Verdict::RaiseCustom { retryable, .. } => retryable,
            Verdict::Settle(_) | Verdict::Warn(_) => false,
        }
    }
}

impl Facts {
    #[inline(always)]
    pub(super) const fn new(
        rule_table: &'static RuleTable,
        row: usize,
        status: Status,
        policy: &Policy,
    ) -> Self {
        Self {
            rule_table,
            action: rule_table.operation.action(),
            row: row as u32,
            status,
            revision: policy.revision(),
            template: policy.fills_templates(),
        }
    }

    fn documented(&self, kind: ErrorKind, row: &PolicyRow<'_>) -> ApiError<'static> {
        let expected = if self.template { row.expected(self.rule_table) } else { 0 };
        let template = expected != 0;
        let error = documented(self.rule_table.operation, kind, self.revision, template)
            .with_status(template.then_some((self.status, expected)));
        if self.action == self.rule_table.operation.action() {
            return error;
        }
        let plural = error.row.and_then(|row| self.action.errors().plural_of(row, self.revision));
        match plural.map(|row| ApiError::documented(self.action, row)) {
            Some(plural) if plural.message.text == "%s" => ApiError { message: error.message, ..plural },
            Some(plural) => plural,
            None => error,
        }
    }
}

pub(crate) fn documented(
    action: impl Into<Action>,
    kind: ErrorKind,
    revision: Revision,
    template: bool,
) -> ApiError<'static> {
    let action = action.into();
    let Some(row) = action.errors().row(kind, revision, template) else {
        unreachable!("a row whose error the revision lacks is not active")
    };
    ApiError::documented(action, row)
}

impl OwnedViolation {
    /// Returns the violation of a built-in row.
    #[inline(always)]
    pub(super) const fn built_in(facts: Facts) -> Self {
        Self { facts, custom: None }
    }

    /// Borrows the violation.
    #[must_use]
    pub fn violation(&self) -> Violation<'_> {
        Violation { facts: self.facts, custom: self.custom.as_ref() }
    }

    /// Returns the row that refuses the call.
    #[must_use]
    pub fn row(&self) -> PolicyRow<'_> {
        self.violation().row()
    }

    /// Returns the error.
    #[must_use]
    pub fn error(&self) -> ApiError<'_> {
        self.violation().error()
    }

    /// Returns the kind of the documented error that the rule raises; `None` if it raises a custom error.
    #[must_use]
    pub fn kind(&self) -> Option<ErrorKind> {
        self.violation().kind()
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

    /// Returns whether the call may succeed later without a change by the caller or the owner. A custom error
    /// says so itself.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.violation().is_retryable()
    }
}

impl From<Violation<'_>> for OwnedViolation {
    fn from(violation: Violation<'_>) -> Self {
        Self { facts: violation.facts, custom: violation.custom.cloned() }
    }
}

/// Violations are equal if they have the same row and error.
impl PartialEq for Violation<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.row() == other.row() && self.error() == other.error()
    }
}

impl Eq for Violation<'_> {}

impl fmt::Debug for Violation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Violation").field("row", &self.row()).field("error", &self.error()).finish()
    }
}

impl fmt::Display for Violation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error().fmt(f)
    }
}

impl PartialEq for OwnedViolation {
    fn eq(&self, other: &Self) -> bool {
        self.violation() == other.violation()
    }
}

impl Eq for OwnedViolation {}

impl fmt::Debug for OwnedViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OwnedViolation").field(&self.violation()).finish()
    }
}

impl fmt::Display for OwnedViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.violation().fmt(f)
    }
}
