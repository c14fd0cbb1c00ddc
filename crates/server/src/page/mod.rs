//! The page for people: rendered here, with a small script that asks the admin interface. Nothing is loaded
//! from elsewhere, and everything that comes from input is escaped.

mod difference;
mod text;

use crate::action::ACTIONS;
use crate::endpoint::log::Logged;
use crate::endpoint::{DEFAULT_ACCOUNT, Endpoint};
use crate::protocol::parameters::Parameters;
use crate::protocol::time::{self, Millis};
use crate::world::Stored;
use crate::world::policy::Chosen;
use axum::http::{HeaderMap, Uri, header};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use text::{escaped, item};

/// The header `Content-Security-Policy`: nothing is loaded from elsewhere.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
const DIAGRAM: &str = include_str!("diagram.svg");

/// The largest number of instances and of calls that are listed.
const MAX: usize = 100;

/// Whether a request is one of a browser for the page.
#[must_use]
pub fn is_asked_for(method: &str, uri: &Uri, headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let calls =
        uri.query().is_some_and(|query| query.contains("Action=")) || headers.contains_key("x-acs-action");
    method == "GET" && uri.path() == "/" && accepts.contains("text/html") && !calls
}

/// Writes the page for the account that the query names; the part named by `Part` alone if there is one.
#[must_use]
pub fn write(endpoint: &Endpoint, query: &str, real: Millis) -> String {
    let mut parameters = Parameters::default();
    parameters.read(query);
    // With keys, the default account has none.
    let account = parameters.get("Account").or_else(|| endpoint.accounts().next()).unwrap_or(DEFAULT_ACCOUNT);
    let mut state = endpoint.lock();
    let now = state.pass(real);
    let instances = instances(state.world.account(account).iter().map(|(_, stored)| stored));
    let calls = calls(state.log.latest());
    let clock = time::seconds(now);
    // What has changed while time passed is stored; nobody waits for it.
    let _ = state.commit();
    if parameters.get("Part") == Some("live") {
        return format!("<time>{clock}</time><div>{instances}</div><div>{calls}</div>");
    }
    let named = state.world.accounts().map(|(name, _)| name).chain(endpoint.accounts());
    let accounts: BTreeSet<String> = named.map(str::to_owned).collect();
    let policy = state.world.policy.clone();
    let pace = format!("{:?}", state.world.progress.pace).to_lowercase();
    drop(state);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>lifecycle-server</title>\
         <style>{STYLE}</style></head><body><header><h1>lifecycle-server</h1>\
         <p>A mock of the ECS endpoint. Virtual time <time id=\"clock\">{clock}</time>, pace {pace}.</p></header><main>"
    );
    // Writing to a string cannot fail.
    let _ = write!(
        page,
        "<section aria-labelledby=\"h-instances\"><h2 id=\"h-instances\">Instances</h2>{}{}\
         <div id=\"live\" aria-live=\"polite\">{instances}</div></section>\
         <section aria-labelledby=\"h-diagram\"><h2 id=\"h-diagram\">Statuses</h2>\
         <p id=\"place\">Choose an instance to see its place.</p>{DIAGRAM}</section>{}\
         <section aria-labelledby=\"h-policy\"><h2 id=\"h-policy\">Policy</h2>{}{}</section>\
         <section aria-labelledby=\"h-calls\"><h2 id=\"h-calls\">Latest calls</h2><div id=\"calls\">{calls}</div></section>",
        choice(&accounts, account),
        time_form(),
        call_form(account, endpoint),
        policy_form(&policy),
        difference::write(&policy),
    );
    let _ = writeln!(page, "</main><script>{SCRIPT}</script></body></html>");
    page
}

fn choice(accounts: &BTreeSet<String>, chosen: &str) -> String {
    let mut options = String::new();
    let missing = (!accounts.contains(chosen)).then_some(chosen);
    for name in accounts.iter().map(String::as_str).chain(missing) {
        options.push_str(&item(name, name, name == chosen));
    }
    format!(
        "<form method=\"get\" action=\"/\" class=\"row\"><label for=\"account\">Account</label>\
         <select id=\"account\" name=\"Account\">{options}</select><button>Show</button></form>"
    )
}

fn time_form() -> &'static str {
    "<form id=\"advance\" class=\"row\"><label for=\"seconds\">Advance the clock by seconds</label>\
     <input id=\"seconds\" name=\"Seconds\" type=\"number\" min=\"0\" value=\"60\" inputmode=\"numeric\">\
     <button>Advance</button><button type=\"button\" id=\"idle\">Until idle</button></form>"
}

/// The table of instances.
fn instances<'s>(stored: impl Iterator<Item = &'s Stored>) -> String {
    let (mut rows, mut count) = (String::new(), 0_usize);
    for stored in stored {
        count += 1;
        if count > MAX {
            continue;
        }
        let (id, it) = (escaped(&stored.id), &stored.instance);
        let locks: Vec<&str> =
            it.locks.iter().map(instance_lifecycle::instance::LockReason::as_str).collect();
        let locks = if it.locks.unknown { [locks, vec!["unknown"]].concat() } else { locks };
        let _ = write!(
            rows,
            "<tr><td><button type=\"button\" class=\"instance\" data-id=\"{id}\" data-status=\"{status}\">{id}</button></td>\
             <td data-label=\"Name\">{name}</td><td data-label=\"Type\">{kind}</td>\
             <td data-label=\"Status\"><span class=\"status {status}\">{status}</span></td>\
             <td data-label=\"Stop mode\">{mode}</td><td data-label=\"Locks\">{locks}</td></tr>",
            status = it.status,
            name = escaped(&stored.details.name),
            kind = escaped(&stored.details.instance_type),
            mode = it.stopped_mode,
            locks = escaped(&locks.join(", ")),
        );
    }
    if count == 0 {
        return "<p>There are no instances.</p>".to_owned();
    }
    let more = if count > MAX { format!("<p>{} more</p>", count - MAX) } else { String::new() };
    format!(
        "<table><caption>{count} in this account</caption><thead><tr><th scope=\"col\">Instance</th>\
         <th scope=\"col\">Name</th><th scope=\"col\">Type</th><th scope=\"col\">Status</th>\
         <th scope=\"col\">Stop mode</th><th scope=\"col\">Locks</th></tr></thead><tbody>{rows}</tbody></table>{more}"
    )
}

fn call_form(account: &str, endpoint: &Endpoint) -> String {
    let actions: String =
        ACTIONS.iter().map(|action| item(action.name, action.name, action.name == "StopInstance")).collect();
    let is_signed = endpoint.checks_signatures();
    let call = match is_signed && !endpoint.accounts().any(|name| name == account) {
        true => "Keys are configured, and this account has none: choose one with a key above to make calls.",
        false if is_signed => "<button>Call</button> The server signs the call with the key of the account.",
        false => "<button>Call</button>",
    };
    format!(
        "<section aria-labelledby=\"h-call\"><h2 id=\"h-call\">Call</h2><form id=\"call\" data-account=\"{}\">\
         <label for=\"action\">Action</label><select id=\"action\">{actions}</select>\
         <label for=\"parameters\">Parameters, one <code>Name=Value</code> a line</label>\
         <textarea id=\"parameters\" rows=\"5\" spellcheck=\"false\">RegionId=cn-hangzhou\nInstanceId=\n</textarea>\
         <p class=\"row\"><button type=\"button\" id=\"explain\">Explain</button>{call}</p></form>\
         <div id=\"result\" role=\"status\"></div></section>",
        escaped(account)
    )
}

fn policy_form(policy: &Chosen) -> String {
    let mut options: String = Chosen::names().map(|name| item(&name, &name, name == policy.name())).collect();
    if policy.name() == "custom" {
        options.push_str("<option value=\"\" selected>a policy file</option>");
    }
    format!(
        "<form id=\"policy\" class=\"row\"><label for=\"policy-name\">Policy in force</label>\
         <select id=\"policy-name\">{options}</select><button>Choose</button></form>"
    )
}

/// The table of calls.
fn calls<'l>(calls: impl Iterator<Item = &'l Logged>) -> String {
    let mut rows = String::new();
    for call in calls.take(MAX) {
        let parameters: Vec<String> =
            call.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = match call.code.as_str() {
            "" => "200".to_owned(),
            code => format!("{} {code}: {}", call.http_status, call.message),
        };
        let _ = write!(
            rows,
            "<tr><td>{}</td><td data-label=\"Time\">{}</td><td data-label=\"Action\">{}</td>\
             <td data-label=\"Parameters\">{}</td><td data-label=\"Answer\">{}</td></tr>",
            call.number,
            call.at,
            escaped(&call.action),
            escaped(&parameters.join(" ")),
            escaped(&answer)
        );
    }
    if rows.is_empty() {
        return "<p>There are no calls.</p>".to_owned();
    }
    format!(
        "<table><thead><tr><th scope=\"col\">No.</th><th scope=\"col\">Time</th><th scope=\"col\">Action</th>\
         <th scope=\"col\">Parameters</th><th scope=\"col\">Answer</th></tr></thead><tbody>{rows}</tbody></table>"
    )
}
