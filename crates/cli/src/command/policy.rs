//! `lifecycle policy`: policies as files, and the schema of policy files.

mod schema;

use crate::args::{Chosen, built_in, chosen, interpretation};
use crate::exit::{Failure, Status};
use crate::output::{Output, escape_document};
use clap::{Args, Subcommand, ValueEnum};
use instance_lifecycle::Revision;
use instance_lifecycle::policy::interpretations::Choice;
use instance_lifecycle_wire::{PolicyFormat, read_policy_file, write_annotated_policy, write_policy};
use std::fs::File;
use std::io::{ErrorKind, Write};

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "one value exists, for the life of the process")]
pub(crate) enum PolicyCommand {
    /// Export a policy as TOML or JSON, to edit and pass to --policy
    Show(ShowArguments),
    /// Begin a policy file
    New(NewArguments),
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
  lifecycle policy show --full house.toml
  lifecycle plan StopInstance --policy house.toml record.json")]
pub(crate) struct ShowArguments {
    /// A built-in policy, or a policy file
    #[arg(default_value = "ecs-2024-11-14", value_parser = chosen)]
    policy: Chosen,
    /// An interpretation, by id or name; may be repeated
    #[arg(long = "interpretation", value_name = "NAME=VALUE", value_parser = interpretation)]
    interpretations: Vec<Choice>,
    /// With every interpretation, stage and removable rule, with tests and laws, and with comments; only as TOML
    #[arg(long)]
    full: bool,
    /// The format of the output
    #[arg(long, value_enum, default_value = "toml")]
    format: FileFormat,
}

#[derive(Args, Debug)]
#[command(after_help = "\
An existing file is not overwritten.

Examples:
  lifecycle policy new house.toml
  lifecycle policy new --base latest house.toml")]
pub(crate) struct NewArguments {
    /// The file to write
    file: String,
    /// The built-in policy that the file changes
    #[arg(long, value_name = "POLICY", default_value = "ecs-2024-11-14", value_parser = built_in)]
    base: Revision,
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
        PolicyCommand::New(arguments) => new(arguments, output)?,
        PolicyCommand::Show(ShowArguments { full: true, format: FileFormat::Json, .. }) => {
            return Err(Failure::Usage("--full writes TOML, since JSON has no comments".to_owned()));
        }
        PolicyCommand::Show(ShowArguments { policy, interpretations, full, format }) => {
            let changed = interpretations
                .iter()
                .fold(policy.policy.clone(), |policy, &interpretation| policy.with(interpretation));
            let format = (*format).into();
            let text = if *full {
                let suite = policy.suite().map_err(|error| Failure::Usage(error.to_string()))?;
                write_annotated_policy(&changed, &suite)
            } else {
                write_policy(&changed, format)
            };
            // Escapes mean the same in JSON and in most TOML strings, not in literal ones.
            let read = read_policy_file(&text, format);
            let is_kept = read.as_ref().is_ok_and(|read| read.policy == changed);
            if is_kept && read_policy_file(&escape_document(&text), format) == read {
                output.document(&text)?;
            } else {
                let problem = match is_kept {
                    true => "the policy has texts with control characters: use --format json",
                    false => "the policy cannot be written as a file that reads back the same",
                };
                return Err(Failure::Usage(problem.to_owned()));
            }
        }
        PolicyCommand::Schema => output.document(&format!("{:#}\n", schema::described()))?,
    }
    Ok(Status::Good)
}

/// A file that says what the base says, with what can be changed in comments.
const STARTER: &str = include_str!("policy/starter.toml");

/// The base that the starter names.
const STARTER_BASE: &str = "ecs-2024-11-14";

fn new(NewArguments { file, base }: &NewArguments, output: &Output) -> Result<(), Failure> {
    let problem = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Failure::Usage(format!("`{file}` exists: expected the name of a new file"))
        }
        _ => Failure::Usage(format!("cannot write `{file}`: {error}")),
    };
    let text = STARTER.replacen(STARTER_BASE, &format!("ecs-{base}"), 1);
    File::create_new(file).and_then(|mut file| file.write_all(text.as_bytes())).map_err(problem)?;
    output.line(format_args!("wrote `{file}`, the policy ecs-{base} until it is edited"))
}
