//! An endpoint without sockets, and requests to it.

use instance_lifecycle_server::admin;
use instance_lifecycle_server::endpoint::{Answered, Endpoint};
use instance_lifecycle_server::protocol::call::Message;
use instance_lifecycle_server::protocol::signature::Keys;
use instance_lifecycle_server::world::World;
use instance_lifecycle_server::world::policy::Chosen;
use instance_lifecycle_server::world::progress::Progress;
use serde_json::Value;

/// 2026-01-01T00:00:00Z.
pub(crate) const NOW: i64 = 1_767_225_600_000;

/// An endpoint in memory whose clock stands still.
pub(crate) fn manual() -> Endpoint {
    with_keys(Keys::new())
}

pub(crate) fn with_keys(keys: Keys) -> Endpoint {
    Endpoint::new(World::new(Progress::manual(), Chosen::default(), 1, NOW), keys, None)
}

/// An endpoint in memory whose tasks are complete at once.
pub(crate) fn instant() -> Endpoint {
    let pace = "instant".parse().expect("a pace");
    Endpoint::new(World::new(pace, Chosen::default(), 1, NOW), Keys::new(), None)
}

/// A request without headers: a method, and a path with a query.
pub(crate) fn message(method: &str, target: &str) -> Message {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Message {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: vec![("host".to_owned(), "ecs.cn-hangzhou.aliyuncs.com".to_owned())],
        body: Vec::new(),
    }
}

/// Calls an action in JSON, for the account `test`.
pub(crate) fn call(endpoint: &Endpoint, parameters: &str) -> (u16, Value) {
    let target = format!("/?Format=JSON&Version=2014-05-26&AccessKeyId=test&{parameters}");
    let answered = answer(endpoint, &message("POST", &target));
    let body = serde_json::from_str(&answered.answer.body).expect("JSON");
    (answered.answer.http_status, body)
}

pub(crate) fn answer(endpoint: &Endpoint, message: &Message) -> Answered {
    endpoint.answer(message, NOW)
}

/// Calls an action and returns `200`, or the status and the code of the error.
pub(crate) fn code(endpoint: &Endpoint, parameters: &str) -> String {
    let (status, body) = call(endpoint, parameters);
    match body["Code"].as_str() {
        Some(code) => format!("{status} {code}"),
        None => status.to_string(),
    }
}

/// Makes a request of the admin interface, for the account `test`.
pub(crate) fn ask(endpoint: &Endpoint, method: &str, path: &str, body: &str) -> (u16, String) {
    let separator = if path.contains('?') { '&' } else { '?' };
    let mut message = message(method, &format!("/_lifecycle/{path}{separator}Account=test"));
    message.body = body.as_bytes().to_vec();
    let answer = admin::answer(endpoint, &message, NOW);
    (answer.http_status, answer.body)
}

/// Makes a request of the admin interface that succeeds.
pub(crate) fn asked(endpoint: &Endpoint, method: &str, path: &str, body: &str) -> Value {
    let (status, answer) = ask(endpoint, method, path, body);
    assert_eq!(status, 200, "{method} {path}: {answer}");
    serde_json::from_str(&answer).expect("JSON")
}

/// Creates instances from records.
pub(crate) fn create(endpoint: &Endpoint, records: &str) {
    asked(endpoint, "POST", "instances", records);
}

/// Lets time pass until nothing is in flight.
pub(crate) fn settle(endpoint: &Endpoint) {
    asked(endpoint, "POST", "clock/advance", r#"{"UntilIdle": true}"#);
}

pub(crate) fn advance(endpoint: &Endpoint, seconds: u64) {
    asked(endpoint, "POST", "clock/advance", &format!("{{\"Seconds\": {seconds}}}"));
}

/// The status of an instance; empty if it does not exist.
pub(crate) fn status(endpoint: &Endpoint, id: &str) -> String {
    let (_, body) = call(
        endpoint,
        &format!("Action=DescribeInstances&RegionId=cn-hangzhou&InstanceIds=%5B%22{id}%22%5D"),
    );
    body["Instances"]["Instance"][0]["Status"].as_str().unwrap_or_default().to_owned()
}
