//! Random calls, by a fixed seed: so many that no branch is learnt and no table stays warm by chance.

use instance_lifecycle::attribute::ATTRIBUTES;
use instance_lifecycle::packed::Call;
use instance_lifecycle::{Case, Parameters};

/// How many calls a measurement decides in one go.
pub const CALLS: usize = 100_000;

/// That many calls: of every attribute the default value with probability `default`, else any.
///
/// At 0 nearly every call is refused, for several reasons at once; at 0.95 most are planned.
pub fn calls<R: From<Parameters>>(count: usize, default: f64) -> Vec<Call<R>> {
    let mut random = fastrand::Rng::with_seed(0x0ec5);
    let mut call = || {
        let point = ATTRIBUTES.iter().fold(Case::DEFAULT.point(), |point, attribute| {
            let value =
                if random.f64() < default { attribute.default } else { random.usize(..attribute.values.len()) };
            point.with(attribute.field, value)
        });
        let Case { instance, environment, request } = Case::at(&point);
        Call { instance, request: request.into(), environment }
    };
    (0..count).map(|_| call()).collect()
}

/// Of how many attributes in 1 a random call has the default value.
pub const DEFAULT: [f64; 2] = [0.0, 0.95];
