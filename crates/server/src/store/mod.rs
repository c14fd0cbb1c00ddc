//! The state in a file: SQLite in WAL mode. A call is answered once its changes are committed.
//!
//! A thread commits the changes of all calls that wait, in one transaction. If it cannot, all of these calls
//! fail, and the state is read again from the file.

mod read;
mod write;

use crate::world::World;
use crate::world::change::Change;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;

pub use read::StoreError;

/// Tells whether changes are durable: `true` once they are, `false` or an error if they never will be.
pub type Done = oneshot::Receiver<bool>;

/// The version of the format of state files.
const FORMAT: i32 = 1;

/// Marks a file as a state file: `LIFE`.
const APPLICATION: i32 = 0x4c49_4645;

/// A job of the thread that writes.
enum Job {
    /// Commit changes, and tell so.
    Commit(Vec<Change>, oneshot::Sender<bool>),
    /// Read the state again, and commit changes from now on.
    Reload(Sender<Result<World, StoreError>>),
}

/// What the thread that writes shares.
#[derive(Debug, Default)]
struct Shared {
    /// How many jobs are finished.
    finished: AtomicU64,
    has_failed: AtomicBool,
}

/// A state file.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    jobs: Sender<Job>,
    submitted: u64,
    shared: Arc<Shared>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Store {
    /// Opens a state file, or creates it with this state. Returns the state of the file.
    ///
    /// # Errors
    ///
    /// Returns an error if the file is no state file, of another version, damaged, or in use; it is left as
    /// it is then.
    pub fn open(path: &Path, max_bytes: Option<u64>, world: World) -> Result<(Self, World), StoreError> {
        let connection = read::open(path)?;
        if let Some(max) = max_bytes {
            let page: u64 = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
            connection
                .query_row(&format!("PRAGMA max_page_count = {}", (max / page).max(16)), [], |_| Ok(()))?;
        }
        let world = match read::world(&connection)? {
            Some(known) => known,
            None => {
                let settings = [Change::Settings(Box::new(world.settings()))];
                write::commit(&connection, settings.iter())?;
                world
            }
        };
        let (jobs, received) = channel();
        let shared = Arc::new(Shared::default());
        let of_thread = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || work(&connection, &received, &of_thread))
            .map_err(|error| StoreError::Io(path.to_owned(), error))?;
        let store = Self { path: path.to_owned(), jobs, submitted: 0, shared, thread: Some(thread) };
        Ok((store, world))
    }

    /// Gives changes to the thread that writes. Returns when they and all before them are durable; `None` if
    /// there is nothing to wait for.
    pub fn submit(&mut self, changes: Vec<Change>) -> Option<Done> {
        let is_idle = self.shared.finished.load(Ordering::Acquire) == self.submitted;
        if changes.is_empty() && is_idle {
            return None;
        }
        let (done, wait) = oneshot::channel();
        self.submitted += 1;
        // If the thread has ended, the receiver reports an error.
        let _ = self.jobs.send(Job::Commit(changes, done));
        Some(wait)
    }

    /// Whether changes could not be committed: the state must be read again.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.shared.has_failed.load(Ordering::Acquire)
    }

    /// Reads the state again, and commits changes from now on.
    ///
    /// # Errors
    ///
    /// Returns an error if it cannot be read.
    pub fn reload(&mut self) -> Result<World, StoreError> {
        // The connection of the thread holds the file exclusively.
        let (sender, receiver) = channel();
        let _ = self.jobs.send(Job::Reload(sender));
        receiver.recv().unwrap_or_else(|_| Err(StoreError::InUse(self.path.clone())))
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // The thread ends when no jobs can come.
        let (closed, _) = channel();
        self.jobs = closed;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The largest number of calls that one transaction commits.
const MAX_CALLS: usize = 512;

/// Commits changes until no more can come.
fn work(connection: &Connection, jobs: &Receiver<Job>, shared: &Shared) {
    while let Ok(job) = jobs.recv() {
        let mut next = Some(job);
        let mut waiting = Vec::new();
        let mut reload = None;
        while let Some(job) = next.take() {
            match job {
                Job::Commit(changes, done) => waiting.push((changes, done)),
                Job::Reload(sender) => {
                    reload = Some(sender);
                    break;
                }
            }
            next = if waiting.len() < MAX_CALLS { jobs.try_recv().ok() } else { None };
        }
        let is_committed = !shared.has_failed.load(Ordering::Acquire) && {
            let changes = waiting.iter().flat_map(|(changes, _)| changes);
            write::commit(connection, changes).map_err(report).is_ok()
        };
        if !is_committed && !waiting.is_empty() {
            shared.has_failed.store(true, Ordering::Release);
        }
        shared.finished.fetch_add(waiting.len() as u64, Ordering::AcqRel);
        for (_, done) in waiting {
            // The client may have gone.
            let _ = done.send(is_committed);
        }
        if let Some(sender) = reload {
            let read = read::world(connection).and_then(|world| world.ok_or(StoreError::Empty));
            shared.has_failed.store(read.is_err(), Ordering::Release);
            let _ = sender.send(read);
        }
    }
    // The next start reads one file.
    let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
}

fn report(error: StoreError) {
    tracing::error!(%error, "changes cannot be committed");
}
