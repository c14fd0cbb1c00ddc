//! `lifecycle errors`: the catalogue of documented errors.

use crate::args::action;
use crate::evidence::grade;
use crate::exit::{Failure, Status};
use crate::output::{Output, STRONG, Text};
use crate::suggest::known;
use clap::{Args, ValueEnum};
use instance_lifecycle::Action;
use instance_lifecycle::errors::{CATALOGUE, ErrorRow, Place};
use instance_lifecycle::rules::Evidence;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TableFormat {
    Text,
    Json,
    Tsv,
}

#[derive(Args, Debug)]
pub(crate) struct ErrorsArguments {
    /// Only this operation
    #[arg(long, value_name = "OPERATION", value_parser = action)]
    operation: Option<Action>,
    /// Only this revision of the page, such as 2024-11-14
    #[arg(long, value_name = "REVISION")]
    revision: Option<String>,
    /// The format of the output
    #[arg(long, value_enum, default_value = "text")]
    format: TableFormat,
}

/// A row of the catalogue.
struct Line {
    action: Action,
    revision: &'static str,
    place: Place,
    row: &'static ErrorRow,
}

impl Line {
    /// The number of the row; `-` if the page does not list it.
    fn number(&self) -> String {
        match self.place {
            Place::Row(number) => number.to_string(),
            Place::Unlisted | Place::Absent => "-".to_owned(),
        }
    }
}

pub(super) fn run(arguments: &ErrorsArguments, output: &Output) -> Result<Status, Failure> {
    let lines: Vec<Line> = CATALOGUE
        .iter()
        .filter(|table| arguments.operation.is_none_or(|action| action == table.action))
        .flat_map(|table| table.revisions.iter().enumerate().map(move |revision| (table, revision)))
        .filter(|(_, (_, revision))| arguments.revision.as_deref().is_none_or(|wanted| wanted == **revision))
        .flat_map(|(table, (column, revision))| {
            table.of(column).map(move |(place, row)| Line { action: table.action, revision, place, row })
        })
        .collect();
    if let Some(revision) = &arguments.revision
        && lines.is_empty()
    {
        return Err(Failure::Usage(no_lines(revision, arguments.operation)));
    }
    match arguments.format {
        TableFormat::Tsv => write_tsv(&lines, output)?,
        TableFormat::Json => write_json(&lines, output)?,
        TableFormat::Text => write_text(&lines, output)?,
    }
    Ok(Status::Good)
}

fn no_lines(revision: &str, action: Option<Action>) -> String {
    let of = action.map_or(String::new(), |action| format!(" of `{action}`"));
    let tables = CATALOGUE.iter().filter(|table| action.is_none_or(|it| it == table.action));
    let mut revisions: Vec<&str> = tables.flat_map(|table| table.revisions.iter().copied()).collect();
    revisions.sort_unstable();
    revisions.dedup();
    match revisions[..] {
        [] => format!("no page{of} is transcribed"),
        _ => format!("there is no revision `{revision}`{of}: expected {}", known(&revisions)),
    }
}

fn write_tsv(lines: &[Line], output: &Output) -> Result<(), Failure> {
    output.document("operation\trevision\trow\thttp\tcode\tmessage\tgrade\n")?;
    for line in lines {
        let Line { action, revision, row, .. } = line;
        let ErrorRow { http_status, code, message, .. } = row;
        let (number, grade) = (line.number(), grade(row));
        output.document(&format!(
            "{action}\t{revision}\t{number}\t{http_status}\t{code}\t{message}\t{grade}\n"
        ))?;
    }
    Ok(())
}

fn write_json(lines: &[Line], output: &Output) -> Result<(), Failure> {
    for line in lines {
        let number = match line.place {
            Place::Row(number) => Some(number),
            Place::Unlisted | Place::Absent => None,
        };
        output.json(&serde_json::json!({
            "Operation": line.action, "Revision": line.revision, "Row": number,
            "HttpStatus": line.row.http_status, "Code": line.row.code, "Message": line.row.message,
            "Grade": grade(line.row),
        }))?;
    }
    Ok(())
}

fn write_text(lines: &[Line], output: &Output) -> Result<(), Failure> {
    for page in lines.chunk_by(|a, b| (a.action, a.revision) == (b.action, b.revision)) {
        let heading = Text::new().styled(STRONG, page[0].action).plain("  ");
        output.line(heading.plain(page[0].revision))?;
        for line in page {
            let ErrorRow { http_status, code, message, evidence, .. } = line.row;
            let grade = match evidence {
                Evidence::Documented => String::new(),
                _ => format!("  ({})", grade(line.row)),
            };
            let head = Text::from(format_args!("  {:>2}  {http_status} ", line.number()));
            output.line(head.styled(STRONG, code).plain(grade))?;
            output.paragraph("      ", *message)?;
        }
        output.line("")?;
    }
    Ok(())
}
