//! The own rules of one operation, indexed for deciding.

use super::LADDERS;
use super::error::Name;
use super::own::{OwnRule, OwnVerdict};
use super::row::PolicyRow;
use crate::outcome::Settlement;
use crate::region::{Point, Region, bits};
use crate::rule::Chapters;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// An own rule as policies and refusals share it.
pub(crate) type Shared = Arc<OwnRule>;

/// The own chapters and rules of a policy; none costs a decision one branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Own(Option<Arc<[OwnRows; LADDERS.len()]>>);

impl Own {
    pub(crate) const NONE: Self = Self(None);

    #[inline]
    pub(crate) fn of(&self, index: usize) -> Option<&OwnRows> {
        self.0.as_ref().map(|own| &own[index])
    }

    pub(crate) fn change(&mut self, index: usize) -> &mut OwnRows {
        &mut Arc::make_mut(self.0.get_or_insert_default())[index]
    }
}

/// The own chapters and rules of an operation, in the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OwnRows {
    /// Behind the built-in ones.
    chapters: Vec<String>,
    rules: Vec<Shared>,
    /// What each rule asks, side by side for the scan.
    when: Vec<Region>,
    /// The rules of each chapter, as a set.
    chapter_rules: [u64; Chapters::MOST],
    /// The rules that settle, as a set.
    settlements: u64,
}

impl OwnRows {
    /// A bit for each rule.
    pub(crate) const MOST: usize = u64::BITS as usize;

    pub(crate) fn add_chapter(&mut self, name: &str) {
        self.chapters.push(name.into());
    }

    /// Adds a rule; a refusal stands in the chapter of that number.
    pub(crate) fn add_rule(&mut self, rule: OwnRule, chapter: Option<usize>) {
        let bit = 1 << self.rules.len();
        match chapter {
            Some(chapter) => self.chapter_rules[chapter] |= bit,
            None => self.settlements |= bit,
        }
        self.when.push(rule.region());
        self.rules.push(Arc::new(rule));
    }

    pub(crate) fn chapters(&self) -> impl Iterator<Item = &str> {
        self.chapters.iter().map(String::as_str)
    }

    /// The name of the own chapter of that number, counted from the first own one.
    pub(crate) fn chapter(&self, number: usize) -> &str {
        &self.chapters[number]
    }

    pub(crate) fn owned_chapter(&self, number: usize) -> Name<'static> {
        self.chapters[number].clone().into()
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

    /// Of a set of rules those of a chapter.
    pub(crate) const fn in_chapter(&self, rules: u64, chapter: usize) -> u64 {
        rules & self.chapter_rules[chapter]
    }

    /// How the rule of that number settles a call.
    pub(crate) fn settlement(&self, number: usize) -> Option<Settlement> {
        match self.rules[number].then() {
            OwnVerdict::Settle(settlement) => Some(*settlement),
            OwnVerdict::Refuse { .. } => None,
        }
    }

    pub(crate) fn refusals_of(&self, chapter: usize) -> impl Iterator<Item = PolicyRow<'_>> {
        bits(self.chapter_rules[chapter]).map(|number| self.rules[number].row())
    }

    pub(crate) fn settling_rows(&self) -> impl Iterator<Item = PolicyRow<'_>> {
        bits(self.settlements).map(|number| self.rules[number].row())
    }
}
