//! Links the library where there is no `std`: were any of it drawn in, the panic handler below
//! would stand twice and this would not build.

#![no_std]

use instance_lifecycle::{Environment, Instance, Policy, StopInstance, plan};

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

/// Whether a plain instance may be stopped.
#[unsafe(no_mangle)]
pub extern "C" fn plain_instance_may_be_stopped() -> bool {
    plan(&Instance::PLAIN, &StopInstance::DEFAULT, &Environment::PLAIN, &Policy::documented()).is_ok()
}
