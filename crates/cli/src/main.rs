//! The command `lifecycle`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(instance_lifecycle_cli::run(std::env::args_os()))
}
