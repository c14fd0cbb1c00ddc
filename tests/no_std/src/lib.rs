//! Links the library without `std`. If it used `std`, the panic handler below would be defined twice and
//! this package would not build.

#![no_std]

use instance_lifecycle::batch::batch;
use instance_lifecycle::billing::charges;
use instance_lifecycle::request::{BatchOptimization, BatchRequest, StopInstances};
use instance_lifecycle::{Environment, Event, Instance, Policy, Request, plan};

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

/// Returns the number of calls that a default instance permits and of events that can happen to it.
#[unsafe(no_mangle)]
pub extern "C" fn permitted_calls_and_events() -> usize {
    let (instance, policy) = (Instance::DEFAULT, Policy::documented());
    let open = |request: &&Request| plan(&instance, *request, &Environment::DEFAULT, &policy).is_ok();
    let happens = |event: &&Event| instance.apply(**event, &Environment::DEFAULT, &policy).is_ok();
    Request::DEFAULTS.iter().filter(open).count() + Event::ALL.iter().filter(happens).count()
}

/// Returns the number of resources that are billed after one call stopped two default instances.
#[unsafe(no_mangle)]
pub extern "C" fn billed_after_stopping_two() -> usize {
    let policy = Policy::documented();
    let items = [(1_u32, Instance::DEFAULT), (2, Instance::DEFAULT)].into_iter();
    let request = StopInstances::DEFAULT.with(|it| it.batch_optimization = BatchOptimization::SuccessFirst);
    let Ok(batch) = batch(BatchRequest::from(request), items, &Environment::DEFAULT, &policy) else {
        return 0;
    };
    batch.accepted().map(|(_, instance)| charges(&instance, &Environment::DEFAULT, &policy).count()).sum()
}
