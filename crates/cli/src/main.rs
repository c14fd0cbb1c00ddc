//! The `lifecycle` command: plans and exact documented errors for records of DescribeInstances.
//!
//! `instance-lifecycle` decides and `instance-lifecycle-wire` reads; this crate holds the arguments,
//! the streams and the text for people. Layers, each of which uses only those before it: [`exit`],
//! [`output`], [`suggest`], [`fields`], [`args`], [`input`] and the other shared modules, the commands
//! in `command/`, [`command`].

mod args;
mod assumed;
mod assumptions;
mod catalogue;
mod command;
mod consequence;
mod evidence;
mod exit;
mod fields;
mod gzip;
mod input;
mod output;
mod proof;
mod routes;
mod sarif;
mod suggest;
mod trails;
mod transitions;
mod utf16;
mod variations;
mod vectors;
mod verdict;
mod witness;

use clap::Parser;
use command::Arguments;
use exit::{Failure, Status};
use output::Output;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let is_failure = output::print_usage(&error).is_err() || error.use_stderr();
            return ExitCode::from(if is_failure { Status::Invalid } else { Status::Good } as u8);
        }
    };
    let output = Output::to_stdout();
    match command::run(arguments.command, &output).and_then(|status| output.flush().map(|()| status)) {
        Ok(status) => ExitCode::from(status as u8),
        // The reader closed the pipe.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            // Answers before the failure are kept.
            let _ = output.flush();
            output::report(&failure);
            ExitCode::from(Status::Invalid as u8)
        }
    }
}
