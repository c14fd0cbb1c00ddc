//! The rules: a rule table an operation, and the policy that chooses among their interpretations, orders their
//! stages, removes some and adds its own.

pub(crate) mod rule_table;

mod active;
#[cfg(feature = "alloc")]
mod custom;
#[cfg(feature = "alloc")]
mod custom_rules;
#[cfg(not(feature = "alloc"))]
#[path = "no_custom_rules.rs"]
mod custom_rules;
#[cfg(all(feature = "alloc", feature = "serde"))]
mod document;
mod edit;
mod error;
mod row;

mod create_instance;
mod delete_instance;
mod reactivate_instances;
mod reboot_instance;
mod run_instances;
mod start_instance;
mod stop_instance;

pub(crate) use active::{Active, Refusing};
#[cfg(feature = "alloc")]
pub use custom::{CustomError, CustomRule, CustomVerdict, RuleError};
pub(crate) use custom_rules::{CustomRules, Shared};
#[cfg(all(feature = "alloc", feature = "serde"))]
pub use document::{DocumentProblem, ErrorDocument, PolicyDocument, PolicyDocumentError, RuleDocument};
pub use error::{Known, Name, PolicyError, Unknown};
pub use row::{PolicyRow, RuleSource, Verdict};
pub(crate) use rule_table::HasRuleTable;
pub use rule_table::RuleTable;

use crate::attribute::Attribute;
use crate::evidence::Revision;
use crate::interpretation::{Choice, Interpretations, StatusText};
use crate::request::Operation;
use custom_rules::Own;

/// The rule tables, each at its own number.
pub(crate) static RULE_TABLES: [&RuleTable; 7] = [
    &stop_instance::RULE_TABLE,
    &start_instance::RULE_TABLE,
    &reboot_instance::RULE_TABLE,
    &delete_instance::RULE_TABLE,
    &reactivate_instances::RULE_TABLE,
    &create_instance::RULE_TABLE,
    &run_instances::RULE_TABLE,
];

impl Operation {
    /// Its rule table; none where only its errors are known.
    #[must_use]
    pub fn rule_table(self) -> Option<&'static RuleTable> {
        RULE_TABLES.iter().copied().find(|rule_table| rule_table.operation == self)
    }
}

/// What decides: a revision of the documents, a interpretation of every contested point, and for every
/// operation the precedence of its stages, the rules that are removed and those that are added.
///
/// ```
/// use instance_lifecycle::{Policy, Revision, SecurityLockedStop};
///
/// let policy = Policy::ecs(Revision::V2025_12_03).with(SecurityLockedStop::Deny);
/// assert_eq!(policy.revision(), Revision::V2025_12_03);
/// assert_ne!(policy, Policy::documented());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    revision: Revision,
    interpretations: Interpretations,
    active: [Active; RULE_TABLES.len()],
    custom: Own,
}

impl Policy {
    /// The documents as they stood on 2024-11-14: the default.
    #[must_use]
    pub const fn documented() -> Self {
        Self::ecs(Revision::V2024_11_14)
    }

    /// The documents of a revision, with its default interpretations and precedence.
    #[must_use]
    pub const fn ecs(revision: Revision) -> Self {
        let interpretations = Interpretations::of(revision);
        let mut active = [Active::NOTHING; RULE_TABLES.len()];
        let mut n = 0;
        while n < RULE_TABLES.len() {
            active[n] = Active::NOTHING.under(RULE_TABLES[n], revision, &interpretations);
            n += 1;
        }
        Self { revision, interpretations, active, custom: Own::NONE }
    }

    /// This policy, but for one interpretation.
    #[must_use]
    pub fn with(mut self, interpretation: impl Into<Choice>) -> Self {
        self.interpretations = self.interpretations.with(interpretation.into());
        for (active, rule_table) in self.active.iter_mut().zip(RULE_TABLES) {
            *active = active.under(rule_table, self.revision, &self.interpretations);
        }
        self
    }

    /// The revision.
    #[must_use]
    pub const fn revision(&self) -> Revision {
        self.revision
    }

    /// The interpretations.
    #[must_use]
    pub const fn interpretations(&self) -> &Interpretations {
        &self.interpretations
    }

    /// Whether a row of the operation speaks under this policy that reads the attribute.
    ///
    /// ```
    /// use instance_lifecycle::attribute::ATTRIBUTES;
    /// use instance_lifecycle::{Operation, Policy, Revision};
    ///
    /// let managed = ATTRIBUTES.iter().find(|attribute| attribute.name == "managed_by_product").expect("an attribute");
    /// assert!(!Policy::documented().reads(Operation::StopInstance, managed));
    /// assert!(Policy::ecs(Revision::V2025_12_03).reads(Operation::StopInstance, managed));
    /// ```
    #[must_use]
    pub fn reads(&self, operation: Operation, attribute: &Attribute) -> bool {
        self.rows(operation).any(|row| row.when.reads(attribute.field))
    }

    /// Whether that row of the operation's refusals, or behind them of its settlements, speaks under
    /// this policy.
    #[must_use]
    pub fn has_row(&self, operation: Operation, row: usize) -> bool {
        let rule_tables =
            RULE_TABLES.iter().zip(&self.active).filter(|(rule_table, _)| rule_table.operation == operation);
        rule_tables.map(|(_, active)| active.decisions >> row & 1 == 1).next().unwrap_or(false)
    }

    /// What of the rule table of that number speaks.
    pub(crate) const fn active(&self, index: u32) -> &Active {
        &self.active[index as usize]
    }

    /// The custom rules of the rule table of that number.
    #[inline]
    pub(crate) fn custom(&self, index: u32) -> Option<&CustomRules> {
        self.custom.of(index as usize)
    }

    /// Whether the revision has an error for the refusal of that number, and the policy does not remove it.
    pub(crate) fn raises(&self, index: u32, row: usize) -> bool {
        let rule_table = RULE_TABLES[index as usize];
        let kind = rule_table.refusals[row].then;
        self.active(index).removed >> row & 1 == 0
            && rule_table.operation.errors().row(kind, self.revision, false).is_some()
    }

    /// Whether the refusal of a status carries the filled template.
    pub(crate) const fn fills_templates(&self) -> bool {
        self.interpretations.index(StatusText::FIELD) == StatusText::Templated as usize
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::documented()
    }
}
