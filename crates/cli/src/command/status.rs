//! `lifecycle status`: the operations that each instance allows now, and what is billed.

mod costs;
mod summary;

use crate::args::{AssumeOptions, EnvironmentOptions, InputOptions, PolicyOptions};
use crate::assumed::Assumer;
use crate::assumptions::{self, Assumptions};
use crate::consequence::{Newest, OtherAnswer};
use crate::exit::{Failure, Status};
use crate::input;
use crate::output::{BAD, GOOD, OTHER, Output, STRONG, Table, Tally, Text, UNREADABLE};
use crate::variations::{self, Variation};
use clap::Args;
use costs::{Cost, Costs};
use instance_lifecycle::billing::{ChargeLine, charges};
use instance_lifecycle::errors::OwnedViolation;
use instance_lifecycle::plan::Path;
use instance_lifecycle::{
    Operation, Policy, Rejection, Request, Revision, Violation, explain, permitted, plan,
};
use instance_lifecycle_wire::{Answer, Case, Defaults, Notes, RecordedPath};
use serde_json::{Value, json};
use std::path::PathBuf;
use summary::Fleet;

#[derive(Args, Debug)]
#[command(after_help = "\
Each operation is decided with default parameters. `yes`: it would be carried
out; `done`: nothing to do; `later`: refused, and every violation may pass by
waiting; `no`: refused. `with ...` names parameters that make it succeed. The
text ends with the stopped instances that are still billed, by the reason.

`--summary` counts the instances by status, and the stopped ones that are still
billed by the reason and by the calls that end it:
  aliyun ecs DescribeInstances | lifecycle status --summary

Exit status: 0 every record was read; 2 usage error or unreadable input; 3 the
input holds no instance.")]
pub(crate) struct StatusArguments {
    /// The input; standard input without a file, or with `-`
    file: Option<PathBuf>,
    /// Count all instances instead of listing each
    #[arg(long)]
    summary: bool,
    #[command(flatten)]
    environment: EnvironmentOptions,
    #[command(flatten)]
    assume: AssumeOptions,
    #[command(flatten)]
    policy: PolicyOptions,
    #[command(flatten)]
    input: InputOptions,
}

pub(super) fn run(arguments: &StatusArguments, output: &Output) -> Result<Status, Failure> {
    let policy = arguments.policy.policy();
    let is_text = arguments.input.is_text();
    let given = arguments.environment.given(policy.attributes());
    let mut assumer = Assumer::new(&arguments.assume);
    let environment = arguments.environment.environment(policy.attributes())?;
    let defaults = Defaults { given, ..input::record_defaults(environment, &policy) };
    let defaults = arguments.assume.defaults(defaults)?;
    let newest = arguments.policy.newest();
    let (variations, reader) = (variations(), assumptions::Reader::new(&policy));
    let (mut has_assumed, mut costs) = (false, Costs::default());
    let mut tally = Tally::new(&[("instances", Status::Good), (UNREADABLE, Status::Invalid)]);
    let max_line = arguments.input.max_line;
    if arguments.summary {
        let mut fleet = Fleet::new(&policy).map_err(|error| Failure::Usage(error.to_string()))?;
        input::each_single(arguments.file.as_deref(), max_line, defaults, output, |_, case| match case {
            Ok(mut case) => {
                tally.count("instances");
                assumer.assume(&mut case);
                fleet.add(&case, &policy).map_err(|error| Failure::Usage(error.to_string()))
            }
            Err(error) => {
                tally.count(UNREADABLE);
                output.unreadable(error.line(), &error.kind().to_string(), is_text)
            }
        })?;
        assumer.report(output);
        if is_text {
            fleet.write(output)?
        } else {
            output.json(&fleet.json())?
        }
        return tally.finish(is_text, output);
    }
    input::each_single(arguments.file.as_deref(), max_line, defaults, output, |_, case| match case {
        Ok(mut case) => {
            tally.count("instances");
            assumer.assume(&mut case);
            let overview = Overview::new(&case, &policy, newest.as_ref(), &variations, &reader);
            has_assumed |= !overview.assumptions.is_empty();
            costs.add(overview.cost, case.id.as_deref().unwrap_or("(no id)"));
            if is_text { overview.write(output) } else { output.json(&overview.json()) }
        }
        Err(error) => {
            tally.count(UNREADABLE);
            output.unreadable(error.line(), &error.kind().to_string(), is_text)
        }
    })?;
    if is_text {
        costs.write(output)?;
    }
    if is_text && has_assumed {
        output.paragraph(
            "",
            "some answers depend on facts that the records do not show: `lifecycle inspect` lists the assumed \
             values; set them with `Facts` or `--assume`",
        )?;
    }
    assumer.report(output);
    tally.finish(is_text, output)
}

/// The operations of one instance, and what is billed.
struct Overview<'c> {
    case: &'c Case,
    operations: Vec<(Operation, Now)>,
    billed: Vec<ChargeLine>,
    /// The reason why it is billed though it is stopped.
    cost: Option<Cost>,
    /// The operations that the newest revision answers otherwise.
    newest: Option<(Revision, Vec<(Operation, OtherAnswer)>)>,
    assumptions: Assumptions,
}

/// The answer to an operation.
enum Now {
    /// It would be carried out.
    Yes(Path),
    /// There is nothing to do.
    Done,
    /// It is refused.
    No {
        violation: OwnedViolation,
        /// Whether every violation may pass by waiting.
        is_retryable: bool,
        /// Parameters that make it succeed.
        with: Vec<String>,
    },
}

impl<'c> Overview<'c> {
    fn new(
        case: &'c Case,
        policy: &Policy,
        newest: Option<&Newest>,
        variations: &[(Operation, Vec<Variation>)],
        reader: &assumptions::Reader<'_>,
    ) -> Self {
        let instance = case.instance();
        let succeeds = |request: &Request| plan(&instance, request, &case.environment, policy).is_ok();
        let of = |operation| {
            variations.iter().filter(move |(of, _)| *of == operation).flat_map(|(_, variations)| variations)
        };
        let answers = permitted(&instance, &case.environment, policy);
        let operations = answers.map(|(operation, answer)| {
            let now = match answer {
                Ok(plan) if plan.is_already_done() => Now::Done,
                Ok(plan) => Now::Yes(plan.path()),
                Err(Rejection::DryRunPassed(pass)) => Now::Yes(pass.plan().path()),
                Err(Rejection::Refused(violation)) => {
                    let with = of(operation).find(|variation| succeeds(&variation.request));
                    let with = with.map(|variation| variation.set.clone()).unwrap_or_default();
                    let default = of(operation).next().map(|variation| variation.request);
                    let is_retryable = default.is_some_and(|request| {
                        let explanation = explain(&instance, &request, &case.environment, policy);
                        explanation.violations().all(|violation: Violation<'_>| violation.is_retryable())
                    });
                    Now::No { violation, is_retryable, with }
                }
            };
            (operation, now)
        });
        let operations: Vec<_> = operations.collect();
        let billed: Vec<ChargeLine> = charges(&instance, &case.environment, policy).collect();
        let cost = Cost::of(case, &billed, policy);
        let mut assumptions = Assumptions::default();
        let mut others = Vec::new();
        for &request in Request::DEFAULTS.iter().filter(|request| !request.creates()) {
            let notes = Notes { ignored: Vec::new(), ..case.notes.clone() };
            let case = Case { request, notes, ..case.clone() };
            let answer = Answer::new(&case, policy);
            assumptions.extend(reader.of(&case, &answer));
            let other = newest.and_then(|newest| newest.other(&case, &answer));
            others.extend(other.map(|other| (request.operation(), other)));
        }
        let newest = newest.filter(|_| !others.is_empty()).map(|newest| (newest.revision(), others));
        Self { case, operations, billed, cost, newest, assumptions }
    }

    fn write(&self, output: &Output) -> Result<(), Failure> {
        let id = self.case.id.as_deref().unwrap_or("(no id)");
        output.line(Text::new().styled(STRONG, id).plain("  ").plain(self.case.instance().status))?;
        let mut table = Table::new([]);
        for (operation, now) in &self.operations {
            let (style, detail) = match now {
                Now::Yes(path) => (GOOD, path.to_string()),
                Now::Done => (OTHER, String::new()),
                Now::No { is_retryable: true, .. } => (OTHER, now.why()),
                Now::No { .. } => (BAD, now.why()),
            };
            table.add([(*operation).into(), Text::new().styled(style, now.name()), detail.into()]);
        }
        output.table(&table)?;
        match self.billed.is_empty() {
            true => output.line("  billed: nothing")?,
            false => {
                let billed = self.billed.iter().map(|line| match line.if_present {
                    true => format!("{} if present", line.resource),
                    false => line.resource.to_string(),
                });
                output.paragraph("  ", format_args!("billed: {}", billed.collect::<Vec<_>>().join(", ")))?
            }
        }
        if let Some((revision, others)) = &self.newest {
            let words = others.iter().map(|(operation, other)| format!("{operation} {}", other.words()));
            let words: Vec<String> = words.collect();
            output.paragraph("  ", format_args!("{revision}: {}", words.join("; ")))?;
        }
        output.line("")
    }

    /// The billed resources, certain or if present.
    fn billed_resources(&self, if_present: bool) -> Vec<&'static str> {
        let lines = self.billed.iter().filter(|line| line.if_present == if_present);
        lines.map(|line| line.resource.as_str()).collect()
    }

    fn json(&self) -> Value {
        let operations = self.operations.iter().map(|(operation, now)| {
            let mut answer = json!({ "Action": operation, "Now": now.name() });
            match now {
                Now::Yes(path) => {
                    answer["Path"] = json!(RecordedPath::from(*path));
                }
                Now::Done => {}
                Now::No { violation, is_retryable, with } => {
                    let error = violation.error();
                    answer["Rule"] = violation.row().rule.into();
                    answer["HttpStatus"] = error.http_status.into();
                    answer["Code"] = error.code.into();
                    answer["Message"] = error.to_string().into();
                    answer["Retryable"] = (*is_retryable).into();
                    if !with.is_empty() {
                        answer["With"] = with.as_slice().into();
                    }
                }
            }
            answer
        });
        let mut object = json!({
            "InstanceId": self.case.id,
            "Status": self.case.instance().status,
            "Operations": operations.collect::<Vec<_>>(),
            "Billed": self.billed_resources(false),
            "BilledIfPresent": self.billed_resources(true),
            "Assumed": self.assumptions,
        });
        if let Some(cost) = self.cost {
            object["BilledInStopped"] = cost.to_json();
        }
        if let Some((_, others)) = &self.newest {
            let others = others.iter().map(|(operation, other)| {
                let mut answer = json!(other);
                answer["Action"] = json!(operation);
                answer
            });
            object["Newest"] = others.collect();
        }
        object
    }
}

impl Now {
    const fn name(&self) -> &'static str {
        match self {
            Self::Yes(_) => "yes",
            Self::Done => "done",
            Self::No { is_retryable: true, .. } => "later",
            Self::No { .. } => "no",
        }
    }

    /// The code, and the parameters that make it succeed.
    fn why(&self) -> String {
        match self {
            Self::No { violation, with, .. } => {
                let code = violation.error().code.to_owned();
                if with.is_empty() { code } else { format!("{code}; with {}", with.join(", ")) }
            }
            Self::Yes(_) | Self::Done => String::new(),
        }
    }
}

/// The requests of each operation, the default one first.
fn variations() -> Vec<(Operation, Vec<Variation>)> {
    let operations = Request::DEFAULTS.iter().filter(|request| !request.creates());
    operations.map(|request| (request.operation(), variations::of(request.operation()))).collect()
}
