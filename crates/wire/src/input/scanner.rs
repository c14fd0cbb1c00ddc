//! The bytes of a document, read one by one or cut out as whole values.
//!
//! Brackets and quotes alone delimit a cut; the parser checks it afterwards.

use crate::input::item::{InputError, InputErrorKind, parse};
use crate::input::lines::{Line, Lines};
use crate::json::tree::Json;
use crate::request::single::Defaults;
use std::io::{self, BufRead};

/// The reason why a document is not read to its end.
pub(crate) enum Stop {
    Io(io::Error),
    /// Malformed JSON.
    Broken(InputError),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A position in a document, and the last cut.
#[derive(Debug, Default)]
pub(crate) struct Scanner {
    line: Line,
    /// The index in the line of the next byte.
    position: usize,
    pub(crate) cut: Cut,
}

/// Bytes cut out.
#[derive(Debug, Default)]
pub(crate) struct Cut {
    is_open: bool,
    /// Whether the cut exceeds the limit, so that its bytes are not kept.
    pub(crate) is_too_long: bool,
    pub(crate) bytes: Vec<u8>,
    /// The numbers of its first and last line.
    first: u64,
    last: u64,
    /// The column of its first byte, from 0.
    column: usize,
}

impl Cut {
    /// Returns the number of its first line.
    pub(crate) fn line(&self) -> u64 {
        self.first
    }

    /// Parses the bytes.
    pub(crate) fn parse(&self, defaults: &Defaults) -> Result<Json<'_>, Stop> {
        parse(&self.bytes, defaults).map_err(|error| Stop::Broken(self.place(error)))
    }

    /// Converts an error in the cut to its place in the document.
    pub(crate) fn place(&self, (line, kind): (usize, InputErrorKind)) -> InputError {
        let shift = if line == 0 { self.column } else { 0 };
        let kind = match kind {
            InputErrorKind::Syntax { column, problem } => {
                InputErrorKind::Syntax { column: column + shift, problem }
            }
            InputErrorKind::Encoding { column } => InputErrorKind::Encoding { column: column + shift },
            other => other,
        };
        InputError { line: (self.first + line as u64).min(self.last), kind }
    }
}

impl Scanner {
    /// Skips white space and returns the next byte; `None` at the end of the stream.
    pub(crate) fn next_byte<R: BufRead>(&mut self, lines: &mut Lines<R>) -> Result<Option<u8>, Stop> {
        loop {
            let rest = &self.line.bytes[self.position..];
            let space = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
            let next = rest.get(space).copied();
            self.take(space, lines.max());
            if next.is_some() || !self.next_line(lines)? {
                return Ok(next);
            }
        }
    }

    /// Skips white space and returns the next byte; the end of the stream is an error.
    pub(crate) fn peek<R: BufRead>(&mut self, lines: &mut Lines<R>) -> Result<u8, Stop> {
        match self.next_byte(lines)? {
            Some(byte) => Ok(byte),
            None => Err(self.broken("unexpected end of the document")),
        }
    }

    /// Skips a byte.
    pub(crate) fn pass<R: BufRead>(&mut self, lines: &Lines<R>) {
        self.take(1, lines.max());
    }

    /// Skips the given byte; another byte is an error.
    pub(crate) fn expect<R: BufRead>(
        &mut self,
        lines: &mut Lines<R>,
        byte: u8,
        problem: &str,
    ) -> Result<(), Stop> {
        if self.peek(lines)? != byte {
            return Err(self.broken(problem));
        }
        self.pass(lines);
        Ok(())
    }

    /// Reads a key and skips its colon.
    pub(crate) fn key<R: BufRead>(&mut self, lines: &mut Lines<R>) -> Result<String, Stop> {
        if self.peek(lines)? != b'"' {
            return Err(self.broken("key must be a string"));
        }
        let start = self.cut.bytes.len();
        self.value(lines)?;
        let key = match self.cut.bytes.get(start..) {
            Some(key) if !self.cut.is_too_long => serde_json::from_slice(key).unwrap_or_default(),
            _ => String::new(),
        };
        self.expect(lines, b':', "expected `:`")?;
        Ok(key)
    }

    /// Starts a cut at the next byte that is not white space.
    pub(crate) fn start_cut<R: BufRead>(&mut self, lines: &mut Lines<R>) -> Result<(), Stop> {
        self.peek(lines)?;
        self.cut.is_open = true;
        self.cut.is_too_long = false;
        self.cut.bytes.clear();
        (self.cut.first, self.cut.last) = (self.line.number, self.line.number);
        self.cut.column = self.position;
        Ok(())
    }

    /// Ends the cut.
    pub(crate) fn end_cut(&mut self) {
        self.cut.is_open = false;
    }

    /// Skips a whole value.
    pub(crate) fn value<R: BufRead>(&mut self, lines: &mut Lines<R>) -> Result<(), Stop> {
        let first = self.peek(lines)?;
        if !matches!(first, b'{' | b'[' | b'"') {
            let rest = &self.line.bytes[self.position..];
            let end = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b':' | b']' | b'}');
            let length = rest.iter().position(end).unwrap_or(rest.len());
            if length == 0 {
                return Err(self.broken("expected value"));
            }
            self.take(length, lines.max());
            return Ok(());
        }
        let mut brackets = Brackets::default();
        loop {
            let rest = &self.line.bytes[self.position..];
            match brackets.end(rest) {
                Some(length) => {
                    self.take(length, lines.max());
                    return Ok(());
                }
                None => {
                    self.take(rest.len(), lines.max());
                    // A string cannot contain the end of a line.
                    if brackets.is_in_string || !self.next_line(lines)? {
                        return Err(self.broken("unexpected end of the document"));
                    }
                }
            }
        }
    }

    /// Returns the error that the parser finds in the open cut, or else `problem` at this position.
    pub(crate) fn broken(&self, problem: &str) -> Stop {
        let (line, at_end) = (self.line.number, self.is_at_end());
        let column = if at_end { self.line.bytes.trim_ascii_end().len().max(1) } else { self.position + 1 };
        let here = |problem| Stop::Broken(InputError::new(line, InputErrorKind::Syntax { column, problem }));
        if self.cut.is_open && !self.cut.is_too_long {
            match parse(&self.cut.bytes, &Defaults::default()) {
                // The cut is incomplete; the error is what follows it.
                Err((_, InputErrorKind::Syntax { problem: end, .. })) if end.starts_with("EOF") => {
                    return here(if at_end { end } else { problem.to_owned() });
                }
                Err(error) => return Stop::Broken(self.cut.place(error)),
                Ok(_) => {}
            }
        }
        here(problem.to_owned())
    }

    /// Returns the value that starts at the next byte, without reading on; `None` if it does not end
    /// within the limit.
    pub(crate) fn look_ahead<R: BufRead>(&self, lines: &mut Lines<R>) -> Result<Option<Vec<u8>>, Stop> {
        let mut brackets = Brackets::default();
        let rest = &self.line.bytes[self.position..];
        if let Some(length) = brackets.end(rest) {
            return Ok((length <= lines.max()).then(|| rest[..length].to_vec()));
        }
        let (mut value, mut ahead, mut is_whole) = (rest.to_vec(), Vec::new(), false);
        while !is_whole && value.len() <= lines.max() && !brackets.is_in_string {
            let mut line = Line::default();
            if !lines.next_into(&mut line)? {
                break;
            }
            let length = brackets.end(&line.bytes);
            is_whole = length.is_some();
            value.extend_from_slice(&line.bytes[..length.unwrap_or(line.bytes.len())]);
            let is_too_long = line.is_too_long;
            ahead.push(line);
            if is_too_long {
                break;
            }
        }
        ahead.into_iter().rev().for_each(|line| lines.unread(line));
        Ok((is_whole && value.len() <= lines.max()).then_some(value))
    }

    /// Gives back the lines that an error leaves unread, so that reading can go on there: the lines of an
    /// unfinished cut from the line of the error, and the current line. Of a value that the stream ends
    /// in, every line but the first is given back.
    pub(crate) fn give_back<R: BufRead>(&mut self, lines: &mut Lines<R>, error: u64) {
        let line = std::mem::take(&mut self.line);
        let is_at_end = self.position == line.bytes.len();
        let Cut { is_open, is_too_long, first, .. } = self.cut;
        let is_read = is_at_end && !is_open;
        let from = if is_at_end && is_open { first + 1 } else { error.max(first + 1) };
        let current = line.number;
        if current > 0 && !is_read && (current >= from || !is_open) {
            lines.unread(line);
        }
        if is_too_long || first == 0 {
            return;
        }
        let cut = self.cut.bytes.split_inclusive(|byte| *byte == b'\n').zip(first..);
        let skipped: Vec<Line> = cut
            .filter(|(_, number)| (from..current).contains(number))
            .map(|(bytes, number)| Line { number, bytes: bytes.to_vec(), is_too_long: false })
            .collect();
        skipped.into_iter().rev().for_each(|line| lines.unread(line));
    }

    /// Whether the line is read to its end.
    fn is_at_end(&self) -> bool {
        self.position == self.line.bytes.len()
    }

    fn take(&mut self, length: usize, max: usize) {
        let end = self.position + length;
        if self.cut.is_open && !self.cut.is_too_long {
            if self.cut.bytes.len() + length > max {
                self.cut.is_too_long = true;
                self.cut.bytes.clear();
            } else {
                self.cut.bytes.extend_from_slice(&self.line.bytes[self.position..end]);
            }
        }
        self.position = end;
    }

    fn next_line<R: BufRead>(&mut self, lines: &mut Lines<R>) -> Result<bool, Stop> {
        if !lines.next_into(&mut self.line)? {
            // Keeps the last line, for the place of an error.
            return Ok(false);
        }
        self.position = 0;
        if self.line.is_too_long {
            let kind = InputErrorKind::TooLong { max: lines.max() };
            return Err(Stop::Broken(InputError { line: self.line.number, kind }));
        }
        if self.cut.is_open && !self.cut.is_too_long {
            self.cut.last = self.line.number;
        }
        Ok(true)
    }
}

/// The depth of brackets, and whether a string is open.
#[derive(Default)]
struct Brackets {
    depth: usize,
    is_in_string: bool,
    is_escaped: bool,
}

impl Brackets {
    /// Returns the number of bytes that belong to the value; `None` if it does not end in them.
    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        for (index, byte) in bytes.iter().enumerate() {
            if self.is_escaped {
                self.is_escaped = false;
                continue;
            }
            match byte {
                b'\\' if self.is_in_string => self.is_escaped = true,
                b'"' => self.is_in_string = !self.is_in_string,
                _ if self.is_in_string => continue,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                _ => continue,
            }
            if self.depth == 0 && !self.is_in_string {
                return Some(index + 1);
            }
        }
        None
    }
}
