//! `lifecycle evolve`: the instances after events.

use crate::args::{AssumeOptions, EnvironmentOptions, InputOptions, PolicyOptions, event};
use crate::assumed::Assumer;
use crate::exit::{Failure, Status};
use crate::input;
use crate::output::{BAD, GOOD, Output, STRONG, Tally, Text, UNREADABLE};
use clap::Args;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Part};
use instance_lifecycle::{Case, Event, Instance, Status as InstanceStatus};
use instance_lifecycle_wire::{Defaults, Evolution};
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(after_help = "\
Events are applied in order, up to the first that cannot happen. JSON output is
one line an instance, which the other commands read as a record.

Examples:
  lifecycle evolve --event ArrearsIncurred --event ArrearsStopped record.json
  lifecycle evolve --event BootCompleted --format json | lifecycle status

Exit status: 0 every event happened; 1 some event cannot happen; 2 usage error
or unreadable input; 3 the input holds no instance.")]
pub(crate) struct EvolveArguments {
    /// An event; may be repeated
    #[arg(long = "event", value_name = "EVENT", required = true, value_parser = event)]
    events: Vec<Event>,
    /// The input; standard input without a file, or with `-`
    file: Option<PathBuf>,
    #[command(flatten)]
    environment: EnvironmentOptions,
    #[command(flatten)]
    assume: AssumeOptions,
    #[command(flatten)]
    policy: PolicyOptions,
    #[command(flatten)]
    input: InputOptions,
}

pub(super) fn run(arguments: &EvolveArguments, output: &Output) -> Result<Status, Failure> {
    let policy = arguments.policy.policy();
    let is_text = arguments.input.is_text();
    let mut tally = Tally::new(&[
        ("evolved", Status::Good),
        ("impossible", Status::Refused),
        (UNREADABLE, Status::Invalid),
    ]);
    let mut assumer = Assumer::new(&arguments.assume);
    let environment = arguments.environment.environment(policy.attributes())?;
    let defaults = Defaults { keep_records: true, ..input::record_defaults(environment, &policy) };
    let defaults = arguments.assume.defaults(defaults)?;
    let max_line = arguments.input.max_line;
    input::each_single(arguments.file.as_deref(), max_line, defaults, output, |_, case| match case {
        Ok(mut case) => {
            assumer.assume(&mut case);
            let evolution = Evolution::new(&case, &arguments.events, &policy);
            tally.count(if evolution.stopped_at.is_none() { "evolved" } else { "impossible" });
            if is_text { write(&evolution, output) } else { output.json(&evolution) }
        }
        Err(error) => {
            tally.count(UNREADABLE);
            output.unreadable(error.line(), &error.kind().to_string(), is_text)
        }
    })?;
    assumer.report(output);
    tally.finish(is_text, output)
}

fn write(evolution: &Evolution<'_>, output: &Output) -> Result<(), Failure> {
    let (style, verdict) = match evolution.stopped_at {
        None => (GOOD, "evolved"),
        Some(_) => (BAD, "impossible"),
    };
    let (from, to) = (evolution.before.status, evolution.after().status);
    let path = if from == to { from.to_string() } else { format!("{from} -> {to}") };
    let heading = Text::new().styled(STRONG, evolution.id.unwrap_or("(no id)")).plain("  ");
    output.line(heading.styled(style, verdict).plain("  ").plain(path))?;
    let mut before = evolution.before;
    for (event, after) in &evolution.steps {
        output.hanging("  ", "    ", format_args!("{event}: {}", changes(&before, after)))?;
        before = *after;
    }
    if let Some((event, reason)) = evolution.stopped_at {
        output.hanging("  ", "    ", format_args!("{event} cannot happen: {reason}"))?;
    }
    output.line("")
}

/// The attributes that differ. A released instance has only its status.
fn changes(before: &Instance, after: &Instance) -> String {
    if after.status == InstanceStatus::Released {
        return format!("status {} -> {}", before.status, after.status);
    }
    let point = |instance: &Instance| Case::DEFAULT.with(|it| it.instance = *instance).point();
    let (before, after) = (point(before), point(after));
    let changes: Vec<String> = ATTRIBUTES
        .iter()
        .filter(|attribute| attribute.part == Part::Instance)
        .map(|attribute| (attribute, before.value(attribute.field), after.value(attribute.field)))
        .filter(|(_, before, after)| before != after)
        .map(|(attribute, before, after)| {
            format!("{} {} -> {}", attribute.name, attribute.values[before], attribute.values[after])
        })
        .collect();
    if changes.is_empty() { "no change".to_owned() } else { changes.join(", ") }
}
