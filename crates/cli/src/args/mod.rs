//! The arguments, and what they stand for.

mod decide;
mod environment;
mod policy;
mod request;

pub(crate) use decide::DecideArguments;
pub(crate) use environment::EnvironmentOptions;
pub(crate) use policy::{PolicyFile, PolicyOptions, interpretation, policy_named};
pub(crate) use request::RequestOptions;

use crate::backtest::BacktestArguments;
use crate::check::CheckArguments;
use crate::conform::ConformArguments;
use crate::diff::DiffArguments;
use crate::docs::DocsArguments;
use crate::policy::PolicyCommand;
use crate::prove::ProveArguments;
use crate::replay::ReplayArguments;
use crate::vectors::VectorsArguments;
use clap::{Args, Parser, Subcommand, ValueEnum};
use instance_lifecycle::closed_set::OneOf;
use instance_lifecycle::{Action, Event, Finite, Operation};
use instance_lifecycle_wire::MAX_LINE;
use std::path::PathBuf;

/// Plans and exact documented errors for cloud instances (Alibaba Cloud ECS), without a call.
#[derive(Debug, Parser)]
#[command(name = "lifecycle", version, long_version = VERSION, max_term_width = 80, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\npolicies: ecs-2021-01, ecs-2024-11-14 (the default), ecs-2025-12-03"
);

const EXAMPLES: &str = "\
Examples:
  lifecycle plan StopInstance examples/records/running.json
  aliyun ecs DescribeInstances | lifecycle status
  lifecycle plan --format json examples/records/cases.ndjson
  lifecycle explain StopInstance --interpretation R2=Allow record.json
  lifecycle evolve --event SpotInterruptionNoticed record.json
  lifecycle why security-lock

Exit status: 0 everything planned, passed or already done; 1 something was
refused, or cannot happen; 2 bad usage, or input that cannot be read.";

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "there is one, as long as the process runs")]
pub(crate) enum Command {
    /// Print the plan of a call, or the error it would get
    Plan(DecideArguments),
    /// Print every rule that objects to a call, in order, with evidence and source
    Explain(DecideArguments),
    /// Show what each instance can do now, why not, and what it costs
    Status(StatusArguments),
    /// Let events happen to instances
    Evolve(EvolveArguments),
    /// Show what was understood of each record
    Inspect(InspectArguments),
    /// Draw the statuses, and what leads from one to another
    Diagram(DiagramArguments),
    /// List the events, when they can happen and where they lead
    Events(EventsArguments),
    /// Print the documented errors
    Errors(ErrorsArguments),
    /// List the contested points, the answers to each and the defaults
    Interpretations(InterpretationsArguments),
    /// Write a policy down, or print the form of policy files
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Show one rule in full
    Why(WhyArguments),
    /// Find what is wrong with a policy, or worth knowing
    Check(CheckArguments),
    /// Say exactly what two policies decide differently
    Diff(DiffArguments),
    /// Prove laws of one's own, or show the simplest case that breaks them
    Prove(ProveArguments),
    /// Answer a recorded history again, shrink it or bill it
    Replay(ReplayArguments),
    /// Answer recorded cases under two policies, and count what changes
    Backtest(BacktestArguments),
    /// Write test cases for other implementations, each with its answer
    Vectors(VectorsArguments),
    /// Check the answers of another implementation to the vectors
    Conform(ConformArguments),
    /// Print the JSON Schema of cases, answers, traces and policies
    Schema,
    /// Write the tables of the rows in Markdown
    Docs(DocsArguments),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Input and output")]
pub(crate) struct InputOptions {
    /// The form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
    /// The most bytes of a line that are read; a longer one is unreadable
    #[arg(long, value_name = "BYTES", default_value_t = MAX_LINE)]
    pub(crate) max_line: usize,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Each operation is asked with its default parameters. `yes`: it would be carried
out; `done`: there is nothing to do; `later`: time alone may cure what refuses
it; `no`: it is refused. `with ...` names parameters that would make it pass.")]
pub(crate) struct StatusArguments {
    /// The file; standard input where there is none, or `-`
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) environment: EnvironmentOptions,
    #[command(flatten)]
    pub(crate) policy: PolicyOptions,
    #[command(flatten)]
    pub(crate) input: InputOptions,
}

#[derive(Args, Debug)]
#[command(after_help = "\
The events happen one after the other, up to the first that cannot. As JSON the
output is a line an instance, which the other commands read as a record.

Examples:
  lifecycle evolve --event ArrearsIncurred --event ArrearsStopped record.json
  lifecycle evolve --event BootCompleted --format json | lifecycle status")]
pub(crate) struct EvolveArguments {
    /// What happens; may be given several times
    #[arg(long = "event", value_name = "EVENT", required = true, value_parser = event)]
    pub(crate) events: Vec<Event>,
    /// The file; standard input where there is none, or `-`
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) input: InputOptions,
}

#[derive(Args, Debug)]
pub(crate) struct InspectArguments {
    /// The file; standard input where there is none, or `-`
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) policy: PolicyOptions,
    #[command(flatten)]
    pub(crate) input: InputOptions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiagramFormat {
    Mermaid,
    Dot,
}

#[derive(Args, Debug)]
pub(crate) struct DiagramArguments {
    /// The language of the diagram
    #[arg(long, value_enum, default_value = "mermaid")]
    pub(crate) format: DiagramFormat,
    /// Of one operation, with what its task in flight comes to
    #[arg(long, value_name = "OPERATION", value_parser = single)]
    pub(crate) operation: Option<Operation>,
    #[command(flatten)]
    pub(crate) policy: PolicyOptions,
}

#[derive(Args, Debug)]
pub(crate) struct EventsArguments {
    /// The form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    Text,
    Json,
    Tsv,
}

#[derive(Args, Debug)]
pub(crate) struct ErrorsArguments {
    /// Of one operation
    #[arg(long, value_name = "OPERATION", value_parser = action)]
    pub(crate) operation: Option<Action>,
    /// Of one revision of its page, such as 2024-11-14
    #[arg(long, value_name = "REVISION")]
    pub(crate) revision: Option<String>,
    /// The form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TableFormat,
}

#[derive(Args, Debug)]
pub(crate) struct InterpretationsArguments {
    /// The form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct WhyArguments {
    /// The name of the rule, as answers and `explain` print it; without one, the names of all
    pub(crate) rule: Option<String>,
    /// Of one operation only
    #[arg(long, value_name = "OPERATION", value_parser = single)]
    pub(crate) operation: Option<Operation>,
    #[command(flatten)]
    pub(crate) policy: PolicyOptions,
}

fn action(name: &str) -> Result<Action, String> {
    let names = Action::NAMES;
    name.parse().map_err(|_| unknown("operation", name, names, &format!("expected {}", known(names))))
}

/// An operation that is asked of one instance.
pub(crate) fn single(name: &str) -> Result<Operation, String> {
    let action = action(name)?;
    action.operation().ok_or_else(|| not_single(action))
}

/// Says that an operation is asked of several instances, where it must be of one.
pub(crate) fn not_single(action: Action) -> String {
    format!("`{action}` is asked of several instances at once: expected {}", known(Operation::NAMES))
}

fn event(name: &str) -> Result<Event, String> {
    name.parse().map_err(|_| unknown("event", name, Event::NAMES, "`lifecycle events` lists them"))
}

/// Says that there is nothing of that name: with the one that was probably meant, or else how to
/// find it.
pub(crate) fn unknown(what: &str, name: &str, names: &[impl AsRef<str>], otherwise: &str) -> String {
    match nearest(name, names) {
        Some(nearest) => format!("there is no {what} `{name}`, did you mean `{nearest}`?"),
        None => format!("there is no {what} `{name}`: {otherwise}"),
    }
}

/// The name that is most like another one, if any is.
pub(crate) fn nearest<'n>(name: &str, names: &'n [impl AsRef<str>]) -> Option<&'n str> {
    let likeness = |known: &str| strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase());
    let names = names.iter().map(|known| (likeness(known.as_ref()), known.as_ref()));
    let best = names.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.filter(|(likeness, _)| *likeness > 0.85).map(|(_, name)| name)
}

/// Names as a sentence lists alternatives.
pub(crate) fn known(names: &[impl AsRef<str>]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    OneOf(&names).to_string()
}
