//! `lifecycle diff`: the exact differences between two policies.

mod kind;
mod markdown;
mod text;
mod words;

use crate::args::{action, policy_named};
use crate::exit::{Failure, Status};
use crate::output::Output;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use instance_lifecycle::analysis::{Budget, Change, Diff, DiffError, Rules, diff};
use instance_lifecycle::plan::ChangeKind;
use instance_lifecycle::{Action, Policy, Revision};

#[derive(Args, Debug)]
#[command(after_help = "\
Lists, for each operation, the causes, and for each cause its effects with the
exact number of cases and the simplest one. Cases are counted over the
attributes that the rules test. Every line excludes cases that an earlier rule
decides.

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
    /// Only this operation; a plural operation is compared by its decision of each instance
    #[arg(long, value_name = "OPERATION", value_parser = action)]
    operation: Option<Action>,
    /// Only changes of this kind; may be repeated
    #[arg(long, value_name = "KIND", value_parser = change_kind())]
    only: Vec<ChangeKind>,
    /// A line for every pair of rows, with its condition
    #[arg(long)]
    all: bool,
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
    let find = || match arguments.operation {
        Some(action) => {
            let [from, to] = Policy::joined(from, to)?.map(|policy| [Rules::new(&policy, action)]);
            Ok(Diff::between(from, to, Budget::default())?)
        }
        None => diff(from, to),
    };
    let found = find().map_err(|error: DiffError| Failure::Usage(error.to_string()))?;
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
