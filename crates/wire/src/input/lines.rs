//! The lines of a stream, each held up to a limit.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

/// A line with its end.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// The number, from 1.
    pub(crate) number: u64,
    /// The bytes; empty if the line is too long.
    pub(crate) bytes: Vec<u8>,
    pub(crate) is_too_long: bool,
}

impl Line {
    pub(crate) fn is_blank(&self) -> bool {
        !self.is_too_long && self.bytes.iter().all(u8::is_ascii_whitespace)
    }
}

/// Reads lines.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    reader: R,
    max: usize,
    number: u64,
    /// Lines that were read ahead and given back.
    ahead: VecDeque<Line>,
}

impl<R: BufRead> Lines<R> {
    pub(crate) const fn new(reader: R, max: usize) -> Self {
        Self::after(0, reader, max)
    }

    /// The lines after line `number`.
    pub(crate) const fn after(number: u64, reader: R, max: usize) -> Self {
        Self { reader, max, number, ahead: VecDeque::new() }
    }

    /// The maximum length of a line in bytes, without its end.
    pub(crate) const fn max(&self) -> usize {
        self.max
    }

    /// Gives back a line that was read ahead; the last one given back is read first.
    pub(crate) fn unread(&mut self, line: Line) {
        self.ahead.push_front(line);
    }

    /// Reads the next line into `line`; returns `false`, and leaves `line` unchanged, at the end of the
    /// stream.
    pub(crate) fn next_into(&mut self, line: &mut Line) -> io::Result<bool> {
        if let Some(ahead) = self.ahead.pop_front() {
            *line = ahead;
            return Ok(true);
        }
        if self.is_at_end()? {
            return Ok(false);
        }
        line.bytes.clear();
        line.is_too_long = false;
        let limit = (self.max as u64).saturating_add(1);
        self.reader.by_ref().take(limit).read_until(b'\n', &mut line.bytes)?;
        if line.bytes.len() > self.max && line.bytes.last() != Some(&b'\n') {
            self.reader.skip_until(b'\n')?;
            line.bytes.clear();
            line.is_too_long = true;
        }
        self.number += 1;
        line.number = self.number;
        if line.number == 1 && line.bytes.starts_with(b"\xEF\xBB\xBF") {
            line.bytes.drain(..3);
        }
        Ok(true)
    }

    fn is_at_end(&mut self) -> io::Result<bool> {
        loop {
            match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                bytes => return Ok(bytes?.is_empty()),
            }
        }
    }
}
