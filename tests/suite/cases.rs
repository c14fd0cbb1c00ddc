//! Cases and policies to test on: enumerated where that is possible, else random by a fixed seed.

use instance_lifecycle::attribute::{ATTRIBUTES, Attribute};
use instance_lifecycle::region::{Point, Region};
use instance_lifecycle::{
    CHARGES, Case, DeleteInstance, Explanation, Instance, Interpretation, Operation, Policy, Request,
    Revision, RuleTable, Standing, Status, StopInstance, StoppedFor, explain,
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

    /// A case of which each attribute is default but for one time in `rarity`.
    pub(crate) fn case(&mut self, rarity: usize) -> Case {
        Case::at(&ATTRIBUTES.iter().fold(Case::DEFAULT.point(), |point, attribute| {
            if self.below(rarity) > 0 {
                return point;
            }
            point.with(attribute.field, self.below(attribute.values.len()))
        }))
    }

    /// A policy of any revision, with any interpretations, in the default precedence.
    pub(crate) fn interpretations(&mut self) -> Policy {
        let policy = Policy::ecs(Revision::ALL[self.below(Revision::ALL.len())]);
        Interpretation::ALL.iter().fold(policy, |policy, interpretation| {
            let value = interpretation.values[self.below(interpretation.values.len())];
            if self.below(2) == 0 { answered(policy, interpretation, value) } else { policy }
        })
    }

    /// A policy of any revision, with any interpretations and any precedence.
    pub(crate) fn policy(&mut self) -> Policy {
        let policy = self.interpretations();
        rule_tables().fold(policy, |policy, rule_table| {
            let order = self.shuffled(rule_table.stages.names());
            ordered(policy, rule_table.operation, &order)
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

/// The rule tables of all operations that have one.
pub(crate) fn rule_tables() -> impl Iterator<Item = &'static RuleTable> {
    Operation::ALL.iter().map(|operation| operation.rule_table())
}

pub(crate) fn rule_table(operation: Operation) -> &'static RuleTable {
    operation.rule_table()
}

/// The policy with a interpretation given the answer of that name.
pub(crate) fn answered(policy: Policy, interpretation: &'static Interpretation, value: &str) -> Policy {
    policy.with(interpretation.choice(value).expect("an answer of the interpretation"))
}

/// The policy with the stages of an operation in that order.
pub(crate) fn ordered(policy: Policy, operation: Operation, stages: &[&str]) -> Policy {
    policy.with_precedence(operation, stages).expect("a permutation of the stages")
}

/// The built-in policies, and each with one interpretation changed.
pub(crate) fn policies() -> impl Iterator<Item = Policy> {
    Revision::ALL.iter().flat_map(|&revision| {
        let others = other_answers(revision).into_iter();
        let changed =
            others.map(move |(interpretation, value)| answered(Policy::ecs(revision), interpretation, value));
        core::iter::once(Policy::ecs(revision)).chain(changed)
    })
}

/// The answers to the interpretations that a revision does not give by default.
pub(crate) fn other_answers(revision: Revision) -> Vec<(&'static Interpretation, &'static str)> {
    let all = Interpretation::ALL
        .iter()
        .flat_map(|interpretation| interpretation.values.iter().map(move |value| (interpretation, *value)));
    all.filter(|(interpretation, value)| interpretation.default(revision) != *value).collect()
}

/// Of [`policies`] those that an operation can tell apart: by the rows that speak, or by the text
/// of a status.
pub(crate) fn policies_of(rule_table: &'static RuleTable) -> Vec<Policy> {
    let status_text = Interpretation::named("status-text").expect("a interpretation");
    let mut met = HashSet::new();
    policies()
        .filter(|policy| {
            let interpretations = policy.interpretations();
            let speaking: Vec<bool> =
                regions(rule_table).map(|region| interpretations.admit(&region)).collect();
            met.insert((policy.revision(), speaking, interpretations.value(status_text)))
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
pub(crate) fn conditions(rule_table: &'static RuleTable) -> impl Iterator<Item = Region> {
    rule_table.refusals.iter().map(|row| row.when).chain(rule_table.settlements.iter().map(|row| row.when))
}

/// The conditions of all rows that an answer of an operation is read from: decisions, effects,
/// risks, and what an instance costs.
pub(crate) fn regions(rule_table: &'static RuleTable) -> impl Iterator<Item = Region> {
    conditions(rule_table)
        .chain(rule_table.effects.iter().map(|row| row.when))
        .chain(rule_table.risks.iter().map(|row| row.when))
        .chain(CHARGES.iter().map(|charge| charge.when))
}

/// The simplest case of a region.
pub(crate) fn simplest(region: &Region) -> Case {
    nearest(region, &Case::DEFAULT)
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
    let default = Case::DEFAULT;
    let stopped = Instance { status: Status::Stopped, ..default.instance };
    match operation {
        Operation::StopInstance => Case {
            instance: Instance { hibernation_configured: true, ..default.instance },
            request: StopInstance { confirm_stop: true, ..StopInstance::DEFAULT }.into(),
            ..default
        },
        Operation::StartInstance => Case { instance: stopped, ..default },
        Operation::DeleteInstance => Case {
            instance: Instance { standing: Standing::Expired, ..default.instance },
            request: DeleteInstance { force: true, terminate_subscription: true, ..DeleteInstance::DEFAULT }
                .into(),
            ..default
        },
        Operation::ReActivateInstances => {
            Case { instance: Instance { stopped_for: StoppedFor::Arrears, ..stopped }, ..default }
        }
        _ => default,
    }
}

/// What a case asks, as a request of an operation.
pub(crate) fn request(operation: Operation, case: &Case) -> Request {
    Request::new(operation, case.request)
}

/// All that is to be said of a case that is put to an operation.
pub(crate) fn explained<'p>(operation: Operation, case: &Case, policy: &'p Policy) -> Explanation<'p> {
    explain(&case.instance, &request(operation, case), &case.environment, policy)
}
