//! `lifecycle evolve`: what events make of instances.

use crate::args::{EvolveArguments, Format};
use crate::decide::unreadable;
use crate::input;
use crate::output::{BAD, Failure, GOOD, Output, STRONG, Status, printable};
use crate::tally::{Tally, UNREADABLE};
use instance_lifecycle::attribute::{ATTRIBUTES, Part};
use instance_lifecycle::{Case, Instance};
use instance_lifecycle_wire::Evolution;

pub(crate) fn run(arguments: &EvolveArguments, output: &Output) -> Result<Status, Failure> {
    let is_text = arguments.input.format == Format::Text;
    let mut tally = Tally::of(&[
        ("evolved", Status::Good),
        ("impossible", Status::Refused),
        (UNREADABLE, Status::Trouble),
    ]);
    let max_line = arguments.input.max_line;
    input::each_of_one(
        arguments.file.as_deref(),
        max_line,
        input::of_records(),
        output,
        |_, case| match &case {
            Ok(case) => {
                let evolution = Evolution::of(case, &arguments.events);
                tally.count(if evolution.stopped_at.is_none() { "evolved" } else { "impossible" });
                if is_text { write(&evolution, output) } else { output.json(&evolution) }
            }
            Err(error) => {
                tally.count(UNREADABLE);
                unreadable(error.line, &error.reason.to_string(), is_text, output)
            }
        },
    )?;
    if is_text {
        tally.write(output)?;
    }
    Ok(tally.status())
}

fn write(evolution: &Evolution<'_>, output: &Output) -> Result<(), Failure> {
    let id = output.styled(STRONG, printable(evolution.id.unwrap_or("(no id)")));
    let verdict = match evolution.stopped_at {
        None => output.styled(GOOD, "evolved"),
        Some(_) => output.styled(BAD, "impossible"),
    };
    let (from, to) = (evolution.before.status, evolution.after().status);
    let path = if from == to { from.to_string() } else { format!("{from} -> {to}") };
    output.line(format_args!("{id}  {verdict}  {path}"))?;
    let mut before = evolution.before;
    for (event, after) in &evolution.steps {
        output.hanging("  ", "    ", &format!("{event}: {}", changes(&before, after)))?;
        before = *after;
    }
    if let Some((event, reason)) = evolution.stopped_at {
        output.hanging("  ", "    ", &format!("{event} cannot happen: {reason}"))?;
    }
    output.line("")
}

/// What differs, attribute by attribute. Of a released instance nothing is left.
fn changes(before: &Instance, after: &Instance) -> String {
    if *after == Instance::RELEASED {
        return format!("status {} -> {}", before.status, after.status);
    }
    let point = |instance: &Instance| Case { instance: *instance, ..Case::DEFAULT }.point();
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
    changes.join(", ")
}
