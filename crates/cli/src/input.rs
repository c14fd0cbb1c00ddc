//! The input: a file or standard input, read case by case.

use crate::exit::{Failure, Input as Name, STANDARD_INPUT};
use crate::gzip::Gzip;
use crate::output::{Output, counted, note};
use crate::utf16::Utf16;
use instance_lifecycle::{Environment, Policy, Request};
use instance_lifecycle_wire::{Case, Defaults, InputError, InputErrorKind, Item, Stream};
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::Path;

/// The defaults for commands that read records and decide no request: a case needs one all the same.
pub(crate) fn record_defaults(environment: Environment, policy: &Policy) -> Defaults {
    let (request, attributes) = (Request::DEFAULTS.first().copied(), policy.attributes().clone());
    Defaults { request, environment, attributes, ..Defaults::default() }
}

/// Calls `case` with every case of one instance and its line. A batch is unreadable.
pub(crate) fn each_single(
    file: Option<&Path>,
    max_line: usize,
    defaults: Defaults,
    output: &Output,
    mut case: impl FnMut(u64, Result<Case, InputError>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    each(file, max_line, defaults, output, |item| case(item.line, item.one()))
}

/// Calls `item` with every case of the file or of standard input, in order.
pub(crate) fn each(
    file: Option<&Path>,
    max_line: usize,
    defaults: Defaults,
    output: &Output,
    item: impl FnMut(Item) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (name, reader) = open(file, output)?;
    each_in(&name, reader, max_line, defaults, item)
}

/// Calls `item` with every case of the reader, in order. Missing pages are reported on standard error.
pub(crate) fn each_in(
    name: &str,
    reader: impl BufRead,
    max_line: usize,
    defaults: Defaults,
    mut item: impl FnMut(Item) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut stream = Stream::new(reader, max_line, defaults);
    let mut is_malformed = false;
    for read in stream.by_ref() {
        let read = read.map_err(|error| Failure::Input(name.to_owned(), error))?;
        is_malformed |=
            matches!(&read.case, Err(error) if !matches!(error.kind(), InputErrorKind::Content(_)));
        item(read)?;
    }
    let summary = stream.summary();
    // The records that are missing may be those that are malformed.
    if summary.is_partial() && !is_malformed {
        let total = summary.total_count.filter(|total| *total > summary.records);
        let records = match total {
            Some(total) => format!("{} of {total} records", summary.records),
            None => counted(summary.records, "record"),
        };
        note(&format!("partial input: {} holds {records}; request the other pages too", Name(name)));
    }
    Ok(())
}

/// The file or standard input, with its name.
pub(crate) fn open<'o>(
    file: Option<&Path>,
    output: &'o Output,
) -> Result<(String, impl BufRead + 'o), Failure> {
    let file = file.filter(|file| *file != Path::new("-"));
    let name = file.map_or_else(|| STANDARD_INPUT.to_owned(), |file| file.display().to_string());
    let input: Box<dyn Read> = match file {
        Some(file) => Box::new(File::open(file).map_err(|error| Failure::Input(name.clone(), error))?),
        None => {
            if io::stdin().is_terminal() {
                note("reading standard input");
            }
            Box::new(io::stdin().lock())
        }
    };
    Ok((name, BufReader::with_capacity(1 << 16, Utf16::new(Gzip::new(Prompt { input, output })))))
}

/// Input that flushes the output before it waits for more.
struct Prompt<'o> {
    input: Box<dyn Read>,
    output: &'o Output,
}

impl Read for Prompt<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // A failure to write comes up again with the next answer.
        let _ = self.output.flush();
        self.input.read(buffer)
    }
}
