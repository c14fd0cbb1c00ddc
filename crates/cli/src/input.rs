//! The input: a file or standard input, read case by case.

use crate::output::{Failure, Output};
use instance_lifecycle::{Environment, Request};
use instance_lifecycle_wire::{Case, Defaults, Item, Stream, Unreadable};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// What holds where nothing is asked of the records: that they are read as cases needs some request.
pub(crate) fn of_records() -> Defaults {
    of_records_in(Environment::DEFAULT)
}

/// The same, where something is known of what lies around them.
pub(crate) fn of_records_in(environment: Environment) -> Defaults {
    Defaults { request: Request::DEFAULTS.first().copied(), environment, operation: None }
}

/// Calls `case` with every case of one instance, and the line on which it starts; a batch is none.
pub(crate) fn each_of_one(
    file: Option<&Path>,
    max_line: usize,
    defaults: Defaults,
    output: &Output,
    mut case: impl FnMut(u64, Result<Case, Unreadable>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    each(file, max_line, defaults, output, |item| case(item.line, item.one()))
}

/// Calls `item` with every case of the file, or of standard input, in order.
pub(crate) fn each(
    file: Option<&Path>,
    max_line: usize,
    defaults: Defaults,
    output: &Output,
    mut item: impl FnMut(Item) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (name, reader) = open(file, output)?;
    for read in Stream::new(reader, max_line, defaults) {
        item(read.map_err(|error| Failure::Input(name.clone(), error))?)?;
    }
    Ok(())
}

/// The file, or standard input, with its name.
pub(crate) fn open<'o>(
    file: Option<&Path>,
    output: &'o Output,
) -> Result<(String, impl BufRead + 'o), Failure> {
    let file = file.filter(|file| *file != Path::new("-"));
    let name = file.map_or_else(|| "standard input".to_owned(), |file| file.display().to_string());
    let input: Box<dyn Read> = match file {
        Some(file) => Box::new(File::open(file).map_err(|error| Failure::Input(name.clone(), error))?),
        None => Box::new(io::stdin().lock()),
    };
    Ok((name, BufReader::with_capacity(1 << 16, Prompt { input, output })))
}

/// Input that shows what is answered so far before it waits for more.
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
