//! The input: a file or standard input, read case by case.

mod pages;
mod threads;

pub(crate) use threads::{each_on_threads, map_on_threads};

use crate::exit::{Failure, STANDARD_INPUT};
use crate::gzip::Gzip;
use crate::output::Output;
use crate::tables::Format;
use crate::utf16::Utf16;
use instance_lifecycle::{Environment, Policy, Request};
use instance_lifecycle_wire::{Case, Defaults, InputError, Item, Stream};
use pages::{is_malformed, note_missing_pages};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
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
    each_in(&name, reader, max_line, defaults, output, item)
}

/// Calls `item` with every case of the reader, in order. Missing pages are reported on standard error.
pub(crate) fn each_in(
    name: &str,
    reader: impl BufRead,
    max_line: usize,
    defaults: Defaults,
    output: &Output,
    mut item: impl FnMut(Item) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut stream = Stream::new(reader, max_line, defaults);
    let mut has_malformed = false;
    for read in stream.by_ref() {
        let read = read.map_err(|error| Failure::Input(name.to_owned(), error))?;
        has_malformed |= is_malformed(&read);
        item(read)?;
    }
    // The records that are missing may be those that are malformed.
    if !has_malformed {
        note_missing_pages(name, &stream.summary(), output);
    }
    Ok(())
}

/// The file or standard input, with its name.
pub(crate) fn open<'o>(
    file: Option<&Path>,
    output: &'o Output,
) -> Result<(String, impl BufRead + 'o), Failure> {
    let (name, input) = source(file, output)?;
    Ok((name, buffered(Prompt { input, output })))
}

/// The file or standard input, with its name, for several threads. Nothing flushes the output before it
/// waits for more.
pub(crate) fn open_shared(
    file: Option<&Path>,
    output: &Output,
) -> Result<(String, impl BufRead + Send + use<>), Failure> {
    source(file, output).map(|(name, input)| (name, buffered(input)))
}

/// The input as bytes of UTF-8.
fn buffered<R: Read>(input: R) -> BufReader<Utf16<Gzip<R>>> {
    BufReader::with_capacity(1 << 16, Utf16::new(Gzip::new(input)))
}

fn source(file: Option<&Path>, output: &Output) -> Result<(String, Box<dyn Read + Send>), Failure> {
    let file = file.filter(|file| *file != Path::new("-"));
    let name = file.map_or_else(|| STANDARD_INPUT.to_owned(), |file| file.display().to_string());
    let input: Box<dyn Read + Send> = match file {
        Some(file) => {
            if let Some(format) = Format::of(Some(file)) {
                return Err(Failure::Input(name, io::Error::other(format.to_string())));
            }
            Box::new(File::open(file).map_err(|error| Failure::Input(name.clone(), error))?)
        }
        None => output.standard_input(),
    };
    Ok((name, input))
}

/// Input that flushes the output before it waits for more.
struct Prompt<'o> {
    input: Box<dyn Read + Send>,
    output: &'o Output,
}

impl Read for Prompt<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // A failure to write comes up again with the next answer.
        let _ = self.output.flush();
        self.input.read(buffer)
    }
}
