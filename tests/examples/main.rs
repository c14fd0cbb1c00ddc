//! The examples as modules, so that their tests run.

#[allow(dead_code, reason = "nothing calls the `main` of an example")]
#[path = "../../examples/fuzz_harness.rs"]
mod fuzz_harness;
#[allow(dead_code, reason = "nothing calls the `main` of an example")]
#[path = "../../examples/house_policy.rs"]
mod house_policy;
#[allow(dead_code, reason = "nothing calls the `main` of an example")]
#[path = "../../examples/http_control_plane.rs"]
mod http_control_plane;
#[allow(dead_code, reason = "nothing calls the `main` of an example")]
#[path = "../../examples/simulator.rs"]
mod simulator;
