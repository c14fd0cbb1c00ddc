//! `lifecycle policy`: a policy in writing, and the form of policy files; and `why` of custom rules.

use crate::args::{interpretation, policy_named};
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
interpretations, the precedence of stages, rules removed, rules of your own.

Examples:
  lifecycle policy show ecs-2025-12-03 --interpretation R2=Deny > house.toml
  lifecycle plan StopInstance --policy house.toml record.json")]
pub(crate) struct ShowArguments {
    /// A built-in policy, or a policy file
    #[arg(default_value = "ecs-2024-11-14", value_parser = policy_named)]
    policy: Policy,
    /// A interpretation, by id or name; may be given several times
    #[arg(long = "interpretation", value_name = "NAME=VALUE", value_parser = interpretation)]
    interpretations: Vec<Choice>,
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
        PolicyCommand::Show(ShowArguments { policy, interpretations, format }) => {
            let policy = interpretations
                .iter()
                .fold(policy.clone(), |policy, &interpretation| policy.with(interpretation));
            output.write(write_policy(&policy, (*format).into()).as_bytes())?;
        }
        PolicyCommand::Schema => output.line(format_args!("{:#}", policy_schema()))?,
    }
    Ok(Status::Good)
}

/// The custom rules of a policy that have that name, each with its operation.
pub(crate) fn custom_rules<'p>(
    policy: &'p Policy,
    operation: Option<Operation>,
    name: &str,
) -> Vec<(Operation, PolicyRow<'p>)> {
    let operations = Operation::ALL.iter().filter(|one| operation.is_none_or(|asked| asked == **one));
    let rows = operations.flat_map(|operation| policy.rows(*operation).map(move |row| (*operation, row)));
    rows.filter(|(_, row)| row.evidence == Evidence::Own && row.rule == name).collect()
}

/// Writes a custom rule in full.
pub(crate) fn write_own(operation: Operation, row: &PolicyRow<'_>, output: &Output) -> Result<(), Failure> {
    let stage = row.stage.map_or(String::new(), |stage| format!(", stage {stage}"));
    let (style, does) = if row.then.refuses() { (BAD, "refuses") } else { (GOOD, "settles") };
    output.line(format_args!("{}  {does} {operation}{stage}", output.styled(style, row.rule)))?;
    match row.then {
        Verdict::Raise(kind) => output.line(format_args!("  raises the documented error {kind}"))?,
        Verdict::RaiseCustom { http_status, code, message } => {
            output.line(format_args!("  raises {http_status} {code}, an error of the policy's own"))?;
            output.paragraph("    ", message)?;
        }
        Verdict::Settle(settlement) => output.line(format_args!("  settles as {settlement} does"))?,
    }
    output.paragraph("  ", &format!("speaks when {}", row.condition()))?;
    output.paragraph("  ", &format!("not documented: {}", row.source))
}
