//! The cases of one line.

use crate::input::document::{Document, Source};
use crate::input::fast;
use crate::input::item::{InputErrorKind, Item, decode, parse, syntax};
use crate::input::known::ChunkItem;
use crate::input::lines::Lines;
use crate::input::memo::Memo;
use crate::input::scanner::Stop;
use crate::input::shape::{self, AnyCase, Sink};
use crate::input::summary::Summary;
use crate::json::at::At;
use crate::request::case::Case;
use crate::request::single::Defaults;
use serde::de::IgnoredAny;
use std::collections::VecDeque;
use std::io::{self, BufRead};

/// The length from which a line is read case by case, since a list of many small values takes many
/// times the memory of its text.
pub(crate) const LONG: usize = 128 << 10;

/// Reads the cases of one line that is not too long, as a stream does.
pub(crate) fn read_line(
    number: u64,
    line: &[u8],
    max: usize,
    reader: &mut LineReader,
    summary: &mut Summary,
    item: &mut dyn FnMut(ChunkItem<'_>),
) {
    if line.len() <= LONG {
        return reader.read(number, line, summary, item);
    }
    if let Err((_, kind)) = check(line.trim_ascii_end()) {
        return item(ChunkItem::Read(Item::failed(number, kind)));
    }
    let (mut document, mut ready) = (Document::default(), VecDeque::new());
    let mut lines = Lines::after(number - 1, line, max);
    loop {
        let mut source = Source { lines: &mut lines, defaults: &reader.defaults, ready: &mut ready, summary };
        // Memory can be read.
        let goes_on = matches!(walk(&mut document, &mut source), Ok(Walk::GoesOn));
        ready.drain(..).for_each(|one| item(ChunkItem::Read(one)));
        if !goes_on {
            return;
        }
    }
}

/// Reads lines with the same defaults.
///
/// It remembers the cases of the last lines: most lines of a fleet differ from an earlier one in the id of
/// the instance, in times, names and other members that are not read. Those are not read again.
#[derive(Debug, Default)]
pub struct LineReader {
    pub(crate) defaults: Defaults,
    memo: Memo,
}

impl LineReader {
    /// Returns a reader of lines.
    #[must_use]
    pub fn new(defaults: Defaults) -> Self {
        Self { defaults, memo: Memo::default() }
    }

    /// Reads the cases of a line, given its number, as [`Stream`](crate::Stream) does. For callers that
    /// split their input themselves.
    ///
    /// ```
    /// use instance_lifecycle_wire::{Defaults, LineReader};
    ///
    /// let mut reader = LineReader::new(Defaults::default());
    /// let mut ids = Vec::new();
    /// for (number, id) in (1..).zip(["i-1", "i-2"]) {
    ///     let line = format!(
    ///         r#"{{"Instance": {{"InstanceId": "{id}", "Status": "Running"}}, "Request": {{"Action": "StopInstance"}}}}"#
    ///     );
    ///     reader.each(number, line.as_bytes(), |item| ids.push(item.one().unwrap().id.unwrap()));
    /// }
    /// assert_eq!(ids, ["i-1", "i-2"]);
    /// ```
    pub fn each(&mut self, number: u64, line: &[u8], mut item: impl FnMut(Item)) {
        let mut summary = Summary::NONE;
        self.read(number, line, &mut summary, &mut |one| item(one.into()));
    }

    /// Reads the cases of a short line.
    pub(crate) fn read(
        &mut self,
        number: u64,
        line: &[u8],
        summary: &mut Summary,
        item: &mut dyn FnMut(ChunkItem<'_>),
    ) {
        let line = line.trim_ascii_end();
        if line.is_empty() {
            return;
        }
        let Self { defaults, memo } = self;
        let read = || fast::read(line, defaults).or_else(|| read_case(line, defaults));
        if let Some(known) = memo.case(number, line, defaults, read) {
            return item(known);
        }
        if let Some(case) = fast::read(line, defaults) {
            return item(ChunkItem::Read(Item::new(number, Ok(AnyCase::One(case)))));
        }
        match parse(line, defaults) {
            Ok(json) => {
                let mut case = |case| item(ChunkItem::Read(Item::new(number, case)));
                shape::each(At::ROOT, &json, defaults, &mut Sink { case: &mut case, summary });
            }
            Err((_, kind)) => item(ChunkItem::Read(Item::failed(number, kind))),
        }
    }
}

/// Reads a line that is a case of one instance; `None` if it is something else, or not valid.
fn read_case(line: &[u8], defaults: &Defaults) -> Option<Case> {
    match AnyCase::read(&parse(line, defaults).ok()?, defaults) {
        Ok(AnyCase::One(case)) => Some(case),
        Ok(AnyCase::Batch(_)) | Err(_) => None,
    }
}

/// Checks that the text is JSON, without keeping it.
pub(crate) fn check(text: &[u8]) -> Result<(), (usize, InputErrorKind)> {
    let text = decode(text)?;
    serde_json::from_str::<IgnoredAny>(text).map_err(|error| syntax(text, &error))?;
    Ok(())
}

/// The result of a step through a document.
pub(crate) enum Walk {
    GoesOn,
    Ended,
    /// Malformed on that line.
    Broken(u64),
}

/// Takes a step through a document.
pub(crate) fn walk<R: BufRead>(document: &mut Document, stream: &mut Source<'_, R>) -> io::Result<Walk> {
    match document.advance(stream) {
        Ok(true) => Ok(Walk::GoesOn),
        Ok(false) => Ok(Walk::Ended),
        Err(Stop::Io(error)) => Err(error),
        Err(Stop::Broken(at)) => {
            let line = at.line;
            stream.ready.push_back(Item { line, case: Err(at) });
            Ok(Walk::Broken(line))
        }
    }
}
