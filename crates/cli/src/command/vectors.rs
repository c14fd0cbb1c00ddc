//! `lifecycle vectors`: test cases for other implementations, each with its expected answer.

use crate::args::{PolicyOptions, single};
use crate::exit::{Failure, Status};
use crate::output::Output;
use crate::vectors::Stated;
use clap::Args;
use instance_lifecycle::Operation;
use instance_lifecycle_wire::{Answer, Case};
use serde::Serialize;
use serde::ser::Serializer;

#[derive(Args, Debug)]
#[command(after_help = "\
Each line is a vector: an id, a case and the expected answer. The id is
OPERATION/RULE/ROW for a case that the row decides, followed by /ATTRIBUTE for a
near miss, which differs from such a case in that attribute. Ids are stable as
long as the rule keeps its rows.

To check an implementation, write its answers, one a line, and compare them with
`lifecycle conform`:
  {\"Id\": \"StopInstance/security-lock/1\", \"Answer\": {\"Outcome\": ...}}")]
pub(crate) struct VectorsArguments {
    /// Only this operation
    #[arg(long, value_name = "OPERATION", value_parser = single)]
    operation: Option<Operation>,
    #[command(flatten)]
    policy: PolicyOptions,
}

pub(super) fn run(arguments: &VectorsArguments, output: &Output) -> Result<Status, Failure> {
    let policy = arguments.policy.policy();
    for stated in Stated::all(&policy, arguments.operation)? {
        output.json(&Line { stated: &stated, answer: Answer::to(&stated.case, &policy) })?;
    }
    Ok(Status::Good)
}

/// A vector with its answer: the id, the members of the case, the answer.
struct Line<'a> {
    stated: &'a Stated,
    answer: Answer<'a>,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Members<'a> {
            id: &'a str,
            #[serde(flatten)]
            case: &'a Case,
            answer: &'a Answer<'a>,
        }

        let Self { stated, answer } = self;
        Members { id: &stated.id, case: &stated.case, answer }.serialize(serializer)
    }
}
