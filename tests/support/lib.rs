//! Cases, policies and plans for tests: enumerated where possible, otherwise random with a fixed seed.

mod batches;
mod plans;
pub mod source;

pub use batches::batch_requests;
pub use plans::{before, column, completed, followed, is_possible, product_of_possible, unrefused, violated};

use instance_lifecycle::billing::CHARGES;
use instance_lifecycle::instance::{Standing, StoppedFor};
use instance_lifecycle::policy::interpretations::Interpretation;
use instance_lifecycle::rules::RuleTable;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute, PolicyAttribute};
use instance_lifecycle::rules::region::{Point, Region};
use instance_lifecycle::trace::Input;
use instance_lifecycle::{
    Case, DeleteInstance, Event, Explanation, Operation, Policy, Request, Revision, Status, StopInstance,
    explain,
};
use proptest::prelude::Rng;
use proptest::test_runner::{Config, RngAlgorithm, TestRng};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Returns the number of rounds of a test that samples: `usual`, in proportion to `PROPTEST_CASES`, whose default is
/// 256; at least one.
pub fn rounds(usual: usize) -> usize {
    (usual * Config::default().cases as usize / 256).max(1)
}

/// A source of random values with a known seed.
pub struct Random(TestRng);

impl Random {
    #[allow(clippy::new_without_default, reason = "a seed is chosen, not a default")]
    pub fn new() -> Self {
        Self(TestRng::deterministic_rng(RngAlgorithm::ChaCha))
    }

    /// Returns a source whose values depend on a seed.
    pub fn with_seed(seed: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        Self(TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0.next_u32() as usize % bound
    }

    /// Returns a case in which each attribute is default but for one time in `rarity`.
    pub fn case(&mut self, rarity: usize) -> Case {
        Case::at(&ATTRIBUTES.iter().fold(Case::DEFAULT.point(), |point, attribute| {
            if self.below(rarity) > 0 {
                return point;
            }
            point.with(attribute.field, self.below(attribute.values.len()))
        }))
    }

    /// Returns a policy of any revision with any interpretations, in the default precedence.
    pub fn interpretations(&mut self) -> Policy {
        let policy = Policy::ecs(Revision::ALL[self.below(Revision::ALL.len())]);
        Interpretation::ALL.iter().fold(policy, |policy, interpretation| {
            let value = interpretation.values[self.below(interpretation.values.len())];
            if self.below(2) == 0 { answered(policy, interpretation, value) } else { policy }
        })
    }

    /// Returns a policy of any revision with any interpretations and any precedence.
    pub fn policy(&mut self) -> Policy {
        let policy = self.interpretations();
        rule_tables().fold(policy, |policy, rule_table| {
            let order = self.shuffled(rule_table.stages.names());
            ordered(policy, rule_table.operation, &order)
        })
    }

    /// Returns a request or an event; each attribute of a request is default but for one time in eight.
    pub fn input(&mut self) -> Input {
        if self.below(2) == 0 {
            return Input::Event(Event::ALL[self.below(Event::ALL.len())], self.case(8).environment);
        }
        let case = self.case(8);
        let operation = Request::DEFAULTS[self.below(Request::DEFAULTS.len())].operation();
        Input::Request(request(operation, &case), case.environment)
    }

    pub fn shuffled(&mut self, names: &[&'static str]) -> Vec<&'static str> {
        let mut names = names.to_vec();
        for last in (1..names.len()).rev() {
            names.swap(last, self.below(last + 1));
        }
        names
    }
}

/// Returns every rule table.
pub fn rule_tables() -> impl Iterator<Item = &'static RuleTable> {
    Operation::ALL.iter().map(|operation| operation.rule_table())
}

pub fn rule_table(operation: Operation) -> &'static RuleTable {
    operation.rule_table()
}

/// Returns the policy with another answer to an interpretation.
pub fn answered(policy: Policy, interpretation: &'static Interpretation, value: &str) -> Policy {
    policy.with(interpretation.choice(value).expect("an answer of the interpretation"))
}

/// Returns the policy with the stages of an operation in this order.
pub fn ordered(policy: Policy, operation: Operation, stages: &[&str]) -> Policy {
    policy.with_precedence(operation, stages).expect("a permutation of the stages")
}

/// Returns the built-in policies, and each with one interpretation changed.
pub fn policies() -> impl Iterator<Item = Policy> {
    static POLICIES: LazyLock<Vec<Policy>> = LazyLock::new(|| {
        let of = |&revision: &Revision| {
            let default = Policy::ecs(revision);
            let others = other_answers(revision).into_iter();
            let changed = others
                .map(|(interpretation, value)| answered(default.clone(), interpretation, value))
                .collect::<Vec<_>>();
            core::iter::once(default).chain(changed)
        };
        Revision::ALL.iter().flat_map(of).collect()
    });
    POLICIES.iter().cloned()
}

/// Returns the answers that a revision does not give by default.
pub fn other_answers(revision: Revision) -> Vec<(&'static Interpretation, &'static str)> {
    let all = Interpretation::ALL
        .iter()
        .flat_map(|interpretation| interpretation.values.iter().map(move |value| (interpretation, *value)));
    all.filter(|(interpretation, value)| interpretation.default(revision) != *value).collect()
}

/// Returns those of [`policies`] that differ for an operation: in the active rows, or in the text of a
/// status error.
pub fn policies_of(rule_table: &'static RuleTable) -> Vec<Policy> {
    let status_text = Interpretation::named("status-text").expect("an interpretation");
    let mut met = HashSet::new();
    policies()
        .filter(|policy| {
            let interpretations = policy.interpretations();
            let active: Vec<bool> =
                regions(rule_table).map(|region| interpretations.admit(&region)).collect();
            met.insert((policy.revision(), active, interpretations.value(status_text)))
        })
        .collect()
}

/// Returns those of [`policies_of`] that are defaults of a revision or in which a row is active otherwise
/// than by default.
pub fn policies_of_row(rule_table: &'static RuleTable, row: &Region) -> Vec<Policy> {
    let is_active = |policy: &Policy| policy.interpretations().admit(row);
    let mut policies = policies_of(rule_table);
    policies.retain(|policy| {
        let default = Policy::ecs(policy.revision());
        *policy == default || is_active(policy) != is_active(&default)
    });
    policies
}

/// Calls `visit` with every combination of values of some attributes, the others as in `point`.
pub fn product<A: Clone + Into<PolicyAttribute>>(
    attributes: &[A],
    point: Point,
    visit: &mut impl FnMut(&Case),
) {
    match attributes {
        [] => visit(&Case::at(&point)),
        [first, rest @ ..] => {
            let field = first.clone().into().field();
            (0..field.width()).for_each(|value| product(rest, point.with(field, value), visit));
        }
    }
}

pub fn attribute(name: &str) -> &'static Attribute {
    const ALL: &[Attribute] = &ATTRIBUTES;
    ALL.iter().find(|attribute| attribute.name == name).unwrap_or_else(|| panic!("no attribute {name}"))
}

pub fn read_by(region: &Region) -> Vec<&'static Attribute> {
    ATTRIBUTES.iter().filter(|attribute| region.reads(attribute.field)).collect()
}

/// Returns the conditions of the decision rows of an operation, in order.
pub fn conditions(rule_table: &'static RuleTable) -> impl Iterator<Item = Region> {
    rule_table.refusals.iter().map(|row| row.when).chain(rule_table.settlements.iter().map(|row| row.when))
}

/// Returns the conditions of all rows that an answer depends on: decisions, effects, risks and charges.
pub fn regions(rule_table: &'static RuleTable) -> impl Iterator<Item = Region> {
    conditions(rule_table)
        .chain(rule_table.effects.iter().map(|row| row.when))
        .chain(rule_table.risks.iter().map(|row| row.when))
        .chain(CHARGES.iter().map(|charge| charge.when))
}

/// Returns the simplest case of a region.
pub fn simplest(region: &Region) -> Case {
    nearest(region, &Case::DEFAULT)
}

/// Returns the case of a region that is nearest to another case.
pub fn nearest(region: &Region, case: &Case) -> Case {
    Case::at(&ATTRIBUTES.iter().fold(case.point(), |point, attribute| {
        let admitted = region.admits(attribute.field);
        if admitted >> point.value(attribute.field) & 1 == 1 {
            return point;
        }
        point.with(attribute.field, admitted.trailing_zeros() as usize)
    }))
}

/// Returns a case that an operation accepts and that permits most variations.
pub fn welcome(operation: Operation) -> Case {
    let default = Case::DEFAULT;
    let stopped = default.instance.with(|it| it.status = Status::Stopped);
    match operation {
        Operation::StopInstance => default.with(|it| {
            it.instance = default.instance.with(|it| it.hibernation_configured = true);
            it.request = StopInstance::DEFAULT.with(|it| it.confirm_stop = true).into();
        }),
        Operation::StartInstance => default.with(|it| it.instance = stopped),
        Operation::DeleteInstance => default.with(|it| {
            it.instance = default.instance.with(|it| it.standing = Standing::Expired);
            it.request = DeleteInstance::DEFAULT
                .with(|it| {
                    it.force = true;
                    it.terminate_subscription = true;
                })
                .into();
        }),
        Operation::ReActivateInstances => {
            default.with(|it| it.instance = stopped.with(|it| it.stopped_for = StoppedFor::Arrears))
        }
        _ => default,
    }
}

/// Returns the request of a case.
pub fn request(operation: Operation, case: &Case) -> Request {
    Request::new(operation, case.request)
}

/// Explains a case of an operation.
pub fn explained<'p>(operation: Operation, case: &Case, policy: &'p Policy) -> Explanation<'p> {
    explain(&case.instance, &request(operation, case), &case.environment, policy)
}
