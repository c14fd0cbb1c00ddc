//! The rows of an operation as a policy asks them: its own beside the built-in ones, one form for
//! all that lists, explains or analyses them.

use super::{Policy, RULE_TABLES, RuleTable};
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

/// A row as a policy asks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyRow<'p> {
    /// The name of the rule. Adjacent rows of one name are one rule.
    pub rule: &'p str,
    /// The stage of a refusal.
    pub stage: Option<&'p str>,
    /// The cases, and of built-in rows the interpretations, under which it speaks.
    pub when: Region,
    /// What it says.
    pub then: Verdict<'p>,
    /// How well it is known.
    pub evidence: Evidence,
    /// Where it comes from.
    pub source: RuleSource<'p>,
    /// The source that contradicts it, if the evidence is [`Contradicted`](Evidence::Contradicted).
    pub against: Option<Source>,
}

/// What a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'p> {
    /// It refuses, with a documented error.
    Raise(ErrorKind),
    /// It refuses, with an error of the policy's own.
    RaiseCustom {
        /// The HTTP status.
        http_status: u16,
        /// The error code.
        code: &'p str,
        /// The message.
        message: &'p str,
    },
    /// It settles the call.
    Settle(Settlement),
}

impl Verdict<'_> {
    /// Whether it refuses.
    #[must_use]
    pub const fn refuses(&self) -> bool {
        !matches!(self, Self::Settle(_))
    }
}

/// Where a row comes from. `Display` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleSource<'p> {
    /// The vendor's documents.
    Documents(Source),
    /// The policy, with the reason that it gives; it may be empty.
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
    /// The set of statuses that the text of a refused status names, where this row refuses one: those
    /// that the rule table expects of its rule; a custom rule expects those that it does not speak of.
    pub(crate) fn expected(&self, rule_table: &RuleTable) -> u64 {
        match (self.then, self.source) {
            (Verdict::Raise(ErrorKind::IncorrectInstanceStatus), RuleSource::Documents(_)) => {
                rule_table.expected_by(self.rule)
            }
            (Verdict::Raise(ErrorKind::IncorrectInstanceStatus), RuleSource::Policy(_)) => {
                !self.when.admits(status::FIELD) & ((1 << Status::Released as u32) - 1)
            }
            (Verdict::Raise(_) | Verdict::RaiseCustom { .. } | Verdict::Settle(_), _) => 0,
        }
    }

    /// When it speaks, in words.
    #[must_use]
    pub fn condition(&self) -> Condition<'_> {
        Condition(&self.when)
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
        Self { rule, stage, when, then, evidence, source: RuleSource::Documents(source), against }
    }
}

impl Policy {
    /// The rows of an operation that speak under this policy, in the order in which they are asked:
    /// refusals by the precedence, in each stage the built-in ones first; then settlements, those
    /// of the policy's own first. None where the operation has no rule table.
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
        let index = RULE_TABLES.iter().position(|rule_table| rule_table.operation == operation);
        index.into_iter().flat_map(move |index| {
            let (rule_table, active) = (RULE_TABLES[index], &self.active[index]);
            let custom = self.custom.of(index);
            let speaks = move |row: &usize| active.decisions >> row & 1 == 1;
            let refusals = self.stages(index).flat_map(move |stage| {
                let built_in =
                    (0..rule_table.refusals.len()).filter(speaks).map(|row| &rule_table.refusals[row]);
                let built_in = built_in.filter(move |row| usize::from(row.stage) == stage);
                let custom = custom.into_iter().flat_map(move |custom| custom.refusals_of(stage));
                built_in.map(|row| PolicyRow::of_refusal(rule_table, row)).chain(custom)
            });
            let first = rule_table.refusals.len();
            let built_in =
                rule_table.settlements.iter().enumerate().filter(move |(row, _)| speaks(&(first + row)));
            let built_in = built_in.map(|(_, row)| PolicyRow::of_settlement(row));
            refusals.chain(custom.into_iter().flat_map(|custom| custom.settling_rows())).chain(built_in)
        })
    }
}
