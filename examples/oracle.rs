//! Uses the library as a test oracle: an implementation that ignores locks differs in some cases of a
//! small space, which is enumerated.
//!
//! `cargo run --example oracle`

use instance_lifecycle::instance::{LockReason, Locks};
use instance_lifecycle::{Environment, Instance, Policy, Status, StopInstance, explain, plan};

/// The system under test, which checks only the status.
fn accepts(instance: &Instance) -> bool {
    instance.status == Status::Running
}

fn main() {
    let (request, environment, policy) =
        (StopInstance::default(), Environment::default(), Policy::documented());
    let locks = LockReason::ALL.iter().map(|&reason| Locks::NONE.with(reason)).chain([Locks::NONE]);
    for (status, locks) in locks.flat_map(|locks| Status::ALL.iter().map(move |&status| (status, locks))) {
        let instance = Instance::default().with(|it| {
            it.status = status;
            it.locks = locks;
            it.task = status.default_task();
        });
        let expected = plan(&instance, &request, &environment, &policy).is_ok();
        if accepts(&instance) != expected {
            let explanation = explain(&instance, &request, &environment, &policy);
            let rules: Vec<&str> = explanation.violations().map(|violation| violation.row().rule).collect();
            println!("{status}, {locks:?}: accepted, but violates {}", rules.join(", "));
        }
    }
}
