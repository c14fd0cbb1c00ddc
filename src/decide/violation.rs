//! What objects to a call: borrowed from the policy while it is explained, kept where it is an answer.

use crate::error::{ApiError, ErrorKind, Message};
use crate::evidence::{Evidence, Revision};
use crate::instance::Status;
use crate::policy::{Policy, PolicyRow, RuleTable, Shared, Verdict};
use crate::request::Operation;
use core::fmt;

/// A rule that objects to a call. `Display` writes the message of its error.
#[derive(Clone, Copy)]
pub struct Violation<'p> {
    pub(super) facts: Facts,
    pub(super) custom: Option<&'p Shared>,
}

/// The rule that a call is refused by: an [`Violation`] that borrows nothing. `Display` writes the
/// message of its error.
#[derive(Clone)]
pub struct OwnedViolation {
    facts: Facts,
    custom: Option<Shared>,
}

#[derive(Clone, Copy)]
pub(super) struct Facts {
    pub(super) rule_table: &'static RuleTable,
    /// The operation that is called: that of the rule table, or its plural.
    pub(super) operation: Operation,
    /// The built-in row, where the rule is no own one.
    pub(super) row: u32,
    pub(super) status: Status,
    pub(super) revision: Revision,
    pub(super) template: bool,
}

impl<'p> Violation<'p> {
    /// Returns the violation as the plural operation reports it.
    #[must_use]
    pub const fn to_plural(mut self, operation: Operation) -> Self {
        self.facts.operation = operation;
        self
    }

    /// The row that objects: its rule, its stage, how well it is known and where it comes from.
    #[must_use]
    pub fn row(&self) -> PolicyRow<'p> {
        let Facts { rule_table, row, .. } = self.facts;
        match self.custom {
            Some(rule) => rule.row(),
            None => PolicyRow::of_refusal(rule_table, &rule_table.refusals[row as usize]),
        }
    }

    /// The name of the rule.
    #[must_use]
    #[inline]
    pub fn rule(&self) -> &'p str {
        match self.custom {
            Some(rule) => rule.row().rule,
            None => self.facts.rule_table.refusals[self.facts.row as usize].rule,
        }
    }

    /// The name of its stage.
    #[must_use]
    pub fn stage(&self) -> &'p str {
        self.row().stage.unwrap_or_default()
    }

    /// How well it is known that this error is answered. That a plural operation answers the error of
    /// its singular, where its own page has none, is inferred; so is an error whose row is in a
    /// reconstructed revision of the page by its date alone.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        let (evidence, error) = (self.row().evidence, self.error());
        let is_its_own = evidence == Evidence::Own || error.operation == self.facts.operation;
        let is_dated = error.row.is_some_and(|row| {
            let column = error.operation.errors().column(self.facts.revision);
            row.evidence != Evidence::Inferred && row.evidence_in(column) == Evidence::Inferred
        });
        match evidence {
            Evidence::Documented if is_dated => Evidence::Inferred,
            _ if is_its_own => evidence,
            _ => Evidence::Inferred,
        }
    }

    /// The exact error. That of a plural operation is the row of its own page for the same thing;
    /// where that page leaves the text open, it carries the text of the singular; where it has no
    /// row, the singular's stands.
    #[must_use]
    pub fn error(&self) -> ApiError<'p> {
        let row = self.row();
        match row.then {
            Verdict::Raise(kind) => self.facts.documented(kind, &row),
            Verdict::RaiseCustom { http_status, code, message } => ApiError {
                operation: self.facts.operation,
                http_status,
                code,
                message: Message { text: message, status: None },
                row: None,
            },
            Verdict::Settle(_) => unreachable!("what settles a call does not object to it"),
        }
    }

    /// Returns the vendor's description of the error, `None` if its page has none. It may contradict the
    /// message; no decision depends on it.
    #[must_use]
    pub fn description(&self) -> Option<&'static str> {
        let ApiError { operation, row, .. } = self.error();
        let table = operation.errors();
        table.description(row?, table.column(self.facts.revision))
    }

    /// Whether time alone may cure it. Of an error of a policy's own nobody says so.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self.row().then, Verdict::Raise(kind) if kind.is_retryable(self.facts.status))
    }
}

impl Facts {
    #[inline(always)]
    pub(super) const fn of(
        rule_table: &'static RuleTable,
        row: usize,
        status: Status,
        policy: &Policy,
    ) -> Self {
        Self {
            rule_table,
            operation: rule_table.operation,
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
        if self.operation == self.rule_table.operation {
            return error;
        }
        let plural = error.row.and_then(|row| self.operation.errors().plural_of(row, self.revision));
        match plural.map(|row| ApiError::documented(self.operation, row)) {
            Some(plural) if plural.message.text == "%s" => ApiError { message: error.message, ..plural },
            Some(plural) => plural,
            None => error,
        }
    }
}

pub(crate) fn documented(
    operation: Operation,
    kind: ErrorKind,
    revision: Revision,
    template: bool,
) -> ApiError<'static> {
    let Some(row) = operation.errors().row(kind, revision, template) else {
        unreachable!("a row whose error the revision lacks is not active")
    };
    ApiError::documented(operation, row)
}

impl OwnedViolation {
    /// The refusal of a built-in row.
    #[inline(always)]
    pub(super) const fn built_in(facts: Facts) -> Self {
        Self { facts, custom: None }
    }

    /// The rule as it objected.
    #[must_use]
    pub fn violation(&self) -> Violation<'_> {
        Violation { facts: self.facts, custom: self.custom.as_ref() }
    }

    /// The row that objects.
    #[must_use]
    pub fn row(&self) -> PolicyRow<'_> {
        self.violation().row()
    }

    /// The exact error.
    #[must_use]
    pub fn error(&self) -> ApiError<'_> {
        self.violation().error()
    }
}

impl From<Violation<'_>> for OwnedViolation {
    fn from(violation: Violation<'_>) -> Self {
        Self { facts: violation.facts, custom: violation.custom.cloned() }
    }
}

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
        f.debug_tuple("Refusal").field(&self.violation()).finish()
    }
}

impl fmt::Display for OwnedViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.violation().fmt(f)
    }
}
