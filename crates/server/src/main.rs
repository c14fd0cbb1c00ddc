//! The command `lifecycle-server`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(instance_lifecycle_server::run_with(std::env::args_os()))
}
