//! `lifecycle audit`: the recorded answers of the service, compared with those of a policy.

mod candidates;
mod report;

use crate::args::{EnvironmentOptions, Format, PolicyOptions};
use crate::exit::{Failure, Status};
use crate::output::Output;
use crate::trails;
use candidates::Candidates;
use clap::Args;
use instance_lifecycle_wire::{AnyCase, TrailAnswer, TrailEvent};
use report::{Answered, Report};
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(after_help = "\
TRAIL: events of ActionTrail, as LookupEvents returns them (`Events`), as lists
or one by one, also compressed with gzip. BEFORE: the instances before the first
event, as DescribeInstances lists them.

An event shows the code of an error, and no code if the call was accepted: these
are compared. The service's answer takes place, whatever the policy says. A
trail does not show when a stop or a start ended: a call is decided with
everything in progress ended, unless only an earlier state explains the answer.
Answers before any rule, such as Throttling.User, are counted apart. Changes by
calls that the model does not know are not followed.

Each difference names what would explain it: an interpretation, or a revision.

Examples:
  lifecycle audit --records before.json trail.json
  aliyun actiontrail LookupEvents | lifecycle audit --records before.json
  lifecycle audit --records before.json --policy latest trail.json.gz

Exit status: 0 all answers agree; 1 some differ; 2 usage error or unreadable
input; 3 the trail holds no call of a listed instance.")]
pub(crate) struct AuditArguments {
    /// The trail; standard input without a file, or with `-`
    #[arg(value_name = "TRAIL")]
    file: Option<PathBuf>,
    /// The listing before the first event
    #[arg(long, value_name = "BEFORE")]
    records: PathBuf,
    #[command(flatten)]
    policy: PolicyOptions,
    #[command(flatten)]
    environment: EnvironmentOptions,
    /// The format of the output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(arguments: &AuditArguments, output: &Output) -> Result<Status, Failure> {
    let policy = arguments.policy.policy();
    let fleet = trails::read_fleet(&arguments.records, &arguments.environment, &policy, output)?;
    let trail = trails::read_trail(arguments.file.as_deref(), output)?;
    let candidates = Candidates::new(&policy);
    let mut report = Report::new(&candidates);
    let skipped = trails::each(&trail, fleet, &policy, |event, case| {
        let expected = TrailAnswer::expected(case, &policy);
        if event.answer.agrees(&expected) {
            return report.agreed(event);
        }
        if let Some(code) = trails::before_any_rule(event) {
            return report.before_any_rule(event, code);
        }
        report.differs(event, case, answered(event, case, &expected));
    });
    match arguments.format {
        Format::Json => output.json(&report.written(&trail, &skipped))?,
        Format::Text => report.write(&trail, &skipped, output)?,
    }
    Ok(report.status(&trail))
}

/// The two answers at the first instance for which they differ.
fn answered(event: &TrailEvent, case: &AnyCase, expected: &TrailAnswer) -> Answered {
    let code = |answer: &TrailAnswer| answer.code().map(str::to_owned);
    let whole = Answered {
        id: case.id().map(str::to_owned),
        answered: code(&event.answer),
        expected: code(expected),
    };
    let (TrailAnswer::Accepted { items, .. }, TrailAnswer::Accepted { items: others, .. }) =
        (&event.answer, expected)
    else {
        return whole;
    };
    let refusal = |code: &str| (code != "200").then(|| code.to_owned());
    let recorded = |id: &str| items.iter().find(|(of, _)| of == id).and_then(|(_, code)| refusal(code));
    others
        .iter()
        .map(|(id, code)| Answered { id: Some(id.clone()), answered: recorded(id), expected: refusal(code) })
        .find(|item| item.answered != item.expected)
        .unwrap_or(whole)
}
