//! Operations on one instance: StartInstance and the like.

use super::{Body, Context};
use crate::protocol::fault::Fault;
use instance_lifecycle::trace::Input;
use instance_lifecycle::{Instance, Operation, Request, plan};
use instance_lifecycle_wire::{Case, Defaults, Json, Member, parameters};
use std::borrow::Cow;

/// Answers the call of an operation on one instance.
pub(super) fn run(context: &mut Context<'_>) -> Result<Body, Fault> {
    let request = read(context)?;
    let region = context.region()?;
    let id = context.parameters().get("InstanceId").unwrap_or_default().to_owned();
    let environment = context.world.account(context.account).environment;
    let found = context.decidable(&id, region)?;
    let instance = found.map_or(Instance::RELEASED, |(_, instance)| instance);
    let answer = plan(&instance, &request, &environment, &context.world.policy.policy);
    if let Some((number, _)) = found {
        let input = Input::Request(request, environment);
        let (account, now) = (context.account, context.now);
        match &answer {
            Ok(plan) => context.world.accept(account, number, now, input, plan),
            Err(_) => context.world.refused(account, number, now, input),
        }
    }
    match answer {
        Ok(_) => Ok(Json::Object(Vec::new())),
        Err(rejection) => Err(rejection.error().into()),
    }
}

/// Reads the parameters of the operation; parameters that it does not know are ignored.
fn read(context: &Context<'_>) -> Result<Request, Fault> {
    let action = context.call.action.as_str();
    let operation: Operation = action.parse().map_err(|_| Fault::of("unknown action", ""))?;
    let known = parameters(operation).iter().filter_map(|name| {
        let value = context.parameters().get(name)?;
        Some((Cow::Borrowed(*name), Json::String(Cow::Borrowed(value))))
    });
    let request = std::iter::once(member("Action", action)).chain(known).collect();
    let case = Json::Object(vec![
        (Cow::Borrowed("Instance"), Json::Null),
        (Cow::Borrowed("Request"), Json::Object(request)),
    ]);
    let case = Case::read(&case, &Defaults::default()).map_err(|error| unreadable(&error))?;
    match case.notes.malformed {
        Some(malformed) => Err(Fault::invalid(malformed.parameter)),
        None => Ok(case.request),
    }
}

pub(super) fn member<'a>(name: &'static str, value: &'a str) -> Member<'a> {
    (Cow::Borrowed(name), Json::String(Cow::Borrowed(value)))
}

/// The error of a value for which the vendor documents none, such as an unknown `StoppedMode`.
pub(super) fn unreadable(error: &instance_lifecycle_wire::ReadError) -> Fault {
    Fault::own(400, "InvalidParameter", error.to_string().replace("`Request.", "`"))
}
