//! Input that is read on several threads.
//!
//! The threads take parts of the input in turn. Each has a state of its own; what the states hold is put
//! together afterwards by the lines of the input, so the result does not depend on their number.

use super::pages::{is_malformed, note_missing_pages};
use crate::exit::Failure;
use crate::output::Output;
use instance_lifecycle_wire::{Chunk, ChunkItem, Defaults, LineReader, Stream, Summary};
use std::io::{self, BufRead};
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// The input, and the number of parts taken.
struct Source<R> {
    stream: Stream<R>,
    taken: u64,
    has_failed: bool,
}

/// What a thread has read.
struct Read<S> {
    state: S,
    summary: Summary,
    /// The number of the last part with a response.
    last_page: Option<u64>,
    is_malformed: bool,
}

/// Calls `item` with every case of the reader, and with the state of the thread that read it. The cases of a
/// line are read by one thread, in order. Returns the states.
pub(crate) fn each_on_threads<S: Send>(
    name: &str,
    reader: impl BufRead + Send,
    (max_line, defaults): (usize, Defaults),
    (threads, output): (NonZeroUsize, &Output),
    state: impl Fn() -> S + Sync,
    item: impl Fn(&mut S, ChunkItem<'_>) + Sync,
) -> Result<Vec<S>, Failure> {
    let stream = Stream::new(reader, max_line, defaults.clone());
    let source = Mutex::new(Source { stream, taken: 0, has_failed: false });
    let work = || -> io::Result<Read<S>> {
        let mut read =
            Read { state: state(), summary: Summary::default(), last_page: None, is_malformed: false };
        let mut reader = LineReader::new(defaults.clone());
        while let Some((number, chunk)) = next_part(&source)? {
            let summary = chunk.each(&mut reader, |one| {
                read.is_malformed |= matches!(&one, ChunkItem::Read(item) if is_malformed(item));
                item(&mut read.state, one);
            });
            read.summary.add(&summary);
            if summary.has_page() {
                read.last_page = Some(number);
            }
        }
        Ok(read)
    };
    let results: Vec<io::Result<Read<S>>> = thread::scope(|scope| {
        let others: Vec<_> = (1..threads.get()).map(|_| scope.spawn(work)).collect();
        let first = work();
        let others =
            others.into_iter().map(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        std::iter::once(first).chain(others).collect()
    });
    let read: io::Result<Vec<Read<S>>> = results.into_iter().collect();
    let mut read = read.map_err(|error| Failure::Input(name.to_owned(), error))?;
    // The last response tells whether there is a further page.
    read.sort_by_key(|read| read.last_page);
    let mut summary = Summary::default();
    read.iter().for_each(|read| summary.add(&read.summary));
    if !read.iter().any(|read| read.is_malformed) {
        note_missing_pages(name, &summary, output);
    }
    Ok(read.into_iter().map(|read| read.state).collect())
}

/// Takes the next part with its number; `None` at the end, or after an error. The input is locked only until
/// the function returns, so that the part is worked on beside other parts.
fn next_part<R: BufRead>(source: &Mutex<Source<R>>) -> io::Result<Option<(u64, Chunk)>> {
    // A thread that panics ends the others by the same way.
    source.lock().unwrap_or_else(PoisonError::into_inner).next()
}

impl<R: BufRead> Source<R> {
    /// The next part with its number; `None` at the end, or after an error.
    fn next(&mut self) -> io::Result<Option<(u64, Chunk)>> {
        if self.has_failed {
            return Ok(None);
        }
        let chunk = self.stream.next_chunk().inspect_err(|_| self.has_failed = true)?;
        self.taken += 1;
        Ok(chunk.map(|chunk| (self.taken, chunk)))
    }
}

/// Maps a list on several threads. The results are in the order of the list.
pub(crate) fn map_on_threads<T: Sync, U: Send>(
    list: &[T],
    threads: NonZeroUsize,
    map: impl Fn(&T) -> U + Sync,
) -> Vec<U> {
    let of_each = list.len().div_ceil(threads.get()).max(1);
    let work = |part: &[T]| part.iter().map(&map).collect::<Vec<U>>();
    let (first, others) = list.split_at(of_each.min(list.len()));
    thread::scope(|scope| {
        let others: Vec<_> = others.chunks(of_each).map(|part| scope.spawn(move || work(part))).collect();
        let mut results = work(first);
        for other in others {
            results.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        results
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use instance_lifecycle_wire::MAX_LINE;
    use std::sync::{Barrier, mpsc};
    use std::time::Duration;

    /// The first case of each thread waits for that of the other one.
    #[test]
    fn threads_work_on_their_parts_at_the_same_time() {
        const LINE: &str = r#"{"Instance":{"Status":"Running"},"Request":{"Action":"StopInstance"}}"#;
        let lines = format!("{LINE}\n").repeat(10_000);
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let output = Output::in_memory(Vec::new());
            let (both, threads) = (Barrier::new(2), NonZeroUsize::MIN.saturating_add(1));
            let states = each_on_threads(
                "lines",
                lines.as_bytes(),
                (MAX_LINE, Defaults::default()),
                (threads, &output),
                || 0_u32,
                |cases, _| {
                    if *cases == 0 {
                        both.wait();
                    }
                    *cases += 1;
                },
            );
            // The receiver may have given up.
            let _ = sender.send(states.map(|states| states.iter().sum()).ok());
        });
        assert_eq!(receiver.recv_timeout(Duration::from_secs(20)), Ok(Some(10_000_u32)));
    }
}
