//! The arguments, and what they stand for.

use crate::docs::DocsArguments;
use crate::output::Failure;
use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use instance_lifecycle::{
    Environment, Finite, Operation, Policy, Reading, Request, Revision, StopInstance, StopMode,
};
use instance_lifecycle_wire::{Defaults, MAX_LINE};
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
  aliyun ecs DescribeInstances | lifecycle plan StopInstance --force-stop
  lifecycle plan --format json cases.ndjson
  lifecycle explain StopInstance --reading R2=Allow record.json
  lifecycle why security-lock

Exit status: 0 everything planned, passed or already done; 1 something was
refused; 2 bad usage, or input that cannot be read.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the plan of a call, or the error it would get
    Plan(DecideArguments),
    /// Print every rule that objects to a call, in order, with evidence and source
    Explain(DecideArguments),
    /// Show what was understood of each record
    Inspect(InspectArguments),
    /// Print the documented errors
    Errors(ErrorsArguments),
    /// List the contested points, the answers to each and the defaults
    Readings(ReadingsArguments),
    /// Show one rule in full
    Why(WhyArguments),
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

/// What `plan` and `explain` take.
#[derive(Args, Debug)]
#[command(after_help = "\
FILE holds a response of DescribeInstances, a list of records, one record, or
cases, one a line. The request options make the request of a bare record; the
request of a case stands.

Examples:
  lifecycle plan StopInstance examples/records/running.json
  lifecycle plan StopInstance --economical-mode-default on records.json
  lifecycle plan --format json cases.ndjson")]
pub(crate) struct DecideArguments {
    /// The operation; may be left out where every case names its own
    #[arg(value_name = "OPERATION")]
    first: Option<String>,
    /// The file; standard input where there is none, or `-`
    #[arg(value_name = "FILE")]
    second: Option<PathBuf>,
    #[command(flatten)]
    request: RequestOptions,
    /// Whether the account stops eligible instances in economical mode by default
    #[arg(long, value_name = "on|off", value_parser = PossibleValuesParser::new(["on", "off"]), hide_possible_values = true)]
    economical_mode_default: Option<String>,
    #[command(flatten)]
    pub(crate) policy: PolicyOptions,
    #[command(flatten)]
    pub(crate) input: InputOptions,
    /// Refuse to answer where a record leaves something to be taken for granted
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Request options")]
struct RequestOptions {
    /// The stop mode to ask for by name: StopCharging or KeepCharging
    #[arg(long, value_name = "MODE", value_parser = PossibleValuesParser::new(StopMode::NAMES), hide_possible_values = true)]
    stopped_mode: Option<String>,
    /// Power off
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    force_stop: Option<bool>,
    /// Consent to a stop of an instance with local storage
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    confirm_stop: Option<bool>,
    /// Save the memory to the system disk, then stop
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    hibernate: Option<bool>,
    /// Check everything, change nothing
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    dry_run: Option<bool>,
}

impl RequestOptions {
    fn stop_instance(&self) -> StopInstance {
        StopInstance {
            stopped_mode: self.stopped_mode.as_deref().and_then(|mode| mode.parse().ok()),
            force_stop: self.force_stop.unwrap_or_default(),
            confirm_stop: self.confirm_stop.unwrap_or_default(),
            hibernate: self.hibernate.unwrap_or_default(),
            dry_run: self.dry_run.unwrap_or_default(),
        }
    }

    fn is_given(&self) -> bool {
        self.stopped_mode.is_some()
            || [self.force_stop, self.confirm_stop, self.hibernate, self.dry_run].iter().any(Option::is_some)
    }
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Policy options")]
pub(crate) struct PolicyOptions {
    /// The policy: ecs-2021-01, ecs-2024-11-14 or ecs-2025-12-03
    #[arg(long, value_name = "POLICY", default_value = "ecs-2024-11-14", value_parser = revision)]
    policy: Revision,
    /// A reading, by id or name; may be given several times
    #[arg(long = "reading", value_name = "NAME=VALUE", value_parser = reading)]
    readings: Vec<instance_lifecycle::Choice>,
}

impl PolicyOptions {
    pub(crate) fn policy(&self) -> Policy {
        self.readings.iter().fold(Policy::ecs(self.policy), |policy, &reading| policy.with(reading))
    }
}

fn revision(name: &str) -> Result<Revision, String> {
    let named = |revision: &&Revision| name.strip_prefix("ecs-") == Some(revision.as_str());
    Revision::ALL.iter().find(named).copied().ok_or_else(|| {
        let names: Vec<String> = Revision::ALL.iter().map(|revision| format!("`ecs-{revision}`")).collect();
        format!("expected {}", names.join(", "))
    })
}

fn reading(text: &str) -> Result<instance_lifecycle::Choice, String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    let reading = Reading::named(name)
        .map_err(|_| format!("there is no reading `{name}`: `lifecycle readings` lists them"))?;
    reading.choice(value).map_err(|error| format!("`{value}` is {error}"))
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
pub(crate) struct InspectArguments {
    /// The file; standard input where there is none, or `-`
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) policy: PolicyOptions,
    #[command(flatten)]
    pub(crate) input: InputOptions,
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
    #[arg(long, value_name = "OPERATION", value_parser = operation)]
    pub(crate) operation: Option<Operation>,
    /// Of one revision of its page, such as 2024-11-14
    #[arg(long, value_name = "REVISION")]
    pub(crate) revision: Option<String>,
    /// The form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TableFormat,
}

#[derive(Args, Debug)]
pub(crate) struct ReadingsArguments {
    /// The form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct WhyArguments {
    /// The name of the rule, as answers and `explain` print it
    pub(crate) rule: String,
    #[command(flatten)]
    pub(crate) policy: PolicyOptions,
}

fn operation(name: &str) -> Result<Operation, String> {
    name.parse().map_err(|error| format!("{error}"))
}

impl DecideArguments {
    /// The file, and what holds for bare records.
    pub(crate) fn targets(&self) -> Result<(Option<PathBuf>, Defaults), Failure> {
        // A lone argument that names no operation is the file.
        let (operation, file) = match (self.first.as_deref().map(|name| (name, name.parse())), &self.second) {
            (None, file) => (None, file.clone()),
            (Some((_, Ok(operation))), file) => (Some(operation), file.clone()),
            (Some((file, Err(_))), None) => (None, Some(PathBuf::from(file))),
            (Some((name, Err(error))), Some(_)) => {
                return Err(Failure::Usage(format!("`{name}` is {error}")));
            }
        };
        let request = match operation {
            Some(Operation::StopInstance) => Some(Request::StopInstance(self.request.stop_instance())),
            Some(other) => {
                let known: Vec<String> =
                    Request::DEFAULTS.iter().map(|request| format!("`{}`", request.operation())).collect();
                return Err(Failure::Usage(format!(
                    "of `{other}` only the errors are known; expected {}",
                    known.join(", ")
                )));
            }
            None if self.request.is_given() => {
                return Err(Failure::Usage(
                    "request options need an operation, such as `StopInstance`".to_owned(),
                ));
            }
            None => None,
        };
        let environment = Environment {
            economical_mode_default: self.economical_mode_default.as_deref() == Some("on"),
            ..Environment::PLAIN
        };
        Ok((file, Defaults { request, environment, operation }))
    }
}
