//! Opening a state file, and reading the state.

use super::{APPLICATION, FORMAT};
use crate::world::account::Token;
use crate::world::change::Row;
use crate::world::policy::Chosen;
use crate::world::progress::Progress;
use crate::world::record::json;
use crate::world::{Settings, World};
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The error of a state file.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file cannot be read or created.
    #[error("cannot read the state file `{}`: {}", .0.display(), .1)]
    Io(PathBuf, std::io::Error),
    /// The file is none of this program.
    #[error("`{}` is no state file of lifecycle-server; it is left as it is", .0.display())]
    Foreign(PathBuf),
    /// The format is that of another version.
    #[error("the state file `{}` has the format {found}; expected {FORMAT}; it is left as it is", .path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// The format found.
        found: i32,
    },
    /// The file is damaged.
    #[error("the state file `{}` is damaged: {reason}; it is left as it is", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Another process uses the file.
    #[error("the state file `{}` is in use by another process", .0.display())]
    InUse(PathBuf),
    /// The file holds no state.
    #[error("the state file holds no state")]
    Empty,
    /// A row cannot be read.
    #[error("a row of the state file cannot be read: {0}")]
    Row(String),
    /// A row is not the one that a change replaces.
    #[error("instance {number} of `{account}` is not as it was when the call was decided")]
    Changed {
        /// The account.
        account: String,
        /// The number of the instance.
        number: u64,
    },
    /// An error of SQLite.
    #[error("the state file: {0}")]
    Sqlite(#[from] rusqlite::Error),
}

/// The tables. `digest` holds the attributes of the instance for the comparison with a guard.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS settings (id INTEGER PRIMARY KEY CHECK (id = 1), content TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS account (name TEXT PRIMARY KEY, environment TEXT NOT NULL,
        facts TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS instance (account TEXT, number INTEGER, digest INTEGER NOT NULL,
        content TEXT NOT NULL, PRIMARY KEY (account, number)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS step (account TEXT, number INTEGER, step INTEGER, content TEXT NOT NULL,
        PRIMARY KEY (account, number, step)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS token (account TEXT, action TEXT, token TEXT, parameters TEXT NOT NULL,
        answer TEXT NOT NULL, PRIMARY KEY (account, action, token)) WITHOUT ROWID;";

/// Opens a state file exclusively, and creates it if it does not exist.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    check(path)?;
    let connection = Connection::open(path)?;
    let in_use = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::InUse(path.to_owned()),
        _ => StoreError::Sqlite(error),
    };
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(in_use)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "application_id", APPLICATION).map_err(in_use)?;
    connection.pragma_update(None, "user_version", FORMAT).map_err(in_use)?;
    connection.execute_batch(SCHEMA).map_err(in_use)?;
    Ok(connection)
}

/// Checks an existing file without changing it.
fn check(path: &Path) -> Result<(), StoreError> {
    let mut header = [0; 100];
    match std::fs::File::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(StoreError::Io(path.to_owned(), error)),
        Ok(mut file) => {
            let length = file.metadata().map_err(|error| StoreError::Io(path.to_owned(), error))?.len();
            // A process that was killed while it created the file may have left an empty one.
            if length == 0 {
                return Ok(());
            }
            if file.read_exact(&mut header).is_err() {
                return Err(StoreError::Foreign(path.to_owned()));
            }
        }
    }
    let number =
        |at: usize| header[at..at + 4].iter().fold(0_i32, |number, byte| number << 8 | i32::from(*byte));
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(StoreError::Foreign(path.to_owned()));
    }
    let damaged = |reason: String| StoreError::Damaged { path: path.to_owned(), reason };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let connection = Connection::open_with_flags(path, flags)?;
    let pragma = |name: &str| -> Result<i32, rusqlite::Error> {
        connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
    };
    let (application, format) = match (pragma("application_id"), pragma("user_version")) {
        (Ok(application), Ok(format)) => (application, format),
        (Err(error), _) | (_, Err(error)) => match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                return Err(StoreError::InUse(path.to_owned()));
            }
            _ => return Err(damaged(error.to_string())),
        },
    };
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|error| damaged(error.to_string()))?;
    // A process that was killed while it created the file may have left one without tables.
    if tables == 0 && (application == 0 || number(68) == 0) {
        return Ok(());
    }
    if application != APPLICATION {
        return Err(StoreError::Foreign(path.to_owned()));
    }
    if format != FORMAT {
        return Err(StoreError::Format { path: path.to_owned(), found: format });
    }
    let verdict: String = connection
        .query_row("PRAGMA quick_check", [], |row| row.get(0))
        .map_err(|error| damaged(error.to_string()))?;
    if verdict == "ok" { Ok(()) } else { Err(damaged(verdict)) }
}

fn row_error(error: impl std::fmt::Display) -> StoreError {
    StoreError::Row(error.to_string())
}

/// Reads the state; `None` if the file holds none.
pub(super) fn world(connection: &Connection) -> Result<Option<World>, StoreError> {
    let settings: Option<String> =
        connection.query_row("SELECT content FROM settings", [], |row| row.get(0)).optional()?;
    let Some(settings) = settings else { return Ok(None) };
    let settings: Settings = serde_json::from_str(&settings).map_err(row_error)?;
    let mut world = World::new(Progress::manual(), Chosen::default(), 0, 0);
    world.set_settings(settings).map_err(row_error)?;
    let mut accounts = connection.prepare("SELECT name, environment, facts FROM account")?;
    let mut rows = accounts.query([])?;
    while let Some(row) = rows.next()? {
        let (name, environment, facts): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let environment = serde_json::from_str(&environment).map_err(row_error)?;
        world.load_environment(&name, environment, serde_json::from_str(&facts).map_err(row_error)?);
    }
    let mut steps = connection.prepare(
        "SELECT content FROM step WHERE account = ?1 AND number = ?2 AND step >= ?3 ORDER BY step",
    )?;
    let mut instances =
        connection.prepare("SELECT account, number, content FROM instance ORDER BY number")?;
    let mut rows = instances.query([])?;
    while let Some(row) = rows.next()? {
        let (account, number, content): (String, u64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let row: Row = serde_json::from_str(&content).map_err(row_error)?;
        let lines = steps.query_map((&account, number, row.first), |row| row.get::<_, String>(0))?;
        let lines: Vec<String> = lines.collect::<Result<_, _>>()?;
        let stored = row.restore(lines.into_iter(), world.attributes()).map_err(row_error)?;
        world.put(&account, number, stored);
    }
    let mut tokens = connection.prepare("SELECT account, action, token, parameters, answer FROM token")?;
    let mut rows = tokens.query([])?;
    while let Some(row) = rows.next()? {
        let answer: serde_json::Value = serde_json::from_str(&row.get::<_, String>(4)?).map_err(row_error)?;
        let result = Token { parameters: row.get(3)?, answer: json(&answer) };
        let (account, action, token): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        world.keep_token(&account, &action, &token, result);
    }
    Ok(Some(world))
}
