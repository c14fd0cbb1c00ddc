//! The schemas of what is written: answers, steps of traces and bills.

use crate::schema::parts::{object, ours, reference, words};
use crate::trace::file::TRACE_VERSION;
use instance_lifecycle::instance::StoppedMode;
use instance_lifecycle::plan::{AtNextStart, Disposition, Resource, Risk};
use instance_lifecycle::rules::Evidence;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Part};
use instance_lifecycle::{Event, Operation, Status};
use serde_json::{Map, Value, json};

pub(super) fn error() -> Value {
    let members = json!({
        "HttpStatus": { "type": "integer" }, "Code": { "type": "string" }, "Message": { "type": "string" },
    });
    ours(object(members), &["HttpStatus", "Code", "Message"])
}

pub(super) fn plan() -> Value {
    let resource = json!({
        "Resource": words::<Resource>(), "Disposition": words::<Disposition>(),
        "BilledBefore": { "type": "boolean" }, "BilledAfter": { "type": "boolean" }, "IfPresent": { "const": true },
        "AtNextStart": words::<AtNextStart>(),
    });
    let path = json!({
        "From": words::<Status>(), "Via": { "type": "array", "items": words::<Status>() }, "To": words::<Status>(),
    });
    let members = json!({
        "Status": ours(object(path), &["From", "Via", "To"]),
        "StoppedMode": words::<StoppedMode>(),
        "Hibernates": { "type": "boolean" },
        "Resources": { "type": "array", "items": ours(object(resource), &["Resource", "Disposition"]) },
        "Risks": { "type": "array", "items": words::<Risk>() },
        "Guard": reference("Guard"),
    });
    ours(object(members), &["Status", "StoppedMode", "Hibernates", "Resources", "Risks", "Guard"])
}

/// The attributes of the instance that a decision read, by their names in rules.
pub(super) fn guard() -> Value {
    let of_instance = ATTRIBUTES.iter().filter(|attribute| attribute.part == Part::Instance);
    let values = of_instance.map(|it| (it.name.to_owned(), json!({ "enum": it.values })));
    let members =
        json!({ "Operation": words::<Operation>(), "Attributes": ours(values.collect(), &["status"]) });
    ours(object(members), &["Operation", "Attributes"])
}

/// The members of every answer.
fn decided() -> Value {
    let violation = json!({
        "Rule": { "type": "string" }, "HttpStatus": { "type": "integer" },
        "Code": { "type": "string" }, "Message": { "type": "string" },
    });
    let warning = json!({
        "Rule": { "type": "string" }, "Message": { "type": "string" }, "Error": reference("Error"),
    });
    json!({
        "InstanceId": { "type": ["string", "null"] },
        "Outcome": { "enum": ["Planned", "Rejected", "DryRunPassed", "AlreadyDone", "Unreadable"] },
        "Warnings": {
            "description": "Custom rules that warn of the call.",
            "type": "array", "items": ours(object(warning), &["Rule", "Message"]),
        },
        "Rule": { "type": "string" },
        "Evidence": words::<Evidence>(),
        "Retryable": { "description": "Whether every violation may pass by waiting.", "type": "boolean" },
        "Error": reference("Error"),
        "Plan": reference("Plan"),
        "Assumed": { "type": "object" },
        "Ignored": { "type": "array", "items": { "type": "string" } },
        "Newest": newest(),
        "Verdict": verdict(),
        "ReliesOn": { "type": "array", "items": relied_on() },
        "Violations": { "type": "array", "items": ours(object(violation), &["Rule", "HttpStatus", "Code", "Message"]) },
        "Line": { "type": "integer", "minimum": 1 },
        "Reason": { "type": "string" },
    })
}

/// An interpretation that a plan relies on.
fn relied_on() -> Value {
    let text = json!({ "type": "string" });
    let members = json!({ "Interpretation": text, "Value": text, "Rule": text, "Code": text });
    ours(object(members), &["Interpretation", "Value", "Rule", "Code"])
}

/// What the plan of a stop keeps and may lose.
fn verdict() -> Value {
    let names = json!({ "type": "array", "items": { "type": "string" } });
    let flag = json!({ "type": "boolean" });
    let members = json!({
        "Keeps": names, "MayLose": names, "KeepsAddress": flag, "KeepsData": flag, "KeepsPlace": flag,
    });
    ours(object(members), &["Keeps", "MayLose", "KeepsAddress", "KeepsData", "KeepsPlace"])
}

/// The answer of the newest revision, where it is another; of a batch, with the instances answered
/// otherwise.
fn newest() -> Value {
    let item = other_answer();
    let mut members = item.clone();
    members.insert("Policy".to_owned(), json!({ "type": "string" }));
    members.insert(
        "Items".to_owned(),
        json!({ "type": "array", "items": ours(item, &["InstanceId", "Outcome"]) }),
    );
    ours(members, &["Policy", "Outcome"])
}

fn other_answer() -> Map<String, Value> {
    object(json!({
        "InstanceId": { "type": "string" },
        "Outcome": { "enum": ["Planned", "Rejected", "DryRunPassed", "AlreadyDone"] },
        "HttpStatus": { "type": "integer" }, "Code": { "type": "string" },
        "StoppedMode": words::<StoppedMode>(),
        "RequestedModeIgnored": { "type": "boolean" },
        "Resources": { "type": "array", "items": words::<Resource>() },
    }))
}

pub(super) fn answer() -> Value {
    ours(object(decided()), &["Outcome"])
}

pub(super) fn batch_answer() -> Value {
    let mut item = object(decided());
    item.extend(object(json!({
        "Code": { "type": "string" }, "Message": { "type": "string" },
        "PreviousStatus": { "type": "string" }, "CurrentStatus": { "type": "string" },
    })));
    let mut members = object(decided());
    members.insert(
        "Items".to_owned(),
        json!({ "type": "array", "items": ours(item, &["InstanceId", "Code", "Message", "PreviousStatus", "CurrentStatus"]) }),
    );
    ours(members, &["Outcome", "Items"])
}

pub(super) fn bill() -> Value {
    let seconds = json!({ "type": "integer", "minimum": 0 });
    let line = json!({
        "Resource": words::<Resource>(), "Billed": seconds, "IfPresent": seconds, "Unbilled": seconds,
    });
    let left = json!({
        "Resource": words::<Resource>(), "IfPresent": { "const": true }, "Since": seconds, "Seconds": seconds,
    });
    let list = |of: Value, required: &[&str]| json!({ "type": "array", "items": ours(object(of), required) });
    let members = json!({
        "Lines": list(line, &["Resource", "Billed", "IfPresent", "Unbilled"]),
        "LeftBehind": list(left, &["Resource", "Since", "Seconds"]),
        "Cost": cost(),
    });
    ours(object(members), &["Lines", "LeftBehind"])
}

/// A cost at the prices of the caller.
fn cost() -> Value {
    let amount = json!({ "type": "number", "minimum": 0 });
    ours(object(json!({ "Billed": amount, "IfPresent": amount })), &["Billed", "IfPresent"])
}

/// The routes of an instance to a goal.
pub(super) fn routes() -> Value {
    let list = |of: Value| json!({ "type": "array", "items": of });
    let number = json!({ "type": "integer", "minimum": 0 });
    let (resources, risks) = (list(words::<Resource>()), list(words::<Risk>()));
    let step = json!({
        "Request": reference("Request"), "Event": words::<Event>(), "Status": words::<Status>(), "Risks": risks,
        "Billed": resources, "BilledIfPresent": resources,
    });
    let required = &["Status", "Risks", "Billed", "BilledIfPresent"];
    let route = json!({
        "Calls": number, "Events": number, "Risks": risks, "Billed": resources, "BilledIfPresent": resources,
        "CostPerHour": cost(),
        "Steps": list(ours(object(step), required)),
    });
    let text = json!({ "type": "string" });
    let change = json!({ "Attribute": text, "From": text, "To": text, "ChangedBy": text });
    let change = ours(object(change), &["Attribute", "From", "To", "ChangedBy"]);
    let members = json!({
        "InstanceId": { "type": ["string", "null"] },
        "Outcome": { "enum": ["Routed", "NoRoute"] },
        "Routes": list(ours(object(route), &["Calls", "Events", "Risks", "Billed", "BilledIfPresent", "Steps"])),
        "Blockers": list(list(change)),
        "OpeningEvents": list(words::<Event>()),
    });
    ours(object(members), &["InstanceId", "Outcome", "Routes", "Blockers", "OpeningEvents"])
}

pub(super) fn trace_start() -> Value {
    let members = json!({
        "Trace": { "const": TRACE_VERSION },
        "Policy": { "type": ["string", "null"] },
        "Instance": { "anyOf": [reference("Record"), { "type": "null" }] },
    });
    ours(object(members), &["Trace", "Instance"])
}

pub(super) fn trace_step() -> Value {
    let members = json!({
        "At": { "type": ["integer", "null"], "minimum": 0 },
        "Request": reference("Request"),
        "Environment": reference("Environment"),
        "Event": words::<Event>(),
        "Answer": { "anyOf": [reference("Answer"), reference("EventAnswer")] },
    });
    ours(object(members), &[])
}

/// The answer to an event.
pub(super) fn event_answer() -> Value {
    let members = json!({
        "Outcome": { "enum": ["Evolved", "Impossible"] },
        "Instance": { "anyOf": [reference("Record"), { "type": "null" }] },
        "Reason": { "type": "string" },
    });
    ours(object(members), &["Outcome"])
}

/// A test vector: the members of its input, of which one holds the instances, and the expected answer.
pub(super) fn vector(mut members: Map<String, Value>, instances: &str, answer: &str) -> Value {
    members.insert("Id".to_owned(), json!({ "type": "string" }));
    members.insert("Answer".to_owned(), reference(answer));
    ours(members, &["Id", instances, "Answer"])
}

/// The recorded answers of the service, compared with a policy.
pub(super) fn audit() -> Value {
    let (text, count) = (json!({ "type": "string" }), json!({ "type": "integer", "minimum": 0 }));
    let code = json!({ "type": ["string", "null"] });
    let list = |items: Value| json!({ "type": "array", "items": items });
    let skipped =
        json!({ "OtherServices": count, "ReadOnly": count, "OtherCalls": count, "Unlisted": count });
    let interpretation = json!({ "Interpretation": text, "Value": text, "Calls": count });
    let revision = json!({ "Revision": text, "Calls": count });
    let explained = json!({ "anyOf": [
        ours(object(interpretation), &["Interpretation", "Value", "Calls"]),
        ours(object(revision), &["Revision", "Calls"]),
    ] });
    let first = json!({
        "Event": count, "EventId": text, "Time": text, "InstanceId": code,
        "Case": { "anyOf": [reference("Case"), reference("BatchCase")] },
    });
    let difference = json!({
        "Operation": text, "Answered": code, "Expected": code, "Calls": count, "ExplainedBy": list(explained),
        "Remark": text, "First": ours(object(first), &["Event", "EventId", "Time", "InstanceId", "Case"]),
    });
    let required = &["Operation", "Answered", "Expected", "Calls", "ExplainedBy", "First"];
    let unreadable = ours(object(json!({ "Event": count, "Reason": text })), &["Event", "Reason"]);
    let members = json!({
        "Calls": count, "Agreed": count, "Differ": count,
        "BeforeAnyRule": { "type": "object", "additionalProperties": count },
        "Skipped": ours(object(skipped), &["OtherServices", "ReadOnly", "OtherCalls", "Unlisted"]),
        "Unreadable": count, "FirstUnreadable": list(unreadable),
        "Differences": list(ours(object(difference), required)),
    });
    let required = &[
        "Calls",
        "Agreed",
        "Differ",
        "BeforeAnyRule",
        "Skipped",
        "Unreadable",
        "FirstUnreadable",
        "Differences",
    ];
    ours(object(members), required)
}
