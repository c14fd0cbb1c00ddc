//! `lifecycle diff`: what two policies decide differently.

mod kind;
mod markdown;
mod text;

use crate::args::policy_named;
use crate::output::{Failure, Output, Status};
use clap::{Args, ValueEnum};
use instance_lifecycle::analysis::{Change, ChangeReason, Diff, diff};
use instance_lifecycle::{Operation, Policy};
use kind::Kind;

#[derive(Args, Debug)]
#[command(after_help = "\
Of every operation the causes, and of each cause what follows, with the exact
number of cases, their share of all, and the simplest of them. A case is counted
by what the rules ask of it. Every line holds where no earlier rule objects.

Examples:
  lifecycle diff ecs-2024-11-14 ecs-2025-12-03 --operation StopInstance
  lifecycle diff ecs-2024-11-14 house.toml --only plan-to-refusal

Exit status: 0 nothing that is asked for differs; 1 something does; 2 trouble.")]
pub(crate) struct DiffArguments {
    /// The first policy
    #[arg(value_name = "A", value_parser = policy_named)]
    from: Policy,
    /// The second policy
    #[arg(value_name = "B", value_parser = policy_named)]
    to: Policy,
    /// Of one operation only
    #[arg(long, value_name = "OPERATION", value_parser = str::parse::<Operation>)]
    operation: Option<Operation>,
    /// Only changes of this kind; may be given several times
    #[arg(long, value_enum, value_name = "KIND")]
    only: Vec<Kind>,
    /// A line for every two rows, each with its condition
    #[arg(long)]
    all: bool,
    /// The form of the output
    #[arg(long, value_enum, default_value = "text")]
    format: DiffFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    Text,
    Json,
    /// Fit for a comment on a pull request
    Markdown,
}

pub(crate) fn run(arguments: &DiffArguments, output: &Output) -> Result<Status, Failure> {
    let found = diff(&arguments.from, &arguments.to).map_err(|error| Failure::Usage(error.to_string()))?;
    let found = arguments.kept(found);
    match arguments.format {
        DiffFormat::Text => text::write(&found, arguments.all, output)?,
        DiffFormat::Json => output.json(&found)?,
        DiffFormat::Markdown => markdown::write(&found, output)?,
    }
    Ok(if found.is_empty() { Status::Good } else { Status::Refused })
}

impl DiffArguments {
    /// What is asked for of a difference.
    fn kept(&self, mut diff: Diff) -> Diff {
        let is_kept =
            |change: &Change| self.only.is_empty() || self.only.contains(&Kind::of(&change.difference));
        diff.operations.retain(|of| self.operation.is_none_or(|asked| asked == of.operation));
        for of in &mut diff.operations {
            for cause in &mut of.causes {
                cause.changes.retain(is_kept);
            }
            of.causes.retain(|cause| !cause.changes.is_empty());
        }
        diff.operations.retain(|of| !of.causes.is_empty());
        diff
    }
}

/// Why something is otherwise, in words, each reason once; with the pages where that is asked for.
fn why(reasons: &[ChangeReason], with_pages: bool) -> String {
    let mut told: Vec<String> = Vec::new();
    for reason in reasons {
        let text = match reason {
            ChangeReason::Page { from: Some(_), to: Some(_) } => "the page changed: another error".to_owned(),
            ChangeReason::Page { from: Some(_), to: None } => {
                "the page changed: the error is gone".to_owned()
            }
            ChangeReason::Page { .. } => "the page changed: a new error".to_owned(),
            ChangeReason::Interpretation(reread) => {
                let (id, from, to) = (reread.id, reread.from, reread.to);
                match &reread.page {
                    Some(page) if with_pages => format!("{id} {from} -> {to}, a page changed: {page}"),
                    Some(_) => format!("{id} {from} -> {to}, a page changed"),
                    None => format!("{id} {from} -> {to}, our interpretation alone"),
                }
            }
            ChangeReason::Precedence => "the stages are asked in another order".to_owned(),
            ChangeReason::CustomRule => "a rule of the policy's own".to_owned(),
            ChangeReason::LeftOut => "one policy leaves the rule out".to_owned(),
        };
        if !told.contains(&text) {
            told.push(text);
        }
    }
    told.join("; ")
}

/// A number with its thousands apart.
fn number(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share in per cent, never rounded to nothing.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent >= 0.01 { format!("{percent:.2} %") } else { "< 0.01 %".to_owned() }
}
