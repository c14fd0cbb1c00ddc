//! The arguments of `plan` and `explain`.

use crate::args::{AssumeOptions, EnvironmentOptions, PolicyOptions, RequestOptions};
use crate::exit::Failure;
use crate::fields::{assumed_help, environment_help};
use crate::suggest::{known, unknown};
use clap::{Args, ValueEnum};
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::request::BatchRequest;
use instance_lifecycle::rules::attributes::{CustomAttribute, Part};
use instance_lifecycle::suggest::nearest;
use instance_lifecycle::{Action, Policy};
use instance_lifecycle_wire::{Defaults, MAX_LINE};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Args, Debug)]
#[command(after_help = format!("\
FILE: a response of DescribeInstances, a JSON array of records, one record, or
lines of cases (NDJSON). Request options apply to bare records; a case has its
own request. A plural operation such as StopInstances is one batch of all
records; a line may also hold a batch of its own:
  {{\"Instances\": [...], \"Request\": {{\"Action\": \"StopInstances\"}}}}
CreateInstance and RunInstances take no FILE. A build with the feature `columns`
also reads tables: Parquet, and Arrow IPC files.

`--format table` has one line for each instance: the status at the end, and for
a stop whether its address, its data and its place (the capacity to start again)
are `kept` or at `risk`; of a refused call the code.

The default policy stays ecs-2024-11-14, so that answers do not change when a
newer page appears. `--policy latest` is the newest page; where it answers
otherwise, a line under the answer says so.

Facts of the environment (--environment), the default first:
{}
Facts of a record (--assume, or \"Facts\": {{\"Standing\": \"InArrears\"}} in the
record), the default first:
{}
Examples:
  lifecycle plan StopInstance examples/records/running.json
  lifecycle plan StopInstance --economical-mode-default on records.json
  lifecycle plan StartInstance --environment Stock=SoldOut records.json
  lifecycle plan StartInstance --assume Standing=InArrears records.json
  lifecycle plan DeleteInstance --force --force-stop=false records.json
  lifecycle plan RunInstances --charge-type PrePaid --amount 3
  lifecycle plan --format json examples/records/cases.ndjson
  lifecycle plan StopInstance --format table --only refused listing.json

Exit status: 0 everything planned, passed or already done; 1 something refused;
2 usage error or unreadable input; 3 the input holds no instance.", environment_help(), assumed_help()))]
pub(crate) struct DecideArguments {
    /// The operation, such as StopInstance or StopInstances; optional if every case has its own request
    #[arg(value_name = "OPERATION")]
    first: Option<String>,
    /// The input; standard input without a file, or with `-`
    #[arg(value_name = "FILE")]
    second: Option<PathBuf>,
    #[command(flatten)]
    request: RequestOptions,
    #[command(flatten)]
    environment: EnvironmentOptions,
    #[command(flatten)]
    pub(super) assume: AssumeOptions,
    #[command(flatten)]
    pub(super) policy: PolicyOptions,
    #[command(flatten)]
    pub(super) output: OutputOptions,
    /// Reject a record if the answer depends on an assumption
    #[arg(long, help_heading = "Record options")]
    pub(super) strict: bool,
}

/// The input and the form of the output.
#[derive(Args, Debug)]
#[command(next_help_heading = "Input and output")]
pub(super) struct OutputOptions {
    /// The format of the output; a table has one line for each instance
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: Format,
    /// Print only these answers; all are counted
    #[arg(long, value_enum)]
    pub(super) only: Option<Only>,
    /// The maximum number of bytes in a line; a longer line is unreadable
    #[arg(long, value_name = "BYTES", default_value_t = MAX_LINE)]
    pub(super) max_line: usize,
}

/// The format of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Table,
    Json,
}

/// The answers that are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Only {
    /// Refused calls
    Refused,
    /// Calls that are carried out, have nothing to do, or pass their dry run
    Planned,
}

impl Only {
    /// Whether an answer with this name in the summary is printed.
    pub(super) fn admits(self, outcome: &str) -> bool {
        (outcome == "refused") == (self == Self::Refused)
    }
}

/// The input and the request about it.
pub(super) struct Targets {
    pub(super) file: Option<PathBuf>,
    /// The defaults of its records.
    pub(super) defaults: Defaults,
    /// The plural request about all records at once.
    pub(super) batch: Option<BatchRequest>,
}

impl DecideArguments {
    /// The file, the defaults of its records, and the plural request.
    pub(super) fn targets(&self, policy: &Policy) -> Result<Targets, Failure> {
        let (action, file) = self.positional()?;
        let mut batch = None;
        let request = match action {
            Some(action) => match action.operation() {
                Some(operation) => Some(self.request.request(operation)?),
                None => {
                    let request = self.request.batch(action)?;
                    batch = Some(request);
                    Some(request.of_each())
                }
            },
            None if self.request.is_given() => {
                return Err(Failure::Usage(
                    "request options need an operation, such as `StopInstance`".to_owned(),
                ));
            }
            None => None,
        };
        let defaults = Defaults {
            request,
            environment: self.environment.environment(policy.attributes())?,
            given: self.environment.given(policy.attributes()),
            action,
            attributes: policy.attributes().clone(),
            ..Defaults::default()
        };
        let defaults = self.assume.defaults(defaults)?;
        let is_counted = |attribute: &&Arc<CustomAttribute>| {
            attribute.source().part() == Part::Request
                && defaults.given.contains_custom(&defaults.attributes, attribute.name())
        };
        if let Some(attribute) = defaults.attributes.custom().find(is_counted).filter(|_| batch.is_some()) {
            let name = attribute.name();
            return Err(Failure::Usage(format!(
                "`--environment {name}`: the value follows from the number of instances"
            )));
        }
        Ok(Targets { file, defaults, batch })
    }

    /// The action and the file. A single argument is the file unless it names an operation.
    fn positional(&self) -> Result<(Option<Action>, Option<PathBuf>), Failure> {
        let Some(first) = self.first.as_deref() else { return Ok((None, None)) };
        match (first.parse::<Action>(), &self.second) {
            (Ok(action), file) => Ok((Some(action), file.clone())),
            (Err(_), Some(_)) => Err(Failure::Usage(unknown(
                "operation",
                first,
                Action::NAMES,
                &format!("expected {}", known(Action::NAMES)),
            ))),
            (Err(_), None) => {
                let file = PathBuf::from(first);
                match nearest(first, Action::NAMES.iter().copied()) {
                    Some(nearest) if first != "-" && !file.exists() => Err(Failure::Usage(format!(
                        "`{first}` is neither a file nor an operation, did you mean `{nearest}`?"
                    ))),
                    _ => Ok((None, Some(file))),
                }
            }
        }
    }
}
