//! Cases and policies to test on: enumerated where that is possible, else random by a fixed seed.

use instance_lifecycle::attribute::{ATTRIBUTES, Attribute};
use instance_lifecycle::region::{Point, Region};
use instance_lifecycle::{
    CHARGES, Case, DeleteInstance, Explanation, Instance, Ladder, Operation, Policy, Reading, Request,
    Revision, Standing, Status, StopInstance, StoppedFor, explain,
};
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use std::collections::HashSet;

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

    /// A policy of any revision, with any readings, in the default precedence.
    pub(crate) fn readings(&mut self) -> Policy {
        let policy = Policy::ecs(Revision::ALL[self.below(Revision::ALL.len())]);
        Reading::ALL.iter().fold(policy, |policy, reading| {
            let value = reading.values[self.below(reading.values.len())];
            if self.below(2) == 0 { answered(policy, reading, value) } else { policy }
        })
    }

    /// A policy of any revision, with any readings and any precedence.
    pub(crate) fn policy(&mut self) -> Policy {
        let policy = self.readings();
        ladders().fold(policy, |policy, ladder| {
            let order = self.shuffled(ladder.chapters.names());
            ordered(policy, ladder.operation, &order)
        })
    }

    pub(crate) fn shuffled(&mut self, names: &[&'static str]) -> Vec<&'static str> {
        let mut names = names.to_vec();
        for last in (1..names.len()).rev() {
            names.swap(last, self.below(last + 1));
        }
        names
    }
}

/// The ladders of all operations that have one.
pub(crate) fn ladders() -> impl Iterator<Item = &'static Ladder> {
    Operation::ALL.iter().filter_map(|operation| operation.ladder())
}

pub(crate) fn ladder(operation: Operation) -> &'static Ladder {
    operation.ladder().unwrap_or_else(|| panic!("{operation} has no ladder"))
}

/// The policy with a reading given the answer of that name.
pub(crate) fn answered(policy: Policy, reading: &'static Reading, value: &str) -> Policy {
    policy.with(reading.choice(value).expect("an answer of the reading"))
}

/// The policy with the chapters of an operation in that order.
pub(crate) fn ordered(policy: Policy, operation: Operation, chapters: &[&str]) -> Policy {
    policy.with_precedence(operation, chapters).expect("a permutation of the chapters")
}

/// The built-in policies, and each with one reading changed.
pub(crate) fn policies() -> impl Iterator<Item = Policy> {
    Revision::ALL.iter().flat_map(|&revision| {
        let others = other_answers(revision).into_iter();
        let changed = others.map(move |(reading, value)| answered(Policy::ecs(revision), reading, value));
        core::iter::once(Policy::ecs(revision)).chain(changed)
    })
}

/// The answers to the readings that a revision does not give by default.
pub(crate) fn other_answers(revision: Revision) -> Vec<(&'static Reading, &'static str)> {
    let all =
        Reading::ALL.iter().flat_map(|reading| reading.values.iter().map(move |value| (reading, *value)));
    all.filter(|(reading, value)| reading.default(revision) != *value).collect()
}

/// Of [`policies`] those that an operation can tell apart: by the rows that speak, or by the text
/// of a status.
pub(crate) fn policies_of(ladder: &'static Ladder) -> Vec<Policy> {
    let status_text = Reading::named("status-text").expect("a reading");
    let mut met = HashSet::new();
    policies()
        .filter(|policy| {
            let readings = policy.readings();
            let speaking: Vec<bool> = regions(ladder).map(|region| readings.admit(&region)).collect();
            met.insert((policy.revision(), speaking, readings.value(status_text)))
        })
        .collect()
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

pub(crate) fn attribute(name: &str) -> &'static Attribute {
    const ALL: &[Attribute] = &ATTRIBUTES;
    ALL.iter().find(|attribute| attribute.name == name).unwrap_or_else(|| panic!("no attribute {name}"))
}

pub(crate) fn read_by(region: &Region) -> Vec<&'static Attribute> {
    ATTRIBUTES.iter().filter(|attribute| region.reads(attribute.field)).collect()
}

/// The conditions of an operation's decision rows, in order.
pub(crate) fn conditions(ladder: &'static Ladder) -> impl Iterator<Item = Region> {
    ladder.refusals.iter().map(|row| row.when).chain(ladder.settlements.iter().map(|row| row.when))
}

/// The conditions of all rows that an answer of an operation is read from: decisions, effects,
/// risks, and what an instance costs.
pub(crate) fn regions(ladder: &'static Ladder) -> impl Iterator<Item = Region> {
    conditions(ladder)
        .chain(ladder.effects.iter().map(|row| row.when))
        .chain(ladder.risks.iter().map(|row| row.when))
        .chain(CHARGES.iter().map(|charge| charge.when))
}

/// The plainest case of a region.
pub(crate) fn plainest(region: &Region) -> Case {
    nearest(region, &Case::PLAIN)
}

/// The case of a region that is nearest to another one.
pub(crate) fn nearest(region: &Region, case: &Case) -> Case {
    Case::at(&ATTRIBUTES.iter().fold(case.point(), |point, attribute| {
        let admitted = region.admits(attribute.field);
        if admitted >> point.value(attribute.field) & 1 == 1 {
            return point;
        }
        point.with(attribute.field, admitted.trailing_zeros() as usize)
    }))
}

/// The case that an operation welcomes: nothing stands in its way, and more can be asked of it.
pub(crate) fn welcome(operation: Operation) -> Case {
    let plain = Case::PLAIN;
    let stopped = Instance { status: Status::Stopped, ..plain.instance };
    match operation {
        Operation::StopInstance => Case {
            instance: Instance { hibernation_configured: true, ..plain.instance },
            request: StopInstance { confirm_stop: true, ..StopInstance::DEFAULT }.into(),
            ..plain
        },
        Operation::StartInstance => Case { instance: stopped, ..plain },
        Operation::DeleteInstance => Case {
            instance: Instance { standing: Standing::Expired, ..plain.instance },
            request: DeleteInstance { force: true, terminate_subscription: true, ..DeleteInstance::DEFAULT }
                .into(),
            ..plain
        },
        Operation::ReActivateInstances => {
            Case { instance: Instance { stopped_for: StoppedFor::Arrears, ..stopped }, ..plain }
        }
        _ => plain,
    }
}

/// What a case asks, as a request of an operation.
pub(crate) fn request(operation: Operation, case: &Case) -> Request {
    Request::of(operation, case.request).unwrap_or_else(|| panic!("{operation} asks of many"))
}

/// All that is to be said of a case that is put to an operation.
pub(crate) fn explained<'p>(operation: Operation, case: &Case, policy: &'p Policy) -> Explanation<'p> {
    explain(&case.instance, &request(operation, case), &case.environment, policy)
}
