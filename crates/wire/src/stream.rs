//! Every shape of input, one case at a time: lines of JSON, or documents over several lines.
//!
//! A stream of lines is read line by line; one that cannot be read is reported and the next is read.
//! A document is read record by record. Either way memory is bounded by the longest line or record
//! allowed, not by the stream.

use crate::at::At;
use crate::case::{AnyCase, Case, Defaults};
use crate::document::{Document, Source};
use crate::error::ReadError;
use crate::json::Json;
use crate::lines::{Line, Lines};
use crate::scanner::Stop;
use crate::shape::{self, Sink};
use crate::summary::Summary;
use serde::de::IgnoredAny;
use std::collections::VecDeque;
use std::io::{self, BufRead, Cursor};

/// The most bytes of a line or a record that are read, unless told otherwise: 16 MiB.
pub const MAX_LINE: usize = 16 << 20;

/// The most bytes of a line of which all cases are read at once. A longer one is read case by case,
/// since a list of many small values takes many times the memory of its text.
const LONG: usize = 128 << 10;

/// A case of the input, or what stands in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The line on which it starts, from 1.
    pub line: u64,
    /// The case.
    pub case: Result<AnyCase, Unreadable>,
}

/// Input that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Unreadable {
    /// The line: where a value starts that has the wrong content, or where the JSON breaks.
    pub line: u64,
    /// Why.
    pub reason: Reason,
}

/// Why input cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// A line or a record is longer than allowed.
    #[error("longer than {max} bytes")]
    TooLong {
        /// The most bytes allowed.
        max: usize,
    },
    /// Not UTF-8.
    #[error("not UTF-8 at column {column}")]
    Encoding {
        /// The byte of the line, from 1.
        column: usize,
    },
    /// Not JSON.
    #[error("not JSON at column {column}: {problem}")]
    Syntax {
        /// The byte of the line, from 1.
        column: usize,
        /// What the parser objects to.
        problem: String,
    },
    /// JSON, but neither a case nor a record.
    #[error(transparent)]
    Content(#[from] ReadError),
}

/// The cases of a stream.
///
/// Lines of JSON, each a case, a record, a list or a whole response; blank lines give nothing. Where
/// the first line is only the beginning of a value, and the second no object of its own, the stream
/// is a document: the same values over several lines, one after the other. Where a document breaks,
/// the cases before the break are given, then why it breaks, and nothing more.
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
///     "line 3: at `Status`: expected `Pending`, `Starting`, `Running`, `Stopping` or `Stopped`, found `\"Sleeping\"`",
/// );
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Stream<R> {
    lines: Lines<R>,
    line: Line,
    defaults: Defaults,
    shape: Shape,
    /// A long line that is being read.
    long: Option<(Document, Lines<Cursor<Vec<u8>>>)>,
    /// Read, but not yet given.
    ready: VecDeque<Item>,
    summary: Summary,
}

/// What the stream has been recognised as.
#[derive(Debug)]
enum Shape {
    Unknown,
    Lines,
    Document(Document),
    Ended,
}

impl<R: BufRead> Stream<R> {
    /// Reads `reader`; of lines and records longer than `max_line` bytes only that they are.
    pub const fn new(reader: R, max_line: usize, defaults: Defaults) -> Self {
        let line = Line { number: 0, bytes: Vec::new(), is_too_long: false };
        let lines = Lines::new(reader, max_line);
        Self {
            lines,
            line,
            defaults,
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
        let Self { lines, defaults, ready, summary, .. } = self;
        if let Some((document, line)) = &mut self.long {
            if !walk(document, &mut Source { lines: line, defaults, ready, summary })? {
                self.long = None;
            }
            return Ok(());
        }
        match &mut self.shape {
            Shape::Unknown => self.shape = recognise(lines)?,
            Shape::Ended => {}
            Shape::Lines if lines.next_into(&mut self.line)? => self.read_line(),
            Shape::Lines => self.shape = Shape::Ended,
            Shape::Document(document) => {
                if !walk(document, &mut Source { lines, defaults, ready, summary })? {
                    self.shape = Shape::Ended;
                }
            }
        }
        Ok(())
    }

    fn read_line(&mut self) {
        let Line { number, ref mut bytes, is_too_long } = self.line;
        let max = self.lines.max();
        if is_too_long {
            self.ready.push_back(unreadable(number, Reason::TooLong { max }));
        } else if bytes.len() <= LONG {
            let mut give = |item| self.ready.push_back(item);
            read_in_line(number, bytes, &self.defaults, &mut self.summary, &mut give);
        } else if let Err((_, reason)) = check(bytes.trim_ascii_end()) {
            self.ready.push_back(unreadable(number, reason));
        } else {
            let line = Lines::after(number - 1, Cursor::new(std::mem::take(bytes)), max);
            self.long = Some((Document::default(), line));
        }
    }
}

/// Walks on; `false` where the document has ended, or is broken.
fn walk<R: BufRead>(document: &mut Document, stream: &mut Source<'_, R>) -> io::Result<bool> {
    match document.advance(stream) {
        Ok(goes_on) => Ok(goes_on),
        Err(Stop::Io(error)) => Err(error),
        Err(Stop::Broken(at)) => {
            stream.ready.push_back(Item { line: at.line, case: Err(at) });
            Ok(false)
        }
    }
}

impl<R: BufRead> Iterator for Stream<R> {
    type Item = io::Result<Item>;

    fn next(&mut self) -> Option<io::Result<Item>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                self.summary.add_item(&item);
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

/// Reads the cases of one line of JSON, given its number: what [`Stream`] does with every line, for
/// callers that split their input themselves.
pub fn each_in_line(number: u64, line: &[u8], defaults: &Defaults, mut item: impl FnMut(Item)) {
    let mut summary = Summary::NONE;
    read_in_line(number, line, defaults, &mut summary, &mut item);
}

fn read_in_line(
    number: u64,
    line: &[u8],
    defaults: &Defaults,
    summary: &mut Summary,
    item: &mut dyn FnMut(Item),
) {
    let line = line.trim_ascii_end();
    if line.is_empty() {
        return;
    }
    match parse(line) {
        Ok(json) => {
            let mut case = |case| item(Item::of(number, case));
            shape::each(At::ROOT, &json, defaults, &mut Sink { case: &mut case, summary });
        }
        Err((_, reason)) => item(unreadable(number, reason)),
    }
}

impl Item {
    /// The case of one instance; a batch is none.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is a batch.
    pub fn one(self) -> Result<Case, Unreadable> {
        let Self { line, case } = self;
        case?.one().map_err(|error| Unreadable { line, reason: Reason::Content(error) })
    }

    pub(crate) fn of(line: u64, case: Result<AnyCase, ReadError>) -> Self {
        Self { line, case: case.map_err(|error| Unreadable { line, reason: Reason::Content(error) }) }
    }
}

pub(crate) fn unreadable(line: u64, reason: Reason) -> Item {
    Item { line, case: Err(Unreadable { line, reason }) }
}

/// Reads JSON. An error comes with its line within the text, from 0.
pub(crate) fn parse(text: &[u8]) -> Result<Json<'_>, (usize, Reason)> {
    let text = decode(text)?;
    Json::read_known(text).map_err(|error| syntax(text, &error))
}

/// Makes sure that it is JSON, without keeping anything of it.
fn check(text: &[u8]) -> Result<(), (usize, Reason)> {
    let text = decode(text)?;
    serde_json::from_str::<IgnoredAny>(text).map_err(|error| syntax(text, &error))?;
    Ok(())
}

fn decode(text: &[u8]) -> Result<&str, (usize, Reason)> {
    std::str::from_utf8(text).map_err(|error| {
        let before = &text[..error.valid_up_to()];
        let line = before.iter().filter(|&&byte| byte == b'\n').count();
        let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        (line, Reason::Encoding { column: before.len() - start + 1 })
    })
}

/// The parser's error without its own account of the place. What is wrong with the end of a line the
/// parser finds at column 0 of the next.
fn syntax(text: &str, error: &serde_json::Error) -> (usize, Reason) {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let problem = message.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&message);
    let problem = problem.to_owned();
    match line.checked_sub(2).filter(|_| column == 0) {
        Some(before) => {
            let column = text.split('\n').nth(before).map_or(0, str::len) + 1;
            (before, Reason::Syntax { column, problem })
        }
        None => (line.saturating_sub(1), Reason::Syntax { column, problem }),
    }
}

/// Tells lines from a document by the first two lines that are not blank.
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

fn is_object(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(line).is_ok()
}
