//! What the benches of `instance-lifecycle` share: calls, the same decisions in other people's ways,
//! and a stopwatch. Nothing here is part of the library.

pub mod by_hand;
pub mod calls;
pub mod stopwatch;

#[cfg(feature = "peers")]
pub mod cedar;
#[cfg(feature = "peers")]
pub mod checker;
#[cfg(feature = "peers")]
pub mod ndjson;
#[cfg(feature = "peers")]
pub mod rego;
#[cfg(feature = "peers")]
pub mod rules;
