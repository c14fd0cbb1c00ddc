//! `lifecycle backtest`: what recorded cases are answered under another policy.
//!
//! Unlike `diff` this counts cases that have been, not cases that can be. Nothing of the input is
//! kept but the first case of every change.

mod change;
mod report;
mod told;

use crate::args::{Format, PolicyOptions, policy_named, single};
use crate::input;
use crate::output::{Failure, Output, Status};
use change::Change;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use instance_lifecycle::{Operation, Policy, Request};
use instance_lifecycle_wire::{AnyCase, Defaults, Item, Items, MAX_LINE};
use report::Report;
use std::path::{Path, PathBuf};
use told::{compare, compare_batches};

#[derive(Args, Debug)]
#[command(after_help = "\
FILE holds cases, each with its request, in any form that `plan` reads; it may
be of any length. What changes is told by operation, by the rule that decided
and the one that does now, and by kind, each with its first case. An answer
changes with its error, or with the way in which the call is settled, what
becomes of resources, what is billed and what is risked: not with the violations
behind the first, nor with the name of a rule that says the same.

Examples:
  lifecycle backtest --baseline ecs-2024-11-14 --policy ecs-2025-12-03 cases.ndjson
  zcat calls.gz | lifecycle backtest --baseline ecs-2021-01 --format json

Exit status: 0 nothing changes; 1 something does; 2 trouble, or input that
cannot be read.")]
pub(crate) struct BacktestArguments {
    /// The cases; standard input where there is none, or `-`
    file: Option<PathBuf>,
    /// The policy that answers are compared with
    #[arg(long, value_name = "POLICY", value_parser = policy_named)]
    baseline: Policy,
    /// What is asked of records without a request, with default parameters
    #[arg(long, value_name = "OPERATION", value_parser = single)]
    operation: Option<Operation>,
    #[command(flatten)]
    policy: PolicyOptions,
    /// The form of the output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// The most bytes of a line that are read; a longer one is unreadable
    #[arg(long, value_name = "BYTES", default_value_t = MAX_LINE)]
    max_line: usize,
}

pub(crate) fn run(arguments: &BacktestArguments, output: &Output) -> Result<Status, Failure> {
    let policies = [arguments.baseline.clone(), arguments.policy.policy()];
    let request =
        Request::DEFAULTS.iter().find(|request| Some(request.operation()) == arguments.operation).copied();
    let defaults = Defaults { request, ..Defaults::default() };
    let (name, reader) = input::open(arguments.file.as_deref(), output)?;
    let bar = progress(arguments.file.as_deref());
    let mut report = Report::default();
    for item in Items::new(bar.wrap_read(reader), arguments.max_line, defaults) {
        report.add(item.map_err(|error| Failure::Input(name.clone(), error))?, &policies);
    }
    bar.finish_and_clear();
    match arguments.format {
        Format::Json => output.json(&report)?,
        Format::Text => report.write(output)?,
    }
    Ok(report.status())
}

/// How far the input is read, on standard error where a person looks at it.
fn progress(file: Option<&Path>) -> ProgressBar {
    let length = file.and_then(|file| file.metadata().ok()).filter(|file| file.is_file());
    let (bar, template) = match length {
        Some(file) => (ProgressBar::new(file.len()), "{bar:40} {percent}% of {total_bytes}, {eta} left"),
        None => (ProgressBar::new_spinner(), "{spinner} {bytes} read, {bytes_per_sec}"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

impl Report {
    /// Answers a case under both policies.
    fn add(&mut self, item: Item, policies: &[Policy; 2]) {
        let line = item.line;
        match item.case {
            Err(error) => self.unreadable(error.line, &error.reason),
            Ok(AnyCase::One(case)) => {
                let change = compare(&case, policies);
                self.count(case.request.operation().action(), change, line, case.id.as_deref());
            }
            Ok(AnyCase::Batch(batch)) => match compare_batches(&batch, policies) {
                Ok(change) => {
                    let id = change.as_ref().and_then(|(_, id)| id.clone());
                    let change: Option<Change> = change.map(|(change, _)| change);
                    self.count(batch.request.action(), change, line, id.as_deref());
                }
                Err(reason) => self.unreadable(line, &reason),
            },
        }
    }
}
