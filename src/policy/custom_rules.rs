//! The custom rules of one operation, indexed for deciding.

use super::RULE_TABLES;
use super::custom::{CustomRule, CustomVerdict};
use super::error::Name;
use super::row::PolicyRow;
use crate::outcome::Settlement;
use crate::region::{Point, Region, bits};
use crate::rule::Stages;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// A custom rule as policies and refusals share it.
pub(crate) type Shared = Arc<CustomRule>;

/// The custom stages and rules of a policy; none costs a decision one branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Own(Option<Arc<[CustomRules; RULE_TABLES.len()]>>);

impl Own {
    pub(crate) const NONE: Self = Self(None);

    #[inline]
    pub(crate) fn of(&self, index: usize) -> Option<&CustomRules> {
        self.0.as_ref().map(|custom| &custom[index])
    }

    pub(crate) fn change(&mut self, index: usize) -> &mut CustomRules {
        &mut Arc::make_mut(self.0.get_or_insert_default())[index]
    }
}

/// The custom stages and rules of an operation, in the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CustomRules {
    /// Behind the built-in ones.
    stages: Vec<String>,
    rules: Vec<Shared>,
    /// What each rule asks, side by side for the scan.
    when: Vec<Region>,
    /// The rules of each stage, as a set.
    stage_rules: [u64; Stages::MAX],
    /// The rules that settle, as a set.
    settlements: u64,
}

impl CustomRules {
    /// A bit for each rule.
    pub(crate) const MAX: usize = u64::BITS as usize;

    pub(crate) fn add_stage(&mut self, name: &str) {
        self.stages.push(name.into());
    }

    /// Adds a rule; a refusal stands in the stage of that number.
    pub(crate) fn add_rule(&mut self, rule: CustomRule, stage: Option<usize>) {
        let bit = 1 << self.rules.len();
        match stage {
            Some(stage) => self.stage_rules[stage] |= bit,
            None => self.settlements |= bit,
        }
        self.when.push(rule.region());
        self.rules.push(Arc::new(rule));
    }

    pub(crate) fn stages(&self) -> impl Iterator<Item = &str> {
        self.stages.iter().map(String::as_str)
    }

    /// The name of the custom stage of that number, counted from the first own one.
    pub(crate) fn stage(&self, number: usize) -> &str {
        &self.stages[number]
    }

    pub(crate) fn owned_stage(&self, number: usize) -> Name<'static> {
        self.stages[number].clone().into()
    }

    pub(crate) fn rules(&self) -> &[Shared] {
        &self.rules
    }

    #[inline]
    pub(crate) fn rule(&self, number: usize) -> &Shared {
        &self.rules[number]
    }

    /// The set of rules that match a case.
    pub(crate) fn matching(&self, point: &Point) -> u64 {
        let matches = |(number, when): (usize, &Region)| u64::from(when.contains(point)) << number;
        self.when.iter().enumerate().map(matches).fold(0, |rules, rule| rules | rule)
    }

    /// Of a set of rules those that settle.
    pub(crate) const fn settling(&self, rules: u64) -> u64 {
        rules & self.settlements
    }

    /// Of a set of rules the refusals.
    pub(crate) const fn refusing(&self, rules: u64) -> u64 {
        rules & !self.settlements
    }

    /// Of a set of rules those of a stage.
    pub(crate) const fn in_stage(&self, rules: u64, stage: usize) -> u64 {
        rules & self.stage_rules[stage]
    }

    /// How the rule of that number settles a call.
    pub(crate) fn settlement(&self, number: usize) -> Option<Settlement> {
        match self.rules[number].then() {
            CustomVerdict::Settle(settlement) => Some(*settlement),
            CustomVerdict::Refuse { .. } => None,
        }
    }

    pub(crate) fn refusals_of(&self, stage: usize) -> impl Iterator<Item = PolicyRow<'_>> {
        bits(self.stage_rules[stage]).map(|number| self.rules[number].row())
    }

    pub(crate) fn settling_rows(&self) -> impl Iterator<Item = PolicyRow<'_>> {
        bits(self.settlements).map(|number| self.rules[number].row())
    }
}
