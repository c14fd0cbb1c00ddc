//! Links the library where there is no `std`: were any of it drawn in, the panic handler below
//! would stand twice and this would not build.

#![no_std]

use instance_lifecycle::{
    BatchOptimization, BatchRequest, Environment, Event, Instance, Policy, Request, StopInstances, batch,
    charges, plan,
};

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

/// How many operations a default instance may be asked for, and how many events may happen to it.
#[unsafe(no_mangle)]
pub extern "C" fn open_to_a_plain_instance() -> usize {
    let (instance, policy) = (Instance::DEFAULT, Policy::documented());
    let open = |request: &&Request| plan(&instance, *request, &Environment::DEFAULT, &policy).is_ok();
    let happens = |event: &&Event| instance.apply(**event).is_ok();
    Request::DEFAULTS.iter().filter(open).count() + Event::ALL.iter().filter(happens).count()
}

/// For how many resources two default instances are billed once one call has stopped them.
#[unsafe(no_mangle)]
pub extern "C" fn billed_of_two_that_are_stopped() -> usize {
    let policy = Policy::documented();
    let items = [(1_u32, Instance::DEFAULT), (2, Instance::DEFAULT)].into_iter();
    let request =
        StopInstances { batch_optimization: BatchOptimization::SuccessFirst, ..StopInstances::DEFAULT };
    let Ok(batch) = batch(BatchRequest::from(request), items, &Environment::DEFAULT, &policy) else { return 0 };
    batch.accepted().map(|(_, instance)| charges(&instance, &policy).count()).sum()
}
