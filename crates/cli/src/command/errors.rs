//! `lifecycle errors`: the catalogue of documented errors.

use crate::args::{Format, action};
use crate::catalogue::{Line, RequestErrors, codes, date_of, describe, lines, numbering, states};
use crate::exit::{Failure, Status};
use crate::output::{Output, STRONG, Text};
use crate::suggest::{known, unknown};
use clap::{Args, ValueEnum};
use instance_lifecycle::Action;
use instance_lifecycle::errors::{CATALOGUE, ErrorRow, ErrorTable};
use instance_lifecycle::rules::Evidence;
use serde_json::json;

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
    /// Add the vendor's descriptions to `--format tsv`, as a last column
    #[arg(long)]
    descriptions: bool,
    /// List the revisions of the pages and their changes, not the errors
    #[arg(long, conflicts_with_all = ["revision", "descriptions"])]
    revisions: bool,
    /// Only this code, among the observed codes and the errors of requests too
    #[arg(long, value_name = "CODE", conflicts_with_all = ["revisions", "descriptions"])]
    code: Option<String>,
    /// List the errors of the request itself, such as MissingParameter, and observed codes
    #[arg(long, conflicts_with_all = ["operation", "revision", "descriptions", "revisions"])]
    request: bool,
}

impl From<TableFormat> for Option<Format> {
    fn from(format: TableFormat) -> Self {
        match format {
            TableFormat::Text => Some(Format::Text),
            TableFormat::Json => Some(Format::Json),
            TableFormat::Tsv => None,
        }
    }
}

pub(super) fn run(arguments: &ErrorsArguments, output: &Output) -> Result<Status, Failure> {
    let code = arguments.code.as_deref();
    let of_requests = RequestErrors::of(code);
    if arguments.request {
        if of_requests.is_empty() {
            return Err(no_code(code));
        }
        of_requests.write(arguments.format.into(), output)?;
        return Ok(Status::Good);
    }
    if arguments.revisions {
        let of_operation =
            |table: &&ErrorTable| arguments.operation.is_none_or(|action| action == table.action);
        let tables: Vec<_> =
            CATALOGUE.iter().filter(of_operation).filter(|table| !states(table).is_empty()).collect();
        if tables.is_empty() {
            return Err(Failure::Usage(no_lines(None, arguments.operation)));
        }
        if arguments.format == TableFormat::Tsv {
            output.document("operation\tdate\thttp\tcode\tstrength\n")?;
        }
        tables.into_iter().try_for_each(|table| write_revisions(table, arguments.format, output))?;
        return Ok(Status::Good);
    }
    // A reconstructed page is listed only by name.
    let is_listed = |table: &ErrorTable, column: usize| match arguments.revision.as_deref() {
        Some(wanted) => wanted == table.revisions[column],
        None => table.is_transcribed(column),
    };
    let lines: Vec<Line> = lines(arguments.operation, is_listed)
        .filter(|line| code.is_none_or(|code| code == line.row.code))
        .collect();
    if code.is_some() && lines.is_empty() {
        if of_requests.is_empty() {
            return Err(no_code(code));
        }
        of_requests.write(arguments.format.into(), output)?;
        return Ok(Status::Good);
    }
    if lines.is_empty() {
        return Err(Failure::Usage(no_lines(arguments.revision.as_deref(), arguments.operation)));
    }
    match arguments.format {
        TableFormat::Tsv => write_tsv(&lines, arguments.descriptions, output)?,
        TableFormat::Json => write_json(&lines, output)?,
        TableFormat::Text => write_text(&lines, output)?,
    }
    // The columns of a table with tabs are those of the catalogue.
    if code.is_some() && arguments.format != TableFormat::Tsv {
        of_requests.write(arguments.format.into(), output)?;
    }
    Ok(Status::Good)
}

fn no_code(code: Option<&str>) -> Failure {
    let known: Vec<&str> = codes().collect();
    Failure::Usage(unknown("code", code.unwrap_or_default(), &known, "`lifecycle errors` lists the codes"))
}

fn no_lines(revision: Option<&str>, action: Option<Action>) -> String {
    let of = action.map_or(String::new(), |action| format!(" of `{action}`"));
    let tables = CATALOGUE.iter().filter(|table| action.is_none_or(|it| it == table.action));
    let mut revisions: Vec<&str> = tables.flat_map(|table| table.revisions.iter().copied()).collect();
    revisions.sort_unstable();
    revisions.dedup();
    match revision.filter(|_| !revisions.is_empty()) {
        None => format!("the errors{of} are not modelled: no page is transcribed"),
        Some(revision) => format!("there is no revision `{revision}`{of}: expected {}", known(&revisions)),
    }
}

fn write_tsv(lines: &[Line], descriptions: bool, output: &Output) -> Result<(), Failure> {
    let last = if descriptions { "\tdescription" } else { "" };
    output.document(&format!("operation\trevision\trow\thttp\tcode\tmessage\tgrade{last}\n"))?;
    for line in lines {
        let (action, revision, number, grade) = (line.action(), line.revision(), line.number(), line.grade());
        let ErrorRow { http_status, code, message, .. } = line.row;
        let last =
            if descriptions { format!("\t{}", line.description().unwrap_or("-")) } else { String::new() };
        output.document(&format!(
            "{action}\t{revision}\t{number}\t{http_status}\t{code}\t{message}\t{grade}{last}\n"
        ))?;
    }
    Ok(())
}

fn write_json(lines: &[Line], output: &Output) -> Result<(), Failure> {
    lines.iter().try_for_each(|line| output.json(&line.to_json()))
}

fn write_text(lines: &[Line], output: &Output) -> Result<(), Failure> {
    for page in lines.chunk_by(|a, b| (a.action(), a.column) == (b.action(), b.column)) {
        let heading = Text::new().styled(STRONG, page[0].action()).plain("  ");
        output.line(heading.plain(page[0].revision()))?;
        for line in page {
            let ErrorRow { http_status, code, message, .. } = line.row;
            let grade = match line.row.evidence_in(line.column) {
                Evidence::Documented => String::new(),
                _ => format!("  ({})", line.grade()),
            };
            let head = Text::from(format_args!("  {:>2}  {http_status} ", line.number()));
            output.line(head.styled(STRONG, code).plain(grade))?;
            output.paragraph("      ", *message)?;
            if let Some(description) = line.description() {
                output.hanging("      description: ", "        ", description)?;
            }
        }
        if let Some(note) = numbering(page[0].table, page[0].column) {
            output.paragraph("  ", note)?;
        }
        output.line("")?;
    }
    Ok(())
}

fn write_revisions(table: &'static ErrorTable, format: TableFormat, output: &Output) -> Result<(), Failure> {
    let states = states(table);
    match format {
        TableFormat::Json => {
            for state in &states {
                let rows: Vec<_> = state.rows(table).iter().map(|(row, strength)| {
                    json!({ "HttpStatus": row.http_status, "Code": row.code, "Strength": strength })
                }).collect();
                output.json(&json!({
                    "Operation": table.action, "Date": state.date, "Table": state.table(table), "Rows": rows,
                }))?;
            }
        }
        TableFormat::Tsv => {
            for state in &states {
                for (row, strength) in state.rows(table) {
                    let ErrorRow { http_status, code, .. } = row;
                    output.document(&format!(
                        "{}\t{}\t{http_status}\t{code}\t{strength}\n",
                        table.action, state.date
                    ))?;
                }
            }
        }
        TableFormat::Text => {
            output.line(Text::new().styled(STRONG, table.action))?;
            for state in &states {
                output.line(format_args!("  {:<10}  {}", state.date, describe(state, table)))?;
                for (row, strength) in state.rows(table) {
                    output.hanging(
                        "                ",
                        "                  ",
                        format_args!("{} {}: {}", row.http_status, row.code, date_of(strength)),
                    )?;
                }
            }
            output.line("")?;
        }
    }
    Ok(())
}
