//! Prints the plan of a stop in each stop mode, and what the stopped instance is still billed for.
//!
//! `cargo run --example stop`

use instance_lifecycle::instance::StaticAddress;
use instance_lifecycle::request::StopMode;
use instance_lifecycle::{Environment, Instance, Policy, StopInstance, plan};

fn main() {
    let instance = Instance::default().with(|it| {
        it.static_address = StaticAddress::PayByBandwidth;
        it.burstable = true;
    });
    for &mode in StopMode::ALL {
        let request = StopInstance::default().with(|it| it.stopped_mode = Some(mode));
        match plan(&instance, &request, &Environment::default(), &Policy::documented()) {
            Err(rejection) => println!("{mode}: {} {rejection}", rejection.error().code),
            Ok(plan) => {
                println!("{mode}: {}", plan.path());
                for resource in plan.resources().filter(|resource| resource.billed_after) {
                    let if_present = if resource.if_present { " if present" } else { "" };
                    println!("  still billed: {}{if_present}", resource.resource);
                }
                plan.risks().for_each(|risk| println!("  risk: {risk}"));
            }
        }
    }
}
