//! The latest calls with their answers.

use crate::action::Body;
use crate::protocol::call::Call;
use crate::protocol::fault::Fault;
use crate::protocol::time::{self, Millis};
use serde::Serialize;
use std::collections::VecDeque;

/// A call with its answer, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Logged {
    /// The number of the call, from 1.
    pub number: u64,
    /// The virtual time.
    pub at: String,
    /// The account; empty if the call did not pass the gateway.
    pub account: String,
    /// The id of the request.
    pub request_id: String,
    /// The action.
    pub action: String,
    /// The parameters without those of the signature; values of secret ones are left out.
    pub parameters: Vec<(String, String)>,
    /// The HTTP status.
    pub http_status: u16,
    /// The code; empty if the call succeeded.
    pub code: String,
    /// The message; empty if the call succeeded.
    pub message: String,
}

/// Parameters that are not logged.
const UNLOGGED: &[&str] = &[
    "Action",
    "Version",
    "Format",
    "Signature",
    "SignatureNonce",
    "SignatureMethod",
    "SignatureVersion",
    "SignatureType",
    "Timestamp",
    "AccessKeyId",
    "SecurityToken",
];

/// Parameters whose values are secret.
const SECRET: &[&str] = &["Password", "UserData", "ClientToken"];

/// The largest number of bytes of a value, and the largest number of parameters, that are logged.
const MAX_VALUE: usize = 256;
const MAX_PARAMETERS: usize = 50;

impl Logged {
    /// Describes a call and its answer.
    #[must_use]
    pub fn new(
        call: &Call,
        result: &Result<Body, Fault>,
        account: String,
        request_id: &str,
        at: Millis,
    ) -> Self {
        let logged = call.parameters.iter().filter(|(name, _)| !UNLOGGED.contains(name));
        let shown = |(name, value): (&str, &str)| {
            let value = if SECRET.contains(&name) { "…" } else { clip(value) };
            (clip(name).to_owned(), value.to_owned())
        };
        let fault = result.as_ref().err();
        Self {
            number: 0,
            at: time::seconds(at),
            account,
            request_id: request_id.to_owned(),
            action: clip(&call.action).to_owned(),
            parameters: logged.take(MAX_PARAMETERS).map(shown).collect(),
            http_status: fault.map_or(200, |fault| fault.http_status),
            code: fault.map(|fault| fault.code.clone().into_owned()).unwrap_or_default(),
            message: fault.map(|fault| clip(&fault.message).to_owned()).unwrap_or_default(),
        }
    }
}

/// Returns the beginning of a text.
fn clip(text: &str) -> &str {
    let end = (0..=text.len().min(MAX_VALUE)).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or_default()]
}

/// The latest calls.
#[derive(Clone, Debug, Default)]
pub struct Log {
    calls: VecDeque<Logged>,
    number: u64,
}

impl Log {
    /// The largest number of calls that are kept.
    pub const MAX: usize = 1_000;

    /// Adds a call.
    pub fn push(&mut self, mut call: Logged) {
        if self.calls.len() >= Self::MAX {
            self.calls.pop_front();
        }
        self.number += 1;
        call.number = self.number;
        self.calls.push_back(call);
    }

    /// Iterates over the calls, the latest first.
    pub fn latest(&self) -> impl Iterator<Item = &Logged> {
        self.calls.iter().rev()
    }

    /// Forgets all calls.
    pub fn clear(&mut self) {
        self.calls.clear();
    }
}
