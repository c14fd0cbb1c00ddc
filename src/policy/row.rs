//! The rows of an operation under a policy: built-in and custom rows in one form.

use super::{Policy, RuleTable};
#[cfg(feature = "alloc")]
use crate::attribute::AttributeSet;
use crate::attribute::status;
use crate::condition::Condition;
use crate::error::ErrorKind;
use crate::evidence::{Evidence, Source};
use crate::instance::Status;
use crate::outcome::Settlement;
use crate::region::Region;
use crate::request::Operation;
use crate::rule::Row;
use core::fmt;

/// A row of a policy, built-in or custom.
///
/// ```
/// use instance_lifecycle::{Operation, Policy};
///
/// let policy = Policy::documented();
/// let first = policy.rows(Operation::StopInstance).next().unwrap();
/// assert_eq!((first.rule, first.stage), ("not-found", Some("Existence")));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PolicyRow<'p> {
    /// The name of the rule. Adjacent rows of one name are one rule.
    pub rule: &'p str,
    /// The stage; `None` for settlements.
    pub stage: Option<&'p str>,
    /// The cases and, for built-in rows, the interpretations that match the row.
    pub when: Region,
    /// The verdict.
    pub then: Verdict<'p>,
    /// The evidence.
    pub evidence: Evidence,
    /// The source.
    pub source: RuleSource<'p>,
    /// The source that contradicts it, if the evidence is [`Contradicted`](Evidence::Contradicted).
    pub against: Option<Source>,
    /// The attributes that the condition of a custom row tests; `None` of a built-in row.
    #[cfg(feature = "alloc")]
    pub attributes: Option<&'p AttributeSet>,
}

/// Writes the same with and without `alloc`: the attributes are left out.
impl fmt::Debug for PolicyRow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PolicyRow")
            .field("rule", &self.rule)
            .field("stage", &self.stage)
            .field("when", &self.when)
            .field("then", &self.then)
            .field("evidence", &self.evidence)
            .field("source", &self.source)
            .field("against", &self.against)
            .finish()
    }
}

/// The verdict of a row.
///
/// ```
/// use instance_lifecycle::{Operation, Policy};
///
/// let policy = Policy::documented();
/// assert!(policy.rows(Operation::StopInstance).next().unwrap().then.refuses());
/// assert!(policy.rows(Operation::RunInstances).all(|row| !row.then.refuses()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'p> {
    /// The call is refused with a documented error.
    Raise(ErrorKind),
    /// The call is refused with a custom error.
    RaiseCustom {
        /// The HTTP status.
        http_status: u16,
        /// The error code.
        code: &'p str,
        /// The message.
        message: &'p str,
        /// Whether the call may succeed later without a change by the caller or the owner.
        retryable: bool,
    },
    /// The call is settled.
    Settle(Settlement),
    /// The call is decided by other rows, with this warning.
    Warn(&'p str),
}

impl Verdict<'_> {
    /// Returns whether the call is refused.
    #[must_use]
    pub const fn refuses(&self) -> bool {
        !matches!(self, Self::Settle(_) | Self::Warn(_))
    }
}

/// The origin of a row. `Display` writes it for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleSource<'p> {
    /// The vendor's documents.
    Documents(Source),
    /// The policy, with the reason of the rule; it may be empty.
    Policy(&'p str),
}

impl fmt::Display for RuleSource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Documents(source) => source.fmt(f),
            Self::Policy("") => f.write_str("a rule of the policy"),
            Self::Policy(reason) => write!(f, "a rule of the policy: {reason}"),
        }
    }
}

impl PolicyRow<'_> {
    /// Returns the set of statuses that an error on the status names as expected: those of the rule table, or
    /// for a custom rule those that it does not match.
    pub(crate) fn expected(&self, rule_table: &RuleTable) -> u64 {
        match (self.then, self.source) {
            (Verdict::Raise(ErrorKind::IncorrectInstanceStatus), RuleSource::Documents(_)) => {
                rule_table.expected_by(self.rule)
            }
            (Verdict::Raise(ErrorKind::IncorrectInstanceStatus), RuleSource::Policy(_)) => {
                !self.when.admits(status::FIELD) & ((1 << Status::Released as u32) - 1)
            }
            (Verdict::Raise(_) | Verdict::RaiseCustom { .. } | Verdict::Settle(_) | Verdict::Warn(_), _) => 0,
        }
    }

    /// Returns the condition in words.
    #[must_use]
    pub fn condition(&self) -> Condition<'_> {
        #[cfg(feature = "alloc")]
        if let Some(attributes) = self.attributes {
            return Condition::over(&self.when, attributes);
        }
        Condition::new(&self.when)
    }
}

impl PolicyRow<'static> {
    pub(crate) fn of_refusal(rule_table: &'static RuleTable, row: &'static Row<ErrorKind>) -> Self {
        let stage = rule_table.stages.names()[usize::from(row.stage)];
        Self::built_in(row, Some(stage), Verdict::Raise(row.then))
    }

    pub(crate) fn of_settlement(row: &'static Row<Settlement>) -> Self {
        Self::built_in(row, None, Verdict::Settle(row.then))
    }

    fn built_in<V>(row: &Row<V>, stage: Option<&'static str>, then: Verdict<'static>) -> Self {
        let Row { rule, when, evidence, source, against, .. } = *row;
        Self {
            rule,
            stage,
            when,
            then,
            evidence,
            source: RuleSource::Documents(source),
            against,
            #[cfg(feature = "alloc")]
            attributes: None,
        }
    }
}

impl Policy {
    /// Returns the active rows of an operation in the order of evaluation: refusals by the precedence, in
    /// each stage the built-in ones first; then settlements, the custom ones first.
    ///
    /// ```
    /// use instance_lifecycle::{Operation, Policy};
    ///
    /// let policy = Policy::documented();
    /// let rules: Vec<&str> = policy.rows(Operation::RebootInstance).map(|row| row.rule).collect();
    /// assert_eq!(rules.first(), Some(&"not-found"));
    /// assert_eq!(rules.last(), Some(&"reboot-via-stopping"));
    /// ```
    pub fn rows(&self, operation: Operation) -> impl Iterator<Item = PolicyRow<'_>> {
        let (rule_table, active, custom) =
            (operation.rule_table(), self.active(operation), self.custom(operation));
        let is_active = move |row: &usize| active.decisions >> row & 1 == 1;
        let refusals = self.stages(operation).flat_map(move |stage| {
            let built_in = rule_table.refusals.iter().enumerate();
            let built_in = built_in
                .filter(move |(number, row)| is_active(number) && usize::from(row.stage) == stage)
                .map(|(_, row)| PolicyRow::of_refusal(rule_table, row));
            built_in.chain(custom.into_iter().flat_map(move |custom| custom.refusals_of(stage)))
        });
        let first = rule_table.refusals.len();
        let built_in = rule_table.settlements.iter().enumerate();
        let built_in = built_in
            .filter(move |(number, _)| is_active(&(first + number)))
            .map(|(_, row)| PolicyRow::of_settlement(row));
        refusals.chain(custom.into_iter().flat_map(|custom| custom.settling_rows())).chain(built_in)
    }

    /// Returns the rows of the rules of an operation that warn: they are not among [`Self::rows`], since they
    /// decide nothing. The verdict of a refusal on trial is the error that it would raise.
    pub fn warning_rows(&self, operation: Operation) -> impl Iterator<Item = PolicyRow<'_>> {
        self.custom(operation).into_iter().flat_map(|custom| custom.warning_rows())
    }
}
