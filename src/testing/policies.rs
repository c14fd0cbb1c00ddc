//! A strategy for policies: any revision, interpretations, precedence, removed rules, custom stages and
//! custom rules. Edits that the builder rejects are skipped.

use crate::attribute::{ATTRIBUTES, Constraint};
use crate::evidence::Revision;
use crate::interpretation::Interpretation;
use crate::policy::{CustomError, CustomRule, Policy};
use crate::request::Operation;
use alloc::string::String;
use alloc::vec::Vec;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any};
use proptest::sample::{Index, select};
use proptest::strategy::Union;

/// Returns a strategy for policies. It shrinks towards the policy of revision 2021-01.
///
/// ```
/// use instance_lifecycle::testing::policies;
/// use instance_lifecycle::Policy;
/// use proptest::strategy::{Strategy, ValueTree};
/// use proptest::test_runner::TestRunner;
///
/// let policy = policies().new_tree(&mut TestRunner::deterministic()).expect("a policy").current();
/// assert_ne!(policy, Policy::documented());
/// ```
pub fn policies() -> impl Strategy<Value = Policy> {
    let interpretations: Vec<_> = Interpretation::ALL
        .iter()
        .map(|interpretation| option::of(select(interpretation.values)).boxed())
        .collect();
    let stages = vec((operations(), "[A-Z][A-Za-z]{0,8}"), 0..3);
    let orders = vec((operations(), any::<u64>()), 0..4);
    let removed = vec((operations(), any::<Index>()), 0..4);
    (select(Revision::ALL), interpretations, stages, orders, removed, vec(drafts(), 0..8)).prop_map(
        |(revision, interpretations, stages, orders, removed, drafts)| {
            let mut policy = Policy::ecs(revision);
            for (interpretation, value) in Interpretation::ALL.iter().zip(interpretations) {
                let choice = value.and_then(|value| interpretation.choice(value).ok());
                policy = choice.map_or(policy.clone(), |choice| policy.with(choice));
            }
            for (operation, name) in &stages {
                policy = policy.clone().with_stage(*operation, name).unwrap_or(policy);
            }
            for (operation, seed) in orders {
                let before = policy.clone();
                let order = shuffled(before.precedence(operation).collect(), seed);
                policy = policy.with_precedence(operation, &order).unwrap_or(before.clone());
            }
            for (operation, rule) in removed {
                let refusals = operation.rule_table().refusals;
                if let Some(row) = (!refusals.is_empty()).then(|| rule.get(refusals)) {
                    policy = policy.clone().without(operation, row.rule).unwrap_or(policy);
                }
            }
            for draft in drafts {
                if let Some(rule) = draft.rule(&policy) {
                    policy = policy.clone().with_rule(rule).unwrap_or(policy);
                }
            }
            policy
        },
    )
}

fn operations() -> impl Strategy<Value = Operation> {
    select(Operation::ALL)
}

/// Permutes names by a seed.
fn shuffled(mut names: Vec<&str>, mut seed: u64) -> Vec<&str> {
    for last in (1..names.len()).rev() {
        names.swap(last, (seed % (last as u64 + 1)) as usize);
        seed = (seed / (last as u64 + 1)) ^ seed.rotate_left(7);
    }
    names
}

/// A custom rule whose stage and error are chosen once the policy is known.
#[derive(Clone, Debug)]
struct Draft {
    operation: Operation,
    name: String,
    constraints: Vec<(Index, u8)>,
    /// Conditions of which one has to hold as well; none if there are none.
    any: Vec<(Index, u8)>,
    stage: Index,
    verdict: DraftVerdict,
    is_trial: bool,
    reason: String,
}

#[derive(Clone, Debug)]
enum DraftVerdict {
    Custom(CustomError),
    Documented(Index),
    Settle(Index),
    Warn(String),
}

fn drafts() -> impl Strategy<Value = Draft> {
    let errors = (400_u16..600, "[A-Z][a-zA-Z.]{0,12}", r"\PC{1,24}", any::<bool>()).prop_map(
        |(status, code, message, retryable)| {
            DraftVerdict::Custom(CustomError { retryable, ..CustomError::new(status, code, message) })
        },
    );
    let verdicts = Union::new([
        errors.boxed(),
        any::<Index>().prop_map(DraftVerdict::Documented).boxed(),
        any::<Index>().prop_map(DraftVerdict::Settle).boxed(),
        r"\PC{1,24}".prop_map(DraftVerdict::Warn).boxed(),
    ]);
    let constraints = vec((any::<Index>(), any::<u8>()), 0..4);
    let any_of = vec((any::<Index>(), any::<u8>()), 0..4);
    // One refusal in four is on trial.
    let modes = (0..4_u8).prop_map(|mode| mode == 3);
    let reason = Union::new([Just(String::new()).boxed(), r"\PC{0,24}".boxed()]);
    (operations(), "custom-[a-z0-9]{1,6}", constraints, any_of, any::<Index>(), verdicts, modes, reason)
        .prop_map(|(operation, name, constraints, any, stage, verdict, is_trial, reason)| Draft {
            operation,
            name,
            constraints,
            any,
            stage,
            verdict,
            is_trial,
            reason,
        })
}

impl Draft {
    fn rule(self, policy: &Policy) -> Option<CustomRule> {
        let Self { operation, name, constraints, any, stage, verdict, is_trial, reason } = self;
        let stages: Vec<&str> = policy.precedence(operation).collect();
        // Operations that refuse nothing have neither stages nor errors.
        let stage = (!stages.is_empty()).then(|| *stage.get(&stages));
        let errors = operation.errors().rows;
        let mode = |rule: CustomRule| if is_trial { rule.on_trial() } else { rule };
        let rule = match verdict {
            DraftVerdict::Custom(error) => mode(CustomRule::refusal(operation, name, stage?, error)),
            DraftVerdict::Documented(row) => {
                let row = (!errors.is_empty()).then(|| row.get(errors))?;
                mode(CustomRule::refusal(operation, name, stage?, row.kind))
            }
            DraftVerdict::Settle(row) => {
                CustomRule::settlement(operation, name, row.get(operation.rule_table().settlements).then)
            }
            DraftVerdict::Warn(message) => CustomRule::warning(operation, name, message),
        };
        let rule = constraints.iter().try_fold(rule, |rule, (attribute, set)| {
            let (name, values) = constraint(attribute, *set);
            rule.when(&[(name, &values)]).ok()
        })?;
        let rule = match any.is_empty() {
            true => rule,
            false => {
                let any: Vec<_> = any.iter().map(|(attribute, set)| constraint(attribute, *set)).collect();
                let any: Vec<[Constraint<'_>; 1]> =
                    any.iter().map(|(name, values)| [(*name, &**values)]).collect();
                rule.when_any(&any.iter().map(|asked| &asked[..]).collect::<Vec<_>>()).ok()?
            }
        };
        Some(rule.because(reason))
    }
}

/// A condition on an attribute, and a set of its values.
fn constraint(attribute: &Index, set: u8) -> (&'static str, Vec<&'static str>) {
    let attribute = attribute.get(&ATTRIBUTES);
    let values = attribute.values.iter().enumerate().filter(|(n, _)| set >> n & 1 == 1);
    (attribute.name, values.map(|(_, value)| *value).collect())
}
