//! Policies, which interpret, order, remove and add rules.

pub(crate) mod row;
pub(crate) mod rule_table;

mod active;
mod apply;
#[cfg(feature = "alloc")]
mod custom;
mod custom_rules;
#[cfg(all(feature = "alloc", feature = "serde"))]
mod document;
mod edit;
#[cfg(feature = "alloc")]
mod enforcing;
mod error;
#[cfg(feature = "alloc")]
mod joined;
mod row_index;

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
pub(crate) use custom_rules::{Cursor, CustomCase, CustomRules, SharedRule};
#[cfg(all(feature = "alloc", feature = "serde"))]
pub use document::{
    AttributeDocument, ConditionsDocument, DocumentProblem, ErrorDocument, PolicyDocument,
    PolicyDocumentError, RuleDocument, StageDocument, Unread, ValuesDocument, conditions,
};
pub use error::{KnownNames, PolicyError, PolicyName, UnknownNameError};
pub(crate) use row::{PolicyRow, RuleSource, Verdict};
pub(crate) use row_index::RuleRow;
pub(crate) use rule_table::RuleTable;

/// The interpretations: ambiguities in the documents, and the answers to each.
pub mod interpretations {
    pub use crate::interpretation::*;
}

use crate::attribute::Attribute;
#[cfg(feature = "alloc")]
use crate::attribute::{AttributeError, AttributeSet, CUSTOM, CustomAttribute};
use crate::custom_values::{CustomGuard, CustomValues};
use crate::environment::Environment;
use crate::evidence::Revision;
use crate::interpretation::{Choice, Interpretations, StatusText};
#[cfg(feature = "alloc")]
use crate::region::Point;
use crate::request::{Operation, for_each_operation};
use crate::rule::Row;
use custom_rules::CustomRuleSets;

macro_rules! rule_tables {
    ($($(#[$about:meta])+ $operation:ident $module:ident,)+) => {
        /// The rule table of each operation.
        pub(crate) static RULE_TABLES: [&RuleTable; Operation::ALL.len()] = [$(&$module::RULE_TABLE),+];

        const _: () = {
            $(assert!(
                matches!(RULE_TABLES[Operation::$operation as usize].operation, Operation::$operation),
                "the rule tables are in the order of the operations"
            );)+
        };
    };
}

for_each_operation!(rule_tables);

impl Operation {
    /// Returns the rules of the operation.
    #[must_use]
    pub fn rule_table(self) -> &'static RuleTable {
        RULE_TABLES[self as usize]
    }
}

/// The rules by which calls are decided.
///
/// A policy is a revision of the documents, a value for each interpretation, and for each operation the
/// precedence of its stages, the rules removed and the rules added.
///
/// ```
/// use instance_lifecycle::policy::interpretations::SecurityLockedStop;
/// use instance_lifecycle::{Policy, Revision};
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
    custom: CustomRuleSets,
    #[cfg(feature = "alloc")]
    attributes: AttributeSet,
}

impl Policy {
    /// Returns the policy of the documents of 2024-11-14: the default.
    #[must_use]
    pub const fn documented() -> Self {
        Self::ecs(Revision::V2024_11_14)
    }

    /// Returns the policy of a revision of the documents, with its default interpretations and precedence.
    #[must_use]
    pub const fn ecs(revision: Revision) -> Self {
        // Each is computed at compile time, also where the call is not constant.
        match revision {
            Revision::V2021_01 => const { Self::of(Revision::V2021_01) },
            Revision::V2024_11_14 => const { Self::of(Revision::V2024_11_14) },
            Revision::V2024_12_20 => const { Self::of(Revision::V2024_12_20) },
            Revision::V2025_03_20 => const { Self::of(Revision::V2025_03_20) },
            Revision::V2025_12_03 => const { Self::of(Revision::V2025_12_03) },
        }
    }

    const fn of(revision: Revision) -> Self {
        let interpretations = Interpretations::of(revision);
        let mut active = [Active::NONE; RULE_TABLES.len()];
        let mut n = 0;
        while n < RULE_TABLES.len() {
            active[n] = Active::NONE.under(RULE_TABLES[n], revision, &interpretations);
            n += 1;
        }
        Self {
            revision,
            interpretations,
            active,
            custom: CustomRuleSets::NONE,
            #[cfg(feature = "alloc")]
            attributes: AttributeSet::BUILT_IN,
        }
    }

    /// Returns this policy with another value of one interpretation.
    #[must_use]
    pub fn with(mut self, interpretation: impl Into<Choice>) -> Self {
        self.interpretations = self.interpretations.with(interpretation.into());
        for (active, rule_table) in self.active.iter_mut().zip(RULE_TABLES) {
            *active = active.under(rule_table, self.revision, &self.interpretations);
        }
        self
    }

    /// Returns the revision.
    #[must_use]
    pub const fn revision(&self) -> Revision {
        self.revision
    }

    /// Returns the attributes that rules can test: the built-in ones, and the custom ones of this policy.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub const fn attributes(&self) -> &AttributeSet {
        &self.attributes
    }

    /// Returns the values of custom attributes as bits of a point: those of an instance, else those of its
    /// environment, else the defaults.
    #[cfg(feature = "alloc")]
    pub(crate) fn custom_bits(&self, of_instance: CustomValues, around: CustomValues) -> u64 {
        self.attributes.point_with(Point::EMPTY, of_instance, around).word(CUSTOM)
    }

    /// Returns no bits: without `alloc` there are no custom attributes.
    #[cfg(not(feature = "alloc"))]
    pub(crate) const fn custom_bits(&self, _: CustomValues, _: CustomValues) -> u64 {
        0
    }

    /// Returns the values of custom attributes, given as bits of a point, that rules read.
    #[cfg(feature = "alloc")]
    pub(crate) fn custom_guard(&self, rules: &CustomRules, bits: u64) -> CustomGuard {
        self.attributes.guard(bits, rules.custom())
    }

    /// Returns no values: without `alloc` there are no custom attributes.
    #[cfg(not(feature = "alloc"))]
    pub(crate) const fn custom_guard(&self, _: &CustomRules, _: u64) -> CustomGuard {
        CustomGuard::NONE
    }

    /// Returns the environment of a call on a number of instances.
    #[cfg(feature = "alloc")]
    pub(crate) fn environment_of(&self, environment: Environment, items: impl Fn() -> usize) -> Environment {
        if !self.attributes.has_custom() {
            return environment;
        }
        Environment { custom: self.attributes.with_items(environment.custom, items()), ..environment }
    }

    /// Returns the environment of a call on a number of instances.
    #[cfg(not(feature = "alloc"))]
    pub(crate) fn environment_of(&self, environment: Environment, _: impl Fn() -> usize) -> Environment {
        environment
    }

    /// Returns this policy with one more custom attribute.
    ///
    /// # Errors
    ///
    /// Returns an error if a name is invalid or taken, if a value is unknown or repeated, or if there are too
    /// few or too many values.
    ///
    /// ```
    /// use instance_lifecycle::policy::{CustomError, CustomRule};
    /// use instance_lifecycle::rules::attributes::{AttributeSource, CustomAttribute};
    /// use instance_lifecycle::{Environment, Instance, Operation, Policy, StopInstance, plan};
    ///
    /// let keep = CustomAttribute::new("keep", ["No", "Yes"], AttributeSource::Tag("keep".into()));
    /// let policy = Policy::documented().with_attribute(keep.with_anything_else("Yes"))?;
    /// let error = CustomError::new(403, "House.Keep", "The instance carries the tag keep.");
    /// let rule = CustomRule::refusal(Operation::StopInstance, "keep", "Confirmation", error)
    ///     .when_in(policy.attributes(), &[("keep", &["Yes"])])?;
    /// let policy = policy.with_rule(rule)?;
    ///
    /// let kept = policy.attributes().values([("keep", "Yes")])?;
    /// let instance = Instance::DEFAULT.with(|it| it.custom = kept);
    /// let rejection = plan(&instance, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy).unwrap_err();
    /// assert_eq!(rejection.error().code, "House.Keep");
    /// # Ok::<_, Box<dyn core::error::Error>>(())
    /// ```
    #[cfg(feature = "alloc")]
    pub fn with_attribute(mut self, attribute: CustomAttribute) -> Result<Self, AttributeError> {
        self.attributes = core::mem::take(&mut self.attributes).with(attribute)?;
        Ok(self)
    }

    /// Returns the interpretations.
    #[must_use]
    pub const fn interpretations(&self) -> &Interpretations {
        &self.interpretations
    }

    /// Returns whether an active row of the operation reads the attribute.
    ///
    /// ```
    /// use instance_lifecycle::rules::attributes::ATTRIBUTES;
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

    /// Returns whether a built-in row of the operation is active under this policy.
    ///
    /// ```
    /// use instance_lifecycle::{Operation, Policy};
    ///
    /// let policy = Policy::documented().without(Operation::StopInstance, "disk-status")?;
    /// let refusals = Operation::StopInstance.rule_table().refusals;
    /// let row = refusals.iter().find(|row| row.rule == "disk-status").expect("a built-in rule");
    /// assert!(!policy.is_active(Operation::StopInstance, row));
    /// # Ok::<_, instance_lifecycle::policy::PolicyError<'_>>(())
    /// ```
    #[must_use]
    pub fn is_active<V>(&self, operation: Operation, row: &Row<V>) -> bool {
        let is_row = |active: PolicyRow<'_>| {
            active.source == RuleSource::Documents(row.source)
                && active.rule == row.rule
                && active.when == row.when
        };
        self.rows(operation).any(is_row)
    }

    /// Returns whether the row of that number, settlements behind refusals, is active.
    #[cfg(feature = "alloc")]
    pub(crate) fn has_row(&self, operation: Operation, row: usize) -> bool {
        self.active(operation).decisions >> row & 1 == 1
    }

    /// Returns the active rows of an operation.
    pub(crate) const fn active(&self, operation: Operation) -> &Active {
        &self.active[operation as usize]
    }

    /// Returns the custom rules of an operation; `None` if the policy has no custom rules at all.
    #[inline]
    pub(crate) fn custom(&self, operation: Operation) -> Option<&CustomRules> {
        self.custom.get(operation)
    }

    /// Returns whether the operation has custom rules.
    #[inline(always)]
    pub(crate) fn has_custom_rules(&self, operation: Operation) -> bool {
        self.custom(operation).is_some_and(|rules| !rules.is_empty())
    }

    /// Returns whether the revision has an error for the refusal of that number and the policy does not
    /// remove the refusal.
    pub(crate) fn raises(&self, operation: Operation, row: usize) -> bool {
        let kind = operation.rule_table().refusals[row].then;
        self.active(operation).removed >> row & 1 == 0 && operation.errors().lists(kind, self.revision)
    }

    /// Returns whether an error on the status has the observed text, which names the statuses.
    pub(crate) const fn fills_templates(&self) -> bool {
        self.interpretations.index(StatusText::FIELD) == StatusText::Templated as usize
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::documented()
    }
}
