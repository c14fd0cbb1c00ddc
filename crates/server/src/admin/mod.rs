//! The admin interface, `/_lifecycle/…`, without sockets. `openapi.json` documents it.

mod instances;
mod plan;
mod whole;

use crate::endpoint::{Endpoint, State};
use crate::protocol::call::Message;
use crate::protocol::parameters::Parameters;
use crate::protocol::time::Millis;
use crate::store::Done;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The prefix of the paths.
pub const PREFIX: &str = "/_lifecycle/";

/// The document that describes the interface.
pub const OPENAPI: &str = include_str!("openapi.json");

/// An answer.
#[derive(Debug)]
pub struct AdminAnswer {
    /// The HTTP status.
    pub http_status: u16,
    /// The header `Content-Type`.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
    /// Tells when everything that was changed is durable.
    pub done: Option<Done>,
}

/// The reason why a request is refused: the HTTP status, and what is wrong.
#[derive(Debug)]
pub struct Refusal(pub u16, pub String);

type Result<T> = std::result::Result<T, Refusal>;

/// The content of an answer.
enum Content {
    Json(Value),
    /// JSON values, a line each.
    Lines(String),
    /// A document that is written already.
    Document(&'static str),
}

/// A request with everything that it may read and change.
struct Admin<'a> {
    endpoint: &'a Endpoint,
    state: &'a mut State,
    parameters: Parameters,
    body: &'a [u8],
    real: Millis,
    /// The virtual time.
    now: Millis,
}

type Handler = fn(&mut Admin<'_>, &[&str]) -> Result<Content>;

/// A path: `*` stands for any segment, which the handler gets.
type Route = (&'static str, &'static str, Handler);

/// The routes.
#[rustfmt::skip] // a table: one line a row
const ROUTES: &[Route] = &[
    ("GET",    "openapi.json",           whole::openapi),
    ("GET",    "instances",              instances::list),
    ("POST",   "instances",              instances::create),
    ("GET",    "instances/*",            instances::show),
    ("PATCH",  "instances/*",            instances::edit),
    ("GET",    "instances/*/trace",      instances::trace),
    ("POST",   "instances/*/events",     instances::event),
    ("POST",   "events",                 instances::events),
    ("POST",   "plan",                   plan::plan),
    ("POST",   "form",                   whole::form),
    ("GET",    "environment",            whole::environment),
    ("PATCH",  "environment",            whole::set_environment),
    ("GET",    "clock",                  whole::clock),
    ("POST",   "clock/advance",          whole::advance),
    ("GET",    "progress",               whole::progress),
    ("PUT",    "progress",               whole::set_progress),
    ("GET",    "policy",                 whole::policy),
    ("PUT",    "policy",                 whole::set_policy),
    ("GET",    "faults",                 whole::faults),
    ("POST",   "faults",                 whole::add_fault),
    ("DELETE", "faults",                 whole::clear_faults),
    ("GET",    "calls",                  whole::calls),
    ("POST",   "reset",                  whole::reset),
    ("GET",    "snapshot",               whole::snapshot),
    ("PUT",    "snapshot",               whole::restore),
];

/// Iterates over methods and paths; `*` stands for a parameter.
pub fn routes() -> impl Iterator<Item = (&'static str, &'static str)> {
    ROUTES.iter().map(|(method, path, _)| (*method, *path))
}

/// Answers a request.
pub fn answer(endpoint: &Endpoint, message: &Message, real: Millis) -> AdminAnswer {
    let path = message.path.strip_prefix(PREFIX).unwrap_or_default();
    let segments: Vec<&str> = path.split('/').collect();
    let matching: Vec<&Route> = ROUTES.iter().filter(|(_, route, _)| matches(route, &segments)).collect();
    let Some((_, route, handler)) = matching.iter().find(|(method, ..)| *method == message.method) else {
        return match matching.is_empty() {
            true => refused(&Refusal(404, "no such path; see /_lifecycle/openapi.json".to_owned())),
            false => refused(&Refusal(405, format!("`{path}` has no method {}", message.method))),
        };
    };
    let given: Vec<&str> =
        route.split('/').zip(&segments).filter(|(part, _)| *part == "*").map(|(_, given)| *given).collect();
    let mut parameters = Parameters::default();
    parameters.read(&message.query);
    let mut state = endpoint.lock();
    let now = state.pass(real);
    let mut admin = Admin { endpoint, state: &mut state, parameters, body: &message.body, real, now };
    let content = handler(&mut admin, &given);
    state.pass(real);
    let done = state.commit();
    drop(state);
    match content {
        Ok(content) => {
            let (content_type, body) = match content {
                Content::Json(value) => ("application/json", value.to_string()),
                Content::Lines(lines) => ("application/x-ndjson", lines),
                Content::Document(text) => ("application/json", text.to_owned()),
            };
            AdminAnswer { http_status: 200, content_type, body, done }
        }
        Err(refusal) => AdminAnswer { done, ..refused(&refusal) },
    }
}

fn matches(route: &str, segments: &[&str]) -> bool {
    let parts = route.split('/');
    parts.clone().count() == segments.len()
        && parts
            .zip(segments)
            .all(|(part, given)| if part == "*" { !given.is_empty() } else { part == *given })
}

/// Returns the answer of a refused request.
#[must_use]
pub fn refused(Refusal(http_status, reason): &Refusal) -> AdminAnswer {
    let body = json!({ "Error": reason }).to_string();
    AdminAnswer { http_status: *http_status, content_type: "application/json", body, done: None }
}

impl Admin<'_> {
    /// Returns the account that a request names, or the default one.
    fn account(&self) -> String {
        self.parameters.get("Account").unwrap_or(crate::endpoint::DEFAULT_ACCOUNT).to_owned()
    }

    /// Reads the body.
    fn read<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(self.body).map_err(|error| bad(format!("the body cannot be read: {error}")))
    }

    /// Returns the number of an instance of the account.
    fn number(&mut self, id: &str) -> Result<u64> {
        let account = self.account();
        let number = self.state.world.account(&account).number(id);
        number.ok_or_else(|| Refusal(404, format!("the account `{account}` has no instance `{id}`")))
    }
}

/// A request that is wrong.
fn bad(reason: impl Into<String>) -> Refusal {
    Refusal(400, reason.into())
}
