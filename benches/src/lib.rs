//! Shared by the benches of `instance-lifecycle`: random calls, the same decisions in other engines,
//! and a stopwatch.

pub mod by_hand;
pub mod calls;
pub mod stopwatch;

#[cfg(feature = "peers")]
pub mod checker;
#[cfg(feature = "peers")]
pub mod engines;
#[cfg(feature = "peers")]
pub mod ndjson;
