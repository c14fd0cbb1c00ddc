//! `lifecycle diff`: the exact differences between two policies.

mod kind;
mod markdown;
mod text;

use crate::args::{operation, policy_named};
use crate::exit::{Failure, Status};
use crate::output::{Output, counted};
use clap::{Args, ValueEnum};
use instance_lifecycle::analysis::{Cause, Change, ChangeReason, Diff, Subject, diff};
use instance_lifecycle::{Interpretation, Operation, Policy, Revision};
use kind::Kind;

#[derive(Args, Debug)]
#[command(after_help = "\
Lists, for each operation, the causes, and for each cause its effects with the
exact number of cases and the simplest one. Cases are counted over the attributes
that the rules test. Every line excludes cases that an earlier rule decides.

Examples:
  lifecycle diff ecs-2024-11-14 ecs-2025-12-03 --operation StopInstance
  lifecycle diff ecs-2024-11-14 house.toml --only plan-to-refusal

Exit status: 0 no selected difference; 1 differences; 2 usage error.")]
pub(crate) struct DiffArguments {
    /// The first policy
    #[arg(value_name = "A", value_parser = policy_named)]
    from: Policy,
    /// The second policy
    #[arg(value_name = "B", value_parser = policy_named)]
    to: Policy,
    /// Only this operation
    #[arg(long, value_name = "OPERATION", value_parser = operation)]
    operation: Option<Operation>,
    /// Only changes of this kind; may be repeated
    #[arg(long, value_enum, value_name = "KIND")]
    only: Vec<Kind>,
    /// A line for every pair of rows, with its condition
    #[arg(long)]
    all: bool,
    /// The format of the output
    #[arg(long, value_enum, default_value = "text")]
    format: DiffFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    Text,
    Json,
    /// Markdown, for a comment on a pull request
    Markdown,
}

pub(super) fn run(arguments: &DiffArguments, output: &Output) -> Result<Status, Failure> {
    let found = diff(&arguments.from, &arguments.to).map_err(|error| Failure::Usage(error.to_string()))?;
    let found = arguments.kept(found);
    match arguments.format {
        DiffFormat::Text => text::write(&found, arguments.revisions(), arguments.all, output)?,
        DiffFormat::Json => output.json(&found)?,
        DiffFormat::Markdown => markdown::write(&found, arguments.revisions(), output)?,
    }
    Ok(if found.is_empty() { Status::Good } else { Status::Refused })
}

impl DiffArguments {
    fn revisions(&self) -> [Revision; 2] {
        [self.from.revision(), self.to.revision()]
    }

    /// The selected part of a difference.
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

/// The subject of a cause in words.
fn subject(cause: &Cause) -> String {
    let is_new = cause.why.iter().all(|reason| matches!(reason, ChangeReason::Page { from: None, .. }));
    let is_gone = cause.why.iter().all(|reason| matches!(reason, ChangeReason::Page { to: None, .. }));
    match &cause.subject {
        Subject::NoLongerDecides(rule) if is_gone => format!("removed rule {rule}"),
        Subject::NoLongerDecides(rule) => format!("{rule} no longer decides"),
        Subject::NewlyDecides(rule) if is_new => format!("new rule {rule}"),
        Subject::NewlyDecides(rule) => format!("{rule} now decides"),
        Subject::AnswersOtherwise(rule) => format!("{rule} raises another error"),
        Subject::AskedLater(rule) => format!("{rule} has a lower precedence"),
        Subject::Becomes(resource) => format!("{resource}: different outcome"),
    }
}

/// The reasons of a cause in words, each once; with the pages if `with_pages`.
fn why(reasons: &[ChangeReason], [from, to]: [Revision; 2], with_pages: bool) -> String {
    let mut texts: Vec<String> = Vec::new();
    for reason in reasons {
        let text = match reason {
            ChangeReason::Page { from: Some(_), to: Some(_) } => format!("another error in the {to} page"),
            ChangeReason::Page { from: Some(_), to: None } => format!("error only in the {from} page"),
            ChangeReason::Page { .. } => format!("new error in the {to} page"),
            ChangeReason::Interpretation(change) => {
                let name = Interpretation::named(change.id).map_or(change.id, |found| found.name);
                let head = format!("{} {name}: {} -> {}", change.id, change.from, change.to);
                match &change.page {
                    Some(page) if with_pages => format!("{head}, changed page: {page}"),
                    Some(_) => format!("{head}, changed page"),
                    None => format!("{head}, our interpretation; no page changed"),
                }
            }
            ChangeReason::Precedence => "another precedence of stages".to_owned(),
            ChangeReason::CustomRule => "custom rule".to_owned(),
            ChangeReason::LeftOut => "one policy removes the rule".to_owned(),
        };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.join("; ")
}

/// A number of cases, with separators of thousands.
fn cases(cases: u128) -> String {
    counted(number(cases), "case")
}

/// A number with separators of thousands.
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
