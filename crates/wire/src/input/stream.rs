//! Streams of cases: lines of JSON, or documents over several lines.
//!
//! Lines are read one by one; an invalid line is reported, and the next is read. Documents are read
//! record by record. Memory is bounded by the limit of a line, not by the length of the stream.

use crate::input::chunk::{Chunk, Part};
use crate::input::document::{Document, Source};
use crate::input::entry::Entry;
use crate::input::item::{InputErrorKind, Item, parse};
use crate::input::known::ChunkItem;
use crate::input::line::{LONG, LineReader, Walk, check, walk};
use crate::input::lines::{Block, Line, Lines};
use crate::input::summary::Summary;
use crate::json::names;
use crate::json::tree::Json;
use crate::request::case::is_case;
use crate::request::single::Defaults;
use serde::de::IgnoredAny;
use std::collections::VecDeque;
use std::io::{self, BufRead, Cursor};

/// The default limit of a line or a record: 16 MiB.
pub const MAX_LINE: usize = 16 << 20;

/// The size of a part of a stream in bytes.
const CHUNK: usize = 256 << 10;

/// The number of items of a document in a part of a stream.
const ITEMS: usize = 256;

/// The cases of a stream.
///
/// The input is lines of JSON, each a case, a record, a list or a whole response; blank lines are
/// skipped. If the first line is an incomplete value and the second is not an object by itself, the
/// input is a document: the same values over several lines, one after the other. The meaning of a
/// value does not depend on its layout or length.
///
/// If a document is malformed, the cases before the error are returned, then the error. Reading goes
/// on at the next line that is a case, a record, a response or a list of them by itself, from the line of
/// the error on.
///
/// ```
/// use instance_lifecycle::{Request, StopInstance};
/// use instance_lifecycle_wire::{Defaults, Stream, MAX_LINE};
///
/// let input = r#"{"InstanceId": "i-1", "Status": "Running"}
///
/// {"InstanceId": "i-2", "Status": "Sleeping"}
/// "#;
/// let defaults = Defaults { request: Some(StopInstance::default().into()), ..Defaults::default() };
/// let items: Vec<_> = Stream::new(input.as_bytes(), MAX_LINE, defaults).collect::<Result<_, _>>()?;
/// assert_eq!(items[0].case.as_ref().unwrap().id(), Some("i-1"));
/// assert_eq!(
///     items[1].case.as_ref().unwrap_err().to_string(),
///     "line 3: at `Status`: expected one of `Pending`, `Starting`, `Running`, `Stopping` or `Stopped`, found `\"Sleeping\"`",
/// );
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Stream<R> {
    lines: Lines<R>,
    line: Line,
    reader: LineReader,
    shape: Shape,
    /// The long line being read.
    long: Option<(Document, Lines<Cursor<Vec<u8>>>)>,
    /// Items read but not yet returned.
    ready: VecDeque<Item>,
    summary: Summary,
}

/// The recognised shape of a stream.
#[derive(Debug)]
enum Shape {
    Unknown,
    Lines,
    Document(Document),
    /// After malformed JSON: skips to a line that is an entry by itself.
    Resuming,
    Ended,
}

impl<R: BufRead> Stream<R> {
    /// Reads from `reader`. Lines and records longer than `max_line` bytes are reported as errors.
    pub fn new(reader: R, max_line: usize, defaults: Defaults) -> Self {
        let line = Line { number: 0, bytes: Vec::new(), is_too_long: false };
        let lines = Lines::new(reader, max_line);
        Self {
            lines,
            line,
            reader: LineReader::new(defaults),
            shape: Shape::Unknown,
            long: None,
            ready: VecDeque::new(),
            summary: Summary::NONE,
        }
    }

    /// Returns the number of records read so far and the paging members of the responses; complete
    /// once the stream has ended.
    #[must_use]
    pub const fn summary(&self) -> Summary {
        self.summary
    }

    /// Reads the next line or the next part of a document.
    fn advance(&mut self) -> io::Result<()> {
        let Self { lines, reader, ready, summary, .. } = self;
        let defaults = &reader.defaults;
        if let Some((document, line)) = &mut self.long {
            let mut source = Source { lines: line, defaults, ready, summary };
            if !matches!(walk(document, &mut source)?, Walk::GoesOn) {
                self.long = None;
            }
            return Ok(());
        }
        match &mut self.shape {
            Shape::Unknown => self.shape = recognise(lines)?,
            Shape::Ended => {}
            Shape::Lines if lines.next_into(&mut self.line)? => self.read_line(),
            Shape::Lines => self.shape = Shape::Ended,
            Shape::Resuming => self.shape = resume(lines)?,
            Shape::Document(document) => {
                match walk(document, &mut Source { lines, defaults, ready, summary })? {
                    Walk::GoesOn => {}
                    Walk::Ended => self.shape = Shape::Ended,
                    Walk::Broken(line) => {
                        document.give_back(lines, line);
                        self.shape = Shape::Resuming;
                    }
                }
            }
        }
        Ok(())
    }

    fn read_line(&mut self) {
        let Line { number, ref mut bytes, is_too_long } = self.line;
        let max = self.lines.max();
        if is_too_long {
            self.ready.push_back(Item::failed(number, InputErrorKind::TooLong { max }));
        } else if bytes.len() <= LONG {
            let mut give = |item: ChunkItem<'_>| self.ready.push_back(item.into());
            self.reader.read(number, bytes, &mut self.summary, &mut give);
        } else if let Err((_, kind)) = check(bytes.trim_ascii_end()) {
            self.ready.push_back(Item::failed(number, kind));
        } else {
            let line = Lines::after(number - 1, Cursor::new(std::mem::take(bytes)), max);
            self.long = Some((Document::default(), line));
        }
    }

    /// Reads the next part of the stream without parsing its lines, so that several threads can share the
    /// work; `None` at the end. Not to be mixed with the iterator.
    ///
    /// # Errors
    ///
    /// If the input cannot be read.
    pub fn next_chunk(&mut self) -> io::Result<Option<Chunk>> {
        loop {
            let max = self.lines.max();
            match &self.shape {
                Shape::Unknown | Shape::Resuming if self.ready.is_empty() => self.advance()?,
                Shape::Ended if self.ready.is_empty() => return Ok(None),
                Shape::Lines if self.ready.is_empty() => match self.lines.next_block(CHUNK)? {
                    Block::Ended => self.shape = Shape::Ended,
                    Block::TooLong(line) => return Ok(Some(Chunk(Part::TooLong { line, max }))),
                    Block::Lines { first, bytes } => {
                        return Ok(Some(Chunk(Part::Lines { first, bytes, max })));
                    }
                },
                _ => {
                    // A document is read record by record.
                    while self.ready.len() < ITEMS && matches!(self.shape, Shape::Document(_)) {
                        self.advance()?;
                    }
                    let items: Vec<Item> = self.ready.drain(..).collect();
                    let mut summary = std::mem::replace(&mut self.summary, Summary::NONE);
                    summary.records += items.iter().map(Item::records).sum::<u64>();
                    return Ok(Some(Chunk(Part::Items(items, summary))));
                }
            }
        }
    }
}

impl<R: BufRead> Iterator for Stream<R> {
    type Item = io::Result<Item>;

    fn next(&mut self) -> Option<io::Result<Item>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                self.summary.records += item.records();
                return Some(Ok(item));
            }
            if matches!(self.shape, Shape::Ended) {
                return None;
            }
            if let Err(error) = self.advance() {
                self.shape = Shape::Ended;
                return Some(Err(error));
            }
        }
    }
}

/// Distinguishes lines from a document by the first two lines that are not blank.
fn recognise<R: BufRead>(lines: &mut Lines<R>) -> io::Result<Shape> {
    let Some(first) = next_filled(lines)? else { return Ok(Shape::Ended) };
    let is_beginning = serde_json::from_slice::<IgnoredAny>(&first.bytes).is_err_and(|error| error.is_eof());
    if first.is_too_long || !is_beginning {
        lines.unread(first);
        return Ok(Shape::Lines);
    }
    if matches!(first.bytes.trim_ascii(), b"{" | b"[") {
        lines.unread(first);
        return Ok(Shape::Document(Document::default()));
    }
    let second = next_filled(lines)?;
    let is_document = second.as_ref().is_some_and(|line| !line.is_too_long && !is_object(&line.bytes));
    if let Some(second) = second {
        lines.unread(second);
    }
    lines.unread(first);
    Ok(if is_document { Shape::Document(Document::default()) } else { Shape::Lines })
}

fn next_filled<R: BufRead>(lines: &mut Lines<R>) -> io::Result<Option<Line>> {
    let mut line = Line::default();
    while lines.next_into(&mut line)? {
        if !line.is_blank() {
            return Ok(Some(line));
        }
    }
    Ok(None)
}

/// Skips to the next line that is a case, a record, a response or a list of records by itself.
fn resume<R: BufRead>(lines: &mut Lines<R>) -> io::Result<Shape> {
    while let Some(line) = next_filled(lines)? {
        if parse(&line.bytes, &Defaults::default()).is_ok_and(|json| is_entry(&json)) {
            lines.unread(line);
            return Ok(Shape::Lines);
        }
    }
    Ok(Shape::Ended)
}

/// Whether a line is an entry, and not a part of the value that is malformed.
fn is_entry(json: &Json<'_>) -> bool {
    match json {
        Json::Object(members) => {
            let has = |name| names::member(members, name).is_some();
            let is_listing = matches!(Entry::of(members), Entry::Listing(..) | Entry::List(..));
            is_case(members) || is_listing || has("Status") || has("Instances")
        }
        Json::Array(elements) => !elements.is_empty() && elements.iter().all(is_entry),
        _ => false,
    }
}

fn is_object(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(line).is_ok()
}
