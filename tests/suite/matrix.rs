//! The whole matrix: what each operation answers in each status, of an instance with nothing special
//! and its plain task.

use core::fmt::Write;
use instance_lifecycle::{
    CreateInstance, DeleteInstance, Environment, Instance, Policy, ReActivateInstances, RebootInstance,
    Request, RunInstances, StartInstance, Status, StopInstance, StoppedFor, plan,
};

const FORCED: DeleteInstance = DeleteInstance { force: true, ..DeleteInstance::DEFAULT };

/// The calls, each with the instance that it is about, but for the status. A creation is about none.
fn calls() -> [(&'static str, Request, Instance); 10] {
    let plain = Instance::PLAIN;
    let arrears = Instance { stopped_for: StoppedFor::Arrears, ..plain };
    [
        ("CreateInstance", CreateInstance::DEFAULT.into(), plain),
        ("RunInstances", RunInstances::DEFAULT.into(), plain),
        ("StartInstance", StartInstance::DEFAULT.into(), plain),
        ("StopInstance", StopInstance::DEFAULT.into(), plain),
        ("RebootInstance", RebootInstance::DEFAULT.into(), plain),
        ("DeleteInstance", DeleteInstance::DEFAULT.into(), plain),
        ("DeleteInstance Force=true", FORCED.into(), plain),
        (
            "DeleteInstance Force=true ForceStop=false",
            DeleteInstance { force_stop: false, ..FORCED }.into(),
            plain,
        ),
        ("ReActivateInstances", ReActivateInstances::DEFAULT.into(), plain),
        ("ReActivateInstances stopped for arrears", ReActivateInstances::DEFAULT.into(), arrears),
    ]
}

/// A line a cell: the call, the status, the path or the error, and whether to try again.
#[test]
fn of_operations_and_statuses() {
    let mut matrix = String::new();
    for (name, request, instance) in calls() {
        for &status in Status::ALL {
            if request.creates() && status != Status::Released {
                continue;
            }
            let instance = match status {
                Status::Released => Instance::RELEASED,
                _ => Instance { status, task: status.plain_task(), ..instance },
            };
            let answer = match plan(&instance, &request, &Environment::PLAIN, &Policy::documented()) {
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
