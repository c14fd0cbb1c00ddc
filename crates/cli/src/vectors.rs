//! `lifecycle vectors`: test cases for other implementations, each with its answer.

use crate::args::{PolicyOptions, single};
use crate::output::{Failure, Output, Status};
use clap::Args;
use instance_lifecycle::analysis::{self, Vector};
use instance_lifecycle::{Operation, Policy, Request};
use instance_lifecycle_wire::{Answer, Case, Record};
use serde::Serialize;
use serde::ser::Serializer;

#[derive(Args, Debug)]
#[command(after_help = "\
A line a vector: a case, the answer that it must get, and an id that stays the
same as long as its rule has the same rows: OPERATION/RULE/ROW, and of a near
miss of that row /ATTRIBUTE, the one that keeps the case out of it.

An implementation writes its own answers, a line each, and is checked with
`lifecycle conform`:
  {\"Id\": \"StopInstance/security-lock/1\", \"Answer\": {\"Outcome\": ...}}")]
pub(crate) struct VectorsArguments {
    /// Of one operation only
    #[arg(long, value_name = "OPERATION", value_parser = single)]
    operation: Option<Operation>,
    #[command(flatten)]
    policy: PolicyOptions,
}

pub(crate) fn run(arguments: &VectorsArguments, output: &Output) -> Result<Status, Failure> {
    let policy = arguments.policy.policy();
    for stated in Stated::all(&policy, arguments.operation)? {
        output.json(&Line { stated: &stated, answer: Answer::to(&stated.case, &policy) })?;
    }
    Ok(Status::Good)
}

/// A vector as it is handed to other implementations.
pub(crate) struct Stated {
    pub(crate) id: String,
    pub(crate) case: Case,
}

impl Stated {
    /// All vectors of a policy, in the order of operations and rules; or those of one operation.
    pub(crate) fn all(policy: &Policy, operation: Option<Operation>) -> Result<Vec<Self>, Failure> {
        let vectors = analysis::vectors(policy).map_err(|error| Failure::Usage(error.to_string()))?;
        let is_asked = |vector: &Vector| operation.is_none_or(|asked| asked == vector.operation);
        Ok(vectors.into_iter().filter(is_asked).map(Self::new).collect())
    }

    fn new(vector: Vector) -> Self {
        let asked = vector.witness.case();
        let request = Request::new(vector.operation, asked.request);
        let record = (!request.creates()).then(|| Record::from(asked.instance));
        Self { id: vector.id, case: Case { id: None, record, environment: asked.environment, request } }
    }
}

/// A vector with its answer: the members of a case, with its id before them and the answer behind.
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
