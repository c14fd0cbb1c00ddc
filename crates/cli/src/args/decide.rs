//! What `plan` and `explain` take.

use crate::args::{
    EnvironmentOptions, InputOptions, PolicyOptions, RequestOptions, environment, known, nearest, not_single,
    unknown,
};
use crate::output::Failure;
use clap::Args;
use instance_lifecycle::{Action, Finite, Operation};
use instance_lifecycle_wire::Defaults;
use std::path::PathBuf;

/// What `plan` and `explain` take.
#[derive(Args, Debug)]
#[command(after_help = format!("\
FILE holds a response of DescribeInstances, a list of records, one record, or
cases, one a line. The request options make the request of a bare record; the
request of a case stands. CreateInstance and RunInstances need no FILE: they are
asked of nothing.

The environment, the default value of each fact first:
{}
Examples:
  lifecycle plan StopInstance examples/records/running.json
  lifecycle plan StopInstance --economical-mode-default on records.json
  lifecycle plan StartInstance --environment Stock=SoldOut records.json
  lifecycle plan DeleteInstance --force --force-stop=false records.json
  lifecycle plan RunInstances --charge-type PrePaid --amount 3
  lifecycle plan --format json examples/records/cases.ndjson", environment::facts()))]
pub(crate) struct DecideArguments {
    /// The operation; may be left out where every case names its own
    #[arg(value_name = "OPERATION")]
    first: Option<String>,
    /// The file; standard input where there is none, or `-`
    #[arg(value_name = "FILE")]
    second: Option<PathBuf>,
    #[command(flatten)]
    request: RequestOptions,
    #[command(flatten)]
    environment: EnvironmentOptions,
    #[command(flatten)]
    pub(crate) policy: PolicyOptions,
    #[command(flatten)]
    pub(crate) input: InputOptions,
    /// Refuse to answer where a record leaves something to be assumed
    #[arg(long)]
    pub(crate) strict: bool,
}

impl DecideArguments {
    /// The file, and what holds for bare records.
    pub(crate) fn targets(&self) -> Result<(Option<PathBuf>, Defaults), Failure> {
        let (operation, file) = self.positional()?;
        let request = match operation {
            Some(operation) => Some(self.request.request(operation)?),
            None if self.request.is_given() => {
                return Err(Failure::Usage(
                    "request options need an operation, such as `StopInstance`".to_owned(),
                ));
            }
            None => None,
        };
        Ok((file, Defaults { request, environment: self.environment.environment(), operation }))
    }

    /// The operation and the file. A lone argument that names no operation is the file.
    fn positional(&self) -> Result<(Option<Operation>, Option<PathBuf>), Failure> {
        let Some(first) = self.first.as_deref() else { return Ok((None, None)) };
        match (first.parse::<Action>(), &self.second) {
            (Ok(action), file) => {
                let operation = action.operation().ok_or_else(|| Failure::Usage(not_single(action)))?;
                Ok((Some(operation), file.clone()))
            }
            (Err(_), Some(_)) => Err(Failure::Usage(unknown(
                "operation",
                first,
                Action::NAMES,
                &format!("expected {}", known(Action::NAMES)),
            ))),
            (Err(_), None) => {
                let file = PathBuf::from(first);
                match nearest(first, Action::NAMES) {
                    Some(nearest) if first != "-" && !file.exists() => Err(Failure::Usage(format!(
                        "`{first}` is no file and no operation, did you mean `{nearest}`?"
                    ))),
                    _ => Ok((None, Some(file))),
                }
            }
        }
    }
}
