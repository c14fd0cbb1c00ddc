//! `lifecycle policy`: policies as files, and the schema of policy files.

use crate::args::{interpretation, policy_named};
use crate::exit::{Failure, Status};
use crate::output::{Output, escape_document};
use clap::{Args, Subcommand, ValueEnum};
use instance_lifecycle::Policy;
use instance_lifecycle::policy::interpretations::Choice;
use instance_lifecycle_wire::{PolicyFormat, policy_schema, read_policy, write_policy};

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "one value exists, for the life of the process")]
pub(crate) enum PolicyCommand {
    /// Export a policy as TOML or JSON, to edit and pass to --policy
    Show(ShowArguments),
    /// Print the JSON Schema of policy files, for TOML and JSON
    Schema,
}

#[derive(Args, Debug)]
#[command(after_help = "\
A policy file names a built-in policy and the changes to it: interpretations,
the precedence of stages, removed rules and custom rules. `lifecycle attributes`
lists what the conditions of custom rules can test.

Examples:
  lifecycle policy show ecs-2025-12-03 --interpretation R2=Deny > house.toml
  lifecycle plan StopInstance --policy house.toml record.json")]
pub(crate) struct ShowArguments {
    /// A built-in policy, or a policy file
    #[arg(default_value = "ecs-2024-11-14", value_parser = policy_named)]
    policy: Policy,
    /// An interpretation, by id or name; may be repeated
    #[arg(long = "interpretation", value_name = "NAME=VALUE", value_parser = interpretation)]
    interpretations: Vec<Choice>,
    /// The format of the output
    #[arg(long, value_enum, default_value = "toml")]
    format: FileFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FileFormat {
    Toml,
    Json,
}

impl From<FileFormat> for PolicyFormat {
    fn from(format: FileFormat) -> Self {
        match format {
            FileFormat::Toml => Self::Toml,
            FileFormat::Json => Self::Json,
        }
    }
}

pub(super) fn run(command: &PolicyCommand, output: &Output) -> Result<Status, Failure> {
    match command {
        PolicyCommand::Show(ShowArguments { policy, interpretations, format }) => {
            let policy = interpretations
                .iter()
                .fold(policy.clone(), |policy, &interpretation| policy.with(interpretation));
            let format = (*format).into();
            let text = write_policy(&policy, format);
            // Escapes mean the same in JSON and in most TOML strings, not in literal ones.
            if read_policy(&escape_document(&text), format).is_ok_and(|read| read == policy) {
                output.document(&text)?;
            } else {
                let problem = "the policy has texts with control characters: use --format json";
                return Err(Failure::Usage(problem.to_owned()));
            }
        }
        PolicyCommand::Schema => output.document(&format!("{:#}\n", policy_schema()))?,
    }
    Ok(Status::Good)
}
