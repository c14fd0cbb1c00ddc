//! `lifecycle backtest`: the answers to recorded cases under another policy.
//!
//! `diff` counts all possible cases, `backtest` those of the input. It keeps only the first case of
//! every change in memory.

mod answer;
mod change;
mod counts;
mod report;
#[cfg(feature = "columns")]
mod rows;
mod trial;

use crate::args::{EnvironmentOptions, Format, PolicyOptions, ThreadOptions, policy_named, single};
use crate::exit::{Failure, Status};
use crate::input;
use crate::output::{Output, Place};
#[cfg(feature = "columns")]
use crate::tables;
use crate::trails;
use change::{compare, compare_batches};
use clap::Args;
use counts::{Compared, Counts, DistinctCall, Merged};
use instance_lifecycle::{Operation, Policy, Request};
use instance_lifecycle_wire::{AnyCase, BatchCase, Case, ChunkItem, Defaults, MAX_LINE};
use report::Report;
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
#[command(after_help = "\
FILE: cases with their requests, in any form that `plan` reads. Changes are
grouped by operation, by the deciding rules and by kind, each with its first
case. A change is another error, another settlement or another effect on
resources, billing or risks; later violations and names of rules do not count.
Cases that rules in the mode `warn` would refuse are counted apart. A build
with the feature `columns` also reads tables: Parquet, and Arrow IPC files.

With --records, FILE is a trail of ActionTrail, as in `lifecycle audit`: its
calls are the cases, on the listed instances as the recorded answers left them.

Examples:
  lifecycle backtest --baseline ecs-2021-01 --policy house.toml cases.ndjson
  lifecycle backtest --baseline ecs-2021-01 --format json calls.gz
  lifecycle backtest --baseline latest --records before.json trail.json

Exit status: 0 no change; 1 changes; 2 usage error or unreadable input; 3 the
input holds no case.")]
pub(crate) struct BacktestArguments {
    /// The cases; standard input without a file, or with `-`
    file: Option<PathBuf>,
    /// The policy to compare with
    #[arg(long, value_name = "POLICY", value_parser = policy_named)]
    baseline: Policy,
    /// The operation for records without a request, with default parameters
    #[arg(long, value_name = "OPERATION", value_parser = single)]
    operation: Option<Operation>,
    /// The listing before the first event; FILE is a trail
    #[arg(long, value_name = "BEFORE", conflicts_with = "operation")]
    records: Option<PathBuf>,
    #[command(flatten)]
    policy: PolicyOptions,
    #[command(flatten)]
    environment: EnvironmentOptions,
    /// The format of the output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// The maximum number of bytes in a line; a longer line is unreadable
    #[arg(long, value_name = "BYTES", default_value_t = MAX_LINE)]
    max_line: usize,
    #[command(flatten)]
    threads: ThreadOptions,
}

pub(super) fn run(arguments: &BacktestArguments, output: &Output) -> Result<Status, Failure> {
    let policies = Policy::joined(&arguments.baseline, &arguments.policy.policy())
        .map_err(|error| Failure::Usage(error.to_string()))?;
    let report = match &arguments.records {
        Some(records) => of_trail(arguments, records, &policies, output)?,
        None => of_cases(arguments, &policies, output)?,
    };
    match arguments.format {
        Format::Json => output.json(&report)?,
        Format::Text => report.write(output)?,
    }
    Ok(report.status())
}

/// The answers to the cases of the input.
fn of_cases(
    arguments: &BacktestArguments,
    policies: &[Policy; 2],
    output: &Output,
) -> Result<Report, Failure> {
    let request =
        Request::DEFAULTS.iter().find(|request| Some(request.operation()) == arguments.operation).copied();
    let attributes = policies[0].attributes().clone();
    let environment = arguments.environment.environment(&attributes)?;
    let given = arguments.environment.given(&attributes);
    let defaults = Defaults { request, environment, given, attributes, ..Defaults::default() };
    #[cfg(feature = "columns")]
    if let Some(file) = arguments.file.as_deref()
        && let Some(format) = tables::Format::of(Some(file))
    {
        let bar = output.progress(Some(file));
        let progress = |bytes| bar.inc(bytes);
        let report =
            rows::of_table((file, format), &defaults, arguments.threads.number(), &progress, policies);
        bar.finish_and_clear();
        return report;
    }
    let (name, reader) = input::open_shared(arguments.file.as_deref(), output)?;
    let bar = output.progress(arguments.file.as_deref());
    let counts = input::each_on_threads(
        &name,
        bar.wrap_read(reader),
        (arguments.max_line, defaults),
        (arguments.threads.number(), output),
        Counts::default,
        |counts, item| counts.add(item, policies),
    )?;
    bar.finish_and_clear();
    Ok(Report::new(Merged::of(counts), Place::Line, None))
}

/// The answers to the calls of a trail. The baseline explains the states between the calls.
fn of_trail(
    arguments: &BacktestArguments,
    records: &Path,
    policies: &[Policy; 2],
    output: &Output,
) -> Result<Report, Failure> {
    let fleet = trails::read_fleet(records, &arguments.environment, &policies[0], output)?;
    let trail = trails::read_trail(arguments.file.as_deref(), output)?;
    let mut counts = Counts::default();
    for (number, error) in &trail.unreadable {
        counts.unreadable(*number, error);
    }
    let skipped = trails::each(&trail, fleet, &policies[0], |event, case| {
        counts.next(event.number);
        match case {
            AnyCase::One(case) => _ = counts.add_case(case, case.id.as_deref(), policies),
            AnyCase::Batch(batch) => counts.add_batch(event.number, batch, policies),
        }
    });
    Ok(Report::new(Merged::of(vec![counts]), Place::Event, Some(skipped)))
}

impl<'p> Counts<'p> {
    /// Answers a case under both policies.
    fn add(&mut self, item: ChunkItem<'_>, policies: &'p [Policy; 2]) {
        match item {
            ChunkItem::Known(known) => {
                self.next(known.line);
                if !self.count_as_before(*known.mark) {
                    *known.mark = self.add_case(known.case, known.id(), policies);
                }
            }
            ChunkItem::Read(item) => {
                self.next(item.line);
                match item.case {
                    Err(error) => self.unreadable(error.line(), error.kind()),
                    Ok(AnyCase::One(case)) => _ = self.add_case(&case, case.id.as_deref(), policies),
                    Ok(AnyCase::Batch(batch)) => self.add_batch(item.line, &batch, policies),
                }
            }
        }
    }

    /// Answers a case of one instance. Returns the number of its comparison, or 0 if that is not remembered.
    fn add_case(&mut self, case: &Case, id: Option<&str>, policies: &'p [Policy; 2]) -> u32 {
        let call = case.notes.malformed.is_none().then(|| DistinctCall::of(case));
        if let Some(number) = call.and_then(|call| self.number(&call)) {
            self.count_as_before(number);
            return number;
        }
        let action = case.request.operation().action();
        let change = compare(case, policies)
            .map(|changed| self.change(action, changed.key(), id, || changed.change()));
        let on_trial = trial::refusing(case, &policies[1]);
        self.start_trials(action, &on_trial, id);
        self.count_compared(call, Compared { action, change, on_trial, cases: 0 })
    }

    fn add_batch(&mut self, place: u64, batch: &BatchCase, policies: &[Policy; 2]) {
        match compare_batches(batch, policies) {
            Ok(change) => {
                self.count(batch.request.action(), 1);
                let on_trial = trial::refusing_batch(batch, &policies[1]);
                self.on_trial_of_batch(batch.request.action(), on_trial);
                if let Some((change, id)) = change {
                    self.change_of_batch(batch.request.action(), id, change);
                }
            }
            Err(reason) => self.unreadable(place, &reason),
        }
    }
}
