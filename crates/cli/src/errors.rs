//! `lifecycle errors`: the catalogue.

use crate::args::{ErrorsArguments, TableFormat, known};
use crate::output::{Failure, Output, STRONG, Status};
use instance_lifecycle::{Action, CATALOGUE, ErrorRow, Place};

/// One line of the catalogue.
struct Line {
    action: Action,
    revision: &'static str,
    place: Place,
    row: &'static ErrorRow,
}

impl Line {
    /// The number of the row; `-` where the page does not list it.
    fn number(&self) -> String {
        match self.place {
            Place::Row(number) => number.to_string(),
            Place::Unlisted | Place::Absent => "-".to_owned(),
        }
    }
}

pub(crate) fn run(arguments: &ErrorsArguments, output: &Output) -> Result<Status, Failure> {
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
    output.line("operation\trevision\trow\thttp\tcode\tmessage\tgrade")?;
    for line in lines {
        let Line { action, revision, row, .. } = line;
        let ErrorRow { http_status, code, message, grade, .. } = row;
        let number = line.number();
        output.line(format_args!(
            "{action}\t{revision}\t{number}\t{http_status}\t{code}\t{message}\t{grade}"
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
            "Grade": line.row.grade,
        }))?;
    }
    Ok(())
}

fn write_text(lines: &[Line], output: &Output) -> Result<(), Failure> {
    for page in lines.chunk_by(|a, b| (a.action, a.revision) == (b.action, b.revision)) {
        output.line(format_args!("{}  {}", output.styled(STRONG, page[0].action), page[0].revision))?;
        for line in page {
            let ErrorRow { http_status, code, message, grade, .. } = line.row;
            let grade = if *grade == instance_lifecycle::Grade::Documented {
                String::new()
            } else {
                format!("  ({grade})")
            };
            output.line(format_args!(
                "  {:>2}  {http_status} {}{grade}",
                line.number(),
                output.styled(STRONG, code)
            ))?;
            output.paragraph("      ", message)?;
        }
        output.line("")?;
    }
    Ok(())
}
