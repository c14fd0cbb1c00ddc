//! `Facts` and `Environment`, read: built-in attributes, and the custom ones of a policy.

use crate::json::at::At;
use crate::json::error::ReadError;
use crate::json::fields::{self, Form};
use crate::json::tree::{Json, Member};
use crate::record::attributes::{ENVIRONMENT, GIVEN, Set, form, name, numbers, point_of};
use crate::record::custom::read_given;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, AttributeSet, Part};
use instance_lifecycle::rules::region::Point;
use instance_lifecycle::{Case, Environment, Instance};

/// Reads an object of facts; returns the facts that have a value.
pub(crate) fn read_facts(
    at: At<'_>,
    members: &[Member<'_>],
    attributes: &AttributeSet,
    instance: &mut Instance,
) -> Result<Set, ReadError> {
    let mut point = point_of(instance);
    let (mut custom, mut known) = (instance.custom, 0);
    let is_part = |part| part == Part::Instance;
    let members = read_given(attributes, is_part, at, members, (&mut custom, &mut known))?;
    let given = known | read(GIVEN, at, &members, &mut point)?;
    *instance = Case::at(&point).instance.with(|it| it.custom = custom);
    Ok(given)
}

/// Reads an object of the environment; returns the facts that have a value.
pub(crate) fn read_environment(
    at: At<'_>,
    json: &Json<'_>,
    attributes: &AttributeSet,
    environment: &mut Environment,
) -> Result<Set, ReadError> {
    let members = at.object(json, "an environment")?;
    let mut point = Case::DEFAULT.with(|it| it.environment = *environment).point();
    let (mut custom, mut known) = (environment.custom, 0);
    let is_part = |part| part != Part::Instance;
    let members = read_given(attributes, is_part, at, members, (&mut custom, &mut known))?;
    let given = known | read(ENVIRONMENT, at, &members, &mut point)?;
    *environment = Case::at(&point).environment.with(|it| it.custom = custom);
    Ok(given)
}

fn read(attributes: Set, at: At<'_>, members: &[Member<'_>], point: &mut Point) -> Result<Set, ReadError> {
    let mut given = 0;
    fields::each(numbers(attributes).map(name), at, members, |index, here, json| {
        let Some(number) = numbers(attributes).nth(index) else { return Ok(()) };
        let attribute = &ATTRIBUTES[number];
        let value = match form(attribute) {
            Form::Flag => here.flag(json)?.map(usize::from),
            _ => here.choice(json, attribute.values)?,
        };
        if let Some(value) = value {
            *point = point.with(attribute.field, value);
            given |= 1 << number;
        }
        Ok(())
    })?;
    Ok(given)
}
