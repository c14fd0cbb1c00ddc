//! `lifecycle schema`.

use crate::args::policy_named;
use crate::exit::{Failure, Status};
use crate::output::Output;
use clap::Args;
use instance_lifecycle::Policy;
use instance_lifecycle_wire::{schema, schema_of};

#[derive(Args, Debug)]
#[command(after_help = "\
The custom attributes of a policy file are known as facts, in the environment,
and in the tags and fields of records.

Examples:
  lifecycle schema > case.schema.json
  lifecycle schema --policy house.toml > case.schema.json")]
pub(crate) struct SchemaArguments {
    /// A policy file whose custom attributes cases have
    #[arg(long, value_name = "POLICY", value_parser = policy_named)]
    policy: Option<Policy>,
}

pub(super) fn run(arguments: &SchemaArguments, output: &Output) -> Result<Status, Failure> {
    let schema = arguments.policy.as_ref().map_or_else(schema, |policy| schema_of(policy.attributes()));
    output.document(&format!("{schema:#}\n"))?;
    Ok(Status::Good)
}
