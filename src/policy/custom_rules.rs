//! The custom rules of a policy, indexed for deciding.

use super::row::PolicyRow;
use super::row_index::{RowIndex, RuleRow};
use crate::outcome::Settlement;
use crate::request::Operation;
use storage::Shared;
pub(crate) use storage::SharedRule;
pub(super) use storage::{List, Text};

#[cfg(feature = "alloc")]
mod storage {
    pub(in crate::policy) type List<T> = alloc::vec::Vec<T>;
    pub(super) type Shared<T> = alloc::sync::Arc<T>;
    pub(in crate::policy) type Text = alloc::string::String;
    /// A custom rule as policies and violations share it.
    pub(crate) type SharedRule = Shared<crate::policy::CustomRule>;
}

/// Without `alloc` a policy has no custom rules.
#[cfg(not(feature = "alloc"))]
mod storage {
    use crate::outcome::Settlement;
    use crate::policy::PolicyRow;

    pub(in crate::policy) type List<T> = [T; 0];
    pub(super) type Shared<T> = &'static T;
    pub(in crate::policy) type Text = &'static str;

    /// A rule that does not exist.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) enum SharedRule {}

    impl SharedRule {
        pub(crate) const fn row(&self, _: usize) -> PolicyRow<'_> {
            match *self {}
        }

        pub(crate) fn rows(&self) -> impl Iterator<Item = PolicyRow<'_>> {
            core::iter::once(self.row(0))
        }

        pub(super) const fn settles(&self) -> Option<Settlement> {
            match *self {}
        }
    }
}

/// The custom stages and rules of each operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CustomRuleSets(Option<Shared<[CustomRules; Operation::ALL.len()]>>);

impl CustomRuleSets {
    pub(crate) const NONE: Self = Self(None);

    #[inline]
    pub(crate) fn get(&self, operation: Operation) -> Option<&CustomRules> {
        if cfg!(feature = "alloc") { self.0.as_ref().map(|sets| &sets[operation as usize]) } else { None }
    }

    #[cfg(feature = "alloc")]
    pub(crate) fn get_mut(&mut self, operation: Operation) -> &mut CustomRules {
        &mut Shared::make_mut(self.0.get_or_insert_default())[operation as usize]
    }
}

/// The custom stages and rules of an operation, in the order of their addition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CustomRules {
    stages: List<Text>,
    rules: List<SharedRule>,
    /// The numbers of the rules, sorted by name.
    by_name: List<u16>,
    /// The rows of the refusals of each stage, by its number.
    refusals: List<RowIndex>,
    /// The rows of the settlements.
    settlements: RowIndex,
    /// The rows of the rules that warn.
    warnings: RowIndex,
    /// The attributes that a rule reads and no built-in row, as a set.
    unread: u128,
    /// The bits of the custom attributes of an instance that a rule reads.
    custom: u64,
}

/// A case as custom rules read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CustomCase {
    /// The lower half of the packed case.
    pub(crate) low: u64,
    /// The upper half.
    pub(crate) high: u64,
    /// The values of the custom attributes, as bits of a point.
    pub(crate) custom: u64,
}

impl CustomCase {
    pub(crate) const fn new(packed: u128, custom: u64) -> Self {
        Self { low: packed as u64, high: (packed >> 64) as u64, custom }
    }

    pub(crate) const fn packed(&self) -> u128 {
        self.low as u128 | (self.high as u128) << 64
    }
}

/// What a rule does to the calls that it matches.
#[cfg(feature = "alloc")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It refuses them in the stage of that number.
    Refusal(usize),
    Settlement,
    Warning,
}

/// A position among the refusals in the order of evaluation.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cursor {
    /// The place of the stage.
    pub(super) place: u8,
    /// The row in the index of the stage.
    pub(super) row: u32,
}

#[cfg(feature = "alloc")]
impl CustomRules {
    /// The maximum number of rules of an operation.
    pub(crate) const MAX: usize = u16::MAX as usize;

    pub(crate) fn add_stage(&mut self, name: &str) {
        self.stages.push(name.into());
    }

    /// Adds a rule.
    pub(super) fn add_rule(&mut self, rule: crate::policy::CustomRule, role: Role) {
        let number = self.rules.len() as u16;
        let index = match role {
            Role::Refusal(stage) => {
                self.refusals.resize_with(self.refusals.len().max(stage + 1), RowIndex::default);
                &mut self.refusals[stage]
            }
            Role::Settlement => &mut self.settlements,
            Role::Warning => &mut self.warnings,
        };
        let rule_table = rule.operation().rule_table();
        index.add(&rule_table.layout, number, rule.regions());
        // A warning decides nothing.
        let deciding = if role == Role::Warning { &[][..] } else { rule.regions() };
        for when in deciding {
            self.unread |= rule_table.unread.read_by(when);
            self.custom |= rule.attributes().read_of_instance(when);
        }
        let (Ok(place) | Err(place)) = self.place_by_name(rule.name());
        self.by_name.insert(place, number);
        self.rules.push(Shared::new(rule));
    }

    pub(crate) fn rules(&self) -> &[SharedRule] {
        &self.rules
    }

    /// Whether a rule has this name.
    pub(crate) fn has_rule(&self, name: &str) -> bool {
        self.place_by_name(name).is_ok()
    }

    fn place_by_name(&self, name: &str) -> Result<usize, usize> {
        self.by_name.binary_search_by(|number| self.rules[usize::from(*number)].name().cmp(name))
    }
}

impl CustomRules {
    pub(crate) fn stages(&self) -> &[Text] {
        &self.stages
    }

    #[inline]
    pub(crate) fn rule(&self, number: usize) -> &SharedRule {
        &self.rules[number]
    }

    /// Whether there are no rules.
    pub(crate) const fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Returns the attributes that a rule reads and no built-in row, as a set.
    pub(crate) const fn unread(&self) -> u128 {
        self.unread
    }

    /// Returns the bits of the custom attributes of an instance that a rule reads.
    #[cfg(feature = "alloc")]
    pub(crate) const fn custom(&self) -> u64 {
        self.custom
    }

    /// Returns the first row of the rules of a stage that refuses a case, from a row on, and the row after its
    /// rule.
    pub(super) fn refusing(&self, case: &CustomCase, stage: usize, from: u32) -> Option<(RuleRow, u32)> {
        first(self.refusals.get(stage)?, case, from)
    }

    /// Returns the row of a rule that settles a case; `None` if a built-in row does.
    pub(crate) fn settling(&self, case: &CustomCase) -> Option<RuleRow> {
        first(&self.settlements, case, 0).map(|(row, _)| row)
    }

    /// Returns the first row of the rules that warns of a case, from a row on, and the row after its rule.
    pub(crate) fn warning(&self, case: &CustomCase, from: u32) -> Option<(RuleRow, u32)> {
        first(&self.warnings, case, from)
    }

    /// Returns the settlement of a rule; `None` if it is a refusal.
    pub(crate) fn settlement(&self, number: usize) -> Option<Settlement> {
        self.rules[number].settles()
    }

    pub(crate) fn refusals_of(&self, stage: usize) -> impl Iterator<Item = PolicyRow<'_>> {
        self.refusals.get(stage).into_iter().flat_map(|index| self.rows_of(index))
    }

    pub(crate) fn settling_rows(&self) -> impl Iterator<Item = PolicyRow<'_>> {
        self.rows_of(&self.settlements)
    }

    pub(crate) fn warning_rows(&self) -> impl Iterator<Item = PolicyRow<'_>> {
        self.rows_of(&self.warnings)
    }

    fn rows_of(&self, index: &RowIndex) -> impl Iterator<Item = PolicyRow<'_>> {
        index.rules().flat_map(|number| self.rules[number].rows())
    }
}

/// Returns the first row of an index that matches a case, from a row on, and the row after its rule.
fn first(index: &RowIndex, case: &CustomCase, from: u32) -> Option<(RuleRow, u32)> {
    let row = index.first(case, from as usize)?;
    Some((index.rule_row(row), index.end_of_rule(row) as u32))
}
