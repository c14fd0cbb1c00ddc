//! `lifecycle docs`: the tables of the rows, in Markdown.

use crate::decide::lower;
use crate::output::{Failure, Output, Status};
use clap::{Args, ValueEnum};
use instance_lifecycle::attribute::{ATTRIBUTES, Part};
use instance_lifecycle::region::{Assignment, Region};
use instance_lifecycle::{
    Action, Cell, Condition, Disposition, Effect, ErrorRow, Event, Evidence, Next, Operation, Place, Row,
    RuleTable, Settlement, Transition,
};
use std::slice;

#[derive(Args, Debug)]
pub(crate) struct DocsArguments {
    /// Of one table only
    #[arg(value_enum)]
    table: Option<DocsTable>,
    /// Of one operation only
    #[arg(long, value_name = "OPERATION", value_parser = str::parse::<Action>)]
    operation: Option<Action>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DocsTable {
    /// Who is refused, and how the rest is settled
    RuleTable,
    /// What becomes of each resource
    Resources,
    /// The documented errors
    Errors,
    /// What every event makes of an instance
    Events,
}

pub(crate) fn run(arguments: &DocsArguments, output: &Output) -> Result<Status, Failure> {
    if let (Some(DocsTable::Events), Some(operation)) = (arguments.table, arguments.operation) {
        let problem = format!("an event is not of `{operation}`: `events` takes no `--operation`");
        return Err(Failure::Usage(problem));
    }
    for &action in Action::ALL {
        if arguments.operation.is_some_and(|asked| asked != action) {
            continue;
        }
        for &table in DocsTable::value_variants() {
            if arguments.asks(table) {
                write(table, action, output)?;
            }
        }
    }
    if arguments.operation.is_none() && arguments.asks(DocsTable::Events) {
        write_events(output)?;
    }
    Ok(Status::Good)
}

impl DocsArguments {
    fn asks(&self, table: DocsTable) -> bool {
        self.table.is_none_or(|asked| asked == table)
    }
}

fn write(table: DocsTable, action: Action, output: &Output) -> Result<(), Failure> {
    match (table, action.operation().map(Operation::rule_table)) {
        (DocsTable::RuleTable, Some(rule_table)) if !rule_table.refusals.is_empty() => {
            write_rule_table(rule_table, output)
        }
        (DocsTable::Resources, Some(rule_table)) => write_resources(rule_table, output),
        (DocsTable::Errors, _) if !action.errors().rows.is_empty() => write_errors(action, output),
        (DocsTable::RuleTable | DocsTable::Resources | DocsTable::Errors | DocsTable::Events, _) => Ok(()),
    }
}

/// A table: its heading, and its rows with what stands in their cells escaped.
fn write_table(
    title: &str,
    header: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
    output: &Output,
) -> Result<(), Failure> {
    output.line(format_args!("**{title}**\n"))?;
    output.line(format_args!("| {} |", header.join(" | ")))?;
    output.line(format_args!("|{}", "---|".repeat(header.len())))?;
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        output.line(format_args!("| {} |", cells.join(" | ")))?;
    }
    output.line("")
}

/// The refusals in the default precedence, then the settlements.
fn write_rule_table(rule_table: &RuleTable, output: &Output) -> Result<(), Failure> {
    let stages = rule_table.stages.names();
    let refusals = rule_table.refusals.iter().map(|row| {
        let stage = stages[usize::from(row.stage)].to_owned();
        cells(row, stage, row.then.to_string())
    });
    let settlements = rule_table.settlements.iter().map(|row| {
        let path = path_of(row.then);
        cells(row, "(settled)".to_owned(), path)
    });
    write_table(
        &format!("{}: who is refused, and how the rest is settled", rule_table.operation),
        &["stage", "rule", "when", "error or path", "known", "source"],
        refusals.chain(settlements),
        output,
    )
}

fn cells<V>(row: &Row<V>, stage: String, then: String) -> Vec<String> {
    let when = format!("`{}`", row.condition());
    vec![stage, format!("`{}`", row.rule), when, then, lower(row.evidence), row.source.to_string()]
}

/// The statuses that a settlement leads through.
fn path_of(settlement: Settlement) -> String {
    let (via, to) = settlement.path();
    via.iter().chain([&to]).map(|status| status.as_str()).collect::<Vec<_>>().join(", ")
}

/// What becomes of each resource: a column for each way to settle the call that differs.
fn write_resources(rule_table: &RuleTable, output: &Output) -> Result<(), Failure> {
    let mut columns: Vec<(usize, Vec<&str>)> = Vec::new();
    for rule in RuleTable::rules(rule_table.settlements).filter(|rule| !rule[0].then.is_already_done()) {
        let column = rule[0].then.column();
        match columns.iter_mut().find(|(known, _)| *known == column) {
            Some((_, names)) => names.push(rule[0].rule),
            None => columns.push((column, vec![rule[0].rule])),
        }
    }
    columns.sort_by_key(|(column, _)| *column);
    let names = columns.iter().map(|(_, names)| names.join(", "));
    let header: Vec<String> = ["resource".to_owned(), "of".to_owned()]
        .into_iter()
        .chain(names)
        .chain(["source".to_owned()])
        .collect();
    let rows = rule_table.effects.iter().map(|effect| effect_cells(effect, &columns));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    write_table(&format!("{}: what becomes of each resource", rule_table.operation), &header, rows, output)
}

fn effect_cells(effect: &Effect, columns: &[(usize, Vec<&str>)]) -> Vec<String> {
    let Effect { resource, when, cells, source } = effect;
    let of = Condition(when).to_string();
    let of = if of == "always" { of } else { format!("`{of}`") };
    let outcomes = columns.iter().map(|(column, _)| outcome(&cells[*column]));
    [resource.to_string(), of].into_iter().chain(outcomes).chain([source.to_string()]).collect()
}

/// What becomes of a resource, whether it is billed, and how well that is known where it is not
/// documented.
fn outcome(cell: &Cell) -> String {
    let Cell { disposition, billed, evidence, at_next_start } = cell;
    if *disposition == Disposition::NotApplicable {
        return "–".to_owned();
    }
    let billed = if *billed { ", billed" } else { "" };
    let known =
        if *evidence == Evidence::Documented { String::new() } else { format!(" ({})", lower(*evidence)) };
    format!("{disposition}{billed}; {at_next_start}{known}")
}

fn write_errors(action: Action, output: &Output) -> Result<(), Failure> {
    let table = action.errors();
    for (column, revision) in table.revisions.iter().enumerate() {
        let rows = table.of(column).map(|(place, row)| error_cells(place, row));
        let title = format!("{action}: the errors of the page of {revision}");
        write_table(&title, &["row", "HTTP", "code", "message", "known"], rows, output)?;
    }
    Ok(())
}

fn error_cells(place: Place, row: &ErrorRow) -> Vec<String> {
    let number = match place {
        Place::Row(number) => number.to_string(),
        Place::Absent | Place::Unlisted => "–".to_owned(),
    };
    let ErrorRow { http_status, code, message, grade, .. } = row;
    vec![number, http_status.to_string(), format!("`{code}`"), (*message).to_owned(), grade.to_string()]
}

/// What every event makes of an instance: of each the first row that matches. What all of them have in
/// front stands once; the row behind it hands on to those of the event.
fn write_events(output: &Output) -> Result<(), Failure> {
    let all = |n: usize| Event::ALL.iter().map(move |event| event.transitions().get(n));
    let common =
        (0..).take_while(|&n| all(n).all(|row| row.is_some() && row == all(n).next().flatten())).count();
    let mut rows = Vec::new();
    if let Some(first) = Event::ALL.first() {
        event_rows("(any)", &first.transitions()[..common], &Chain::START, &mut rows);
    }
    for event in Event::ALL {
        for row in &event.transitions()[common..] {
            let custom = match row.next {
                Next::Becomes { set: Assignment::NONE, then } if row.when == Region::FULL => then,
                _ => slice::from_ref(row),
            };
            event_rows(event.as_str(), custom, &Chain::START, &mut rows);
        }
    }
    write_table(
        "What every event makes of an instance",
        &["event", "when", "then", "known", "source"],
        rows.into_iter(),
        output,
    )
}

/// Rows that follow upon each other: what they ask for, what they set, how well each is known and where
/// it stands.
#[derive(Clone)]
struct Chain {
    asked: Region,
    set: Assignment,
    known: Vec<String>,
    sources: Vec<String>,
}

impl Chain {
    const START: Self =
        Self { asked: Region::FULL, set: Assignment::NONE, known: Vec::new(), sources: Vec::new() };

    /// This chain, and on by a row that sets so much.
    fn then(&self, row: &Transition, set: &Assignment) -> Self {
        let mut chain = self.clone();
        chain.asked = self.asked.intersect(&self.set.origin(&row.when));
        chain.set = self.set.then(set);
        for (said, more) in
            [(&mut chain.known, lower(row.evidence)), (&mut chain.sources, row.source.to_string())]
        {
            if !said.contains(&more) {
                said.push(more);
            }
        }
        chain
    }
}

/// The rows of an event, those that go on from another with what that one asked for.
fn event_rows(event: &str, rows: &[Transition], before: &Chain, lines: &mut Vec<Vec<String>>) {
    for row in rows {
        let (chain, becomes) = match row.next {
            Next::Becomes { set, then } => {
                let chain = before.then(row, &set);
                if !then.is_empty() {
                    event_rows(event, then, &chain, lines);
                    continue;
                }
                let becomes = in_words(&chain.set);
                (chain, becomes)
            }
            Next::Cannot(reason) => (before.then(row, &Assignment::NONE), reason.to_string()),
        };
        let when = format!("`{}`", Condition(&chain.asked));
        lines.push(vec![event.to_owned(), when, becomes, chain.known.join(", "), chain.sources.join("; ")]);
    }
}

/// What is set; of a release one word.
fn in_words(set: &Assignment) -> String {
    let of_it = ATTRIBUTES.iter().filter(|attribute| attribute.part == Part::Instance);
    if of_it.clone().all(|attribute| set.value(attribute.field).is_some()) {
        return "it is released".to_owned();
    }
    let set = of_it.filter_map(|attribute| {
        let value = set.value(attribute.field)?;
        Some(format!("`{}: {}`", attribute.name, attribute.values[value]))
    });
    set.collect::<Vec<_>>().join(", ")
}
