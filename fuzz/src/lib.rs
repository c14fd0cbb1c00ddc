//! What the targets share: policies and cases from bytes, and what must hold of every decision.

use arbitrary::{Result, Unstructured};
use instance_lifecycle::attribute::{ATTRIBUTES, Attribute};
use instance_lifecycle::{
    Case, Environment, Instance, Operation, OwnError, OwnRule, Plan, Policy, Reading, Refusal, Rejection,
    Request, Revision, explain, plan,
};

/// A policy of any revision, edited up to four times.
pub fn policy(bytes: &mut Unstructured<'_>) -> Result<Policy> {
    let mut policy = Policy::ecs(*bytes.choose(Revision::ALL)?);
    for _ in 0..bytes.int_in_range(0..=4)? {
        policy = edited(policy, bytes)?;
    }
    Ok(policy)
}

/// The policy but for a reading, the order of two chapters, a rule left out, or one of its own. What
/// it cannot be edited to it is not.
pub fn edited(policy: Policy, bytes: &mut Unstructured<'_>) -> Result<Policy> {
    let operation = bytes.choose(Request::DEFAULTS)?.operation();
    let ladder = operation.ladder().expect("an operation that rows decide");
    let before = policy.clone();
    Ok(match bytes.int_in_range(0..=4)? {
        0 => {
            let reading = bytes.choose(Reading::ALL)?;
            policy.with(reading.choice(bytes.choose(reading.values)?).expect("one of its values"))
        }
        1 => {
            let mut chapters: Vec<&str> = before.precedence(operation).collect();
            let (one, other) = (bytes.choose_index(chapters.len())?, bytes.choose_index(chapters.len())?);
            chapters.swap(one, other);
            policy.with_precedence(operation, &chapters).expect("the same chapters")
        }
        2 => policy.without(operation, bytes.choose(ladder.refusals)?.rule).unwrap_or(before),
        3 => {
            let chapters: Vec<&str> = before.precedence(operation).collect();
            let (name, chapter) = (own_name(&policy, operation), *bytes.choose(&chapters)?);
            let rule = if bytes.arbitrary()? {
                OwnRule::refusal(operation, name, chapter, bytes.choose(ladder.refusals)?.then)
            } else {
                OwnRule::refusal(operation, name, chapter, OwnError::new(403, "House.Rule", "Not here."))
            };
            let rule = asked(rule, bytes)?;
            policy.with_rule(rule).unwrap_or(before)
        }
        _ => {
            let settlement = bytes.choose(ladder.settlements)?.then;
            let rule = OwnRule::settlement(operation, own_name(&policy, operation), settlement);
            let rule = asked(rule, bytes)?;
            policy.with_rule(rule).unwrap_or(before)
        }
    })
}

fn own_name(policy: &Policy, operation: Operation) -> String {
    format!("own-{}", policy.own_rules(operation).count())
}

/// The rule, kept to some values of up to three attributes.
fn asked(mut rule: OwnRule, bytes: &mut Unstructured<'_>) -> Result<OwnRule> {
    for _ in 0..bytes.int_in_range(1..=3)? {
        let attribute: &Attribute = bytes.choose(&ATTRIBUTES)?;
        let set: u8 = bytes.arbitrary()?;
        let values = attribute.values.iter().enumerate().filter(|(n, _)| set >> (n % 8) & 1 == 1);
        let values: Vec<&str> = values.map(|(_, value)| *value).collect();
        // Without a value it asks for nothing.
        rule = rule.clone().when(&[(attribute.name, &values)]).unwrap_or(rule);
    }
    Ok(rule)
}

/// A case that is plain but for up to four attributes.
pub fn nearly_plain(bytes: &mut Unstructured<'_>) -> Result<Case> {
    let mut point = Case::PLAIN.point();
    for _ in 0..bytes.int_in_range(0..=4)? {
        let attribute = bytes.choose(&ATTRIBUTES)?;
        point = point.with(attribute.field, bytes.int_in_range(0..=attribute.values.len() - 1)?);
    }
    Ok(Case::at(&point))
}

/// The answer to a call: `plan` refuses exactly when `explain` holds an objection, and with the first.
pub fn answer(
    instance: &Instance,
    request: &Request,
    environment: &Environment,
    policy: &Policy,
) -> std::result::Result<Plan, Refusal> {
    let explanation = explain(instance, request, environment, policy);
    let first = explanation.objections().next();
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
            assert_eq!(Some(refusal.objection()), first);
            Err(refusal)
        }
    }
}
