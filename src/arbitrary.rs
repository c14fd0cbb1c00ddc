//! Implementations of `Arbitrary` for fuzzers: any bytes yield a value of every attribute. Closed sets
//! implement it where they are declared.

use crate::attribute::{ATTRIBUTES, Attribute, Case, Part};
use crate::environment::Environment;
use crate::instance::Instance;
use crate::interpretation::Interpretation;
use crate::policy::{CustomError, CustomRule, Policy};
use crate::region::Point;
use crate::request::{
    Amount, BatchRequest, CreateInstance, DeleteInstance, DeleteInstances, Operation, Parameters,
    ReActivateInstances, RebootInstance, RebootInstances, Request, RunInstances, StartInstance,
    StartInstances, StopInstance, StopInstances,
};
use crate::trace::{Input, Trace};
use alloc::format;
use alloc::vec::Vec;
use arbitrary::{Arbitrary, Result, Unstructured};

/// Returns the case with any value of every attribute of a part.
fn of_part(part: Part, bytes: &mut Unstructured<'_>) -> Result<Case> {
    let of_part = ATTRIBUTES.iter().filter(|attribute| attribute.part == part);
    let point = of_part
        .into_iter()
        .try_fold(Case::DEFAULT.point(), |point, attribute| with_any(point, attribute, bytes))?;
    Ok(Case::at(&point))
}

fn with_any(point: Point, attribute: &Attribute, bytes: &mut Unstructured<'_>) -> Result<Point> {
    Ok(point.with(attribute.field, bytes.int_in_range(0..=attribute.values.len() - 1)?))
}

/// Yields any value of every attribute, including impossible combinations.
impl<'a> Arbitrary<'a> for Case {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        let instance = bytes.arbitrary()?;
        let environment = bytes.arbitrary()?;
        let request = bytes.arbitrary()?;
        Ok(Self { instance, environment, request })
    }
}

/// Yields any value of every attribute, including impossible combinations.
impl<'a> Arbitrary<'a> for Instance {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        Ok(of_part(Part::Instance, bytes)?.instance)
    }
}

impl<'a> Arbitrary<'a> for Environment {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        Ok(of_part(Part::Environment, bytes)?.environment)
    }
}

impl<'a> Arbitrary<'a> for Parameters {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        Ok(of_part(Part::Request, bytes)?.request)
    }
}

/// Yields any operation on one instance, with any parameters.
impl<'a> Arbitrary<'a> for Request {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        let request = Self::new(bytes.arbitrary()?, bytes.arbitrary()?);
        Ok(match request {
            Self::RunInstances(request) => {
                let amount = bytes.arbitrary()?;
                request.with(|it| it.amount = amount).into()
            }
            other => other,
        })
    }
}

impl<'a> Arbitrary<'a> for Amount {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self::new(bytes.int_in_range(1..=100)?).unwrap_or_default())
    }
}

/// Implements `Arbitrary` for requests of one operation, with any parameters.
macro_rules! requests {
    ($($request:ident)+) => {
        $(impl<'a> Arbitrary<'a> for $request {
            fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
                Ok(Parameters::arbitrary(bytes)?.into())
            }
        })+
    };
}

requests! { StopInstance StartInstance RebootInstance DeleteInstance ReActivateInstances CreateInstance }

impl<'a> Arbitrary<'a> for RunInstances {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        let (request, amount) = (Self::from(Parameters::arbitrary(bytes)?), bytes.arbitrary()?);
        Ok(request.with(|it| it.amount = amount))
    }
}

/// Implements `Arbitrary` for the requests of the plural operations, with any value of each field.
macro_rules! batches {
    ($($request:ident { $($field:ident)+ })+) => {
        $(impl<'a> Arbitrary<'a> for $request {
            fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
                Ok(Self { $($field: bytes.arbitrary()?),+ })
            }
        })+

        /// Yields any plural operation, with any parameters.
        impl<'a> Arbitrary<'a> for BatchRequest {
            fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
                Ok(match bytes.choose(Self::DEFAULTS)? {
                    $(Self::$request(_) => bytes.arbitrary::<$request>()?.into()),+
                })
            }
        }
    };
}

batches! {
    StopInstances { stopped_mode force_stop batch_optimization dry_run }
    StartInstances { batch_optimization dry_run }
    RebootInstances { force_reboot batch_optimization dry_run }
    DeleteInstances { force force_stop terminate_subscription dry_run }
}

/// Yields a call or an event, in any environment.
impl<'a> Arbitrary<'a> for Input {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match bytes.arbitrary()? {
            true => Self::Request(bytes.arbitrary()?, bytes.arbitrary()?),
            false => Self::Event(bytes.arbitrary()?, bytes.arbitrary()?),
        })
    }
}

/// Yields a trace under the documented policy, from any instance, with a pause of up to 255 seconds before
/// each step. For another policy, pass arbitrary inputs to [`Trace::record`].
impl<'a> Arbitrary<'a> for Trace {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        let start = bytes.arbitrary()?;
        let (mut now, mut inputs) = (0, Vec::new());
        for input in bytes.arbitrary_iter::<(u8, Input)>()? {
            let (pause, input) = input?;
            now += u64::from(pause);
            inputs.push((now, input));
        }
        Ok(Self::record(start, inputs, &Policy::documented()))
    }
}

/// Yields a policy of any revision with up to four changes: another interpretation, two stages swapped, a
/// rule removed, a custom refusal, or a custom settlement.
impl<'a> Arbitrary<'a> for Policy {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        let mut policy = Self::ecs(bytes.arbitrary()?);
        for _ in 0..bytes.int_in_range(0..=4)? {
            // A change that the builder rejects is left out.
            policy = changed(&policy, bytes)?.unwrap_or(policy);
        }
        Ok(policy)
    }
}

/// Returns the policy with a change. `None` if the change is invalid.
fn changed(policy: &Policy, bytes: &mut Unstructured<'_>) -> Result<Option<Policy>> {
    let operation = Operation::arbitrary(bytes)?;
    let rule_table = operation.rule_table();
    let (policy, before) = (policy.clone(), policy);
    let name = format!("custom-{}", before.custom_rules(operation).count());
    let stages: Vec<&str> = before.precedence(operation).collect();
    Ok(match bytes.int_in_range(0..=4)? {
        0 => {
            let interpretation = bytes.choose(Interpretation::ALL)?;
            let choice = interpretation.choice(bytes.choose(interpretation.values)?);
            choice.ok().map(|choice| policy.with(choice))
        }
        // Nothing refuses a creation.
        1..=3 if stages.is_empty() || rule_table.refusals.is_empty() => None,
        1 => {
            let (one, other) = (bytes.choose_index(stages.len())?, bytes.choose_index(stages.len())?);
            let mut stages = stages;
            stages.swap(one, other);
            policy.with_precedence(operation, &stages).ok()
        }
        2 => policy.without(operation, bytes.choose(rule_table.refusals)?.rule).ok(),
        3 => {
            let stage = *bytes.choose(&stages)?;
            let rule = if bytes.arbitrary()? {
                CustomRule::refusal(operation, name, stage, bytes.choose(rule_table.refusals)?.then)
            } else {
                CustomRule::refusal(operation, name, stage, CustomError::new(403, "Custom.Rule", "Not here."))
            };
            policy.with_rule(restricted(rule, bytes)?).ok()
        }
        _ => {
            let settlement = bytes.choose(rule_table.settlements)?.then;
            let rule = CustomRule::settlement(operation, name, settlement);
            policy.with_rule(restricted(rule, bytes)?).ok()
        }
    })
}

/// Returns the rule with conditions on up to three attributes.
fn restricted(mut rule: CustomRule, bytes: &mut Unstructured<'_>) -> Result<CustomRule> {
    for _ in 0..bytes.int_in_range(1..=3)? {
        let attribute = bytes.choose(&ATTRIBUTES)?;
        let set: u8 = bytes.arbitrary()?;
        let values = attribute.values.iter().enumerate().filter(|(n, _)| set >> (n % 8) & 1 == 1);
        let values: Vec<&str> = values.map(|(_, value)| *value).collect();
        // Without values there is no condition.
        rule = rule.clone().when(&[(attribute.name, &values)]).unwrap_or(rule);
    }
    Ok(rule)
}
