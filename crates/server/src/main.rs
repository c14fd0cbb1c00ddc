//! The command `lifecycle-server`.

use clap::Parser as _;
use instance_lifecycle_server::command::Command;
use std::process::ExitCode;

fn main() -> ExitCode {
    instance_lifecycle_server::run(&Command::parse())
}
