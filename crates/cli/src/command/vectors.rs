//! `lifecycle vectors`: test cases for other implementations, each with its expected answer.

use crate::args::{PolicyOptions, VectorOptions};
use crate::exit::{Failure, Status};
use crate::output::Output;
use crate::vectors::{Expected, Input, Stated};
use clap::Args;
use serde::Serialize;

#[derive(Args, Debug)]
#[command(after_help = "\
Each line is a vector: an id, a case and the expected answer. The id of a call
is OPERATION/RULE/ROW for a case that the row decides, followed by
  /ATTRIBUTE             a near miss, which differs from such a case in it
  /before/RULE/ROW       this row matches too, with a lower precedence
  /dry-run               the same case with DryRun
  /resource/RESOURCE/N   an effect of the call on a resource
  /risk/RISK/N           a risk of the call
  /PARAMETER/VALUE       a parameter that changes nothing
The ids of a plural operation and of an event are alike: OPERATION/RULE/ROW,
EVENT/ROW. Ids are stable as long as the rule keeps its rows.

To check an implementation, write its answers, one a line, and compare them with
`lifecycle conform`:
  {\"Id\": \"StopInstance/security-lock/1\", \"Answer\": {\"Outcome\": ...}}")]
pub(crate) struct VectorsArguments {
    #[command(flatten)]
    vectors: VectorOptions,
    #[command(flatten)]
    policy: PolicyOptions,
}

pub(super) fn run(arguments: &VectorsArguments, output: &Output) -> Result<Status, Failure> {
    /// A vector with its answer.
    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Line<'a> {
        id: &'a str,
        #[serde(flatten)]
        input: &'a Input,
        answer: Expected<'a>,
    }

    let policy = arguments.policy.policy();
    for stated in Stated::all(&policy, arguments.vectors.asked())? {
        let answer = stated.answer(&policy);
        output.json(&Line { id: &stated.id, input: &stated.input, answer })?;
    }
    Ok(Status::Good)
}
