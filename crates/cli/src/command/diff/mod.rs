//! `lifecycle diff`: the exact differences between two policies.

mod examples;
mod kind;
mod markdown;
mod sections;
mod summary;
mod text;
mod weights;
mod words;

use crate::args::{action, policy_named};
use crate::exit::{Failure, Status};
use crate::output::Output;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use examples::Examples;
use instance_lifecycle::analysis::{Budget, Change, Diff, DiffError, Rules};
use instance_lifecycle::plan::ChangeKind;
use instance_lifecycle::{Action, Policy, Revision};
use instance_lifecycle_wire::MAX_LINE;
use sections::sections;
use std::path::PathBuf;
use words::uncounted;

#[derive(Args, Debug)]
#[command(after_help = "\
Lists what is newly refused, what is newly allowed, and the other changes, the
largest first, with the exact number of cases and the simplest one, on at most
one screen. Cases are counted over the attributes that the rules test. Every
line excludes cases that an earlier rule decides. A change whose cases take too
long to count has its simplest case, and no number.

With --weights, the cases of a file are counted instead: records, for every
operation with default parameters, or cases with their requests, in any form
that `plan` reads. Changes without any are left out.

Examples:
  lifecycle diff ecs-2024-11-14 ecs-2025-12-03 --operation StopInstance
  lifecycle diff ecs-2024-11-14 house.toml --only plan-to-refusal
  aliyun ecs DescribeInstances | lifecycle diff old.toml new.toml --weights -

Exit status: 0 no selected difference; 1 differences; 2 usage error or
unreadable weights; 3 the weights hold no case.")]
pub(crate) struct DiffArguments {
    /// The first policy
    #[arg(value_name = "A", value_parser = policy_named)]
    from: Policy,
    /// The second policy
    #[arg(value_name = "B", value_parser = policy_named)]
    to: Policy,
    /// Only this operation; a plural operation is compared by its decision of each instance
    #[arg(long, value_name = "OPERATION", value_parser = action)]
    operation: Option<Action>,
    /// Only changes of this kind; may be repeated
    #[arg(long, value_name = "KIND", value_parser = change_kind())]
    only: Vec<ChangeKind>,
    /// Every change, by operation and cause, and every pair of rows with its condition
    #[arg(long)]
    all: bool,
    /// Count the cases of this file instead of possible cases; `-` for standard input
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// The number of steps to spend on an operation; changes that need more are not counted
    #[arg(long, value_name = "STEPS", default_value_t = Budget::default().0, hide_default_value = true)]
    budget: usize,
    /// The maximum number of bytes in a line of the weights
    #[arg(long, value_name = "BYTES", default_value_t = MAX_LINE)]
    max_line: usize,
    /// The format of the output
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
    /// Markdown, for a comment on a pull request
    Markdown,
}

pub(super) fn run(arguments: &DiffArguments, output: &Output) -> Result<Status, Failure> {
    let (from, to) = (&arguments.from, &arguments.to);
    let find = || {
        let [from, to] = Policy::joined(from, to)?.map(|policy| match arguments.operation {
            Some(action) => vec![Rules::new(&policy, action)],
            None => Rules::all(&policy).collect(),
        });
        Ok(Diff::between(from, to, Budget(arguments.budget))?)
    };
    let found = find().map_err(|error: DiffError| Failure::Usage(error.to_string()))?;
    let mut found = arguments.kept(found);
    let (examples, status) = match &arguments.weights {
        Some(file) => weights::weigh(&mut found, [from, to], file, arguments.max_line, output)?,
        None => (Examples::default(), Status::Good),
    };
    let revisions = arguments.revisions();
    match arguments.format {
        DiffFormat::Text if arguments.all => text::write(&found, revisions, &examples, output)?,
        DiffFormat::Text => {
            summary::write(&sections(&found, revisions, &examples), uncounted(&found), output)?
        }
        DiffFormat::Json => output.json(&found)?,
        DiffFormat::Markdown => {
            markdown::write(&sections(&found, revisions, &examples), uncounted(&found), output)?;
        }
    }
    Ok(match status {
        Status::Good if !found.is_empty() => Status::Refused,
        status => status,
    })
}

impl DiffArguments {
    fn revisions(&self) -> [Revision; 2] {
        [self.from.revision(), self.to.revision()]
    }

    /// The selected part of a difference.
    fn kept(&self, mut diff: Diff) -> Diff {
        let is_kept = |change: &Change| self.only.is_empty() || self.only.contains(&change.difference.kind());
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
