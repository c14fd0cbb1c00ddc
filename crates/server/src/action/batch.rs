//! Plural operations: StartInstances and the like.

use super::single::{member, unreadable};
use super::{Body, Context};
use crate::protocol::answer::{list, object, text};
use crate::protocol::fault::Fault;
use instance_lifecycle::batch::{BatchRejection, batch};
use instance_lifecycle::request::BatchRequest;
use instance_lifecycle::trace::Input;
use instance_lifecycle::{Action, Instance, Status};
use instance_lifecycle_wire::{AnyCase, Defaults, Json, batch_parameters};
use std::borrow::Cow;

/// Answers a plural call.
pub(super) fn run(context: &mut Context<'_>) -> Result<Body, Fault> {
    let ids: Vec<String> = context.parameters().list("InstanceId").into_iter().map(str::to_owned).collect();
    let request = read(context, &ids)?;
    let region = context.region()?;
    if ids.iter().any(|id| !id.is_empty() && is_malformed(id)) {
        let condition = match request.action() {
            Action::DeleteInstances => "malformed id in DeleteInstances",
            _ => "malformed id in a plural call",
        };
        return Err(Fault::of(condition, ""));
    }
    let environment = context.world.account(context.account).environment;
    let mut numbers = Vec::with_capacity(ids.len());
    let mut items = Vec::with_capacity(ids.len());
    for id in &ids {
        let found = context.decidable(id, region)?;
        numbers.push(found.map(|(number, _)| number));
        items.push((id.as_str(), found.map_or(Instance::RELEASED, |(_, instance)| instance)));
    }
    let policy = context.world.policy.policy.clone();
    let decided =
        batch(request, items.into_iter(), &environment, &policy).map_err(|rejection| fault(&rejection))?;
    // The history of an instance tells how many others the call named.
    let values = policy.attributes().with_items(environment.custom, ids.len());
    let recorded = environment.with(|it| it.custom = values);
    let input = Input::Request(request.of_each(), recorded);
    let mut answers = Vec::with_capacity(ids.len());
    for (item, number) in decided.items().zip(numbers) {
        let status = |status: Option<Status>| text(status.map_or("", Status::as_str));
        answers.push(object([
            ("InstanceId", text(item.id.to_owned())),
            ("PreviousStatus", status(item.previous_status())),
            ("CurrentStatus", status(item.current_status().filter(|it| *it != Status::Released))),
            ("Code", text(item.code().to_owned())),
            ("Message", text(item.message().to_string())),
        ]));
        let Some(number) = number else { continue };
        let (account, now) = (context.account, context.now);
        match item.outcome() {
            Ok(plan) => context.world.accept(account, number, now, input, &plan),
            Err(_) => context.world.refused(account, number, now, input),
        }
    }
    if request.action() == Action::DeleteInstances {
        return Ok(Json::Object(Vec::new()));
    }
    Ok(object([("InstanceResponses", list("InstanceResponse", answers))]))
}

/// Reads the parameters; parameters that the action does not know are ignored.
fn read(context: &Context<'_>, ids: &[String]) -> Result<BatchRequest, Fault> {
    let action: Action = context.call.action.parse().map_err(|_| Fault::of("unknown action", ""))?;
    let known = batch_parameters(action).unwrap_or_default().iter().filter_map(|name| {
        let value = context.parameters().get(name)?;
        Some((Cow::Borrowed(*name), Json::String(Cow::Borrowed(value))))
    });
    let id = |id: &String| Json::String(Cow::Owned(id.clone()));
    let ids_member = (Cow::Borrowed("InstanceId"), Json::Array(ids.iter().map(id).collect()));
    let request = [member("Action", action.as_str()), ids_member].into_iter().chain(known).collect();
    let case = Json::Object(vec![
        (Cow::Borrowed("Instances"), Json::Array(ids.iter().map(|_| Json::Null).collect())),
        (Cow::Borrowed("Request"), Json::Object(request)),
    ]);
    match AnyCase::read(&case, &Defaults::default()).map_err(|error| unreadable(&error))? {
        AnyCase::Batch(case) => match case.notes.malformed {
            Some(malformed) => Err(Fault::invalid(malformed.parameter)),
            None => Ok(case.request),
        },
        _ => Err(Fault::of("unknown action", "")),
    }
}

/// Which ids are malformed is not documented. Ids of the vendor consist of letters, digits and hyphens.
fn is_malformed(id: &str) -> bool {
    !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn fault(rejection: &BatchRejection<&str>) -> Fault {
    match rejection {
        BatchRejection::NoIds => Fault::missing("InstanceId"),
        _ => match rejection.error() {
            Some(error) => error.into(),
            None => Fault::own(400, "InvalidParameter", rejection.to_string()),
        },
    }
}
