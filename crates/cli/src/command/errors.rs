//! `lifecycle errors`: the catalogue of documented errors.

use super::request_errors::RequestErrors;
use crate::args::{Format, operation};
use crate::exit::{Failure, Status};
use crate::output::{Output, STRONG, Text};
use crate::suggest::{known, unknown};
use clap::{Args, ValueEnum};
use instance_lifecycle::{
    CATALOGUE, ErrorRow, ErrorTable, Evidence, HISTORY, Operation, PageChange, Place, Revision, Strength,
};
use instance_lifecycle_wire::{OBSERVED_CODES, REQUEST_ERRORS};
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
    #[arg(long, value_name = "OPERATION", value_parser = operation)]
    operation: Option<Operation>,
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

/// A row of the catalogue in one revision of its page.
struct Line {
    table: &'static ErrorTable,
    column: usize,
    place: Place,
    row: &'static ErrorRow,
}

impl Line {
    fn operation(&self) -> Operation {
        self.table.operation
    }

    fn revision(&self) -> &'static str {
        self.table.revisions[self.column]
    }

    /// The number of the row; `-` if the page does not list it.
    fn number(&self) -> String {
        match self.place {
            Place::Row(number) => number.to_string(),
            Place::Unlisted | Place::Absent => "-".to_owned(),
        }
    }

    fn description(&self) -> Option<&'static str> {
        self.table.description(self.row, self.column)
    }

    fn grade(&self) -> String {
        grade(self.row, self.column)
    }
}

/// The evidence of a row in a revision of the page: with the month after which the row holds if it does
/// not hold from the start, and with the strength of its date if the page is reconstructed.
pub(super) fn grade(row: &ErrorRow, column: usize) -> String {
    let evidence = row.evidence_in(column);
    let name = evidence.as_str().to_ascii_lowercase();
    if evidence != row.evidence {
        let strength = HISTORY.iter().flat_map(|change| change.rows).find(|dated| dated.kind == row.kind);
        return strength.map_or(name.clone(), |dated| format!("{name}-{}", dated.strength));
    }
    let is_before =
        |revision: &&Revision| revision.is_transcribed() && row.since.is_some_and(|since| **revision < since);
    match Revision::ALL.iter().rfind(is_before).and_then(|revision| revision.as_str().get(..7)) {
        Some(month) => format!("{name}-after-{month}"),
        None => name,
    }
}

/// The note on the row numbers of a revision, `None` if they are those of the page.
pub(super) fn numbering(table: &ErrorTable, column: usize) -> Option<&'static str> {
    match (table.has_own_numbers(column), table.is_transcribed(column)) {
        (false, _) => None,
        (true, true) => Some(
            "The row numbers are not those of the page, which has another order: a row keeps its number of \
             2024-11-14, and later rows follow.",
        ),
        (true, false) => Some(
            "This page is reconstructed: the rows of 2024-11-14, with the changes that the change histories \
             of the pages date. `lifecycle errors --revisions` lists them.",
        ),
    }
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
    let tables =
        CATALOGUE.iter().filter(|table| arguments.operation.is_none_or(|asked| asked == table.operation));
    if arguments.revisions {
        if arguments.format == TableFormat::Tsv {
            output.document("operation\tdate\thttp\tcode\tstrength\n")?;
        }
        tables.clone().try_for_each(|table| write_revisions(table, arguments.format, output))?;
        return Ok(Status::Good);
    }
    // A reconstructed page is listed only by name.
    let is_listed = |table: &ErrorTable, column: usize| match arguments.revision.as_deref() {
        Some(wanted) => wanted == table.revisions[column],
        None => table.is_transcribed(column),
    };
    let columns = tables.flat_map(|table| (0..table.revisions.len()).map(move |column| (table, column)));
    let lines: Vec<Line> = columns
        .filter(|(table, column)| is_listed(table, *column))
        .flat_map(|(table, column)| {
            table.of(column).map(move |(place, row)| Line { table, column, place, row })
        })
        .filter(|line| code.is_none_or(|code| code == line.row.code))
        .collect();
    if code.is_some() && lines.is_empty() {
        if of_requests.is_empty() {
            return Err(no_code(code));
        }
        of_requests.write(arguments.format.into(), output)?;
        return Ok(Status::Good);
    }
    if let Some(revision) = &arguments.revision
        && lines.is_empty()
    {
        return Err(Failure::Usage(no_lines(revision, arguments.operation)));
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
    let known = CATALOGUE.iter().flat_map(|table| table.rows.iter().map(|row| row.code));
    let known: Vec<&str> = known
        .chain(REQUEST_ERRORS.iter().map(|row| row.code))
        .chain(OBSERVED_CODES.iter().map(|row| row.code))
        .collect();
    Failure::Usage(unknown("code", code.unwrap_or_default(), &known, "`lifecycle errors` lists the codes"))
}

fn no_lines(revision: &str, operation: Option<Operation>) -> String {
    let of = operation.map_or(String::new(), |operation| format!(" of `{operation}`"));
    let tables = CATALOGUE.iter().filter(|table| operation.is_none_or(|it| it == table.operation));
    let mut revisions: Vec<&str> = tables.flat_map(|table| table.revisions.iter().copied()).collect();
    revisions.sort_unstable();
    revisions.dedup();
    match revisions[..] {
        [] => format!("no page{of} is transcribed"),
        _ => format!("there is no revision `{revision}`{of}: expected {}", known(&revisions)),
    }
}

fn write_tsv(lines: &[Line], descriptions: bool, output: &Output) -> Result<(), Failure> {
    let last = if descriptions { "\tdescription" } else { "" };
    output.document(&format!("operation\trevision\trow\thttp\tcode\tmessage\tgrade{last}\n"))?;
    for line in lines {
        let (operation, revision, number, grade) =
            (line.operation(), line.revision(), line.number(), line.grade());
        let ErrorRow { http_status, code, message, .. } = line.row;
        let last =
            if descriptions { format!("\t{}", line.description().unwrap_or("-")) } else { String::new() };
        output.document(&format!(
            "{operation}\t{revision}\t{number}\t{http_status}\t{code}\t{message}\t{grade}{last}\n"
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
        output.json(&json!({
            "Operation": line.operation(), "Revision": line.revision(), "Row": number,
            "HttpStatus": line.row.http_status, "Code": line.row.code, "Message": line.row.message,
            "Grade": line.grade(), "Description": line.description(),
        }))?;
    }
    Ok(())
}

fn write_text(lines: &[Line], output: &Output) -> Result<(), Failure> {
    for page in lines.chunk_by(|a, b| (a.operation(), a.column) == (b.operation(), b.column)) {
        let heading = Text::new().styled(STRONG, page[0].operation()).plain("  ");
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

/// A revision of a page, or a day on which the page changed.
pub(super) struct PageState {
    pub(super) date: &'static str,
    column: Option<usize>,
    change: Option<&'static PageChange>,
}

impl PageState {
    /// Whether the table is known, and how.
    fn table(&self, table: &ErrorTable) -> &'static str {
        match self.column {
            Some(column) if table.is_transcribed(column) => "transcribed",
            Some(_) => "reconstructed",
            None => "unknown",
        }
    }

    /// The rows that the change added, with the strength of the date.
    pub(super) fn rows(&self, table: &'static ErrorTable) -> Vec<(&'static ErrorRow, Strength)> {
        let (Some(column), Some(change)) = (self.column, self.change) else { return Vec::new() };
        let row = |kind| table.of(column).map(|(_, row)| row).find(|row| row.kind == kind);
        let dated = change.rows.iter();
        dated.filter_map(|dated| Some((row(dated.kind)?, dated.strength))).collect()
    }
}

/// Returns the revisions of a page and the days of its change history, oldest first.
pub(super) fn states(table: &'static ErrorTable) -> Vec<PageState> {
    let is_stop = table.operation == Operation::StopInstance;
    let history = HISTORY.iter().filter(|_| is_stop);
    let change = |date: &str| history.clone().find(|change| change.date == date);
    let mut states: Vec<PageState> = table
        .revisions
        .iter()
        .enumerate()
        .map(|(column, date)| PageState { date, column: Some(column), change: change(date) })
        .collect();
    for change in history.clone().filter(|change| change.revision.is_none()) {
        states.push(PageState { date: change.date, column: None, change: Some(change) });
    }
    states.sort_by_key(|state| state.date);
    states
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
                    "Operation": table.operation, "Date": state.date, "Table": state.table(table), "Rows": rows,
                }))?;
            }
        }
        TableFormat::Tsv => {
            for state in &states {
                for (row, strength) in state.rows(table) {
                    let ErrorRow { http_status, code, .. } = row;
                    output.document(&format!(
                        "{}\t{}\t{http_status}\t{code}\t{strength}\n",
                        table.operation, state.date
                    ))?;
                }
            }
        }
        TableFormat::Text if states.is_empty() => {}
        TableFormat::Text => {
            output.line(Text::new().styled(STRONG, table.operation))?;
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

/// The knowledge of a table in words.
pub(super) fn describe(state: &PageState, table: &ErrorTable) -> &'static str {
    match state.table(table) {
        "unknown" => "the error table changed; the table is unknown",
        known => known,
    }
}

/// The strength of a date in words.
pub(super) fn date_of(strength: Strength) -> &'static str {
    match strength {
        Strength::Strong => "inferred, strong",
        Strength::Moderate => "inferred, moderate",
        Strength::Unknown => "reworded by one of the changes since 2024-11-14, unknown by which",
    }
}
