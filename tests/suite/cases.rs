//! Cases and policies to test on: enumerated where that is possible, else random by a fixed seed.

use instance_lifecycle::attribute::{ATTRIBUTES, Attribute};
use instance_lifecycle::region::{Point, Region};
use instance_lifecycle::{Case, Ladder, Operation, Policy, Reading, Request, Revision, StopInstance};
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// A random number below a bound.
pub(crate) struct Random(TestRng);

impl Random {
    pub(crate) fn new() -> Self {
        Self(TestRng::deterministic_rng(RngAlgorithm::ChaCha))
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0.next_u32() as usize % bound
    }

    /// A case of which each attribute is plain but for one time in `rarity`.
    pub(crate) fn case(&mut self, rarity: usize) -> Case {
        Case::at(&ATTRIBUTES.iter().fold(Case::PLAIN.point(), |point, attribute| {
            if self.below(rarity) > 0 {
                return point;
            }
            point.with(attribute.field, self.below(attribute.values.len()))
        }))
    }

    /// A policy of any revision, with any readings and any precedence.
    pub(crate) fn policy(&mut self) -> Policy {
        let policy = Policy::ecs(Revision::ALL[self.below(Revision::ALL.len())]);
        let policy = Reading::ALL.iter().fold(policy, |policy, reading| {
            let value = reading.values[self.below(reading.values.len())];
            if self.below(2) == 0 { answered(policy, reading, value) } else { policy }
        });
        let order = self.shuffled(ladder().chapters.names());
        ordered(policy, &order)
    }

    pub(crate) fn shuffled(&mut self, names: &[&'static str]) -> Vec<&'static str> {
        let mut names = names.to_vec();
        for last in (1..names.len()).rev() {
            names.swap(last, self.below(last + 1));
        }
        names
    }
}

pub(crate) fn ladder() -> &'static Ladder {
    Operation::StopInstance.ladder().expect("StopInstance has a ladder")
}

/// The policy with a reading given the answer of that name.
pub(crate) fn answered(policy: Policy, reading: &'static Reading, value: &str) -> Policy {
    policy.with(reading.choice(value).expect("an answer of the reading"))
}

/// The policy with chapters in that order.
pub(crate) fn ordered(policy: Policy, chapters: &[&str]) -> Policy {
    policy.with_precedence(Operation::StopInstance, chapters).expect("a permutation of the chapters")
}

/// The built-in policies, and each with one reading changed.
pub(crate) fn policies() -> impl Iterator<Item = Policy> {
    Revision::ALL.iter().flat_map(|&revision| {
        let answers =
            Reading::ALL.iter().flat_map(|reading| reading.values.iter().map(move |value| (reading, value)));
        let changed = answers.map(move |(reading, value)| answered(Policy::ecs(revision), reading, value));
        core::iter::once(Policy::ecs(revision)).chain(changed)
    })
}

/// Every combination of the values of some attributes, the others being those of `point`.
pub(crate) fn product(attributes: &[&Attribute], point: Point, visit: &mut impl FnMut(&Case)) {
    match attributes {
        [] => visit(&Case::at(&point)),
        [first, rest @ ..] => {
            (0..first.values.len()).for_each(|value| product(rest, point.with(first.field, value), visit));
        }
    }
}

pub(crate) fn read_by(region: &Region) -> Vec<&'static Attribute> {
    ATTRIBUTES.iter().filter(|attribute| region.reads(attribute.field)).collect()
}

/// The conditions of all decision rows, in order.
pub(crate) fn conditions() -> impl Iterator<Item = Region> {
    ladder().refusals.iter().map(|row| row.when).chain(ladder().settlements.iter().map(|row| row.when))
}

/// The plainest case of a region.
pub(crate) fn plainest(region: &Region) -> Case {
    Case::at(&ATTRIBUTES.iter().fold(Case::PLAIN.point(), |point, attribute| {
        let admitted = region.admits(attribute.field);
        if admitted >> attribute.plain & 1 == 1 {
            return point;
        }
        point.with(attribute.field, admitted.trailing_zeros() as usize)
    }))
}

pub(crate) fn request(case: &Case) -> Request {
    StopInstance::from(case.request).into()
}
