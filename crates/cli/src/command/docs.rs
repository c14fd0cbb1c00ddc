//! `lifecycle docs`: the pages of `src/documentation`, in Markdown.

mod events;
mod markdown;
mod stop_page;

use crate::catalogue::{date_of, describe, grade, numbering, states};
use crate::evidence::lower;
use crate::exit::{Failure, Status};
use crate::output::Output;
use clap::{Args, ValueEnum};
use instance_lifecycle::errors::{ErrorRow, ErrorTable, Place};
use instance_lifecycle::plan::{Disposition, Settlement};
use instance_lifecycle::policy::interpretations::Interpretation;
use instance_lifecycle::rules::{Cell, Document, Effect, Evidence, Row, RuleTable, Source};
use instance_lifecycle::{Action, Operation, Revision};
use markdown::{Markdown, code, condition};
use std::fmt::Write;

#[derive(Args, Debug)]
pub(crate) struct DocsArguments {
    /// The page to print; all pages by default
    #[arg(value_enum)]
    page: Option<DocsPage>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DocsPage {
    StopInstance,
    StartInstance,
    RebootInstance,
    DeleteInstance,
    ReactivateInstances,
    CreateRun,
    Events,
    Interpretations,
    StopInstancePage,
}

pub(super) fn run(arguments: &DocsArguments, output: &Output) -> Result<Status, Failure> {
    for &page in DocsPage::value_variants() {
        if arguments.page.is_none_or(|asked| asked == page) {
            output.document(&page.markdown())?;
        }
    }
    Ok(Status::Good)
}

impl DocsPage {
    /// Returns the actions of the page: an operation with its plural form.
    const fn actions(self) -> &'static [Action] {
        match self {
            Self::StopInstance => &[Action::StopInstance, Action::StopInstances],
            Self::StartInstance => &[Action::StartInstance, Action::StartInstances],
            Self::RebootInstance => &[Action::RebootInstance, Action::RebootInstances],
            Self::DeleteInstance => &[Action::DeleteInstance, Action::DeleteInstances],
            Self::ReactivateInstances => &[Action::ReActivateInstances],
            Self::CreateRun => &[Action::CreateInstance, Action::RunInstances],
            Self::Events | Self::Interpretations | Self::StopInstancePage => &[],
        }
    }

    fn markdown(self) -> String {
        let mut page = Markdown::default();
        match self {
            Self::Events => events::events(&mut page),
            Self::Interpretations => interpretations(&mut page),
            Self::StopInstancePage => sentences(&mut page),
            _ => actions(self.actions(), &mut page),
        }
        let name = self.to_possible_value();
        page.finish(name.as_ref().map_or("", |name| name.get_name()))
    }
}

fn actions(actions: &[Action], page: &mut Markdown) {
    let names: Vec<String> = actions.iter().map(Action::to_string).collect();
    page.paragraph(&format!("The rules, resources and errors of {}.", names.join(" and ")));
    for action in actions {
        if let Some(rule_table) = action.operation().map(Operation::rule_table) {
            page.paragraph(&format!("## {action}: rules"));
            page.paragraph(
                "The stages in the default precedence, with their refusals, then the settlements. The \
                 first refusal whose condition holds decides; if none holds, the first settlement does.",
            );
            rules(rule_table, page);
            page.paragraph(&format!("## {action}: resources"));
            page.paragraph(
                "The outcome for each resource, by settlement rule: its disposition, whether it is billed, \
                 and its state at the next start. Evidence other than documented is given in parentheses.",
            );
            resources(rule_table, page);
        }
        errors(*action, page);
    }
}

/// A table for each stage, in the default precedence, and one for the settlements.
fn rules(rule_table: &RuleTable, page: &mut Markdown) {
    let stages = rule_table.stages.names();
    let operation = rule_table.operation.as_str();
    for stage in rule_table.refusals.chunk_by(|a, b| a.stage == b.stage) {
        page.paragraph(&format!("### {}", stages[usize::from(stage[0].stage)]));
        let rows: Vec<_> =
            stage.iter().map(|row| rule(row, operation, code(row.then.to_string()), page)).collect();
        page.table(&["rule", "condition", "error", "source"], &rows);
    }
    page.paragraph("### Settlements");
    let rows: Vec<_> =
        rule_table.settlements.iter().map(|row| rule(row, operation, path_of(row.then), page)).collect();
    page.table(&["rule", "condition", "path", "source"], &rows);
}

fn rule<V>(row: &Row<V>, operation: &str, then: String, page: &mut Markdown) -> Vec<String> {
    let when = match row.condition().to_string() {
        text if text == "always" => text,
        text => code(text),
    };
    let mut source = format!("{}: {}", lower(row.evidence), page.quote(operation, row.rule, row.source));
    if let Some(against) = row.against {
        let _ = write!(source, "; against {}", page.quote(operation, row.rule, against));
    }
    vec![code(row.rule), when, then, source]
}

/// The statuses that a settlement leads through.
fn path_of(settlement: Settlement) -> String {
    let (via, to) = settlement.path();
    via.iter().chain([&to]).map(|status| status.as_str()).collect::<Vec<_>>().join(", ")
}

/// A row a resource and condition, a column a group of settlements with the same outcome.
fn resources(rule_table: &RuleTable, page: &mut Markdown) {
    let mut columns: Vec<(usize, Vec<&str>)> = Vec::new();
    for rule in RuleTable::rules(rule_table.settlements).filter(|rule| !rule[0].then.is_already_done()) {
        let column = rule[0].then.column();
        match columns.iter_mut().find(|(known, _)| *known == column) {
            Some((_, names)) => names.push(rule[0].rule),
            None => columns.push((column, vec![rule[0].rule])),
        }
    }
    columns.sort_by_key(|(column, _)| *column);
    let names: Vec<String> = columns.iter().map(|(_, names)| names.join(", ")).collect();
    let header: Vec<&str> = ["resource", "condition"]
        .into_iter()
        .chain(names.iter().map(String::as_str))
        .chain(["source"])
        .collect();
    let mut rows = Vec::new();
    for Effect { resource, when, cells } in rule_table.effects {
        let outcomes = columns.iter().map(|(column, _)| outcome(&cells[*column]));
        let mut row = vec![resource.to_string(), condition(when)];
        row.extend(outcomes);
        let mut sources: Vec<String> = Vec::new();
        for cell in columns.iter().map(|(column, _)| &cells[*column]) {
            for source in [Some(cell.source), cell.against].into_iter().flatten() {
                let cited = page.quote(rule_table.operation.as_str(), resource.as_str(), source);
                if !sources.contains(&cited) {
                    sources.push(cited);
                }
            }
        }
        row.push(sources.join("; "));
        rows.push(row);
    }
    page.table(&header, &rows);
}

/// The disposition, the billing and the state at the next start, with the evidence unless documented.
fn outcome(cell: &Cell) -> String {
    let Cell { disposition, billed, evidence, at_next_start, .. } = cell;
    if *disposition == Disposition::NotApplicable {
        return "–".to_owned();
    }
    let billed = if *billed { ", billed" } else { "" };
    let known =
        if *evidence == Evidence::Documented { String::new() } else { format!(" ({})", lower(*evidence)) };
    format!("{disposition}{billed}; {at_next_start}{known}")
}

fn errors(action: Action, page: &mut Markdown) {
    let table = action.errors();
    if table.rows.is_empty() {
        return;
    }
    for (column, revision) in table.revisions.iter().enumerate() {
        if !table.is_transcribed(column) {
            continue;
        }
        page.paragraph(&format!("## {action}: errors of the page of {revision}"));
        if let Some(note) = numbering(table, column) {
            page.paragraph(note);
        }
        let rows: Vec<_> = table.of(column).map(|(place, row)| error(place, row, column)).collect();
        page.table(&["row", "HTTP", "code", "message", "grade"], &rows);
    }
    if table.revisions.len() > 1 {
        revisions(table, page);
    }
}

/// The revisions of a page and the days of its change history.
fn revisions(table: &'static ErrorTable, page: &mut Markdown) {
    page.paragraph(&format!("## {}: revisions of the page", table.action));
    page.paragraph(
        "The change history of the page names more days than tables are known of. A reconstructed revision \
         has the rows of 2024-11-14 and those that the change histories of the pages date.",
    );
    let rows: Vec<Vec<String>> = states(table)
        .iter()
        .map(|state| {
            let dated = state.rows(table).into_iter();
            let dated = dated.map(|(row, strength)| {
                format!("{} {} ({})", row.http_status, code(row.code), date_of(strength))
            });
            vec![
                state.date.to_owned(),
                describe(state, table).to_owned(),
                dated.collect::<Vec<_>>().join("; "),
            ]
        })
        .collect();
    page.table(&["date", "table", "new rows, with the strength of the date"], &rows);
}

fn error(place: Place, row: &ErrorRow, column: usize) -> Vec<String> {
    let number = match place {
        Place::Row(number) => number.to_string(),
        Place::Absent | Place::Unlisted => "–".to_owned(),
    };
    let ErrorRow { http_status, code: name, message, .. } = row;
    vec![number, http_status.to_string(), code(name), code(message), grade(row, column)]
}

/// The page of StopInstance, sentence by sentence.
fn sentences(page: &mut Markdown) {
    page.paragraph("The page of StopInstance of 2024-11-14, sentence by sentence.");
    let source = page.cite(Source { document: Document::StopPage2024, place: "whole page" });
    page.paragraph(&format!(
        "Every sentence and cell of the page that states behaviour, shortened, with the items that carry it, \
         or the reason why none does. Error rows are those of the page. Source: {source}.",
    ));
    for (section, rows) in stop_page::sections() {
        page.paragraph(&format!("## {section}"));
        page.table(&["place", "text", "carried by", "remark"], &rows);
    }
}

/// The transcribed revisions.
fn transcribed() -> impl Iterator<Item = Revision> {
    Revision::ALL.iter().copied().filter(|revision| revision.is_transcribed())
}

fn interpretations(page: &mut Markdown) {
    page.paragraph("The points on which the documents are silent or contradict each other.");
    page.paragraph(
        "Each is a question with a fixed set of answers. A policy chooses one answer; the table lists the \
         default of every transcribed revision; the reconstructed ones, 2024-12-20 and 2025-03-20, have those \
         of 2024-11-14. Numbers that are missing belonged to questions that a document has \
         since answered.",
    );
    let mut rows = Vec::new();
    for interpretation in Interpretation::ALL {
        let answers: Vec<String> = interpretation.values.iter().map(code).collect();
        let defaults = transcribed().map(|revision| code(interpretation.default(revision)));
        let mut row = vec![
            interpretation.id.to_owned(),
            code(interpretation.name),
            interpretation.question.to_owned(),
            answers.join(", "),
        ];
        row.extend(defaults);
        let mut quote = |source| page.quote("interpretation", interpretation.name, source);
        row.push(quote(interpretation.source));
        row.push(interpretation.against.map_or_else(|| "silent".to_owned(), quote));
        rows.push(row);
    }
    let revisions = transcribed().map(Revision::as_str);
    let header: Vec<&str> = ["id", "name", "question", "answers"]
        .into_iter()
        .chain(revisions)
        .chain(["source", "against"])
        .collect();
    page.table(&header, &rows);
}
