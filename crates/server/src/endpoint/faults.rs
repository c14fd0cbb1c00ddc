//! Faults that are injected on request.

use crate::protocol::fault::Fault;
use crate::world::progress::Random;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The kind of a fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "Kind", rename_all_fields = "PascalCase")]
pub enum Kind {
    /// `Throttling`.
    Throttling {
        /// The header `x-acs-retry-after`, in milliseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u64>,
    },
    /// `Throttling.User`.
    ThrottlingUser,
    /// 500 `InternalError`. The call takes no effect.
    InternalError,
    /// 503 `ServiceUnavailable`. The call takes no effect.
    ServiceUnavailable,
    /// The answer is late.
    Latency {
        /// By so many milliseconds.
        milliseconds: u64,
    },
    /// The call takes effect, but the answer is 500 `InternalError`.
    FailedAnswer,
    /// The call takes effect, but the connection is closed without an answer.
    LostAnswer,
    /// 403 `Forbidden.RAM`.
    Forbidden,
}

/// A fault, and the calls that it hits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Injected {
    /// The kind.
    #[serde(flatten)]
    pub kind: Kind,
    /// The action; every action if it is `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The account; every account if it is `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// How many calls it still hits; any number if it is `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// The probability with which it hits a call.
    #[serde(default = "always")]
    pub probability: f64,
}

fn always() -> f64 {
    1.0
}

/// What happens to the answer of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// The time to wait.
    pub delay: Option<Duration>,
    /// Whether the answer is lost.
    pub is_lost: bool,
}

/// The faults that are injected.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Faults(Vec<Injected>);

impl Faults {
    /// The largest number of faults.
    pub const MAX: usize = 1_000;

    /// Adds a fault.
    ///
    /// # Errors
    ///
    /// Returns the reason if the probability is not between 0 and 1, or there are too many.
    pub fn add(&mut self, fault: Injected) -> Result<(), String> {
        if !(0.0..=1.0).contains(&fault.probability) {
            return Err("`Probability` is not between 0 and 1".to_owned());
        }
        if self.0.len() >= Self::MAX {
            return Err(format!("there are {} faults already", Self::MAX));
        }
        self.0.push(fault);
        Ok(())
    }

    /// Removes all faults.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Returns the faults.
    #[must_use]
    pub fn all(&self) -> &[Injected] {
        &self.0
    }

    /// Returns the faults that hit a call.
    pub fn next(&mut self, action: &str, account: &str, random: &mut Random) -> Vec<Injected> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let mut hit = Vec::new();
        for fault in &mut self.0 {
            let is_meant =
                |wanted: &Option<String>, found| wanted.as_ref().is_none_or(|wanted| wanted == found);
            let is_hit = is_meant(&fault.action, action)
                && is_meant(&fault.account, account)
                && (fault.probability >= 1.0 || random.unit() < fault.probability);
            if is_hit {
                fault.times = fault.times.map(|times| times.saturating_sub(1));
                hit.push(fault.clone());
            }
        }
        self.0.retain(|fault| fault.times != Some(0));
        hit
    }
}

impl Injected {
    /// Takes effect before the call.
    ///
    /// # Errors
    ///
    /// Returns the error that the call gets.
    pub fn before(&self, effect: &mut Effect) -> Result<(), Fault> {
        match &self.kind {
            Kind::Throttling { retry_after } => {
                let fault = Fault::of("too many requests", "");
                Err(Fault { retry_after: *retry_after, ..fault })
            }
            Kind::ThrottlingUser => Err(Fault::of("too many requests of the user", "")),
            Kind::InternalError => Err(Fault::of("fault of the server", "")),
            Kind::ServiceUnavailable => Err(Fault::of("temporary fault of the server", "")),
            Kind::Forbidden => Err(Fault::of("RAM user without permission", "")),
            Kind::Latency { milliseconds } => {
                // Not longer than a request may take.
                let delay = Duration::from_millis((*milliseconds).min(60_000));
                effect.delay = Some(effect.delay.unwrap_or_default() + delay);
                Ok(())
            }
            Kind::FailedAnswer | Kind::LostAnswer => Ok(()),
        }
    }

    /// Takes effect after the call.
    ///
    /// # Errors
    ///
    /// Returns the error that the call gets although it took effect.
    pub fn after(&self, effect: &mut Effect) -> Result<(), Fault> {
        match self.kind {
            Kind::LostAnswer => {
                effect.is_lost = true;
                Ok(())
            }
            Kind::FailedAnswer => Err(Fault::of("fault of the server", "")),
            _ => Ok(()),
        }
    }
}
