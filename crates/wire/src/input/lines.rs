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
    /// A line that is too long, behind the last block.
    too_long: Option<u64>,
}

/// Lines that are read at once.
pub(crate) enum Block {
    Ended,
    /// Whole lines, the first with its number; the length of each is not checked.
    Lines {
        first: u64,
        bytes: Vec<u8>,
    },
    /// A line that is too long.
    TooLong(u64),
}

impl<R: BufRead> Lines<R> {
    pub(crate) const fn new(reader: R, max: usize) -> Self {
        Self::after(0, reader, max)
    }

    /// The lines after line `number`.
    pub(crate) const fn after(number: u64, reader: R, max: usize) -> Self {
        Self { reader, max, number, ahead: VecDeque::new(), too_long: None }
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

    /// Reads whole lines of about `size` bytes in all.
    pub(crate) fn next_block(&mut self, size: usize) -> io::Result<Block> {
        if let Some(number) = self.too_long.take() {
            return Ok(Block::TooLong(number));
        }
        if let Some(Line { number, bytes, is_too_long }) = self.ahead.pop_front() {
            return Ok(if is_too_long {
                Block::TooLong(number)
            } else {
                Block::Lines { first: number, bytes }
            });
        }
        let mut bytes = Vec::with_capacity(size + (size >> 3));
        self.reader.by_ref().take(size as u64).read_to_end(&mut bytes)?;
        if bytes.is_empty() {
            return Ok(Block::Ended);
        }
        let start = memchr::memrchr(b'\n', &bytes).map_or(0, |end| end + 1);
        let begun = bytes.len() - start;
        let first = self.number + 1;
        if begun > 0 && begun <= self.max {
            let limit = ((self.max - begun) as u64).saturating_add(1);
            self.reader.by_ref().take(limit).read_until(b'\n', &mut bytes)?;
        }
        let is_too_long = bytes.len() - start > self.max && bytes.last() != Some(&b'\n');
        if is_too_long {
            self.reader.skip_until(b'\n')?;
            bytes.truncate(start);
        }
        let is_unfinished = bytes.last().is_some_and(|byte| *byte != b'\n');
        self.number += memchr::memchr_iter(b'\n', &bytes).count() as u64 + u64::from(is_unfinished);
        if is_too_long {
            self.number += 1;
            self.too_long = Some(self.number);
        }
        if first == 1 && bytes.starts_with(b"\xEF\xBB\xBF") {
            bytes.drain(..3);
        }
        Ok(Block::Lines { first, bytes })
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
