//! `lifecycle why CODE`: the rows of an error code, with the pages that have them and the rules that raise
//! them.

use crate::args::Format;
use crate::catalogue::{Line, RequestErrors, lines_of};
use crate::evidence::{lower, page_to_json, source_to_json};
use crate::exit::Failure;
use crate::output::{FAINT, Output, STRONG, Text};
use instance_lifecycle::errors::{DryRunPass, ErrorKind, Place};
use instance_lifecycle::rules::{Document, Evidence, Source};
use instance_lifecycle::{Action, Operation};
use serde_json::{Value, json};

/// The rows of a code: those of the catalogue, the errors of requests and the observed codes.
pub(super) struct CodeRows {
    lines: Vec<Line>,
    requests: RequestErrors,
}

/// A rule that raises an error, and the evidence of some of its rows.
#[derive(Clone, Copy, PartialEq, Eq)]
struct RaisedBy {
    kind: ErrorKind,
    rule: &'static str,
    /// Absent for the rule that answers a dry run, which is in no rule table.
    side: Option<(Evidence, Source, Option<Source>)>,
}

impl CodeRows {
    /// Returns the rows of a code; of one operation, only those of the catalogue. `None` if there are
    /// none.
    pub(super) fn of(code: &str, operation: Option<Operation>) -> Option<Self> {
        let lines = lines_of(code, operation.map(Operation::action));
        let requests = match operation {
            None => RequestErrors::of(Some(code)),
            Some(_) => RequestErrors::NONE,
        };
        (!lines.is_empty() || !requests.is_empty()).then_some(Self { lines, requests })
    }

    pub(super) fn write(&self, format: Format, output: &Output) -> Result<(), Failure> {
        match format {
            Format::Text => {
                let of_actions = self.lines.chunk_by(|a, b| a.action() == b.action());
                of_actions.clone().try_for_each(|lines| write_action(lines, output))?;
            }
            Format::Json => self.lines.iter().try_for_each(|line| output.json(&to_json(line)))?,
        }
        self.requests.write_with_pages(format, output)
    }
}

fn write_action(lines: &[Line], output: &Output) -> Result<(), Failure> {
    output.line(Text::new().styled(STRONG, lines[0].row.code).plain("  ").plain(lines[0].action()))?;
    for line in lines {
        let place = match line.place {
            Place::Row(number) if line.has_own_number() => format!("row {number} of the catalogue"),
            Place::Row(number) => format!("row {number}"),
            Place::Unlisted | Place::Absent => "not listed".to_owned(),
        };
        let (http, revision, grade) = (line.row.http_status, line.revision(), line.grade());
        output.line(format_args!("  {http}  page of {revision}, {place}: {grade}"))?;
        output.paragraph("    ", line.row.message)?;
        if let Some(description) = line.description() {
            output.hanging("    description: ", "      ", description)?;
        }
        if let Some(document) = line.document() {
            write_page(document, output)?;
        }
        if let Some(reason) = line.row.dormant(line.action()) {
            output.paragraph("    ", format_args!("raised by no rule: {reason}"))?;
        }
    }
    let mut rule = None;
    for raised in raised_by(lines) {
        if rule != Some(raised.rule) {
            output.line(Text::from("  raised by the rule ").styled(STRONG, raised.rule))?;
            rule = Some(raised.rule);
        }
        if let Some((evidence, source, against)) = raised.side {
            output.paragraph("    ", format_args!("{}: {source}", lower(evidence)))?;
            write_url(source.document, output)?;
            if let Some(against) = against {
                output.paragraph("    ", format_args!("contradicted by: {against}"))?;
                write_url(against.document, output)?;
            }
        }
    }
    output.line("")
}

/// Writes the title, the date and the address of a page.
fn write_page(document: Document, output: &Output) -> Result<(), Failure> {
    output.paragraph("    ", Text::new().styled(FAINT, document))?;
    write_url(document, output)
}

fn write_url(document: Document, output: &Output) -> Result<(), Failure> {
    match document.url() {
        Some(url) => output.line(format_args!("      {url}")),
        None => Ok(()),
    }
}

/// The rules that raise the errors of one action, each with its distinct evidence. Those of a plural
/// action are those of its singular.
fn raised_by(lines: &[Line]) -> Vec<RaisedBy> {
    let Some(operation) = lines.first().and_then(|line| singular(line.action())) else { return Vec::new() };
    let raises = |kind: ErrorKind| lines.iter().any(|line| line.row.kind == kind);
    let mut found: Vec<RaisedBy> = Vec::new();
    for row in operation.rule_table().refusals.iter().filter(|row| raises(row.then)) {
        let side = Some((row.evidence, row.source, row.against));
        let raised = RaisedBy { kind: row.then, rule: row.rule, side };
        if !found.contains(&raised) {
            found.push(raised);
        }
    }
    if raises(ErrorKind::DryRunPassed) {
        found.push(RaisedBy { kind: ErrorKind::DryRunPassed, rule: DryRunPass::RULE, side: None });
    }
    found
}

fn singular(action: Action) -> Option<Operation> {
    action.operation().or_else(|| action.as_str().strip_suffix('s')?.parse().ok())
}

fn to_json(line: &Line) -> Value {
    let raised = raised_by(std::slice::from_ref(line));
    let raised: Vec<Value> = raised
        .iter()
        .map(|raised| match raised.side {
            None => json!({ "Rule": raised.rule }),
            Some((evidence, source, against)) => json!({
                "Rule": raised.rule, "Evidence": evidence, "Source": source_to_json(source),
                "Against": against.map(source_to_json),
            }),
        })
        .collect();
    let mut object = line.to_json();
    object["Page"] = json!(line.document().map(page_to_json));
    object["RaisedByNoRule"] = json!(line.row.dormant(line.action()));
    object["RaisedBy"] = raised.into();
    object
}
