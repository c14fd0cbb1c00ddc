//! `lifecycle policy`: a policy in writing, and the form of policy files; and `why` of own rules.

use crate::args::{policy_named, reading};
use crate::output::{BAD, Failure, GOOD, Output, Status};
use clap::{Args, Subcommand, ValueEnum};
use instance_lifecycle::{Choice, Evidence, Operation, Policy, PolicyRow, Verdict};
use instance_lifecycle_wire::{PolicyFormat, policy_schema, write_policy};

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "there is one, as long as the process runs")]
pub(crate) enum PolicyCommand {
    /// Write a policy down, to be kept, changed and given to --policy
    Show(ShowArguments),
    /// Print the JSON Schema of policy files, TOML and JSON alike
    Schema,
}

#[derive(Args, Debug)]
#[command(after_help = "\
A policy file names the built-in policy it changes, and what it changes of it:
readings, the precedence of chapters, rules removed, rules of your own.

Examples:
  lifecycle policy show ecs-2025-12-03 --reading R2=Deny > house.toml
  lifecycle plan StopInstance --policy house.toml record.json")]
pub(crate) struct ShowArguments {
    /// A built-in policy, or a policy file
    #[arg(default_value = "ecs-2024-11-14", value_parser = policy_named)]
    policy: Policy,
    /// A reading, by id or name; may be given several times
    #[arg(long = "reading", value_name = "NAME=VALUE", value_parser = reading)]
    readings: Vec<Choice>,
    /// The form of the output
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

pub(crate) fn run(command: &PolicyCommand, output: &Output) -> Result<Status, Failure> {
    match command {
        PolicyCommand::Show(ShowArguments { policy, readings, format }) => {
            let policy = readings.iter().fold(policy.clone(), |policy, &reading| policy.with(reading));
            output.write(write_policy(&policy, (*format).into()).as_bytes())?;
        }
        PolicyCommand::Schema => output.line(format_args!("{:#}", policy_schema()))?,
    }
    Ok(Status::Good)
}

/// The own rules of a policy that have that name, each with its operation.
pub(crate) fn own_rules<'p>(
    policy: &'p Policy,
    operation: Option<Operation>,
    name: &str,
) -> Vec<(Operation, PolicyRow<'p>)> {
    let operations = Operation::ALL.iter().filter(|one| operation.is_none_or(|asked| asked == **one));
    let rows = operations.flat_map(|operation| policy.rows(*operation).map(move |row| (*operation, row)));
    rows.filter(|(_, row)| row.evidence == Evidence::Own && row.rule == name).collect()
}

/// Writes an own rule in full.
pub(crate) fn write_own(operation: Operation, row: &PolicyRow<'_>, output: &Output) -> Result<(), Failure> {
    let chapter = row.chapter.map_or(String::new(), |chapter| format!(", chapter {chapter}"));
    let (style, does) = if row.then.refuses() { (BAD, "refuses") } else { (GOOD, "settles") };
    output.line(format_args!("{}  {does} {operation}{chapter}", output.styled(style, row.rule)))?;
    match row.then {
        Verdict::Raise(kind) => output.line(format_args!("  raises the documented error {kind}"))?,
        Verdict::RaiseOwn { http_status, code, message } => {
            output.line(format_args!("  raises {http_status} {code}, an error of the policy's own"))?;
            output.paragraph("    ", message)?;
        }
        Verdict::Settle(settlement) => output.line(format_args!("  settles as {settlement} does"))?,
    }
    output.paragraph("  ", &format!("speaks when {}", row.condition()))?;
    output.paragraph("  ", &format!("not documented: {}", row.source))
}
