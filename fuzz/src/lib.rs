//! What the targets share: policies and cases from bytes, and what must hold of every decision.

use arbitrary::{Result, Unstructured};
use instance_lifecycle::errors::OwnedViolation;
use instance_lifecycle::policy::interpretations::Interpretation;
use instance_lifecycle::policy::{CustomError, CustomRule};
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute};
use instance_lifecycle::{
    Case, Environment, Instance, Operation, Plan, Policy, Rejection, Request, explain, plan,
};

/// Returns the policy with another interpretation, two stages swapped, a rule removed or a custom rule;
/// unchanged if the edit is invalid.
pub fn edited(policy: Policy, bytes: &mut Unstructured<'_>) -> Result<Policy> {
    let operation = bytes.choose(Request::DEFAULTS)?.operation();
    let rule_table = operation.rule_table();
    let before = policy.clone();
    Ok(match bytes.int_in_range(0..=4)? {
        0 => {
            let interpretation = bytes.choose(Interpretation::ALL)?;
            policy
                .with(interpretation.choice(bytes.choose(interpretation.values)?).expect("one of its values"))
        }
        1 => {
            let mut stages: Vec<&str> = before.precedence(operation).collect();
            let (one, other) = (bytes.choose_index(stages.len())?, bytes.choose_index(stages.len())?);
            stages.swap(one, other);
            policy.with_precedence(operation, &stages).expect("the same stages")
        }
        2 => policy.without(operation, bytes.choose(rule_table.refusals)?.rule).unwrap_or(before),
        3 => {
            let stages: Vec<&str> = before.precedence(operation).collect();
            let (name, stage) = (own_name(&policy, operation), *bytes.choose(&stages)?);
            let rule = if bytes.arbitrary()? {
                CustomRule::refusal(operation, name, stage, bytes.choose(rule_table.refusals)?.then)
            } else {
                CustomRule::refusal(operation, name, stage, CustomError::new(403, "House.Rule", "Not here."))
            };
            let rule = asked(rule, bytes)?;
            policy.with_rule(rule).unwrap_or(before)
        }
        _ => {
            let settlement = bytes.choose(rule_table.settlements)?.then;
            let rule = CustomRule::settlement(operation, own_name(&policy, operation), settlement);
            let rule = asked(rule, bytes)?;
            policy.with_rule(rule).unwrap_or(before)
        }
    })
}

fn own_name(policy: &Policy, operation: Operation) -> String {
    format!("own-{}", policy.custom_rules(operation).count())
}

/// Returns the rule with a condition on up to three attributes.
fn asked(mut rule: CustomRule, bytes: &mut Unstructured<'_>) -> Result<CustomRule> {
    for _ in 0..bytes.int_in_range(1..=3)? {
        let attribute: &Attribute = bytes.choose(&ATTRIBUTES)?;
        let set: u8 = bytes.arbitrary()?;
        let values = attribute.values.iter().enumerate().filter(|(n, _)| set >> (n % 8) & 1 == 1);
        let values: Vec<&str> = values.map(|(_, value)| *value).collect();
        // Without values there is no condition.
        rule = rule.clone().when(&[(attribute.name, &values)]).unwrap_or(rule);
    }
    Ok(rule)
}

/// Returns a case that is default but for up to four attributes.
pub fn nearly_plain(bytes: &mut Unstructured<'_>) -> Result<Case> {
    let mut point = Case::DEFAULT.point();
    for _ in 0..bytes.int_in_range(0..=4)? {
        let attribute = bytes.choose(&ATTRIBUTES)?;
        point = point.with(attribute.field, bytes.int_in_range(0..=attribute.values.len() - 1)?);
    }
    Ok(Case::at(&point))
}

/// Returns the answer to a call; asserts that `plan` refuses exactly when `explain` reports a
/// violation, with the first.
pub fn answer(
    instance: &Instance,
    request: &Request,
    environment: &Environment,
    policy: &Policy,
) -> std::result::Result<Plan, OwnedViolation> {
    let explanation = explain(instance, request, environment, policy);
    let first = explanation.violations().next();
    match plan(instance, request, environment, policy) {
        Ok(plan) => {
            assert_eq!(first, None);
            Ok(plan)
        }
        Err(Rejection::DryRunPassed(pass)) => {
            assert_eq!(first, None);
            Ok(pass.plan())
        }
        Err(Rejection::Refused(refusal)) => {
            assert_eq!(Some(refusal.violation()), first);
            Err(refusal)
        }
    }
}

/// Returns a case as it reads back: with a request of its own, since requests are written.
pub fn as_written(case: &instance_lifecycle_wire::AnyCase) -> instance_lifecycle_wire::AnyCase {
    use instance_lifecycle_wire::AnyCase;

    let mut case = case.clone();
    match &mut case {
        AnyCase::One(case) => case.notes.is_default_request = false,
        AnyCase::Batch(batch) => batch.notes.is_default_request = false,
    }
    case
}
