//! Parts of a stream, which may be read on several threads.

use crate::input::item::{InputErrorKind, Item};
use crate::input::known::ChunkItem;
use crate::input::line::{LineReader, read_line};
use crate::input::summary::Summary;

/// A part of a [`Stream`](crate::Stream): whole lines that are not parsed yet, or the records of a document.
///
/// ```
/// use instance_lifecycle_wire::{Defaults, Item, LineReader, MAX_LINE, Stream};
///
/// let input = "{\"Status\": \"Running\"}\n{\"Status\": \"Sleeping\"}\n";
/// let mut stream = Stream::new(input.as_bytes(), MAX_LINE, Defaults::default());
/// let (mut reader, mut lines) = (LineReader::default(), Vec::new());
/// while let Some(chunk) = stream.next_chunk()? {
///     chunk.each(&mut reader, |item| lines.push(Item::from(item).line));
/// }
/// assert_eq!(lines, [1, 2]);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Chunk(pub(crate) Part);

/// The content of a chunk.
#[derive(Debug)]
pub(crate) enum Part {
    /// Whole lines of at most `max` bytes each, the first with its number.
    Lines { first: u64, bytes: Vec<u8>, max: usize },
    /// A line that is too long.
    TooLong { line: u64, max: usize },
    /// Items that are read already, with their summary.
    Items(Vec<Item>, Summary),
}

impl Chunk {
    /// Calls `item` with every case of the chunk, in order. A reader for all chunks of a thread reads each line
    /// that is like an earlier one faster. Returns the summary of the chunk alone.
    pub fn each(self, reader: &mut LineReader, mut item: impl FnMut(ChunkItem<'_>)) -> Summary {
        match self.0 {
            Part::Items(items, summary) => {
                items.into_iter().for_each(|one| item(ChunkItem::Read(one)));
                summary
            }
            Part::TooLong { line, max } => {
                item(ChunkItem::Read(Item::failed(line, InputErrorKind::TooLong { max })));
                Summary::NONE
            }
            Part::Lines { first, bytes, max } => {
                let mut summary = Summary::NONE;
                let mut records = 0;
                let mut give = |one: ChunkItem<'_>| {
                    records += one.records();
                    item(one);
                };
                let mut start = 0;
                for (number, end) in (first..).zip(ends(&bytes)) {
                    let line = &bytes[start..end];
                    let content = line.strip_suffix(b"\n").unwrap_or(line);
                    if content.len() > max {
                        give(ChunkItem::Read(Item::failed(number, InputErrorKind::TooLong { max })));
                    } else {
                        read_line(number, line, max, reader, &mut summary, &mut give);
                    }
                    start = end;
                }
                summary.records += records;
                summary
            }
        }
    }
}

/// The ends of the lines, each behind its newline.
fn ends(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let is_unfinished = bytes.last().is_some_and(|byte| *byte != b'\n');
    memchr::memchr_iter(b'\n', bytes).map(|at| at + 1).chain(is_unfinished.then_some(bytes.len()))
}
