//! The answer of each operation in each status, for a default instance.

use core::fmt::Write;
use instance_lifecycle::instance::StoppedFor;
use instance_lifecycle::{
    CreateInstance, DeleteInstance, Environment, Instance, Policy, ReActivateInstances, RebootInstance,
    Request, RunInstances, StartInstance, Status, StopInstance, plan,
};

const FORCED: DeleteInstance = {
    let mut it = DeleteInstance::DEFAULT;
    it.force = true;
    it
};

/// Returns the calls, each with its instance but for the status.
fn calls() -> [(&'static str, Request, Instance); 10] {
    let default = Instance::DEFAULT;
    let arrears = default.with(|it| it.stopped_for = StoppedFor::Arrears);
    [
        ("CreateInstance", CreateInstance::DEFAULT.into(), default),
        ("RunInstances", RunInstances::DEFAULT.into(), default),
        ("StartInstance", StartInstance::DEFAULT.into(), default),
        ("StopInstance", StopInstance::DEFAULT.into(), default),
        ("RebootInstance", RebootInstance::DEFAULT.into(), default),
        ("DeleteInstance", DeleteInstance::DEFAULT.into(), default),
        ("DeleteInstance Force=true", FORCED.into(), default),
        (
            "DeleteInstance Force=true ForceStop=false",
            FORCED.with(|it| it.force_stop = false).into(),
            default,
        ),
        ("ReActivateInstances", ReActivateInstances::DEFAULT.into(), default),
        ("ReActivateInstances stopped for arrears", ReActivateInstances::DEFAULT.into(), arrears),
    ]
}

/// One line per cell: the call, the status, the path or the error, and whether the error is retryable.
#[test]
fn every_operation_in_every_status_equals_its_snapshot() {
    let mut matrix = String::new();
    for (name, request, instance) in calls() {
        for &status in Status::ALL {
            if request.creates() && status != Status::Released {
                continue;
            }
            let instance = match status {
                Status::Released => Instance::RELEASED,
                _ => instance.with(|it| {
                    it.status = status;
                    it.task = status.default_task();
                }),
            };
            let answer = match plan(&instance, &request, &Environment::DEFAULT, &Policy::documented()) {
                Ok(plan) => plan.path().to_string(),
                Err(rejection) => {
                    let row = rejection.error();
                    let again = if rejection.is_retryable() { ", retryable" } else { "" };
                    format!("{} {}{again}", row.http_status, row.code)
                }
            };
            writeln!(matrix, "{name:<41} {:<9} {answer}", status.as_str()).expect("a string takes all");
        }
    }
    insta::assert_snapshot!(matrix);
}
