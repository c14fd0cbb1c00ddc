//! The command line: its commands, and the function that runs each.

mod attributes;
mod audit;
mod backtest;
mod check;
mod conform;
pub(crate) mod decide;
mod diagram;
mod diff;
mod docs;
mod errors;
mod events;
mod evolve;
mod inspect;
mod interpretations;
mod permissions;
mod policy;
mod prove;
mod replay;
mod route;
mod schema;
mod stages;
mod status;
mod terms;
mod test;
mod vectors;
mod why;

use crate::exit::{Failure, Status};
use crate::output::Output;
use clap::{CommandFactory, Parser, Subcommand};
use decide::Question;

/// Plans and exact documented errors for cloud instances (Alibaba Cloud ECS), without calling the API.
#[derive(Debug, Parser)]
#[command(
    name = "lifecycle", version, long_version = VERSION, max_term_width = 80, after_help = EXAMPLES,
    disable_help_subcommand = true
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\npolicies: ecs-2021-01, ecs-2024-11-14 (the default), ecs-2024-12-20,\n          ecs-2025-03-20, ecs-2025-12-03 (latest)"
);

const EXAMPLES: &str = "\
Examples:
  lifecycle plan StopInstance examples/records/running.json
  aliyun ecs DescribeInstances | lifecycle status
  lifecycle plan --format json examples/records/cases.ndjson
  lifecycle explain StopInstance --interpretation R2=Allow record.json
  lifecycle evolve --event SpotInterruptionNoticed record.json
  lifecycle why security-lock
  lifecycle help terms

Built with the feature `columns`, plan, explain and backtest also read tables
(Parquet and Arrow IPC files).

Exit status: 0 success; 1 something was refused, differs or cannot happen;
2 usage error or unreadable input; 3 the input holds no instance.";

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "one value exists, for the life of the process")]
pub(crate) enum Command {
    /// Print the plan of a call, or the error it would get
    Plan(decide::DecideArguments),
    /// Print every rule that a call violates, in order, with evidence and fixes
    Explain(decide::DecideArguments),
    /// Show which operations each instance allows now, and what is billed
    Status(status::StatusArguments),
    /// Apply events to instances
    Evolve(evolve::EvolveArguments),
    /// Find the shortest calls that lead to a goal, such as one that ends the bill
    Route(route::RouteArguments),
    /// Show how each record was understood
    Inspect(inspect::InspectArguments),
    /// Draw the statuses and their transitions
    Diagram(diagram::DiagramArguments),
    /// List the events and the statuses they lead to
    Events(events::EventsArguments),
    /// Print the documented errors
    Errors(errors::ErrorsArguments),
    /// Print the permissions that calls need
    Permissions(permissions::PermissionsArguments),
    /// List the ambiguities in the vendor's documents, and their interpretations
    Interpretations(interpretations::InterpretationsArguments),
    /// List the attributes that rules test, with their values
    Attributes(attributes::AttributesArguments),
    /// Export or begin a policy file, or print the schema of policy files
    #[command(subcommand)]
    Policy(policy::PolicyCommand),
    /// List the stages of each operation in order, with their rules
    Stages(stages::StagesArguments),
    /// Describe a rule or an error code, or list all rules
    Why(why::WhyArguments),
    /// Check a policy for dead rules, unreachable errors and the like
    Check(check::CheckArguments),
    /// Compare two policies exactly
    Diff(diff::DiffArguments),
    /// Run the tests and prove the laws in policy files
    Test(test::TestArguments),
    /// Prove your own laws, or print the simplest counterexample
    Prove(prove::ProveArguments),
    /// Replay, shrink or bill a recorded history
    Replay(replay::ReplayArguments),
    /// Answer recorded cases under two policies, and count the changes
    Backtest(backtest::BacktestArguments),
    /// Compare recorded answers of the service with a policy
    Audit(audit::AuditArguments),
    /// Write test vectors for other implementations
    Vectors(vectors::VectorsArguments),
    /// Compare the answers of another implementation with the vectors
    Conform(conform::ConformArguments),
    /// Print the JSON Schema of cases, answers, traces and policies
    Schema(schema::SchemaArguments),
    /// Write the rule tables as Markdown
    Docs(docs::DocsArguments),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print help, for a command or for the terms
    Help(HelpArguments),
}

/// The subject of `lifecycle help`.
#[derive(clap::Args, Debug)]
#[command(disable_help_flag = true)]
pub(crate) struct HelpArguments {
    /// A command, or `terms` for the glossary
    #[arg(value_name = "COMMAND|terms")]
    subject: Vec<String>,
}

/// Runs a command.
pub(crate) fn run(command: Command, output: &Output) -> Result<Status, Failure> {
    match command {
        Command::Plan(arguments) => decide::run(&arguments, Question::Plan, output),
        Command::Explain(arguments) => decide::run(&arguments, Question::Explain, output),
        Command::Status(arguments) => status::run(&arguments, output),
        Command::Evolve(arguments) => evolve::run(&arguments, output),
        Command::Route(arguments) => route::run(&arguments, output),
        Command::Inspect(arguments) => inspect::run(&arguments, output),
        Command::Diagram(arguments) => diagram::run(&arguments, output),
        Command::Events(arguments) => events::run(&arguments, output),
        Command::Errors(arguments) => errors::run(&arguments, output),
        Command::Permissions(arguments) => permissions::run(&arguments, output),
        Command::Interpretations(arguments) => interpretations::run(&arguments, output),
        Command::Attributes(arguments) => attributes::run(&arguments, output),
        Command::Policy(command) => policy::run(&command, output),
        Command::Stages(arguments) => stages::run(&arguments, output),
        Command::Why(arguments) => why::run(&arguments, output),
        Command::Check(arguments) => check::run(&arguments, output),
        Command::Diff(arguments) => diff::run(&arguments, output),
        Command::Test(arguments) => test::run(&arguments, output),
        Command::Prove(arguments) => prove::run(&arguments, output),
        Command::Replay(arguments) => replay::run(&arguments, output),
        Command::Backtest(arguments) => backtest::run(&arguments, output),
        Command::Audit(arguments) => audit::run(&arguments, output),
        Command::Vectors(arguments) => vectors::run(&arguments, output),
        Command::Conform(arguments) => conform::run(&arguments, output),
        Command::Schema(arguments) => schema::run(&arguments, output),
        Command::Docs(arguments) => docs::run(&arguments, output),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "lifecycle", &mut script);
            output.document(&String::from_utf8_lossy(&script))?;
            Ok(Status::Good)
        }
        Command::Help(arguments) => help(&arguments.subject, output),
    }
}

/// Prints the glossary, or the help of the command that the words name.
fn help(subject: &[String], output: &Output) -> Result<Status, Failure> {
    if subject == ["terms"] {
        return terms::run(output);
    }
    let mut command = Arguments::command();
    command.build();
    let mut found = &mut command;
    for name in subject {
        let names: Vec<String> = found.get_subcommands().map(|known| known.get_name().to_owned()).collect();
        let is_root = std::ptr::eq(name, &subject[0]);
        let names: Vec<String> = names.into_iter().chain(is_root.then(|| "terms".to_owned())).collect();
        found = match names.contains(name) {
            true => found
                .find_subcommand_mut(name)
                .ok_or_else(|| Failure::Usage(format!("no help for `{name}`")))?,
            false => {
                let problem = crate::suggest::unknown("command", name, &names, "`lifecycle help` lists them");
                return Err(Failure::Usage(problem));
            }
        };
    }
    output.document(&found.render_help().to_string())?;
    Ok(Status::Good)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A wrapped example cannot be copied.
    #[test]
    fn help_is_written_in_80_columns() {
        fn check(command: &clap::Command) {
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            for line in after.lines() {
                assert!(line.chars().count() <= 80, "{}: {line}", command.get_name());
            }
            command.get_subcommands().for_each(check);
        }
        check(&Arguments::command());
    }
}
