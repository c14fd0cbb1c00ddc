//! The custom rules of a policy, indexed for deciding.

use super::row::PolicyRow;
use crate::outcome::Settlement;
use crate::region::{Point, Region, bits};
use crate::request::Operation;
use crate::rule::Stages;
pub(crate) use storage::SharedRule;
pub(super) use storage::Text;
use storage::{List, Shared};

#[cfg(feature = "alloc")]
mod storage {
    pub(super) type List<T> = alloc::vec::Vec<T>;
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

    pub(super) type List<T> = [T; 0];
    pub(super) type Shared<T> = &'static T;
    pub(in crate::policy) type Text = &'static str;

    /// A rule that does not exist.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) enum SharedRule {}

    impl SharedRule {
        pub(crate) const fn row(&self) -> PolicyRow<'_> {
            match *self {}
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
        self.0.as_ref().map(|sets| &sets[operation as usize])
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
    /// The condition of each rule.
    when: List<Region>,
    /// The rules of each stage, as a set.
    stage_rules: [u64; Stages::MAX],
    /// The settlements, as a set.
    settlements: u64,
    /// The attributes that a rule reads and no built-in row, as a set.
    unread: u128,
}

#[cfg(feature = "alloc")]
impl CustomRules {
    /// A bit for each rule.
    pub(crate) const MAX: usize = u64::BITS as usize;

    pub(crate) fn add_stage(&mut self, name: &str) {
        self.stages.push(name.into());
    }

    /// Adds a rule: a refusal to the stage of that number, a settlement to none.
    pub(crate) fn add_rule(&mut self, rule: crate::policy::CustomRule, stage: Option<usize>) {
        let bit = 1 << self.rules.len();
        match stage {
            Some(stage) => self.stage_rules[stage] |= bit,
            None => self.settlements |= bit,
        }
        self.unread |= rule.operation().rule_table().unread.read_by(&rule.region());
        self.when.push(rule.region());
        self.rules.push(Shared::new(rule));
    }

    pub(crate) fn rules(&self) -> &[SharedRule] {
        &self.rules
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

    /// Returns the set of rules that match a case.
    pub(crate) fn matching(&self, point: &Point) -> u64 {
        let matches = |(number, when): (usize, &Region)| u64::from(when.contains(point)) << number;
        self.when.iter().enumerate().map(matches).fold(0, |rules, rule| rules | rule)
    }

    /// Returns the attributes that a rule reads and no built-in row, as a set.
    pub(crate) const fn unread(&self) -> u128 {
        self.unread
    }

    /// Returns the settlements among some rules.
    pub(crate) const fn settling(&self, rules: u64) -> u64 {
        rules & self.settlements
    }

    /// Returns the refusals among some rules.
    pub(crate) const fn refusing(&self, rules: u64) -> u64 {
        rules & !self.settlements
    }

    /// Returns the refusals of a stage among some rules.
    pub(crate) const fn in_stage(&self, rules: u64, stage: usize) -> u64 {
        rules & self.stage_rules[stage]
    }

    /// Returns the settlement of a rule; `None` if it is a refusal.
    pub(crate) fn settlement(&self, number: usize) -> Option<Settlement> {
        self.rules[number].settles()
    }

    pub(crate) fn refusals_of(&self, stage: usize) -> impl Iterator<Item = PolicyRow<'_>> {
        bits(self.stage_rules[stage]).map(|number| self.rules[number].row())
    }

    pub(crate) fn settling_rows(&self) -> impl Iterator<Item = PolicyRow<'_>> {
        bits(self.settlements).map(|number| self.rules[number].row())
    }
}
