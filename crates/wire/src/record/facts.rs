//! `Facts` and `Environment`, read: built-in attributes, and the custom ones of a policy.

use crate::json::at::At;
use crate::json::error::{ReadError, ReadErrorKind};
use crate::json::fields::{self, Form};
use crate::json::tree::{Json, Member};
use crate::record::attributes::{ENVIRONMENT, GIVEN, Set, form, name, numbers, point_of};
use crate::record::custom::read_given;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, AttributeSet, Part};
use instance_lifecycle::rules::region::Point;
use instance_lifecycle::suggest::nearest;
use instance_lifecycle::{Case, Environment, Instance};
use std::borrow::Cow;

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
    let read = read(GIVEN, at, &members, &mut point);
    let given = known | read.map_err(|error| of_declared(error, attributes, is_part, &members))?;
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
    let read = read(ENVIRONMENT, at, &members, &mut point);
    let given = known | read.map_err(|error| of_declared(error, attributes, is_part, &members))?;
    *environment = Case::at(&point).environment.with(|it| it.custom = custom);
    Ok(given)
}

/// Adds the declared attributes to what is said of an unknown fact.
fn of_declared(
    mut error: ReadError,
    attributes: &AttributeSet,
    is_part: impl Fn(Part) -> bool,
    members: &[Member<'_>],
) -> ReadError {
    let ReadErrorKind::UnknownField { nearest: near, known } = &mut error.kind else { return error };
    let is_unknown = |key: &str| !known.iter().any(|name| name == key);
    let Some(key) = members.iter().map(|(key, _)| &**key).find(|key| is_unknown(key)) else { return error };
    if let Some(attribute) = attributes.custom().find(|attribute| attribute.name() == key) {
        let problem = match attribute.source().part() {
            Part::Instance => "this is a fact of the instance, expected in `Facts`",
            Part::Environment => "this is a fact of the environment, expected in `Environment`",
            Part::Request => "this follows from the number of instances of the call",
        };
        error.kind = ReadErrorKind::Invalid { problem: problem.to_owned() };
        return error;
    }
    let declared = attributes.custom().filter(|attribute| is_part(attribute.source().part()));
    let declared: Vec<Cow<'static, str>> =
        declared.map(|attribute| Cow::Owned(attribute.name().to_owned())).collect();
    known.splice(..0, declared);
    *near = nearest(key, known.iter().map(AsRef::as_ref)).map(|name| Cow::Owned(name.to_owned()));
    error
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
