//! The bytes of a document: one after the other, or cut out as whole values.
//!
//! A value is cut out by its brackets and strings alone. Whether it is JSON is for the parser to say,
//! to whom every cut is shown.

use crate::json::Json;
use crate::lines::{Line, Lines};
use crate::stream::{Reason, Unreadable, parse};
use std::io::{self, BufRead};

/// Why a document is not read to its end.
pub(crate) enum Stop {
    Io(io::Error),
    /// Here it is no JSON.
    Broken(Unreadable),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Where in the document the reader stands, and what it has cut out.
#[derive(Debug, Default)]
pub(crate) struct Scanner {
    line: Line,
    /// The byte of the line that comes next.
    position: usize,
    pub(crate) cut: Cut,
}

/// Bytes cut out.
#[derive(Debug, Default)]
pub(crate) struct Cut {
    is_open: bool,
    /// More than may be held; the bytes are not kept.
    pub(crate) is_too_long: bool,
    pub(crate) bytes: Vec<u8>,
    /// The numbers of its first line and of its last: it goes over all that lie between.
    first: u64,
    last: u64,
    /// The column of its first byte, from 0.
    column: usize,
}

impl Cut {
    /// The number of its first line.
    pub(crate) fn line(&self) -> u64 {
        self.first
    }

    /// Parses the bytes.
    pub(crate) fn parse(&self) -> Result<Json<'_>, Stop> {
        parse(&self.bytes).map_err(|error| Stop::Broken(self.place(error)))
    }

    /// The place in the document of what is wrong in the cut.
    pub(crate) fn place(&self, (line, reason): (usize, Reason)) -> Unreadable {
        let shift = if line == 0 { self.column } else { 0 };
        let reason = match reason {
            Reason::Syntax { column, problem } => Reason::Syntax { column: column + shift, problem },
            Reason::Encoding { column } => Reason::Encoding { column: column + shift },
            other => other,
        };
        Unreadable { line: (self.first + line as u64).min(self.last), reason }
    }
}

impl Scanner {
    /// Skips white space; gives the byte that comes next, unless the stream ends.
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

    /// The byte that comes next, where the document cannot end.
    pub(crate) fn peek<R: BufRead>(&mut self, lines: &mut Lines<R>) -> Result<u8, Stop> {
        match self.next_byte(lines)? {
            Some(byte) => Ok(byte),
            None => Err(self.broken("unexpected end of the document")),
        }
    }

    /// Passes a byte.
    pub(crate) fn pass<R: BufRead>(&mut self, lines: &Lines<R>) {
        self.take(1, lines.max());
    }

    /// Passes this byte, or else the document is broken.
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

    /// Cuts out a key, and passes its colon.
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

    /// Starts a cut at the byte that comes next after white space.
    pub(crate) fn start_cut<R: BufRead>(&mut self, lines: &mut Lines<R>) -> Result<(), Stop> {
        self.peek(lines)?;
        self.cut.is_open = true;
        self.cut.is_too_long = false;
        self.cut.bytes.clear();
        (self.cut.first, self.cut.last) = (self.line.number, self.line.number);
        self.cut.column = self.position;
        Ok(())
    }

    /// Ends the cut after the byte passed last.
    pub(crate) fn end_cut(&mut self) {
        self.cut.is_open = false;
    }

    /// Passes a whole value, up to the bracket that closes it.
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
                    // A string does not go on over the end of a line.
                    if brackets.is_in_string || !self.next_line(lines)? {
                        return Err(self.broken("unexpected end of the document"));
                    }
                }
            }
        }
    }

    /// The document is no JSON: for the reason that the parser finds in the cut, if one is open, or
    /// else for `problem`, here.
    pub(crate) fn broken(&self, problem: &str) -> Stop {
        let (line, at_end) = (self.line.number, self.is_at_end());
        let column = if at_end { self.line.bytes.trim_ascii_end().len().max(1) } else { self.position + 1 };
        let here = |problem| Stop::Broken(Unreadable { line, reason: Reason::Syntax { column, problem } });
        if self.cut.is_open && !self.cut.is_too_long {
            match parse(&self.cut.bytes) {
                // It only ends too early: that is no error of the cut, but of what comes after it.
                Err((_, Reason::Syntax { problem: end, .. })) if end.starts_with("EOF") => {
                    return here(if at_end { end } else { problem.to_owned() });
                }
                Err(error) => return Stop::Broken(self.cut.place(error)),
                Ok(_) => {}
            }
        }
        here(problem.to_owned())
    }

    /// Whether nothing of the line is left.
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
            // The last line stays: it is where the document ends.
            return Ok(false);
        }
        self.position = 0;
        if self.line.is_too_long {
            let reason = Reason::TooLong { max: lines.max() };
            return Err(Stop::Broken(Unreadable { line: self.line.number, reason }));
        }
        if self.cut.is_open && !self.cut.is_too_long {
            self.cut.last = self.line.number;
        }
        Ok(true)
    }
}

/// How deep in brackets, and whether in a string.
#[derive(Default)]
struct Brackets {
    depth: usize,
    is_in_string: bool,
    is_escaped: bool,
}

impl Brackets {
    /// How many of the bytes belong to the value, if it ends in them.
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
