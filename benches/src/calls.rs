//! Random calls from fixed seeds.

use instance_lifecycle::packed::Call;
use instance_lifecycle::request::Parameters;
use instance_lifecycle::rules::attributes::ATTRIBUTES;
use instance_lifecycle::{Case, Decidable};

/// The number of calls that one run decides.
pub const CALLS: usize = 100_000;

/// The probability that an attribute has its default value, for both kinds of calls.
///
/// At 0 nearly every call violates several rules; at 0.95 most calls are accepted.
pub const KINDS: [(&str, f64); 2] = [("random calls", 0.0), ("mostly default calls", 0.95)];

/// Returns random calls: each attribute has its default value with probability `default`, and any of its
/// values otherwise.
pub fn calls<R: Decidable + From<Parameters>>(count: usize, default: f64) -> Vec<Call<R>> {
    Calls::new(default).take(count).collect()
}

/// An endless sequence of random calls.
pub struct Calls {
    random: fastrand::Rng,
    default: f64,
}

impl Calls {
    /// Creates the sequence that [`calls`] begins with.
    pub fn new(default: f64) -> Self {
        Self { random: fastrand::Rng::with_seed(0x0ec5), default }
    }

    /// Returns the next `count` calls.
    pub fn take<R: Decidable + From<Parameters>>(&mut self, count: usize) -> impl Iterator<Item = Call<R>> {
        (0..count).map(|_| self.call())
    }

    fn call<R: Decidable + From<Parameters>>(&mut self) -> Call<R> {
        let Self { random, default } = self;
        let point = ATTRIBUTES.iter().fold(Case::DEFAULT.point(), |point, attribute| {
            let value = if random.f64() < *default {
                attribute.default
            } else {
                random.usize(..attribute.values.len())
            };
            point.with(attribute.field, value)
        });
        let Case { instance, environment, request, .. } = Case::at(&point);
        Call { instance, request: request.into(), environment }
    }
}
