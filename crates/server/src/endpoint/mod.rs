//! The endpoint without sockets: it answers requests, one after the other, and logs them.

pub mod faults;
pub mod log;
pub mod metrics;

use crate::action::{self, Context};
use crate::protocol::answer::Answer;
use crate::protocol::call::{Call, Message};
use crate::protocol::fault::Fault;
use crate::protocol::parameters::Parameters;
use crate::protocol::signature::{self, Keys, Nonces};
use crate::protocol::text::encode;
use crate::protocol::time::{self, Millis};
use crate::store::{Done, Store};
use crate::world::World;
use crate::world::progress::Random;
use faults::{Effect, Faults};
use log::{Log, Logged};
use metrics::Metrics;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The account of requests without an access key; they are accepted if no keys are configured.
pub const DEFAULT_ACCOUNT: &str = "default";

/// What changes while the endpoint runs.
#[derive(Debug)]
pub struct State {
    /// The accounts with their instances.
    pub world: World,
    /// The injected faults.
    pub faults: Faults,
    /// The latest calls.
    pub log: Log,
    nonces: Nonces,
    ids: Random,
    store: Option<Store>,
}

/// The endpoint.
#[derive(Debug)]
pub struct Endpoint {
    keys: Keys,
    state: Mutex<State>,
    /// Counters.
    pub metrics: Metrics,
}

/// An answer, and what happens on its way to the client.
#[derive(Debug)]
pub struct Answered {
    /// The answer.
    pub answer: Answer,
    /// The id of the request.
    pub request_id: String,
    /// The time to wait before the answer is sent.
    pub delay: Option<Duration>,
    /// Whether the answer is lost: the connection is closed instead.
    pub is_lost: bool,
    /// Tells when everything that the answer shows is durable; `None` if it is already.
    pub done: Option<Done>,
    /// The answer if the store fails.
    pub failure: Option<Answer>,
}

impl Endpoint {
    /// Creates an endpoint. Without keys, signatures are not checked.
    #[must_use]
    pub fn new(mut world: World, keys: Keys, store: Option<Store>) -> Self {
        if store.is_some() {
            world.collect_changes();
        }
        // Ids of requests do not repeat after a restart.
        let restart = if store.is_some() { crate::world::clock::real().cast_unsigned() } else { 0 };
        let ids = Random(!world.random.0 ^ restart);
        let (faults, log, nonces) = (Faults::default(), Log::default(), Nonces::default());
        let state = Mutex::new(State { world, faults, log, nonces, ids, store });
        Self { keys, state, metrics: Metrics::default() }
    }

    /// Returns the state, exclusively.
    pub fn lock(&self) -> MutexGuard<'_, State> {
        // A call that panicked has changed nothing that a later one could not read.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether signatures are checked.
    #[must_use]
    pub fn checks_signatures(&self) -> bool {
        !self.keys.is_empty()
    }

    /// Returns the accounts that have an access key, in the order of their keys.
    pub fn accounts(&self) -> impl Iterator<Item = &str> {
        self.keys.values().map(|key| key.account.as_str())
    }

    /// Returns the form of a call that the endpoint accepts from an account: signed with its key, if keys are
    /// configured. `None` if the account has no key then.
    #[must_use]
    pub fn form(&self, account: &str, call: &Parameters, nonce: &str, real: Millis) -> Option<String> {
        let mut all: Vec<(&str, &str)> = call.iter().filter(|(name, _)| !SIGNED.contains(name)).collect();
        let time = time::seconds(real);
        let key = self.keys.iter().find(|(_, key)| key.account == account);
        let signature = match key {
            None if self.keys.is_empty() => {
                all.push(("AccessKeyId", account));
                None
            }
            None => return None,
            Some((id, key)) => {
                all.extend([
                    ("AccessKeyId", id.as_str()),
                    ("SignatureMethod", "HMAC-SHA1"),
                    ("SignatureVersion", "1.0"),
                    ("SignatureNonce", nonce),
                    ("Timestamp", time.as_str()),
                ]);
                let to_sign = signature::string_to_sign_v1("POST", all.iter().copied());
                Some(signature::sign_v1(&to_sign, &key.secret))
            }
        };
        all.extend(signature.as_deref().map(|signature| ("Signature", signature)));
        let pairs: Vec<String> =
            all.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        Some(pairs.join("&"))
    }

    /// Whether changes can be stored.
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        self.lock().store.as_ref().is_none_or(|store| !store.has_failed())
    }

    /// Answers a request at a real time.
    pub fn answer(&self, message: &Message, real: Millis) -> Answered {
        let began = std::time::Instant::now();
        let call = Call::read(message);
        let mut state = self.lock();
        let request_id = state.new_id();
        let mut effect = Effect::default();
        let mut account = None;
        let now = state.pass(real);
        let result = state.decide(message, &call, &self.keys, (real, now), &mut effect, &mut account);
        state.pass(real);
        let answer = match &result {
            Ok(body) => Answer::success(call.format, &call.action, &request_id, body),
            Err(fault) => Answer::failure(call.format, &request_id, &call.host, fault),
        };
        let done = state.commit();
        let failure = done.is_some().then(|| {
            let fault = Fault::of("fault of the server", "");
            Answer::failure(call.format, &request_id, &call.host, &fault)
        });
        let account = account.unwrap_or_default();
        let logged = Logged::new(&call, &result, account, &request_id, now);
        self.metrics.count(&logged.action, answer.http_status, began.elapsed());
        state.log.push(logged);
        Answered { answer, request_id, delay: effect.delay, is_lost: effect.is_lost, done, failure }
    }
}

/// The parameters that [`Endpoint::form`] gives.
const SIGNED: &[&str] = &[
    "AccessKeyId",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureVersion",
    "SignatureType",
    "SecurityToken",
    "Timestamp",
];

impl State {
    /// Returns a new id, of a request or as a nonce.
    pub fn new_id(&mut self) -> String {
        self.ids.uuid()
    }

    /// Lets everything happen that is due; returns the virtual time.
    pub fn pass(&mut self, real: Millis) -> Millis {
        self.recover();
        let now = self.world.clock.now(real);
        self.world.catch_up(now);
        now
    }

    /// Reads the state again from a store that failed to commit a change.
    fn recover(&mut self) {
        let Some(store) = self.store.as_mut().filter(|store| store.has_failed()) else { return };
        match store.reload() {
            Ok(mut world) => {
                world.collect_changes();
                self.world = world;
            }
            Err(reason) => tracing::error!(%reason, "the state cannot be read again"),
        }
    }

    /// Gives the changes to the store; returns when they and all changes before them are durable, or `None`
    /// if they are already.
    pub fn commit(&mut self) -> Option<Done> {
        let changes = self.world.take_changes();
        self.store.as_mut().and_then(|store| store.submit(changes))
    }

    /// Checks a request in the order of the gateway, and lets the action answer it.
    fn decide(
        &mut self,
        message: &Message,
        call: &Call,
        keys: &Keys,
        (real, now): (Millis, Millis),
        effect: &mut Effect,
        of: &mut Option<String>,
    ) -> Result<action::Body, Fault> {
        Call::check_method(message)?;
        let account = if keys.is_empty() {
            call.access_key.clone().unwrap_or_else(|| DEFAULT_ACCOUNT.to_owned())
        } else {
            signature::check(message, call, keys, &mut self.nonces, real)?
        };
        *of = Some(account.clone());
        call.check()?;
        let action = action::find(&call.action)?;
        action.check(&call.parameters)?;
        let injected = self.faults.next(&call.action, &account, &mut self.world.random);
        for fault in &injected {
            fault.before(effect)?;
        }
        let context = &mut Context { world: &mut self.world, account: &account, call, now };
        let answer = action.answer(context);
        for fault in &injected {
            fault.after(effect)?;
        }
        answer
    }
}
