//! The `lifecycle` command: plans and exact documented errors for records of DescribeInstances.
//!
//! Everything is decided by `instance-lifecycle` and read by `instance-lifecycle-wire`; here stand
//! only the arguments, the streams and the text for people.

mod args;
mod assumptions;
mod backtest;
mod check;
mod conform;
mod decide;
mod diagram;
mod diff;
mod docs;
mod errors;
mod events;
mod evolve;
mod input;
mod inspect;
mod interpretations;
mod output;
mod policy;
mod prove;
mod replay;
mod status;
mod tally;
mod transitions;
mod variations;
mod vectors;
mod why;

use args::{Arguments, Command};
use clap::{CommandFactory, Parser};
use output::{Failure, Output, Status};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let output = Output::to_stdout();
    match run(arguments.command, &output).and_then(|status| output.flush().map(|()| status)) {
        Ok(status) => ExitCode::from(status as u8),
        // Whoever reads has seen enough.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            // What was written before the failure is not lost.
            let _ = output.flush();
            anstream::eprintln!("{}error:{0:#} {failure}", output::TROUBLE);
            ExitCode::from(Status::Trouble as u8)
        }
    }
}

fn run(command: Command, output: &Output) -> Result<Status, Failure> {
    match command {
        Command::Plan(arguments) => decide::run(&arguments, decide::Question::Plan, output),
        Command::Explain(arguments) => decide::run(&arguments, decide::Question::Explain, output),
        Command::Status(arguments) => status::run(&arguments, output),
        Command::Evolve(arguments) => evolve::run(&arguments, output),
        Command::Inspect(arguments) => inspect::run(&arguments, output),
        Command::Diagram(arguments) => diagram::run(&arguments, output),
        Command::Events(arguments) => events::run(&arguments, output),
        Command::Errors(arguments) => errors::run(&arguments, output),
        Command::Interpretations(arguments) => interpretations::run(&arguments, output),
        Command::Policy(command) => policy::run(&command, output),
        Command::Why(arguments) => why::run(&arguments, output),
        Command::Check(arguments) => check::run(&arguments, output),
        Command::Diff(arguments) => diff::run(&arguments, output),
        Command::Prove(arguments) => prove::run(&arguments, output),
        Command::Replay(arguments) => replay::run(&arguments, output),
        Command::Backtest(arguments) => backtest::run(&arguments, output),
        Command::Vectors(arguments) => vectors::run(&arguments, output),
        Command::Conform(arguments) => conform::run(&arguments, output),
        Command::Schema => {
            output.line(format_args!("{:#}", instance_lifecycle_wire::schema()))?;
            Ok(Status::Good)
        }
        Command::Docs(arguments) => docs::run(&arguments, output),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "lifecycle", &mut script);
            output.write(&script)?;
            Ok(Status::Good)
        }
    }
}
