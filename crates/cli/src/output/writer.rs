//! Standard output.

use super::json::Harmless;
use super::layout::{self, Table};
use super::place::Place;
use super::text::{BAD, Text, escape_document};
use crate::exit::Failure;
use std::cell::RefCell;
use std::io::{self, Cursor, IsTerminal, Read, StdoutLock, Write};

/// Standard output. Input flushes it before it waits, so that answers are never held back.
pub(crate) struct Output {
    writer: RefCell<io::BufWriter<Sink>>,
    memory: Option<Memory>,
    is_coloured: bool,
    width: usize,
}

/// The other standard streams of a run in memory.
#[derive(Default)]
struct Memory {
    /// Standard input. It is read once.
    input: RefCell<Vec<u8>>,
    errors: RefCell<Vec<u8>>,
}

/// What standard output is.
enum Sink {
    Process(StdoutLock<'static>),
    Memory(Vec<u8>),
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Process(stdout) => stdout.write(bytes),
            Self::Memory(written) => written.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Process(stdout) => stdout.flush(),
            Self::Memory(_) => Ok(()),
        }
    }
}

/// The columns of a line if nothing says otherwise.
const WIDTH: usize = 80;

/// The bytes that are held back at most.
const CAPACITY: usize = 1 << 16;

impl Output {
    /// The output in memory, with the bytes as standard input.
    pub(crate) fn in_memory(input: Vec<u8>) -> Self {
        let writer = RefCell::new(io::BufWriter::with_capacity(CAPACITY, Sink::Memory(Vec::new())));
        let memory = Memory { input: RefCell::new(input), ..Memory::default() };
        Self { writer, memory: Some(memory), is_coloured: false, width: WIDTH }
    }

    /// What a run in memory has written to standard output and to standard error.
    pub(crate) fn into_written(self) -> (Vec<u8>, Vec<u8>) {
        let written = match self.writer.into_inner().into_inner() {
            Ok(Sink::Memory(written)) => written,
            // Memory takes all bytes; the streams of the process have theirs.
            Ok(Sink::Process(_)) | Err(_) => Vec::new(),
        };
        (written, self.memory.map(|memory| memory.errors.into_inner()).unwrap_or_default())
    }

    pub(crate) const fn is_in_memory(&self) -> bool {
        self.memory.is_some()
    }

    /// Standard error of a run in memory.
    pub(super) fn errors(&self) -> Option<&RefCell<Vec<u8>>> {
        self.memory.as_ref().map(|memory| &memory.errors)
    }

    /// Standard input, which is read once.
    pub(crate) fn standard_input(&self) -> Box<dyn Read + Send> {
        if let Some(memory) = &self.memory {
            return Box::new(Cursor::new(memory.input.take()));
        }
        if io::stdin().is_terminal() {
            self.note("reading standard input");
        }
        Box::new(io::stdin())
    }

    /// The output on the streams of the process.
    pub(crate) fn of_process() -> Self {
        let stdout = io::stdout();
        let is_coloured = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        let of_terminal = stdout
            .is_terminal()
            .then(terminal_size::terminal_size)
            .flatten()
            .map(|(width, _)| width.0.into());
        let of_environment = || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let width = of_terminal.or_else(of_environment).filter(|width| *width >= 40).unwrap_or(WIDTH);
        let writer = RefCell::new(io::BufWriter::with_capacity(CAPACITY, Sink::Process(stdout.lock())));
        Self { writer, memory: None, is_coloured, width }
    }

    pub(crate) fn flush(&self) -> Result<(), Failure> {
        Ok(self.writer.borrow_mut().flush()?)
    }

    /// Writes a line of text.
    pub(crate) fn line(&self, text: impl Into<Text>) -> Result<(), Failure> {
        let mut writer = self.writer.borrow_mut();
        text.into().write_to(&mut *writer, self.is_coloured)?;
        Ok(writer.write_all(b"\n")?)
    }

    /// Writes a value as a line of JSON.
    pub(crate) fn json(&self, value: &impl serde::Serialize) -> Result<(), Failure> {
        let mut writer = self.writer.borrow_mut();
        value
            .serialize(&mut serde_json::Serializer::with_formatter(&mut *writer, Harmless))
            .map_err(io::Error::from)?;
        Ok(writer.write_all(b"\n")?)
    }

    /// Writes a document of several lines, such as a script, a file or a table with tabs.
    pub(crate) fn document(&self, text: &str) -> Result<(), Failure> {
        Ok(self.writer.borrow_mut().write_all(escape_document(text).as_bytes())?)
    }

    /// Writes a table.
    pub(crate) fn table(&self, table: &Table) -> Result<(), Failure> {
        table.lines(2, self.width).into_iter().try_for_each(|line| self.line_of(&line))
    }

    /// Writes text wrapped to the width, each line behind `indent`.
    pub(crate) fn paragraph(&self, indent: &str, text: impl Into<Text>) -> Result<(), Failure> {
        self.hanging(indent, indent, text)
    }

    /// Writes text wrapped to the width, the first line behind `first`, the others behind `indent`.
    pub(crate) fn hanging(
        &self,
        first: impl Into<Text>,
        indent: &str,
        text: impl Into<Text>,
    ) -> Result<(), Failure> {
        self.wrapped(first, indent, text).iter().try_for_each(|line| self.line_of(line))
    }

    /// The lines of text wrapped to the width, the first line behind `first`, the others behind `indent`.
    pub(crate) fn wrapped(&self, first: impl Into<Text>, indent: &str, text: impl Into<Text>) -> Vec<Text> {
        layout::wrap(&first.into(), &indent.into(), &text.into(), self.width)
    }

    /// Writes input that cannot be read, in the place of its answer.
    pub(crate) fn unreadable(&self, line: u64, reason: &str, is_text: bool) -> Result<(), Failure> {
        self.unreadable_at(Place::Line, line, reason, is_text)
    }

    /// Writes input that cannot be read, with its line or row.
    pub(crate) fn unreadable_at(
        &self,
        place: Place,
        number: u64,
        reason: &str,
        is_text: bool,
    ) -> Result<(), Failure> {
        if is_text {
            let head = Text::from(format_args!("{} {number}: ", place.name())).styled(BAD, "unreadable:");
            self.paragraph("", head.plain(' ').plain(reason))?;
            self.line("")
        } else {
            let mut object = serde_json::Map::new();
            object.insert(place.member().to_owned(), number.into());
            object.insert("Outcome".to_owned(), "Unreadable".into());
            object.insert("Reason".to_owned(), reason.into());
            self.json(&object)
        }
    }

    fn line_of(&self, text: &Text) -> Result<(), Failure> {
        let mut writer = self.writer.borrow_mut();
        text.write_to(&mut *writer, self.is_coloured)?;
        Ok(writer.write_all(b"\n")?)
    }
}
