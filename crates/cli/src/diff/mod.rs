//! `lifecycle diff`: the exact difference of two policies.

mod kind;
mod markdown;
mod text;

use crate::args::policy_named;
use crate::output::{Failure, Output, Status};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use instance_lifecycle::analysis::Size;
use instance_lifecycle::analysis::{Change, ChangeReason, Diff, diff};
use instance_lifecycle::{ChangeKind, Operation, Policy};

#[derive(Args, Debug)]
#[command(after_help = "\
For each operation, lists the causes of all changes. Each change has the exact
number of cases, their share of all cases, and the simplest case. Cases are
counted by the attributes that the rules read. Cases that an earlier rule refuses
are not part of a change.

Examples:
  lifecycle diff ecs-2024-11-14 ecs-2025-12-03 --operation StopInstance
  lifecycle diff ecs-2024-11-14 house.toml --only plan-to-refusal

Exit status: 0 no differences; 1 differences; 2 usage or input error.")]
pub(crate) struct DiffArguments {
    /// The first policy
    #[arg(value_name = "A", value_parser = policy_named)]
    from: Policy,
    /// The second policy
    #[arg(value_name = "B", value_parser = policy_named)]
    to: Policy,
    /// Compare only this operation
    #[arg(long, value_name = "OPERATION", value_parser = str::parse::<Operation>)]
    operation: Option<Operation>,
    /// Show only changes of this kind; may be repeated
    #[arg(long, value_name = "KIND", value_parser = change_kind())]
    only: Vec<ChangeKind>,
    /// Show each pair of rows with its condition
    #[arg(long)]
    all: bool,
    /// The output format
    #[arg(long, value_enum, default_value = "text")]
    format: DiffFormat,
}

/// Parses the kind of a change.
fn change_kind() -> impl TypedValueParser<Value = ChangeKind> {
    let find = |name: String| ChangeKind::ALL.into_iter().find(|kind| kind.as_str() == name);
    PossibleValuesParser::new(ChangeKind::ALL.map(ChangeKind::as_str))
        .try_map(move |name| find(name).ok_or("unknown kind of change"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    Text,
    Json,
    /// For a comment on a pull request
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
    /// Removes the changes that are not selected.
    fn kept(&self, mut diff: Diff) -> Diff {
        let is_kept = |change: &Change| self.only.is_empty() || self.only.contains(&change.difference.kind());
        diff.operations.retain(|of| self.operation.is_none_or(|wanted| wanted == of.operation));
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

/// The reasons in words, without duplicates; `with_pages` adds the changed pages.
fn why(reasons: &[ChangeReason], with_pages: bool) -> String {
    let mut texts: Vec<String> = Vec::new();
    for reason in reasons {
        let text = match reason {
            ChangeReason::Page { from: Some(_), to: Some(_) } => "page changed: different error".to_owned(),
            ChangeReason::Page { from: Some(_), to: None } => "page changed: error removed".to_owned(),
            ChangeReason::Page { .. } => "page changed: new error".to_owned(),
            ChangeReason::Interpretation(change) => {
                let (id, from, to) = (change.id, change.from, change.to);
                match &change.page {
                    Some(page) if with_pages => format!("{id}: {from} -> {to}, page changed: {page}"),
                    Some(_) => format!("{id}: {from} -> {to}, page changed"),
                    None => format!("{id}: {from} -> {to}, no page changed"),
                }
            }
            ChangeReason::Precedence => "different order of stages".to_owned(),
            ChangeReason::CustomRule => "custom rule".to_owned(),
            ChangeReason::LeftOut => "rule left out by one policy".to_owned(),
        };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.join("; ")
}

/// Formats a number with thousands separators.
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

/// Formats a share in percent; a share that is not 0 is not rounded to 0.
fn percent(size: Size) -> String {
    let percent = size.share() * 100.0;
    match size.cases {
        0 => "0 %".to_owned(),
        _ if percent < 0.01 => "< 0.01 %".to_owned(),
        _ => format!("{percent:.2} %"),
    }
}
